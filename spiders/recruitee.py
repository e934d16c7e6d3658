"""Recruitee: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard, Row
from spiders._paths import value_at

HOURS = "[min_hours_per_week || min_hours, max_hours_per_week || max_hours][?@]"  # all of them a week


class Recruitee(FeedBoard):
    """Career feeds of employers that use Recruitee; one with a host of its own names its `feed`."""

    name = "recruitee"
    access = "open"
    checked = "recorded"
    terms = "docs.recruitee.com, careers site API: public, no key is needed for reading. No attribution asked."
    ignored_keys = """
        careers_apply_url category_code city country country_code department education_code guid location
        location_question_visible locations_question locations_question_required locations_question_type
        mailbox_email open_questions options_cover_letter options_cv options_phone
        options_photo options_salutation options_title position postal_code sharing_description sharing_title
        slug state_code state_name status translations updated_at
    """
    asks = Employers("https://{tenant}.recruitee.com/api/offers/")
    rows = "offers"
    fields = {
        "url": "careers_url",
        "employer_raw": "company_name",
        "posted_raw": "published_at || created_at",
        "apply_by_raw": "close_at",
        "employment_raw": "employment_type_code",
        "seniority_raw": "experience_code",
        "remote_raw": "[remote && 'remote', hybrid && 'hybrid', on_site && 'on_site'][?@]",
    }
    text = ("description", "requirements")
    places = ("locations || @",)
    pay = "salary"

    def words_of(self, row: Row) -> Row:
        """Split the code that states both employment and contract: fulltime_permanent."""
        hours = dict.fromkeys(hour for hour in map(str, value_at(row, HOURS)) if hour.strip("0."))
        words = {"hours_raw": f"{' - '.join(hours)} Stunden/Woche" if hours else None}
        words["contract_raw"] = (row.get("employment_type_code") or "").replace("_", " ") or None
        return {**super().words_of(row), **words}

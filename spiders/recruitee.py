"""Recruitee: the career feeds of employers.toml that this ATS serves."""

from spiders._career_rows import CareerRows, Row
from spiders._json_feed import word_at


class Recruitee(CareerRows):
    """Career feeds of employers that use Recruitee; one with a host of its own names its `feed`."""

    name = "recruitee"
    access = "open"
    checked = "recorded"
    terms = "docs.recruitee.com, careers site API: public, no key is needed for reading. No attribution asked."
    feed_url = "https://{tenant}.recruitee.com/api/offers/"
    rows = "offers"
    fields = {
        "url": "careers_url",
        "employer_raw": "company_name",
        "posted_raw": "published_at|created_at",
        "apply_by_raw": "close_at",
        "employment_raw": "employment_type_code",
        "seniority_raw": "experience_code",
    }
    text = ("description", "requirements")
    places = ("locations|",)
    remote = {"remote": "remote", "hybrid": "hybrid", "on_site": "on_site"}
    pay_at = "salary"

    def select(self, row: Row) -> Row:
        """One code says both employment and contract: fulltime_permanent."""
        hours = dict.fromkeys(map(str, word_at(row, "min_hours_per_week max_hours_per_week") or ()))
        words = {"hours_raw": f"{' - '.join(hours)} Stunden/Woche" if hours else None}
        words["contract_raw"] = (row.get("employment_type_code") or "").replace("_", " ") or None
        return {**super().select(row), **words}

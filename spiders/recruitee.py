"""Recruitee: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from spiders._json_career_feeds import JsonFeeds, JsonRow, make_pay


class Recruitee(JsonFeeds):
    """Career feeds of employers that use Recruitee; one with a host of its own names its `feed`."""

    name = "recruitee"
    access = "open"
    checked = "recorded"
    terms = "docs.recruitee.com, careers site API: public, no key is needed for reading. No attribution asked."
    feed_url = "https://{tenant}.recruitee.com/api/offers/"
    rows = "offers"
    fields = {
        "board_ref": "id",
        "url": "careers_url",
        "title": "title",
        "employer_raw": "company_name",
        "posted_raw": "published_at|created_at",
        "apply_by_raw": "close_at",
        "employment_raw": "employment_type_code",
        "seniority_raw": "experience_code",
    }
    place = {
        "street": "street",
        "postal_code": "postal_code",
        "town": "city",
        "region": "state|state_name",
        "country": "country_code|country",
    }

    def select(self, row: JsonRow) -> dict[str, Any]:
        hours = dict.fromkeys(str(row[name]) for name in ("min_hours_per_week", "max_hours_per_week") if row.get(name))
        kind, pay = row.get("employment_type_code") or "", row.get("salary") or {}
        return {
            "text_html": "\n".join(filter(None, (row.get("description"), row.get("requirements")))),
            "places": self.read_places(row.get("locations") or [row]),
            "remote_raw": [name for name in ("remote", "hybrid", "on_site") if row.get(name)],
            "contract_raw": kind.replace("_", " "),  # one code says both: fulltime_permanent
            "hours_raw": f"{' - '.join(hours)} Stunden/Woche" if hours else None,
            "salary_fields": make_pay(pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period")),
        }

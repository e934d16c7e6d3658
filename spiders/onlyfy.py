"""onlyfy (once Prescreen): the career feeds of employers.toml that this ATS serves."""

from typing import Any

from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders._board import trim
from spiders._json_career_feeds import JsonFeeds, JsonRow
from spiders._json_feed import number_of, value_at, words_at

INTERNAL = {"Interne Ausschreibung", "Ja"}  # a field and its value: not for the public


class Onlyfy(JsonFeeds):
    """Career feeds of employers that use onlyfy; each names its `feed`, whose address holds a widget's id."""

    name = "onlyfy"
    access = "tolerated"
    checked = "documented"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    feed_url = "https://{tenant}.onlyfy.io/job/list?format=json&max_results=100"
    rows, total = "jobs", "totalResults"
    fields = {
        "board_ref": "shortHandle|handle",
        "title": "title",
        "url": "showUrl",
        "employer_raw": "instance.name",  # the company of the whole answer is the group's
        "text_html": "simple_html_content",
        "posted_raw": "published_at",
        "apply_by_raw": "applications_deadline_information.stop_applications_at",
        "start_raw": "startOfWork",
        "employment_raw": "positionType.title",
    }

    def read_row(self, row: JsonRow, response: Response) -> RawPosting | None:
        own = [one for one in row.get("custom_data_fields") or [] if isinstance(one, dict)]
        internal = any(set(map(trim, one.values())) >= INTERNAL for one in own)
        return None if internal else super().read_row(row, response)

    def select(self, row: JsonRow) -> dict[str, Any]:
        city, remote, pay = row.get("city") or {}, row.get("remote"), row.get("salary")
        parts = value_at(row, "description") or {}
        point = words_at(city, {"latitude": "latitude|lat", "longitude": "longitude|lng|long|lon"})
        place = RawPlace(
            postal_code=city.get("zip_code"),
            town=city.get("title"),
            country=city.get("countryCode"),
            latitude=number_of(point["latitude"]),
            longitude=number_of(point["longitude"]),
        )
        return {
            "places": (place,) if place.town else (),
            "remote_raw": remote if isinstance(remote, str) else None,  # "office" says: on site
            "salary_raw": pay if isinstance(pay, str) else None,
            "text_html": "\n".join(str(parts[name] or "") for name in sorted(parts) if name.startswith("job_content")),
        }

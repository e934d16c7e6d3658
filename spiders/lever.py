"""Lever: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from schemas.raw import RawPlace
from spiders._json_career_feeds import JsonFeeds, JsonRow, make_pay
from spiders._json_feed import value_at


class Lever(JsonFeeds):
    """Career feeds of employers that use Lever; one hosted in the EU names its `feed`, at api.eu.lever.co."""

    name = "lever"
    access = "open"
    checked = "recorded"
    terms = "github.com/lever/postings-api: public, made for employers' postings elsewhere. No attribution asked."
    feed_url = "https://api.lever.co/v0/postings/{tenant}?mode=json"
    rows = ""
    fields = {
        "board_ref": "id",
        "url": "hostedUrl",
        "title": "text",
        "posted_raw": "createdAt",
        "employment_raw": "categories.commitment",
        "seniority_raw": "categories.level",
    }

    def select(self, row: JsonRow) -> dict[str, Any]:
        """Its country is the first town's; its unit of pay is a word such as `per-year-salary`."""
        towns = value_at(row, "categories.allLocations") or [value_at(row, "categories.location")]
        country = row.get("country") if len(towns) == 1 else None
        lists = [
            f"<h3>{one.get('text') or ''}</h3>\n<ul>{one.get('content') or ''}</ul>" for one in row.get("lists") or ()
        ]
        parts = (row.get("description"), *lists, row.get("additional"), row.get("salaryDescription"))
        pay, remote = row.get("salaryRange") or {}, row.get("workplaceType")
        unit = (pay.get("interval") or "").removeprefix("per-").removesuffix("-salary").removesuffix("-wage")
        return {
            "text_html": "\n".join(filter(None, parts)),
            "places": tuple(RawPlace(words=town.strip(), country=country) for town in towns if town),
            "remote_raw": None if remote == "unspecified" else remote,
            "salary_fields": make_pay(pay.get("min"), pay.get("max"), pay.get("currency"), unit),
        }

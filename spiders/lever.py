"""Lever: the career feeds of employers.toml that this ATS serves."""

from dataclasses import replace

from schemas.raw import RawPlace
from spiders._career_rows import CareerRows, Row


class Lever(CareerRows):
    """Career feeds of employers that use Lever; one hosted in the EU names its `feed`, at api.eu.lever.co."""

    name = "lever"
    access = "open"
    checked = "recorded"
    terms = "github.com/lever/postings-api: public, made for employers' postings elsewhere. No attribution asked."
    feed_url = "https://api.lever.co/v0/postings/{tenant}?mode=json"
    fields = {
        "url": "hostedUrl",
        "title": "text",
        "posted_raw": "createdAt",
        "employment_raw": "categories.commitment",
        "seniority_raw": "categories.level",
        "remote_raw": "workplaceType",
    }
    unstated = ("unspecified",)
    text, section = ("description", "lists", "additional", "salaryDescription"), "<h3>{text}</h3>\n<ul>{content}</ul>"
    places = ("categories.allLocations|categories.location",)
    pay_at = "salaryRange"

    def places_of(self, row: Row) -> tuple[RawPlace, ...]:
        """Its country is the first town's."""
        places = super().places_of(row)
        return tuple(replace(one, country=row.get("country")) for one in places) if len(places) == 1 else places

"""Lever: the career feeds of employers.toml that this ATS serves."""

from dataclasses import replace

from spiders import Employers, FeedBoard, Row


class Lever(FeedBoard):
    """Career feeds of employers that use Lever; one hosted in the EU names its `feed`, at api.eu.lever.co."""

    name = "lever"
    access = "open"
    checked = "recorded"
    terms = "github.com/lever/postings-api: public, made for employers' postings elsewhere. No attribution asked."
    ignored_keys = """
        additionalPlain applyUrl descriptionBody descriptionBodyPlain descriptionPlain opening openingPlain
    """
    asks = Employers("https://api.lever.co/v0/postings/{tenant}?mode=json")
    fields = {
        "url": "hostedUrl",
        "title": "text",
        "posted_raw": "createdAt",
        "employment_raw": "categories.commitment",
        "seniority_raw": "categories.level",
        "remote_raw": "workplaceType != 'unspecified' && workplaceType",
    }
    text = ("description", "lists", "additional", "salaryDescription || salaryDescriptionPlain")
    section = "<h3>{text}</h3>\n<ul>{content}</ul>"
    places = ("categories.allLocations || categories.location",)
    pay = "salaryRange"

    def words_of(self, row: Row) -> Row:
        """Add the country, which is given once, if there is only one place."""
        words, country = super().words_of(row), row.get("country")
        places = tuple(replace(one, country=country) for one in words["places"])
        return {**words, "places": places} if len(places) == 1 else words

"""d.vinci: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from schemas.raw import RawPlace
from spiders._json_career_feeds import JsonFeeds, JsonRow
from spiders._json_feed import number_of, value_at

SECTIONS = ("introduction", "position", "tasks", "profile", "weOffer", "additionalInformation")  # without "contact"


class Dvinci(JsonFeeds):
    """Career feeds of employers that use d.vinci, a bare list each; the tenant is the career site's host."""

    name = "dvinci"
    access = "open"
    checked = "documented"
    terms = "The vendor documents the list as public, for machines to read; the ads are the employer's. No attribution."
    feed_url = "https://{tenant}/jobPublication/list.json"
    rows = ""
    fields = {
        "board_ref": "id",
        "title": "position",
        "url": "jobPublicationURL",
        "employer_raw": "jobOpening.company.name",
        "posted_raw": "startDate",  # midnight in Berlin, written in UTC
        "apply_by_raw": "endDate",
        "start_raw": "jobOpening.earliestEntryDate",
        "contract_raw": "jobOpening.contractPeriod.internalName",
        "reference_raw": "jobOpening.reference",
    }

    def select(self, row: JsonRow) -> dict[str, Any]:
        opening = row.get("jobOpening") or {}
        return {
            "places": tuple(read_place(one) for one in opening.get("locations") or []),
            "employment_raw": [value_at(one, "internalName") for one in opening.get("workingTimes") or []],
            "text_html": read_sections(row),
        }


def read_place(location: JsonRow) -> RawPlace:
    """A place by its address; its name may be a plant's."""
    town = value_at(location, "address.city")
    return RawPlace(
        words=None if town else location.get("name"),
        town=town,
        postal_code=value_at(location, "address.zipCode"),
        latitude=number_of(location.get("latitude")),
        longitude=number_of(location.get("longitude")),
    )


def read_sections(row: JsonRow) -> str:
    """The ad's sections under their headings, as HTML; the persons to contact are left out."""
    rendered, parts = row.get("renderedContent"), list[str]()
    for name in SECTIONS:
        body = value_at(rendered, f"{name}.body") or (row.get(name) if name != "position" else None)
        if body:
            parts += [f"<h3>{value_at(rendered, f'{name}.headline') or ''}</h3>", str(body)]
    return "\n".join([*parts, str(row.get("closingText") or "")])

"""Guidecom: the career feeds of employers.toml that this ATS serves."""

import re
from typing import Any

from schemas.raw import RawPlace
from spiders._json_career_feeds import JsonFeeds, JsonRow
from spiders._json_feed import number_of, value_at

_FIXED_TERM = re.compile(r"(?<!un)befristet", re.I)


class Guidecom(JsonFeeds):
    """Career feeds of employers that use Guidecom; the tenant is the host of the employer's site."""

    name = "guidecom"
    access = "tolerated"
    checked = "recorded"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    feed_url = "https://{tenant}/api/guidecom/api/v2/offersummaries"  # answers a page to whoever accepts one
    rows = "ausschreibungen"
    fields = {
        "board_ref": "ausschreibungUniqueId",
        "title": "titel",
        "url": "Q3iTalentsoft.detailViewUrl|applyOnlineUrl",
        "employer_raw": "auftraggeber",
        "posted_raw": "erstelltAm",  # `letzteAktualisierung` is of all postings at once
        "apply_by_raw": "einsendeschluss",
        "start_raw": "arbeitsbeginn",
        "employment_raw": "arbeitszeit.code",
        "seniority_raw": "karrierelevel.bezeichnung",
        "reference_raw": "ausschreibungUniqueId",
    }

    def rows_of(self, data: Any) -> list[JsonRow]:
        rows = super().rows_of(data)
        if not rows and value_at(data, "funktion") != "ausschreibungVeroeffentlichen":
            raise ValueError("no postings, and the answer is not the list of those published")
        return rows

    def select(self, row: JsonRow) -> dict[str, Any]:
        contract = value_at(row, "vertragsart.code")
        contents = sorted(row.get("contents") or [], key=lambda one: one.get("rang") or 0)
        sections = [f"<h3>{one.get('titel') or ''}</h3>\n{one.get('inhalt') or ''}" for one in contents]
        return {
            "places": tuple(read_site(site) for site in row.get("standortObjekte") or []),
            # where the title says otherwise, the form was filled in without care
            "contract_raw": None if contract == "permanent" and _FIXED_TERM.search(str(row["titel"])) else contract,
            "text_html": "\n".join([str(row.get("einleitung") or ""), *sections]),
        }


def read_site(site: JsonRow) -> RawPlace:
    """A place of work. Its `remoteTyp` is the site's, of forklift drivers too."""
    return RawPlace(
        words=None if site.get("stadt") else site.get("bezeichnung"),
        street=" ".join(filter(None, (site.get("strasse"), site.get("hausnummer")))) or None,
        postal_code=site.get("plz"),
        town=site.get("stadt"),
        region=site.get("bundesland"),
        country=site.get("land"),
        latitude=number_of(site.get("latitude")),
        longitude=number_of(site.get("longitude")),
    )

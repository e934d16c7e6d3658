"""Guidecom: the career feeds of employers.toml that this ATS serves."""

import re
from typing import Any

from spiders import Employers, FeedBoard, Row
from spiders._paths import value_at

_FIXED_TERM = re.compile(r"(?<!un)befristet", re.I)


class Guidecom(FeedBoard):
    """Career feeds of employers that use Guidecom; the tenant is the host of the employer's site."""

    name = "guidecom"
    access = "tolerated"
    checked = "recorded"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    ignored_keys = """
        anlagen ansprechpartner auftraggeberObjekt ausschreibungsTyp beginn brancheObjekt cammio formularfelder
        header indeed jobcluster kurzbeschreibung letzteAktualisierung pitchYouEnabled position referenzmedien
        schwerpunkte standorte taetigkeitsfeld unternehmen zusatzdaten
    """
    asks = Employers("https://{tenant}/api/guidecom/api/v2/offersummaries")  # sends a page to clients that accept HTML
    rows = "ausschreibungen"
    fields = {
        "board_ref": "ausschreibungUniqueId",
        "title": "titel",
        "url": "Q3iTalentsoft.detailViewUrl || applyOnlineUrl",
        "employer_raw": "auftraggeber",
        "posted_raw": "erstelltAm",  # `letzteAktualisierung` is the same for all postings
        "apply_by_raw": "einsendeschluss",
        "start_raw": "arbeitsbeginn",
        "contract_raw": "vertragsart.code",
        "employment_raw": "arbeitszeit.code",
        "seniority_raw": "karrierelevel.bezeichnung",
        "reference_raw": "ausschreibungUniqueId",
    }
    text, section = ("einleitung", "sort_by(contents || `[]`, &rang || `0`)"), "<h3>{titel}</h3>\n{inhalt}"
    places = ("standortObjekte",)
    place = {"words": "bezeichnung"}  # its `remoteTyp` describes the site, not the job

    def rows_of(self, data: Any) -> list[Row]:
        rows = super().rows_of(data)
        if not rows and value_at(data, "funktion") != "ausschreibungVeroeffentlichen":
            raise ValueError("no postings, and the response is not the list of those published")
        return rows

    def words_of(self, row: Row) -> Row:
        """Where the title contradicts the form, the form was filled in carelessly."""
        words = super().words_of(row)
        mistaken = words["contract_raw"] == "permanent" and _FIXED_TERM.search(str(row["titel"]))
        return {**words, "contract_raw": None if mistaken else words["contract_raw"]}

"""karriere.nrw: the open-data API of the state of NRW for jobs of the state and its municipalities."""

from typing import Any

from schemas.raw import RawPlace
from spiders._board import trim
from spiders._json_feed import rows_at
from spiders._keyword_feeds import KeywordFeeds, Row

API = "https://api.karriere.nrw/v1.0"


class KarriereNrw(KeywordFeeds):
    """Career portal of the state of NRW and its municipalities."""

    name = "karriere_nrw"
    access = "open"
    checked = "documented"
    terms = (
        "karriere.nrw/karriere.nrw-opendata-api.pdf: Datenlizenz Deutschland Namensnennung 2.0. Source: karriere.nrw."
    )
    headers = {"Accept": "application/json"}
    search_url = f"{API}/opennrw/suche?text={{keyword}}&page={{page}}"  # with the API's `ort` it finds nothing
    detail_url = f"{API}/combined-jobs/{{board_ref}}/"
    total, pages = "count", "pages"
    posting_url = "https://www.karriere.nrw/stellenausschreibung/{board_ref}"
    fields = {  # the detail's name, the list's, the list's other form
        "board_ref": "uuid",
        "title": "titel_der_stelle|title",
        "employer_raw": "behoerde|authority|contracting_authority|ausschreibende_behoerde",
        "pay_grade_raw": "besoldung_entgelt",
        "posted_raw": "erscheinungsdatum|published",
        "apply_by_raw": "bewerbungsfrist|deadline",
        "contract_raw": "befristung_display",
        "employment_raw": "arbeitszeit_display",
        "industry_raw": "taetigkeitsfeld_display",
    }
    text = ("stellenbeschreibung", "ergaenzende_inhalte")
    places, place = ("",), {"town": "ort|location"}

    def rows_of(self, data: Any) -> list[Row]:
        form = "results" if "results" in data else "items"
        self.count(f"form/{form}")
        return rows_at(data, form)

    def read_place(self, place: Row) -> RawPlace:
        """An address in one string goes before the town."""
        found, address = super().read_place(place), trim(place.get("address_display"))
        return RawPlace(words=address, latitude=found.latitude, longitude=found.longitude) if address else found

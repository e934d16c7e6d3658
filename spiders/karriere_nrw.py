"""karriere.nrw: the open-data API of the state of NRW for jobs of the state and its municipalities."""

from typing import Any

from spiders import FeedBoard, Keywords, Row
from spiders._paths import as_list, rows_at
from spiders._pay_grades import join_grades
from spiders._row_words import PLACE

API = "https://api.karriere.nrw/v1.0"


class KarriereNrw(FeedBoard):
    """Career portal of the state of NRW and its municipalities."""

    name = "karriere_nrw"
    access = "open"
    checked = "documented"
    terms = (
        "karriere.nrw/karriere.nrw-opendata-api.pdf: Datenlizenz Deutschland Namensnennung 2.0. Source: karriere.nrw."
    )
    asks = Keywords(  # the API finds nothing with its parameter `ort`
        f"{API}/opennrw/suche?text={{keyword}}&page={{page}}", headers={"Accept": "application/json"}
    )
    detail_url = f"{API}/combined-jobs/{{board_ref}}/"
    total, pages = "count", "pages"
    posting_url = "https://www.karriere.nrw/stellenausschreibung/{board_ref}"
    fields = {  # the key in the detail, in the list, in the list's other form
        "board_ref": "uuid",
        "title": "titel_der_stelle || title",
        "employer_raw": "behoerde || authority || contracting_authority || ausschreibende_behoerde",
        "pay_grade_raw": "besoldung_entgelt",  # every grade that the job may have
        "posted_raw": "erscheinungsdatum || published",
        "apply_by_raw": "bewerbungsfrist || deadline",
        "contract_raw": "befristung_display",
        "employment_raw": "arbeitszeit_display",
        "industry_raw": "taetigkeitsfeld_display",
    }
    text = ("stellenbeschreibung", "ergaenzende_inhalte")
    # An address in one string is preferred to its parts.
    places, place = (
        ("@",),
        {"words": "address_display"}
        | {part: f"!address_display && ({path})" for part, path in (PLACE | {"town": "ort || location"}).items()},
    )

    def words_of(self, row: Row) -> Row:
        words = super().words_of(row)
        return {**words, "pay_grade_raw": join_grades(as_list(words["pay_grade_raw"]))}

    def rows_of(self, data: Any) -> list[Row]:
        form = "results" if "results" in data else "items"
        self.count(f"form/{form}")
        return rows_at(data, form)

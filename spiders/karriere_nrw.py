"""karriere.nrw: the open-data API of the state of NRW for jobs of the state and its municipalities."""

import re
from typing import Any

from spiders import FeedBoard, Keywords, Row
from spiders._paths import as_list, rows_at
from spiders._row_words import PLACE

API = "https://api.karriere.nrw/v1.0"
# A grade with its kind and its scale, where it states them: "A 14", "TVöD 14", "TVöD-VKA EG 9b", "A 13 LBesO".
_GRADE = re.compile(r"(?:(\D+?)\s+)??(?:(EG|E|KR|S|P|A|B|C|R|W)\s*)?(\d{1,2})\s?([a-z]?)(?:\s+(\D+))?")


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


def join_grades(grades: list[Any]) -> str | None:
    """A list of grades as an ad would print it: those of one scale as a range, scale by scale.

    >>> join_grades(["TVöD 14", "TVöD 13"]), join_grades(["A 14", "A 13", "TV-L E 13"])
    ('TVöD EG 13 - EG 14', 'A 13 - A 14, TV-L E 13')
    """
    scales: dict[tuple[str, ...], dict[tuple[int, str], str]] = {}
    for grade in map(str, grades):
        before, kind, number, letter, behind = found.groups("") if (found := _GRADE.fullmatch(grade)) else [grade] * 5
        kind = "EG" if kind == "E" or (before and not kind) else kind
        scales.setdefault((before, kind, behind), {})[(int(number) if found else 0, letter)] = grade
    return ", ".join(_write_range(scale, steps) for scale, steps in scales.items()) or None


def _write_range(scale: tuple[str, ...], steps: dict[tuple[int, str], str]) -> str:
    """Steps of one scale, the lowest and the highest; a single one in the board's own words."""
    if len(steps) == 1:
        return next(iter(steps.values()))
    before, kind, behind = scale
    least, most = (f"{kind} {number}{letter}".strip() for number, letter in (min(steps), max(steps)))
    return f"{before} {least} - {most} {behind}".strip()

"""karriere.nrw: the open-data API of the state of NRW for jobs of the state and its municipalities."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders._board import Board, Found
from spiders._json_feed import count_at, number_of, read_json, rows_at, value_at, words_at

API = "https://api.karriere.nrw/v1.0"


class KarriereNrw(Board):
    """Career portal of the state of NRW and its municipalities."""

    name = "karriere_nrw"
    access = "open"
    checked = "documented"
    terms = (
        "karriere.nrw/karriere.nrw-opendata-api.pdf: Datenlizenz Deutschland Namensnennung 2.0. Source: karriere.nrw."
    )
    headers = {"Accept": "application/json"}
    fields = {  # the detail's name, the list's, the list's other form
        "title": "titel_der_stelle|title",
        "employer_raw": "behoerde|authority|contracting_authority|ausschreibende_behoerde",
        "pay_grade_raw": "besoldung_entgelt",
        "posted_raw": "erscheinungsdatum|published",
        "apply_by_raw": "bewerbungsfrist|deadline",
        "contract_raw": "befristung_display",
        "employment_raw": "arbeitszeit_display",
        "industry_raw": "taetigkeitsfeld_display",
    }

    def first_questions(self) -> Iterator[Request]:
        for keyword in self.search.what.keywords:
            yield self.ask_page(keyword, 1)

    def ask_page(self, keyword: str, page: int) -> Request:
        """Asked by words only: with the API's `ort` it finds nothing."""
        query = urlencode({"text": keyword, "page": page})
        return self.ask_list(f"{API}/opennrw/suche?{query}", keyword=keyword, page=page)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        keyword, page, data = response.cb_kwargs["keyword"], response.cb_kwargs["page"], read_json(response)
        form = "results" if "results" in data else "items"
        self.count(f"form/{form}")
        rows, total = rows_at(data, form), count_at(data, "count")
        if total and not rows:
            raise ValueError(f"page {page} of {total} hits is empty")
        yield from self.read_each(response, rows, self.read_row)
        pages = value_at(data, "pages") or -(-total // len(rows)) if rows else 0
        if page < pages:
            yield self.ask_page(keyword, page + 1)

    def read_row(self, row: dict[str, Any], response: Response) -> Request | None:
        ref = row["uuid"]
        url = f"{API}/combined-jobs/{ref}/"
        return self.ask_posting(url, board_ref=ref, stamp=row, row=row) if self.is_new(ref) else None

    def read_posting(self, response: Response) -> RawPosting:
        detail, ref = read_json(response), response.cb_kwargs["board_ref"]
        self.count_keys(detail)
        job = {**response.cb_kwargs["row"], **{key: value for key, value in detail.items() if value}}
        address = {"words": job.get("address_display")}
        if not address["words"]:
            address = {"town": job.get("ort") or job.get("location"), "postal_code": job.get("plz")}
        place = RawPlace(**address, latitude=number_of(job.get("lat")), longitude=number_of(job.get("lon")))
        return self.posting(
            response,
            **words_at(job, self.fields),
            board_ref=ref,
            url=f"https://www.karriere.nrw/stellenausschreibung/{ref}",
            places=(place,),
            text_html="\n".join(filter(None, (job.get("stellenbeschreibung"), job.get("ergaenzende_inhalte")))),
        )

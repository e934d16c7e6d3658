"""Interamt: vacancies of the public service, by the lists of single authorities and by the whole inventory."""

from collections.abc import Iterator

from scrapy.http import Request, Response

from schemas.configuration import employers_of
from spiders import FeedBoard, Found, Row
from spiders._asks import Asks
from spiders._near import may_be_near
from spiders._paths import count_at, rows_at, value_at
from spiders._pay_grades import is_placeholder
from spiders._responses import read_json

PARTNER = "https://interamt.de/koop/app/webservice_v2?partner="
INVENTORY, ALL = "https://api.interamt.de/search/stellenangebot?showResult=true", b'{"search":{}}'
HEADERS = {"X-REMOTE-APPLICATION": "Interamtb2c", "Content-Type": "application/json"}
LARGE = {"download_maxsize": 64 * 1024 * 1024}  # bytes; some 12,000 postings come in one response
BOTH = {"BEIDES": "Vollzeit, Teilzeit", "beides möglich": "Vollzeit, Teilzeit"}


class Interamt(FeedBoard):
    """Job board of the public service; authorities of the region are rows of employers.toml."""

    name = "interamt"
    access = "permission"
    checked = "recorded"  # recorded: the partners' lists; the inventory's form is known from another client
    terms = "Its terms have not been read yet: off until whoever runs it has read them and states permission."
    ignored_keys = "Dienstverhaeltnisse Status"
    floor = 20
    asks = Asks(reads_employers=True)
    posting_url = "https://interamt.de/koop/app/stelle?id={board_ref}"
    fields = {  # the key in the inventory, and in a partner's list
        "board_ref": "stellenangebotId || Id",
        "title": "stellenbezeichnung || StellenBezeichnung",
        "employer_raw": "behoerdeName || Behoerde",
        "posted_raw": "datumErstellt || Daten.Eingestellt",
        "apply_by_raw": "bewerbungsfrist || Daten.Bewerbungsfrist",
        "contract_raw": "beschaeftigungsdauer || BeschaeftigungDauer",
        "employment_raw": "teilzeitVollzeit || Teilzeit",  # also holds "Vollzeit"
        "reference_raw": "kennung || Kennung",
        "remote_raw": "dienstortEnumDto",
    }
    places = ("einsatzorte || StellenangebotOrt",)

    def first_requests(self) -> Iterator[Request]:
        where, partners = self.search.where, employers_of(self.search, self.name)
        self.note_asked("", town=where.town, km=where.radius_km)
        yield from (self.ask_list(PARTNER + partner.tenant, rows="Stellenangebote") for partner in partners)
        yield self.ask_list(INVENTORY, rows="data").replace(method="POST", body=ALL, headers=HEADERS, meta=LARGE)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """A partner's list may be empty if its own count says so; the inventory must not be."""
        rows = rows_at(data := read_json(response), form := response.cb_kwargs["rows"])
        yield from self.read_each(response, rows, self.read_row)
        total = count_at(data, "Anzahltreffer") if form == "Stellenangebote" else max(len(rows), 1)
        if total != len(rows):
            raise ValueError(f"{len(rows)} of {total} postings came")

    def read_row(self, row: Row, response: Response) -> Found | None:
        posting = self.make_posting(row, response)
        return self.only_once(posting) if may_be_near(posting.places, self.search.where) else None

    def words_of(self, row: Row) -> Row:
        """Add both pay grades of a job, the civil servants' first, side by side as the board prints them."""
        words = super().words_of(row)
        paths = [value_at(row, "Bezahlung.Besoldung"), value_at(row, "Bezahlung.Entgelt")]
        for least, most in (("besoldungGruppe", "besoldungGruppeMax"), ("tarifEbeneMin", "tarifEbeneMax")):
            paths.append(" - ".join(dict.fromkeys(filter(None, (row.get(least), row.get(most))))))
        return {
            **words,
            "pay_grade_raw": " / ".join(path for path in paths if path and not is_placeholder(path)),
            "employment_raw": BOTH.get(words["employment_raw"] or "", words["employment_raw"]),
            "remote_raw": (words["remote_raw"] or "").replace("_", " "),
        }

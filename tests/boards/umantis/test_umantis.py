"""umantis: its table, and the pages it leads to."""

import pytest

from schemas.raw import Gone, RawPosting
from spiders._umantis_table import PLACE_CELL
from spiders.umantis import Umantis
from tests.support.answers import answer_to, make_board, requests_in
from tests.support.region import UMANTIS, found_in, umantis_page, umantis_row


def test_umantis_follows_its_table_to_the_length_it_states() -> None:
    board = make_board(Umantis)
    rows = umantis_row(1, "Online seit: 02.03.2026 | Art: Vollzeit") + umantis_row(2, "| Arbeitsort: Solingen")
    found = requests_in(found_in(board, UMANTIS, umantis_page(rows, "3", "?tc1=p2&_search_token1=9")))
    *asked, following = found
    assert following.url == "https://recruitingapp-9.de.umantis.com/Jobs/All?tc1=p2&_search_token1=9"
    assert len(requests_in(list(board.parse(answer_to(following, umantis_page(umantis_row(3, ""), "3")))))) == 1
    (first,) = board.parse_posting(answer_to(asked[0], "<h1>Dreher</h1><p>Text</p>"))
    (second,) = board.parse_posting(answer_to(asked[1], "<h1>Dreher</h1><p>Text</p>"))
    assert isinstance(first, RawPosting) and isinstance(second, RawPosting)
    assert (first.posted_raw, first.employment_raw, str(first.places[0])) == ("02.03.2026", "Vollzeit", "Wuppertal")
    assert (second.posted_raw, str(second.places[0])) == (None, "Solingen")


@pytest.mark.parametrize(
    ("cells", "place", "contract"),
    [
        ("Remscheid | Online seit: 02.03.2026", "Remscheid", None),
        ("<i>| Befristung: Unbefristet</i><i>Haan</i>", "Haan", "Unbefristet"),
        ("<i>| Befristung: 12 Monate</i></td><td>Haan</td><td>80 %", "Haan", "12 Monate"),
        ("<i>| <b>Befristung:</b> Nein</i><i>| <b>Standort:</b> Haan</i><i>Vertrieb</i>", "Haan", "Nein"),
        ("<i>| Befristung: Ja</i><i>| Vertrieb</i><i>| Innendienst</i>", "Wuppertal", "Ja"),
        (f'<i>| Vertrieb</i><i class="{PLACE_CELL}">&nbsp;|&nbsp;Haan, Rheinland</i>', "Haan, Rheinland", None),
        ("<i>| Type: Full time</i><i>| Employment period: unlimited</i><i>| Laufen</i>", "Laufen", "unlimited"),
        ("Vollzeit | 100 %", "Wuppertal", None),
    ],
)  # fmt: skip
def test_a_cell_ends_where_the_next_begins_and_a_place_needs_no_label(
    cells: str, place: str, contract: str | None
) -> None:
    board = make_board(Umantis)
    (asked,) = requests_in(found_in(board, UMANTIS, umantis_page(umantis_row(1, cells), "1")))
    (posting,) = board.parse_posting(answer_to(asked, "<h1>Dreher</h1><p>Text</p>"))
    assert isinstance(posting, RawPosting)
    assert (str(posting.places[0]), posting.contract_raw) == (place, contract)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_closed_posting_is_gone_and_its_employer_is_read(status: int) -> None:
    board = make_board(Umantis)
    (asked,) = requests_in(found_in(board, UMANTIS, umantis_page(umantis_row(1, ""), "1")))
    (gone,) = board.parse_posting(answer_to(asked, "Zugriff verweigert", status))
    assert isinstance(gone, Gone) and status in asked.meta["handle_httpstatus_list"]

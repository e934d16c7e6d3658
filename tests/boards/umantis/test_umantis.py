"""umantis: its table, and the pages it leads to."""

from schemas.raw import RawPosting
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

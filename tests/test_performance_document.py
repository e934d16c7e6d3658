"""docs/performance.md is what bench/history.jsonl says."""

from bench.figures import DOCUMENT, HISTORY, Figure, make_document


def test_the_document_is_made_of_the_last_measurement() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == make_document(HISTORY.read_text(encoding="utf-8"))


def test_a_figure_tells_its_peers_and_how_many_times_that_it_is() -> None:
    figure = Figure("crawl", "CPU time", 3.0, "s", "bare Scrapy", 2.0, "1.45")
    assert figure.cells == ("CPU time", "3.00 s", "bare Scrapy 2.00 s", "1.50", "1.45")

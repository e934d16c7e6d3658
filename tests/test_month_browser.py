"""A month's report in a browser, from disk: drawn, fitting, read aloud, printed, and asking nobody for anything."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from report.market.market import make_market
from report.market.month import list_months_told
from report.month_page import write_month
from tests.support.in_browser import Watch, violations_of
from tests.support.market_of_figures import live, night, tables_of
from tests.test_month import origin

NIGHTS, MISSED = 25, (3, 4, 9)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the month in which watching began, in both languages, with days that nobody watched."""
    folder, last = tmp_path_factory.mktemp("reports"), night(NIGHTS - 1)
    runs = [night(day) for day in range(NIGHTS) if day not in MISSED]
    month = list_months_told(make_market(last, tables_of(live(4, NIGHTS), NIGHTS)), runs)[0]
    for language in ("de", "en"):
        (folder / f"{language}.html").write_bytes(write_month(month, origin(last), language))
    return folder


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "de"), (390, "light", "en"),
                                                           (1280, "light", "de"), (1280, "dark", "en")])  # fmt: skip
def test_it_is_drawn_and_fits_and_everyone_can_use_it(
    report: Path, chromium: Browser, width: int, scheme: Any, language: str
) -> None:
    file = report / f"{language}.html"
    with Watch(chromium, file, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.get_attribute("html", "lang") == language
        for drawn in ("figure svg", ".picture .chart svg"):
            box = page.locator(drawn).first.bounding_box()
            assert box and box["width"] > 80 and box["height"] > 10, drawn
        assert page.locator("rect.day").count() == 16, "19 days since watching began, three of them missed"
        assert page.locator("rect[fill='url(#gap)']").count() == 30 - 16
        assert not violations_of(page)


def test_it_prints_on_two_pages_in_light_colours(report: Path, chromium: Browser) -> None:
    with Watch(chromium, report / "de.html", color_scheme="dark") as page:
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.is_hidden("header nav") and page.is_visible("#jobs data")
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") == 2

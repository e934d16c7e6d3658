"""JSON that a page carries for its own scripts: behind an assignment, or in a script of its own."""

from contextlib import suppress
from typing import Any

from scrapy.http import Response

from spiders._json_ld import LENIENT, cut_depth, read_json_ld
from spiders._responses import read_page


def read_state(response: Response, assignment: str) -> Any:
    """The JSON that follows the assignment in one of the page's scripts.

    Raises ValueError for a page without it, and for anything but JSON there.
    """
    for script in read_page(response).xpath("//script/text()").getall():
        _, found, state = script.partition(assignment)
        if found:
            try:
                return LENIENT.raw_decode(state.lstrip())[0]
            except RecursionError:
                with suppress(RecursionError):
                    return LENIENT.raw_decode(cut_depth(state.lstrip()))[0]
                raise ValueError(f"what follows {assignment} is nested too deeply") from None
    raise ValueError(f"no script of the page has {assignment}")


def read_next_data(response: Response) -> Any:
    """What a page made with Next.js carries, its keys in lower case. Raises ValueError for any other page."""
    text = read_page(response).css("script#__NEXT_DATA__::text").get()
    if text is None:
        raise ValueError("the page has no __NEXT_DATA__")
    return read_json_ld(text)

"""What a page carries for its own scripts: JSON behind an assignment."""

import json
from typing import Any

from scrapy.http import Response

from spiders._page_board import read_page


def read_state(response: Response, assignment: str) -> Any:
    """The JSON that follows the assignment in one of the page's scripts.

    Raises ValueError for a page without it, and for what is no JSON.
    """
    for script in read_page(response).xpath("//script/text()").getall():
        _, found, state = script.partition(assignment)
        if found:
            try:
                return json.JSONDecoder().raw_decode(state.lstrip())[0]
            except RecursionError:
                raise ValueError(f"what follows {assignment} is nested too deeply") from None
    raise ValueError(f"no script of the page has {assignment}")

"""A response: when it was given, the JSON or page that it is, and why there is none."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from schemas.wires import Meta
from spiders._json_ld import LENIENT, cut_depth


def answered_at(response: Response) -> datetime:
    """When the board gave this response, in UTC: the WARC-Date in a replay. The archive sets it."""
    moment = response.meta.get(Meta.ANSWERED_AT)
    if not isinstance(moment, datetime):
        raise RuntimeError(f"{response.url}: meta['answered_at'] is missing; is the archive of crawls/ enabled?")
    return moment


def seen_at(response: Response) -> datetime:
    """When the board last showed what this response holds, in UTC; if carried over, by a list or a 304."""
    shown = response.meta.get(Meta.SEEN_AT)
    return max(shown, answered_at(response)) if isinstance(shown, datetime) else answered_at(response)


def read_json(response: Response) -> Any:
    """The response's JSON. Raises ValueError, with what came instead in its message.

    No mistake within one row makes the whole list unreadable: raw controls in words, bytes that are no characters, a
    figure of thousands of digits, lists within lists without end (left out).
    """
    body = response.body.strip()
    if body.startswith(b"<"):
        raise ValueError("the board answered with a page instead of JSON")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        text = cut_depth(body.decode(json.detect_encoding(body), "replace")).lstrip("\ufeff")
        with suppress(ValueError, RecursionError):
            return LENIENT.decode(text)
        raise ValueError(f"the response is not JSON: {error or type(error).__name__}") from None


def read_page(response: Response) -> TextResponse:
    """The response as a page. Raises ValueError for a picture, a PDF and the like."""
    if not isinstance(response, TextResponse):
        raise ValueError("the board answered with another kind of file instead of a page")
    return response


def explain_failure(failure: Failure) -> str:
    """Why a request has no response, in words."""
    url, error = failure.request.url, failure.value  # type: ignore[attr-defined]  # Scrapy sets the request
    if isinstance(error, HttpError):
        return f"{url} answers {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return f"{url} is not asked: {error}"
    if isinstance(error, ValueError):  # an answer came, and was refused
        return f"{url}: {error}"
    return f"{url} gives no answer: {type(error).__name__} {error}"

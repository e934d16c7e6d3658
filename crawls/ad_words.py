"""The words of one ad that a person hands over: a text, HTML or the JSON row of a posting, and words beside it."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from schemas.columns import fields_of
from schemas.mistakes import ConfigurationError, nearest
from schemas.raw import RawPosting
from schemas.tables import TrackedPosting

LONGEST = 8 * 1024 * 1024  # bytes, as in a crawl (DOWNLOAD_MAXSIZE)
_FILE = re.compile(r"\S+\.(?:txt|html?|json)", re.IGNORECASE)  # what names a file even where there is none
_ROW = 'give one object, such as {"title": "IT-Leiter"}'
_JSON_ROW = re.compile(r'\s*\{\s*["}]')  # an ad may begin with a brace, too: "{m/w/d} IT-Leiter"
_OWN_NAMES = [field.name for field in fields(RawPosting) if field.type in (str, str | None)]
_NAMES = {  # a word's name in --field or a row -> its name in RawPosting, or one of the two that are made of words
    **{name.removesuffix("_raw").removesuffix("_html"): name for name in _OWN_NAMES},
    **{name: name for name in (*_OWN_NAMES, "place", "fetched_at")},
}
_RESULTS = {field.name for field in fields_of(TrackedPosting)}


def find_words(source: str, pairs: Iterable[str]) -> dict[str, str]:
    """The words by their names in RawPosting; those of `pairs`, NAME=VALUE, before those of `source`.

    `source` is a text, the name of a file, or `-` for standard input. Raises ConfigurationError for what is no ad, and
    for a name that no words have.
    """
    words = {**_words_in(source), **_words_beside(pairs)}
    for name, value in words.items():
        if value != value.encode(errors="ignore").decode():
            raise ConfigurationError(f"{name} is not UTF-8")
    return words


def _words_in(source: str) -> dict[str, str]:
    text = _load(source)
    if not text.strip():
        raise ConfigurationError("the ad is empty: give a text, HTML or the JSON row of a posting")
    if not _JSON_ROW.match(text) and not source.lower().endswith(".json"):
        return {"text_html": text}
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"the ad begins like a JSON row, but it is not JSON ({error}): {_ROW}") from error
    if not isinstance(row, dict):
        raise ConfigurationError(f"the JSON is not the row of a posting: {_ROW}")
    return _words_of_row(row)


def _load(source: str) -> str:
    try:
        return _load_bytes(source).decode("utf-8-sig")
    except UnicodeError as error:
        raise ConfigurationError("the ad is not UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise ConfigurationError(f"{source!r} cannot be read: {error.strerror}") from error


def _load_bytes(source: str) -> bytes:
    if source == "-":
        data = sys.stdin.buffer.read(LONGEST + 1)
    elif source and _is_there(source):
        with Path(source).open("rb") as file:
            data = file.read(LONGEST + 1)
    elif _FILE.fullmatch(source):
        raise ConfigurationError(f"{source!r}: no such file")
    else:
        data = source.encode()
    if len(data) > LONGEST:
        raise ConfigurationError(f"the ad is longer than {LONGEST // 1024**2} MiB")
    return data


def _is_there(source: str) -> bool:
    try:
        return Path(source).exists()
    except OSError:  # a text is too long for a name
        return False


def _words_of_row(row: Mapping[str, Any]) -> dict[str, str]:
    """The words in a posting's row. What a part holds beside them was read from them, and is passed over."""
    words: dict[str, str] = {}
    for name, value in sorted(row.items(), key=lambda item: item[0] in _OWN_NAMES):  # `employer_raw` over `employer`
        if name not in _NAMES and name not in _RESULTS:
            raise ConfigurationError(f"the row's key {name!r} is unknown; {nearest(name, _NAMES)}")
        if name not in _NAMES or value in (None, ""):
            continue
        if not isinstance(value, str | int | float):
            raise ConfigurationError(f"the row's {name} is neither text nor a number: write it in quotes")
        words[_NAMES[name]] = str(value)
    return words


def _words_beside(pairs: Iterable[str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for pair in pairs:
        name, is_pair, value = pair.partition("=")
        if not is_pair:
            raise ConfigurationError(f"--field {pair!r}: write NAME=VALUE, such as place=Wuppertal")
        if name not in _NAMES:
            raise ConfigurationError(f"--field {name!r} is unknown; {nearest(name, _NAMES)}")
        if _NAMES[name] in words:
            raise ConfigurationError(f"--field {name} is there twice; remove one of them")
        words[_NAMES[name]] = value
    return words

"""JSON-LD as pages carry it: valid, or in the broken forms that templates write."""

import html
import json
import re
from typing import Any

_WRAPPER = re.compile(
    r"(?:\s|/\*[^{\[]*?\*/|<!--|-->|//|/\*|\*/|<!\[CDATA\[|;)*"
)  # wrappers that hide the JSON from other readers
_BETWEEN = re.compile(r"[\s,;]*")
# A quote closes a string only where JSON goes on after it; else it belongs to the words.
_AFTER_KEY = re.compile(r"\s*:")
_AFTER_VALUE = re.compile(r'\s*(?:[}\]]|,\s*(?://[^\n"]*\n\s*|/\*[^"*]*\*/\s*)?["{\[}\]]|$)')
_MISSING_COMMA = re.compile(r'[ \t\r]*\n\s*"[^"\n]{1,60}"\s*:')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})')
_COMMENT = re.compile(r"<!--|-->|//[^\n]*|/\*|\]\]>")


def _fold(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key.lower(): value for key, value in pairs}


def _read_figure(digits: str) -> Any:
    """A whole number; one of more digits than Python reads stays words."""
    return int(digits) if len(digits) < 300 else digits


LENIENT = json.JSONDecoder(strict=False, parse_int=_read_figure)
_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_fold, parse_int=_read_figure)

DEEPEST = 100  # lists and objects within each other; what a posting needs is ten
_MARK = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


def cut_depth(text: str) -> str:
    """JSON with null for what is nested deeper than DEEPEST, so that one value cannot make the others unreadable.

    >>> cut_depth('{"a": 1}'), cut_depth("[" * 1000 + "]" * 1000).count("[")
    ('{"a": 1}', 100)
    """
    kept, depth, begin = [], 0, 0
    for mark in _MARK.finditer(text):
        if mark[0] in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept += [text[begin : mark.start()], "null"]
        elif mark[0] in "]}":
            depth -= 1
            if depth == DEEPEST:
                begin = mark.end()
    return "".join([*kept, text[begin:]]) if depth <= DEEPEST else text


def read_json_ld(text: str) -> list[Any]:
    """The values of one `<script type="application/ld+json">`, their keys in lower case.

    It mends wrappers, comments, raw newlines, trailing and missing commas, unescaped quotes and backslashes, encoded
    quotes, a `;` at the end, and several objects. Raises ValueError for what is still not JSON.

    >>> read_json_ld('//<![CDATA[\\n{"@Type": "JobPosting", "title": "Leiter "IT" (m/w/d)",}\\n//]]>')
    [{'@type': 'JobPosting', 'title': 'Leiter "IT" (m/w/d)'}]
    """
    text = text.strip("\ufeff \t\r\n")
    try:
        return [_DECODER.decode(text)]
    except RecursionError:
        return _read_mended(cut_depth(text))
    except ValueError:
        return _read_mended(text)


def fold_keys(value: Any) -> Any:
    """JSON that has been parsed already, with its keys in lower case.

    >>> fold_keys({"@type": "JobPosting", "jobLocation": [{"Address": "Haan"}]})
    {'@type': 'JobPosting', 'joblocation': [{'address': 'Haan'}]}
    """
    if isinstance(value, list):
        return [fold_keys(part) for part in value]
    return {key.lower(): fold_keys(part) for key, part in value.items()} if isinstance(value, dict) else value


def _read_mended(text: str) -> list[Any]:
    text = text[_end(_WRAPPER, text, 0) :]
    if '"' not in text:
        text = html.unescape(text)
    text, found = _mend(text), []
    at = _end(_BETWEEN, text, 0)
    try:
        while at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            found.append(value)
            at = _end(_BETWEEN, text, at)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"JSON-LD cannot be read: {error or type(error).__name__}") from None
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _mend(text: str) -> str:
    """The text with its commas, quotes and backslashes put right, in one pass over its characters."""
    out: list[str] = []
    open_marks: list[str] = []
    last = ""  # the last character written that is not a blank
    at = 0
    while at < len(text):
        mark = text[at]
        if mark.isspace():
            out.append(mark)
        elif mark == '"':
            if last and last in '}]"' and open_marks:
                out.append(",")
                last = ","
            is_key = bool(open_marks) and open_marks[-1] == "{" and last != ":"
            words, at = _read_string(text, at + 1, is_key)
            out.append(words)
            last = '"'
            continue
        elif (comment := _COMMENT.match(text, at)) is not None:
            end = text.find("*/", at) + 2 if mark == "/" and text[at + 1] == "*" else comment.end()
            at = max(end, comment.end())
            continue
        else:
            if mark in "{[":
                if last and last in '}]"' and open_marks:
                    out.append(",")
                open_marks.append(mark)
            elif mark in "}]":
                if last == ",":
                    _drop_comma(out)
                if open_marks:
                    open_marks.pop()
            out.append(mark)
            last = mark
        at += 1
    return "".join(out)


def _drop_comma(out: list[str]) -> None:
    while out and out[-1] != ",":
        out.pop()  # only blanks in between: the comma was the last character
    out.pop()


def _read_string(text: str, at: int, is_key: bool) -> tuple[str, int]:
    """The string that begins at `at`, rewritten with its quotes and backslashes escaped, and where it ends."""
    out = ['"']
    begin = at
    while at < len(text):
        mark = text[at]
        if mark == "\\":
            escape = _ESCAPE.match(text, at)
            kept = "\\\\" if text[at + 1 : at + 2].isalnum() else ""  # "C:\\Temp", but "\\$" of a template is a "$"
            out += text[begin:at], escape.group() if escape else kept
            at = begin = escape.end() if escape else at + 1
            continue
        if mark == '"':
            closes = _AFTER_KEY if is_key else _AFTER_VALUE
            if closes.match(text, at + 1) or (not is_key and _MISSING_COMMA.match(text, at + 1)):
                break
            out += text[begin:at], '\\"'
            begin = at + 1
        at += 1
    out += text[begin:at], '"'
    return "".join(out), at + 1

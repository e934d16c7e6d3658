"""Keys and passwords: hidden in every text that is logged, told or stored."""

import os
import re
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote

SHORTEST = 6  # letters; what is shorter would be found in innocent words, too
_ADDRESS_KEY = re.compile(
    r"(?i)([?&](?:app_key|app_id|api_?key|access_token|auth_token|client_secret|password|token)=)[^&#]*"
)
_PARAMETER = re.compile(
    r"""(?ix) ( [?&;] [\w.-]* (?: key(?!word) | token | secret | passw | pwd | credential | app_?id )
    [\w.-]* = ) [^&#;\s"'<>\\]* """
)
_ENTRY = re.compile(  # of a dictionary or a JSON object
    r"""(?ix) ( (["']) [\w.-]* (?: key(?!word) | token | secret | passw ) [\w.-]* \2 \s* : \s* b? (["']) )
    (?: \\. | (?!\3) . )* """
)
_USER = re.compile(r"^(\w+://)[^\s/?#@]*@")
_LOGIN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)(?:[^\s/?#@\"'<>]*@|[^\s/:@\"'<>]+:(?!\d{1,5}/)[^\s@\"'<>]*@)")
_LOGIN_WORDS = re.compile(r"(?i)^[a-z][a-z0-9+.-]*://([^:/@\s]*):(.*)@")
_VARIABLE = re.compile(r"(?i)(?:key|key_id|app_id|token|secret|password|passwd|_pwd|credentials?)$")
_met: set[str] = set()  # keys and passwords of addresses that this process was given


def mask_keys(url: str) -> str:
    """The address without the user's keys, which are neither stored nor needed to find the response again.

    It hides fewer names than `hide_secrets`: two pages that differ in a `pageToken` must not become one.

    >>> mask_keys("https://api.example/jobs?app_id=7&app_key=s3cret&page=2")
    'https://api.example/jobs?app_id=masked&app_key=masked&page=2'
    """
    url = _hide_known(url)
    return _ADDRESS_KEY.sub(r"\g<1>masked", _USER.sub(r"\g<1>masked@", url))


def hide_secrets(text: str) -> str:
    """The text without keys and passwords, for logs, reasons and terminals.

    Hidden are the values of environment variables such as ADZUNA_APP_KEY, what the process was given in an address
    (`note_login`), logins of any address, and what stands under a name such as `api_key` in a query or an object.

    >>> hide_secrets("s3://me:pa/ss@jobs: <GET https://api.example/?keyword=IT&api-key=7x> {'auth_token': '8'}")
    "s3://masked@jobs: <GET https://api.example/?keyword=IT&api-key=masked> {'auth_token': 'masked'}"
    """
    text = _LOGIN.sub(r"\g<1>masked@", _hide_known(text))
    text = _PARAMETER.sub(r"\g<1>masked", text)
    return _ENTRY.sub(r"\g<1>masked", text)


def note_login(address: str) -> None:
    """Remember key and password of an address such as s3://KEY:SECRET@bucket, to hide them wherever they turn up."""
    if login := _LOGIN_WORDS.match(address):
        _met.update(login.groups(), map(unquote, login.groups()))


def _hide_known(text: str) -> str:
    known = _pattern_of(read_environment() | _met)
    return known.sub("masked", text) if known else text


@cache
def read_environment() -> frozenset[str]:
    """The secrets among the environment variables that the process was started with."""
    return frozenset(value for name, value in os.environ.items() if _VARIABLE.search(name))


@lru_cache(maxsize=8)
def _pattern_of(values: frozenset[str]) -> re.Pattern[str] | None:
    """Finds the values as they are and as addresses write them; None: there are none."""
    long = [value for value in values if len(value) >= SHORTEST]
    forms = {form for value in long for form in (value, quote(value, safe=""), quote_plus(value))}
    return re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None


class HidingStream:
    """A stream of text, such as standard error, in which no key or password is written, whoever writes."""

    def __init__(self, stream: Any, change: Callable[[str], str] = str) -> None:
        """`change` is done to the text besides."""
        self._stream, self._change = stream, change

    def write(self, text: str) -> int:
        self._stream.write(self._change(hide_secrets(text)))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard_stderr(change: Callable[[str], str] = str) -> None:
    """From now on this process writes no key or password to standard error, in a traceback neither."""
    if not isinstance(sys.stderr, HidingStream):
        sys.stderr = HidingStream(sys.stderr, change)

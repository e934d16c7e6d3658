"""HTML and SVG as text: whatever is not Markup already is escaped, so that an ad's words stay words."""

import re
from html import escape
from urllib.parse import quote


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *inner: str | int | None, **attributes: str | int | float | bool | None) -> Markup:
    """An element. An attribute's name may end in _ (class_), and other _ become -; None and False omit it.

    >>> tag("b", "a<b", class_="x", data_w='"')
    '<b class="x" data-w="&quot;">a&lt;b</b>'
    """
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key if key in _CASED else key.rstrip("_").replace("_", "-")
        if isinstance(value, float):
            value = f"{value:.2f}".rstrip("0").rstrip(".")
        written.append(f" {key}" if value is True else f' {key}="{escape(str(value))}"')
    body = together(*inner)
    return Markup(f"<{name}{''.join(written)}>{body}</{name}>" if name not in _EMPTY else f"<{name}{''.join(written)}>")


def together(*inner: str | int | None) -> Markup:
    """Several pieces joined; None adds nothing."""
    return Markup("".join(one if isinstance(one, Markup) else escape(str(one)) for one in inner if one is not None))


def percent(share: float) -> str:
    """A share of the width or height, in the form that SVG takes.

    >>> percent(0.5), percent(1 / 3)
    ('50%', '33.33%')
    """
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def jobs_link(inner: str, **filters: str) -> Markup:
    """A link to the table of jobs, filtered.

    >>> jobs_link("Köln", town="Köln")
    '<a href="#town=K%C3%B6ln">Köln</a>'
    """
    return tag("a", inner, href="#" + "&".join(f"{name}={quote(value, safe='')}" for name, value in filters.items()))


def link_out(url: str, words: str) -> Markup | str:
    """A link that leaves the page, for http and https only; other addresses stay words."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return f"{words} ({url})"
    return tag("a", words, href=url, rel="noopener noreferrer", target="_blank")


_EMPTY = {"br", "meta", "link"}
_CASED = {"viewBox", "preserveAspectRatio"}

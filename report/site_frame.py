"""What the pages of a site share: a head whose policy allows nothing but their own style, and tables that scroll."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from report.markup import Markup, tag, together


def write_table(head: Markup, rows: Sequence[Markup]) -> Markup:
    """A table that scrolls by itself where the screen is too narrow for it."""
    return tag("div", tag("table", tag("thead", head), tag("tbody", *rows)), class_="wide", tabindex="0")


def write_page(
    language: str, title: str, body: Sequence[Markup | None], styles: Sequence[str] = ("site.css",)
) -> bytes:
    """A page whose policy allows nothing but its own style, which is made of the files that `styles` names."""
    style = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in styles)
    sum_ = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{sum_}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="color-scheme", content="light dark"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    page = tag("html", head, tag("body", tag("main", *body)), lang=language)
    return together(Markup("<!DOCTYPE html>\n"), page, "\n").encode()

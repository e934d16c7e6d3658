"""Facts that HTML states behind their names: "Ort: 42103 Wuppertal", in whatever markup."""

import re
from collections.abc import Iterable

from parsel import Selector

from spiders._posting import trim


def read_labelled(html: str, labels: Iterable[str]) -> dict[str, str]:
    """The words behind each label, up to the next; a label ends in a colon, or is an element by itself.

    >>> labels = ("Arbeitgeber", "Ort")
    >>> read_labelled("Arbeitgeber: <strong>Amt f&#252;r Maße</strong><br />Ort: <strong> 42103 Haan</strong>", labels)
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Haan'}
    >>> read_labelled("<p>Arbeitgeber: Amt f&uuml;r Maße  Ort: 42103 Haan</p>", labels)
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Haan'}
    >>> read_labelled("<dl><dt>Ort</dt><dd>Haan</dd></dl>", labels)
    {'Ort': 'Haan'}
    """
    words = [words.strip() for words in Selector(text=html[:20_000] or "<p>").xpath("//text()").getall()]
    label = re.compile(rf"(?:^|\s)({'|'.join(map(re.escape, labels))})\s*(?::|\n|$)")
    _, *found = label.split("\n".join(filter(None, words)))
    facts = {name: trim(value) for name, value in zip(found[::2], found[1::2], strict=True)}
    return {name: value for name, value in facts.items() if value}

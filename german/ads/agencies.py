"""Who lends or places people: told by an employer's name."""

import re
from functools import cache
from pathlib import Path

from german.words.gates import any_of

_TRADE_WORDS = (
    r"personal-?(?:dienst|vermittl|berat|service|management|leasing|konzept|loesung|buero|agentur|kontor|partner)",
    r"personal- (?:und|&) \w{0,30}berat",
    *("personal management", "personnel services", "human ?capital", "(?<!e-)recruit", "headhunt", "zeitarbeit"),
    *("arbeitsvermittl", "jobvermittl", "jobboerse", "arbeitnehmerueberlassung", "executive search"),
    r"(?<!workforce )staffing",
    r"\b(?:fuer )?personal (?:gmbh|mbh|ag|kg|gbr|ug|e\. ?k)",
    "search (?:&|and) selection",
    r"\bsearch(?: gmbh| ltd| limited)?$",
    *(r"\bim (?:kunden)?auftrag", "fuer unseren? (?:kunde|mandant)", "unser (?:kunde|mandant)"),
    r"\beine[rs] renommierten",
)
_TRADE = re.compile(any_of(_TRADE_WORDS))


@cache
def _listed(kind: str) -> frozenset[str]:
    """Well-known agencies of agencies.tsv by their keys: first (what the key begins with) or whole (all of the key)."""
    for row in (Path(__file__).parent / "agencies.tsv").read_text(encoding="utf-8").splitlines():
        if row.startswith(f"{kind}\t"):
            return frozenset(row.partition("\t")[2].split("|"))
    raise KeyError(kind)


@cache
def _longest_name() -> int:
    """The number of words in the longest name of a well-known agency."""
    return max(len(name.split()) for name in _listed("first"))


def is_agency_name(folded: str, key: str) -> bool:
    """Whether an employer's folded name, whose key is `key`, is an agency's.

    It is by agencies.tsv, by a word of the trade, or by words such as "im Auftrag".
    """
    if key in _listed("whole") or _TRADE.search(folded):
        return True
    words = key.split(" ", _longest_name())
    return any(" ".join(words[:size]) in _listed("first") for size in range(1, _longest_name() + 1))

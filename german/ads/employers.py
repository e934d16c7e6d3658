"""Employers' names: cleaned, and a key that is equal for two spellings of one firm."""

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from german.ads.employer_key import key_of, listed
from german.ads.legal_forms import find_legal_form
from german.ads.unnamed import names_nobody
from german.words.fold import fold
from german.words.gates import any_of


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer as an ad names it.

    `name`: as written, without "bei", markup and stray blanks.
    `key`: for comparison only; folded, without legal form, branch, owner, "und"/"&"; never empty.
    `is_agency`: it places or lends people, so that the job may be at a client.
    """

    name: str
    key: str
    is_agency: bool


def read_employer(text: str | None) -> Employer | None:
    """Read an employer's name.

    None: no name stated (empty, "k. A.", "Unser Kunde", "Ein Unternehmen der Region", "HR-Abteilung").
    Source: tests/tables/employer.tsv.

    >>> read_employer("bei Müller & Söhne GmbH & Co. KG ")
    Employer(name='Müller & Söhne GmbH & Co. KG', key='mueller soehne', is_agency=False)
    >>> read_employer("MUELLER und SOEHNE").key == read_employer("Müller + Söhne GmbH, Niederlassung Wuppertal").key
    True
    >>> read_employer("Stadtverwaltung Wuppertal").key, read_employer("Beispiel Personaldienstleistungen AG").is_agency
    ('stadt wuppertal', True)
    """
    return _read(_clean((text or "")[:_LONGEST]))


@lru_cache(maxsize=8192)  # an employer has several ads
def _read(name: str) -> Employer | None:
    folded = fold(name)
    if not _WORD.search(name) or (find_legal_form(folded) is None and names_nobody(name)):
        return None
    key = key_of(fold(name.replace(" u. ", " & ")) if " u. " in name else folded)
    return Employer(name, key, _is_agency(folded, key))


_LONGEST = 500  # characters that are read: no name is longer
_WORD = re.compile(r"\w")
_TAG = re.compile(r"<[^<>]{0,200}>")
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+")
_BEFORE = re.compile(r"^(?:bei|at|by|firma|fa\.|arbeitgeber:)\s+(?=\S)", re.IGNORECASE)


def _clean(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return _BEFORE.sub("", _BLANK.sub(" ", text).strip()).strip(" ,;|·•-–—")


# -- agencies ---------------------------------------------------------------------------------------------------------

_AGENCY_WORDS = (
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
_AGENCY = re.compile(any_of(_AGENCY_WORDS))


@cache
def _longest_agency() -> int:
    """The number of words in the longest name of an agency."""
    return max(len(name.split()) for name in listed("agency"))


def _is_agency(folded: str, key: str) -> bool:
    """Whether a name is an agency's: by employer_words.tsv, a word of the trade, or words such as "im Auftrag"."""
    if key in listed("agency_whole") or _AGENCY.search(folded):
        return True
    words = key.split(" ", _longest_agency())
    return any(" ".join(words[:size]) in listed("agency") for size in range(1, _longest_agency() + 1))

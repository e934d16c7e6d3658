"""Employers' names: cleaned, and a key that is equal for two spellings of one firm."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from german.ads.agencies import is_agency_name
from german.ads.employer_key import key_of
from german.ads.legal_forms import find_legal_form
from german.ads.unnamed import names_nobody
from german.words.fold import fold


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
    return Employer(name, key, is_agency_name(folded, key))


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

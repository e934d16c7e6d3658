"""Employers' names: cleaned, and a key that is equal for two spellings of one firm."""

import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from german.ads.agencies import is_agency_name
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

    None: no name stated (empty, "k. A.", "N/A", "anonym").
    Source: tests/tables/employer.tsv.

    >>> read_employer("bei Müller & Söhne GmbH & Co. KG ")
    Employer(name='Müller & Söhne GmbH & Co. KG', key='mueller soehne', is_agency=False)
    >>> read_employer("MUELLER und SOEHNE").key == read_employer("Müller + Söhne GmbH, Niederlassung Wuppertal").key
    True
    >>> read_employer("Stadtverwaltung Wuppertal").key, read_employer("Beispiel Personaldienstleistungen AG").is_agency
    ('stadt wuppertal', True)
    """
    name = _clean((text or "")[:_LONGEST])
    folded = fold(name)
    if not re.search(r"\w", name) or folded in _listed("unnamed"):
        return None
    key = _key(folded)
    return Employer(name, key, is_agency_name(folded, key))


_LONGEST = 500  # characters that are read: no name is longer


@cache
def _listed(kind: str) -> frozenset[str]:
    """The words of one kind in employer_words.tsv: unnamed (used where no name is stated), little, last (dropped at the
    end of a key) and generic (name no firm by themselves: "Praxis für Logopädie Inh. …").
    """
    for row in (Path(__file__).parent / "employer_words.tsv").read_text(encoding="utf-8").splitlines():
        if row.startswith(f"{kind}\t"):
            return frozenset(row.partition("\t")[2].split("|"))
    raise KeyError(kind)


_TAG = re.compile(r"<[^<>]{0,200}>")
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+")
_BEFORE = re.compile(r"^(?:bei|at|by|firma|fa\.|arbeitgeber:)\s+(?=\S)", re.IGNORECASE)


def _clean(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return _BEFORE.sub("", _BLANK.sub(" ", text).strip()).strip(" ,;|·•-–—")


# -- the key -----------------------------------------------------------------------------------------------------------

_LEGAL_FORMS = (
    *("gmb h", "g ?gmbh", r"g\.?m\.?b\.?h\.?", "gemeinnuetzige gmbh", r"gem\. gmbh"),
    *(r"ges(?:ellschaft)?\.? ?m\.? ?b\.? ?h\.?", "mbh", "mbb", "(?:gesellschaft )?mit beschraenkter haftung"),
    *("aktiengesellschaft", "g?ag", r"a\. ?g\.", "se", "kgaa", "kg", "ohg", "e?gbr", "ug", "eg", r"e\. ?g\."),
    *(r"e\.? ?v\.?", r"e\.? ?k\.?", r"e\. ?kfm\.?", "vvag", "partg(?:mbb)?", "partnerschaftsgesellschaft"),
    *("aoer", "kdoer", "(?:anstalt|koerperschaft|stiftung) (?:des )?oeffentlichen rechts"),
    *(r"ltd\.?", "limited", "llc", "llp", "plc", r"inc\.?", r"corp\.?", "corporation"),
    *(
        r"b\.? ?v\.?",
        r"n\.? ?v\.?",
        r"s\.? ?a\.? ?r\.? ?l\.?",
        r"s\.a\.",
        r"s\.p\.a\.",
        "a/s",
        "ab",
        "oy",
        "aps",
    ),
)
_LEGAL = re.compile(rf"(?<![\w.]){any_of(_LEGAL_FORMS)}(?!\w)\.?")
# After a name, these begin what does not belong to it.
_BRANCHES = (
    *("(?:zweig)?niederlassung", "nl", "standort", "filiale", "geschaeftsstelle", "hauptverwaltung"),
    *("geschaeftsbereich", "gb", "c/o", r"inh\.?", "inhaber(?:in)?", r"z\. ?hd", "personalabteilung", "personalamt"),
    *("der (?:ober)?buergermeister", "im (?:kunden)?auftrag", "fuer unseren?", "ein unternehmen der"),
    *(r"eine? (?:marke|tochter)\w* der", "a member of", "part of"),
)
_BRANCH = re.compile(rf"(?<=\S)[\s,(–|-]{{1,4}}{any_of(_BRANCHES)}\b.*$")
_BRACKET = re.compile(r"\([^()]*\)")
_SLOGAN = re.compile(r"\s[–—|-]\s(?:\w{3,}ing|we|wir|your|ihr|die|der|das|interne)\b.*$")
_TOWN_OFFICE = re.compile(
    r"^(stadt|gemeinde|kreis|samtgemeinde|verbandsgemeinde)verwaltung(?:\s+(?:der\s+)?(?:stadt|gemeinde)?\b)?"
)
_TOWN_TITLE = re.compile(r"^(?:landeshaupt|bundes|universitaets|kloster|hanse|kreis|klingen)stadt\b")
_KEY_WORD = re.compile(r"[a-z0-9]+")


def _key(folded: str) -> str:
    """The key of a folded name: what comes before the legal form, without branch, owner and slogan."""
    short = _SLOGAN.sub("", _BRANCH.sub("", folded))
    short = _TOWN_TITLE.sub("stadt", _TOWN_OFFICE.sub(r"\1 ", short))
    if (legal := _LEGAL.search(short)) and _KEY_WORD.search(short[: legal.start()]):
        short = short[: legal.start()]
    words = _key_words(_BRACKET.sub(" ", short) or short)
    if _listed("generic").issuperset(words):
        words = _key_words(_LEGAL.sub(" ", folded))
    while len(words) > 1 and words[-1] in _listed("last"):
        words.pop()
    return " ".join(words) or folded


def _key_words(short: str) -> list[str]:
    words = _KEY_WORD.findall(short)
    return [word for at, word in enumerate(words) if word not in _listed("little") or (at == 0 and word == "and")]

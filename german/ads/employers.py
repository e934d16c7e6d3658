"""Employers' names: cleaned, and a key under which two spellings of one firm meet."""

import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from german.words.fold import fold


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer as an ad names it.

    `name`: as written, without "bei", markup and stray blanks.
    `key`: for comparison only; folded, without legal form, branch, owner, "und"/"&"; never empty.
    `is_agency`: places or lends people, so that the job may be at a client.
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
    if not re.search(r"\w", name) or folded in _words("unnamed"):
        return None
    key = _key(folded)
    return Employer(name, key, _is_agency(folded, key))


_LONGEST = 500  # characters looked at: no name is longer


@cache
def _words(kind: str) -> frozenset[str]:
    """Words of employer_words.tsv: unnamed (stand where no name is stated), little, last (left out at the end of a
    key), generic (alone name no firm: "Praxis für Logopädie Inh. …"), agency (first words of the key of a well-known
    firm that lends or places people) and agency_whole (its whole key).
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

_LEGAL = re.compile(
    r"(?<![\w.])(?:g?gmbh|gmb h|g ?gmbh|g\.?m\.?b\.?h\.?|gemeinnuetzige gmbh|gem\. gmbh"
    r"|ges(?:ellschaft)?\.? ?m\.? ?b\.? ?h\.?|mbh|mbb|(?:gesellschaft )?mit beschraenkter haftung|aktiengesellschaft"
    r"|g?ag|se|kgaa|kg|ohg|e?gbr|ug|eg|e\. ?g\."
    r"|e\.? ?v\.?|e\.? ?k\.?|e\. ?kfm\.?|vvag|a\. ?g\.|aoer|kdoer"
    r"|(?:anstalt|koerperschaft|stiftung) (?:des )?oeffentlichen rechts"
    r"|ltd\.?|limited|llc|llp|plc|inc\.?"
    r"|corp\.?|corporation|b\.? ?v\.?|n\.? ?v\.?|s\.? ?a\.? ?r\.? ?l\.?"
    r"|s\.a\.|s\.p\.a\.|a/s|sarl|ab|oy|aps|partg(?:mbb)?|partnerschaftsgesellschaft)(?!\w)\.?"
)
_BRANCH = re.compile(
    r"(?<=\S)[\s,(–|-]{1,4}(?:(?:zweig)?niederlassung|nl|standort|filiale|geschaeftsstelle|hauptverwaltung"
    r"|geschaeftsbereich|gb|c/o|inh\.?|inhaber(?:in)?|z\. ?hd|personalabteilung|personalamt|der (?:ober)?buergermeister"
    r"|im (?:kunden)?auftrag"
    r"|fuer unseren?|ein unternehmen der|eine? (?:marke|tochter)\w* der|a member of|part of)\b.*$"
)
_BRACKET = re.compile(r"\([^()]*\)")
_SLOGAN = re.compile(r"\s[–—|-]\s(?:\w{3,}ing|we|wir|your|ihr|die|der|das|interne)\b.*$")
_TOWN_OFFICE = re.compile(
    r"^(stadt|gemeinde|kreis|samtgemeinde|verbandsgemeinde)verwaltung(?:\s+(?:der\s+)?(?:stadt|gemeinde)?\b)?"
)
_TOWN_TITLE = re.compile(r"^(?:landeshaupt|bundes|universitaets|kloster|hanse|kreis|klingen)stadt\b")
_WORDS = re.compile(r"[a-z0-9]+")


def _key(folded: str) -> str:
    """The key of a folded name: what stands before the legal form, without branch, owner and slogan."""
    short = _SLOGAN.sub("", _BRANCH.sub("", folded))
    short = _TOWN_TITLE.sub("stadt", _TOWN_OFFICE.sub(r"\1 ", short))
    if (legal := _LEGAL.search(short)) and _WORDS.search(short[: legal.start()]):
        short = short[: legal.start()]
    words = _key_words(_BRACKET.sub(" ", short) or short)
    if _words("generic").issuperset(words):
        words = _key_words(_LEGAL.sub(" ", folded))
    while len(words) > 1 and words[-1] in _words("last"):
        words.pop()
    return " ".join(words) or folded


def _key_words(short: str) -> list[str]:
    words = _WORDS.findall(short)
    return [word for at, word in enumerate(words) if word not in _words("little") or (at == 0 and word == "and")]


# -- agencies ---------------------------------------------------------------------------------------------------------

_AGENCY_WORDS = re.compile(
    r"personal-?(?:dienst|vermittl|berat|service|management|leasing|konzept|loesung|buero|agentur|kontor|partner)"
    r"|personal management|personal- (?:und|&) \w{0,30}berat|personnel services|human ?capital|(?<!e-)recruit|headhunt"
    r"|zeitarbeit|arbeitsvermittl|jobvermittl|jobboerse|arbeitnehmerueberlassung|executive search"
    r"|(?<!workforce )staffing|\b(?:fuer )?personal (?:gmbh|mbh|ag|kg|gbr|ug|e\. ?k)|search (?:&|and) selection"
    r"|\bsearch(?: gmbh| ltd| limited)?$|\bim (?:kunden)?auftrag|fuer unseren? (?:kunde|mandant)"
    r"|unser (?:kunde|mandant)|\beine[rs] renommierten"
)


def _is_agency(folded: str, key: str) -> bool:
    """By the list of employer_words.tsv, by a word of the trade in the name, or by words such as "im Auftrag"."""
    if key in _words("agency_whole") or _AGENCY_WORDS.search(folded):
        return True
    words = key.split(" ", 3)
    return any(" ".join(words[:size]) in _words("agency") for size in (1, 2, 3))

"""Pay grades of collective agreements and of civil servants: "EG 11 TVöD-VKA", "A 12 bzw. E 11 TV-L"."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from german.pay.agreements import MOST, Named, find_agreements, find_pay_orders, is_about_pay, is_paid_by
from german.words.surroundings import BRIEF, find_clause, find_surroundings, same_clause


@dataclass(frozen=True, slots=True)
class PayGrade:
    """A pay grade, as far as the ad states it.

    `scale`: the agreement or pay order, None where only a grade is named. `grade_min`, `grade_max`: normal form
    ("EG 9b", "S 8a", "P 8", "A 12", "TE III", "AT"; a Vergütungsgruppe of BAT and AVR as its bare number); one grade
    fills both, a ceiling has only a maximum, a floor only a minimum, a scale named without a grade neither. `also`: the
    civil servants' path of a job open to both. `words`: what was read.
    """

    scale: str | None
    grade_min: str | None
    grade_max: str | None
    also: "PayGrade | None" = None
    words: str = field(default="", compare=False)


# An ad without any of these states no grade; in one with any, the grade may stand by itself elsewhere.
_ANCHORS = (
    "TV", "arif", "ntgelt", "esold", "EG", "AVR", "BAT", "BAP", "IG", "DGB", "BesG", "rofessur",
    "rofessorsh", "gruppier", "AT-",
)  # fmt: skip
_GRADE_ANCHORS = (
    "E 1", "E1", "E 9", "E9", "GZ", "GVP", "ERA", "alary g", "alary s", "gsgruppe", "TE I", "ätigkeitsebene", "W2",
    "W3",
)  # fmt: skip
_REACH = 200

_NUMBER = r"(?:1[0-5]|0?[1-9])(?!\d|[.,]\d)(?:\s?[abcÜ](?!(?!TV)\w)|[ABC](?!\w))?"
_COUNTED = r"(?!\s?(?:%|Prozent|Std|Stunden|Jahr|Monat|Stelle|Woche|€|Euro|EUR|Tag|Vollzeit|HANA|Bewerb))"
_END = r"(?!(?!TV)[\w%/]|-\w|,\d)"
_TO = r"\s?(?:-|–|—|/|,\s(?=[ESP])|bis(?:\szu[rm]?)?|oder|bzw\.?|und|or|to)\s?(?:(?:max\.?|maximal)\s)?"
_APART = r"(?:(?<![/.&-])|(?<=[AB]\d/)|(?<=[AB]\s\d/)|(?<=[AB]\d\d/)|(?<=[AB]\s\d\d/))"
_AGREEMENT = r"(?:TV[\w/öÖ-]+(?:\s(?:VKA|Bund))?|BAT\sAOK|BAT-KF|AVR)\s"
_GROUP = (
    r"(?:(?:[Ee]ntgelt|[Vv]ergütungs|[Tt]arif|[Gg]ehalts|[Ll]ohn|[Ee]ntlohnungs)-?[Gg]ruppen?|ENTGELTGRUPPEN?"
    r"|(?:Entgelt|Entg\.?-?|Verg\.?-?|E)\s?[Gg]r\.?|Stellenwert|Stellenbewertung|Wertigkeit|[Bb]ewertet\smit"
    r"|[Ee]ingruppierung(?:\sin)?|[Ss]alary\s(?:group|grade|scale|level)|[Pp]ay[\s-]?(?:grade|group|scale|level)"
    r"|[Rr]emuneration\s(?:group|level))"
    rf"(?:\s?\([^()\n]{{1,12}}\))?[\s:(]{{1,4}}(?:{_AGREEMENT})?(?P<cap>(?:bis(?:\szu)?|max\.)\s)?"
)
# The patterns look at the first letters first: trying every wording at every letter would take far longer.
_EMPLOYEE = re.compile(
    r"(?=E[\dGg.\s-]|[SP][\d\s-]|[Ee]ntg|[Ee]ntl|ENTG|[Ee]ingru|[Vv]ergü|Verg[.\s-]|[Tt]arifg|[Gg]ehaltsg|[Ll]ohng"
    r"|Stellen[wb]|Wertig|[Bb]ewertet|[Ss]alary|[Pp]ay|[Rr]emun)"
    rf"\b(?:(?P<group>{_GROUP})(?P<kind>(?:EG|Eg|E|S|P|KR|Kr)[\s.-]{{0,2}})?"
    rf"|{_APART}(?P<bare>(?:EG|E|S|P)[\s-]{{0,2}}))(?P<low>{_NUMBER}){_COUNTED}"
    rf"(?:{_TO}(?:{_AGREEMENT}(?=E))?(?:Entgeltgruppe\s)?(?P<again>(?:EG|E|S|P)[\s.-]{{0,2}})?"
    rf"(?P<high>{_NUMBER}){_COUNTED})?{_END}"
)
_REVERSED = re.compile(r"(?:^|(?<![§.,\dA-Z])\s|[(:])(?P<low>1[0-5]|[2-9][abc]?)\s$")
_FOLLOWING = re.compile(rf"\)?:?\s(?:Gruppe\s|Stufe\s)?(?P<low>{_NUMBER}){_COUNTED}{_END}(?!\.\s?\w)")
_OLD = re.compile(
    r"\b(?:Verg(?:ütungs)?(?:gruppe|\.?-?\s?Gr\.?)|BAT(?:-KF)?)\s(?P<low>(?:I{1,3}|IV|VI{0,3}|IX|X)\s?[abc]?)\b"
)
_LEVEL = re.compile(
    r"\b(?:Tätigkeitsebene|TE)\s(?P<low>[IVX]{1,4})\b(?:\s?(?:-|–|bis|/)\s?(?:TE\s)?(?P<high>[IVX]{1,4})\b)?"
)
_OUTSIDE = re.compile(
    r"\b[Aa]ußertariflich\w*\s(?:\w+\s)?"
    r"(?:Vergütung|Bezahlung|Entlohnung|Gehalt|Entgelt|Vertrag|Arbeitsvertrag|Anstellung|Bereich|Konditionen)"
    r"|\bAT-(?:Vergütung|Vertrag|Gehalt|Bezahlung|Anstellung|Position|Stelle)\b"
    r"|\b(?:Entgeltgruppe|Tarifgruppe|Vergütung|Bezahlung|Eingruppierung|Entgelt):?\s(?:im\s|in\s)?AT\b"
    r"|^\s*(?:AT|[Aa]ußertariflich\w*)\s*$"
)

_CIVIL_NUMBER = r"\d{1,2}(?!\d|[.,]\d)"
_SERVICE = r"\s?(?:[gmhe]\.?\s?D\b\.?|[gmhZ]\b|\+\s?A?Z\b)"  # "A 9 g. D.", "A13h", "A 9 Z"
_CIVIL = re.compile(
    r"(?=[ABWR][\s-]?\d|[Bb]es|BES|[Bb]ew|Dot|Wer)(?P<group>\b(?:[Bb]esoldungsgruppen?|BESOLDUNGSGRUPPE|Besoldungsgr\.?|Bes\.?-?\s?Gr\.?|Besoldung|Bes\."
    r"|Bewertung|Dotierung|Wertigkeit|[Bb]ewertet\s(?:mit|nach))(?:\s?\([^()\n]{1,12}\))?[\s:(]{0,3}(?:nach\s)?)?"
    rf"(?<![\w/.&-])(?P<letter>[ABWR])[\s-]?(?P<low>{_CIVIL_NUMBER})(?P<service>{_SERVICE})?"
    rf"(?:(?:{_TO}|\s(?:mit|with)\s[Tt]enure[\s-][Tt]rack\s(?:auf\s|nach\s|to\s)?)"
    rf"(?:(?P<again>[ABWR])[\s-]?)?(?P<high>{_CIVIL_NUMBER})(?:{_SERVICE})?)?(?![\w%]|/(?!\s?E)|-\d|,\d|\.\d)"
)
_AFTER_CIVIL = re.compile(r"\bA\s?\d{1,2}\w?\s?(?:/|\||bzw\.|oder)\s?$")
_REQUIRED = re.compile(r"\bmindestens\s(?:der\s)?$")  # of civil servants who may apply
_CIVIL_RANGE = {"A": (3, 16), "B": (1, 11), "W": (1, 3), "R": (1, 10)}
_ROAD_OR_LEVEL = re.compile(r"(?:Autobahn|BAB|\ban\sder|Führerschein|Klasse|Niveau)\s?$")

# A grade behind such a word is reached later, unless a word for today's pay stands between.
_PROMOTION = re.compile(
    r"(?:[Bb]eförder|[Aa]ufstieg|Entwicklungsm|beruflicher\s[Ee]ntw|[Pp]erspektiv|[Hh]öhergrupp|Fortführung|[Ss]päter|promot"
    r"|mit\svergleichbarer)"
    r"(?!.*(?:[Vv]ergüt|[Bb]ezahl|[Ee]ntlohn|[Gg]ehalt|[Ee]ingrupp))",
    re.DOTALL,
)
_CEILING = re.compile(
    r"(?:\b[Bb]is(?:\szu[rm]?)?(?:\sin)?(?:\sdie)?|\b[Mm]ax(?:imal|\.)?(?:\sin(?:\sder)?)?|\bhöchstens|\bup\sto)\s$"
)
_FLOOR = re.compile(r"(?:\b[Aa]b|\b[Mm]ind(?:estens|\.)|\bat\sleast)\s(?:der\s|nach\s)?$")
_WORDS = re.compile(r"[^\W\d]{2,}")
_FIELD_WORDS = frozenset(
    _WORDS.findall(
        "bzw oder bis und ab max mind nach zu gem gemäß EG KR SuE VKA Bund Stufe Fg Fallgruppe Entgelt Besoldung gD mD"
    )
)


@dataclass(frozen=True, slots=True)
class _Hit:
    scale: str | None
    low: str | None
    high: str | None
    start: int
    end: int
    words: str


_Placed = TypeVar("_Placed", Named, _Hit)


def find_pay_grade(text: str | None) -> PayGrade | None:
    """Find the pay grade of the advertised job, in a field's words or in a whole ad.

    None: neither grade nor scale is stated; "tariflich" alone names none. Not the job's pay: a grade reached only by
    promotion, an agreement among the tasks or the required knowledge, one that governs only leave or bonuses. Of
    several grades the first beside its scale counts. Civil servants' scales are named after the pay order and, where
    the law is named, its Land: "BesO A NRW". A percentage is workload: it bounds nothing.

    >>> grade = find_pay_grade("Die Stelle ist nach A 12 LBesO NRW bzw. EG 11 TVöD-VKA bewertet.")
    >>> grade.scale, grade.grade_min, grade.grade_max
    ('TVöD-VKA', 'EG 11', 'EG 11')
    >>> grade.also.scale, grade.also.grade_min
    ('BesO A NRW', 'A 12')
    >>> find_pay_grade("bis zu 100 % E13 TV-L").grade_min, find_pay_grade("bis E 13 TV-L").grade_min
    ('EG 13', None)
    """
    if not text:
        return None
    brief = len(text) <= BRIEF
    employee: list[_Hit] = []
    civil: list[_Hit] = []
    scales: list[Named] = []
    outside: re.Match[str] | None = None
    for window in find_surroundings(text, _ANCHORS, _REACH, _GRADE_ANCHORS):
        named = list(find_agreements(window))
        bare = brief and _is_bare(window)
        grades = [*_find_employee(window, named, bare, brief), *_find_beside(window, named), *_find_roman(window)]
        grades.sort(key=lambda hit: hit.start)
        employee += grades
        civil += _find_civil(window, grades, bare, brief)
        scales += [scale for scale in named if bare or is_paid_by(window, scale)]
        if outside is None and ("AT" in window or "ußertarif" in window):
            outside = _OUTSIDE.search(window)
    servant = PayGrade(civil[0].scale, civil[0].low, civil[0].high, None, civil[0].words) if civil else None
    scale = _most_exact(scales)
    if employee:
        best = next((hit for hit in employee if hit.scale), employee[0])
        known = scale if scale and (not best.scale or scale.startswith(f"{best.scale}-")) else best.scale
        return PayGrade(known, best.low, best.high, servant, best.words)
    if servant:
        return servant
    if outside:
        return PayGrade(scale, "AT", "AT", None, outside[0].strip())
    return PayGrade(scale, None, None, None, scales[0].words) if scales else None


def _is_bare(window: str) -> bool:
    """Whether the words hold nothing but grades and scales, as the pay field of a board does."""
    rest = list(window)
    for named in (*find_agreements(window), *find_pay_orders(window)):
        rest[named.start : named.end] = " " * (named.end - named.start)
    return _FIELD_WORDS.issuperset(_WORDS.findall("".join(rest)))


def _find_employee(window: str, named: list[Named], bare: bool, brief: bool) -> Iterator[_Hit]:
    for match in islice(_EMPLOYEE.finditer(window), MOST):
        start, end = match.span()
        scale = _nearest(window, named, start, end)
        kind = (match["kind"] or match["bare"] or "").strip(" .-\n").upper()
        stated = match["group"] or scale or bare or _is_bracketed(window, start, end) or (brief and kind == "EG")
        stated = stated or _AFTER_CIVIL.search(window, max(0, start - 12), start)
        if not stated and (kind in ("S", "P") or not is_about_pay(window, start, end)):
            first, last = find_clause(window, start, end)
            if kind != "EG" or not _is_bare(window[first:last]):
                continue
        if _is_promotion(window, start, end):
            continue
        if kind in ("", "E"):
            old = (match["group"] or "").startswith("Verg") and scale and scale.startswith(("BAT", "AVR"))
            kind = "" if old else "EG"
        low, high = _grade(kind, match["low"]), _grade(kind, match["high"] or match["low"])
        if _rank(low) > _rank(high):
            low, high = (high, low) if match["again"] else (low, low)
        yield _bounded(window, _Hit(scale, low, high, start, end, match[0]), bool(match["cap"]))


def _find_beside(window: str, named: list[Named]) -> Iterator[_Hit]:
    """Numbers with nothing but the scale beside them: "13 TV-L", "TVöD 9b"."""
    for scale in named:
        if not scale.scale.startswith("TV") or _is_promotion(window, scale.start, scale.end):
            continue
        if found := _REVERSED.search(window, max(0, scale.start - 12), scale.start):
            start, end = found.start("low"), scale.end
        elif found := _FOLLOWING.match(window, scale.end):
            start, end = scale.start, found.end()
        else:
            continue
        grade = _grade("EG", found["low"])
        yield _bounded(window, _Hit(scale.scale, grade, grade, start, end, window[start:end]))


def _find_roman(window: str) -> Iterator[_Hit]:
    """Roman numbers: groups of the old BAT ("IVb") and levels of the employment agency ("TE III")."""
    for match in _OLD.finditer(window) if "BAT" in window else ():
        grade = match["low"].replace(" ", "")
        yield _Hit("BAT-KF" if "BAT-KF" in window else "BAT", grade, grade, *match.span(), match[0])
    for match in _LEVEL.finditer(window) if "TE " in window or "ätigkeitsebene" in window else ():
        low, high = f"TE {match['low']}", f"TE {match['high'] or match['low']}"
        yield _Hit("TV-BA", low, high, *match.span(), match[0])


def _find_civil(window: str, grades: list[_Hit], bare: bool, brief: bool) -> Iterator[_Hit]:
    matches = list(islice(_CIVIL.finditer(window), MOST))
    orders = list(find_pay_orders(window)) if matches else []
    for match in matches:
        start, end = match.span()
        letter = match["letter"]
        order = next((o for o in _around(orders, start) if o.start - end <= 60 and start - o.end <= 10), None)
        joined = any(hit.start - end <= 45 and start - hit.end <= 60 for hit in _around(grades, start))
        by_itself = joined or (brief and _is_bracketed(window, start, end))
        stated = match["group"] or "D" in (match["service"] or "") or order or bare or (letter == "A" and by_itself)
        if not stated and not (letter == "W" and ("rofess" in window or "enure" in match[0])):
            continue
        near = (window, max(0, start - 15), start)
        if _ROAD_OR_LEVEL.search(*near) or _REQUIRED.search(*near) or _is_promotion(window, start, end):
            continue
        low, high = _grade(letter, match["low"]), _grade(letter, match["high"] or match["low"])
        least, most = _CIVIL_RANGE[letter]
        if not least <= _rank(low)[0] <= _rank(high)[0] <= most:
            high = low
        if least <= _rank(low)[0] <= most:
            scale = f"BesO {letter} {order.scale}".strip() if order else f"BesO {letter}"
            yield _bounded(window, _Hit(scale, low, high, start, end, match[0]))


def _grade(kind: str, number: str) -> str:
    """The normal form: kind, number and letter."""
    digits = number.rstrip("abcABCÜ ")
    letter = number[len(digits) :].strip()
    return f"{kind} {digits.lstrip('0')}{letter if letter == 'Ü' else letter.lower()}".strip()


def _rank(grade: str) -> tuple[int, str]:
    digits = grade.rpartition(" ")[2]
    number = digits.rstrip("abcÜ")
    return int(number), digits[len(number) :]


def _bounded(window: str, hit: _Hit, ceiling: bool = False) -> _Hit:
    """A single grade behind "bis zu" or "ab" bounds one side only."""
    if hit.low == hit.high:
        if ceiling or _CEILING.search(window, max(0, hit.start - 20), hit.start):
            return replace(hit, low=None)
        if _FLOOR.search(window, max(0, hit.start - 20), hit.start):
            return replace(hit, high=None)
    return hit


def _is_bracketed(window: str, start: int, end: int) -> bool:
    return window[max(0, start - 1) : start] == "(" and window[end : end + 1] == ")"


def _is_promotion(window: str, start: int, end: int) -> bool:
    first, _ = find_clause(window, start, end)
    return _PROMOTION.search(window[max(first, start - 90) : start]) is not None


def _around(placed: list[_Placed], start: int) -> list[_Placed]:
    """What stands last before a place, and first behind it."""
    place = bisect(placed, start, key=lambda item: item.start)
    return placed[max(0, place - 1) : place + 1]


def _nearest(window: str, named: list[Named], start: int, end: int) -> str | None:
    """The scale in the same clause that stands next to a grade, at most 70 characters away."""
    best: tuple[int, str] | None = None
    for scale in _around(named, start):
        first, last = (end, scale.start) if scale.start >= end else (scale.end, start)
        if last - first <= 70 and same_clause(window, first, last) and (not best or last - first < best[0]):
            best = (last - first, scale.scale)
    return best[1] if best else None


def _most_exact(scales: list[Named]) -> str | None:
    """The first scale said of the pay; a plain "TVöD" gives way to its part where the ad names that, too."""
    if not scales:
        return None
    first = scales[0].scale
    return next((named.scale for named in scales if named.scale.startswith(f"{first}-")), first)

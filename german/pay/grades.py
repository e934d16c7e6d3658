"""Pay grades of collective agreements and of civil servants: "EG 11 TVöD-VKA", "A 12 bzw. E 11 TV-L"."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeVar

from german.pay import grade_forms as forms
from german.pay.agreements import (
    MOST,
    Named,
    find_agreements,
    find_pay_orders,
    is_about_pay,
    is_paid_by,
    mend_spellings,
)
from german.words.denial import is_denied
from german.words.gates import any_of
from german.words.later import when_needed
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


_REACH = 200  # characters read around an anchor
_MOST_APART = 3  # grades of one list are at most so far apart
_NEXT_TO = 70  # the most characters between a grade and its scale

# A grade after such a word is reached later, unless a word for today's pay comes in between.
_PROMOTIONS = (
    *("[Bb]eförder", "[Aa]ufstieg", "Entwicklungsm", r"beruflicher\s[Ee]ntw", "[Pp]erspektiv", "[Hh]öhergrupp"),
    *("Fortführung", "[Ss]päter", "promot", r"mit\svergleichbarer"),
)
_PAY_TODAY = ("[Vv]ergüt", "[Bb]ezahl", "[Ee]ntlohn", "[Gg]ehalt", "[Ee]ingrupp")
_PROMOTION = when_needed(rf"{any_of(_PROMOTIONS)}(?!.*(?:{'|'.join(_PAY_TODAY)}))", re.DOTALL)
# After such words, a grade bounds only one side.
_CEILINGS = (
    r"\b[Bb]is(?:\szu[rm]?)?(?:\sin)?(?:\sdie)?(?:\snach)?",
    r"\b[Mm]ax(?:imal|\.)?(?:\sin(?:\sder)?)?(?:\snach)?",
    r"\b[Hh]öchstens(?:\snach)?",
    r"\bup\sto",
)
_CEILING = re.compile(rf"{any_of(_CEILINGS)}\s$")
_SAME_CEILING = re.compile(
    r"[^;.\d]{0,40}?(?:/|\||\boder\b|\bbzw\.?|\bor\b|,)\s?(?:\s?[–-]?\s?(?:(?:bei|für)\s)?(?:Tarif)?[Bb]eschäftigte\w*\s?[–,-]?\s?|der\s|in\s|die\s|nach\s)*"
)
_FLOORS = (r"\b[Aa]b", r"\b[Mm]ind(?:estens|\.)", r"\bat\sleast")
_FLOOR = re.compile(rf"{any_of(_FLOORS)}\s(?:der\s|nach\s)?$")
# After such words, a letter and a number are not a civil servant's grade, or not the job's.
_OTHER_NUMBERS = ("Autobahn", "BAB", r"\ban\sder", "Führerschein", "Klasse", "Niveau")
_OTHER_NUMBER = re.compile(rf"{any_of(_OTHER_NUMBERS)}\s?$")
_REQUIRED = re.compile(r"\bmindestens\s(?:der\s)?$")  # the grade of civil servants who may apply
# Words of a pay field that holds nothing but grades and scales.
_WORDS = re.compile(r"[^\W\d]{2,}")
_FIELD_WORDS = frozenset(
    """bzw oder bis und ab max mind nach zu gem gemäß EG KR SuE VKA Bund Stufe Fg Fallgruppe Entgelt Besoldung gD
    mD""".split()  # noqa: SIM905
)


class _Hit(NamedTuple):
    scale: str | None
    low: str | None
    high: str | None
    start: int
    end: int
    words: str


_Placed = TypeVar("_Placed", Named, _Hit)


def find_pay_grade(text: str | None) -> PayGrade | None:
    """Find the pay grade of the advertised job, in a field's words or in a whole ad.

    None: neither grade nor scale is stated; "tariflich" alone names none. These are not the job's pay: a grade reached
    only by promotion, an agreement among the tasks or the required knowledge, and one that governs only leave or
    bonuses. Of several grades the first beside its scale counts. Civil servants' scales are named after the pay order
    and, if the law is named, its Land: "BesO A NRW". A percentage states the workload and bounds nothing.

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
    for surroundings in find_surroundings(text, forms.ANCHORS, _REACH, forms.ANCHORS_ELSEWHERE):
        window = mend_spellings(surroundings)
        named = list(find_agreements(window))
        bare = brief and _is_bare(window)
        grades = [*_find_employee(window, named, bare, brief), *_find_beside(window, named), *_find_roman(window)]
        grades = sorted((hit for hit in grades if not _is_denied(window, hit, named)), key=lambda hit: hit.start)
        servants = list(_find_civil(window, grades, bare, brief))
        employee += [_under_one_ceiling(window, hit, servants) for hit in grades]
        civil += servants
        scales += [scale for scale in named if bare or is_paid_by(window, scale)]
        if outside is None and any(anchor in window for anchor in forms.OUTSIDE_ANCHORS):
            outside = forms.OUTSIDE.search(window)
    return _choose(employee, civil, scales, outside)


def _choose(
    employee: list[_Hit], civil: list[_Hit], scales: list[Named], outside: re.Match[str] | None
) -> PayGrade | None:
    """The employees' grade rather than the civil servants', any grade rather than pay above the tariff or a scale."""
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
    """Whether the words contain nothing but grades and scales, as a board's pay field does."""
    rest = list(window)
    for named in (*find_agreements(window), *find_pay_orders(window)):
        rest[named.start : named.end] = " " * (named.end - named.start)
    return _FIELD_WORDS.issuperset(_WORDS.findall("".join(rest)))


def _find_employee(window: str, named: list[Named], bare: bool, brief: bool) -> Iterator[_Hit]:
    for match in islice(forms.EMPLOYEE.finditer(window), MOST):
        start, end = match.span()
        scale = _nearest(window, named, start, end)
        kind = (match["kind"] or match["bare"] or "").strip(" -\n").upper().replace(".", "").strip()
        stated = match["group"] or scale or bare or _is_bracketed(window, start, end) or (brief and kind == "EG")
        stated = stated or forms.AFTER_CIVIL.search(window, max(0, start - 12), start)
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
            low, high = (high, low) if match["again"] or _is_list(match, low, high) else (low, low)
        yield _bounded(window, _Hit(scale, low, high, start, end, match[0]), bool(match["cap"]))


def _is_list(match: re.Match[str], low: str, high: str) -> bool:
    """Whether grades are named from the highest down: "EG 12/11". A number far below is a step, "EG 12/3"."""
    return match["to"].strip() not in ("-", "–", "—") and _rank(low)[0] - _rank(high)[0] <= _MOST_APART


def _find_beside(window: str, named: list[Named]) -> Iterator[_Hit]:
    """Find numbers with only a scale beside them: "13 TV-L", "TVöD 9b"."""
    for scale in named:
        if not scale.scale.startswith("TV") or _is_promotion(window, scale.start, scale.end):
            continue
        if found := forms.NUMBER_BEFORE_SCALE.search(window, max(0, scale.start - 12), scale.start):
            start, end = found.start("low"), scale.end
        elif found := forms.NUMBER_BEHIND_SCALE.match(window, scale.end):
            start, end = scale.start, found.end()
        else:
            continue
        grade = _grade("EG", found["low"])
        yield _bounded(window, _Hit(scale.scale, grade, grade, start, end, window[start:end]))


def _find_roman(window: str) -> Iterator[_Hit]:
    """Find Roman numbers: groups of the old BAT ("IVb") and levels of the employment agency ("TE III")."""
    for match in forms.OLD_GROUP.finditer(window) if "BAT" in window else ():
        grade = match["low"].replace(" ", "")
        yield _Hit("BAT-KF" if "BAT-KF" in window else "BAT", grade, grade, *match.span(), match[0])
    for match in forms.LEVEL.finditer(window) if any(anchor in window for anchor in forms.LEVEL_ANCHORS) else ():
        low, high = f"TE {match['low']}", f"TE {match['high'] or match['low']}"
        yield _Hit("TV-BA", low, high, *match.span(), match[0])


def _find_civil(window: str, grades: list[_Hit], bare: bool, brief: bool) -> Iterator[_Hit]:
    matches = list(islice(forms.CIVIL.finditer(window), MOST))
    orders = list(find_pay_orders(window)) if matches else []
    for match in matches:
        start, end = match.span()
        letter = match["letter"]
        order = next((o for o in _around(orders, start) if o.start - end <= 60 and start - o.end <= 10), None)
        joined = any(hit.start - end <= 45 and start - hit.end <= 60 for hit in _around(grades, start))
        by_itself = joined or (brief and _is_bracketed(window, start, end))
        stated = match["group"] or "D" in (match["service"] or "") or order or bare or (letter == "A" and by_itself)
        if not stated and not (letter == "W" and ("enure" in match[0] or forms.PROFESSORSHIP.search(window))):
            continue
        near = (window, max(0, start - 15), start)
        if _OTHER_NUMBER.search(*near) or _REQUIRED.search(*near) or _is_promotion(window, start, end):
            continue
        low, high = _grade(letter, match["low"]), _grade(letter, match["high"] or match["low"])
        least, most = forms.CIVIL_RANGE[letter]
        if not least <= _rank(low)[0] <= _rank(high)[0] <= most:
            high = low
        if least <= _rank(low)[0] <= most:
            scale = f"BesO {letter} {order.scale}".strip() if order else f"BesO {letter}"
            yield _bounded(window, _Hit(scale, low, high, start, end, match[0]))


def _grade(kind: str, number: str) -> str:
    """The normal form of a grade: kind, number and letter."""
    digits = number.rstrip("abcABCÜ ")
    letter = number[len(digits) :].strip()
    return f"{kind} {digits.lstrip('0') or '0'}{letter if letter == 'Ü' else letter.lower()}".strip()


def _rank(grade: str) -> tuple[int, str]:
    digits = grade.rpartition(" ")[2]
    number = digits.rstrip("abcÜ")
    return int(number), digits[len(number) :]


def _bounded(window: str, hit: _Hit, ceiling: bool = False) -> _Hit:
    """A single grade, which bounds only one side after "bis zu" or "ab"."""
    if hit.low == hit.high:
        if ceiling or _CEILING.search(window, max(0, hit.start - 20), hit.start):
            return hit._replace(low=None)
        if _FLOOR.search(window, max(0, hit.start - 20), hit.start):
            return hit._replace(high=None)
    return hit


def _is_denied(window: str, hit: _Hit, named: list[Named]) -> bool:
    """Whether a grade is denied, alone or with the scale that follows it."""
    behind = next((scale.end for scale in named if 0 <= scale.start - hit.end <= 2), hit.end)
    return is_denied(window, hit.start, behind)


def _under_one_ceiling(window: str, hit: _Hit, servants: list[_Hit]) -> _Hit:
    """The employees' grade, which shares the ceiling of the civil servants' directly before it: "bis A 13 / EG 12"."""
    for servant in servants:
        beside = hit.low == hit.high and 0 <= hit.start - servant.end <= _NEXT_TO
        if beside and servant.low is None and _SAME_CEILING.fullmatch(window, servant.end, hit.start):
            return hit._replace(low=None)
    return hit


def _is_bracketed(window: str, start: int, end: int) -> bool:
    return window[max(0, start - 1) : start] == "(" and window[end : end + 1] == ")"


def _is_promotion(window: str, start: int, end: int) -> bool:
    first, _ = find_clause(window, start, end)
    return _PROMOTION.search(window[max(first, start - 90) : start]) is not None


def _around(placed: list[_Placed], start: int) -> list[_Placed]:
    """The last before a place, and the first after it."""
    place = bisect(placed, start, key=lambda item: item.start)
    return placed[max(0, place - 1) : place + 1]


def _nearest(window: str, named: list[Named], start: int, end: int) -> str | None:
    """The scale nearest to a grade, in the same clause and at most 70 characters away."""
    best: tuple[int, str] | None = None
    for scale in _around(named, start):
        first, last = (end, scale.start) if scale.start >= end else (scale.end, start)
        if last - first <= _NEXT_TO and same_clause(window, first, last) and (not best or last - first < best[0]):
            best = (last - first, scale.scale)
    return best[1] if best else None


def _most_exact(scales: list[Named]) -> str | None:
    """The first scale that governs the pay; a plain "TVöD" gives way to one of its parts if the ad also names that."""
    if not scales:
        return None
    first = scales[0].scale
    return next((named.scale for named in scales if named.scale.startswith(f"{first}-")), first)

"""Weekly hours as German ads state them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from german.words.denial import is_denied
from german.words.gates import anchors, any_of
from german.words.later import when_needed
from german.words.surroundings import BRIEF, MENTIONS, find_surroundings
from german.words.whose import find_owner

_FIGURE = r"\d{1,2}(?:[.,]\d{1,3})?"
_UNITS = ("stunden", r"std\.?", "hours", "hrs", "h")
_HOURS_A_WEEK = ("wochenstunden", r"wo\.?-?std", "stundenwoche", "wochenstd")
_UNIT = f"(?:{'|'.join(_UNITS)})"
_TO = ("-", "–", "—", "bis(?: zu)?", "oder", r"bzw\.?", "to", "or", "/", "und", "- ?oder", "- ?bis")
_FULL_TIME = r"(?:\(?(?:in )?vollzeit\)? ?(?:mit |von |\()?)?"  # "zwischen 25 und in Vollzeit 40 Stunden"
_A_WEEK = (r"w\b", r"wo\b", "woche", "wöchentl", "week")
_WEEKLY = when_needed(
    rf"(?<![\d.,€])(?P<low>{_FIGURE}) ?"
    rf"(?:{_UNIT}? ?(?P<to>{'|'.join(_TO)}) ?{_FULL_TIME}(?P<high>{_FIGURE}))?[ -]?"
    rf"(?:(?P<weekly>{'|'.join(_HOURS_A_WEEK)})|{_UNIT}(?![a-zäöü])"
    r"(?:,? (?:und )?(?P<minutes>\d{1,2}) ?min(?:uten|\b\.?))?"
    rf"(?P<week>[ /-]{{0,3}}(?:(?:in der|pro|je|die|per|a) |/ ?)?(?:arbeits)?(?:{'|'.join(_A_WEEK)}))?)"
)
_LABELS = ("wochenarbeitszeit:?", "wöchentliche arbeitszeit:?", "wochenstunden:")
_LABELLED = re.compile(
    rf"{any_of(_LABELS)} (?P<low>{_FIGURE})(?: ?(?:-|–|bis) ?(?P<high>{_FIGURE}))?(?! ?(?:%|tage|[\d,.-]))"
)
_ALONE = re.compile(rf" ?{_FIGURE}(?: ?(?:-|–|bis|/) ?{_FIGURE})? ?")  # a field of weekly hours: "39,83"
_HOURS_A_MONTH = ("monatsstunden", r"(?:stunden|std\.?|h)[ /]{1,3}(?:im |pro )?(?:monat|mtl)")
_MONTHLY = when_needed(
    rf"(?<![\d.,€])(?P<low>\d{{2,3}})(?: ?(?:-|–|bis) ?(?P<high>\d{{2,3}}))? ?(?:{'|'.join(_HOURS_A_MONTH)})"
)
# After such words, hours without a word for the week are the job's.
_WORKING_TIMES = (
    *("arbeitszeit", "vollzeit", "teilzeit", "umfang", "(?:full|part)[ -]time", "100 ?% ="),
    *("wöchentlich", r"stelle\b", r"tage-?woche", "weekly"),
)
_WORKING_TIME = re.compile(
    rf"(?:{'|'.join(_WORKING_TIMES)})[^.;|]{{0,30}}$|(?:stunden|std\.?)\b[^.;|]{{0,40}}\b(?:bzw\.?|oder|und) $"
)
_WORKING_TIME_BEHIND = re.compile(r" ?\(?(?:gleitzeit|vollzeit|teilzeit)")
_OTHER_HOURS = (r"\bfahrt", r"\breise", "teaching", r"\blehr", r"\bsws\b")
_NOT_WORKING_TIME = re.compile(any_of(_OTHER_HOURS))
_SHORTER_TIMES = ("am tag", "pro tag", "/ ?tag", "täglich", "-?schicht")
_NOT_A_WEEK = re.compile(rf" ?(?:{'|'.join(_SHORTER_TIMES)})")
_PERCENT = ("%", r"prozent\b", r"percent\b")
_SHARE = re.compile(rf"(?<![\d.,])(?P<share>\d{{1,3}}(?:[.,]\d{{1,2}})?) ?(?:{'|'.join(_PERCENT)})")
# A percentage after or before such words is a share of full time.
_SHARES = (
    *("teilzeit", "vollzeit", "umfang", "contract status", "arbeitszeit", "workload", "pensum", "beschäftigungsgrad"),
    "(?:part|full)[ -]time",
)
_SHARE_BEHIND = re.compile(rf"(?:{'|'.join(_SHARES)})[ :(]{{1,3}}(?:mit |von |of |zu )?$|[/(][dxw]\) ?[(,]? ?$|^ ?\($")
_WHOLES = (
    *(
        "=",
        "of (?:the |a )?(?:respective |regular |full)",
        "einer vollzeit",
        "position",
        r"stelle\b",
        "vzä",
        "teilzeit",
    ),
    *("part", "tv-l", r"eg? ?\d", "entgeltgr", "arbeitszeit"),
    "der (?:regelmäßigen|tariflichen|regulären|üblichen|wöchentlichen|arbeitszeit|vollen)",
)
_SHARE_BEFORE = re.compile(rf",? ?(?:{'|'.join(_WHOLES)})")
_RANGE_BEHIND = re.compile(r" ?(?:-|–|bis|to) ?\d")
_OTHER_SHARES = (
    *(r"\d ?%? ?(?:-|–|bis|to) ?$", r"\bbis (?:zu )?$", r"\bup to $", r"\bab $", r"\bmind\. $", r"\bmindestens $"),
    *("home", "mobil", "remote", "volum"),
)
_NOT_SHARE = re.compile("|".join(_OTHER_SHARES))
_FLOORS = ("ab", r"min\.", r"mind\.", "mindestens", "minimum(?: of)?", "at least")
_CEILINGS = ("bis(?: zu)?", r"max\.", "maximal", "höchstens", "up to")
_AT_LEAST, _AT_MOST = (re.compile(rf"\b(?:{'|'.join(bounds)}) $") for bounds in (_FLOORS, _CEILINGS))
_ANCHORS = anchors(
    (*_UNITS, *_HOURS_A_WEEK, *_LABELS, *_HOURS_A_MONTH, *_PERCENT),
    ("tunden", "ochenarbeitszeit", "ours", "%", "rozent"),
    {
        "^std$": ("Std",),
        # Within words this is too common: it is looked for only after a figure or before a word for the week.
        "^h$": ("0h", "5h", "h/W", "h/w", "h / W", "h W", "h wö", "h pro W"),
        # In whole ads these are read only near another anchor: looking for them costs more than it finds.
        "^hrs$": (),
        "^percent$": (),
        "^wöchentliche arbeitszeit$": (),
    },
)
_WEEKS_A_MONTH = Decimal("4.348")


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours of the job.

    One figure fills both bounds, "mindestens" only `min_weekly`, "maximal" only `max_weekly`; of several figures the
    smallest and the largest count. `percent`: the share of full time, None where none or more than one is stated.
    `words`: what was read.
    """

    min_weekly: Decimal | None
    max_weekly: Decimal | None
    percent: Decimal | None
    words: str = field(default="", compare=False)


def find_hours(text: str | None) -> Hours | None:
    """Find the weekly hours of the job, or its share of full time, in a field's words or in a whole ad.

    None: neither is stated. Several figures (civil servants and employees, full and part time) give a range. Hours a
    month are divided by 4.348 weeks. Hours of travel, teaching or a shift and shares of home office are not the job's.

    >>> find_hours("39 Stunden und 24 Minuten pro Woche").max_weekly
    Decimal('39.4')
    >>> hours = find_hours("Vollzeit 40 bzw. 39 Wochenstunden")
    >>> hours.min_weekly, hours.max_weekly
    (Decimal('39'), Decimal('40'))
    >>> find_hours("Teilzeit 50 %").percent
    Decimal('50')
    """
    if not text:
        return None
    least: list[Decimal] = []
    most: list[Decimal] = []
    shares: set[Decimal] = set()
    words: list[str] = []
    for window in find_surroundings(text, _ANCHORS, 70):
        flat = window.lower()
        window = window if len(flat) == len(window) else flat
        flat = flat.replace("\n", " ")
        if _ALONE.fullmatch(flat):
            flat += " wochenstunden"
        for low, high, start, end in _find_weekly(flat, len(text) <= BRIEF):
            if is_denied(window, start, end) or find_owner(window, start, end) in ("other", "applicant", "law"):
                continue
            before = flat[max(0, start - 16) : start]
            least += [] if low == high and _AT_MOST.search(before) else [low]
            most += [] if low == high and _AT_LEAST.search(before) else [high]
            words.append(window[start:end])
        for match in islice(_SHARE.finditer(flat), MENTIONS):
            if (share := _read_share(flat, match)) is not None:
                shares.add(share)
                words.append(window[match.start() : match.end()])
    percent = shares.pop() if len(shares) == 1 else None
    if not least and not most and percent is None:
        return None
    return Hours(min(least, default=None), max(most, default=None), percent, " … ".join(words))


def _find_weekly(flat: str, brief: bool) -> Iterator[tuple[Decimal, Decimal, int, int]]:
    for match in islice(_WEEKLY.finditer(flat), MENTIONS):
        start, end = match.span()
        if _NOT_WORKING_TIME.search(flat, max(0, start - 30), end + 15) or _NOT_A_WEEK.match(flat, end):
            continue
        alone = brief and match[0] == flat.strip()
        named = _WORKING_TIME.search(flat[max(0, start - 60) : start]) or _WORKING_TIME_BEHIND.match(flat, end)
        named_within = "vollzeit" in match[0]
        if match["weekly"] or match["week"] or alone or named or named_within:
            low = _decimal(match["low"])
            if match["to"] == "und" and not flat[:start].endswith("zwischen "):
                low = _decimal(match["high"])
            low += round(Decimal(match["minutes"]) / 60, 2).normalize() if match["minutes"] else 0
            yield from _plausible(low, _decimal(match["high"] or "0") or low, start, end)
    for match in islice(_LABELLED.finditer(flat), MENTIONS):
        yield from _plausible(_decimal(match["low"]), _decimal(match["high"] or match["low"]), *match.span())
    for match in islice(_MONTHLY.finditer(flat), MENTIONS):
        low, high = (_decimal(match[name] or match["low"]) / _WEEKS_A_MONTH for name in ("low", "high"))
        yield from _plausible(low.quantize(Decimal("0.01")), high.quantize(Decimal("0.01")), *match.span())


def _plausible(low: Decimal, high: Decimal, start: int, end: int) -> Iterator[tuple[Decimal, Decimal, int, int]]:
    if min(low, high) >= 5 and max(low, high) <= 48:
        yield min(low, high), max(low, high), start, end


def _read_share(flat: str, match: re.Match[str]) -> Decimal | None:
    before = flat[max(0, match.start() - 45) : match.start()]
    stated = _SHARE_BEHIND.search(before) or _SHARE_BEFORE.match(flat, match.end())
    if not stated or _NOT_SHARE.search(before) or _RANGE_BEHIND.match(flat, match.end()):
        return None
    share = _decimal(match["share"])
    return share if 10 <= share <= 100 else None


def _decimal(figure: str) -> Decimal:
    return Decimal(figure.replace(",", "."))

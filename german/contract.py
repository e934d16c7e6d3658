"""Contract form, weekly hours and employment types as German ads state them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

from german.date_forms import COUNTS, DATE
from german.date_readings import interpret
from german.fold import fold
from german.surroundings import BRIEF, find_clause, find_surroundings
from german.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Contract:
    """Whether the contract ends by itself.

    `fixed_term`: None where both forms are offered. `until`: the last day; of a month or year alone its last day.
    `months`: the length, the longest where a ceiling is stated ("bis zu 3 Jahre"). `words`: what was read.
    """

    fixed_term: bool | None
    until: date | None
    months: int | None
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours of the job.

    One figure fills both bounds, "mindestens" only `min_weekly`, "maximal" only `max_weekly`; of several figures the
    least and the greatest count. `percent`: the share of full time, None where none or more than one is stated.
    `words`: what was read.
    """

    min_weekly: Decimal | None
    max_weekly: Decimal | None
    percent: Decimal | None
    words: str = field(default="", compare=False)


# -- contract -------------------------------------------------------------------------------------------------------

_CONTRACT_ANCHORS = (
    "efrist", "EFRIST", "ermanent", "imited", "Dauer", "auerhafte", "sdauer:", "slaufzeit:", "ertretung", "ndefinite",
    "pen-ended", "ixed", "emporary", "uration:", "eriod of", "-year ", "nedeterminat",
)  # fmt: skip
_JOB = r"(?:contract|position|employment|role|opportunity|job|appointment)"
# The patterns look at the first letters first: trying every wording at every letter would take far longer.
_UNLIMITED = re.compile(
    r"(?=unb|ni|ke|bef|da|auf|für|unl|in|op|co|pe|\| |art|ve|em|an|du)(?:\bunbefristet\w*|\bnicht befristet"
    r"|\bkeine befristung|\bbefristung: ?(?:nein|keine|entfällt)\b|\bdauerstell(?:e|ung)"
    r"|\b(?:auf|für die) dauer\b(?! (?:von|des|der|einer|eines))|\bopen-ended\b|\bcontract de munca nedeterminat"
    r"|\bdauerhafte[nrs]? (?:anstellung|beschäftigung|festanstellung|arbeitsverhältnis|position|stelle|arbeitsplatz)"
    r"|\bunlimited (?:employment |work )?(?:contract|employment|position)"
    r"|\bindefinite (?:contract|term|duration|period)"
    r"|\bpermanent (?:full[ -]time |employment |work )?"
    r"(?:contract|position|employment|role|opportunity|job|appointment)|\| permanent \|"
    r"|\b(?:contract(?: type| form)?|art der anstellung|vertragsart|employment type|anstellungsart|duration):"
    r" {1,3}permanent\b)"
)
_LONG_COUNTS = {"achtzehn": 18, "vierundzwanzig": 24, "sechsunddreißig": 36}
_COUNT = r"\d{1,2}(?:[.,]5)?|" + "|".join(sorted((*COUNTS, *_LONG_COUNTS), key=len, reverse=True))
_FIXED = re.compile(
    r"(?=bef|fi|te|li|el|mu|sc|kr|ve)(?:(?<!un)(?<!nicht )\bbefristet\w*"
    r"|(?<!keine )\bbefristung\b(?!: ?(?:nein|keine|unbefr|entfällt))(?: \(\w+\))?:?"
    r"|\bfixed[ -]?term\b(?! research)"
    r"|\btemporary\b(?= (?:for|full|part|until|basis|position|contract|employment contract)\b)"
    r"|\blimited (?=(?:to|for|until|till) (?:the )?(?:a (?:period|term|duration) of )?"
    rf"(?:\d|(?:{_COUNT}) (?:year|month)|end\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d))"
    r"|\b(?:elternzeit|mutterschutz|schwangerschafts|krankheits)vertretung"
    r"|\bvertretung (?:im rahmen |während |wegen |für die )?(?:einer |der )?(?:elternzeit|mutterschutz))"
)
# These say something only where a length or a last day stands beside them.
_LENGTH_OF = re.compile(
    r"\b(?:vertragsdauer|vertragslaufzeit|beschäftigungsdauer|befristungsdauer|contract duration|duration|dauer) ?:"
    r"|\bposition\b(?=[^.]{0,60} for a period of )|\ba (?=\d-year (?:\w{1,30} )?position)"
)
_EITHER = re.compile(
    r"\(un\) ?befristet|(?<!un)\bbefristet\w* ?(?:oder|bzw\.?|/) ?unbefristet"
    r"|\bunbefristet\w* ?(?:oder|bzw\.?|/) ?befristet"
)
_LATER = re.compile(
    r"\b(?:option|möglichkeit|aussicht|chancen?|perspektive|wunsch) (?:auf|zu|zur|einer|eines|der)\b"
    r"|\bübernahme (?:in|auf)\b|anschließend|anschluss|später|umwandlung|erweiterung|nach (?:erfolg|bewährung)"
    r"|berufung auf|nur für $"
)
_LATER_BEHIND = re.compile(
    r" (?:übernahme|weiterbeschäftigung|verlängerung|einsatz|w3)|[^.;,]{0,30} (?:angestrebt|möglich)\b"
)
_NOT_THE_CONTRACT = re.compile(
    r" (?:weiterbeschäftigung|einsatz|einsätze|projekt|verlängerung|arbeitserlaubnis|aufenthalt)"
)
_OTHER_MATTER = re.compile(r"ticket|zuschuss|zulage|prämie|bonus|rabatt|\beinsatz (?:ist|erfolgt|zunächst|vorerst)\b")
_FIELD_UNLIMITED = re.compile(r"\s*(?:(?:full|part)[ -]?time,? )?(?:permanent|unlimited)\s*")
_FIELD_FIXED = re.compile(r"\s*(?:(?:full|part)[ -]?time,? )?(?:temporary|limited|fixedterm)\s*")

_TERM = re.compile(
    rf"(?<![\w.,])(?P<count>{_COUNT})[ -]?(?:\(\w{{1,30}}\) )?(?:volle )?(?P<unit>jahr|jähr|year|monat|month)"
    r"(?:e?[ns]?|ig\w{0,3})\b"
)
_PLAIN_LINK = (
    r"[ :()*,–-]*(?:(?:contract|position|employment|vertrag|stelle|anstellung|ja|zunächst|vorerst|voraussichtlich"
    r"|ca\.|max\.|maximal)[ :()*,–-]*){0,2}"
)
_LINK_DAY = re.compile(
    rf"{_PLAIN_LINK}|.*\b(?:bis|until|till|to|ende|end|ending|längstens|spätestens)\b(?: (?!ab )[^\d;,]{{0,30}})?"
)
_LINK_TERM = re.compile(rf"{_PLAIN_LINK}|.*\b(?:auf|für|for|to|of|dauer|zeitraum|bis zu|initial|an)\b.*")
_LINK_BEFORE = re.compile(r"\b(?:bis|auf|für|for)\b")
_EXTENSION = re.compile(r"verlänger|exten|prolong|another|weitere|probezeit|option")
_BRACKETS = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"20\d\d|\d\. ?\d{1,2}\. ?\d\d\b")
_FULL_STOP = re.compile(r"(?<=20\d\d)\.(?!\d)")  # "bis Ende 2026."
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # a date with its year does not depend on when it was seen
_MOST = 20  # mentions read in one place; no ad has so many


def find_contract(text: str | None) -> Contract | None:
    """Find whether the job is for a fixed term, in a field's words or in a whole ad.

    None: nothing is stated ("Festanstellung" alone proves nothing; an agency's "Laufzeit" is the assignment's). A fixed
    term that may become permanent is a fixed term.

    >>> find_contract("Die Stelle ist zunächst auf zwei Jahre befristet.").months
    24
    >>> find_contract("unbefristeter Arbeitsvertrag").fixed_term, find_contract("befristet bis Ende 2026").until
    (False, datetime.date(2026, 12, 31))
    """
    if not text:
        return None
    fixed: Contract | None = None
    unlimited: Contract | None = None
    for window in find_surroundings(text, _CONTRACT_ANCHORS, 150):
        flat = window.lower()
        window = window if len(flat) == len(window) else flat
        flat = _FULL_STOP.sub(" ", flat.replace("\n", " "))
        if either := _EITHER.search(flat):
            return Contract(None, None, None, window[slice(*either.span())])
        for start, end in _find_unlimited(window, flat):
            unlimited = unlimited or Contract(False, None, None, window[start:end])
        for found in _find_fixed(window, flat):
            if fixed is None or ((found.until or found.months) and not (fixed.until or fixed.months)):
                fixed = found
        if len(text) <= BRIEF and not (fixed or unlimited):
            if _FIELD_UNLIMITED.fullmatch(flat):
                unlimited = Contract(False, None, None, window)
            elif _FIELD_FIXED.fullmatch(flat):
                fixed = Contract(True, None, None, window)
    return fixed or unlimited


def _find_unlimited(window: str, flat: str) -> Iterator[tuple[int, int]]:
    for match in islice(_UNLIMITED.finditer(flat), _MOST):
        start, end = match.span()
        first, _ = find_clause(window, start, end)
        if not (_LATER.search(flat, max(first, start - 60), start) or _LATER_BEHIND.match(flat, end)):
            yield start, end


def _find_fixed(window: str, flat: str) -> Iterator[Contract]:
    for match in islice(_FIXED.finditer(flat), _MOST):
        start, end = match.span()
        first, _ = find_clause(window, start, end)
        if not (_NOT_THE_CONTRACT.match(flat, end) or _OTHER_MATTER.search(flat, max(first, start - 120), start)):
            yield _read_end(window, flat, start, end)
    for match in islice(_LENGTH_OF.finditer(flat), _MOST):
        found = _read_end(window, flat, *match.span())
        if found.until or found.months:
            yield found


def _read_end(window: str, flat: str, start: int, end: int) -> Contract:
    """The last day and the length that stand behind the words of a fixed term, or just before them."""
    day = _find_linked(window, flat, DATE, _LINK_DAY, start, end)
    term = _find_linked(window, flat, _TERM, _LINK_TERM, start, end)
    found = [match.span() for match in (day, term) if match]
    words = window[min(start, *(first for first, _ in found), start) : max(end, *(last for _, last in found), end)]
    return Contract(True, _last_day(day) if day else None, _months(term) if term else None, words)


def _find_linked(
    window: str, flat: str, pattern: re.Pattern[str], link: re.Pattern[str], start: int, end: int
) -> re.Match[str] | None:
    first, last = find_clause(window, start, end)
    for match in pattern.finditer(flat, end, min(len(flat), end + 120)):
        between = _BRACKETS.sub("", flat[end : match.start()])
        near = match.start() <= last or len(between) < 30  # "bis vor. September" ends no clause
        if near and link.fullmatch(between) and not _EXTENSION.search(between):
            return match
    found = None
    for match in pattern.finditer(flat, max(first, start - 45), start):
        linked = _LINK_BEFORE.search(flat, max(first, match.start() - 12), match.start())
        if linked or (pattern is _TERM and window[match.end() : start] == " "):
            found = match
    return found


def _last_day(match: re.Match[str]) -> date | None:
    """The day stated; None where the year is missing or the calendar has no such day."""
    if not _YEAR.search(match[0]):
        return None
    try:
        read = interpret(match, _ANY_TIME, "contract_end", match[0])
    except Unreadable:
        return None
    return read.on if read else None


def _months(match: re.Match[str]) -> int:
    count = match["count"].replace(",", ".")
    number = float(count) if count[0].isdigit() else COUNTS.get(count) or _LONG_COUNTS[count]
    return round(number * (12 if match["unit"][0] in "jy" else 1))


# -- hours ----------------------------------------------------------------------------------------------------------

_HOURS_ANCHORS = (
    "tunden", "ochenarbeitszeit", "Std", "ours", "h/W", "h/w", "h / W", "h W", "h wö", "h pro W", "0h", "5h", "%",
    "rozent",
)  # fmt: skip
_FIGURE = r"\d{1,2}(?:[.,]\d{1,3})?"
_UNIT = r"(?:stunden|std\.?|hours|hrs|h)"
_WEEKLY = re.compile(
    rf"(?<![\d.,€])(?P<low>{_FIGURE}) ?"
    rf"(?:{_UNIT}? ?(?:-|–|—|bis(?: zu)?|oder|bzw\.?|to|or|/) ?(?P<high>{_FIGURE}))?[ -]?"
    rf"(?:(?P<weekly>wochenstunden|wo\.?-?std|stundenwoche)|{_UNIT}(?![a-zäöü])"
    r"(?:,? (?:und )?(?P<minutes>\d{1,2}) ?min(?:uten|\b\.?))?"
    r"(?P<week>[ /-]{0,3}(?:(?:in der|pro|je|die|per|a) |/ ?)?(?:arbeits)?(?:w\b|wo\b|woche|wöchentl|week))?)"
)
_LABELLED = re.compile(
    rf"(?:wochenarbeitszeit:?|wöchentliche arbeitszeit:?|wochenstunden:) (?P<low>{_FIGURE})"
    rf"(?: ?(?:-|–|bis) ?(?P<high>{_FIGURE}))?(?! ?(?:%|tage|[\d,.-]))"
)
_ALONE = re.compile(rf" ?{_FIGURE}(?: ?(?:-|–|bis|/) ?{_FIGURE})? ?")  # a field of weekly hours: "39,83"
_MONTHLY = re.compile(
    r"(?<![\d.,€])(?P<low>\d{2,3})(?: ?(?:-|–|bis) ?(?P<high>\d{2,3}))? ?"
    r"(?:monatsstunden|(?:stunden|std\.?|h)[ /]{1,3}(?:im |pro )?(?:monat|mtl))"
)
_WORKING_TIME = re.compile(
    r"(?:arbeitszeit|vollzeit|teilzeit|umfang"
    r"|(?:full|part)[ -]time|100 ?% =)[^.;|]{0,30}$|(?:stunden|std\.?)\b[^.;|]{0,40}\b(?:bzw\.?|oder|und) $"
)
_NOT_WORKING_TIME = re.compile(r"\bfahrt|\breise|teaching|\blehr|\bsws\b")
_NOT_A_WEEK = re.compile(r" ?(?:am tag|pro tag|/ ?tag|täglich|-?schicht)")
_SHARE = re.compile(r"(?<![\d.,])(?P<share>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|prozent\b|percent\b)")
_SHARE_BEHIND = re.compile(
    r"(?:teilzeit|vollzeit|umfang|contract status|arbeitszeit|workload|pensum"
    r"|beschäftigungsgrad|(?:part|full)[ -]time)[ :(]{1,3}(?:mit |von |of |zu )?$|[/(][dxw]\) ?[(,]? ?$|^ ?\($"
)
_SHARE_BEFORE = re.compile(
    r",? ?(?:=|of (?:the |a )?(?:respective |regular |full)|einer vollzeit|position|stelle\b|vzä|teilzeit|part|tv-l"
    r"|der (?:regelmäßigen|tariflichen|regulären|üblichen|wöchentlichen|arbeitszeit|vollen)|arbeitszeit"
    r"|eg? ?\d|entgeltgr)"
)
_RANGE_BEHIND = re.compile(r" ?(?:-|–|bis|to) ?\d")
_NOT_SHARE = re.compile(
    r"\d ?%? ?(?:-|–|bis|to) ?$|\b(?:bis (?:zu )?|up to |ab |mind\. |mindestens )$"
    r"|home|mobil|remote|volum"
)
_AT_LEAST = re.compile(r"\b(?:ab|mind\.|mindestens|minimum(?: of)?|at least) $")
_AT_MOST = re.compile(r"\b(?:bis(?: zu)?|max\.|maximal|höchstens|up to) $")
_WEEKS_A_MONTH = Decimal("4.348")


def find_hours(text: str | None) -> Hours | None:
    """Find the weekly hours of the job, or its share of full time, in a field's words or in a whole ad.

    None: neither is stated. Several figures (civil servants and employees, full and part time) give a range. Hours a
    month are divided by 4.348 weeks. Not the job's: hours of travel, teaching or a shift, shares of home office.

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
    for window in find_surroundings(text, _HOURS_ANCHORS, 70):
        flat = window.lower()
        window = window if len(flat) == len(window) else flat
        flat = flat.replace("\n", " ")
        if _ALONE.fullmatch(flat):
            flat += " wochenstunden"
        for low, high, start, end in _find_weekly(flat, len(text) <= BRIEF):
            before = flat[max(0, start - 16) : start]
            least += [] if low == high and _AT_MOST.search(before) else [low]
            most += [] if low == high and _AT_LEAST.search(before) else [high]
            words.append(window[start:end])
        for match in islice(_SHARE.finditer(flat), _MOST):
            if (share := _read_share(flat, match)) is not None:
                shares.add(share)
                words.append(window[match.start() : match.end()])
    percent = shares.pop() if len(shares) == 1 else None
    if not least and not most and percent is None:
        return None
    return Hours(min(least, default=None), max(most, default=None), percent, " … ".join(words))


def _find_weekly(flat: str, brief: bool) -> Iterator[tuple[Decimal, Decimal, int, int]]:
    for match in islice(_WEEKLY.finditer(flat), _MOST):
        start, end = match.span()
        if _NOT_WORKING_TIME.search(flat, max(0, start - 30), end + 15) or _NOT_A_WEEK.match(flat, end):
            continue
        alone = brief and match[0] == flat.strip()
        if match["weekly"] or match["week"] or alone or _WORKING_TIME.search(flat[max(0, start - 60) : start]):
            low = _decimal(match["low"])
            low += round(Decimal(match["minutes"]) / 60, 2).normalize() if match["minutes"] else 0
            yield from _plausible(low, _decimal(match["high"] or "0") or low, start, end)
    for match in islice(_LABELLED.finditer(flat), _MOST):
        yield from _plausible(_decimal(match["low"]), _decimal(match["high"] or match["low"]), *match.span())
    for match in islice(_MONTHLY.finditer(flat), _MOST):
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


# -- employment types -----------------------------------------------------------------------------------------------

_TYPES = {
    "full_time": r"full[ _-]?time|vollzeit|\bvoll-(?= ?(?:und|oder|/) ?teilzeit)|\bvz\b|ganztag",
    "part_time": r"part[ _-]?time|teilzeit|\bteil-(?= ?(?:und|oder|/) ?vollzeit)|\btz\b|halbtag",
    "contractor": r"contractor|\bcontract\b|freelance|\bfreie[rn]? mitarbeit|freiberuf|selbststaendig",
    "temporary": r"temporary|(?<!un)befrist|zeitarbeit|fixed[ _-]?term|aushilfe",
    "intern": r"\bintern(?:ship)?s?\b|praktik",
    "volunteer": r"volunteer|ehrenamt|\bfsj\b|\bbfd\b|freiwilligendienst",
    "per_diem": r"per[ _-]diem|tageweise",
    "other": r"\bother\b|sonstige",
    "apprenticeship": r"apprentice|(?<!weiter)ausbildung|auszubild|azubi|duales studium|dual stud",
    "working_student": r"werkstud|working student|studentische (?:hilfs|aushilf|mitarb)",
    "minijob": r"mini[ -]?job|geringfuegig|\b(?:450|520|538|556|603)[ -]?(?:euro|€)",
}
_TYPE = re.compile(
    r"(?=full|part|voll|teil|vz|tz|ganz|halb|cont|fre|selb|temp|bef|zeit|fix|aus|inter|prak|volu|ehre|fsj|bfd|per|tage|oth"
    r"|sons|appr|azub|dual|werk|work|stud|mini|geri|[456])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _TYPES.items())
    + ")"
)


def find_employment_types(text: str | None) -> tuple[str, ...]:
    """Find the employment types in a field's words: schema.org's in lower case, and three of our own at the end.

    Empty: none named. "Festanstellung" names none, since it may be full or part time.

    >>> find_employment_types("Vollzeit, Teilzeit möglich"), find_employment_types("FULL_TIME")
    (('full_time', 'part_time'), ('full_time',))
    """
    if not text:
        return ()
    found = {match.lastgroup for match in _TYPE.finditer(fold(text))}
    return tuple(name for name in _TYPES if name in found)

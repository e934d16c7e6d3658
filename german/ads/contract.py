"""Contract form as German ads state it: fixed term or unlimited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice

from german.dates.forms import DATE, interpret
from german.dates.words import COUNTS
from german.words.denial import is_denied
from german.words.gates import anchors, any_of
from german.words.later import when_needed
from german.words.surroundings import BRIEF, MENTIONS, find_clause, find_surroundings
from german.words.unreadable import Unreadable
from german.words.whose import find_owner


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


_JOB = "(?:contract|position|employment|role|opportunity|job|appointment)"
_UNLIMITED = (
    r"\bunbefristet\w*",
    r"\bdauerstell(?:e|ung)",
    r"\b(?:auf|für die) dauer\b(?! (?:von|des|der|einer|eines))",
    r"\bdauerhafte[nrs]? (?:anstellung|beschäftigung|festanstellung|arbeitsverhältnis|position|stelle|arbeitsplatz)",
    r"\bopen-ended\b",
    r"\bunlimited (?:employment |work )?(?:contract|employment|position)",
    r"\bindefinite (?:contract|term|duration|period)",
    rf"\bpermanent (?:full[ -]time |employment |work )?{_JOB}",
    r"\| permanent \|",
    r"\b(?:contract(?: type| form)?|art der anstellung|vertragsart|employment type|anstellungsart|duration):"
    r" {1,3}permanent\b",
    r"\bcontract de munca nedeterminat",
)
_LONG_COUNTS = {"achtzehn": 18, "vierundzwanzig": 24, "sechsunddreißig": 36}
_COUNT = r"\d{1,2}(?:[.,]5)?|" + "|".join(sorted((*COUNTS, *_LONG_COUNTS), key=len, reverse=True))
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_FIXED = (
    r"(?<!un)(?<!ent)\bbefristet\w*",
    r"\b(?:vertrags)?befristung(?:en)?\b(?!: ?unbefr)(?: \(\w+\))?:?",
    r"\bfixed[ -]?term\b(?! research)",
    r"\btemporary\b(?= (?:for|full|part|until|basis|position|contract|employment contract)\b)",
    r"\blimited (?=(?:to|for|until|till) (?:the )?(?:a (?:period|term|duration) of )?"
    rf"(?:\d|(?:{_COUNT}) (?:year|month)|end\b|{_MONTH} \d))",
    r"\b(?:elternzeit|mutterschutz|schwangerschafts|krankheits)vertretung",
    r"\bvertretung (?:im rahmen |während |wegen |für die )?(?:einer |der )?(?:elternzeit|mutterschutz)",
)
# These say something only with a length or a last day beside them.
_LENGTHS = (
    r"\b(?:vertragsdauer|vertragslaufzeit|beschäftigungsdauer|befristungsdauer|contract duration|duration|dauer) ?:",
    r"\bposition\b(?=[^.]{0,60} for a period of )",
    r"\ba (?=\d-year (?:\w{1,30} )?position)",
)
_BOTH = (
    r"\(un\) ?befristet",
    r"(?<!un)\bbefristet\w* ?(?:oder|bzw\.?|/) ?unbefristet",
    r"\bunbefristet\w* ?(?:oder|bzw\.?|/) ?befristet",
)
_ANCHORS = anchors(
    (*_UNLIMITED, *_FIXED, *_LENGTHS, *_BOTH),
    (
        *("ermanent", "imited", "auerhafte", "ertretung", "ndefinite", "pen-ended", "ixed", "emporary", "eriod of"),
        *("-year ", "nedeterminat"),
    ),
    {
        "efrist": ("efrist", "EFRIST"),
        "^dauer": ("Dauer",),
        " dauer": ("Dauer",),
        "sdauer": ("sdauer:",),
        "slaufzeit": ("slaufzeit:",),
        "duration": ("uration:",),
    },
)
_IS_UNLIMITED, _IS_FIXED, _HAS_LENGTH, _IS_EITHER = (
    re.compile(any_of(wordings)) for wordings in (_UNLIMITED, _FIXED, _LENGTHS, _BOTH)
)
# Before or after these, an unlimited contract is what may come later.
_LATER_WORDS = (
    r"\b(?:option|möglichkeit|aussicht|chancen?|perspektive|wunsch) (?:auf|zu|zur|einer|eines|der)\b",
    r"\bübernahme (?:in|auf)\b",
    *("anschließend", "anschluss", "später", "umwandlung", "erweiterung", "nach (?:erfolg|bewährung)"),
    *("berufung auf", "nur für $"),
)
_LATER = when_needed(any_of(_LATER_WORDS))
_LATER_WORDS_BEHIND = (
    *(" übernahme", " weiterbeschäftigung", " verlängerung", " einsatz", " w3"),
    *(r"[^.;,]{0,30} angestrebt\b", r"[^.;,]{0,30} möglich\b"),
)
_LATER_BEHIND = re.compile("|".join(_LATER_WORDS_BEHIND))
# What "befristete" is said of: a contract ends so; any other noun is something else that is limited.
_ADJECTIVE = re.compile(r"(?:un)?befristete[mnrs]?", re.IGNORECASE)
_NOUN_BEHIND = re.compile(r"(?:\s+(?:[a-zäöüß]+|und|[-–(].{0,20}\)),?){0,3}?\s+(?P<noun>[A-ZÄÖÜ][\w/-]*)")
_ENDS_IN_CONTRACT = when_needed(
    r"(?:vertr[aä]g(?:e?[ns]?)?|stellen?|anstellung|beschäftigung|verhältnis\w{0,3}|position(?:en)?|vertretung|einstellung"
    r"|tätigkeit|besetzung|zeit|jobs?|basis|arbeit|arbeitspl[aä]tze?|form|dauer|ausschreibung|kraft)$",
    re.IGNORECASE,
)
# What is limited instead of the contract, before "befristet": "Die Zulage ist … befristet".
_SUBJECT = when_needed(
    r"(?:^|[.,;:!?•–-] ?)\s*(?:Der|Die|Das|Diese[rs]?|Eine?|Unsere?|der|die|das|eine?)\s(?:[a-zäöüß]+\s){0,2}"
    r"(?P<noun>[A-ZÄÖÜ][\w/-]*)(?:\s(?!ist|sind|wird|werden|gilt)[^\s,;.]+){0,5}\s(?:ist|sind|wird|werden|gilt)\s[^,;.]*$"
)
_ALLOWANCES = ("ticket", "zuschuss", "zulage", "prämie", "bonus", "rabatt")  # limited however far away "befristet" is
_OTHER_MATTERS = (
    *(*_ALLOWANCES, "wohnung", "angebot", "programm", "funktion"),
    *("förderung", "probe", "zugang", "zugänge", "berechtigung", "zuschlag", "pauschale", "gutschein"),
    *("aktion", "erlaubnis", "aufenthalt", "lizenz", "mietvertrag", "darlehen", "abordnung", "übertragung"),
    *("stipendium", "vergünstigung", "mitgliedschaft", "leistung", "parkplatz", "dienstwagen", "sposition"),
    r"\beinsatz(?= (?:ist|erfolgt|zunächst|vorerst)\b|$)",
)
_ALLOWANCE = re.compile(rf"(?:{'|'.join(_ALLOWANCES)})\w*[^.;,]*$")
_OTHER_MATTER = when_needed(
    rf"{any_of(_OTHER_MATTERS)}\w*(?:(?:(?!\([a-z]/)[^.;,]){{0,40}}|, (?=(?:zunächst |vorerst )?$))$"
)
_LOOKED_FOR = re.compile(r"\b(?:suchen|gesucht)\b[^.;]*$")
# After the words of a fixed term, these tell that something else is limited.
_NOT_CONTRACTS = (
    "weiterbeschäftigung",
    *(r"[^.;,]{0,20}\bauf probe", r"[^.;,]{0,20}\bübertragen"),
)
_NOT_THE_CONTRACT = re.compile(f" (?:{'|'.join(_NOT_CONTRACTS)})")
_OF_LAW = re.compile("befristungs(?:recht|gesetz|-)", re.IGNORECASE)
_FIELD_UNLIMITED = re.compile(r"\s*(?:(?:full|part)[ -]?time,? )?(?:permanent|unlimited)\s*")
_FIELD_FIXED = re.compile(r"\s*(?:(?:full|part)[ -]?time,? )?(?:temporary|limited|fixedterm)\s*")

_TERM = when_needed(
    rf"(?<![\w.,])(?P<count>{_COUNT})[ -]?(?:\(\w{{1,30}}\) )?(?:volle )?(?P<unit>jahr|jähr|year|monat|month)"
    r"(?:e?[ns]?|ig\w{0,3})\b"
)
_PLAIN_LINK = (
    r"[ :()*,–-]*(?:(?:contract|position|employment|vertrag|stelle|anstellung|ja|zunächst|vorerst|voraussichtlich"
    r"|ca\.|max\.|maximal)[ :()*,–-]*){0,2}"
)
_LINK_DAY = when_needed(
    rf"{_PLAIN_LINK}|.*\b(?:bis|until|till|to|ende|end|ending|längstens|spätestens)\b(?: (?!ab )[^\d;,]{{0,30}})?"
)
_LINK_TERM = when_needed(rf"{_PLAIN_LINK}|.*\b(?:auf|für|for|to|of|dauer|zeitraum|bis zu|initial|an)\b.*")
_LINK_BEFORE = re.compile(r"\b(?:bis|auf|für|for)\b")
_EXTENSION = re.compile(r"verlänger|exten|prolong|another|weitere|probezeit|option")
_BRACKETS = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"20\d\d|\d\. ?\d{1,2}\. ?\d\d\b")
_FULL_STOP = re.compile(r"(?<=20\d\d)\.(?!\d)")  # "bis Ende 2026."
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # not used, as a date with its year does not depend on it


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
    for window in find_surroundings(text, _ANCHORS, 150):
        flat = window.lower()
        window = window if len(flat) == len(window) else flat
        flat = _FULL_STOP.sub(" ", flat.replace("\n", " "))
        if either := _IS_EITHER.search(flat):
            return Contract(None, None, None, window[slice(*either.span())])
        for start, end in _find_unlimited(window, flat):
            unlimited = unlimited or Contract(False, None, None, window[start:end])
        for found in _find_fixed(window, flat):
            if not found.fixed_term:
                unlimited = unlimited or found
            elif fixed is None or ((found.until or found.months) and not (fixed.until or fixed.months)):
                fixed = found
        if len(text) <= BRIEF and not (fixed or unlimited):
            if _FIELD_UNLIMITED.fullmatch(flat):
                unlimited = Contract(False, None, None, window)
            elif _FIELD_FIXED.fullmatch(flat):
                fixed = Contract(True, None, None, window)
    return fixed or unlimited


def _find_unlimited(window: str, flat: str) -> Iterator[tuple[int, int]]:
    for match in islice(_IS_UNLIMITED.finditer(flat), MENTIONS):
        start, end = match.span()
        first, _ = find_clause(window, start, end)
        if _LATER.search(flat, max(first, start - 60), start) or _LATER_BEHIND.match(flat, end):
            continue
        stated = _end_of_statement(window, start, end)
        if stated and not is_denied(window, start, stated):
            yield start, end


def _find_fixed(window: str, flat: str) -> Iterator[Contract]:
    """Find the mentions of a fixed term; one that is denied is a contract without limit, and the other way round."""
    for match in islice(_IS_FIXED.finditer(flat), MENTIONS):
        start, end = match.span()
        stated = _end_of_statement(window, start, end)
        if not stated:
            continue
        if _NOT_THE_CONTRACT.match(flat, end):
            continue
        if is_denied(window, start, stated):
            yield Contract(False, None, None, window[start:stated])
        elif stated > end or not _is_other_matter(window, flat, start, end):
            yield _read_end(window, flat, start, end)
    for match in islice(_IS_UNLIMITED.finditer(flat), MENTIONS):
        start, end = match.span()
        stated = _end_of_statement(window, start, end)
        if stated and is_denied(window, start, stated):
            yield _read_end(window, flat, start, end)
    for match in islice(_HAS_LENGTH.finditer(flat), MENTIONS):
        found = _read_end(window, flat, *match.span())
        if found.until or found.months:
            yield found


def _end_of_statement(window: str, start: int, end: int) -> int | None:
    """Where "befristet" ends, with the contract that it is said of; None where it is not about the job's contract."""
    if _OF_LAW.match(window, start) or find_owner(window, start, end) not in ("job", "law"):
        return None
    if _ADJECTIVE.fullmatch(window, start, end) and (noun := _NOUN_BEHIND.match(window, end)):
        return noun.end() if _ENDS_IN_CONTRACT.search(noun["noun"].rstrip("/-")) else None
    return end


def _is_other_matter(window: str, flat: str, start: int, end: int) -> bool:
    """Whether something other than the contract is limited: an allowance, a project, an offer."""
    first, _ = find_clause(window, start, end)
    if _LOOKED_FOR.search(flat, max(first, start - 120), start):
        return False
    subject = _SUBJECT.search(window[max(first - 1, start - 120) : start].replace("\n", " "))
    if subject:
        noun = subject["noun"].lower()
        return not _ENDS_IN_CONTRACT.search(noun) and any(re.search(matter, noun) for matter in _OTHER_MATTERS)
    before = flat[max(first, start - 120) : start]
    return bool(_ALLOWANCE.search(before) or _OTHER_MATTER.search(before))


def _read_end(window: str, flat: str, start: int, end: int) -> Contract:
    """The last day and the length stated after the words of a fixed term, or just before them."""
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
        near = match.start() <= last or len(between) < 30  # "bis vor. September" does not end the clause
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

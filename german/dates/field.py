"""One date as a board writes it: German or English, absolute or relative to the moment it was seen."""

import re
from datetime import UTC, date, datetime
from unicodedata import normalize

from german.dates.forms import DATE, MONTHS, RELATIVE
from german.dates.readings import BERLIN, YEARS, Basis, Kind, Precision, ReadDate, day_of, interpret
from german.words.unreadable import Unreadable

__all__ = ["BERLIN", "Basis", "Kind", "Precision", "ReadDate", "is_as_soon_as_possible", "read_date"]

_LONGEST = 300  # characters of a field; a longer text is an ad: ad_dates.find_dates
_PLAIN = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?")
_DIGITS = re.compile(r"0|\d{8}|\d{10}(?:\.\d{1,9})?|\d{13}")
_MARKS = re.compile(r"[*_|\u00ad\u200b-\u200d\u2060\ufeff]+")  # emphasis and invisible characters

# What most fields hold beside their date, for a quick first look; `_choose` knows the rest.
_HEAD_WORDS: dict[Kind, str] = {
    "posted": "veröffentlicht|erschienen|eingestellt|online|stand|seit|am|vom|posted",
    "apply_by": "bewerbungsfrist|bis|zum",
    "start": "eintritt|beginn|ab|dem|zum",
    "contract_end": "befristet|bis|zum",
}
_HEAD = {kind: re.compile(rf"(?:(?:{words}) ?[:,]? )*") for kind, words in _HEAD_WORDS.items()}
_TAIL = re.compile(r" (?:ausgeschrieben|veröffentlicht|online|uhr)")

# Words that say what the date behind them is. "ab" makes it a start whatever stands before, "bis" changes nothing.
_ROLE = re.compile(
    r"(?P<contract_end>(?<!un)befrist|vertragsende|vertragslaufzeit|vertretung|limited|fixed.term)"
    r"|(?P<apply_by>bewerb|frist\b|schluss\b|deadline|apply|applic|closing|gültig|valid|endet|läuft)"
    r"|(?P<posted>ver(?:ö|oe)ffentlich|erschien|erschein|online|eingestellt|ausgeschrieben|posted|publi|aktuali|updated|"
    r"geändert|erstellt|\bstand\b)"
    r"|(?P<start>eintritt|beginn|start|antritt|besetz|verfügbar|available)"
    r"|(?P<ab>\b(?:ab|from|frühestens)\b)|(?P<until>\b(?:bis|until|by)\b)"
)
# A day without its year, a month or a week is a date only among words such as these.
_PLAIN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """am an ab zum zur bis seit vom von im in der die das den dem des on since from the of at um ca circa etwa vor
        uhr oder und früher später nach vereinbarung absprache voraussichtlich zunächst vorerst frühestens
        spätestens längstens einschließlich sofort job jobs stelle anzeige angebot stellenanzeige datum date neu zuletzt
        erneut aktiv geschaltet gepostet inseriert bitte sie sich jahr jahres as earliest latest""",
    )
)
_WORD = re.compile(r"[a-zäöüß]+")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d{1,4}")
_FULL_YEAR = re.compile(r"\d{4}|'\d\d")
_YEARS_AGO = re.compile(r"jahr|year|yr")
_SURE = frozenset(["iso", "dmy", "stamp", "of_month", "year_part"])
_SURE_WITH_YEAR = frozenset(["written", "english", "month", "week", "quarter", "half", "year_month"])
_OTHER_MATTER = re.compile(
    r"urlaub|kennziffer|referenz|aktenzeichen|gegründet|gründung|founded|am markt|erfahrung|experience|"
    r"probezeit|home.?office|lebensjahr|\b(?:din|iso|version|abs|nr|tel|fax|std|ref|id)\b"
)
_JOINER = re.compile(r" ?(?:-|–|—|/|bis(?: einschließlich)?|und|oder|to|until|and|or) ?(?:zum |ab )?")
_SOON = re.compile(
    r"\bsofort|(?:nächst|frühest|schnellst|ehest|baldest|bald)(?:en)?[- ]?möglich|möglichst (?:bald|schnell)|"
    r"\bbaldigst|so ?bald wie|umgehend|unverzüglich|\basap\b|as soon as|immediate|"
    r"(?:earliest|next) (?:possible|opportunity)"
)
_YEAR_ALONE = re.compile(r"(?:start|beginn|eintritt|ab|bis|befristet|im jahr|[ :])*(20\d\d)")
_SINCE_YEAR = re.compile(r"\b(?:seit|since) (?:dem jahr )?\d")
_VAGUE = re.compile(
    r"\b20\d\d\b|frühjahr|frühling|sommer|herbst|winter|jahreswechsel|ferien|weihnacht|ostern|"
    r"\b(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|\bvor (?:einigen|wenigen|ein paar|weniger|kurzem)\b"
)
_COMPOUND = re.compile(r"(?:vor )?\d{1,3} \w+,?(?: und| and)? \d{1,3} \w+(?: ago)?")


def read_date(text: str | None, seen_at: datetime, kind: Kind) -> ReadDate | None:
    """Read the words of a field that should hold a date.

    seen_at: when the board showed the words (aware): "vor 3 Tagen" counts from it, and a date without a year takes the
    nearest year that fits the kind: posted the past, the others the future. A time without zone is Europe/Berlin's.
    None: no date is stated ("keine Angabe", "ab sofort"), or one of another kind. Raises Unreadable: a date is stated
    in words not understood, is no day of the calendar, or is the empty value of a template (1970-01-01).
    Source: tests/tables/date.tsv.

    >>> seen = datetime(2026, 3, 30, 8, tzinfo=BERLIN)
    >>> read_date("Veröffentlicht am 12.03.2026", seen, "posted").on
    datetime.date(2026, 3, 12)
    >>> read = read_date("vor mehr als 30 Tagen", seen, "posted")
    >>> read.on, read.basis, read.at_least
    (datetime.date(2026, 2, 28), 'relative', True)
    >>> read_date("Mai 2026", seen, "start").on, read_date("Mai 2026", seen, "apply_by").on
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
    >>> read_date("2026-03-28T23:30:00Z", seen, "posted").on
    datetime.date(2026, 3, 29)
    """
    if not text:
        return None
    words = text.strip()
    if words[:1].isdigit():
        if words[4:5] == "-":
            stamp = _STAMP.fullmatch(words)
            if stamp is not None:
                return _read_stamp(stamp, words)
        else:
            plain = _PLAIN.fullmatch(words)
            if plain is not None:
                day, month, year = plain.groups()
                return ReadDate(_day(year, month, day, words), "day", "stated", None, False, words)
            if _DIGITS.fullmatch(words):
                return _read_digits(words)
    lowered = " ".join(words[:_LONGEST].lower().split())
    found = _at_once(lowered, kind)
    if found is None:
        lowered = " ".join(_MARKS.sub(" ", normalize("NFC", lowered)).split())
        every = list(DATE.finditer(lowered)) or list(RELATIVE.finditer(lowered))
        rest = _without(lowered, every)
        dates = [one for one in every if _may_be(one, rest)]
        if not dates:
            return _read_other(words, lowered, seen_at, kind)
        found = _choose(lowered, dates, kind)
    return None if found is None else interpret(found, seen_at, kind, words)


def is_as_soon_as_possible(text: str | None) -> bool:
    """Whether the words of a start field say at once: not a date, but not nothing either.

    >>> is_as_soon_as_possible("zum nächstmöglichen Zeitpunkt"), is_as_soon_as_possible("01.05.2026")
    (True, False)
    """
    return bool(text and _SOON.search(" ".join(text[:_LONGEST].lower().split())))


def _day(year: str, month: str, day: str, words: str) -> date:
    try:
        return day_of(int(year), int(month), int(day))
    except ValueError as error:
        raise Unreadable(f"{error}: {words}") from error


def _read_stamp(stamp: re.Match[str], words: str) -> ReadDate:
    """A machine's form, such as 2026-03-12 or 2026-03-12T08:00:00.000Z."""
    day, clock, zone = stamp.groups()
    try:
        on = date.fromisoformat(day)
        at = None if clock is None else datetime.fromisoformat(f"{day}T{clock}{zone or ''}")
    except ValueError as error:
        raise Unreadable(f"{error}: {words}") from error
    if on.year not in YEARS:
        raise Unreadable(f"the empty value of a template: {words}")
    if at is not None:
        at = (at if at.tzinfo else at.replace(tzinfo=BERLIN)).astimezone(UTC)
        on = at.astimezone(BERLIN).date()
    return ReadDate(on, "day", "stated", at, False, words)


def _read_digits(words: str) -> ReadDate:
    """Epoch seconds or milliseconds, or 20260312."""
    whole = words.partition(".")[0]
    if len(whole) == 8:
        return ReadDate(_day(whole[:4], whole[4:6], whole[6:], words), words=words)
    at = datetime.fromtimestamp(int(whole) // 1000 if len(whole) == 13 else int(whole), UTC)
    if at.year not in YEARS:
        raise Unreadable(f"the empty value of a template: {words}")
    return ReadDate(at.astimezone(BERLIN).date(), "day", "stated", at, False, words)


def _at_once(lowered: str, kind: Kind) -> re.Match[str] | None:
    """The date of the usual field: nothing but a date and the words that go with its kind."""
    head = _HEAD[kind].match(lowered)
    start = head.end() if head else 0
    if lowered[start : start + 1].isdigit() and not lowered.endswith("ago"):
        found = DATE.match(lowered, start) or RELATIVE.match(lowered, start)
    else:
        found = RELATIVE.match(lowered, start) or DATE.match(lowered, start)
    if found is None or found.end() == len(lowered) or _TAIL.fullmatch(lowered, found.end()):
        return found
    return None


def _without(lowered: str, every: list[re.Match[str]]) -> str:
    ends = [0, *(one.end() for one in every)]
    starts = [*(one.start() for one in every), len(lowered)]
    return " ".join(lowered[end:start] for end, start in zip(ends, starts, strict=True))


def _may_be(found: re.Match[str], rest: str) -> bool:
    """Whether the words around leave it a date: a day without its year, a month or a week needs plain ones."""
    if _OTHER_MATTER.search(rest):
        return False
    name = found.lastgroup
    if name in ("ago", "ago_en") and _YEARS_AGO.search(found.group()) is None:
        return True
    if name in _SURE or (name in _SURE_WITH_YEAR and _FULL_YEAR.search(found.group())):
        return True
    return not _DIGIT.search(rest) and all(word in _PLAIN_WORDS or _ROLE.search(word) for word in _WORD.findall(rest))


def _choose(lowered: str, dates: list[re.Match[str]], kind: Kind) -> re.Match[str] | None:
    """The one date of the kind, None where all are of other kinds; raises Unreadable where several may be meant."""
    fitting: list[tuple[str | None, re.Match[str]]] = []
    end = 0
    for one in dates:
        role = _role(lowered[end : one.start()])
        if role is None or role == kind or (role == "until" and kind in ("apply_by", "contract_end")):
            fitting.append((role, one))
        end = one.end()
    if len(fitting) > 1:
        first, last = fitting[0][1], fitting[1][1]
        if _JOINER.fullmatch(lowered, first.end(), last.start()):
            return last if kind in ("apply_by", "contract_end") else first
        fitting = [one for one in fitting if one[0] == kind][:1]
        if not fitting:
            raise Unreadable(f"several dates: {lowered}")
    return fitting[0][1] if fitting else None


def _role(gap: str) -> str | None:
    """What the words before a date say it is."""
    strong = weak = None
    for word in _ROLE.finditer(gap):
        if word.lastgroup in ("ab", "until"):
            weak = word.lastgroup
        else:
            strong = word.lastgroup
    if weak == "ab":
        return strong if strong == "posted" else "start"
    return strong or weak


def _read_other(words: str, lowered: str, seen_at: datetime, kind: Kind) -> ReadDate | None:
    """Words that no form fits: a year alone, or what dateparser reads; None without any word of a date."""
    year = _YEAR_ALONE.fullmatch(lowered)
    if year is not None and kind == "start":
        return ReadDate(date(int(year[1]), 1, 1), "year", words=words)
    if year is not None and kind == "contract_end":
        return ReadDate(date(int(year[1]), 12, 31), "year", words=words)
    if _SINCE_YEAR.search(lowered) or _OTHER_MATTER.search(lowered) or _SOON.search(lowered):
        return None
    relative = _COMPOUND.fullmatch(lowered) is not None and ("vor " in lowered or " ago" in lowered)
    if relative or (_FULL_YEAR.search(lowered) and any(word in MONTHS for word in _WORD.findall(lowered))):
        on = _ask_dateparser(lowered, seen_at)
        figures = {int(figure) for figure in _FIGURE.findall(lowered)}
        if on is not None and (relative or {on.year, on.day} <= figures):
            return ReadDate(on, "day", "relative" if relative else "stated", words=words)
    if _VAGUE.search(lowered):
        raise Unreadable(f"no date that is understood: {words}")
    return None


def _ask_dateparser(lowered: str, seen_at: datetime) -> date | None:
    """The last resort. It makes up what the words do not name, so the caller looks for year and day in them."""
    import dateparser  # here, because it takes longer to import than all readers together

    settings = {
        "DATE_ORDER": "DMY",
        "STRICT_PARSING": True,
        "TIMEZONE": "Europe/Berlin",
        "TO_TIMEZONE": "Europe/Berlin",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": seen_at.astimezone(BERLIN).replace(tzinfo=None),
    }
    got: datetime | None = dateparser.parse(lowered, languages=["de", "en"], settings=settings)
    return None if got is None else got.date()

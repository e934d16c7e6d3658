"""What the job demands beside its tasks: travel, on-call duty, shifts, a driving licence, a security check."""

import re
from typing import Literal, NamedTuple

from german.asks.counts import Range, read_range
from german.asks.statements import Statement, split_ad
from german.asks.wishes import is_wished
from german.words.denial import is_denied
from german.words.gates import any_of
from german.words.later import when_needed

Travel = Literal["none", "some", "high"]
_TRAVELS = (
    *(
        "\\w*reise-?bereitschaft",
        "reisetätigkeit\\w*",
        "dienstreise\\w*",
        "geschäftsreise\\w*",
        "reise-?anteil",
        "bereitschaft (?:zu|zur|für) [^.;,]{0,40}reise\\w*",
        "reisefreudig\\w*",
        "reisebereit\\b",
        "reisequote",
        "bereit[^.;,]{0,20} (?:zu )?(?:ver)?reisen\\b",
        "zu reisen",
    ),
    *(
        "willing\\w* to (?:\\w+ ){0,2}travel",
        "travel(?:ing|ling)? (?:required|is required|requirements?|up to|within|readiness|activity|"
        "to (?:customers?|clients?))",
        "business trips?",
        "travel readiness",
        "readiness to travel",
        "ready to travel",
        "able to travel",
        "(?:regular|occasional|international) travel",
        "travel\\b",
    ),
)
_TRAVEL = when_needed(rf"\b{any_of(_TRAVELS)}")
_MUCH = re.compile(
    r"hohe\w* (?:maß an )?reise|umfangreiche\w* reise|ausgeprägte reise|extensive travel|"
    r"travel extensively|hohe\w* (?:flexibilität und )?(?:mobilität und )?reise|"
    r"häufige\w* (?:dienst)?reise"
)
_NO_TRAVEL = re.compile(
    r"reisekosten|reisebüro|reiseabrechn|reisemanag|reisezeit|reiseplan|travel (?:expense|booking|"
    r"industry|tech|allowance|management|budget|agency|discount)|reisebranche|organisation|buchung|"
    r"koordin|abrechnung|planung|anreise|elternzeit|richtlinie"
)
_PERCENT = re.compile(
    r"(?P<range>(?:bis zu |ca\. |max\. |maximal |up to |etwa |mindestens |min\. |"
    r"über )?\d{1,3} ?%?(?: ?(?:-|–|bis|to) ?\d{1,3})?) ?(?:%|prozent|percent)"
)

_ON_CALL = re.compile(
    r"rufbereitschaft\w*|bereitschafts-?dienst\w*|\bon[ -]call\b|24/7[ -]?(?:rufbereit|bereitschaft|"
    r"support-?bereit|on-call|schicht)|rufdienst|entstördienst|störungsdienst|(?:teilnahme|"
    r"beteiligung) an [^.;]{0,30}bereitschaft\b"
)
_SHIFTS = when_needed(
    r"schicht-?(?:dienst|arbeit|betrieb|system|modell|bereit|plan|einsatz|rhythmus)\w*|(?:wechsel|"
    r"früh|spät|nacht|drei|zwei|2-?|3-?|mehr|voll-?konti)-?schicht(?!ig|arch)\w*|\b(?:zwei|drei|2|3)-schicht|"
    r"wochenend(?:dienst|arbeit|einsatz|einsätze)\w*|(?:am|an) wochenende?n?[^.;]{0,30}(?:arbeit|"
    r"einsatz|dienst)|shift work|(?:work|working) (?:in )?shifts|shift (?:system|model|pattern)|"
    r"weekend work|nachtdienst\w*|\bschichten\b"
)
_NO_SHIFT = re.compile(
    r"zuschl[aä]g|zulage|schichtplan(?:ung|er|en)|(?:erstellung|planung|"
    r"koordination) [^.;]{0,25}schicht|abschicht|beschicht|schichtleit|software|anwesenheit|"
    r"unsere kund|premium|allowance"
)
_NO_DUTY = re.compile(
    r"zuschl[aä]g|zulage|vergütet? bereitschaft|organisation|koordination|planung|unsere kund|allowance"
)
_LICENCE = re.compile(
    r"\w*führerschein\w*|fahrerlaubnis\w*|driv(?:ing|er'?’?s?) ?licen[sc]e|pkw-führerschein|staplerschein"
)
_LICENCE_PAID = re.compile(r"(?:kosten|übernahme|finanzier|zuschuss|bezahl|ermöglich|erwerb|übernehmen)\w*[^.;]{0,40}$")
_CHECK = when_needed(
    r"sicherheits-?überprüf\w*|\bsüg\b|sicherheits(?:be)?-?freigabe|"
    r"(?:erweiterte\w* )?führungszeugnis\w*|zuverlässigkeits-?überprüf\w*|"
    r"verfassungsschutz(?:überprüf)|security (?:clearance|check|vetting)|background (?:check|"
    r"screening)|sicherheitsüberprüft|\bü[123]\b"
)


class Trips(NamedTuple):
    """How much the job travels. `percent`: the share of the time, where stated."""

    travel: Travel
    percent: Range | None
    words: str


class Duty(NamedTuple):
    """A duty that the job has, or is said not to have."""

    required: bool
    words: str


def find_travel(text: str | None) -> Trips | None:
    """Find whether the job travels: `high` from half of the time or by its words, `none` where that is denied.

    None: nothing is said of it, or others' travel is (its costs, its planning). Source: tests/tables/asks.tsv.

    >>> find_travel("Reisebereitschaft (bis zu 20 %)")[:2]
    ('some', Range(least=None, most=20))
    >>> find_travel("Reisekostenabrechnung") is None
    True
    """
    for statement in split_ad(text or ""):
        if "travel" not in statement.topics or statement.zone in ("wish", "offer", "company", "contact", "law"):
            continue
        low = statement.low
        for match in _TRAVEL.finditer(low):
            start, end = match.span()
            if _NO_TRAVEL.search(low, max(0, start - 40), end + 30):
                continue
            if is_denied(statement.text, start, end):
                return Trips("none", None, statement.text)
            if is_wished(low, start, end):
                continue
            share = _PERCENT.search(low, max(0, start - 60), end + 70)
            percent = read_range(share["range"]) if share else None
            much = _MUCH.search(low) or (percent and (percent.most or percent.least or 0) >= 50)
            return Trips("high" if much else "some", percent, statement.text)
    return None


def find_on_call(text: str | None) -> Duty | None:
    """Find whether the job has on-call duty; not required where that is denied. None: nothing is said.

    >>> find_on_call("Teilnahme an der Rufbereitschaft"), find_on_call("Keine Rufbereitschaft")[0]
    (Duty(required=True, words='Teilnahme an der Rufbereitschaft'), False)
    """
    return _find(text, _ON_CALL, _NO_DUTY)


def find_shift_work(text: str | None) -> Duty | None:
    """Find whether the job works in shifts or on weekends; not required where that is denied. None: nothing is said.

    >>> find_shift_work("Bereitschaft zur Schichtarbeit")[0], find_shift_work("Schichtzulagen") is None
    (True, True)
    """
    return _find(text, _SHIFTS, _NO_SHIFT)


def find_driving_licence(text: str | None) -> Duty | None:
    """Find whether a driving licence is asked; not required where that is denied. None: nothing is said, or wished.

    >>> find_driving_licence("Führerschein Klasse B")[0], find_driving_licence("Führerschein nicht erforderlich")[0]
    (True, False)
    """
    return _find(text, _LICENCE, _LICENCE_PAID)


def find_security_check(text: str | None) -> Duty | None:
    """Find whether the applicant is checked: by the state, or by a certificate of conduct. None: nothing is said.

    >>> find_security_check("Bereitschaft zur Sicherheitsüberprüfung nach SÜG")[0]
    True
    """
    found = _find(text, _CHECK, None)
    return found if found and found.required else None


_NEEDLESS = re.compile(
    r"(?:nicht|kein\w*|not)[^.;,]{0,45}(?:nötig|erforderlich|notwendig|required|needed|voraussetzung|zwingend|benötigt)"
)


def _find(text: str | None, pattern: re.Pattern[str], other: re.Pattern[str] | None) -> Duty | None:
    for statement in split_ad(text or ""):
        if "duties" not in statement.topics or statement.zone in ("company", "wish"):
            continue
        if found := _duty(statement, pattern, other):
            return found
    return None


def _duty(statement: Statement, pattern: re.Pattern[str], other: re.Pattern[str] | None) -> Duty | None:
    low = statement.low
    for match in pattern.finditer(low):
        start, end = match.span()
        if other and other.search(low, max(0, start - 60), end + (30 if other is not _LICENCE_PAID else 0)):
            continue
        if _NEEDLESS.search(low, max(0, start - 30), end + 60) or is_denied(statement.text, start, end):
            return Duty(False, statement.text)
        if not is_wished(low, start, end):
            return Duty(True, statement.text)
    return None

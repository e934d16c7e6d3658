"""The dates of a whole ad: until when to apply, when the job starts, when the contract ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from german.dates.forms import DATE
from german.dates.readings import Kind, ReadDate, interpret
from german.words.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class AdDates:
    """The dates an ad states, each with its words; None where it states none.

    as_soon_as_possible: the job starts at once or as soon as can be; a date may be stated beside it.
    """

    apply_by: ReadDate | None = None
    start: ReadDate | None = None
    contract_end: ReadDate | None = None
    as_soon_as_possible: bool = False


_MOST_PLACES = 300  # where words of one kind may stand; no ad has so many
_FAR, _NEAR, _AFTER = 300, 90, 90  # characters before and behind a date in which its meaning is sought

# Where a date may stand: figures in its shape, or a piece of a month's or another span's name.
_FIGURES = re.compile(
    r"[0-9](?:\. ?[0-9][0-9]?\.|[/-] ?[0-9][0-9]?[/-] ?[0-9]|(?<=2)0[2-4][0-9](?![0-9])|"
    r"(?:\.|st|nd|rd|th)?[ -]?(?:of )?(?:jan|jän|feb|mär|mae|mar|mrz|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec))"
)
_NAMES = ("uar", "märz", "april", " mai", " jun", " jul", "august", "tober", "ember", "kw ")
_WORD_START = re.compile(r"(?<!\w)\w")

# What ties "bis" to its date.
_LINK = (
    r"(?:[ :]{1,2}(?:zum|am|einschließlich|einschl\.|inkl\.|inklusive|spätestens|längstens|"
    r"mindestens|maximal|voraussichtlich|vor\.|vsl\.|the|\([^()]{0,20}\))){0,3}[ :]{1,3}$"
)
_UNTIL = re.compile(r"\b(?:bis|by|until|till|before|vor dem|no later than|spätestens)" + _LINK)

_APPLY_HEADING = re.compile(
    r"((?:bewerbungs|ausschreibungs|einsende|annahme|melde|abgabe)(?:frist|schluss|ende|zeitraum|termin)|"
    r"\bfrist(?:ende)?(?= ?:)|\bdeadline|closing date|applications? close)(?: \([^()]{0,30}\))?[^.!?\d]{0,40}$"
)
_APPLYING = re.compile(
    r"bewerb|unterlagen|lebenslauf|einsend|einreich|einzureich|zusend|schicken|zuschrift|interess|hochladen|laden sie|"
    r"appl[yi]|submit|send (?:us|your)|documents|\bcv\b|curriculum|certificates"
)
_NOT_APPLYING = re.compile(
    r"limited|laufzeit|verlänger|gespräch|interview|fragen steh|semester|studienabschluss|angebot gilt"
)
_NOT_APPLYING_BEHIND = re.compile(
    r"gespeichert|aufbewahr|gelöscht|vernichtet|erworben|abgeschlossen|abgelegt|vollendet|"
    r"stored|deleted|retain|obtained"
)
_MAIL_BEHIND = re.compile(
    r"[ ,]{0,2}(?:bevorzugt |ausschließlich )?(?:per e-?mail |online )?(?:an|to|via|über|unter)\b.{0,30}@"
)

_LIMITED = re.compile(  # the last such words, and the gap between them and the date
    r"^.*((?:(?<!un)befrist(?:et\w{0,2}|ung)|\w*vertretung|limited|fixed[- ]term|temporary|vertragsende|end date|"
    r"vertragslaufzeit|dauer|"
    r"(?:stelle|vertrag|anstellung|einstellung|beschäftigung|contract|employment) [^.]{0,30}"
    r"(?:läuft|endet|erfolgt|zunächst|vorerst|runs|ends|initially))\b(?P<gap>.{0,70}))$"
)
_LIMIT_LINK = re.compile(
    r"[ :(,–-]{1,4}(?:\(?(?:bis|until)\)?:? )?(?:zum |am |on )?$|.*\b(?:bis|until|till|to|through|ending)" + _LINK
)
_NOT_IN_GAP = re.compile(
    r"bewerb|frist|appl[yi]|deadline|beginn|start|eintritt|verlänger|option|exten|unterlagen|"
    r"(?<!vor)(?<!vsl)(?<!inkl)(?<!schl)[.!?] "
)
_LIMITED_BEHIND = re.compile(r"[ ,.(]{0,3}(?:\w+ ){0,6}(?:befristet|limited|(?:further )?extension|verlängerung)")
_OF_SOMETHING_ELSE = re.compile(r"ticket|rabatt|zulage|prämie|betriebsvereinbarung|aktion\b|homeoffice")

_START_HEADING = re.compile(
    r"(?<![a-zäöü])(?:(?:eintritt|einstieg)(?:s\w*)?|\w*start(?:termin|datum|zeitpunkt|ing date| date)?|"
    r"\w*beginn(?: der tätigkeit)?|(?:dienst|stellen|arbeits)antritt|einstellungs(?:termin|datum)|"
    r"besetzung(?:s?termin|szeitpunkt|sdatum)?|verfügbar|(?:date )?commencing|commencement|joining date|"
    r"date of joining|startest|starten|beginnst|beginnt|starts|starting|begins|beginning)"
    r"(?:[ :?–-]{1,3}(?:am|ab|zum|dem|der|den|im|in|ist|wir|bei uns|voraussichtlich|frühestens|spätestens|geplant|"
    r"möglich|zwischen|sofort oder|is|on|from|as of|the)\b){0,4}[ :?–-]{1,4}$"
)
_FROM = re.compile(
    r"\b(?<!bis )(?:ab|zum|per|vom|voraussichtlich|as of|from)(?: (?:dem|den|frühestens|spätestens)){0,2}[ :]{1,2}$"
)
_JOB = re.compile(
    r"suche|sucht|besetz|einstell|stelle\b|position|gesucht|verstärk|vollzeit|teilzeit|mitarbeiter|befristet|"
    r"vertrags(?:form|art)|anstellung|\bstarten\b|start(?:datum|termin)|m/w/d|w/m/d|m/f/d|seek|fill|vacan|offer|hiring"
)
_NOT_START = re.compile(
    r"gültig|erhöh|tabelle|anlage|wurde|steig|urlaub|tarif|umzug|gegründet|eröffn|\bstand\b|standort ab|%"
)
_CONTRACT = re.compile(r"(?<!un)befrist|vertrag|vertretung|limited|fixed|temporary")
_SPAN_LINK = re.compile(r" ?(?:bis|-|–|until|to)(?: zum| einschließlich)? ?")

_POSSIBLE = r"(?:nächst|frühest|schnellst|ehest|baldest)(?:en )?[- ]?möglich"
_SOON_STEMS = (
    *("sofort", "stmög", "st mög", "sten mög", "baldmög", "so bald wie"),
    *("as soon as", "asap", "immediate", "earliest", "next possible"),
)
_SOON = re.compile(
    rf"(?<!angabe )(?<!angaben )\b(?:ab|per|zum|zu)(?: dem)? (?:sofort(?! ?bewerb(?:en|ung))|{_POSSIBLE})"
    r"|(?:start|beginn|eintritt|einstieg|antritt|termin|datum|zeitpunkt|besetzung|vertragsform|doj|commencing|starting|"
    r"date|available)[ :?–-]{1,4}"
    rf"(?:sofort|{_POSSIBLE}|baldmöglich|so bald wie|as soon as|asap|immediate|next possible|(?:at the )?earliest)"
    r"|\bnächstmöglich\b|(?<!ihr )(?<!dein )\bnächstmöglicher (?:zeitpunkt|termin|eintritt)"
    r"|\bsofort(?:iger?)? ?(?:start|eintritt|einstieg|beginn|verfügbar|zu besetzen)"
    r"|with immediate effect|immediate start|(?:for|at) the (?:next possible|earliest)"
)
_SOON_IF_JOB = re.compile(r"(?:schnellst|ehest|bald)möglich|so bald wie möglich|as soon as possible")
_JOB_SOON = re.compile(
    r"such|besetz|stelle\b|einstell|folgende|verstärk|mitarbeiter|fill|join|offer|seek|commenc|hiring|vacan|"
    r"looking for"
)
_REPLY_SOON = re.compile(r"meld|zurück|antwort|feedback|kontakt|get back|contact|respon|reply|process")
_APPLY_SOON = re.compile(r"bew[ei]rb\w*(?: dich| sie sich| euch)?(?: jetzt)? $")
_SENTENCE_END = re.compile(r"[.!?] ")


def find_dates(text: str | None, seen_at: datetime) -> AdDates:
    """Find the dates in an ad's plain text.

    seen_at: when the ad was seen (aware); a day without a year takes the nearest year that fits.
    None: not stated; a date that is no day of the calendar is passed over. Where several are stated, the one behind a
    heading ("Bewerbungsfrist:") goes before one in a sentence, then the first.

    >>> seen = datetime.fromisoformat("2026-03-30T08:00+02:00")
    >>> dates = find_dates("Ab sofort, befristet bis 31.12.2027. Bewerben Sie sich bis zum 15. April!", seen)
    >>> dates.apply_by.on, dates.apply_by.words, dates.start, dates.contract_end.on, dates.as_soon_as_possible
    (datetime.date(2026, 4, 15), 'bis zum 15. April', None, datetime.date(2027, 12, 31), True)
    """
    if not text:
        return AdDates()
    flat = " ".join(text.replace("*", " ").replace("_", " ").replace("|", " ").replace("\xad", "").split())
    lowered = flat.lower()
    if len(lowered) != len(flat):  # a few capitals have no small letter of their own
        flat = lowered
    found: dict[Kind, tuple[bool, ReadDate]] = {}
    for match in _dates_in(lowered):
        for kind, heading, begin, one in _meanings(lowered, match):
            if kind in found and (found[kind][0] or not heading):
                continue
            try:
                read = interpret(one, seen_at, kind, flat[begin : one.end()])
            except Unreadable:
                continue
            if read is not None:
                found[kind] = heading, read
    apply_by, start, end = (found[kind][1] if kind in found else None for kind in _KINDS)
    return AdDates(apply_by, start, end, _is_soon(lowered))


_KINDS: tuple[Kind, ...] = ("apply_by", "start", "contract_end")


def _dates_in(lowered: str) -> Iterator[re.Match[str]]:
    places = [hint.start() for hint in islice(_FIGURES.finditer(lowered), _MOST_PLACES)]
    for name in _NAMES:
        places += islice(_places_of(name, lowered), _MOST_PLACES)
    end = 0
    for place in sorted(places):
        if place < end:
            continue
        for begin in _WORD_START.finditer(lowered, max(end, place - 16), place + 1):
            match = DATE.match(lowered, begin.start())
            if match is not None and match.end() > place:
                end = match.end()
                yield match
                break


def _meanings(lowered: str, match: re.Match[str]) -> Iterator[tuple[Kind, bool, int, re.Match[str]]]:
    """What a date is by the words around it: its kind, whether a heading says so, where its words begin, the date."""
    start, end = match.span()
    far, after = lowered[max(0, start - _FAR) : start], lowered[end : end + _AFTER]
    near = far[-_NEAR:]
    shift = start - len(near)
    if after.startswith(".pdf"):  # the address of a document
        return
    until = _UNTIL.search(near)
    limited = _LIMITED.search(near)
    if limited is not None and (not _LIMIT_LINK.match(limited["gap"]) or _NOT_IN_GAP.search(limited["gap"])):
        limited = None
    if limited is not None and not _OF_SOMETHING_ELSE.search(far[-150:]):
        last = _end_of_span(lowered, match)
        yield "contract_end", True, shift + limited.start(1), last or match
        if last is not None:
            yield "start", False, start, match
    elif until is not None and _LIMITED_BEHIND.match(after):
        yield "contract_end", True, shift + until.start(), match
    elif (noun := _APPLY_HEADING.search(near)) is not None and not _START_HEADING.search(near, noun.end(1)):
        yield "apply_by", True, shift + noun.start(), _end_of_span(lowered, match) or match
    elif until is not None and _is_for_applying(far, after):
        yield "apply_by", False, shift + until.start(), match
    elif (begin := _START_HEADING.search(near) or _FROM.search(near)) is not None:
        heading = begin.re is _START_HEADING
        if heading or (
            (_JOB.search(far[-150:]) or _JOB.search(after)) and not _NOT_START.search(near[-50:] + "…" + after[:30])
        ):
            yield "start", heading, shift + begin.start(), match
            last = _end_of_span(lowered, match)
            if last is not None and _CONTRACT.search(near + after):  # else a span of days to start on
                yield "contract_end", False, match.start(), last


def _end_of_span(lowered: str, match: re.Match[str]) -> re.Match[str] | None:
    link = _SPAN_LINK.match(lowered, match.end())
    return DATE.match(lowered, link.end()) if link is not None else None


def _is_for_applying(far: str, after: str) -> bool:
    if _NOT_APPLYING_BEHIND.search(after):
        return False
    if _MAIL_BEHIND.match(after):
        return True
    last = max((word.start() for word in _APPLYING.finditer(far)), default=-1)
    other = max((word.start() for word in _NOT_APPLYING.finditer(far)), default=-1)
    if last >= 0:
        return last > other
    return other < 0 and bool(_APPLYING.search(after))


def _is_soon(lowered: str) -> bool:
    for stem in _SOON_STEMS:
        for place in islice(_places_of(stem, lowered), _MOST_PLACES):
            said = _SOON.search(lowered, max(0, place - 35), place + 40)
            if said is not None and not _APPLY_SOON.search(lowered, max(0, said.start() - 25), said.start()):
                return True
            if _SOON_IF_JOB.search(lowered, max(0, place - 9), place + 25) and _is_job_wanted(lowered, place):
                return True
    return False


def _places_of(word: str, lowered: str) -> Iterator[int]:
    place = lowered.find(word)
    while place >= 0:
        yield place
        place = lowered.find(word, place + 1)


def _is_job_wanted(lowered: str, place: int) -> bool:
    """Whether the sentence around is about the job, and not about an answer to applicants."""
    before = _SENTENCE_END.split(lowered[max(0, place - 200) : place])[-1]
    sentence = before + _SENTENCE_END.split(lowered[place : place + 100])[0]
    return bool(_JOB_SOON.search(sentence)) and not _REPLY_SOON.search(sentence)

"""What the words after a sum of money say about it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from german.pay.before import Label
from german.pay.words import LETTERS, Kind, Period, Word, read_word, split_words


@dataclass(slots=True)
class After:
    """What the words after a sum say, up to the end of its phrase.

    `direct`: gross or a period follows at once. `pay_like`: what follows goes only with pay ("plus Prämien", "bei 35
    Wochenstunden"). `floor`: "+" or "und mehr" follows. `counts`: the figure counts a unit ("38,5 Std."). `by_unknown`:
    paid by something other than a known period, such as a piece or a quarter. `length`: characters up to the last word
    that governs the sum.
    """

    label: Label | None = None
    direct: bool = False
    period: Period | None = None
    gross: bool = False
    net: bool = False
    total: bool = False
    floor: bool = False
    pay_like: bool = False
    counts: bool = False
    by_unknown: bool = False
    only_filler: bool = True
    length: int = 0


# The same few words surround most sums, above all in boards' pay fields, so what they say is cached.
@lru_cache(maxsize=4096)
def read_after(text: str) -> After:
    """What the text after a sum says about it.

    >>> read_after(" brutto pro Monat, 30 Tage Urlaub").period, read_after(" als Willkommensprämie").label
    ('month', 'other')
    """
    reading = _Reading(split_words(text))
    reading.said.floor = text.startswith("+")
    if _SMALL_JOB.match(text):
        reading.said.label, reading.said.period = "pay", "month"
        return reading.said
    for place, token in enumerate(reading.tokens):
        reading.place, reading.token = place, token
        word = read_word(token)
        if reading.per == "/" and (letter := LETTERS.get(token.lower())):
            reading.take_period(letter)
        elif _RULES[word.kind](reading, word) is _STOP:
            break
    reading.said.length = _length(text, reading.tokens[: reading.used])
    return reading.said


_STOP = True  # what a rule returns if nothing further is to be read
_Rule = Callable[["_Reading", Word], bool | None]
# Within so many words after a sum its purpose may be named ("500 € für die Einrichtung deines Büros").
_PURPOSE = 8
_PER_PIECE = ("pro", "per")
_OR = ("und", "oder", "or")
_MORE = ("mehr", "more")
_AT_THE_BEGINNING = re.compile("(?:Start|Einstieg|Beginn|Anfang|Eintritt)$")  # "zum Start" names no purpose
_SMALL_JOB = re.compile("-(?:Basis|Job|Kraft|Minijob)")  # "538-Euro-Basis"
_HOURS = frozenset(("h", "stunden", "wochenstunden", "std", "woche", "wochenarbeitszeit", "week", "hours"))


@dataclass(slots=True)
class _Reading:
    """The words after a sum, how far they have been read, and what they have said so far."""

    tokens: list[str]
    place: int = 0
    token: str = ""
    said: After = field(default_factory=After)
    used: int = 0  # number of tokens up to the last that governs the figure
    per: str = ""  # the last token was a "pro" that waits for its unit

    def next(self, count: int) -> list[str]:
        return self.tokens[self.place + 1 : self.place + 1 + count]

    def use(self) -> None:
        """Note that this token governs the figure."""
        self.used = self.place + 1
        self.said.direct = self.said.direct or self.said.only_filler

    def take_period(self, period: Period | None) -> None:
        self.said.period = self.said.period or period
        self.per = ""
        self.use()


def _gross(reading: _Reading, word: Word) -> None:
    reading.said.gross = True
    reading.use()


def _net(reading: _Reading, word: Word) -> None:
    reading.said.net = True
    reading.use()


def _often(reading: _Reading, word: Word) -> None:
    reading.said.period = reading.said.period or word.period
    reading.use()


def _unit(reading: _Reading, word: Word) -> None:
    first = reading.place == 0
    reading.said.counts = reading.said.counts or first
    if reading.per or first:
        reading.take_period(word.period)


def _per(reading: _Reading, word: Word) -> None:
    reading.per = reading.token.lower()


def _name_pay(reading: _Reading, word: Word) -> bool | None:
    if reading.place + 1 == len(reading.tokens) and "(" in reading.tokens:
        return _STOP  # "(Zielgehalt" names the sum that follows it
    said = reading.said
    said.label = "pay"
    said.period, said.total = said.period or word.period, said.total or word.total
    reading.use()
    return None


def _name_other(reading: _Reading, word: Word) -> bool | None:
    if reading.token.lower() == "zum" and reading.next(1) and _AT_THE_BEGINNING.match(reading.next(1)[0]):
        return _word(reading, word)
    if reading.per != "/":  # "/ Variabel" is another word for what comes before it
        reading.said.label = reading.said.label or "other"
    return _STOP


def _on_top(reading: _Reading, word: Word) -> bool:
    """A sum that bonuses come on top of is pay."""
    reading.said.pay_like = any(read_word(token).kind == "other" for token in reading.next(4))
    return _STOP


def _times(reading: _Reading, word: Word) -> bool:
    reading.said.pay_like = True
    return _STOP


def _number(reading: _Reading, word: Word) -> bool:
    """Read "im 1. Ausbildungsjahr", which is pay, or "im 2. Jahr", which is paid later and not on offer now."""
    reading.said.by_unknown = reading.per in _PER_PIECE
    dot, noun, *_ = *reading.next(2), "", ""
    if dot == "." and noun:
        if read_word(noun).kind == "pay":
            reading.said.label = "pay"
        elif noun.lower() == "jahr" and reading.token != "1":
            reading.said.label = "other"
    return _STOP


def _line(reading: _Reading, word: Word) -> bool:
    """A line break ends the phrase, except within "pro⏎Monat"."""
    return not reading.per


def _upwards(reading: _Reading, word: Word) -> bool:
    reading.said.floor, reading.used = True, reading.place + 1
    return _STOP


def _or_more(reading: _Reading, word: Word) -> bool:
    """Read "und mehr", or the end of the phrase."""
    if reading.token.lower() not in _OR or not reading.next(1) or reading.next(1)[0] not in _MORE:
        return _end(reading, word)
    reading.said.floor, reading.used = True, reading.place + 2
    return _STOP


def _end(reading: _Reading, word: Word) -> bool:
    """Read the end of the phrase; working time after it is stated only with pay."""
    words = reading.token[0].isalpha()
    reading.said.pay_like = words and any(token.lower() in _HOURS for token in reading.next(6))
    return _STOP


def _dot(reading: _Reading, word: Word) -> bool | None:
    """Read a full stop: after a word that governs the figure it may belong to an abbreviation, "brutto mtl. p. P."."""
    return None if 0 < reading.used == reading.place else _end(reading, word)


def _filler(reading: _Reading, word: Word) -> bool | None:
    """What is filler before a figure is a word after it; a punctuation mark ends the phrase."""
    return _word(reading, word) if reading.token[0].isalpha() else _end(reading, word)


def _word(reading: _Reading, word: Word) -> bool | None:
    said = reading.said
    said.only_filler = False
    said.by_unknown = reading.per in _PER_PIECE
    if said.by_unknown or said.label or reading.place >= _PURPOSE:
        return _STOP
    reading.per = ""
    return None


def _pass(reading: _Reading, word: Word) -> None:
    """Pass over brackets, which say nothing."""


# What a kind of word says.
_RULES: dict[Kind, _Rule] = {
    "pay": _name_pay,
    "pays": _word,
    "other": _name_other,
    "use": _name_other,
    "plus": _on_top,
    "gross": _gross,
    "net": _net,
    "floor": _filler,
    "ceiling": _filler,
    "about": _filler,
    "upwards": _upwards,
    "often": _often,
    "unit": _unit,
    "per": _per,
    "times": _times,
    "filler": _filler,
    "link": _or_more,
    "stop": _or_more,
    "open": _pass,
    "close": _pass,
    "star": _pass,
    "dot": _dot,
    "comma": _end,
    "end": _end,
    "mark": _end,
    "line": _line,
    "number": _number,
    "word": _word,
}


def _length(text: str, used: list[str]) -> int:
    """How many characters after the sum the tokens reach; between them are only blanks."""
    end = 0
    for token in used:
        end = text.index(token, end) + len(token)
    return end

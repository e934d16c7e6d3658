"""What the words before a sum of money say about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from german.pay.words import Kind, Period, Word, read_word, split_words

Label = Literal["pay", "other"]
Bound = Literal["floor", "ceiling"]


@dataclass(slots=True)
class Before:
    """What the words before a sum say, read from the sum backwards.

    `label`: "pay", "other" or None; it is `direct` if only filler stands in between, `strong` if no comma or bracket
    does. `only_filler`: there are no words but those that govern the figure. `length`: characters of the words that
    govern the figure, with all in between.
    """

    label: Label | None = None
    direct: bool = False
    strong: bool = True
    period: Period | None = None
    bound: Bound | None = None
    about: bool = False
    gross: bool = False
    net: bool = False
    total: bool = False
    only_filler: bool = True
    length: int = 0


# The same few words surround most sums, above all in boards' pay fields, so what they say is cached.
@lru_cache(maxsize=4096)
def read_before(text: str) -> Before:
    """What the text before a sum says about it.

    >>> before = read_before("Wir bieten ein Bruttojahresgehalt ab ca. ")
    >>> before.label, before.period, before.bound, before.about
    ('pay', 'year', 'floor', True)
    """
    reading = _Reading(split_words(text)[::-1])
    for place, token in enumerate(reading.tokens):
        if reading.in_brackets:
            reading.in_brackets = token != "("
        else:
            reading.place, reading.token = place, token
            word = read_word(token)
            if (_NEAR if reading.near else _FAR)[word.kind](reading, word) is _STOP:
                break
        reading.behind = token
    reading.said.length = _length(text, reading.tokens[: reading.used])
    return reading.said


_STOP = True  # what a rule returns if nothing further is to be read
_Rule = Callable[["_Reading", Word], bool | None]
_BULLETS = frozenset("-*•·●▪➤✓✔–+>°/")
_INSERTS = frozenset(
    "je abhängig entsprechend orientiert depending mindestens wenigstens zumindest".split()  # noqa: SIM905
)
_MOST_INSERTS = 2
_ABBREVIATIONS = frozenset(
    """ca max mind min mtl mntl monatl jährl inkl incl exkl zzgl evtl ggf ggfs bzw std tsd bspw vgl nr abs art
    einschl mon usw etc""".split()  # noqa: SIM905
)
# Brackets with only such words say how the sum before is meant ("brutto", "pro Jahr"); any others hold a remark.
_GOVERNING: frozenset[Kind] = frozenset(
    (
        *("pay", "plus", "gross", "floor", "ceiling", "about", "often", "unit", "per"),
        *("filler", "link", "star", "dot", "close"),
    )
)
# Words before a word for pay that say nothing about it: "ein attraktives monatliches Gehalt".
_PASSED: frozenset[Kind] = frozenset(("word", "pays", "upwards", "times", "number", "mark", "comma", "end", "line"))


@dataclass(slots=True)
class _Reading:
    """The words before a sum, how far they have been read, and what they have said so far."""

    tokens: list[str]  # the words, the last first
    place: int = 0
    token: str = ""
    behind: str = ""  # the token read before this one, which stands after it in the text
    said: Before = field(default_factory=Before)
    used: int = 0  # number of tokens that govern the figure
    near: bool = True  # nothing else has been read yet
    in_brackets: bool = False
    heading: bool = False  # a line break was read, so this is the line above
    commas: int = 0
    unit: Period | None = None  # the last token was a unit that waits for its "pro"

    def before(self, places: int = 1) -> str:
        """The token so many places before this one, empty at the beginning of the text."""
        place = self.place + places
        return self.tokens[place] if place < len(self.tokens) else ""

    def leave(self) -> None:
        """Note that this token does not govern the figure, so that no further one stands directly before it."""
        self.near = self.said.only_filler = False

    def use(self, places: int = 0) -> None:
        """Note that this token, or the one so many places before it, governs the figure."""
        self.used = self.place + places + 1

    def take_period(self, period: Period | None) -> None:
        self.said.period = self.said.period or period
        self.use()


def _name_pay(reading: _Reading, word: Word) -> bool:
    """Read a word for pay, with the adjectives before it: "monatliches Bruttogehalt", "minimum wage"."""
    said = reading.said
    said.label, said.direct, said.total = "pay", reading.near, word.total
    reading.take_period(word.period)
    if word.floor:
        said.bound = said.bound or "floor"
    for places in (1, 2, 3):
        token = reading.before(places)
        adjective = read_word(token) if token else None
        if adjective is None:
            break
        if adjective.kind == "other":
            said.label = "other"
            break
        if adjective.kind == "often" and said.period is None:
            said.period = adjective.period
            reading.use(places)
        elif token.lower() == "minimum":
            said.bound = said.bound or "floor"
            reading.use(places)
        elif adjective.kind not in _PASSED:
            break
    return _STOP


def _name_pay_of_wir(reading: _Reading, word: Word) -> bool | None:
    """Read the verb of "wir zahlen" and "zahlen wir"; without "wir" it is any other word."""
    if "wir" in (reading.behind.lower(), reading.before().lower()):
        return _name_pay(reading, word)
    reading.leave()
    return None


def _name_other(reading: _Reading, word: Word) -> bool:
    reading.said.label = "other"
    return _STOP


def _name_net(reading: _Reading, word: Word) -> bool:
    reading.said.net = True
    return _STOP


def _name_net_pay(reading: _Reading, word: Word) -> bool | None:
    """Further away, "Nettogehalt" is about this sum, "netto" about another."""
    return None if reading.token.lower() == "netto" else _name_net(reading, word)


def _name_other_on_top(reading: _Reading, word: Word) -> bool:
    """A plus sign that begins a line is a bullet."""
    if reading.token != "+" or reading.before() not in ("", "\n"):
        reading.said.label = "other"
    return _STOP


def _bound(reading: _Reading, word: Word) -> None:
    reading.said.bound = reading.said.bound or ("floor" if word.kind == "floor" else "ceiling")
    reading.use()


def _about(reading: _Reading, word: Word) -> None:
    reading.said.about = True
    reading.use()


def _gross(reading: _Reading, word: Word) -> None:
    reading.said.gross = True
    reading.use()


def _often(reading: _Reading, word: Word) -> None:
    reading.take_period(word.period)


def _unit(reading: _Reading, word: Word) -> None:
    reading.unit = word.period
    if reading.behind == "rate":  # "hour rate: 25 €"
        reading.said.period = reading.said.period or reading.unit


def _per(reading: _Reading, word: Word) -> None:
    """Read a unit after "pro"; "40 Std./Woche" and "5 Tage pro Woche" are working time."""
    counted = reading.before()
    if reading.unit and (not counted or (counted != "." and read_word(counted).kind != "unit")):
        reading.take_period(reading.unit)
    reading.unit = None


def _open(reading: _Reading, word: Word) -> None:
    """Read a unit at the beginning of brackets: "(Monat: 3.000 €)"."""
    if reading.unit:
        reading.take_period(reading.unit)


def _open_or_close(reading: _Reading, word: Word) -> None:
    """Words in brackets belong to what comes before them, unless they only say how the sum is meant."""
    inside = reading.tokens[reading.place + 1 :]
    inside = inside[: inside.index("(")] if "(" in inside else []
    reading.in_brackets = any(read_word(token).kind not in _GOVERNING for token in inside)


def _skip_brackets(reading: _Reading, word: Word) -> None:
    reading.in_brackets = True


def _line(reading: _Reading, word: Word) -> bool | None:
    """Only the line above may be a heading; a bullet and a paragraph stand by themselves."""
    paragraph = reading.behind == "\n"
    if (reading.heading and not paragraph) or (not reading.near and (paragraph or reading.behind in _BULLETS)):
        return _STOP
    reading.heading = reading.near
    # A line that ends in a colon introduces what follows.
    reading.said.strong = reading.said.strong and (reading.near or reading.before() == ":")
    return None


def _leave(reading: _Reading, word: Word) -> bool | None:
    """The first word that does not govern the figure says the same as it would further away."""
    reading.leave()
    return _FAR[word.kind](reading, word)


def _pass(reading: _Reading, word: Word) -> None:
    """Pass over words further away and filler, which say nothing."""


def _separate(reading: _Reading, word: Word) -> None:
    """A comma or bracket separates the label from the sum, but not around a clause: "Gehalt, je nach Lage, ab …"."""
    inserted = reading.token == "," and reading.behind.lower() in _INSERTS and reading.commas < _MOST_INSERTS
    reading.said.strong = inserted
    reading.commas += not inserted


def _end(reading: _Reading, word: Word) -> bool:
    return _STOP


def _end_of_sentence(reading: _Reading, word: Word) -> bool | None:
    """Between a whole word and a capital, a full stop ends a sentence; elsewhere it is an abbreviation's."""
    last = reading.before()
    whole = last.isalpha() and len(last) > 1 and last.lower() not in _ABBREVIATIONS
    return _STOP if whole and (reading.behind[:1].isupper() or reading.behind == "(") else None


# What a kind of word says: while nothing but words that govern the figure was read, and further away.
_RULES: dict[Kind, tuple[_Rule, _Rule]] = {
    "pay": (_name_pay, _name_pay),
    "pays": (_name_pay_of_wir, _name_pay_of_wir),
    "other": (_name_other, _name_other),
    "use": (_name_other, _pass),
    "plus": (_name_other_on_top, _separate),
    "net": (_name_net, _name_net_pay),
    "gross": (_gross, _pass),
    "floor": (_bound, _pass),
    "ceiling": (_bound, _pass),
    "about": (_about, _pass),
    "often": (_often, _pass),
    "unit": (_unit, _pass),
    "per": (_per, _pass),
    "filler": (_pass, _pass),
    "link": (_pass, _pass),
    "star": (_pass, _pass),
    "dot": (_pass, _end_of_sentence),
    "end": (_leave, _end),
    "comma": (_leave, _separate),
    "open": (_open, _separate),
    "close": (_open_or_close, _skip_brackets),
    "line": (_line, _line),
    "stop": (_leave, _pass),
    "upwards": (_leave, _pass),
    "times": (_leave, _pass),
    "number": (_leave, _pass),
    "mark": (_leave, _pass),
    "word": (_leave, _pass),
}
_NEAR = {kind: rule for kind, (rule, _) in _RULES.items()}
_FAR = {kind: rule for kind, (_, rule) in _RULES.items()}


def _length(text: str, used: list[str]) -> int:
    """How many characters before the sum the tokens reach, the last first; between them are only blanks."""
    start = len(text)
    for token in used:
        start = text.rfind(token, 0, start)
    return len(text) - start

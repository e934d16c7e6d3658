"""What the words before and behind a sum of money say of it."""

import re
from functools import lru_cache

from german.pay.words import Period, read_word

# How many words behind a sum may name its purpose ("500 € für die Einrichtung deines Büros").
_PURPOSE = 8
# A compound with hyphens is one word: its last part says what it is ("Mitarbeiter-werben-Mitarbeiter-Prämie").
_TOKEN = re.compile(r"[pP]\.?\s?[aA]\b\.?|[pP]\.\s?[mM]\b\.?|[aA]ll in\b|[^\W\d_]+(?:-[^\W\d_]+)*|[0-9]+|\n|[^\w\s]")
_BULLETS = frozenset("-*•·●▪➤✓✔–+>°/")
_BREAKS = frozenset(("bei", "mit", "und", "with", "and", "at", "ist", "sind"))
# One letter names a period only behind a stroke: "60.000 €/a".
_LETTERS: dict[str, Period] = {"a": "year", "j": "year", "m": "month"}
_ABBREVIATIONS = frozenset(
    """ca max mind min mtl mntl monatl jährl inkl incl exkl zzgl evtl ggf ggfs bzw std tsd bspw vgl nr abs art
    einschl mon usw etc""".split()  # noqa: SIM905
)
_INSERTS = frozenset(("je", "abhängig", "entsprechend", "orientiert", "depending"))
_MORE = (["mehr"], ["more"])
_HOURS = frozenset(("h", "stunden", "wochenstunden", "std", "woche", "wochenarbeitszeit", "week", "hours"))


class Before:
    """What the words before a sum say, read from the sum backwards.

    `label`: "pay", "other" or None; it is `direct` if nothing but filler stands between, `strong` if no comma or
    bracket does. `only_filler`: no words but those that govern the figure.
    """

    __slots__ = (
        "_length",
        "_text",
        "_used",
        "about",
        "bound",
        "direct",
        "gross",
        "label",
        "net",
        "only_filler",
        "period",
        "strong",
        "total",
    )

    def __init__(self, text: str) -> None:
        self.label: str | None = None
        self.period: Period | None = None
        self.bound: str | None = None
        self.strong = self.only_filler = True
        self.direct = self.about = self.gross = self.net = self.total = False
        self._text = text
        self._used, self._length = 0, -1
        tokens = _TOKEN.findall(text)
        tokens.reverse()
        near, heading, depth, commas = True, False, 0, 0
        unit: Period | None = None
        after = ""
        for n, token in enumerate(tokens):
            word = read_word(token)
            kind = word.kind
            if depth:
                depth -= token == "("
            elif token == ")" and (not near or _is_remark(tokens, n)):
                # Words in brackets belong to what stands before them.
                depth = 1
            elif token == "\n":
                # Only the line above is a heading; a bullet and a paragraph stand for themselves.
                if (heading and after != "\n") or (not near and (after in _BULLETS or after == "\n")):
                    break
                heading = near
                # A line that ends in a colon introduces what follows.
                self.strong = self.strong and (near or tokens[n + 1 : n + 2] == [":"])
            elif kind == "pay" or (token.lower() == "zahlen" and _is_we(tokens, n)):
                self.direct = near
                self._read_label(tokens, n)
                break
            elif kind == "other" or (kind == "use" and near):
                self.label = "other"
                break
            elif kind == "net" and (near or token.lower() != "netto"):
                self.net = True
                break
            elif not near or kind in ("word", "use", "stop"):
                near = self.only_filler = False
                if token == "," and after.lower() in _INSERTS and commas < 2:
                    # "Gehalt, je nach Erfahrung, ab …": the clause between belongs to the label.
                    self.strong = True
                elif token in ",;|+(" or kind == "plus":
                    self.strong = False
                    commas += 1
                elif token in "!?" or (token == "." and _ends_sentence(tokens, n)):
                    break
            elif kind in ("floor", "ceiling"):
                self.bound, self._used = self.bound or kind, n + 1
            elif kind == "about":
                self.about, self._used = True, n + 1
            elif kind == "gross":
                self.gross, self._used = True, n + 1
            elif kind == "often":
                self.period, self._used = self.period or word.period, n + 1
            elif kind == "unit":
                unit = word.period
                if after == "rate":
                    self.period = self.period or unit
            elif kind == "per" and unit:
                # "40 Std./Woche" and "5 Tage pro Woche" are working time.
                if n + 1 == len(tokens) or (tokens[n + 1] != "." and read_word(tokens[n + 1]).kind != "unit"):
                    self.period, self._used = self.period or unit, n + 1
                unit = None
            elif token == "(" and unit:
                self.period, self._used = self.period or unit, n + 1
            elif kind == "plus":
                # A plus sign that begins a line is a bullet.
                if token != "+" or (n + 1 < len(tokens) and tokens[n + 1] != "\n"):
                    self.label = "other"
                break
            after = token

    def _read_label(self, tokens: list[str], n: int) -> None:
        """A word for pay, with the adjectives before it: "monatliches Bruttogehalt", "minimum wage"."""
        word = read_word(tokens[n])
        self.label, self._used = "pay", n + 1
        self.total = word.total
        self.period = self.period or word.period
        if word.floor:
            self.bound = self.bound or "floor"
        for further, token in enumerate(tokens[n + 1 : n + 4], n + 2):
            adjective = read_word(token)
            if adjective.kind == "other":
                self.label = "other"
                break
            if adjective.kind == "often" and self.period is None:
                self.period, self._used = adjective.period, further
            elif token.lower() == "minimum":
                self.bound, self._used = self.bound or "floor", further
            elif adjective.kind != "word":
                break

    @property
    def length(self) -> int:
        """How many characters before the sum were read."""
        if self._length < 0:
            tokens = list(_TOKEN.finditer(self._text))
            self._length = len(self._text) - tokens[-self._used].start() if self._used else 0
        return self._length


class After:
    """What the words behind a sum say, up to the end of its phrase.

    `direct`: gross or a period follows at once. `pay_like`: what follows goes only with pay ("plus Prämien", "bei 35
    Wochenstunden"). `floor`: "und mehr" follows. `counts`: the figure counts a unit ("38,5 Std."). `by_unknown`: paid
    by something that is no known time, a piece or a quarter.
    """

    __slots__ = (
        "_length",
        "_text",
        "_used",
        "by_unknown",
        "counts",
        "direct",
        "floor",
        "gross",
        "label",
        "net",
        "only_filler",
        "pay_like",
        "period",
        "total",
    )

    def __init__(self, text: str) -> None:
        self.label: str | None = None
        self.period: Period | None = None
        self.only_filler = True
        self.gross = self.net = self.total = self.pay_like = self.counts = self.direct = self.by_unknown = False
        self.floor = False
        self._text = text
        self._used, self._length = 0, -1
        tokens = _TOKEN.findall(text)
        per = ""
        for n, token in enumerate(tokens, 1):
            word = read_word(token)
            kind = word.kind
            if per == "/" and token.lower() in _LETTERS:
                self.period, self._used = self.period or _LETTERS[token.lower()], n
                per = ""
            elif kind == "gross":
                self.gross, self._used = True, n
            elif kind == "net":
                self.net, self._used = True, n
            elif kind == "often":
                self.period, self._used = self.period or word.period, n
            elif kind == "unit":
                self.counts = self.counts or n == 1
                if per or n == 1:
                    self.period, self._used = self.period or word.period, n
                per = ""
            elif kind == "pay":
                if n == len(tokens) and "(" in tokens:
                    # "(Zielgehalt" names the sum that follows it.
                    break
                self.label, self._used = "pay", n
                self.period, self.total = self.period or word.period, self.total or word.total
            elif kind in ("other", "use"):
                if per != "/":
                    self.label = self.label or "other"
                break
            elif kind == "per":
                per = token.lower()
            elif kind == "plus":
                self.pay_like = any(read_word(t).kind == "other" for t in tokens[n : n + 4])
                break
            elif token in "xX×":
                self.pay_like = True
                break
            elif token in "()*_":
                pass
            elif token[0].isdigit():
                self.by_unknown = per in ("pro", "per")
                if len(tokens) > n + 1 and tokens[n] == ".":
                    self._read_ordinal(token, tokens[n + 1])
                break
            elif token == "\n":
                if not per:
                    break
            elif token.lower() == "aufwärts" or (token.lower() in ("und", "oder", "or") and tokens[n : n + 1] in _MORE):
                self.floor, self._used = True, n + (token.lower() != "aufwärts")
                break
            elif kind == "stop" or not token[0].isalpha() or token.lower() in _BREAKS:
                if token == "." and 0 < self._used == n - 1:
                    continue
                self.pay_like = token[0].isalpha() and any(t.lower() in _HOURS for t in tokens[n : n + 6])
                break
            else:
                self.only_filler = False
                self.by_unknown = per in ("pro", "per")
                if self.by_unknown or self.label or n > _PURPOSE:
                    break
                per = ""
            self.direct = self.direct or (self._used > 0 and self.only_filler)

    def _read_ordinal(self, number: str, noun: str) -> None:
        """Read "im 1. Ausbildungsjahr", which is pay, or "im 2. Jahr", which is later and not what is offered."""
        if read_word(noun).kind == "pay":
            self.label = "pay"
        elif noun.lower() == "jahr" and number != "1":
            self.label = "other"

    @property
    def length(self) -> int:
        """How many characters behind the sum were read."""
        if self._length < 0:
            self._length = list(_TOKEN.finditer(self._text))[self._used - 1].end() if self._used else 0
        return self._length


def _is_remark(tokens: list[str], n: int) -> bool:
    """Does the bracket that closes at n (counted backwards) hold more than "brutto" or "pro Jahr"?"""
    inside = tokens[n + 1 : tokens.index("(", n)] if "(" in tokens[n:] else tokens[:0]
    return any(read_word(token).kind in ("word", "other", "use", "stop") for token in inside)


def _is_we(tokens: list[str], n: int) -> bool:
    """Is the n-th token (counted backwards) the verb of "wir zahlen" or "zahlen wir"?"""
    return any(token.lower() == "wir" for token in tokens[max(0, n - 1) : n + 2])


def _ends_sentence(tokens: list[str], n: int) -> bool:
    """Is the full stop at n (counted backwards) a sentence's end, not an abbreviation's?"""
    following = tokens[n - 1] if n else ""
    if n + 1 == len(tokens) or not (following[:1].isupper() or following == "("):
        return False
    return tokens[n + 1].isalpha() and len(tokens[n + 1]) > 1 and tokens[n + 1].lower() not in _ABBREVIATIONS


# The same few words surround most sums, above all in boards' pay fields, so what they say is remembered.
@lru_cache(maxsize=4096)
def read_before(text: str) -> Before:
    """What the text before a sum says of it.

    >>> before = read_before("Wir bieten ein Bruttojahresgehalt ab ca. ")
    >>> before.label, before.period, before.bound, before.about
    ('pay', 'year', 'floor', True)
    """
    return Before(text)


@lru_cache(maxsize=4096)
def read_after(text: str) -> After:
    """What the text behind a sum says of it.

    >>> read_after(" brutto pro Monat, 30 Tage Urlaub").period, read_after(" als Willkommensprämie").label
    ('month', 'other')
    """
    return After(text)

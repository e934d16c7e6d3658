"""Pay levels that a board's editorial text states for a role and town."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from german.pay.amounts import mend_figures
from german.pay.sums import read_sums
from german.pay.words import Period
from german.words.gates import any_of
from german.words.later import when_needed

Level = Literal["entry", "experienced", "senior"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A pay level that a board's text states for a role and town; never the pay of a posting.

    `level` is read from the words: entry, experienced, senior, or None where none is named. Euros gross per `period`.
    """

    level: Level | None
    min_eur: Decimal | None
    max_eur: Decimal | None
    period: Period
    period_stated: bool
    words: str = field(default="", compare=False)


# How a level is named, in any case; at each place the first wording that matches counts.
_LEVELS: dict[Level, tuple[str, ...]] = {
    "entry": (
        r"(?:ohne|wenig|kaum)\s(?:\w{1,20}\s){0,2}\w{0,20}erfahrung",
        # who leads for the first time is no leader yet
        r"erste[mnrs]?\s(?:\w{1,20}\s)?\w{0,20}(?:leitung|führung|management)\w*",
        r"(?:zum\sersten\smal|erstmals)\s(?:\w{1,20}\s){0,4}\w{0,20}(?:team|führ|leit|personal|verantwort)\w*",
        r"erste[mnrs]?\s(?:stelle|job|festanstellung|position|anstellung|berufsjahr|jahr)\w*",
        *("einsteig", "einstieg", "anfäng", "absolvent", "junior", "neuling", "berufsstart", r"zum\sstart"),
        *(r"starten\b", r"\bbeginn", "berufsbeginn", "karrierebeginn", "karrierestart", "frisch", "trainee"),
        *(r"nach\s(?:der\sausbildung|dem\s(?:studium|abschluss))", r"young\sprofessional", "debüt"),
    ),
    "senior": (
        *(r"\bsenior(?!en)", "führung", "leitung", "leitende", "spitzen", "bereichsleit", "abteilungsleit"),
        "topverdien",
    ),
    "experienced": (
        *("erfahr", r"mehr\smitbring", "mittelfeld", "fortgeschritten", "routin", "spezialis", r"jahren\s"),
        *("berufsjahr", "praxis", "profis", "gestanden", "langjährig", "mehrjährig", "versiert", r"alte\shasen"),
    ),
}
_LEVEL = when_needed("(?i)" + "|".join(f"(?P<{level}>{any_of(wordings)})" for level, wordings in _LEVELS.items()))
_WORDS_FOR_PAY = ("gehalt", "gehält", "verdien", "lohn", "einkommen", "vergütung", "entgelt")
_ABOUT_PAY = re.compile(f"(?i){any_of(_WORDS_FOR_PAY)}")
_EURO = ("€", "Euro", "EUR")  # as editors write it; other spellings occur only in ads
# No editorial text, and no sentence in one, is longer.
_LONGEST_TEXT, _LONGEST_SENTENCE = 100_000, 2_000
_SENTENCE = when_needed(r"(?<=[^\W\d_]{3})[.!?]\s+(?=[A-ZÄÖÜ„])|(?<=€)[.!?]\s+|\n")


def find_benchmarks(text: str | None) -> list[Benchmark]:
    """Find the pay levels that a board's editorial text states for a role, in order.

    A sum counts if its sentence is about pay or a level; without a period, 1,500 to 15,000 euros are monthly pay.

    >>> [(b.level, str(b.min_eur), str(b.max_eur), b.period) for b in find_benchmarks(
    ...     "Für Einsteiger meist zwischen 3.000 € und 3.600 €. Mit Erfahrung sind 4.200 € bis 5.000 € drin.")]
    [('entry', '3000', '3600', 'month'), ('experienced', '4200', '5000', 'month')]
    """
    found: list[Benchmark] = []
    for sentence in _SENTENCE.split(mend_figures((text or "")[:_LONGEST_TEXT])):
        if len(sentence) > _LONGEST_SENTENCE or not any(sign in sentence for sign in _EURO):
            continue
        sums = read_sums(sentence, is_field=False)
        levels = list(_LEVEL.finditer(sentence)) if sums else []
        since = 0
        for n, s in enumerate(sums):
            if s.pay is False or s.amount.currency != "euro" or s.period is None:
                continue
            if s.period == "month" and not 1_500 <= s.amount.low <= 15_000:
                continue
            if not (s.pay or levels or _ABOUT_PAY.search(sentence)):
                continue
            # "Das Einstiegsgehalt liegt bei …" names a level here, not a floor.
            floor = s.floor and "instiegs" not in sentence[s.start : s.amount.start]
            low, high = None if s.ceiling else s.amount.low, None if floor else s.amount.high
            until = sums[n + 1].amount.start if n + 1 < len(sums) else len(sentence)
            level = _level_of(levels, since, s.amount.start, until)
            found.append(Benchmark(level, low, high, s.period, s.stated, " ".join(sentence.split())))
            since = s.amount.end
    return found


def _level_of(levels: list[re.Match[str]], since: int, at: int, until: int) -> Level | None:
    """The level named last before a sum in its own part of the sentence, else the first named after it."""
    before = [m.lastgroup for m in levels if since <= m.start() < at]
    behind = [m.lastgroup for m in levels if at <= m.start() < until]
    return cast("Level | None", before[-1] if before else behind[0] if behind else None)

"""What an employer offers beside pay, by the kinds of benefits.tsv."""

import re
from functools import cache

from german.asks.statements import Statement, split_ad
from german.asks.topics import DENIED, MAY_NAME, NAMES, benefit_kinds
from german.words.denial import is_denied
from german.words.gates import any_of

# Words that make of a named benefit a task, or a tale of others.
_DOINGS = (
    *("organisier", "plan", "führ", "schul", "entwickel", "unterstütz", "erstell", "konzip", "koordinier", "berät"),
    *("berat", "betreu"),
)
_NOT_OFFERED = re.compile(
    rf"\b(?:(?:unsere[nr]?|für|die) kund|(?:du|sie) {any_of(_DOINGS)}"
    r"|(?:durchführung|planung|organisation|konzeption|erstellung|begleitung) (?:von|der|und))"
)
# Words that make of it a demand, wherever it stands.
_DEMANDED = re.compile(
    r"\b(?:idealerweise|verfügst|verfügen sie|sie verfügen|hast du (?:bereits|schon|erfahr)|"
    r"du hast (?:bereits|schon|eine)"
    r"|bereitschaft zur?|erste erfahrung|wünschenswert|von vorteil)\b"
)
_OFFERS = (
    *("wir bieten", "bieten wir", "bei uns", "dich erwart", "erwarte[nt] (?:dich|sie)", "profitier", "we offer"),
    *("du bekommst", "sie erhalten", "du erhältst", "wir unterstützen", "freu dich"),
)
_OFFERED = re.compile(rf"\b{any_of(_OFFERS)}")


def find_benefits(text: str | None) -> tuple[str, ...]:
    """Find what the ad offers beside pay: kinds of benefits.tsv in its order; empty where it offers none.

    Tasks ("Durchführung von Schulungen"), demands and what is denied are no offers.

    >>> find_benefits("Wir bieten\\n- JobRad und Kantine\\n- Fort- und Weiterbildung")
    ('bike_leasing', 'training', 'meals')
    >>> find_benefits("kein Firmenwagen")
    ()
    """
    found: set[str] = set()
    for statement in split_ad(text or ""):
        kinds = _kinds_of(statement.topics)
        if not kinds or kinds.keys() <= found:
            continue
        if statement.zone in ("profile", "wish", "tasks", "law") and not _OFFERED.search(statement.low):
            continue
        if "wishes" in statement.topics and _DEMANDED.search(statement.low):
            continue
        if statement.zone != "offer" and _NOT_OFFERED.search(statement.low):
            continue
        found.update(name for name, sure in kinds.items() if name not in found and _offers(statement, name, sure))
    return tuple(name for name in benefit_kinds() if name in found)


def _kinds_of(topics: frozenset[str]) -> dict[str, bool]:
    """The kinds that a statement names (True) or may name, if it uses several words."""
    known = _kinds()
    kinds: dict[str, bool] = {}
    for topic in topics:
        if topic in known:
            name, sure = known[topic]
            kinds[name] = sure or kinds.get(name, False)
    return kinds


@cache
def _kinds() -> dict[str, tuple[str, bool]]:
    return {
        topic: (name, sure)
        for name in benefit_kinds()
        for topic, sure in ((f"{NAMES}{name}", True), (f"{MAY_NAME}{name}", False))
    }


def _offers(statement: Statement, name: str, sure: bool) -> bool:
    denied = DENIED in statement.topics
    if sure and not denied:
        return True
    kind = benefit_kinds()[name]
    pattern = kind.wording if sure else kind.phrases
    match = pattern.search(statement.low) if pattern else None
    return match is not None and not (denied and is_denied(statement.text, *match.span()))

"""Denial in German and English: whether the words around a statement deny it ("kein X", "X: nein", "X is not offered").

Every reader whose statement can be denied asks here. Three things can be denied: what "kein", "ohne" and "no" stand
before; what "nicht" and "not" stand before; and what is followed by a denial of its own (": nein", "entfällt", "können
wir nicht anbieten"). Two denials affirm ("nicht ohne", "nicht ausgeschlossen"), and a denial of a part ("nicht nur",
"nicht täglich", "kein reines") denies nothing.
"""

import re

from german.words.gates import any_of, gated
from german.words.later import when_needed
from german.words.surroundings import find_clause

_REACH = 90  # characters before and after a statement in which a denial of it may stand
# A text without any of these denies nothing.
_TRACES = (
    *("nicht", "kein", "ohne", r"\bnie", r"\bno\b", r"\bnot\b", "n't", "cannot", "without", "weder", "noch", "statt"),
    *("nein", "none", "false", "never", "0 ?%", r"\b0 (?:tag|day)", "null", "entf", "ausgeschl", "unmöglich", "imposs"),
    *(
        "unavail",
        "unable",
        "exclud",
        "verzicht",
        "weg",
        "verbot",
        "unzul",
        "n/a",
        "fehlanz",
        "lehn",
        "neither",
        r"\bnor\b",
    ),
)
_TRACE = re.compile(gated(_TRACES), re.IGNORECASE)

# After "nicht", "kein" and "not", these leave the statement as it is: a part is denied, or a denial.
_PARTS = (
    *(r"nur\b", r"bloß\b", r"allein", "ausschließlich", r"immer\b", r"ganz", "komplett", "vollständig", "völlig"),
    *(r"zu 100", r"100 ?%", r"rein(?:e[rsnm]?)?\b", r"jede[nrsm]?\b", "täglich", "dauernd", "ständig", "durchgehend"),
    *("dauerhaft", "zwingend", "unbedingt", "zwangsläufig", "notwendig", "erforderlich", "nötig", "verpflichtend"),
    *(r"selten\b", r"zuletzt\b", "weniger", "mehr als", "länger", "später", "früher", "unter", r"über\b", "ohne"),
    *(r"un(?!befr|ter|s|d\b)\w", "ausgeschlossen", "wegzudenken", "neu\\b", "die (?:ausnahme|regel)", "anders"),
    *(r"(?:vor|während|in|bis)\b[^.;,]{0,25}(?:probe|einarbeit|ablauf|beginn)", "bekannt", "angegeben", "festgelegt"),
    *(
        r"only\b",
        r"just\b",
        "fully",
        "full\\b",
        "entire",
        "complete",
        "always",
        "limited",
        "necessar",
        "less",
        "more than",
    ),
    *(
        r"every",
        "rare",
        "un(?:usual|common)",
        "required",
        "mandatory",
        "everyone",
        "least",
        "verhandelbar",
        "negotiable",
    ),
    *(
        "problem",
        "hindernis",
        "fremdwort",
        "tabu",
        "muss\\b",
        "pflicht",
        "angabe",
        "einschränk",
        "weiteres",
        "sachgrund",
    ),
    *("zeitlich", "sachlich", "vollzeit-?homeoffice"),
)
_PART = rf"(?:a |an |eine? |the )?{any_of(_PARTS)}"
_NO = r"\b(?:keine?[nmrs]?|ohne|no|without|weder|noch|neither|nor|statt|anstelle|null|0(?: ?%| tage?| days?)?)(?!\w)"
_NOT = r"(?:\b(?:nicht|not|cannot|can not|never|nie|niemals|unable)\b|n't\b)"
# Words that a denial does not reach beyond.
_BEYOND = r"(?:und|aber|sondern|dafür|dank|sowie|and|but|thanks|instead|because|weil|da|denn)\b"
# Nouns that stand between "keine" and what is denied; at any other noun the denial of "kein" has found its object.
_CHANCES_OF = (
    "Möglichkeit(?:en)?",
    "Option(?:en)?",
    "Gelegenheit",
    "Chance",
    "Anspruch",
    "Recht",
)  # and at "nicht", too
_CHANCES = (
    *(*_CHANCES_OF, "Angebot", "Aussicht"),
    *("Form", "Art", "Arbeit(?:en)?", "Tätigkeit", "Tage?", "Vereinbarung", "Regelung(?:en)?", "Anteil"),
    *("Bezahlung", "Vergütung", "Entlohnung", "Eingruppierung", "Anlehnung"),
)
_LOWER = r"[^\W\d_A-ZÄÖÜ][\w/-]*"
_NOUN_OR = r"[\w/-]+ ?(?:oder|or|bzw\.|noch|nor|/)"
_BETWEEN_NO = rf"(?: (?!{_BEYOND})(?:{_LOWER}|(?:{'|'.join(_CHANCES)})|{_NOUN_OR}),?){{0,8}} ?[„\"(]?"
_NO_BEFORE = when_needed(rf"(?i:{_NO})(?! ?(?i:{_PART})){_BETWEEN_NO}$")
_IN_PHRASE = r"(?:für|im|in|aus|von|per|mit|zur|zum|auf|nach|for|to|from|a|an|be|by|as|able|the|eine?[nmrs]?|the)"
_BETWEEN_NOT = (
    rf"(?: (?!{_BEYOND})(?:{_LOWER}|{'|'.join(_CHANCES_OF)})){{0,6}}"
    rf"(?: {_IN_PHRASE}(?: (?!{_BEYOND})[\w/-]+){{0,3}})?(?: (?!{_BEYOND}){_LOWER}){{0,2}}"
)
_NOT_BEFORE = when_needed(rf"(?i:{_NOT})(?! ?(?i:{_PART})){_BETWEEN_NOT} ?[„\"(]?$")
_DENIED_TWICE = re.compile(rf"{_NOT} (?:ganz |völlig )?(?:ohne|without)\b|\bkein\w* \w+ ohne\b", re.IGNORECASE)
# "Keine Lust auf Pendeln? …", "Ohne Probleme möglich: …": the denial is about something else.
_ELSEWHERE = re.compile(r"[:?!]|,(?! ?(?:im|in|zu|von|vom|aus|to|per)\b)(?! ?$)")

# What follows a statement at once and denies it, as in a table or after a colon.
_LABELS = (
    *("nein", "no", "none", "nö", "false", "entfällt", "n/a", "ausgeschlossen", "unmöglich", "fehlanzeige", "not?"),
    *(
        r"0 ?%(?! ?\w)",
        r"0 (?:tage?|days?)",
        r"null(?! \w)",
        r"keine?[sr]?(?! (?-i:[A-ZÄÖÜ])(?!ption|öglich))",
        "nicht",
        "(?:leider|derzeit|aktuell|zurzeit) n(?:icht|ein)",
    ),
)
_LABEL = when_needed(
    rf"[\w/-]{{0,25}}(?: (?:option|möglich(?:keit)?|anteil|work(?:ing)?|arbeiten))?(?: ?\([^()\n]{{1,30}}\))?"
    rf" ?(?:[:=–—|-]|\n|:? ?\(| ) ?(?:{'|'.join(_LABELS)})(?![\w-])(?! ?{_PART})"
    r"(?! (?:besetz|vergeb))",
    re.IGNORECASE,
)
_CELL = re.compile(r"\s*(?:[|:]\s*|\n\s*)(?:nein|no|none|false|keine?|entfällt|0 ?%)\s*(?:$|[\n|;,.])", re.IGNORECASE)
_QUESTION = re.compile(
    r"[^.!?\n]{0,30}\?\s*(?:leider\s)?(?:nein\b|nicht\b|fehlanzeige|no\b(?! problem)|kein)", re.IGNORECASE
)
# What a denied statement cannot be or have, after "nicht" and "not".
_PREDICATES = (
    *("möglich", "vorgesehen", "geplant", "angeboten", "anbieten", "bieten", "gestattet", "erlaubt", "zulässig"),
    *(
        "gegeben",
        "verfügbar",
        "geeignet",
        "realisierbar",
        "umsetzbar",
        "machbar",
        "durchführbar",
        "gewähr",
        "gewünscht",
    ),
    *("in frage", "infrage", "in betracht", "der fall", "denkbar", "zur verfügung", "leisten", "ermöglich", "gezahlt"),
    *("zahlen", "bezahlt", "erfolgt", "statt", "angedacht", "machen", "arbeiten", "dabei", "enthalten", "drin", "mehr"),
    *("vereinbar", "darstellbar", "praktikabel", "unterstützt", "vorhanden", "befristet", "bestehen", "üblich", "gibt"),
    *("possible", "available", "offer", "provide", "permit", "allow", "support", "an option", "applicable", "eligible"),
    *("suitable", "foreseen", "planned", "on offer", "feasible", "part of", "granted", "paid", "pay", "accepted"),
    *("work", "included", "considered", "be \\w+ed", "accommodate", "given", "intended", "envisaged", "be offered"),
)
_ENDS = r"\s?(?:$|[.,;!)|\n–])"
_VERBS = (
    *(
        "ist",
        "sind",
        "wird",
        "werden",
        "kann",
        "können",
        "gibt",
        "besteht",
        "kommt",
        "bieten",
        "is",
        "are",
        "can",
        "will",
    ),
    *("haben", "hat", "sieht", "eignet", "möglich", "ja", "gern", "yes"),
)
_NO_VERB = rf"(?:(?!\b(?:{'|'.join(_VERBS)})\b)[^.;,!?|\n–])"
_ONE_CLAUSE = rf"{_NO_VERB}{{0,50}}(?:\b(?!(?:möglich|ja|gern|yes)\b)(?:{'|'.join(_VERBS)})\b{_NO_VERB}{{0,45}})?"
_NOT_BEHIND = when_needed(
    rf"{_ONE_CLAUSE}{_NOT}(?! ?{_PART})(?:{_ENDS}"
    rf"|(?: [\w-]+){{0,4}}? (?:{'|'.join(_PREDICATES)})|(?: bei uns| hier)?{_ENDS})"
    rf"|{_ONE_CLAUSE}\bkeine?[sn]?\b(?! ?{_PART})(?:{_ENDS}| (?:option|möglichkeit|thema|angebot|an\b|vorgesehen))",
    re.IGNORECASE,
)
_DENYING_VERB = when_needed(
    rf"{_ONE_CLAUSE}(?<!nicht )(?<!not )\b(?:ausgeschlossen|unmöglich|entfällt|entfallen|unzulässig|verboten"
    r"|unavailable|impossible|excluded|ruled out|verzicht(?:en|et)|fällt (?:bei uns |hier |leider )?(?:weg|aus)"
    r"|lehnen wir ab|schließen wir aus)\b",
    re.IGNORECASE,
)


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether the words around `text[start:end]` deny what is stated there.

    The words keep their case, as only it tells a German noun.

    >>> for words in ("kein Homeoffice", "Homeoffice: nein", "Homeoffice gibt es nicht", "nicht ohne Homeoffice"):
    ...     start = words.index("Homeoffice")
    ...     print(is_denied(words, start, start + len("Homeoffice")))
    True
    True
    True
    False
    """
    if not _TRACE.search(text, max(0, start - _REACH), end + _REACH):
        return False
    first, last = find_clause(text, start, end)
    before = " ".join(text[max(first, start - _REACH) : start].split("\n"))
    return _is_denied_before(before) or is_denied_behind(text[end : end + _REACH], last - end)


def _is_denied_before(before: str) -> bool:
    match = _NO_BEFORE.search(before) or _NOT_BEFORE.search(before)
    if not match or _ELSEWHERE.search(match[0]):
        return False
    return not _DENIED_TWICE.search(before[max(0, match.start() - 15) :])


def is_denied_behind(after: str, clause: int = _REACH) -> bool:
    """Whether the words after a statement deny it; its clause ends after so many characters.

    >>> is_denied_behind(" gibt es bei uns nicht."), is_denied_behind(" ist nicht ausgeschlossen")
    (True, False)
    """
    if _LABEL.match(after) or _CELL.match(after) or _QUESTION.match(after):
        return True
    within = after[:clause].replace("\n", " ")
    return bool(_NOT_BEHIND.match(within) or _DENYING_VERB.match(within))

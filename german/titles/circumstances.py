"""When, where and how a job is done, and calls to readers, as titles add them to a role: "ab 01.03.", "HOT JOB:"."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from german.words.later import when_needed
from german.words.towns import TOWN, names_of_towns

WORDS = Path(__file__).with_name("circumstance_words.tsv")

# -- calls to readers, before a title ---------------------------------------------------------------------------------

_CALLS = (
    *("hot ?-?job", "top ?-?(?:job|stelle|angebot|chance)", "job ?-?(?:alarm|angebot|alert|tipp|opportunity)", "jobs?"),
    *(
        "(?:deine? |ihre? )?neu(?:e stelle|er job)?",
        "new(?: job)?",
        "urgent(?:ly)?(?: wanted| hiring)?",
        "(?:dringend )?gesucht",
        "wanted",
    ),
    *(
        "we(?:['’]re| are) (?:hiring|looking for)(?: an?)?",
        "(?:now )?hiring",
        "join us(?: as)?",
        "wir suchen(?: dich)?",
    ),
    *(
        "(?:jetzt|schnell|direkt) bewerben",
        "apply now",
        "karriere(?:chance)?",
        "stellen(?:angebot|anzeige|ausschreibung)",
    ),
    *("(?:interne |externe )?ausschreibung", "vakanz", "vacancy", "(?:ab|per) sofort(?: gesucht)?", "asap", "achtung"),
    *("exklusiv", "deine chance(?: als)?", "ihre chance(?: als)?", "quereinsteiger willkommen", "verstärkung gesucht"),
)
_CALL = when_needed(rf"(?:{'|'.join(_CALLS)})\s?(?:[:!|–—]+|\s-)[!:\s]*(?=\S)", re.IGNORECASE)
_SIGN = re.compile(r"[:!|–—]|\s-")
_LONGEST_CALL = 60  # characters
_SIGNS_BEFORE = re.compile(r"[^\w\s(\[{.#@&„“\"'‚‘€$]+\s*(?=[\w(])")
_SIGNS_BEHIND = re.compile(r"[«»★☆]+$|\s[^\w\s)\]}.#&\"“”'’%€…]+$")

# -- when -------------------------------------------------------------------------------------------------------------

_MONTH = r"(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|De[zc])[a-zä]*\.?"
_YEAR = r"(?:20\d\d|['’]?\d\d)"
_DAYS = (
    rf"\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?{_YEAR})?",
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s{_MONTH}(?:,?\s20\d\d)?",
    rf"{_MONTH}\s20\d\d",
    *(r"\d{1,2}[./]20\d\d", r"20\d\d-\d\d-\d\d", r"Q[1-4](?:\s?/?\s?20\d\d)?", r"[1-4]\. Quartal(?: 20\d\d)?"),
    r"(?:Früh|Spät)?(?:jahr|[Ss]ommer|[Hh]erbst)\s20\d\d",
    r"(?:Frühling|Sommer|Herbst|Winter|Anfang|Mitte|Ende)\s[\w ]{0,12}(?:20\d\d|\d\d)",
    r"KW ?\d\d?(?:[ /]{1,3}20\d\d)?",
    r"Jahres(?:beginn|anfang|ende|wechsel)(?: 20\d\d)?",
)
_DAY = rf"(?:{'|'.join(_DAYS)})"
_STARTS = (
    *(
        "spätestens",
        "frühestens",
        "[Zz]um",
        "[Aa]b",
        "[Vv]om",
        "[Bb]is",
        "[Pp]er",
        "[Ff]rom",
        "[Aa]s of",
        "[Ss]tarting",
    ),
    *(
        "[Ss]tart(?:termin|datum| date)?",
        "(?:Dienst|Arbeits)?[Bb]eginn",
        "(?:Dienst|Arbeits)?[Ee]intritt(?:stermin|sdatum)?",
    ),
    *("[Ee]instellung", "[Ee]insatz", "[Bb]ewerbungs(?:frist|schluss)"),
)
_FROM = rf"(?:(?:{'|'.join(_STARTS)})\b:?\s+(?:(?:dem|zum|ab|im|in|on|am)\s)*)+"
_LATER = r"(?:\s(?:oder|or|bzw\.)\s(?:früher|später|eher|earlier|later|nach (?:Vereinbarung|Absprache)))?"
_SOON = (
    *(rf"(?:ab|per) sofort{_LATER}", "[Ee]intritt sofort", "asap", "ASAP", "[Ff]rühestmöglich", "[Ss]chnellstmöglich"),
    *(r"zum nächstmöglichen \w+", "as soon as possible", "nach Vereinbarung"),
)
_END = r"(?=\s*(?:$|[,|)–—(:;]|\s-\s))"
_START = re.compile(
    rf"(?:(?<=^)|(?<=[\s(,|]))(?:{_FROM}(?:{_DAY}|sofort){_LATER}|(?:Start|Beginn|Eintritt):?\s{_DAY}|{'|'.join(_SOON)}"
    rf"|\d\d?\.\s?\d\d?\.\s?20\d\d){_END}"
)
_OF_START = re.compile(r"\d|sofort|asap|ASAP|soon|Vereinbarung|möglich|Jahres")
_STARTS_FIRST = when_needed(rf"^{_FROM}{_DAY}{_LATER}\s*(?::|[–—|]|-\s)\s*(?=\w)")

# -- how and where ----------------------------------------------------------------------------------------------------

_HOMES = (
    *(
        "remote",
        "hybrid(?:es)?",
        "home ?-? ?office",
        "mobile[sn]? ?-?(?:arbeit(?:en)?|office)",
        "tele-?(?:arbeit|work)",
    ),
    *(
        "wfh",
        "work(?:ing)? from (?:home|anywhere)",
        "germany-?wide",
        "deutschlandweit",
        "on-?site",
        "vor ort",
        "in-?office",
    ),
    *("ortsunabhaengig", "frei waehlbar"),
)
_AT_HOME = re.compile(rf"\b(?:{'|'.join(_HOMES)})\b")
_TERMS = re.compile(
    r"(?:(?:full|part) ?-?time|permanent(?: position)?|fixed ?-?term|voll- (?:und|oder) teilzeit|voll/teilzeit)"
)
_BEFORE_A_PLACE = re.compile(
    r"^(?:(?:in|im|am|bei|nahe|naehe|raum|region|grossraum|gebiet|metropolregion|standort|fuer|den|die|der|das|location"
    r"|arbeitsort|einsatzort|dienstort|ort|unsere[rnm]?|sitz) ?:? ?)+"
)
_WORDS = re.compile(r"[a-z0-9]+")


@cache
def listed(kind: str) -> frozenset[str]:
    """The words of one kind in circumstance_words.tsv.

    home: what stands beside words such as "remote"; office, country, zone, land, region: places without a preposition,
    a zone being a large part of Germany and a region anything between a Land and a town; hybrid, remote: what is called
    so as a thing: hybrid clouds.
    """
    rows = (row.split("\t") for row in WORDS.read_text(encoding="utf-8").splitlines()[1:])
    return next(frozenset(words.split("|")) for of, words in rows if of == kind)


@cache
def regions() -> frozenset[str]:
    """Regions and main offices, folded and without hyphens, as titles name them without a preposition."""
    return frozenset[str]().union(*map(listed, ("office", "country", "zone", "land", "region")))


@cache
def _thing() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"\b{way}[ -](?=(?:{'|'.join(sorted(listed(way)))})\b)" for way in ("hybrid", "remote"))
    )


def mark_things(folded: str) -> str:
    """A folded title with a plus sign at "hybrid" and "remote" where they name a thing, not how one works.

    >>> mark_things("leiter hybrid cloud"), mark_things("remote-support"), mark_things("remote sales manager")
    ('leiter hybrid+ cloud', 'remote+ support', 'remote sales manager')
    """
    if "hybrid" not in folded and "remote" not in folded:
        return folded
    return _thing().sub(lambda way: f"{way[0][:-1]}+ ", folded)


@cache
def _towns_of_several_words() -> frozenset[str]:
    """Towns whose names are several words, as single words: castrop rauxel, bergisch gladbach."""
    return frozenset(" ".join(_WORDS.findall(name)) for name in names_of_towns(TOWN) if len(_WORDS.findall(name)) > 1)


def without_calls(title: str) -> str:
    """A title without calls to readers and a start before it, and without ornaments around it.

    >>> without_calls("+++ HOT JOB: IT-Leiter +++"), without_calls("Zum 01.01.2027: IT-Leiter"), without_calls(".NET 9")
    ('IT-Leiter', 'IT-Leiter', '.NET 9')
    """
    text = title
    if text[:1].isalnum() and not _SIGN.search(text, 1, _LONGEST_CALL):
        return _SIGNS_BEHIND.sub("", text) if not text[-1:].isalnum() else text
    while found := _SIGNS_BEFORE.match(text) or _CALL.match(text) or _STARTS_FIRST.match(text):
        text = text[found.end() :]
    return _SIGNS_BEHIND.sub("", text) or title


def without_start(title: str) -> str:
    """A title without the day on which the job begins or ends.

    >>> without_start("IT-Leiter zum 01.09.2026"), without_start("Leiter Ausbildung 2027")
    ('IT-Leiter ', 'Leiter Ausbildung 2027')
    """
    return _START.sub("", title) if _OF_START.search(title) else title


def is_place(folded: str) -> bool:
    """Whether a folded segment is a region, a main office or a town of several words.

    >>> [is_place(segment) for segment in ("in neu-isenburg", "raum rhein-main", "zentrale", "region nord")]
    [True, True, True, False]
    """
    words = " ".join(_WORDS.findall(folded))
    bare = _BEFORE_A_PLACE.sub("", f"{words} ").strip()
    return not bare or any(name in regions() or name in _towns_of_several_words() for name in (words, bare))


def is_about_terms(folded: str) -> bool:
    """Whether a folded segment says only how long one works: "Full-time", "Permanent"."""
    return _TERMS.fullmatch(folded) is not None


def is_about_home(folded: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a folded segment says only from where one works; `is_known`: a word that is no part of a role.

    >>> is_about_home("remote within germany", str.isdigit), is_about_home("remote support", str.isdigit)
    (True, False)
    """
    return _AT_HOME.search(folded) is not None and all(
        word in listed("home") or word.startswith(("remote", "hybrid", "homeoffice")) or is_known(word)
        for word in _WORDS.findall(folded)
    )

"""Remote work as ads and boards state it."""

import re
from dataclasses import dataclass
from typing import Literal

from german.words.denial import is_denied
from german.words.gates import any_of, gated, stem
from german.words.later import when_needed
from german.words.whose import find_owner

Mode = Literal["none", "hybrid", "full"]


@dataclass(frozen=True, slots=True)
class Remote:
    """Whether the job can be done away from the employer's site.

    `mode`: none (stated: only on site), hybrid (a part of the time, or offered without a share), full (wholly, or up to
    100 %). `words`: the ad's own words around the statement that decided.
    """

    mode: Mode
    words: str


# What boards write into a field for remote work, if the wordings of ads below would read it differently or not at all.
_FIELD_WORDS: dict[Mode, str] = {
    "none": "office|in_office|in office|onsite|on-site|on_site|not_remote|no_remote|vor ort|vor_ort|präsenz|praesenz",
    "hybrid": "flexible|partly|nach_vereinbarung|prozentual",
    "full": "remote|fully_remote|full_remote|remote_only|full|telecommute",
}
_FIELD_MODES: dict[str, Mode] = {word: mode for mode, words in _FIELD_WORDS.items() for word in words.split("|")}

# How remote work is named, in lower case. Each is looked for by its first letters.
_TOPICS = (
    r"home[\s_-]?off?ice|home und office|(?<=from[\s-])home",
    "remote",
    r"mobil(?:e[mnrs]?)?[\s-]?(?:arbeit(?!s?(?:platz|plätz|ger|masch|mitt))|work|office)",
    r"tele(?:heim)?arbeit(?!splatz|splätz)",
    "heimarbeit",
    r"hybride?[mnrs]?[\s-](?:arbeit|work|modell)|hybrid",
    "(?<=from )anywhere",
    r"(?:(?<=von[\s]zu)|(?<=von[\s]zu[\s])|(?<=von[\s]))hause",
    "(?:(?<=dein )|(?<=ihr ))zuhause",
    "ortsunabhängig|ortsflexib|orts- und zeit(?:flex|unab)",
    "arbeitsort (?:deiner|ihrer|eurer|nach|frei)|(?:(?<=zeit und )|(?<=zeiten und ))arbeitsort",
    "(?<=von )überall",
    "(?:(?<=nur )|(?<=ausschließlich ))vor ort",
    "(?:(?<=fully on)|(?<=fully on-))site|(?<=on-)site only",
    "präsenztätigkeit",
)
_FINDERS = tuple((stem(topic), re.compile(topic)) for topic in _TOPICS)
_ON_SITE = re.compile(r"vor ort|site|präsenz", re.IGNORECASE)
# What follows "remote" where nobody works remotely: Remote Support, Remote Desktop, Remote Sensing.
_NOT_WORKING = (
    *("access", "zugriff", "zugäng", "zugang", "verbindung", "connect", "sitzung", "session", "einspiel", "einricht"),
    *("desktop", "server", "system", "infrastruktur", "umgebung", "code", r"api\b", "repositor", "computing", "lösung"),
    *("support", "assist", "hilfe", "unterstützung", "betreuung", "kunden", "customer", "nutzer", "user"),
    *("wartung", "fernwart", "maintenance", "service", "control", "steuer", "monitoring", "überwach", "diagnos"),
    *("sensing", "sensor", "hands", "debug", "procedure", "installation", "update", "management", "admin"),
    *("schulung", "training", "unterricht", "workshop", "meeting", "sales", "location", "site", "off?ice", "team"),
    "collabor",
)
_NOT_WORK = when_needed(rf"[ -]?{any_of(_NOT_WORKING)}", re.IGNORECASE)
# A compound with "Remote-" or "Hybrid-" is a way of working only if it ends so; any other is a thing or an event.
_WORKING_OTHERWISE = (
    *("job", "stelle", "position", "role", "rolle", "tag", "day", "anteil", "quote"),
    *("möglichkeit", "option", "only", "first", "friendly", "freundlich", "fähig", "model(?!l?ing)", "tätigkeit"),
    *(
        "regelung",
        "basis",
        "vertrag",
        "kultur",
        "culture",
        "beschäftigung",
        "anstellung",
        "woche",
        "week",
        "setup",
        "home",
    ),
)
_WORKING = ("arbeit(?!spl)", "work(?!shop)", *_WORKING_OTHERWISE)
_COMPOUND = re.compile(r"-(?=\w)")
_COMPOUND_OF_WORK = when_needed(rf"-{any_of(_WORKING)}", re.IGNORECASE)
# What "hybrid" is said of where it is a way of working, after the word; by itself it ends a part of the line.
_HYBRID_WORKING = (
    *_WORKING_OTHERWISE,  # any form of "arbeit" is read without being named here
    "tätig",
    "unterwegs",
    "aufgestellt",
    "organisiert",
    "angelegt",
    "ausgelegt",
    "möglich",
)
_HYBRID_WORK = when_needed(
    rf"(?:e[mnrs]?)?[ -](?:{'|'.join(_HYBRID_WORKING)})|(?:(?![ \t]*[-–/])[ \t]*(?:$|[\n.,;:|)\]!])|\s[–|/-]\s|/|\s/"
    r"|\s\(|\s(?:in|aus|von|from) (?:der Region |dem Raum )?(?=[A-ZÄÖÜ]|zu Hause|home)"
    r"|\s(?:oder|or|und remote|und mobil|and remote)\s)",
    re.IGNORECASE,
)
_HYBRID_IN_TOWN = re.compile(r"\sin [a-zäöü]")
_HYBRID_THINGS = (
    *("wagen", "fahrzeug", r"\bauto", r"\bpkw", "motor", "antrieb", "cloud", "exchange", "azure", "aws", "infrastru"),
    *(
        "umgebung",
        "agil",
        "klassisch",
        "scrum",
        "wasserfall",
        "on-prem",
        "method",
        "projekt",
        "bike",
        "system",
        "event",
    ),
    *(
        "technolog",
        "architek",
        "netz",
        "storage",
        "identit",
        "directory",
        "office 365",
        "m365",
        "schulung",
        "veranstalt",
    ),
    *("unterricht", "seminar", "workshop", "kurs", "training", "plug-in", "leasing", "flotte"),
)
_HYBRID_THING = when_needed(rf"(?:{'|'.join(_HYBRID_THINGS)})[^.;|\n]{{0,40}}$|[\w-]$", re.IGNORECASE)
_NOT_FULL_BEFORE = when_needed(
    r"(?:\b(?:not|nicht)|n't) (?:a |an |eine? )?(?:full(?:y)?|entirely|completely|komplett|vollständig"
    r"|ausschließlich|nur|only|rein|dauerhaft|(?:zu )?100 ?%)(?: (?:im|in|aus|von zu|from))?[ -]$|\bkeine?[nmrs]? "
    r"(?:rein|vollständig|komplett|ausschließlich|dauerhaft|voll|100 ?%-?)\w* ?$|\bnot (?:a )?100 ?% $",
    re.IGNORECASE,
)
_FULL_BEFORE = when_needed(
    r"(?:\b100 ?(?:%|prozent)[ -]*(?:ige[rsn]? )?|\bfull(?:y|time)?[ -]|\bzu 100 ?% |\bnur "
    r"|\b(?:komplett|vollständig|ausschließlich|rein|dauerhaft)(?:e[srn]?)? )"
    r"(?:im |in |aus dem |per |von |von zu ?|vom |from )?$",
    re.IGNORECASE,
)
_FULL_BEHIND = when_needed(
    r"[ -](?:only|first)\b|[\w-]{0,20}[^\w.\n]{0,3}(?:möglich(?:keit(?:en)?)?|nach absprache|arbeit(?:en)?|work"
    r"|anteil)?[^\w.\n]{0,3}(?:(?:bis )?zu |von (?:bis zu )?)?"
    r"(?:100 ?(?:%|prozent)|(?:deutschland|bundes|europa)weit\b)",
    re.IGNORECASE,
)
# Remote work as the place: "Ort: remote", "Deutschland (Remote)", "Arbeitsplatz: dein Homeoffice", "from anywhere".
_COUNTRIES = r"(?:deutschland(?:weit)?|germany|bundesweit|weltweit|worldwide|europaweit|europe|europa|eu|dach)"
_PLACES = (
    *("ort", "standort", "arbeitsort", "einsatzort", "dienstort", "arbeitsplatz", "location", "place of work"),
    *("work location", "workplace", "einsatzgebiet"),
)
_IN_PLACE = when_needed(
    rf"(?:^|[\s(•*|-])(?:{'|'.join(_PLACES)})(?: ist|\s?:|\s?=|\n)\s*(?:(?:100 ?%|voll|fully|dein|ihr|das|im|komplett"
    rf"|vollständig)[ -]?){{0,2}}$|\b{_COUNTRIES}\s?[(,/|–-]\s?$",
    re.IGNORECASE,
)
_PLACE_ENDS = when_needed(
    r"(?:[ -]?(?:work|arbeit(?:en)?))?\s?\)?(?:\s*(?:$|[\n.;|])"
    r"|,? ?[(/–-]? ?(?:egal|inner|in(?:side)? |within |from |aus )"
    rf"|\s?[(,/–-] ?{_COUNTRIES}| {_COUNTRIES})",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(r"anywhere|überall|zuhause", re.IGNORECASE)
_IN_COUNTRY = when_needed(rf"\s?[(,/–-]? ?(?:in |innerhalb |within |aus |from )?(?:ganz )?{_COUNTRIES}", re.IGNORECASE)
# A part of the time.
_SHARES = (
    r"(?<!\d)[1-9]\d? ?(?:%|prozent)",
    *(r"\bhälfte\b", r"\bteilweise\b", r"\bpart(?:ly|ially)\b", r"\bhighly\b", r"\bhybrid"),
    r"\b(?:[1-4]|eine[mnr]?|zwei|drei|vier|one|two|three|four)"
    r"(?: ?(?:-|–|bis|to) ?(?:\d|zwei|drei|vier))? ?(?:tag|day)",
)
_SHARE = re.compile(gated(_SHARES), re.IGNORECASE)
_SOME_WEEKS = re.compile(
    r"\b(?:\d+|einige|mehrere|few|some) ?(?:tage?n?|wochen|days|weeks|monate|months)\b|workation", re.IGNORECASE
)
_MENTIONS = 200  # mentions of remote work that are read: no ad has more


def find_remote(text: str | None) -> Remote | None:
    """Find what an ad, or a board's field, says about remote work.

    None: nothing is said. Remote support of customers, remote access and the like are not remote work.
    Source: tests/tables/terms.tsv.

    >>> find_remote("Das bieten wir: 2 Tage Homeoffice in der Woche, Jobrad und mehr.")
    Remote(mode='hybrid', words='Das bieten wir: 2 Tage Homeoffice in der Woche, Jobrad')
    >>> find_remote("DevOps Engineer (m/w/d) - 100% Remote").mode, find_remote("NOT_REMOTE").mode
    ('full', 'none')
    >>> find_remote("Remote-Support unserer Kunden, Remote Desktop") is None
    True
    """
    if not text:
        return None
    if len(text) < 40 and (mode := _FIELD_MODES.get(text.strip().lower())):
        return Remote(mode, text.strip())
    found: dict[str, Remote] = {}
    for begin, end in _topics(text)[:_MENTIONS]:
        mode = _mode_of(text, begin, end)
        if mode is None:
            continue
        before, topic, after = _around(text, begin, end)
        if mode == "hybrid" and (_SHARE.search(before) or _SHARE.search(after)):
            return Remote(mode, _mention(before, topic, after))  # a share of the time outweighs whatever else is said
        found.setdefault(mode, Remote(mode, _mention(before, topic, after)))
    return found.get("full") or found.get("hybrid") or found.get("none")


def _around(text: str, begin: int, end: int) -> tuple[str, str, str]:
    """The words before a mention, in its paragraph, the mention, and the words after it."""
    before = text[max(0, begin - 40) : begin].rpartition("\n\n")[2].replace("\n", " ")
    return before, text[begin:end], text[end : end + 50].replace("\n", " ")


def _mode_of(text: str, begin: int, end: int) -> Mode | None:
    """What one mention says of the job; None where it is no way of working, or not the job's."""
    before, topic, after = _around(text, begin, end)
    word = topic.lower()
    if word == "remote" and (_NOT_WORK.match(after) or (_COMPOUND.match(after) and not _COMPOUND_OF_WORK.match(after))):
        return None
    if word == "hybrid" and not _is_hybrid_work(before, text[end : end + 50]):
        return None
    if find_owner(text, begin, end) != "job":
        return None
    if _NOT_FULL_BEFORE.search(before):
        return "hybrid"
    if _ON_SITE.search(topic):
        return "none"
    if is_denied(text, begin, end):
        return "none"
    if word.startswith("hybrid"):
        return "hybrid"
    if _FULL_BEFORE.search(before) or _FULL_BEHIND.match(after):
        return "full"
    return "full" if _is_the_place(text, begin, end) else "hybrid"


def _is_hybrid_work(before: str, after: str) -> bool:
    """Whether "hybrid" is a way of working, not a car, a cloud or a course."""
    return bool(_HYBRID_WORK.match(after)) and not _HYBRID_IN_TOWN.match(after) and not _HYBRID_THING.search(before)


def _is_the_place(text: str, begin: int, end: int) -> bool:
    """Whether remote work is stated as the place of work, without a share of the time or another place."""
    before, topic, after = text[max(0, begin - 40) : begin], text[begin:end], text[end : end + 50]
    if _SHARE.search(before) or _SHARE.search(after) or _SOME_WEEKS.search(before + after):
        return False
    if (_ANYWHERE.search(topic) or topic.lower() == "remote") and _IN_COUNTRY.match(after):
        return True
    if _ANYWHERE.search(topic) and _PLACE_ENDS.match(after):
        return True
    return bool(_IN_PLACE.search(before) and _PLACE_ENDS.match(after))


def _mention(before: str, topic: str, after: str) -> str:
    """A mention with a few whole words on each side."""
    if len(before) > 25:
        before = before[-25:].partition(" ")[2]
    if len(after) > 25:
        after = after[:25].rpartition(" ")[0]
    return " ".join(f"{before}{topic}{after}".split())


def _topics(text: str) -> list[tuple[int, int]]:
    """The places where a text names remote work, from the left."""
    lowered = text.lower()
    if len(lowered) != len(text):  # the lower case of a few letters is two letters long, which would shift the places
        lowered = "".join(char if len(char.lower()) > 1 else char.lower() for char in text)
    spans: list[tuple[int, int]] = []
    for start, topic in _FINDERS:
        at = lowered.find(start)
        while at >= 0:
            if match := topic.match(lowered, at):
                spans.append(match.span())
            at = lowered.find(start, at + len(start))
    return sorted(spans)

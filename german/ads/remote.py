"""Remote work as ads and boards state it."""

import re
from dataclasses import dataclass
from typing import Literal

from german.words.gates import any_of, stem

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
    "none": "office|onsite|on-site|on_site|not_remote|no_remote|vor ort|präsenz",
    "hybrid": "hybrid|flexible|partly|nach_vereinbarung|prozentual",
    "full": "remote|fully_remote|full_remote|remote_only|full|telecommute",
}
_FIELD_MODES: dict[str, Mode] = {word: mode for mode, words in _FIELD_WORDS.items() for word in words.split("|")}

# How remote work is named, in lower case. Each is looked for by its first letters.
_TOPICS = (
    r"home[\s-]?off?ice|home und office|(?<=from[\s-])home",
    "remote",
    r"mobil(?:e[mnrs]?)?[\s-]?(?:arbeit(?!s?(?:platz|plätz|ger|masch|mitt))|work|office)",
    "tele(?:heim)?arbeit",
    "heimarbeit",
    r"hybride?[mnrs]?[\s-](?:arbeit|work|modell)",
    "(?<=from )anywhere",
    r"(?:(?<=von[\s]zu)|(?<=von[\s]zu[\s])|(?<=von[\s]))hause",
    "ortsunabhängig|ortsflexib|orts- und zeit(?:flex|unab)",
    "arbeitsort (?:deiner|ihrer|eurer|nach|frei)|(?:(?<=zeit und )|(?<=zeiten und ))arbeitsort",
    "(?<=von )überall",
    "(?:(?<=nur )|(?<=ausschließlich ))vor ort",
    "(?:(?<=fully on)|(?<=fully on-))site|(?<=on-)site only",
    "präsenztätigkeit",
)
_FINDERS = tuple((stem(topic), re.compile(topic)) for topic in _TOPICS)
_ON_SITE = re.compile(r"vor ort|site|präsenz", re.IGNORECASE)
# What follows "remote" where nobody works remotely: Remote-Support, Remote Desktop, Remote Sensing.
_NOT_WORKING = (
    *("access", "zugriff", "zugäng", "zugang", "verbindung", "connect", "sitzung", "session", "einspiel", "einricht"),
    *("desktop", "server", "system", "infrastruktur", "umgebung", "code", r"api\b", "repositor", "computing", "lösung"),
    *("support", "assist", "hilfe", "unterstützung", "betreuung", "kunden", "customer", "nutzer", "user"),
    *("wartung", "fernwart", "maintenance", "service", "control", "steuer", "monitoring", "überwach", "diagnos"),
    *("sensing", "sensor", "hands", "debug", "procedure", "installation", "update", "management", "admin"),
    *("schulung", "training", "unterricht", "workshop", "meeting", "sales", "location", "site", "off?ice", "team"),
    "collabor",
)
_NOT_WORK = re.compile(rf"[ -]?{any_of(_NOT_WORKING)}", re.IGNORECASE)
_DENIED_BEFORE = re.compile(r"(?:\b(?:keine?n?|ohne|no)\s(?:\w{1,20}\s)?|\bnicht (?:im )?|\bnot )$", re.IGNORECASE)
_DENIED_BEHIND = re.compile(
    r"[\w-]{0,20}:? ?(?:(?:ist|sind|is|leider|grundsätzlich) ){0,3}(?:nicht\b|nein\b|not?\b|ausgeschlossen|unmöglich)",
    re.IGNORECASE,
)
_NOT_FULL_BEFORE = re.compile(
    r"\b(?:not|nicht) (?:full(?:y)?|entirely|komplett|vollständig|ausschließlich|(?:zu )?100 ?%)[ -]$", re.IGNORECASE
)
_FULL_BEFORE = re.compile(
    r"(?:\b100 ?(?:%|prozent)[ -]*(?:ige[rsn]? )?|\bfull(?:y|time)?[ -]|\bzu 100 ?% |\bnur "
    r"|\b(?:komplett|vollständig|ausschließlich|rein|dauerhaft)(?:e[srn]?)? )(?:im |in |aus dem |per |von )?$",
    re.IGNORECASE,
)
_FULL_BEHIND = re.compile(
    r"[ -](?:only|first)\b|[\w-]{0,20}[^\w.\n]{0,3}(?:möglich(?:keit(?:en)?)?|nach absprache|arbeit(?:en)?|work"
    r"|anteil)?[^\w.\n]{0,3}(?:(?:bis )?zu |von (?:bis zu )?)?"
    r"(?:100 ?(?:%|prozent)|(?:deutschland|bundes|europa)weit\b)",
    re.IGNORECASE,
)
# A part of the time.
_SHARES = (
    r"(?<!\d)[1-9]\d? ?(?:%|prozent)",
    *(r"\bhälfte\b", r"\bteilweise\b", r"\bpart(?:ly|ially)\b", r"\bhighly\b", r"\bhybrid"),
    r"\b(?:[1-4]|eine[mnr]?|zwei|drei|vier|one|two|three|four)"
    r"(?: ?(?:-|–|bis|to) ?(?:\d|zwei|drei|vier))? ?(?:tag|day)",
)
_SHARE = re.compile(any_of(_SHARES), re.IGNORECASE)
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
        before = text[max(0, begin - 40) : begin].rpartition("\n\n")[2].replace("\n", " ")
        topic, after = text[begin:end], text[end : end + 50].replace("\n", " ")
        if topic.lower() == "remote" and _NOT_WORK.match(after):
            continue
        mode = _mode(before, topic, after)
        if mode == "hybrid" and (_SHARE.search(before) or _SHARE.search(after)):
            return Remote(mode, _mention(before, topic, after))  # a share of the time outweighs whatever else is said
        found.setdefault(mode, Remote(mode, _mention(before, topic, after)))
    return found.get("full") or found.get("hybrid") or found.get("none")


def _mode(before: str, topic: str, after: str) -> Mode:
    """What one mention of remote work says, judged by the words around it."""
    if _NOT_FULL_BEFORE.search(before):
        return "hybrid"
    if _ON_SITE.search(topic) or _DENIED_BEFORE.search(before) or _DENIED_BEHIND.match(after):
        return "none"
    return "full" if _FULL_BEFORE.search(before) or _FULL_BEHIND.match(after) else "hybrid"


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

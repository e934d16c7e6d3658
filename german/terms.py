"""Terms of an ad: remote work, language, skills and certificates."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

# -- remote work ------------------------------------------------------------------------------------------------------


Mode = Literal["none", "hybrid", "full"]


@dataclass(frozen=True, slots=True)
class Remote:
    """Whether the job can be done away from the employer's site.

    `mode`: none (stated: only on site), hybrid (a part of the time, or offered without a share), full (wholly, or up to
    100 %). `words`: the ad's own words around the statement that decided.
    """

    mode: Mode
    words: str


# What boards write into a field of its own
_FIELD_WORDS: dict[Mode, str] = {
    "none": "office|onsite|on-site|on_site|not_remote|no_remote|vor ort|kein home-office|präsenz",
    "hybrid": "hybrid|remote_flexible|flexible|partially_remote|temporary_remote|partly|nach_vereinbarung|prozentual",
    "full": "remote|fully_remote|full_remote|remote_only|full|telecommute|nur home-office",
}
_FIELD_MODES: dict[str, Mode] = {word: mode for mode, words in _FIELD_WORDS.items() for word in words.split("|")}

# How remote work is named: what to look for quickly, and the wording from there on, in lower case
_TOPICS = tuple(
    (stem, re.compile(wording))
    for stem, wording in (
        ("home", r"home[\s-]?off?ice|home und office|(?<=from[\s-])home"),
        ("remote", r"remote"),
        ("mobil", r"mobil(?:e[mnrs]?)?[\s-]?(?:arbeit(?!s?(?:platz|plätz|ger|masch|mitt))|work|office)"),
        ("tele", r"tele(?:heim)?arbeit"),
        ("heimarbeit", r"heimarbeit"),
        ("hybrid", r"hybride?[mnrs]?[\s-](?:arbeit|work|modell)"),
        ("anywhere", r"(?<=from )anywhere"),
        ("hause", r"(?:(?<=von[\s]zu)|(?<=von[\s]zu[\s])|(?<=von[\s]))hause"),
        ("orts", r"ortsunabhängig|ortsflexib|orts- und zeit(?:flex|unab)"),
        ("arbeitsort", r"arbeitsort (?:deiner|ihrer|eurer|nach|frei)|(?:(?<=zeit und )|(?<=zeiten und ))arbeitsort"),
        ("überall", r"(?<=von )überall"),
        ("vor ort", r"(?:(?<=nur )|(?<=ausschließlich ))vor ort"),
        ("site", r"(?:(?<=fully on)|(?<=fully on-))site|(?<=on-)site only"),
        ("präsenztätigkeit", r"präsenztätigkeit"),
    )
)
_ON_SITE = re.compile(r"vor ort|site|präsenz", re.IGNORECASE)
# what follows "remote" where no one works remotely: Remote-Support, Remote Desktop, Remote Sensing
_NOT_WORK = re.compile(
    r"[ -]?(?:support|access|desktop|zugriff|zugäng|zugang|wartung|fernwart|maintenance|service|control|steuer"
    r"|monitoring|überwach|diagnos|sensing|sensor|hands|server|system|verbindung|connect|management|admin|assist|kunden|customer"
    r"|hilfe|unterstützung|betreuung|procedure|code|installation|update|schulung|training|sales|location|site|workshop"
    r"|meeting|einspiel|einricht|lösung|debug|infrastruktur|umgebung|nutzer|user|api\b|repositor|sitzung|session"
    r"|unterricht|off?ice|team|computing|collabor)",
    re.IGNORECASE,
)
_NEGATED_BEFORE = re.compile(r"(?:\b(?:keine?n?|ohne|no)\s(?:\w{1,20}\s)?|\bnicht (?:im )?|\bnot )$", re.IGNORECASE)
_NEGATED_AFTER = re.compile(
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
_FULL_AFTER = re.compile(
    r"[ -](?:only|first)\b|[\w-]{0,20}[^\w.\n]{0,3}(?:möglich(?:keit(?:en)?)?|nach absprache|arbeit(?:en)?|work"
    r"|anteil)?[^\w.\n]{0,3}(?:(?:bis )?zu |von (?:bis zu )?)?"
    r"(?:100 ?(?:%|prozent)|(?:deutschland|bundes|europa)weit\b)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?<!\d)[1-9]\d? ?(?:%|prozent)|\b(?:hälfte|teilweise|part(?:ly|ially)|highly)\b|\bhybrid"
    r"|\b(?:[1-4]|eine[mnr]?|zwei|drei|vier|one|two|three|four)"
    r"(?: ?(?:-|–|bis|to) ?(?:\d|zwei|drei|vier))? ?(?:tag|day)",
    re.IGNORECASE,
)
_MENTIONS = 200  # of remote work that are looked at: no ad has more


def find_remote(text: str | None) -> Remote | None:
    """Find what an ad, or a board's field, says of remote work.

    None: nothing said. Remote support of customers, remote access and the like are not remote work.
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
            return Remote(mode, _words(before, topic, after))  # a share of the time outweighs whatever else is said
        found.setdefault(mode, Remote(mode, _words(before, topic, after)))
    return found.get("full") or found.get("hybrid") or found.get("none")


def _mode(before: str, topic: str, after: str) -> Mode:
    """What one mention of remote work says, by the words around it."""
    if _NOT_FULL_BEFORE.search(before):
        return "hybrid"
    if _ON_SITE.search(topic) or _NEGATED_BEFORE.search(before) or _NEGATED_AFTER.match(after):
        return "none"
    return "full" if _FULL_BEFORE.search(before) or _FULL_AFTER.match(after) else "hybrid"


def _words(before: str, topic: str, after: str) -> str:
    """A mention with a few words of each side, none of them cut."""
    if len(before) > 25:
        before = before[-25:].partition(" ")[2]
    if len(after) > 25:
        after = after[:25].rpartition(" ")[0]
    return " ".join(f"{before}{topic}{after}".split())


def _topics(text: str) -> list[tuple[int, int]]:
    """Where a text names remote work, from the left."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters have two-letter lower cases: places would shift
        lowered = "".join(char if len(char.lower()) > 1 else char.lower() for char in text)
    spans: list[tuple[int, int]] = []
    for stem, wording in _TOPICS:
        at = lowered.find(stem)
        while at >= 0:
            if match := wording.match(lowered, at):
                spans.append(match.span())
            at = lowered.find(stem, at + len(stem))
    return sorted(spans)


# -- language ---------------------------------------------------------------------------------------------------------

_STOP_WORDS = {
    "de": "und der die das mit für von wir sie den ist im zu ein eine einen einer eines auf bei oder sind du dich dir "
    "ihr ihre unser unsere unserem unseren uns nicht auch des dem als zur zum aus werden haben",
    "en": "and the of to with for you our your we are is a on as be or at that this have from by their who which all",
    "fr": "et le la les des du une pour vous nous votre notre avec dans sur est sont vos nos aux",
    "nl": "en het een van voor met jij je wij ons onze zijn naar bij ook niet dat deze jouw wordt",
    "es": "y el los las del una para con nuestro nuestra tu es en por que como más",
    "it": "e il gli della delle dei per con nostro nostra una sono che nel nella alla",
    "pl": "i w z na do oraz dla się jest praca pracy w twoje nasz lub",
    "ro": "și pentru cu din sau este ale noastre unui în la de",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _listed in _STOP_WORDS.items():
    for _word in _listed.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_SAMPLE = 1000


def find_language(text: str | None) -> str | None:
    """Find the language of an ad, as an ISO 639-1 code, by its little words; of two, the one with clearly more of them.

    Looks at the beginning and the middle. None: too little text, or none of de, en, fr, nl, es, it, pl, ro is ahead.

    >>> find_language("Wir suchen eine Leitung für die IT in Wuppertal.")
    'de'
    >>> find_language("You will lead our team and its budget, and report to the board.")
    'en'
    >>> find_language("SAP Consultant") is None
    True
    """
    text = text or ""
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[len(text) // 2 : len(text) // 2 + _SAMPLE]
    known = filter(None, map(_LANGUAGES_OF.get, text.lower().split()))
    (best, most), (_, second), *_ = *Counter(chain.from_iterable(known)).most_common(2), ("", 0), ("", 0)
    return best if most >= 3 and most > 1.3 * second else None


# -- skills -----------------------------------------------------------------------------------------------------------


class _Synonym(NamedTuple):
    """A way to write a skill: its words after the first, and the first as written where its case matters."""

    rest: tuple[str, ...]
    first: str | None
    is_beginning: bool
    name: str
    kind: str


class _Starting(NamedTuple):
    """What a word of an ad may begin: (kind, name) it stands for by itself, and phrases with their second words."""

    names: frozenset[tuple[str, str]]
    seconds: tuple[str, ...]
    phrases: tuple[_Synonym, ...]


_LONGEST = 40  # letters of the longest word that begins others
_WORD = re.compile(r"[A-Za-z0-9äöüÄÖÜß]+[+#]*")


@cache
def _synonyms() -> tuple[dict[str, list[_Synonym]], tuple[str, ...]]:
    """skills.tsv by first word; words that begin others ("datenschutz*") also as a tuple of beginnings.

    A synonym after "=" is matched with its case, "*" stands for any rest of a word.
    """
    found: dict[str, list[_Synonym]] = {}
    beginnings: set[str] = set()
    for row in (Path(__file__).parent / "skills.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, kind, listed = row.split("\t")
        for synonym in listed.split("|"):
            first, *rest = _WORD.findall(synonym)
            written = first if synonym.startswith("=") else None
            is_beginning = synonym.endswith("*")
            if is_beginning and not rest:
                beginnings.add(first.lower())
            item = _Synonym(tuple(map(str.lower, rest)), written, is_beginning, name, kind)
            found.setdefault(first.lower(), []).append(item)
    return found, tuple(beginnings)


@lru_cache(maxsize=65536)
def _starting(word: str) -> _Starting | None:
    """What a word, as an ad writes it, may begin; None: nothing."""
    by_first, beginnings = _synonyms()
    low = word.lower()
    found = [item for item in by_first.get(low, ()) if item.first is None or item.first == word]
    if low.startswith(beginnings):
        starts = (low[:length] for length in range(3, min(len(low), _LONGEST)))
        found += [item for start in starts for item in by_first.get(start, ()) if item.is_beginning and not item.rest]
    if not found:
        return None
    phrases = tuple(item for item in found if item.rest)
    names = frozenset((item.kind, item.name) for item in found if not item.rest)
    return _Starting(names, tuple({item.rest[0] for item in phrases}), phrases)


@lru_cache(maxsize=1)  # skills and certificates are asked of the same ad, one after the other
def _find_terms(text: str) -> frozenset[tuple[str, str]]:
    """Every (kind, name) of skills.tsv that the text names."""
    words = _WORD.findall(text)
    names: set[tuple[str, str]] = set()
    for at, starting in enumerate(map(_starting, words)):
        if starting:
            names |= starting.names
            if starting.phrases and at + 1 < len(words) and words[at + 1].lower().startswith(starting.seconds):
                names.update(
                    (phrase.kind, phrase.name) for phrase in starting.phrases if _goes_on(phrase, words, at + 1)
                )
    return frozenset(names)


def _goes_on(phrase: _Synonym, words: list[str], at: int) -> bool:
    """Whether a phrase whose first word was met goes on with the words from `at`."""
    end = at + len(phrase.rest) - 1
    if end >= len(words):
        return False
    last = words[end].lower()
    if last != phrase.rest[-1] and not (phrase.is_beginning and last.startswith(phrase.rest[-1])):
        return False
    return all(word.lower() == wanted for word, wanted in zip(words[at:end], phrase.rest, strict=False))


def find_skills(text: str | None) -> tuple[str, ...]:
    """Find the skills of skills.tsv that a text names: canonical names, sorted; empty where it names none.

    >>> find_skills("Erfahrung mit S/4HANA, Azure und Microsoft 365; Kenntnisse in ISO/IEC 27001, safe driver")
    ('Azure', 'ISO 27001', 'Microsoft 365', 'SAP S/4HANA')
    """
    return tuple(sorted(name for kind, name in _find_terms(text or "") if kind == "skill"))


def find_certificates(text: str | None) -> tuple[str, ...]:
    """Find the certificates of skills.tsv that a text names: canonical names, sorted; empty where it names none.

    >>> find_certificates("PMP oder PRINCE2, ITIL-Zertifizierung von Vorteil")
    ('ITIL-Zertifikat', 'PMP', 'PRINCE2')
    """
    return tuple(sorted(name for kind, name in _find_terms(text or "") if kind == "certificate"))

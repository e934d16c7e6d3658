"""What a statement of an ad may be about, told by its words. A reader looks only at statements of its topic."""

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from german.words.gates import literals
from german.words.later import when_needed

# Pieces of words, in lower case, as patterns, one of which stands in every statement that a reader can read.
_PIECES = {
    "education": (
        *("studi", "ausbildung", "abschluss", "bachelor", "master", "diplom", "promo", "promov", "doktor", "phd"),
        *("degree", "universit", "techniker", "meister", "fachwirt", "abitur", "reife", "vocational", "apprentice"),
        *("lehre", "gelernt", "ausgebildet", "hochschul", "magister", "graduate", "lehrgang", "fachinformatiker"),
        *("staatsexamen", "schule", "akademi", "kaufmann", "kauffrau", "fachangestellt", "doctor", r"\bph\.?d"),
        *(r"\b[bm]\.?(?:sc|eng)\b", r"\b[bm]\.a\b", r"\b(?:sc|eng|dipl)\b", r"\bmba\b", "certificate"),
        *("facharbeiter", "bilanzbuchhalter", "gesellenbrief", "schulbild", "hauptschul", "realschul"),
        *("school",),
    ),
    "experience": (
        *("erfahr", "experience", "einsteiger", "praxis", "jährig", "entry", "absolvent", "graduates", "praktisch"),
        *("gearbeitet", "erfolgsbilanz", "expertise", "record"),
    ),
    "beginners": ("einsteiger", "anfänger", "absolvent", "professional", "graduate", "starter", "berufseinstieg"),
    "wishes": (
        *("idealerweise", "wünschenswert", "vorteil", "verfüg", "bereitschaft", "erste", "bereits", "schon", "eine"),
    ),
    "languages": (
        *("deutsch", "englisch", "english", "german", "französ", "french", "spanisch", "spanish", "italien", "italian"),
        *("niederländ", "holländ", "dutch", "polnisch", "polish", "russisch", "russian", "türk", "turkish", "tschech"),
        *("czech", "chines", "mandarin", "portugies", "portuguese", "japan", "arabi", "schwed", "swedish", "dänisch"),
        *("danish", "norweg", "ungar", "hungarian", "rumän", "romanian", "ukrain", "finnisch", "finnish", "kroat"),
        *("griech", "greek", "korean", "croatian"),
    ),
    "leading": (
        *("führ", "leit", "personalverant", "disziplin", "lead", "manag", "mitarbeiterverant", "supervis", "head"),
        *("team", "mitarbeit", "contributor", "fachlich", "koordin", "hilfskr", "responsib", "personal-verant"),
    ),
    "travel": ("reis", "travel", "dienstreise", r"\btrips?\b"),
    "duties": (
        *("rufbereit", "bereitschaft", "on-call", "call", "24/7", "schicht", "wochenend", "shift", "feiertag"),
        *("führerschein", "fahrerlaubnis", "licen", "führungszeugnis", "sicherheitsüberprüf", "süg", "clearance"),
        *("zuverlässigkeitsüberprüf", "background", "pkw-führ", "nachtdienst", "vetting", "verfassungsschutz"),
        *("rufdienst", "stördienst", "störungsdienst", "weekend", "staplerschein", "security"),
        *(r"\bü1\b", r"\bü2\b", r"\bü3\b"),
        *("sicherheits-?überprüf", "sicherheits(?:be)?-?freigabe", "zuverlässigkeits-überprüf"),
    ),
    "leave": ("urlaub", "vacation", "leave", "holiday", "ferien", "erholung", r"\bpto\b"),
    "rewards": (
        *(
            "bonus",
            "prämie",
            "provision",
            "variab",
            "erfolgsbeteil",
            "gewinnbeteil",
            "sonderzahl",
            "weihnacht",
            "13",
            "14",
        ),
        *("urlaub", "incentive", "commission", "tantieme", "leistungszulage", "sonderzuwend", "holiday", "christmas"),
        *(
            "dreizehn",
            "zielvereinbarung",
            "gratifikation",
            "leistungsentgelt",
            "leistungsprämie",
            "monatsgeh",
            "thirteenth",
            "(?:erfolgs|gewinn|ergebnis|umsatz)-?beteil",
            "jahressonder",
            "erfolgsabhängig",
            "leistungsorientiert",
            "vacation",
        ),
    ),
    "pay": (
        *("vergüt", "gehalt", "gehält", "bezahl", "entlohn", "verdien", "tarif", "salary", "remunerat", "compensation"),
        *("entgelt", "tvöd", "tv-l", "lohn", "besold", "paket", "package", "verdienst", "paid", "pay", "konditionen"),
        *("eingrupp", "löhne", "einkommen", "salaries"),
    ),
    "size": (
        "mitarbeit",
        "beschäftigt",
        "employee",
        "kolleg",
        "people",
        "angestellt",
        "menschen",
        "köpf",
        "mitarbeiter",
        "colleagues",
        "staff",
        "teammitglied",
        "expert",
        "personen",
        "beamt",
        "mitglied",
        "members",
        "talent",
        "professionals",
        "player",
        "persönlichkeit",
        "natives",
        "kreativ",
        "spezialist",
        r"\bminds\b",
        r"\bmann\b",
        "profis",
    ),
    "positions": ("stellen", "positions", "mehrere", "ausbildungspl"),
}
_DENIALS = re.compile(r"\b(?:kein|nicht|ohne|nein|no|not|without|weder|noch|statt|entfällt|ausgeschl)")
_WORD = re.compile(r"\b[bm]\.(?:sc|eng|a)\b|[^\W\d_]{2,}(?:[-/.][^\W_]+)*|1[34]|24/7|\bü[123]\b")
_WORDS_KEPT = 65_536
_FIRST = 3  # letters by which a piece is found
DENIED = "denied"
NAMES, MAY_NAME = "names ", "may name "  # a kind of benefits


class Kind(NamedTuple):
    """A kind of benefits.tsv: its wordings, those of several words, and a sign that one of these words bears."""

    wording: re.Pattern[str]
    phrases: re.Pattern[str] | None
    sign: re.Pattern[str] | None


@cache
def benefit_kinds() -> dict[str, Kind]:
    """The kinds of benefits.tsv by name, in its order."""
    rows: dict[str, list[list[str]]] = {}
    for row in (Path(__file__).parent / "benefits.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, *wordings, _ = row.split("\t")
        rows.setdefault(kind, []).append(wordings)
    return {kind: _make_kind(wordings) for kind, wordings in rows.items()}


def _make_kind(rows: list[list[str]]) -> Kind:
    words, phrases, signs = (list(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True))
    several, sign = (when_needed("|".join(some)) if some else None for some in (phrases, signs))
    return Kind(when_needed("|".join([*words, *phrases])), several, sign)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Each topic with what matches in its words: those of a benefit's kind, and signs of it, are topics as well."""
    kinds = benefit_kinds().items()
    return {
        **{topic: when_needed("|".join(parts)) for topic, parts in _PIECES.items()},
        **{f"{NAMES}{name}": kind.wording for name, kind in kinds},
        **{f"{MAY_NAME}{name}": kind.sign for name, kind in kinds if kind.sign},
    }


@cache
def _literals() -> dict[str, list[tuple[str, str]]]:
    """By its first letters each literal piece with its topic; under "" those that are shorter.

    A word of a topic holds one of its pieces. Most words hold none, and need not be searched.
    """
    found: dict[str, list[tuple[str, str]]] = {"": []}
    for topic, pattern in _patterns().items():
        for piece in literals(pattern.pattern):
            found.setdefault(piece[:_FIRST] if len(piece) >= _FIRST else "", []).append((piece, topic))
    return found


class _TopicsOfWords(dict[str, frozenset[str]]):
    """The topics of each word met; a crawl meets the same words again and again."""

    def __missing__(self, word: str) -> frozenset[str]:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        parts = map(_read_word, _WORD.findall(word.lower()))
        topics = self[word] = _NONE.union(*parts)
        return topics


_known = _TopicsOfWords()


def _read_word(low: str) -> frozenset[str]:
    pieces, patterns = _literals(), _patterns()
    begun = (pieces.get(low[at : at + _FIRST], ()) for at in range(len(low) - _FIRST + 1))
    topics = {topic for piece, topic in chain(pieces[""], *begun) if piece in low and patterns[topic].search(low)}
    if any(topic.startswith(NAMES) for topic in topics):
        topics.add("benefits")
    if _DENIALS.match(low):
        topics.add(DENIED)
    return frozenset(topics)


def topics_of(words: str) -> frozenset[str]:
    """What a statement may be about.

    >>> sorted(topics_of("fließend Englisch")), topics_of("Freude am Programmieren")
    (['languages'], frozenset())
    """
    found = [topics for topics in map(_known.__getitem__, words.split()) if topics]
    return _NONE.union(*found) if found else _NONE


_NONE: frozenset[str] = frozenset()

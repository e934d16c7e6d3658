"""What a statement of an ad may be about, told by its words. A reader looks only at statements of its topic."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from german.words.gates import anchors, any_of

# Pieces of words, in lower case, one of which stands in every statement that a reader can read.
_PIECES = {
    "education": (
        *("studi", "ausbildung", "abschluss", "bachelor", "master", "diplom", "promo", "promov", "doktor", "phd"),
        *("degree", "universit", "techniker", "meister", "fachwirt", "abitur", "reife", "vocational", "apprentice"),
        *("lehre", "gelernt", "ausgebildet", "hochschul", "magister", "graduate", "lehrgang", "fachinformatiker"),
        *("staatsexamen", "schule", "akademi", "kaufmann", "kauffrau", "fachangestellt", "doctor", "b.sc", "bsc"),
    ),
    "experience": ("erfahr", "experience", "einsteiger", "praxis", "jährig", "entry", "absolvent", "graduates"),
    "languages": (
        *("deutsch", "englisch", "english", "german", "französ", "french", "spanisch", "spanish", "italien", "italian"),
        *("niederländ", "holländ", "dutch", "polnisch", "polish", "russisch", "russian", "türk", "turkish", "tschech"),
        *("czech", "chines", "mandarin", "portugies", "portuguese", "japan", "arabi", "schwed", "swedish", "dänisch"),
        *("danish", "norweg", "ungar", "hungarian", "rumän", "romanian", "ukrain", "finnisch", "finnish", "kroat"),
        *("griech", "greek", "korean"),
    ),
    "leading": (
        *("führ", "leit", "personalverant", "disziplin", "lead", "manag", "mitarbeiterverant", "supervis", "head"),
        *("team", "mitarbeit", "contributor"),
    ),
    "travel": ("reis", "travel", "dienstreise"),
    "duties": (
        *("rufbereit", "bereitschaft", "on-call", "call", "24/7", "schicht", "wochenend", "shift", "feiertag"),
        *("führerschein", "fahrerlaubnis", "licen", "führungszeugnis", "sicherheitsüberprüf", "süg", "clearance"),
        *("zuverlässigkeitsüberprüf", "background", "pkw-führ", "nachtdienst", "vetting", "verfassungsschutz"),
    ),
    "leave": ("urlaub", "vacation", "leave", "holiday", "ferien"),
    "rewards": (
        *("bonus", "prämie", "provision", "variab", "erfolgsbeteil", "gewinnbeteil", "sonderzahl", "weihnacht", "13"),
        *("urlaub", "incentive", "commission", "tantieme", "leistungszulage", "sonderzuwend", "holiday", "christmas"),
        *(
            "dreizehn",
            "zielvereinbarung",
            "gratifikation",
            "leistungsentgelt",
            "leistungsprämie",
            "monatsgeh",
            "thirteenth",
        ),
    ),
    "pay": (
        *("vergüt", "gehalt", "gehält", "bezahl", "entlohn", "verdien", "tarif", "salary", "remunerat", "compensation"),
        *("entgelt", "tvöd", "tv-l", "lohn", "besold", "paket", "package", "verdienst", "paid", "pay", "konditionen"),
        *("eingrupp",),
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
    ),
    "positions": ("stellen", "positions", "personen", "mehrere", "ausbildungspl"),
}
_DENIALS = re.compile(r"^(?:kein|nicht|ohne|nein|no|not|without|weder|noch|statt|entfällt|ausgeschl)")
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-/.][^\W_]+)*|1[34]|24/7")
_WORDS_KEPT = 65_536


class Kind(NamedTuple):
    """A kind of benefits.tsv: what names it within one word or several, and pieces of words that stand in several."""

    name: str
    wording: re.Pattern[str]
    pieces: re.Pattern[str] | None


@cache
def benefit_kinds() -> dict[str, Kind]:
    """The kinds of benefits.tsv by name, in its order."""
    wordings: dict[str, list[str]] = {}
    phrases: dict[str, list[str]] = {}
    for row in (Path(__file__).parent / "benefits.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, words, several, _ = row.split("\t")
        wordings.setdefault(kind, []).extend(filter(None, (words, several)))
        phrases.setdefault(kind, []).extend(filter(None, (several,)))
    return {
        kind: Kind(kind, re.compile("|".join(wordings[kind])), _pieces_of(phrases[kind]) if phrases[kind] else None)
        for kind in wordings
    }


def _pieces_of(wordings: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, anchors(wordings))))


@cache
def _gates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((topic, re.compile("|".join(map(re.escape, parts)))) for topic, parts in _PIECES.items())


@cache
def _any_topic() -> re.Pattern[str]:
    """What every word with a topic contains: most words have none, and are told by this alone."""
    pieces = [re.escape(part) for parts in _PIECES.values() for part in parts]
    wordings = [kind.wording.pattern for kind in benefit_kinds().values()]
    kinds = [re.escape(piece) for piece in anchors(wordings)]
    return re.compile(
        any_of((*pieces, *kinds, "(?<!.)(?:kein|nicht|ohne|nein|no|not|without|weder|noch|statt|entfällt|ausgeschl)"))
    )


class _TopicsOfWords(dict[str, frozenset[str]]):
    """The topics of each word met; a crawl meets the same words again and again."""

    def __missing__(self, word: str) -> frozenset[str]:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        topics = self[word] = _read_word(word.lower())
        return topics


_known = _TopicsOfWords()


def _read_word(low: str) -> frozenset[str]:
    if not _any_topic().search(low):
        return _NONE
    topics = {topic for topic, gate in _gates() if gate.search(low)}
    if _DENIALS.match(low):
        topics.add(DENIED)
    for kind in benefit_kinds().values():
        if kind.wording.search(low):
            topics |= {"benefits", f"names {kind.name}"}
        elif kind.pieces and kind.pieces.search(low):
            topics.add(f"may name {kind.name}")
    return frozenset(topics)


def topics_of(words: str) -> frozenset[str]:
    """What a statement may be about.

    >>> sorted(topics_of("30 Tage Urlaub")), topics_of("Freude am Programmieren")
    (['leave', 'rewards'], frozenset())
    """
    found = [topics for topics in map(_known.__getitem__, _WORD.findall(words)) if topics]
    return _NONE.union(*found) if found else _NONE


DENIED = "denied"
_NONE: frozenset[str] = frozenset()

"""What a statement of an ad may be about, told by its words. A reader looks only at statements of its topic."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from german.words.gates import gate

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
        *("rufdienst", "stördienst", "störungsdienst", "weekend", "staplerschein", "security", r"\bü[123]\b"),
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
            "1[34]",
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
    "positions": ("stellen", "positions", "personen", "mehrere", "ausbildungspl"),
}
_DENIALS = re.compile(r"\b(?:kein|nicht|ohne|nein|no|not|without|weder|noch|statt|entfällt|ausgeschl)")
_WORD = re.compile(r"\b[bm]\.(?:sc|eng|a)\b|[^\W\d_]{2,}(?:[-/.][^\W_]+)*|1[34]|24/7|\bü[123]\b")
_WORDS_KEPT = 65_536


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
    several, sign = (re.compile("|".join(some)) if some else None for some in (phrases, signs))
    return Kind(re.compile("|".join([*words, *phrases])), several, sign)


@cache
def _gates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((topic, re.compile("|".join(parts))) for topic, parts in _PIECES.items())


@cache
def _may_have_topic() -> re.Pattern[str]:
    """What every word with a topic contains, and few others: most words have none, and are told by this alone."""
    pieces = [part for parts in _PIECES.values() for part in parts]
    return re.compile(gate((*pieces, *_of_benefits(), _DENIALS.pattern), looked_at=5))


@cache
def _may_name_benefit() -> re.Pattern[str]:
    """What every word contains that names a benefit, or may name one, and few others."""
    return re.compile(gate(_of_benefits(), looked_at=5))


def _of_benefits() -> list[str]:
    kinds = benefit_kinds().values()
    return [kind.wording.pattern for kind in kinds] + [kind.sign.pattern for kind in kinds if kind.sign]


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
    if not _may_have_topic().search(low):
        return _NONE
    topics = {topic for topic, gate in _gates() if gate.search(low)}
    if _DENIALS.match(low):
        topics.add(DENIED)
    if not _may_name_benefit().search(low):
        return frozenset(topics)
    for name, kind in benefit_kinds().items():
        if kind.wording.search(low):
            topics |= {"benefits", f"names {name}"}
        elif kind.sign and kind.sign.search(low):
            topics.add(f"may name {name}")
    return frozenset(topics)


def topics_of(words: str) -> frozenset[str]:
    """What a statement may be about.

    >>> sorted(topics_of("fließend Englisch")), topics_of("Freude am Programmieren")
    (['languages'], frozenset())
    """
    found = [topics for topics in map(_known.__getitem__, words.split()) if topics]
    return _NONE.union(*found) if found else _NONE


DENIED = "denied"
_NONE: frozenset[str] = frozenset()

"""The key of an employer's name: equal for its spellings, with or without legal form, branch, owner and decoration."""

import re
from functools import cache
from pathlib import Path

from german.ads.authorities import is_town, one_form
from german.ads.legal_forms import find_legal_form, without_legal_forms
from german.words.gates import any_of


@cache
def listed(kind: str) -> frozenset[str]:
    """The words of one kind in employer_words.tsv.

    little; last, first: dropped at the end of a key, or at its beginning; generic: name no firm by themselves ("Praxis
    für Logopädie Inh. …"); head: second parts of names that are spelt in one word or two ("Rhein Guss", "Rheinguss");
    short: their first parts of three letters; agency: first words of the key of a well-known firm that lends or places
    people; agency_whole: its whole key.
    """
    for row in (Path(__file__).parent / "employer_words.tsv").read_text(encoding="utf-8").splitlines():
        if row.startswith(f"{kind}\t"):
            return frozenset(row.partition("\t")[2].split("|"))
    raise KeyError(kind)


# After a name, these begin what does not belong to it.
_BRANCHES = (
    *("(?:zweig|vertriebs)?niederlassung", "nl", "standort", "filiale", "geschaeftsstelle", "hauptverwaltung"),
    *("zweigstelle", "aussenstelle", "betriebsstaette", "dienststelle", "vertreten durch"),
    *(
        "geschaeftsbereich",
        "gb",
        "c/o",
        r"inh\.?",
        "inhaber(?:in)?",
        r"z\. ?hd",
        "personal(?:abteilung|amt|verwaltung)",
    ),
    *("d(?:er|ie) (?:ober)?buergermeister", "d(?:er|ie) landr(?:at|aetin)", "der magistrat"),
    *("im (?:kunden)?auftrag", "fuer unseren?", "(?:ein )?unternehmen (?:der|von)", "(?:ein )?mitglied der"),
    *(r"eine? (?:marke|tochter|gesellschaft|teil)\w* (?:der|von)", "teil der", "(?:a )?member of", "part of"),
)
_BRANCH = re.compile(rf"(?<=\S)[\s,(–|-]{{1,4}}{any_of(_BRANCHES)}(?:in)?\b.*$")
# These do so behind a comma, a dash or a bar alone: "Muster, Werk Hagen", but "Muster Werk".
_PARTS = (
    *("werk", "buero", "campus", "team", "(?:[a-z-]+)?abteilung", "bereich", "fachbereich", "dezernat"),
    *("(?:[a-z-]+)?amt", "hr", "human resources", "recruiting", "karriere", "division", "business unit", "depot"),
    *("(?:stadt|kreis)?verwaltung", "rathaus"),
)
_PART = re.compile(rf"(?:\s?[,|]\s?|\s[–—-]\s){any_of(_PARTS)}\b.*$")
_SLOGAN = re.compile(r"\s[–—|-]\s(?:\w{3,}ing|we|wir|your|ihr|die|der|das|interne)\b.*$")
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
# Before a name, these say only what it is part of or which part of it.
_PART_OF = re.compile(
    r"^(?:eine? (?:unternehmen|gesellschaft|mitglied|marke|tochter\w*) (?:der|von)"
    r"|(?:niederlassung|standort|filiale|geschaeftsstelle|zweigstelle) [\w-]+ (?:der|des|von)) (?=\w)"
)
_DOMAIN = re.compile(r"(?<=\w{5})\.(?:de|com|net|eu|io|at|ch)\b")
_KEY_WORD = re.compile(r"[a-z0-9]+")


def key_of(folded: str) -> str:
    """The key of a folded name: what comes before the legal form, without branch, owner and slogan; never empty.

    >>> key_of("mueller & soehne gmbh & co. kg, niederlassung hagen"), key_of("rheinguss ag"), key_of("rhein guss ag")
    ('mueller soehne', 'rhein guss', 'rhein guss')
    >>> key_of("heinrich-heine-universitaet duesseldorf"), key_of("stadtsparkasse solingen")
    ('universitaet duesseldorf', 'sparkasse solingen')
    """
    whole = one_form(folded)
    bare = " ".join(_BRACKET.sub(" ", whole).split()) if "(" in whole or "[" in whole else whole
    short = _PART_OF.sub("", bare if _KEY_WORD.search(bare) else whole)
    short = one_form(_SLOGAN.sub("", _PART.sub("", _BRANCH.sub("", short))))
    if legal := find_legal_form(short):
        short = short[: legal.start()]
    words = _words(short)
    if listed("generic").issuperset(words):
        words = _words(without_legal_forms(folded))
    while len(words) > 1 and words[-1] in listed("last"):
        words.pop()
    while len(words) > 1 and words[0] in listed("first"):
        del words[0]
    return " ".join((*_apart(words[0]), *words[1:])) if words else folded


def _words(short: str) -> list[str]:
    """The words of a name in one spelling, without little ones."""
    spelt = _undecorated(short)
    if "." in spelt or "sankt" in spelt:
        spelt = _ABBREVIATED.sub(lambda found: f"{_SPELT[found[1]]} ", _DOMAIN.sub("", spelt))
    if "lisch" in spelt:
        spelt = _CONFESSION.sub(r"\1", spelt)
    words = _KEY_WORD.findall(spelt)
    return [word for at, word in enumerate(words) if word not in listed("little") or (at == 0 and word == "and")]


# Abbreviations with their dot: "EV Group" is no church.
_SPELT = {"gebr": "gebrueder", "intl": "international", "dt": "deutsche", "ges": "gesellschaft", "ev": "evangelisch"}
_SPELT |= {"evang": "evangelisch", "kath": "katholisch", "sankt": "st"}
_ABBREVIATED = re.compile(rf"\b({'|'.join(_SPELT)})(?:\.|(?<=sankt))")
_CONFESSION = re.compile(r"\b(evangelisch|katholisch)e[rsn]?\b")


def _apart(word: str) -> tuple[str, ...]:
    """The first word of a name as two where it has a listed second part: it is spelt in one word or in two."""
    for at in range(3, len(word) - 2):
        if word[at:] in listed("head") and (at > 3 or word[:at] in listed("short")) and word not in listed("generic"):
            return (word[:at], word[at:])
    return (word,)


# -- decoration -------------------------------------------------------------------------------------------------------

_CITY_BANK = re.compile(r"\bstadt-?sparkasse\b")
_UNI = re.compile(r"\buni\b\.?")
_CLINIC = re.compile(r"\buni(?:versitaets)?-?klinik(?:um)?\b")
_NAMED_CLINIC = re.compile(r"(?<=\w )universitaetsklinikum\b")
_UNIVERSITY = re.compile(r"^(?P<before>(?:[\w.]+[ -]){0,5})universitaet (?:zu |in )?(?P<town>\w.*)$")
# These before it make another university of the same town, or something of it.
_OTHER = re.compile(
    r"\b(?:technische|freie|medizinische|private|(?:ev|kath)\w*|paedagogische|duale|paracelsus|fern|deutsche|helmut|hafencity"
    r"|tieraerztliche|steinbeis|internationale|europa|der|die|an|und|\w+(?:um|ung|werk|klinik|haus|verein|kasse|ut|ek))\b"
)


def _undecorated(name: str) -> str:
    """A name without what some leave out: whom a university is named after, "Stadt" before "Sparkasse"."""
    if "sparkasse" in name:
        name = _CITY_BANK.sub("sparkasse", name)
    if "uni" in name:
        name = _CLINIC.sub("universitaetsklinikum", _UNI.sub("universitaet", name))
        name = _NAMED_CLINIC.sub("klinikum", name)
        university = _UNIVERSITY.match(name)
        if university and is_town(university["town"]) and not _OTHER.search(university["before"]):
            name = f"universitaet {university['town']}"
    return name

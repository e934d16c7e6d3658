"""Whether what stands in an employer's place names none: "k. A.", "Unser Mandant", "Ein Unternehmen der Region".

A real name brings a word of its own or a legal form: "Kunde & Co GmbH". The words are in unnamed_words.tsv.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from german.words.fold import fold
from german.words.towns import names_of_towns

WORDS = Path(__file__).with_name("unnamed_words.tsv")
_SHORT = re.compile(r"\b([kn]) ?[./]? ?([an])\b\.?", re.IGNORECASE)
_LINE = re.compile(r"\b(?:IT|EDV|DAX)[- ](?=[A-ZÄÖÜ])")
_STARTUP = re.compile(r"\b(start)-(up)", re.IGNORECASE)
_HR = re.compile(r"human[ -]resources?|talent[ -]acquisition|people (?:&|and|und) culture", re.IGNORECASE)
_PIECE = re.compile(r"(?P<word>\w+)|(?P<break>\s[–—-]\s|[,;()\[\]|/])|(?P<colon>:)")
_ENDINGS = ("", "e", "er", "es", "en", "em", "n", "s", "in", "innen")
# A word with such an ending tells what a firm is like, whatever it says: "bergisches Unternehmen".
_QUALITY = re.compile(r"\w{2,}(?:isch|lich|ig|iert|haft|sam|bar|ell|iv|[tdgrsznlh]end|fuehrt)e[rsnm]?")
_CALLED_AFTER_A_TOWN = re.compile(r"[Kk]onzern|[Dd]ienst\b")  # Gothaer Konzern
_TOWN = 20_000  # inhabitants
_FIRM = re.compile(r"\w+(?:unternehmen|konzern|betrieb|arbeitgeber)s?")

# A name is judged by its words' letters, one for each, as _letter_of gives them.
_ANY = "[nfosqplbc|]"
_NOTHING_ELSE = re.compile(rf"(?=.*[nfo])(?:{_ANY}|:)+")
_GOES_ON = r"(?=$|\||[bcs])"
_DESCRIBED = re.compile(
    rf"(?:[sqrplbcn]*[sp][sqrplbcn]*[ft]|[qrlbc]*[qr][qrlbc]*f|[lb]*f(?=b)|[lb]*g[qrg]*f){_GOES_ON}"
)
# A described firm that is part of one with a name has a name: "ein Unternehmen der Beispiel-Gruppe".
_PART_OF = re.compile(r"\b(?:\w*gruppe|group|holding|familie|stadt|(?:land)?kreis(?:es)?|landes)\b")


def names_nobody(name: str) -> bool:
    """Whether a cleaned name without a legal form is none.

    >>> [names_nobody(name) for name in ("N. N.", "Company Confidential", "Namhafter Arbeitgeber", "HR-Abteilung")]
    [True, True, True, True]
    >>> [names_nobody(name) for name in ("NN Architekten", "Deutsche Bank", "Unternehmen Muster", "Unser Laden")]
    [False, False, False, False]
    """
    plain = _LINE.sub("", _STARTUP.sub(r"\1\2", _HR.sub("HR", _SHORT.sub(r"\1\2 ", name))))
    if (first := _PIECE.search(plain)) and _letter_of_piece(first) in "ut":  # as nearly every name begins
        return False
    pieces = list(_PIECE.finditer(plain))
    letters = "".join(map(_letter_of_piece, pieces)).strip("|")
    if _NOTHING_ELSE.fullmatch(letters):
        return True
    described = _DESCRIBED.match(letters)
    if not described or ("g" in described[0] and _CALLED_AFTER_A_TOWN.search(name)):
        return False
    rest = " ".join(piece[0] for piece in pieces[described.end() :])
    return not _PART_OF.search(fold(rest))


def _letter_of_piece(piece: re.Match[str]) -> str:
    if not (word := piece["word"]):
        return ":" if piece["colon"] else "|"
    letter = _letter_of(fold(word))
    return "q" if letter == "u" and word[0].islower() and piece.start() else letter


@cache
def _listed() -> dict[str, frozenset[str]]:
    """The words of unnamed_words.tsv by kind.

    nobody: say that no name is stated; firm: an employer, as a word; office: a department, or an advertisement;
    some: an indefinite article; praise, quality: what a firm is like; begins, for: what follows a described firm;
    little: what else stands among such words; trade: endings of words for a firm of a trade.
    """
    rows = WORDS.read_text(encoding="utf-8").splitlines()[1:]
    return {kind: frozenset(words.split()) for kind, words in (row.split("\t") for row in rows)}


_LETTERS = {
    "nobody": "n",
    "firm": "f",
    "office": "o",
    "some": "s",
    "praise": "p",
    "quality": "q",
    "begins": "b",
    "for": "c",
}


@lru_cache(maxsize=4096)
def _letter_of(word: str) -> str:
    """The letter of a folded word's kind, as it stands or without its ending; u: unknown."""
    listed = _listed()
    forms = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    for kind, letter in (*_LETTERS.items(), ("little", "l")):
        if not listed[kind].isdisjoint(forms):
            return letter
    if word.isdigit():
        return "l"
    if set(word) == {"x"}:
        return "n"
    if _FIRM.fullmatch(word):
        return "f"
    if word.endswith(tuple(listed["trade"])):
        return "t"
    return "r" if _QUALITY.fullmatch(word) else "g" if _is_of_a_town(word) else "u"


def _is_of_a_town(word: str) -> bool:
    """Whether a folded word is a town's: koelner, solinger."""
    towns = names_of_towns(_TOWN)
    return word.endswith("er") and (word[:-2] in towns or f"{word[:-2]}en" in towns)

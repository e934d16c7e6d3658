"""Employers as they are compared: without legal forms, and which may be two spellings of one."""

from functools import lru_cache

from german.ads.employer_key import key_of
from german.words.fold import fold
from german.words.towns import TOWN, names_of_towns

_BESIDE_A_NAME = {"st", "sankt", "dr", "prof", "firma", "unsere", "unserer", "tochter", "tochtergesellschaft"}
_LEGAL_REST = {
    *("auf", "gegenseitigkeit", "ag", "vvag", "adoer", "aoer", "kdoer", "gmbh", "se", "kg"),
    *("deutschland", "germany", "gruppe", "group"),
}


@lru_cache(maxsize=65536)
def employer_of(employer_key: str) -> str:
    """An employer key without remains of a legal form or of the country.

    >>> employer_of("elbwerk versicherung auf gegenseitigkeit"), employer_of("elbwerk s p a"), employer_of("gruppe")
    ('elbwerk versicherung', 'elbwerk', 'gruppe')
    """
    words = employer_key.split()
    while len(words) > 1 and (words[-1] in _LEGAL_REST or len(words[-1]) == 1):
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=65536)
def other_firm(firm: str, employer: str) -> str | None:
    """The words of a firm but for titles and towns, if it is not the employer.

    >>> other_firm("St. Anna-Klinik Hagen gGmbH", "tal"), other_firm("Tal Netze GmbH", "tal netze")
    ('annaklinik', None)
    """
    key = employer_of(key_of(fold(firm)))
    words = key.split()
    named = [word for word in words if word not in _BESIDE_A_NAME and word not in names_of_towns(TOWN)]
    return None if are_related(key, employer) else "".join(named or words).replace("-", "")


def are_related(one: str, other: str) -> bool:
    """Whether two employers may be parent and part, or one in two spellings; near-identical texts must confirm it.

    >>> are_related("arvo", "arvo supply chain"), are_related("lbw", "landesbank wupper"), are_related("alba", "beta")
    (True, True, False)
    >>> are_related("wupper stahl", "wupperstahl"), are_related("wsw wuppertaler stadtwerke", "wuppertaler stadtwerke")
    (True, True)
    >>> are_related("tu ulm", "technische universitaet ulm"), are_related("fh ulm", "fachhochschule bonn")
    (True, False)
    >>> are_related("mueller", "mueller soehne"), are_related("technische universitaet ulm", "universitaet ulm")
    (False, False)
    """
    short, long = sorted((_plain(one), _plain(other)), key=lambda name: (len(name), name))
    words, of = short.split(), long.split()
    if "".join(words) == "".join(of):
        return True
    more = len(of) - len(words)
    if more > 0 and of[: len(words)] == words and short not in _PUBLIC:
        return of[len(words)] not in _HEIRS
    if more > 0 and of[more:] == words and len(words) > 1:
        before = of[:more]
        return _abbreviates("".join(before), words) or (words[0] in _NAMED and _OTHER.isdisjoint(before))
    first, rest = words[0], words[1:]
    if rest and of[-len(rest) :] == rest and len(of) > len(rest):
        return _stand_for(first, of[: -len(rest)])
    return len(words) == 1 and _abbreviates(short, of)


def _plain(employer: str) -> str:
    """An employer with one word for what is called by two: a Stadtsparkasse is a Sparkasse."""
    return employer.removeprefix("stadt") if employer.startswith("stadtsparkasse ") else employer


def _abbreviates(letters: str, words: list[str]) -> bool:
    """Whether three to five letters stand for words: in their order, among them the first of each."""
    if not 3 <= len(letters) <= 5 or letters[0] != words[0][0]:
        return False
    rest = iter("".join(words))
    return all(letter in rest for letter in letters) and {word[0] for word in words} <= set(letters)


def _stand_for(letters: str, words: list[str]) -> bool:
    """Whether letters before a place or a branch stand for words: for the first of each, or for a well-known word."""
    if len(words) == 1:
        return _IN_LETTERS.get(letters) == words[0]
    return letters == "".join(word[0] for word in words) or _abbreviates(letters, words)


_IN_LETTERS = {
    "awo": "arbeiterwohlfahrt", "fh": "fachhochschule", "hs": "hochschule", "hwk": "handwerkskammer",
    "ksk": "kreissparkasse", "vhs": "volkshochschule",
}  # fmt: skip
_PUBLIC = {
    *("stadt", "kreis", "land", "gemeinde", "universitaet", "hochschule", "technische", "deutsche"),
    *("klinikum", "sparkasse"),
}
_HEIRS = {"soehne", "sohn", "toechter", "tochter", "partner", "kollegen", "cie", "gebrueder", "erben", "nachfolger"}
_NAMED = {"universitaet"}  # a name before these is decoration: Bergische Universität Wuppertal
_OTHER = {  # but these make another one
    *("technische", "freie", "medizinische", "private", "katholische", "evangelische", "paedagogische", "duale"),
    *("paracelsus", "fern", "deutsche", "tieraerztliche", "steinbeis", "internationale", "university"),
}

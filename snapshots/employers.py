"""Employers as they are compared: without legal forms, and which may be two spellings of one."""

from functools import lru_cache

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


def are_related(one: str, other: str) -> bool:
    """Whether two employers may be parent and part, or a name and its letters; near-identical texts must confirm it.

    >>> are_related("arvo", "arvo supply chain"), are_related("lbw", "landesbank wupper"), are_related("alba", "beta")
    (True, True, False)
    """
    short, long = sorted((one, other), key=lambda name: (len(name), name))
    words, of = short.split(), long.split()
    if len(words) < len(of) and of[: len(words)] == words and short not in _PUBLIC:
        return True
    if len(words) > 1 or not 3 <= len(short) <= 5 or short[0] != long[0]:
        return False
    letters = iter("".join(of))
    return all(letter in letters for letter in short) and {word[0] for word in of} <= set(short)


_PUBLIC = {
    *("stadt", "kreis", "land", "gemeinde", "universitaet", "hochschule", "technische", "deutsche"),
    *("klinikum", "sparkasse"),
}

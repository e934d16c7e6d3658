"""One spelling for words that can be spelt in several ways."""

import re
import unicodedata

_SPELLINGS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("æ", "ae"), ("ø", "o"), ("œ", "oe"), ("ł", "l"))
_ACCENTED = re.compile("[\u00e0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_ACCENTS = re.compile("[\u0300-\u036f]+")  # accents, which NFKD separates from their letter


def fold(text: str) -> str:
    r"""Text in the form that all its spellings share: lower case, ä as ae, ß as ss, no accents, single blanks.

    >>> fold(" Mülheim  an der Ruhr"), fold("STRASSE"), fold("Straße"), fold("Société")
    ('muelheim an der ruhr', 'strasse', 'strasse', 'societe')
    >>> fold("Mu\u0308nster") == fold("Münster") == "muenster"
    True
    """
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for letter, spelling in _SPELLINGS:  # quicker than translate() on long texts
            text = text.replace(letter, spelling)
        if _ACCENTED.search(text):
            text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(text.split())

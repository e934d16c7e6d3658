"""Who asked not to be listed: ads are told by employer, address or id, and their traces in any text by its name."""

import html.entities
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from german.ads.employers import read_employer
from german.ads.legal_forms import find_legal_form
from german.words.fold import fold
from schemas.configuration import Refused

_WORD = re.compile(r"\w+")
_BETWEEN = r"(?:[\W_]|%[0-9a-f]{2}|&\#?\w{1,7};|\\u[0-9a-f]{4}|<[^<>]{0,80}>|\b(?:und|and)\b){0,6}"
_LITTLE = {"und", "and", "u"}
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}


@dataclass(frozen=True)
class Refusals:
    """The refusals of a search file, ready to be looked for. `addresses` are beginnings; `postings` BOARD/BOARD_REF.

    `also`: further words that must not be found, such as the addresses of the refused employer's ads.
    """

    employers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    postings: tuple[str, ...] = ()
    also: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, refused: Refused) -> Self:
        return cls(refused.employers, refused.addresses, refused.postings)

    def __bool__(self) -> bool:
        return bool(self.employers or self.addresses or self.postings)

    @cached_property
    def keys(self) -> frozenset[str]:
        found = map(read_employer, self.employers)
        return frozenset(employer.key for employer in found if employer)

    @cached_property
    def trace(self) -> re.Pattern[str]:
        """Finds the names in any spelling, the addresses, and `also`."""
        names = [spell_any_way(name) for name in self.employers]
        words = sorted({*self.addresses, *self.also}, key=len, reverse=True)
        return re.compile("|".join([*names, *map(re.escape, words)]) or r"(?!)", re.IGNORECASE)

    def refuse(self, board: str, board_ref: str, url: str, employer_key: str | None) -> bool:
        """Whether a posting is refused."""
        return (
            f"{board}/{board_ref}" in self.postings
            or (employer_key is not None and employer_key in self.keys)
            or url.startswith(self.addresses)
        )

    def mask(self, text: str) -> str:
        return self.trace.sub("[refused]", text)


def spell_any_way(name: str) -> str:
    r"""An expression for an employer's name without its legal form: as words, in an address, escaped, run together.

    >>> found = re.compile(spell_any_way("Müller & Söhne Optik GmbH"), re.I).search
    >>> all(map(found, ("MUELLER UND SÖHNE OPTIK", "jobs.mueller-soehne-optik.de")))
    True
    >>> all(map(found, ("M\\u00fcller &amp; S&ouml;hne Optik", "m%C3%BCller%20s%C3%B6hne%20optik")))
    True
    >>> bool(found("Mu\u0308ller + So\u0308hne <b>Optik</b>"))
    True
    >>> found("Müller Optik"), re.search(spell_any_way("Gira AG"), "Girardet")
    (None, None)
    """
    folded = fold(name)
    legal = find_legal_form(folded)
    count = len(_WORD.findall(folded[: legal.start()] if legal else folded))
    words = [word for word in _WORD.findall(name)[:count] if word.lower() not in _LITTLE]
    return rf"(?<![^\W\d_]){_BETWEEN.join(map(_spell_word, words))}(?![^\W\d_])"


def _spell_word(word: str) -> str:
    pieces = re.findall("(?i)ae|oe|ue|ss|.", unicodedata.normalize("NFC", word))
    return "".join(_spell(_UMLAUTS.get(piece.lower(), piece.lower())) for piece in pieces)


def _spell(letter: str) -> str:
    """A letter in all its spellings.

    >>> _spell("n"), "|%FC|" in _spell("ü")
    ('n', True)
    """
    if letter.isascii():
        return re.escape(letter)
    spellings: Collection[str] = [fold(letter), *_escapes(letter), *_escapes(letter.upper())]
    return f"(?:{'|'.join(dict.fromkeys(map(re.escape, spellings)))})"


def _escapes(letter: str) -> list[str]:
    if len(letter) > 1:  # ß in capitals
        return []
    code = ord(letter)
    name = html.entities.codepoint2name.get(code)
    percent = "".join(f"%{byte:02X}" for byte in letter.encode())
    found = [letter, unicodedata.normalize("NFD", letter), rf"\u{code:04x}", percent, f"&#{code};", f"&#x{code:x};"]
    return found + ([f"&{name};"] if name else []) + ([f"%{code:02X}"] if code < 256 else [])

"""One spelling for what titles spell in several ways: ornamental letters, I.T., I+K, IT+Leiter."""

import re
import unicodedata

from german.titles.words import kinds_of

# Letters of another width, weight or frame, which look like plain ones: 𝗜𝗧, ＩＴ, Ⓘⓣ; not ™, ², ½ or ª
_ORNAMENTAL = re.compile(
    "[\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c-\u2131\u2133\u2134\u2460-\u24ff\u3000\uff01-\uff5e"
    "\U0001d400-\U0001d7ff\U0001f110-\U0001f14f]+"
)
_SMALL_L = re.compile(r"(?<!\w)l(?=T(?!\w)|uK(?!\w))")  # lT and luK, with the small letter l
_SPACED = re.compile(r"(?<![a-z0-9.])[a-z](?:[./ ]{1,2}[a-z]){1,3}(?![a-z0-9])\.?")
_I_AND_K = re.compile(r"(?<![a-z0-9.])i ?[+&] ?k(?![a-z0-9])")
_PLUS = re.compile(r"([a-z0-9]{2,})\+(?=([a-z]{2,}))")
_ROLES = frozenset({"lead", "manager", "little", "unit", "service", "project", "person", "role"})


def with_plain_letters(title: str) -> str:
    """A title as written, in plain letters.

    >>> with_plain_letters("𝗜𝗧-𝗟𝗲𝗶𝘁𝗲𝗿 lT ＩＴ Windows™")
    'IT-Leiter IT IT Windows™'
    """
    if not title.isascii():
        title = _ORNAMENTAL.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), title)
    if "lT" in title or "luK" in title:
        title = _SMALL_L.sub("I", title)
    return title


def with_whole_names(folded: str) -> str:
    """A folded title in which the names of IT are single words, and a plus sign is a blank or "und".

    >>> [with_whole_names(title) for title in ("i. t.-leiter", "i+k und c++", "head+of+it", "organisation+it")]
    ['it-leiter', 'iuk und c++', 'head of it', 'organisation und it']
    """
    if "." in folded or "/" in folded or "i t" in folded:
        folded = _SPACED.sub(_join, folded)
    if "k" in folded and ("+" in folded or "&" in folded):
        folded = _I_AND_K.sub("iuk", folded)
    return _PLUS.sub(_part, folded) if "+" in folded else folded


def _join(letters: re.Match[str]) -> str:
    word = re.sub(r"[^a-z]", "", letters[0])
    return word if "itname" in kinds_of(word) else letters[0]


def _part(joined: re.Match[str]) -> str:
    is_one = (kinds_of(joined[1]) | kinds_of(joined[2])) & _ROLES
    return f"{joined[1]}{' ' if is_one else ' und '}"

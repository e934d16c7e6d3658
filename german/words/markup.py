"""Words without the markup that a board left in them, and with one sign for the signs that look alike."""

import html
import re

_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|tr|td|hr)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|em|font|i|mark|nobr|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,200}|\s?/)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2044\u2215\u29f8\uff0f", "/"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)


def without_markup(words: str) -> str:
    """One line without tags, entities and invisible characters; tags that break a line become a blank.

    Entities are read twice, since boards escape what was escaped. What looks like a tag but is none stays.

    >>> without_markup("<strong>IT&amp;#8209;Leiter</strong><br>(m\u2044w\u2044d)"), without_markup("Werte < 5 > 3")
    ('IT-Leiter (m/w/d)', 'Werte < 5 > 3')
    """
    for _ in range(2):
        if "&" in words and _ENTITY.search(words):
            words = _ENTITY.sub(lambda entity: html.unescape(entity[0]), words)
        if "<" in words:
            words = _TAG.sub("", _BREAK.sub(" ", words))
    if not words.isascii():
        words = words.translate(_SIGNS)
    return " ".join(words.split())

"""Text as XML can hold it: feeds and spreadsheets are XML."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold.

    >>> clean("IT\\x00-Leiter\\ufffe <b>")
    'IT-Leiter <b>'
    """
    return _FORBIDDEN.sub("", text)

"""Text as it may go on into tables, pages and terminals, and addresses as they may be followed."""

import re

# What moves a terminal's cursor, colours it or names its window: the whole of it goes, not its first character alone.
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
_BLANKS = "\x0b\x0c\x1c\x1d\x1e\x1f"  # controls that Python counts among the blanks
_CP1252 = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}  # as browsers read C1
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # they turn the order of the letters after them
_UNSEEN = (0x200B, *range(0x2060, 0x2065), 0xFEFF, *range(0xFFF9, 0xFFFC))  # words that differ in these look the same
_HALVES = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")  # half an emoji, and what is no character

_MENDED: dict[int, str] = {
    **dict.fromkeys((*range(9), *range(14, 32), 0x7F), ""),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **_CP1252,
    **dict.fromkeys((*_TURNS, *_UNSEEN), ""),
    **_HALVES,
}
_UNSOUND = re.compile("[" + "".join(map(chr, sorted(_MENDED))) + "]")
_HALF = re.compile("[\ud800-\udfff\ufffe\uffff]")

# UTF-8 that was read as Windows-1252: "Ã¼" for "ü", "â€“" for "–".
_BYTES = {mark: code for code, mark in _CP1252.items() if mark}
_NEXT = "\u0080-\u00bf" + "".join(map(re.escape, _BYTES))
_FIRST_OF_TWO, _FIRST_OF_THREE = "ÂÃ", "âï"
MISREAD = re.compile(rf"[{_FIRST_OF_TWO}][{_NEXT}]|[{_FIRST_OF_THREE}][{_NEXT}]{{2}}")
_MISREAD_FIRST = re.compile(f"[{_FIRST_OF_TWO}]")

_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+-]*:", re.IGNORECASE)


def make_sound(text: str) -> str:
    r"""The text without what harms whoever stores or shows it; any other text as it is.

    Half characters become U+FFFD, controls of Windows-1252 its marks; other controls, escapes of terminals and what
    turns or hides letters are left out. Line ends and tabs stay. UTF-8 that was read as Windows-1252 is read anew, if
    all of it can be.

    >>> make_sound("Leiter\x00 IT \ud83d"), make_sound("\x1b[31mIT\x1b[0m \u202eLeiter\x96"), make_sound("Grüße, 🙂\n")
    ('Leiter IT �', 'IT Leiter–', 'Grüße, 🙂\n')
    >>> make_sound("DÃ¼sseldorf"), make_sound("SÃO PAULO")
    ('Düsseldorf', 'SÃO PAULO')
    """
    while (sound := _without_harm(_read_anew(text))) != text:
        text = sound
    return text


def _without_harm(text: str) -> str:
    if text.isprintable():
        return text
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    return _UNSOUND.sub(lambda found: _MENDED[ord(found[0])], text)


def _read_anew(text: str) -> str:
    """The text with each pair of letters that was one; as it is if such a letter stands in no pair."""
    if "Ã" not in text and "Â" not in text:
        return text
    anew = MISREAD.sub(read_misread, text)
    return text if _MISREAD_FIRST.search(MISREAD.sub("", text)) else anew


def read_misread(found: re.Match[str]) -> str:
    """A match of `MISREAD` read as UTF-8; as it is if that gives no character of a known language.

    >>> MISREAD.sub(read_misread, "GrÃ¶ÃŸe â€“ fÃ¼r")
    'Größe – für'
    """
    try:
        read = bytes(_BYTES.get(letter, ord(letter)) for letter in found[0]).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return found[0]
    return read if read < "\u0180" or "\u2000" <= read <= "\u2264" or read == "\ufeff" else found[0]


def mend_halves(text: str) -> str:
    """The text with U+FFFD for half characters, and nothing else changed: the ad's reader sees to the rest."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text)
    return text


def is_web_address(url: str) -> bool:
    """Whether an address names a host to be asked by http or https.

    >>> is_web_address("https://muster.example/7"), is_web_address("javascript:alert(1)"), is_web_address("/stelle/7")
    (True, False, False)
    """
    return _WEB.match(url) is not None


def has_other_scheme(url: str) -> bool:
    """Whether an address is of another kind than http and https; one without a scheme is not.

    >>> has_other_scheme("data:text/html,x"), has_other_scheme("www.muster.example:80/x")
    (True, False)
    """
    return _SCHEME.match(url) is not None

"""The readable text of an ad's HTML."""

import re
import unicodedata
from html.entities import html5

from lxml import etree

from german.words.gates import anchors
from schemas.sound import MISREAD, read_misread

_BLOCK_TAGS = """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form header hr li main nav ol p pre section summary table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6"""
_APART_TAGS = "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote section article"
_SILENT_TAGS = "script style head title template svg iframe object select noscript textarea"
_CELL_TAGS = "td th"
_NO_BOUNDARY_TAGS = "sub sup wbr"
# Tags without a rule of their own: tags within a line, and the one around everything.
_INLINE_TAGS = "a b br em font html i img small span strong u"
_RARE_TAGS = "abbr bdi bdo big button cite code del dfn ins kbd label mark q s samp strike time tt var"
# If a text has one of these tags, its line breaks are the source's, not the reader's.
_LAYOUT_TAGS = r"br p div li ul ol table tr td h\d"
# How tags look in a text that was encoded once too often.
_ESCAPED_TAGS = r"p br div ul ol li strong b em i span h\d"
_SILENT = frozenset(_SILENT_TAGS.split())


def _any_tag(*lists: str) -> str:
    return "|".join(sorted({tag for tags in lists for tag in tags.split()}))


_TAGS = _any_tag(_BLOCK_TAGS, _APART_TAGS, _SILENT_TAGS, _CELL_TAGS, _NO_BOUNDARY_TAGS, _INLINE_TAGS, _RARE_TAGS)
_TAG = re.compile(rf"<(?:/?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>|!--|!\[CDATA\[|!doctype)", re.IGNORECASE)
_LAYOUT_TAG = re.compile(rf"<(?:{_any_tag(_LAYOUT_TAGS)})(?=[\s/>])", re.IGNORECASE)
_ESCAPED_TAG = re.compile(
    rf"&(?:amp;)?lt;/?(?:{_any_tag(_ESCAPED_TAGS)})(?:\s[^<>&]{{0,300}})?/?&(?:amp;)?gt;", re.IGNORECASE
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|<\?[^>]{0,200}>")
_NOT_SHOWN = re.compile(r"display\s*:\s*none(?![\w-])", re.IGNORECASE)
# They begin with a character, not with a repetition: only then does `re` skip quickly to where they may match.
_BLANKS = re.compile("  +")
_EMPTY_LINES = re.compile(r"\n\n\n+")
_ITEM = re.compile(r"\n-(?:\s*\n[ \t]*(?![-\n])| (?:[-–•·▪*✓✔◦]+[ \t]+)+)")
_EMPTY_ITEM = re.compile(r"\n-[ \t]*(?=\n|\Z)")

_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Entities that lost their "&" are mended if no word ends like them.
_HALF_NAMES = (
    *("nbsp", "lsquo", "rsquo", "ldquo", "rdquo", "bdquo", "sbquo", "laquo", "raquo", "ndash", "mdash", "hellip"),
    *("auml", "ouml", "uuml", "Auml", "Ouml", "Uuml", "szlig", "amp"),
)
_HALF = re.compile(rf"(?<![&A-Z])({'|'.join(_HALF_NAMES)});")
_HALF_ENDS = anchors(
    (f"{name};" for name in _HALF_NAMES), ("nbsp;", "quo;", "dash;", "ellip;", "uml;", "zlig;", "amp;")
)
_LITERAL = re.compile(r"(?<![A-Za-z]:)(?:\\r)?\\n(?![a-z]{2,}\\)")

_CP1252 = {chr(i): bytes((i,)).decode("cp1252", "ignore") for i in range(0x80, 0xA0)}
_ODD = {
    **_CP1252,
    **dict.fromkeys("\u00a0\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
    **dict.fromkeys(
        "\u00ad\u2060\ufeff\u180e\x7f"
        + "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
        "",
    ),
    **dict.fromkeys(map(chr, (*range(9), 11, 12, *range(14, 32))), ""),
    **dict.fromkeys("\u2028\u2029", "\n"),
    **dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc", "•"),
}
_ODD_CHARACTER = re.compile("[" + "".join(re.escape(char) for char in _ODD) + "]")
_BEGIN, _END = "\x00", "\x01"  # marks inline tags until it is decided whether a blank is missing there
_WITHIN = (_BEGIN, _END)
_JOINT = re.compile("[\x00\x01][\x00\x01]*")


def read_text(html: str | None) -> str:
    """The readable text of an ad: blocks on lines of their own, list items after "- ", table cells after a tab.

    Scripts, styles, comments and what is not shown are left out; entities (also encoded twice, or broken as "rsquo;"),
    invisible characters and damage to the character set ("Ã¼", U+0080 for €) are mended where only one reading is
    possible.
    Plain text passes through with its lines. None gives the empty text.

    >>> read_text("<p><b>Ihr Profil:</b>Erfahrung</p><ul><li>SAP</li><li>ITIL &amp;amp; Co.</li></ul>")
    'Ihr Profil: Erfahrung\\n\\n- SAP\\n- ITIL & Co.'
    >>> read_text("Gehalt a < b: fÃ¼r 4.500\\x80")
    'Gehalt a < b: für 4.500€'
    """
    if not html:
        return ""
    text = html
    tagged = "<" in text and _TAG.search(text) is not None
    if not tagged and "&" in text and _ESCAPED_TAG.search(text):
        text, tagged = _unescape(text), True
    if tagged:
        text = "\n" + _lines(_mend(_strip(text)))
        if "\n-" in text:
            text = _EMPTY_ITEM.sub("", _ITEM.sub("\n- ", text))
        return text.strip()
    return _lines(_mend(text))


def _lines(text: str) -> str:
    """Lines without blanks at their ends, with at most one empty line between them."""
    text = "\n".join([line.strip(" \t") for line in text.split("\n")])
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return (_EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def _mend(text: str) -> str:
    """Text with entities, invisible characters and the character set in order."""
    if "&" in text:
        text = _unescape(text)
    if ";" in text and any(end in text for end in _HALF_ENDS):
        text = _HALF.sub(lambda match: html5[match[1] + ";"], text)
    if any(first in text for first in "ÂÃâï"):
        text = MISREAD.sub(read_misread, MISREAD.sub(read_misread, text))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ODD_CHARACTER.sub(lambda match: _ODD[match[0]], text)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _LITERAL.sub("\n", text) if "\\n" in text else text


def _unescape(text: str) -> str:
    """Resolve entities, and again if the result is one: "&amp;auml;"."""
    for _ in range(3):
        resolved = _ENTITY.sub(_resolve, text)
        if resolved == text:
            break
        text = resolved
    return text


def _resolve(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return html5.get(name + ";", match[0])
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 31 < code < 0xD800 or 0xDFFF < code < 0x110000 else " "


def _strip(text: str) -> str:
    """The text of HTML, with line breaks where a browser shows them."""
    if "<![" in text or "<?" in text:
        text = _CDATA.sub(" ", text)
    if _LAYOUT_TAG.search(text) and "<pre" not in text:
        text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    text = text.replace(_BEGIN, "").replace(_END, "")
    root = etree.fromstring(text, etree.HTMLParser(remove_comments=True, remove_pis=True, recover=True, huge_tree=True))
    if root is None:
        return ""
    if "none" in text or "hidden" in text:
        _empty_hidden(root)
    parts: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SILENT:
                walker.skip_subtree()
                continue
            parts.append(_AROUND.get(tag, _WITHIN)[0])
            if element.text:
                parts.append(element.text)
        else:
            if tag not in _SILENT:
                parts.append(_AROUND.get(tag, _WITHIN)[1])
            if element.tail:
                parts.append(element.tail)
    return _join("".join(parts))


def _empty_hidden(root: "etree._Element") -> None:
    """Empty the elements that a browser does not show, unless they hold most of the text, as sections to unfold do."""
    hidden = [
        element
        for element in root.iter(etree.Element)
        if element.get("hidden") in ("", "hidden") or _NOT_SHOWN.search(element.get("style") or "")
    ]
    if 2 * sum(map(_length, hidden)) <= _length(root):
        for element in hidden:
            element.clear(keep_tail=True)


def _length(element: "etree._Element") -> int:
    return sum(map(len, element.itertext()))


# What a tag becomes in the text where it opens and where it closes; other tags are within a line.
_AROUND = {
    **dict.fromkeys(_BLOCK_TAGS.split(), ("\n", "\n")),
    **dict.fromkeys(_APART_TAGS.split(), ("\n\n", "\n\n")),
    **dict.fromkeys(_CELL_TAGS.split(), ("\t", "")),
    **dict.fromkeys(_NO_BOUNDARY_TAGS.split(), ("", "")),
    "br": ("\n", ""),
    "li": ("\n- ", ""),
}


def _join(text: str) -> str:
    """Put a blank where inline tags separate two words: "Aufgaben</b>Sie", "ab<b>4.500"."""
    joined: list[str] = []
    before, done = "", 0
    for joint in _JOINT.finditer(text):
        start, end = joint.span()
        if start > done:
            joined.append(text[done:start])
            before = text[max(done, start - 2) : start]
        if before and _are_words(before, text[end : end + 2], _END in joint[0]):
            joined.append(" ")
            before = ""
        done = end
    return "".join([*joined, text[done:]])


def _are_words(before: str, after: str, closed: bool) -> bool:
    """Whether these are two words. A capital begins a new word, but only after the end of a tag: Java<b>Script</b>."""
    last, first = before[-1], after[:1]
    if last in ":;!?":
        return first.isalnum()
    if last.isdigit() or last in "€%":
        return first.isalpha() and after[1:2].isalpha()
    if not before.isalpha() and last not in ".,)":
        return False
    if first.isdigit():
        return before.isalpha() and len(before) > 1
    return closed and (last.islower() or last in ".,)") and first.isupper() and not after[1:2].isupper()

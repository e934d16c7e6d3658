"""The core of a title: what remains without gender marks, place, numbers, hours and the employer's name."""

import re

from german.titles.gender import without_gender
from german.titles.noise import LEGAL_FORM, is_noise, without_noisy_tail

_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_ENTITY = {"&amp;": "&", "&nbsp;": " ", "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">"}
_EMPLOYER_FIRST = re.compile(rf"^[^:]{{2,100}}\b{LEGAL_FORM}[^:]{{0,30}}:\s+")
_LEADING = re.compile(
    r"^(?:copy of|stellen(?:angebot|ausschreibung)|job application for|full-time|gesucht|jobs?"
    r"|wir suchen(?: einen?| dich als| sie als| zum)?|neu|ab sofort|remote|homeoffice|hybrid)\s*(?::|-|–|\s)\s*(?=\S)",
    re.IGNORECASE,
)
_JOB_AT = re.compile(
    r" (?:(?:jobs? (?:at|bei|in)|jobs und stellenangebote)\b.*"
    rf"|(?:at|bei|chez|en|na|presso) (?:der |the )?(?:[A-ZÄÖÜ]\w+|[^,|–()]{{2,60}}\b{LEGAL_FORM}))$"
)
_LOOSE_SIGN = re.compile(r" +([,;:])(?= |$)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BREAK = re.compile(r"([ ,;|](?:(?<= )[-–—|·•:,;]+ |(?<=[,;|]) ))")


def clear_title(title: str) -> tuple[str, str]:
    """The core of a title, and the employer's name that stood before it, which may tell the field.

    >>> clear_title("Muster Software GmbH: Leiter*in IT (m/w/d) - in Wuppertal")
    ('Leiter IT', 'Muster Software GmbH: ')
    """
    text = " ".join((title if title.isascii() else _INVISIBLE.sub("", title)).split())
    if "&" in text and ";" in text:
        for entity, char in _ENTITY.items():
            text = text.replace(entity, char)
    text = text.replace(" %", "%")
    employer = ""
    if ":" in text and (first := _EMPLOYER_FIRST.match(text)):
        employer, text = first[0], text[first.end() :]
    text = without_gender(text).strip()
    if leading := _LEADING.match(text):
        text = text[leading.end() :]
    text = _JOB_AT.sub("", text).strip()
    if "(" in text or "[" in text:
        text = _BRACKET.sub(lambda bracket: "" if is_noise(bracket[1]) else bracket[0], text)
    return _without_noise(text), employer


def _without_noise(text: str) -> str:
    """The segments of a title that say something about the role; the first one always counts."""
    kept, separator = "", ""
    for index, part in enumerate(_BREAK.split(text)):
        if index % 2:
            separator = part
        elif part.strip(" .:*-–/") and not (kept and is_noise(part)):
            kept += (separator if kept else "") + without_noisy_tail(part)
    if " ," in kept or " :" in kept or " ;" in kept:
        kept = _LOOSE_SIGN.sub(r"\1", kept)
    return " ".join(kept.split()).lstrip(" -–,;:|/*.").rstrip(" -–,;:|/*.!(")

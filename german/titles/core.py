"""The core of a title: what remains without gender marks, place, numbers, hours and the employer's name."""

import re
from typing import NamedTuple

from german.titles.asides import cut_asides
from german.titles.circumstances import without_calls, without_start
from german.titles.gender import MARK, without_gender
from german.titles.noise import LEGAL_FORM, is_noise, names_firm, without_noisy_tail
from german.titles.owners import cut_owner, is_part_of_town
from german.words.markup import without_markup

_EMPLOYER_FIRST = re.compile(rf"^[^:]{{2,100}}\b{LEGAL_FORM}[^:]{{0,30}}:\s+")
_LEADING = re.compile(
    r"^(?:copy of|stellen(?:angebot|ausschreibung)|job application for|full-time|gesucht|jobs?"
    r"|wir suchen(?: einen?| dich als| sie als| zum)?|neu|ab sofort)(?:\s?[:–]|\s-|\s)\s*(?=\S)"
    r"|(?:remote|homeoffice|hybrid)(?:\s?[:|–]\s?|\s-\s?)(?=\S)",
    re.IGNORECASE,
)
_JOB_AT = re.compile(
    r" (?:(?:jobs? (?:at|bei|in)|jobs und stellenangebote)\b.*"
    rf"|(?:at|bei|chez|en|na|presso) (?:der |the )?(?:[A-ZÄÖÜ]\w+|[^,|–()]{{2,60}}\b{LEGAL_FORM}))$"
)
_LOOSE_SIGN = re.compile(r" +([,;:])(?= |$)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:ab )?\d+")  # tells two apprenticeships apart
_ENOUGH = 2  # words, of which a title cut off must have more: "Leiter IT Produk..." is not the head of IT
_DIGIT = re.compile(r"\d")
_EMPTY_BRACKET = re.compile(r"\(\W*\)|\[\W*\]")
_INNER_CAPITAL = re.compile(r"[demr][A-ZÄÖÜ]")
_LOST_BLANK = re.compile(r"\b(für|und|oder|sowie|zur|zum)(?=[A-ZÄÖÜ][a-zäöüß]{2})")
_CUT_OFF = re.compile(r"(?:\s?[(\[][^()\[\]]*|\s[\w&/-]+)?\s?(?:\.{3,}|…)$")
_BREAK = re.compile(r"([ ,;|](?:(?<= )[-–—|·•:,;]+ |(?<=[,;|]) ))")


class Cleared(NamedTuple):
    """A title's core; the employer's name that stood before it, which may tell the field; the number of the ad."""

    core: str
    employer: str
    reference: str | None


def clear_title(title: str, employer: str | None = None, town: str | None = None) -> Cleared:
    """The core of a title; what an ad's `employer` and only `town` are called is no part of it.

    >>> clear_title("Muster Software GmbH: Leiter*in IT (m/w/d) - in Wuppertal, Kennziffer 12/26")
    Cleared(core='Leiter IT', employer='Muster Software GmbH: ', reference='12/26')
    """
    text = without_markup(title)
    if _INNER_CAPITAL.search(text):
        text = _LOST_BLANK.sub(r"\1 ", text)
    if text.endswith(("...", "…")):
        text = without_cut_word(text)
    before = ""
    if ":" in text and (first := _EMPLOYER_FIRST.match(text)):
        before, text = first[0], text[first.end() :]
    text = without_gender(without_start(_behind_mark(without_calls(text)))).strip()
    reference = None
    if _DIGIT.search(text):
        text, reference = cut_asides(text)
        text = _EMPTY_BRACKET.sub(" ", " ".join(text.split()))
    text = cut_owner(_JOB_AT.sub("", text), employer, town).replace(" %", "%")
    if leading := _LEADING.match(text):
        text = text[leading.end() :]
    if "(" in text or "[" in text:
        text = _BRACKET.sub(lambda bracket: "" if is_noise(bracket[1]) else bracket[0], text)
    return Cleared(_without_noise(text), before, reference)


def _behind_mark(title: str) -> str:
    """A title with a bar between its mark of gender and a place, a start or such that follows: none of them is a role.

    >>> _behind_mark("IT-Leiter (m/w/d) Wuppertal"), _behind_mark("Leiter (m/w/d) Vertrieb")
    ('IT-Leiter (m/w/d) | Wuppertal', 'Leiter (m/w/d) Vertrieb')
    """
    closed = max(title.find(")"), title.find("]"))
    mark = MARK.search(title) if 0 < closed < len(title) - 1 else None
    if not mark or not (behind := title[mark.end() :].lstrip()) or not behind[0].isalnum():
        return title
    plain = cut_asides(without_start(behind)).title if _DIGIT.search(behind) else without_start(behind)
    first = _BREAK.split(plain, maxsplit=1)[0].strip()
    if _YEAR.fullmatch(first) or first.endswith("!") or names_firm(first):
        return title
    if not first or is_noise(first) or is_part_of_town(first):
        return f"{title[: mark.end()]} | {behind}"
    return title


def without_cut_word(title: str) -> str:
    """A title that a board cut off, without the bracket that it cut, or the word where it still says enough then.

    >>> without_cut_word("IT-Leiter Produktion und Logi..."), without_cut_word("Leiter IT-Betr…")
    ('IT-Leiter Produktion und', 'Leiter IT-Betr')
    """
    cut = _CUT_OFF.search(title)
    if cut and ("(" in cut[0] or "[" in cut[0] or len(_WORD.findall(title[: cut.start()])) > _ENOUGH):
        return title[: cut.start()]
    return title.rstrip(". …")


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

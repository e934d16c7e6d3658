"""Takes the marks of gender out of titles: (m/w/d), Leiter*in, LeiterIn, Leiterin / Leiter."""

import re

from german.words.later import when_needed

# Words that begin a bracket of genders, "(männlich/weiblich/divers)", and words that fill one by themselves, "(gn)".
BRACKET_BEGINNINGS = ("männlich", "maennlich", "male", "weiblich", "female", "divers")
BRACKET_WORDS = (
    *(r"g\*?n", "a", "d", "x", "mwd", "wmd", "mfd", "fmd", "agw", "alle?", "any", "mensch(?:en)?", r"div(?:ers|\.)"),
    *("jegliches geschlecht", "geschlechts?neutral", "gender ?neutral"),
    r"(?:all|alle|any)[ -]?(?:genders?|geschlechter|menschen|welcome)[^()\[\]]{0,12}",
)
# (m/w/d), [w|m|div.], (f_m_x), (m/w/d, befristet auf 1 Jahr): a bracket begun by two of the letters is removed whole
MARK = re.compile(
    r"[(\[{]\s*\*?(?:[mwfdxai](?:\s*\\?[/|,;.*:_+–-]\s*|\s+)[mwfdx](?![^\W_])"
    rf"|(?:{'|'.join(BRACKET_BEGINNINGS)})\b)"
    r"(?:[^()\[\]{}]{0,60}[)\]}]\*?|[^()\[\]{}]{0,8}$)"
    rf"|[(\[]\s*\*?\s*(?:{'|'.join(BRACKET_WORDS)})\s*\*?\s*[)\]]\*?",
    re.IGNORECASE,
)
_LETTERS = when_needed(
    r"(?<![\w/&])[mwfdx]\s?[/|]\s?[mwfdx](?:\s?[/|]\s?(?:[mwfdxia]|div(?:ers)?\.?|k\. ?A\.))*(?![\w/&])"
    r"|\ball[ -]genders?\b(?: welcome)?|\balle geschlechter\b",
    re.IGNORECASE,
)
# The form in which the Bundesagentur adds an occupation: (Informatiker/-in)
_OCCUPATION = re.compile(r"\s*\((?=[^()]*/-?in\b)[^()]{3,90}\)\s*$")
# Leiter*in, Leiter:innen, Leiter/-in, Leiter(in), LeiterIn, Auszubildende/r, Kaufmann/-frau
_ENDING = re.compile(
    r"[*:_·•/(](?:(?<=[a-zäöüß].)(?:(?:(?<=/) )?-?[iI]n(?:nen)?\b\)?|-?frau\b)|(?<=[a-zäöü]e.)-?[rnms]\b\)?"
    r"|(?<=[A-ZÄÖÜ].)-?IN(?:NEN)?\b|(?<=[a-zäöüß]\*)(?!\w)|(?<= \*)(?= |$))"
)
_INNER_I = re.compile(r"(?<=[eo]r|nt|st)In(?:nen)?\b")
_PAIR_SIGN = re.compile(r"/|bzw|oder|und")
_PAIR = re.compile(
    r"\b((?:\w{2,30} )?[\w-]{3,40})in(?:nen)?\s*(?:/|bzw\.?|oder|und|\|)\s*\1\b"
    r"|\b([\w-]{3,40})\s*(?:/|bzw\.?|oder)\s*\2in\b"
    r"|\b(\w{3,40}te)r?\s*(?:/|bzw\.?|oder)\s*\3r?\b"
)


def without_gender(title: str) -> str:
    """A title with single blanks, without its marks of gender; a mark is looked for only if its sign occurs.

    >>> for title in ("Leiter*in IT (m/w/d)", "LeiterIn IT [gn]", "Leiterin / Leiter IT", "Leiter/-in IT m/w"):
    ...     print(without_gender(title).strip())
    Leiter IT
    Leiter IT
    Leiter IT
    Leiter IT
    """
    if "(" in title or "[" in title or "{" in title:
        title = MARK.sub(" ", title)
    if "/" in title or "|" in title or "all" in title.lower():
        title = _LETTERS.sub("", title)
    if title.endswith(")"):
        title = _OCCUPATION.sub("", title) or title
    title = _ENDING.sub(_what_stays, title.replace(" *in", "*in"))
    if "In" in title:
        title = _INNER_I.sub("", title)
    if "in" in title and _PAIR_SIGN.search(title):
        title = _PAIR.sub(lambda pair: pair[1] or pair[2] or pair[3], title)
    return title


def _what_stays(ending: re.Match[str]) -> str:
    """The closing bracket after an ending, if the ending did not open it."""
    return ")" if ending[0][-1] == ")" and ending[0][0] != "(" else ""

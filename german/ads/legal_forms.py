"""Legal forms of firms, clubs and public bodies, as they stand behind a name in Germany and the rest of Europe."""

import re

from german.words.gates import any_of

_GERMAN = (
    *("gmb h", "[eg] ?gmbh", r"g\.?m\.?b\.?h\.?", "gemeinnuetzige gmbh", r"gem\. gmbh"),
    *(r"ges(?:ellschaft)?\.? ?m\.? ?b\.? ?h\.?", "mbh", "mbb", "(?:gesellschaft )?mit beschraenkter haftung"),
    *(
        "aktiengesellschaft",
        "(?:g|inv|reit-)?ag",
        r"a\. ?g\.",
        "auf gegenseitigkeit",
        "vvag",
        "se",
        "kgaa",
        "kg",
        "ohg",
    ),
    *(
        "kommanditgesellschaft",
        "offene handelsgesellschaft",
        "e?gbr",
        "gesbr",
        "sce",
        "gesellschaft buergerlichen rechts",
    ),
    *(
        "g?ug",
        "unternehmergesellschaft",
        "eg",
        r"e\. ?g\.",
        r"e\.? ?v\.?",
        "eingetragene[rn]? (?:verein|genossenschaft)",
    ),
    *(r"e\.? ?k\.?", r"e\. ?kf[mr]\.?", "ekf[mr]", "partg(?:mbb)?", r"part\. ?g\.?", "partnerschaftsgesellschaft"),
    *("partnerschaft mbb", "ewiv", "ad?oer", r"a\. ?d?\.? ?oe\. ?r\.?", "kd?oer", r"k\. ?d?\.? ?oe\. ?r\.?"),
    "(?:anstalt|koerperschaft|stiftung) (?:des )?oeffentlichen rechts",
)
_FOREIGN = (
    *(r"ltd\.?", "limited", "pty", "pte", "llc", r"l\.l\.c\.", "llp", "plc", r"p\.l\.c\.", r"inc\.?", "incorporated"),
    *(r"corp\.?", "corporation", r"b\.? ?v\.?", "bvba", r"n\.? ?v\.?", r"v\. ?o\. ?f\.", r"c\. ?v\."),
    *(r"s\.? ?a\.? ?r\.? ?l\.?", r"s\. ?a\. ?s\.", r"s\. ?a\.", r"s\. ?n\. ?c\.", "eurl", "sasu", r"s\. ?p\. ?a\."),
    *(r"s\. ?r\. ?l\.", r"s\. ?l\.", "sprl", r"lda\.?", "a/s", "aps", "i/s", "k/s", "oyj?", r"sp\. ?z\.? ?o\. ?o\.?"),
    *(r"sp\. ?k\.", r"s\. ?r\. ?o\.", r"a\. ?s\.", r"d\. ?o\. ?o\.", r"d\. ?d\.", r"kft\.?", r"zrt\.?", "eood", "uab"),
)
# These are words, too, so that only the end of a name makes them a form.
_LAST = ("ab", "as", "asa", "sa", "sas", "srl", "sl", "sia", "og", "doo", "sro", "hf", "spa", "oue")
_ENDED = r"(?=\s?[(,]|\s[–—|-]\s|\s&|$)"
_FORM = re.compile(rf"(?<![\w.]){any_of((*_GERMAN, *_FOREIGN))}(?!\w)\.?|(?<=\w )(?:{'|'.join(_LAST)}){_ENDED}")
_WORD = re.compile(r"\w")


def find_legal_form(folded: str) -> re.Match[str] | None:
    """The first legal form in a folded name that stands behind words of its own.

    >>> find_legal_form("muster se & co. kgaa")[0], find_legal_form("ab muster gmbh")[0], find_legal_form("as muster")
    ('se', 'gmbh', None)
    """
    return next((form for form in _FORM.finditer(folded) if _WORD.search(folded[: form.start()])), None)


def without_legal_forms(folded: str) -> str:
    """A folded name without legal forms, wherever they stand."""
    return _FORM.sub(" ", folded)

"""How German ads write a pay grade: the words before it, its kind, number and letter, ranges, and what is none."""

import re

from german.pay.agreements import PAY_ORDERS, PUBLIC_SERVICE, SCALES
from german.words.gates import anchors, any_of, gate
from german.words.later import when_needed

# -- employees: "EG 11", "Entgeltgruppe 9b bis 11", "E 13 TV-L" -------------------------------------------------------

# Words that a grade follows.
_GROUPS = (
    r"[Ee]ntgelt-?[Gg]ruppen?",
    r"Entgelt\s?[Gg]r\.?",
    r"[Tt]arif-?[Gg]ruppen?",
    r"[Ee]ingruppierung(?:\sin)?",
)
# Such words that firms also use for other things: they are read in fields and near words about pay.
_GROUPS_BESIDE_PAY = (
    r"ENTGELTGRUPPEN?",
    r"[Vv]ergütungs-?[Gg]ruppen?",
    r"[Gg]ehalts-?[Gg]ruppen?",
    r"[Ll]ohn-?[Gg]ruppen?",
    r"[Ee]ntlohnungs-?[Gg]ruppen?",
    r"(?:Entg|Verg)\.?-?\s?[Gg]r\.?",
    r"E\s?[Gg]r\.?",
    "Stellenwert",
    "Stellenbewertung",
    "Wertigkeit",
    r"[Bb]ewertet\smit",
    r"[Ss]alary\s(?:group|grade|scale|level)",
    r"[Pp]ay[\s-]?(?:grade|group|scale|level)",
    r"[Rr]emuneration\s(?:group|level)",
)
_NUMBER = r"(?:1[0-5]|0?[1-9])(?!\d|[.,]\d)(?:\s?[abcÜ](?!(?!TV)\w)|[ABC](?!\w))?"
# A number followed by such a word counts something else.
_UNITS = (
    *("%", "Prozent", "Std", "Stunden", "Jahr", "Monat", "Stelle", "Woche", "€", "Euro", "EUR", "Tag", "Vollzeit"),
    *("HANA", "Bewerb"),
)
_NO_UNIT = rf"(?!\s?(?:{'|'.join(_UNITS)}))"
_END = r"(?!(?!TV)[\w%/]|-\w|,\d)"
_ALSO = r"/|,\s(?=[ESP]|1?\d[abc]?\s[TtAB][VvA])|oder|bzw\.?|und|&|\+|u\.|or|and"
_TO = rf"\s?(?:-|–|—|bis(?:\szu[rm]?)?|to|{_ALSO})\s?(?:(?:max\.?|maximal)\s)?"
_APART = (
    r"(?:(?<![/.&])(?<!\w-)|(?<=[DLHAVdl]-)(?=EG?\d)|(?<=Bes[GO]/)"
    r"|(?<=[AB]\d/)|(?<=[AB]\s\d/)|(?<=[AB]\d\d/)|(?<=[AB]\s\d\d/))"
)
_AGREEMENT = r"(?:TV[\w/öÖ-]+(?:\s(?:VKA|Bund))?|BAT\sAOK|BAT-KF|AVR)\s"
_KINDS = r"(?:E\.?G\.?|E|S|P)"
_BARE = rf"{_KINDS}[\s-]{{0,2}}"
# Further grades of a list before its last one: "EG 9b, 9c und 10", "EG 9c/10/11".
_MORE = (
    rf"(?:\s?[,/]\s?(?:{_KINDS}[\s-]{{0,2}})?{_NUMBER}"
    r"(?=\s?(?:[,/&+]\s?(?:EG?\s?)?\d|(?:und|oder|bzw\.?|u\.|or|and)\s)))*"
)
_GROUP = (
    rf"(?:{'|'.join((*_GROUPS, *_GROUPS_BESIDE_PAY))})(?:\s?\([^()\n]{{1,12}}\))?[\s:(]{{1,4}}(?:{_AGREEMENT})?"
    r"(?P<cap>(?:bis(?:\szu)?|max\.)\s)?"
)
EMPLOYEE = when_needed(
    lambda: (
        gate((*_GROUPS, *_GROUPS_BESIDE_PAY, _BARE + _NUMBER))
        + rf"\b(?:(?P<group>{_GROUP})(?P<kind>(?:EG|Eg|E|S|P|KR|Kr)[\s.-]{{0,2}})?|{_APART}(?P<bare>{_BARE}))"
        rf"(?P<low>{_NUMBER}){_NO_UNIT}"
        rf"(?P<list>{_MORE})"
        rf"(?:(?P<to>{_TO})(?:{_AGREEMENT}(?=E))?(?:Entgeltgruppe\s)?(?P<again>{_KINDS}[\s.-]{{0,2}})?"
        rf"(?P<high>{_NUMBER}){_NO_UNIT})?{_END}"
    )
)
# A number with only a scale beside it: "13 TV-L", "TVöD 9b".
NUMBER_BEFORE_SCALE = re.compile(r"(?:^|(?<![§.,\dA-Z])\s|[(:])(?P<low>1[0-5]|[2-9][abc]?)\s$")
NUMBER_BEHIND_SCALE = when_needed(
    rf"\)?:?(?:\s|-(?=\d))(?:Gruppe\s|Stufe\s)?(?P<low>{_NUMBER}){_NO_UNIT}{_END}(?!\.\s?\w)"
)

# -- Roman numbers and pay above the tariff ---------------------------------------------------------------------------

OLD_GROUP = re.compile(
    r"\b(?:Verg(?:ütungs)?(?:gruppe|\.?-?\s?Gr\.?)|BAT(?:-KF)?)\s(?P<low>(?:I{1,3}|IV|VI{0,3}|IX|X)\s?[abc]?)\b"
)
_LEVELS = (r"Tätigkeitsebene\s", "TE ")
LEVEL = re.compile(
    rf"\b{any_of(_LEVELS)}(?P<low>[IVX]{{1,4}})\b(?:\s?(?:-|–|bis|/)\s?(?:TE\s)?(?P<high>[IVX]{{1,4}})\b)?"
)
LEVEL_ANCHORS = anchors(_LEVELS, ("TE ", "ätigkeitsebene"))
_OUTSIDE = (
    r"\b[Aa]ußertariflich\w*\s(?:\w+\s)?"
    r"(?:Vergütung|Bezahlung|Entlohnung|Gehalt|Entgelt|Vertrag|Arbeitsvertrag|Anstellung|Bereich|Konditionen)",
    r"\bAT-(?:Vergütung|Vertrag|Gehalt|Bezahlung|Anstellung|Position|Stelle)\b",
)
_OUTSIDE_BESIDE_PAY = (
    r"\b(?:Entgeltgruppe|Tarifgruppe|Vergütung|Bezahlung|Eingruppierung|Entgelt):?\s(?:im\s|in\s)?AT\b",
    r"^\s*(?:AT|[Aa]ußertariflich\w*)\s*$",
)
OUTSIDE = when_needed("|".join((*_OUTSIDE, *_OUTSIDE_BESIDE_PAY)))
OUTSIDE_ANCHORS = anchors((*_OUTSIDE, *_OUTSIDE_BESIDE_PAY), ("AT", "ußertarif"))

# -- civil servants: "A 12", "Besoldungsgruppe A 9 bis A 12", "W 2" ---------------------------------------------------

# The lowest and the highest grade of each order.
CIVIL_RANGE = {"A": (3, 16), "B": (1, 11), "W": (1, 3), "R": (1, 10)}
_LETTER = f"[{''.join(CIVIL_RANGE)}]"
_CIVIL_GROUPS = ("[Bb]esoldungsgruppen?", r"Besoldungsgr\.?", "Besoldung")
_CIVIL_GROUPS_BESIDE_PAY = (
    *("BESOLDUNGSGRUPPE", r"Bes\.?-?\s?Gr\.?", r"Bes\.", "Bewertung", "Dotierung", "Wertigkeit"),
    r"[Bb]ewertet\s(?:mit|nach)",
)
_CIVIL_GROUP = rf"(?:{'|'.join((*_CIVIL_GROUPS, *_CIVIL_GROUPS_BESIDE_PAY))})"
_CIVIL_NUMBER = r"\d{1,2}(?!\d|[.,]\d)"
_SERVICE = r"\s?(?:[gmhe]\.?\s?D\b\.?|[gmhZ]\b|\+\s?A?Z\b)"  # "A 9 g. D.", "A13h", "A 9 Z"
CIVIL = when_needed(
    lambda: (
        gate((*_CIVIL_GROUPS, *_CIVIL_GROUPS_BESIDE_PAY, rf"{_LETTER}[\s-]?\d"))
        + rf"(?P<group>\b{_CIVIL_GROUP}(?:\s?\([^()\n]{{1,12}}\))?[\s:(]{{0,3}}(?:nach\s)?)?"
        rf"(?<![\w/.&-])(?P<letter>{_LETTER})[\s-]?(?P<low>{_CIVIL_NUMBER})(?P<service>{_SERVICE})?"
        rf"(?:(?:{_TO}|\s(?:mit|with)\s[Tt]enure[\s-][Tt]rack\s(?:auf\s|nach\s|to\s)?)"
        rf"(?:(?P<again>{_LETTER})[\s-]?)?(?P<high>{_CIVIL_NUMBER})(?:{_SERVICE})?)?(?![\w%]|/(?!\s?E)|-\d|,\d|\.\d)"
    )
)
AFTER_CIVIL = re.compile(r"\bA\s?\d{1,2}\w?\s?(?:/|\||bzw\.|oder)\s?$")
# A professorship's grade needs no other word beside it.
_PROFESSORSHIPS = ("[Pp]rofess",)
PROFESSORSHIP = re.compile("|".join(_PROFESSORSHIPS))

# -- where a grade is looked for --------------------------------------------------------------------------------------

# An ad without any of these states no grade; in an ad with one, the forms listed after them may also stand elsewhere.
ANCHORS = anchors(
    (
        *(wording for _, wording in (*SCALES, PUBLIC_SERVICE)),
        *(*PAY_ORDERS, *_GROUPS, *_CIVIL_GROUPS, *_OUTSIDE, *_PROFESSORSHIPS),
        r"EG[\s-]?\d",
    ),
    ("TV", "arif", "ntgelt", "esold", "EG", "AVR", "BAT", "BAP", "IG", "DGB", "BesG", "gruppier", "AT-"),
    {"rofess": ("rofessur", "rofessorsh")},  # too many ads mention professors
)
ANCHORS += ("Tv", "tvö")  # before they are mended
ANCHORS_ELSEWHERE = (
    *("E 1", "E1", "E 9", "E9", "GZ", "GVP", "ERA", "alary g", "alary s", "gsgruppe", "TE I", "ätigkeitsebene"),
    *("W2", "W3"),
)

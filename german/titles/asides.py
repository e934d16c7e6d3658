"""What a title says beside the role: the employer's number of the ad, pay, pay grade, hours and days of leave.

Each pattern asks for the sign that tells it from a number that names the thing: "EG 13", not "E3"; "#4711", not "365".
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from german.titles.starts import is_for_a_term
from german.words.towns import town_lines


class Asides(NamedTuple):
    """A title without what it says beside the role, and the employer's number of the ad; None: it names none."""

    title: str
    reference: str | None


# -- the number of the ad ----------------------------------------------------------------------------------------------

_NUMBER = r"(?:nr\b\.?|no\b\.?|id\b|nummer|number|code|ziffer)"
_LABELS = (
    rf"kenn(?:ziffer|zahl|ung|[ -]?{_NUMBER})",
    r"kz(?:iff)?\.|kziff\b|kennz\.|k\.-?nr\.",
    rf"(?:job-?)?ref(?:erenz|erence)?\.?(?:[ -]?{_NUMBER})?(?![a-zäöüß])",
    rf"[a-zäöü]{{5,}}nummer|aktenzeichen|az(?:\.|(?=:))|kz\b|k-?nr\b\.?|(?:stellen)?ausschreibung(?:[ -]?{_NUMBER})?",
    rf"(?:job|stellen?|vakanz|posting|position|ausschreibungs?|requisition|req|vacancy|auftrags|anzeigen)"
    rf"[ .-]{{0,2}}{_NUMBER}",
    rf"chiffre(?:[ -]?{_NUMBER})?|vakanz|pos\.|requisition|(?:job )?req\b\.?",
)
_CODE = r"(?:[A-Z]{1,5}[ -])?(?=[\w/.-]{0,24}\d)[A-Za-z0-9]+(?:[/._-][A-Za-z0-9]+)*(?: ?/ ?\d{2,4}\b)?"
_LABELLED = re.compile(rf"(?<!\w)(?i:{'|'.join(_LABELS)})\s{{0,2}}[:.#=–-]{{0,2}}\s{{0,2}}#?(?P<code>{_CODE})(?!\w)")
# These words alone mean such a number only at the end or in brackets: "Filiale Nr. 118" names a branch.
_SHORT_LABEL = re.compile(
    r"(?:(?<=[(\[])|(?<=[|,–-] )|(?<= )(?=ID))\s?(?i:id|nr\b\.?|no\b\.|code)\s?[:.#-]?\s?"
    r"(?P<code>(?=[\w/.-]{0,24}\d)[A-Za-z0-9][\w/.-]{2,})\s?(?=[)\]|]|$| [|–-])"
)
_NORM = r"(?!(?:ISO|IEC|DIN|EN|VDE|VDI|TS|AS|BSI|RFC|VDA|DO|MIL)-?\d)"
_YEAR = r"20[2-4]\d"
# What is a number of the ad where nothing else stands beside it, in brackets or between signs: 4711, P-4711,
# JOB-2026-11, 12/2026, IT 12/26, 26/017; but A320 and 840D are products, and 2026 is a year.
_ALONE = (
    rf"(?:{_NORM}(?:[A-Z]{{1,5}}-\d{{3,8}}|[A-Z]{{0,5}}(?!(?:19|20)\d\d\b)\d{{4,8}})[A-Z]?"
    rf"|(?:[A-Z]{{1,5}}[-_/ ]?)?{_YEAR}[-_/][A-Z]{{0,5}}\d{{1,6}}(?:[-_/][A-Z\d]{{1,5}})?"
    rf"|{_NORM}(?:[A-Z]{{1,5}}[-_/ ])?\d{{1,4}}[-_/]{_YEAR}"
    r"|[A-Z]{1,5}(?P<sign>[-_/])\d{1,6}(?P=sign)[2-4]\d|[A-Z]{1,5} \d{1,6}/[2-4]\d"
    r"|(?!24/365)[2-4]\d(?:[/_]|-(?=0))\d{3,6})"
)
_UNLABELLED = (
    re.compile(r"(?<![\w&])#\s?(?P<code>\d[\w/-]{2,})(?!\w)"),
    re.compile(rf"(?<![\w/-]){_NORM}(?P<code>[A-Z]{{1,3}}-?\d{{5,}}[A-Z]?)(?![\w/-])"),
    re.compile(r"^(?P<code>(?!20[2-4]\d\b)\d{3,8}|[A-Z]{2,5}-\d{4}-\d{2,5}) ?[|:–-] "),
    re.compile(r"^(?P<code>\d{3,4}/(?:20)?\d\d|\d{2}-\d{2,3}-\d\w?) (?=[A-ZÄÖÜ(|–-])"),
    re.compile(r" [|/–I-] ?(?P<code>\d{3,4}/(?:20)?\d\d|\d{5,})$"),
    re.compile(r"^(?P<code>\d{5,}) (?=[A-ZÄÖÜ])"),
    re.compile(r"(?<=[a-zäöüß])_(?P<code>\d{4,})$"),
    re.compile(r"(?<!\w)(?i:job)[ -](?P<code>(?!20[2-4]\d\b)\d{4,})(?!\w)"),
    re.compile(r"[(\[](?P<code>20[2-4]\d[-_/.][A-Z]{1,5}[-_/.]\d{1,4})[)\]]"),
    re.compile(r" (?:Nr\.? )?(?P<code>20[2-4]\d[-_/.]\d{2,6}|\d{3,6}[-/](?:20)?[2-4]\d)$"),
    re.compile(r" (?P<code>(?!ISO|IEC|DIN|VDE|BSI)[A-Z]{2,5}-(?:20)?\d{2}-\d{2,6})$"),
    re.compile(r"[(\[](?P<code>(?:20[2-4]\d[-_/.]\d{2,6})|(?!20[0-4]\d)\d{4})[)\]]"),
    re.compile(r"(?<![A-Z]{2}) (?P<code>\d{5,})$"),  # but ISO 27001
    re.compile(r"[(\[](?P<code>\d{3,4}/(?:20)?\d\d|\d{5,})[)\]]"),
    # 436-11706, 50/114; but not 24/365, 50/100, 9001/14001, or the number of a telephone
    re.compile(r"(?:[(\[]| [|/–—-] )(?P<code>[1-9]\d{1,2}(?:/(?!100\b|365\b)\d{3,6}|-\d{4,6}))(?:[)\]]|$)"),
    re.compile(rf"(?:[(\[] ?|(?:(?<=[,;|/])|(?<= [–—-])) )(?P<code>{_ALONE})(?: ?[)\]]|(?=[,;|–—]| [|/–—-]|$))"),
)


@cache
def _postal_codes() -> frozenset[str]:
    """The postal codes of Germany: the only numbers of five digits that are no number of an ad."""
    return frozenset(re.findall(r"\b(\d{5}):", "\n".join(town_lines())))


_SCHOOL_YEAR = re.compile(r"(?:20)?(\d\d)[/_-](?:20)?(\d\d)")
_YEARS = re.compile(r"(?:19|20)\d\d[/_-](?:19|20)\d\d")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])[/-]20\d\d")


def _is_time(code: str, title: str) -> bool:
    """Whether what looks like a number is a school year, two years, or the month in which something begins.

    >>> _is_time("2026/27", ""), _is_time("2019/2022", ""), _is_time("26/017", ""), _is_time("2026/41", "")
    (True, True, False, False)
    >>> _is_time("9/2027", "Trainee"), _is_time("9/2027", "IT-Leiter")
    (True, False)
    """
    if years := _SCHOOL_YEAR.fullmatch(code):
        return int(years[2]) == int(years[1]) + 1 or _YEARS.fullmatch(code) is not None or _is_month(code, title)
    return _is_month(code, title)


def _is_month(code: str, title: str) -> bool:
    return _MONTH.fullmatch(code) is not None and is_for_a_term(title)


def _cut_reference(title: str) -> Asides:
    for pattern in (_LABELLED, _SHORT_LABEL, *_UNLABELLED):
        for found in pattern.finditer(title):
            code = found["code"]
            is_labelled = pattern in (_LABELLED, _SHORT_LABEL)
            if not is_labelled and (code in _postal_codes() or _is_time(code, title)):
                continue
            return Asides(f"{title[: found.start()]} {title[found.end() :]}", " ".join(code.split()))
    return Asides(title, None)


# -- pay, grade, hours, leave ------------------------------------------------------------------------------------------

_SCALE = (
    r"(?:TV EntgO|TV[öÖ]D|TVOED|TVoeD|TV-?(?:L|H|V|N|BA|AVH)\b|BBesO|LBesO|BBesG|LBesG|AVR|BAT(?:-KF)?|ERA)"
    r"(?:[ .-](?:VKA|Bund|NRW|V|B|P|K|S|E|SuE|C|DD|J|Caritas|Diakonie)\b)?"
)
_LABEL = (
    r"(?:EG|E\. ?G\.|Entgelt-?gr(?:uppe|\.)|Bes(?:oldungs)?\.?-?[Gg]r(?:uppe|\.)|BesGr\.?"
    r"|Bes\.-Gr\.|Verg(?:ütungs|\.)-?[Gg]r(?:uppe|\.))"
)
_STEP = r"(?:1[0-8]|[1-9])(?: ?[a-cü]\b|Ü\b)?(?![\w.,]?\d|/\d{3})"
_TO = r"(?: ?(?:-|–|/|bis|oder|und) ?(?:EG|E|A)? ?"
_HIGH = r"(?:E ?(?:1[0-5]|[5-9])|A ?(?:1[0-6]|[7-9])|S ?(?:1[0-8]|[89])|W ?[1-3])(?: ?[a-cü]\b|Ü\b)?(?![\w.,]?\d)"
_GRADES = (
    rf"(?:{_SCALE} )?{_LABEL} ?(?:E|A|S|B|W|R)? ?{_STEP}{_TO}{_STEP})*(?: [hgm]\. ?D\.)?"
    rf"(?:,? (?:(?:nach|gemäß|gem\.) )?(?:dem )?{_SCALE})?(?: ?/ ?A ?{_STEP}(?: {_SCALE})?)?",
    rf"{_SCALE},? ?(?:VG|E|A|S|B)? ?{_STEP}{_TO}{_STEP})*",
    rf"(?:E|A|S)? ?{_STEP}{_TO}{_STEP})*,? (?:(?:nach|gemäß|gem\.) )?{_SCALE}(?: ?/ ?A ?{_STEP})?",
    rf"(?<= )(?:A ?{_STEP} ?/ ?E|E ?{_STEP} ?/ ?A) ?{_STEP}(?=$| [|–(-])",
    rf"(?<=[(\[])(?:bis )?{_HIGH}{_TO}{_STEP})*(?=[)\]])",
    rf"(?<=[,|–-] )(?:bis )?{_HIGH}{_TO}{_STEP})*(?=$| [|–-])",
    r"(?<= )E ?(?:1[0-5]|9[abc]?)(?=$| [|–(-])",
)
_GRADE = re.compile(rf"(?<![\w-])(?:(?:bis(?: zu)?|nach|gemäß) )?(?:{'|'.join(_GRADES)})(?![\w-])")

_SUM = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d{2,6})(?:[.,](?:\d{1,2}|-{1,2}))?"
_EURO = r"(?:€|EUR\b|Euro\b(?!-)|[kK]€|T€|TEUR\b|[kK]\b|Tsd\.? ?(?:€|Euro|EUR))(?!\w)"
_BEFORE_PAY = (
    r"(?:(?:(?:gehalt|jahres\w*gehalt|einstiegsgehalt|salary|stundenlohn|vergütung|verdienst|up to|from|ab|bis(?: zu)?"
    r"|von|mindestens|zwischen|über|rund|etwa|circa|min|minimum)\b|(?:mind|ca|max|min)\.)[: .]{0,2})*~?"
)
_PER = (
    r"(?:\s?(?:brutto|jahresgehalt|annual salary|salary|gehalt|stundenlohn|p\. ?a\b\.?|p\. ?m\b\.?|im (?:jahr|monat)"
    r"|(?:pro|per|/|je) ?(?:jahr|monat|stunde|std\b\.?|h\b|year|month|hour)|jährlich|monatlich)(?!\w))*\*?"
)
_PAY = re.compile(
    rf"(?<![\w.,])(?i:{_BEFORE_PAY})(?:(?:€ ?)?{_SUM}(?: ?{_EURO})?(?: ?(?:-|–|—|bis|to|und) ?(?:€ ?)?{_SUM})? ?{_EURO}"
    r"|\d{2,3}\.\d00 ?(?:-|–|bis) ?\d{2,3}\.\d00(?![\w.,])"
    rf"|(?:€|EUR) ?{_SUM}(?: ?(?:-|–|—|bis|to|und) ?(?:€ ?|EUR ?)?{_SUM})?(?![\w.,]))(?i:{_PER})"
)
_A_WEEK = r"(?: ?(?:/|pro|je|per|a|die|in der) ?(?:woche|wo\b\.?|week))"
_AMOUNT = r"(?:\d{1,2}(?:[,.]\d{1,2})? ?(?:-|–|bis) ?)?(?:[1-4]\d|[5-9])(?:[,.]\d{1,2})?"
_HOURS = re.compile(
    r"(?<![\w.,/-])(?:(?:ca\.?|mit|ab|mind\.|max\.|bis(?: zu)?|in|von) )*"
    rf"(?:{_AMOUNT}(?i:[- ](?:std\.?|stunden|h)[- ]?woche)"
    rf"|[3-6](?:[,.]5)?(?: |-)(?i:tage(?: |-)?woche)"
    rf"|{_AMOUNT} ?(?i:wochenst(?:unden|d\b\.?)|(?:std\b\.?|stunden|h|hours){_A_WEEK})(?![\w-])"
    rf"|(?!24){_AMOUNT} ?(?i:std\b\.?|stunden|h)(?=$|[)\]]| [|–(,/-]| oder [VT]))(?: oder (?:Voll|Teil)zeit)?"
)
_PAYMENTS = re.compile(
    r"(?<![\w.,/-])(?:mit |bei )?1[2-5](?:[.,]\d{1,2})? ?(?i:(?:monats|jahres)?geh(?:ä|ae)ltern?)(?!\w)"
)
_SHARE = re.compile(r"(?<![\w.,/-])\d{2,3} ?%? ?(?:-|–|bis) ?\d{2,3} ?%(?!\w)")
_LEAVE = re.compile(
    r"(?<![\w.,/-])(?:mit )?[23]\d\+? ?"
    r"(?i:tagen? (?:jahres)?urlaub|urlaubstagen?|days? (?:of )?(?:vacation|leave))(?!\w)"
)


_DIGIT = re.compile(r"\d")  # all of these have one, and most titles have none


def cut_asides(title: str) -> Asides:
    """A title without what it says beside the role.

    >>> cut_asides("IT-Leiter (EG 13 TVöD) [Kziff. AB7371]")
    Asides(title='IT-Leiter ( ) [ ]', reference='AB7371')
    >>> cut_asides("Berater Office 365 - ab 75.000 EUR - 38,5 Std./Woche").title
    'Berater Office 365 -   -  '
    """
    if not _DIGIT.search(title):
        return Asides(title, None)
    title, reference = _cut_reference(title)
    for pattern in (_GRADE, _PAY, _PAYMENTS, _HOURS, _SHARE, _LEAVE):
        title = pattern.sub(" ", title)
    return Asides(title, reference)


_ORDER = re.compile(r"(?<![A-Za-z])([AESW]|EG|VG)(?= ?\d)")
_GRADE_STEP = re.compile(r"(\d{1,2}) ?([a-c]?)\b")
_NUMBERS = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")


@lru_cache(maxsize=65536)
def find_grade(title: str) -> str | None:
    """The highest pay grade that a title names, written as `pay_grade_max` is; None: none, or of two orders.

    >>> find_grade("Referent EG 9a - 11"), find_grade("Referent (A 13 LBesG)"), find_grade("Referent A13/E13")
    ('EG 11', 'A 13', None)
    """
    found = _GRADE.search(title)
    steps = _GRADE_STEP.findall(found[0]) if found else []
    orders = {"EG" if order in ("E", "VG") else order for order in _ORDER.findall(found[0])} if found else set()
    if not steps or len(orders) > 1:
        return None
    number, letter = max((int(number), letter) for number, letter in steps)
    return f"{orders.pop() if orders else 'EG'} {number}{letter}"


@lru_cache(maxsize=65536)
def find_title_hours(title: str) -> float | None:
    """The most hours a week that a title names; None: it names none.

    >>> find_title_hours("Buchhalter (20-30 Std./Woche)"), find_title_hours("Buchhalter, 4-Tage-Woche")
    (30.0, None)
    """
    found = _HOURS.search(title)
    if not found or "tag" in found[0].lower():
        return None
    return max(float(number.replace(",", ".")) for number in _NUMBERS.findall(found[0]))

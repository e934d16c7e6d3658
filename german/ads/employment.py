"""Employment types: full time, part time, internship and the like, as boards' fields and ads name them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, zip_longest

from german.words.denial import is_denied
from german.words.gates import Finder, gate
from german.words.later import when_needed
from german.words.surroundings import MENTIONS, find_clause
from german.words.whose import find_owner

_OR = r"(?=(?:[ -]?(?:und|oder|or|and|bzw\.|/|,)[ -]?)+{})"
_CONTRACT_KINDS = ("permanent", "term", "employment", "limited", "unlimited", "open-ended", "indefinite", "ongoing")
_NO_KIND = "".join(f"(?<!{kind} )" for kind in _CONTRACT_KINDS)
# At each place the first wording that matches counts. Umlauts may be written ae, oe, ue.
_TYPES = {
    "full_time": (
        *("full[ _-]?time", "vollzeit", r"\bvoll-? ?" + _OR.format("teil"), r"\bfull-? ?" + _OR.format("part")),
        *(r"\bvz\b", r"\bf/?t\b", "ganzt(?:ag|äg|aeg)", "vollbesch(?:ä|ae)ftig"),
    ),
    "part_time": (
        *("part[ _-]?time", "teilzeit", r"\bteil-? ?" + _OR.format("voll"), r"\bpart-? ?" + _OR.format("full")),
        *(r"\btz\b", r"\bp/?t\b", "halbt(?:ag|äg|aeg)", "teilbesch(?:ä|ae)ftig", r"\bhalbe stelle"),
    ),
    "contractor": (
        *(
            "contractor",
            "contingent worker",
            "freelanc",
            "freiberuf",
            "selbst(?:st)?(?:ä|ae)ndig",
            "self[ _-]?employed",
        ),
        rf"{_NO_KIND}\bcontract(?! ?\w)(?! ?[:-])",
        *("contract (?:position|role|work|job|basis)", r"\bfreie[rnms]? mitarbeit", "honorar(?:basis|kraft|vertrag|t)"),
        *("werkvertrag", "handelsvertret"),
    ),
    "temporary": (
        *("temporary", "(?<!un)befrist", "zeitarbeit", "fixed[ _-]?term", "aushilf", "seasonal", "saison", r"\btemp\b"),
        *("elternzeitvertretung", "schwangerschaftsvertretung", "ferienjob", "ferienarbeit", "summer[ _-]?job"),
    ),
    "intern": (r"\bintern(?:ship)?s?\b", r"praktik(?:um|a\b|ant)"),
    "volunteer": ("volunteer", "ehrenamt", r"\bfsj\b", r"\bf(?:ö|oe)j\b", r"\bbfd\b", "freiwilligendienst"),
    "per_diem": ("per[ _-]diem", "tageweise"),
    "other": (r"\bother\b", "sonstige"),
    "apprenticeship": (
        *("apprentice", r"(?<!weiter)(?<!leiter )(?<!leitung )ausbildung(?!s?-?leit|en\b)", "auszubild", "azubi"),
        *("duales studium", r"dual(?:es)?[ _-]stud", "lehrstelle", "lehrling"),
    ),
    "working_student": (
        *("werkstud", "working[ _-]?student", "student[ _-]?assistant", "student(?:en|en-|[ _-])?job"),
        *("studentische (?:hilfs|aushilf|mitarb)", r"\bhiwi\b", r"\b[sw]hk\b"),
    ),
    "minijob": (
        *("mini[ _-]?job", "geringf(?:ü|ue)gig", "marginal employment", r"\bmj\b"),
        r"\b(?:450|520|538|556|603)[ -]?(?:euro|€)",
    ),
}
_TYPE = re.compile(
    gate(wording for wordings in _TYPES.values() for wording in wordings)
    + f"(?:{'|'.join(f'(?P<{name}>' + '|'.join(wordings) + ')' for name, wordings in _TYPES.items())})"
)
# Titles of people who look after others, or after contracts.
_OF_OTHERS_IN_TITLES = (
    *(
        r"-?\w*(?:betreu|koordinat|beauftragt|leit|marketing|wesen|programm|plattform|verwaltung|berat)",
        r"e?n?s?bereich",
    ),
    r" (?:manage|administrat|negotiat|specialist|lead\b|engineer|law|compliance|counsel)",
)
_OTHERS_BEHIND = re.compile(rf"\w*(?:{'|'.join(_OF_OTHERS_IN_TITLES)})")


@lru_cache(maxsize=4096)  # boards repeat a few words
def find_employment_types(text: str | None) -> tuple[str, ...]:
    """Find the employment types in a field's or a title's words: schema.org's in lower case, then three of ours.

    Empty: none named. "Festanstellung" and "permanent" name none, since they may be full or part time; what is denied
    and whom somebody looks after are not named either.

    >>> find_employment_types("Vollzeit, Teilzeit möglich"), find_employment_types("full-or-part-time, permanent")
    (('full_time', 'part_time'), ('full_time', 'part_time'))
    >>> find_employment_types("Vollzeit, keine Teilzeit"), find_employment_types("Contract Manager (m/w/d)")
    (('full_time',), ())
    """
    if not text:
        return ()
    low = text.lower()
    return _in_order(
        str(match.lastgroup)
        for match, stop in _until_next(_TYPE.finditer(low), low)
        if not _OTHERS_BEHIND.match(low, match.end()) and not is_denied(text[:stop], *match.span())
    )


def _until_next(found: Iterator[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The first matches, each with where the next one begins: what denies it stands before that."""
    matches = list(islice(found, MENTIONS))
    for match, following in zip_longest(matches, matches[1:]):
        yield match, following.start() if following else len(text)


def _in_order(found: Iterator[str]) -> tuple[str, ...]:
    names = set(found)
    return tuple(name for name in _TYPES if name in names)


# -- in an ad's text ---------------------------------------------------------------------------------------------------

_TIMES = ("[Vv]ollzeit|VOLLZEIT", "[Tt]eilzeit|TEILZEIT", "(?:[Ff]ull|FULL|[Pp]art|PART)[- ]?(?:[Tt]ime|TIME)")
_find_time_words = Finder(_TIMES, ("llzeit", "LLZEIT", "ilzeit", "ILZEIT", "ime", "IME"))
# Right before full or part time, these make it the job's: "in Vollzeit", "Arbeitszeit: Vollzeit", a line of its own.
_TIME_BEFORE = when_needed(
    r"(?:(?:\A|[\n:(|])|\b(?:[Ii]n|IN|[Aa]uch|[Aa]ls|unbefristete?[nr]?|Festanstellung|[Rr]egular|is)\b"
    r"|\d ?(?:%|Std\.?|Stunden|Wochenstunden),?)"
    r"[\W_]*(?:(?:[Vv]oll|VOLL|[Tt]eil|TEIL|[Ff]ull|[Pp]art)-? ?(?:und|oder|ODER|or|and|bzw\.|/)[\W_]*)?\Z"
)
_TIME_BEHIND = when_needed(
    r"\W{1,3}(?:mit |ab |mind\w*\.? )?\d{2}|beschäftigte\w* (?:\w+ )?geeignet"
    r"|-?(?:stelle|anstellung|position|tätigkeit|beschäftigung|job)\b(?!en)|\W{0,3}(?:geeignet|fähig)"
    r"| (?:position|role|job|employment|contract|possible|available)\b"
    r"|(?:-?[Ll]ösungen|-?[Bb]eschäftigung)? (?:(?:ist|sind|auch|grundsätzlich|gern\w*|ebenfalls) ){0,3}möglich"
)
_AND = re.compile(r"[\W_]*(?:und|oder|sowie|als auch|or|and|bzw\.)?[\W_]*(?:in |in \*\*)?\Z")
# What else has a full or part time: pay, leave, studies, what one did before, others.
_NOT_OF_A_JOB = re.compile(
    r"[Ss]tudi|Promotion|Elternzeit|Fortbildung|Lehrgang|[Gg]ehalt|brutto|€|EUR\b|Urlaub|vacation|salary|wage|Erfahrung"
    r"|gesammelt|absolviert|experience|\bdurch\b|\bz\. ?B\.|\b[Bb]ei (?:einer )?\W*\Z"
)
# Other types, which ads mostly name of others, count only in such words.
_JOB_WORDS = (
    r"\b[Aa]ls (?:Werkstudent|Praktikant|Freelancer|Aushilfe|Auszubildende)\w*",
    r"\b[Ss]uchen (?:wir )?(?:(?:dich|Sie) als |ab sofort )?(?:eine?[n*/:]*\w* )?"
    r"(?:Werkstudent|Praktikant|Aushilf|Azubi)\w*",
    r"\bWerkstudent(?:en|in|innen)?(?:tätigkeit|stelle|job|vertrag)\b",
    r"\b(?:Praktikums|Praktikanten)(?:stelle|platz|vertrag)\b",
    r"\b(?:Aushilfs|Ausbildungs)(?:stelle|platz|tätigkeit|job|vertrag)\b",
    r"\b(?:[Dd]ein|[Ii]hr|[Dd]as) (?:\w+ )?Praktikum (?:dauert|beginnt|startet|kann)\b",
    r"\bim Rahmen (?:ein|dein|Ihr)es (?:\w+ )?Praktikums\b",
    r"\b(?:[Dd]eine|[Ii]hre|[Dd]ie) Ausbildung (?:dauert|beginnt|startet)\b",
    r"\b(?:[Aa]uf|[Aa]ls) (?:Minijob|(?:450|520|538|556|603)[- ]?(?:Euro|€))",
    r"\bMinijob (?:ist |auch |gern\w* )?möglich",
    r"\bgeringfügige Beschäftigung (?:ist |auch )?möglich",
    r"\b[Ff]reiberufliche[rn]? (?:Basis|Mitarbeit|Tätigkeit)",
    *(r"\b[Ff]reiberuflich (?:zu besetzen|gesucht|möglich)", r"\b(?:in|als) freie\w? Mitarbeit", r"\bauf Honorarbasis"),
    r"\bon a (?:freelance|contract) basis",
)
_find_job_words = Finder(_JOB_WORDS, ("Werkstudent", "Praktikant", "Aushilf", "Azubi", "geringfügig", "Praktikum"))
_REACH = 60  # characters before full or part time that are looked at
_HALVES = 14  # of them, those that can hold the first half of "Voll- und Teilzeit"


def find_employment_types_in_ad(text: str | None) -> tuple[str, ...]:
    """Find the employment types that an ad's text states of its job; `temporary` is left to the contract's columns.

    Empty: none stated. Full and part time count where an ad offers a job in them, not beside pay, leave or studies;
    the other types only where they are the job's ("als Werkstudent", "auf Minijob-Basis"). Nothing counts that is
    denied or somebody else's.

    >>> find_employment_types_in_ad("Die Stelle ist in Voll- oder Teilzeit zu besetzen.")
    ('full_time', 'part_time')
    >>> find_employment_types_in_ad("30 Tage Urlaub bei Vollzeit. Keine Teilzeit möglich. Du führst Werkstudenten.")
    ()
    """
    if not text:
        return ()
    return _in_order(chain(_find_times(text), _find_other_types(text)))


def _find_times(text: str) -> Iterator[str]:
    counted = -_REACH  # where the last one that counts ends
    for match, stop in _until_next(_find_time_words(text), text):
        start, end = match.span()
        first, _ = find_clause(text, start, end)
        before = text[max(first, start - _REACH) : start]
        follows = start - counted < _REACH and _AND.match(text[counted:start])
        if not follows and not _TIME_BEFORE.search(before) and not _TIME_BEHIND.match(text, end):
            continue
        if not _NOT_OF_A_JOB.search(before) and _is_the_jobs(text, start, end, stop):
            counted = end
            named = find_employment_types(f"{before[-_HALVES:]}{match[0]}")
            yield from (name for name in named if name in ("full_time", "part_time"))


def _find_other_types(text: str) -> Iterator[str]:
    for match, stop in _until_next(_find_job_words(text), text):
        first, _ = find_clause(text, *match.span())
        if not _NOT_OF_A_JOB.search(text, first, match.start()) and _is_the_jobs(text, *match.span(), stop):
            yield from find_employment_types(match[0])


def _is_the_jobs(text: str, start: int, end: int, stop: int) -> bool:
    return not is_denied(text[:stop], start, end) and find_owner(text, start, end) == "job"

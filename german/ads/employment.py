"""Employment types as boards' fields name them: full time, part time, internship and the like."""

import re

from german.words.fold import fold

_TYPES = {
    "full_time": r"full[ _-]?time|vollzeit|\bvoll-(?= ?(?:und|oder|/) ?teilzeit)|\bvz\b|ganztag",
    "part_time": r"part[ _-]?time|teilzeit|\bteil-(?= ?(?:und|oder|/) ?vollzeit)|\btz\b|halbtag",
    "contractor": r"contractor|\bcontract\b|freelance|\bfreie[rn]? mitarbeit|freiberuf|selbststaendig",
    "temporary": r"temporary|(?<!un)befrist|zeitarbeit|fixed[ _-]?term|aushilfe",
    "intern": r"\bintern(?:ship)?s?\b|praktik",
    "volunteer": r"volunteer|ehrenamt|\bfsj\b|\bbfd\b|freiwilligendienst",
    "per_diem": r"per[ _-]diem|tageweise",
    "other": r"\bother\b|sonstige",
    "apprenticeship": r"apprentice|(?<!weiter)ausbildung|auszubild|azubi|duales studium|dual stud",
    "working_student": r"werkstud|working student|studentische (?:hilfs|aushilf|mitarb)",
    "minijob": r"mini[ -]?job|geringfuegig|\b(?:450|520|538|556|603)[ -]?(?:euro|€)",
}
_TYPE = re.compile(
    r"(?=full|part|voll|teil|vz|tz|ganz|halb|cont|fre|selb|temp|bef|zeit|fix|aus|inter|prak|volu|ehre|fsj|bfd|per|tage|oth"
    r"|sons|appr|azub|dual|werk|work|stud|mini|geri|[456])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _TYPES.items())
    + ")"
)


def find_employment_types(text: str | None) -> tuple[str, ...]:
    """Find the employment types in a field's words: schema.org's in lower case, and three of our own at the end.

    Empty: none named. "Festanstellung" names none, since it may be full or part time.

    >>> find_employment_types("Vollzeit, Teilzeit möglich"), find_employment_types("FULL_TIME")
    (('full_time', 'part_time'), ('full_time',))
    """
    if not text:
        return ()
    found = {match.lastgroup for match in _TYPE.finditer(fold(text))}
    return tuple(name for name in _TYPES if name in found)

"""Employment types as boards' fields name them: full time, part time, internship and the like."""

import re

from german.words.fold import fold
from german.words.gates import gate

# At each place the first wording that matches counts.
_TYPES = {
    "full_time": ("full[ _-]?time", "vollzeit", r"\bvoll-(?= ?(?:und|oder|/) ?teilzeit)", r"\bvz\b", "ganztag"),
    "part_time": ("part[ _-]?time", "teilzeit", r"\bteil-(?= ?(?:und|oder|/) ?vollzeit)", r"\btz\b", "halbtag"),
    "contractor": (
        "contractor",
        r"\bcontract\b",
        "freelance",
        r"\bfreie[rn]? mitarbeit",
        "freiberuf",
        "selbststaendig",
    ),
    "temporary": ("temporary", "(?<!un)befrist", "zeitarbeit", "fixed[ _-]?term", "aushilfe"),
    "intern": (r"\bintern(?:ship)?s?\b", "praktik"),
    "volunteer": ("volunteer", "ehrenamt", r"\bfsj\b", r"\bbfd\b", "freiwilligendienst"),
    "per_diem": ("per[ _-]diem", "tageweise"),
    "other": (r"\bother\b", "sonstige"),
    "apprenticeship": ("apprentice", "(?<!weiter)ausbildung", "auszubild", "azubi", "duales studium", "dual stud"),
    "working_student": ("werkstud", "working student", "studentische (?:hilfs|aushilf|mitarb)"),
    "minijob": ("mini[ -]?job", "geringfuegig", r"\b(?:450|520|538|556|603)[ -]?(?:euro|€)"),
}
_TYPE = re.compile(
    gate(wording for wordings in _TYPES.values() for wording in wordings)
    + f"(?:{'|'.join(f'(?P<{name}>' + '|'.join(wordings) + ')' for name, wordings in _TYPES.items())})"
)


def find_employment_types(text: str | None) -> tuple[str, ...]:
    """Find the employment types in a field's words: those of schema.org in lower case, then three of this project.

    Empty: none named. "Festanstellung" names none, since it may be full or part time.

    >>> find_employment_types("Vollzeit, Teilzeit möglich"), find_employment_types("FULL_TIME")
    (('full_time', 'part_time'), ('full_time',))
    """
    if not text:
        return ()
    found = {match.lastgroup for match in _TYPE.finditer(fold(text))}
    return tuple(name for name in _TYPES if name in found)

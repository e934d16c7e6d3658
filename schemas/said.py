"""What a board says in an ad, subject by subject, and how it is seen later whether it says something else.

Parts keep a short sum of each subject (`said`), since our readers, which change, have not touched it. What a column is
read from stands where the column is defined (`Use.read_from`).
"""

from collections.abc import Mapping
from zlib import crc32

KEPT: Mapping[str, str] = {  # subject -> the column of a posting that keeps its words, or a sum of them
    "title": "title",
    "text": "text_sha256",
    "employer": "employer_raw",
    "places": "place",
    "pay": "salary_raw",
    "pay_grade": "pay_grade_raw",
    "apply_by": "apply_by_raw",
    "start": "start_raw",
    "contract": "contract_raw",
    "employment": "employment_raw",
    "hours": "hours_raw",
    "remote": "remote_raw",
}
OWN = ("title", "employer", "places")  # the board's own words alone; a field's column may hold words found in the ad
BY_TEXT = ("title", "text")  # the ad itself


def sum_words(words: str | None) -> str | None:
    """The sum of a subject's words; None: it says nothing of it.

    >>> sum_words("IT-Leiter (m/w/d)"), sum_words(None)
    ('83b29a30', None)
    """
    return f"{crc32(words.encode()):08x}" if words else None


def pack_sums(words: Mapping[str, str | None]) -> tuple[str, ...]:
    """The sums of some subjects' words, as the column `said` holds them.

    >>> pack_sums({"title": "IT-Leiter", "remote": None}) == (f"title:{sum_words('IT-Leiter')}",)
    True
    """
    sums = ((subject, sum_words(one)) for subject, one in words.items())
    return tuple(sorted(f"{subject}:{one}" for subject, one in sums if one))


def unpack_sums(said: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Subject to sum, of the column `said`.

    >>> unpack_sums(["text:8f31c2a0", "title:04d7e91b"])
    {'text': '8f31c2a0', 'title': '04d7e91b'}
    """
    return dict(one.split(":", 1) for one in said)

"""Why two postings are one vacancy, or two: the codes that `duplicate_reason` is made of.

A reason is one code that parts two postings, or one of each of GROUNDS, in their order, which make them one; between
codes stands a blank, after a code its figure, if it has one: "same_title same_employer same_towns texts_alike:86".
At the end, after a code that parts two postings, stands why they are one job all the same: `through_another`: a third
posting is one with both. `board_lags`: one of them said a few days ago what the other still says. `closed_since`: they
were one job until one of them closed.
No code is a part of another, so that a search for one finds no other. report/words.tsv alone puts them in words.
"""

from enum import StrEnum


class Reason(StrEnum):
    """A code of a reason. Percent and days are the only figures."""

    SAME_TITLE = "same_title"
    SYNONYMOUS_TITLES = "synonymous_titles"
    LONGER_TITLE = "longer_title"  # one title's words and more
    SAME_EMPLOYER = "same_employer"
    EMPLOYER_IN_TWO_SPELLINGS = "employer_in_two_spellings"
    SAME_TOWNS = "same_towns"
    COMMON_TOWN = "common_town"
    NEITHER_TOWN_KNOWN = "neither_town_known"
    SAME_TEXT = "same_text"
    HARDLY_ANY_TEXT = "hardly_any_text"
    TWO_LANGUAGES = "two_languages"
    EXCERPT = "excerpt"
    TEXTS_ALIKE = "texts_alike"  # with the percentage of the shorter text's words that the other holds, too
    ANOTHER_TIME = "another_time"

    OTHER_TITLES = "other_titles"
    ONE_TOWN_UNKNOWN = "one_town_unknown"
    OTHER_TOWNS = "other_towns"
    OTHER_SITES = "other_sites"  # of the titles
    UNKNOWN_EMPLOYER = "unknown_employer"
    OTHER_EMPLOYERS = "other_employers"
    UNCONFIRMED_EMPLOYER = "unconfirmed_employer"
    OTHER_LEVELS = "other_levels"
    OTHER_FORMS = "other_forms"
    OTHER_GRADES = "other_grades"
    OTHER_PAY = "other_pay"
    OTHER_CONTRACT = "other_contract"
    OTHER_STARTS = "other_starts"  # of the titles
    OTHER_REFERENCES = "other_references"
    MORE_DAYS_APART_THAN = "more_days_apart_than"  # with the number of days
    OTHER_TEXTS = "other_texts"
    LOST_ITS_TEXT = "lost_its_text"  # of two that were two vacancies as long as it had it

    THROUGH_ANOTHER = "through_another"
    BOARD_LAGS = "board_lags"
    CLOSED_SINCE = "closed_since"


GROUNDS: dict[str, tuple[Reason, ...]] = {
    "title": (Reason.SAME_TITLE, Reason.SYNONYMOUS_TITLES, Reason.LONGER_TITLE),
    "employer": (Reason.SAME_EMPLOYER, Reason.EMPLOYER_IN_TWO_SPELLINGS),
    "towns": (Reason.SAME_TOWNS, Reason.COMMON_TOWN, Reason.NEITHER_TOWN_KNOWN),
    "text": (
        *(Reason.SAME_TEXT, Reason.HARDLY_ANY_TEXT, Reason.TWO_LANGUAGES),
        *(Reason.EXCERPT, Reason.TEXTS_ALIKE),
    ),
    "time": (Reason.ANOTHER_TIME,),  # left out where both were up at one time, or their text is the same
}
"""What makes two postings one vacancy, by what is compared."""

ALL_THE_SAME = (Reason.THROUGH_ANOTHER, Reason.BOARD_LAGS, Reason.CLOSED_SINCE)
"""Why two that are parted are one job all the same."""

_NO_VETOES = {*ALL_THE_SAME, *(code for codes in GROUNDS.values() for code in codes)}
VETOES = tuple(code for code in Reason if code not in _NO_VETOES)
"""What makes them two."""

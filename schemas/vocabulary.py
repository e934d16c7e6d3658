"""The closed lists of words that columns hold; of those that are a `Word`, docs/codes.md lists the meanings."""

from enum import StrEnum
from typing import Any, Literal, Self

Access = Literal["open", "tolerated", "permission"]  # on what terms a board may be asked
Checked = Literal["recorded", "documented", "live"]  # how far a board was verified
EducationLevel = Literal["school", "vocational", "bachelor", "master", "doctorate"]
ExperienceLevel = Literal["entry", "some", "several", "years", "stated"]
LanguageLevel = Literal["basic", "good", "very_good", "fluent", "native", "A1", "A2", "B1", "B2", "C1", "C2"]
LeadsPeople = Literal["none", "functional", "disciplinary"]
Period = Literal["hour", "day", "week", "month", "year"]
Precision = Literal["day", "week", "part_of_month", "month", "quarter", "half_year", "year"]
Remote = Literal["none", "hybrid", "full"]
RoleFamily = Literal[
    "it_lead", "it_service_lead", "dev_lead", "data_lead", "it_project", "it_security", "other_it", "not_it"
]
Seniority = Literal["intern", "trainee", "junior", "experienced", "senior", "lead", "head", "executive"]
SalaryBasis = Literal["stated", "pay_grade", "board_estimate"]
SalaryDisclosure = Literal["figure", "grade", "phrase", "nothing"]
Status = Literal["open", "closed"]
Travel = Literal["none", "some", "high"]


class Word(StrEnum):
    """A word of a closed list and what it means; a list whose words have further facts names them in `_take`."""

    meaning: str

    def __new__(cls, word: str, meaning: str = "", *facts: Any) -> Self:
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        member._take(*facts)
        return member

    def _take(self, *facts: Any, **_: Any) -> None:
        """Keep the facts that stand behind the meaning."""

    @property
    def explanation(self) -> str:
        """What docs/codes.md says of it."""
        return self.meaning


class Issue(Word):
    """What an ad states that could not be read as it stands; `issues` of a posting and of its job."""

    EMPLOYER = "employer:unreadable", "the employer's name is in a form that is not understood"
    PLACE = "place:unreadable", "a place of work is stated in words that are not understood"
    PLACE_AMBIGUOUS = "place:ambiguous", "several places have this name; the one nearest the centre was taken"
    COORDINATES = (
        "place:coordinates_refused",
        "the board's coordinates are none, or lie more than 25 km from its town and postal code, which were taken",
    )
    SALARY = "salary:unreadable", "pay is stated in words that are not understood"
    PAY_GRADE = "pay_grade:unreadable", "a pay grade is stated in words that are not understood"
    POSTED = "posted:unreadable", "the day of publication is stated in words that are not understood"
    APPLY_BY = "apply_by:unreadable", "the deadline is stated in words that are not understood"
    START = "start:unreadable", "the start is stated in words that are not understood"
    APPLY_BY_REFUSED = "apply_by:refused", "the deadline is before the day of publication, and was left out"
    START_REFUSED = "start:refused", "the start is not before the end of the contract, and both were left out"
    CONTRACT = "contract:unreadable", "the contract is stated in words that are not understood"
    CONTRACT_END = "contract_end:unreadable", "the end of the contract is stated in words that are not understood"
    HOURS = "hours:unreadable", "the weekly hours are stated in words that are not understood"
    REMOTE = "remote:unreadable", "work from home is stated in words that are not understood"
    ADDRESS = "address:refused", "an address that is linked is of another kind than http and https, and was left out"


class Refusal(Word):
    """Why something became no posting; `code` in `rejected/`, and `refusals` of a board's run."""

    ROW = "row:unreadable", "its row or page has not the structure or the types that the board's others have"
    DEPTH = "row:too_deep", "its row or page is nested too deeply"
    EMPTY = "row:incomplete", "it has no id, no address or no title"
    ADDRESS = "row:address_refused", "its address is of another kind than http and https"
    REPEATED = "row:id_taken", "another posting of this run has its id; the first one was kept"
    VALUE = "row:value_refused", "one of its values could not be read or stored"
    FEED = "feed:unreadable", "an employer's feed, or a job board of its own, could not be read"
    FORBIDDEN = "page:forbidden", "robots.txt forbids its page"
    RESERVED = "page:reserved", "its page or site reserves its rights, or asks not to be kept"
    REFUSED = "refused", "whoever it is of asked not to be listed (`[refused]` in the search file)"


class LeftOut(Word):
    """Why a posting of a part is no job of this search; `left_out`."""

    AREA = "area", "its nearest place is outside the radius, or no place of it is known"
    ROLE = "role", "its role is of no wanted family, and its title has no wanted word"
    NOT_A_VACANCY = "not_a_vacancy", "it invites applications in general, such as to a talent pool"


class ClosedReason(Word):
    """Why a posting closed; `closed_reason`."""

    MISSING = "missing", "two complete runs of its board in a row did not carry it"
    DEADLINE = "deadline", "its last day to apply is over"
    GONE = "gone", "its board says that it is no more (404, 410 or expired)"
    UNREACHABLE = "unreachable", "its feed could not be read whole, or was not believed, for 21 days: nobody knows"
    NOT_WATCHED = "not_watched", "its feed was switched off, or taken out, 21 days ago: nobody knows"
    OUT_OF_SEARCH = (
        "out_of_search",
        "by our own doing it is no job of this search any more: nobody knows how it goes on",
    )


class Cause(Word):
    """Whose doing a change is; `cause` of `changes`. Only what `board` did is news."""

    BOARD = "board", "the board's: it carries the ad, carries it no more, or words it otherwise"
    READER = "reader", "ours: the ad says what it said, and is read otherwise"
    SEARCH = "search", "ours: the ad is what it was, and another area, role, keyword, board or feed is searched"
    GROUPING = "grouping", "ours: the ads are what they were, and are told apart, or put together, otherwise"


class DuplicateKind(Word):
    """How a posting repeats its job's canonical one; `duplicate_kind`."""

    FULL = "full", "the same text, or nearly"
    PARTIAL = "partial", "one of the two has an excerpt of the other's text, or hardly any"
    SEMANTIC = "semantic", "other words, another language, or one job through a third posting"
    TEMPORAL = "temporal", "not up at the same time"


class PossibleSame(Word):
    """Why a job shares `possible_same_vacancy` with others; `possible_same_reason`."""

    ONE_TEXT = "one_text", "its employer has put up the same text in the same town under another title"
    RELAYED = "relayed", "an agency and another employer have the same title in the same town"
    FITS_SEVERAL = (
        "fits_several",
        "it fits several jobs, and says too little to tell which; it shares it with the likeliest",
    )


class ChangeKind(Word):
    """What happened to a job since the snapshot before; `kind` of `changes`."""

    NEW = "new", "it was not there before"
    CHANGED = "changed", "one of its facts is another: `field`, `before`, `after`"
    CLOSED = "closed", "its last open posting closed; `after` says why"
    REOPENED = "reopened", "one of its postings is open again"

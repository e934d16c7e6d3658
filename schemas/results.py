"""What one room tells another: the results of commands, as classes."""

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from schemas.exit_codes import ExitCode
from schemas.feeds import FeedState
from schemas.news import OurDoing
from schemas.tables import BoardRun, Change
from schemas.verdicts import DateFault, Finding, Verdict
from schemas.vocabulary import Access, Checked, ClosedReason, DuplicateKind, LeftOut

OVERDUE_DAYS = 7  # a snapshot this old is no longer news: the nights since have failed


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """What a board's spider states of it; `state` is what search.toml says: on, off or consent (needed, not stated)."""

    name: str
    what: str
    access: Access
    checked: Checked
    floor: int
    state: str
    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the doctor found of a board. `read`: in how many of its `ads` a value was read, by the value's name."""

    board: str
    asked: tuple[str, ...] = ()
    reached: str = "not asked"
    robots: str = "not asked"
    answers: tuple[int, ...] = ()  # HTTP status of each
    page: str = "not seen"
    ads: int = 0
    read: dict[str, int] = field(default_factory=dict)
    verdict: Finding
    why: str | None = None
    next_step: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A column of some postings: its values, as Parquet has them, in the order of Explanation.postings."""

    name: str
    values: tuple[Any, ...]

    @property
    def differ(self) -> bool:
        """Whether two that are stated differ."""
        return len({str(value) for value in self.values if value not in (None, [])}) > 1


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a posting (board/board_ref) repeats its job's canonical one, and why it is one with it; None: it is that."""

    posting: str
    kind: DuplicateKind | None
    reason: str | None  # as in schemas.reasons
    between: tuple[str, ...] = ()  # the postings that link the two, where they are not one vacancy by themselves


@dataclass(frozen=True, slots=True)
class Objection:
    """What makes two postings two vacancies: a code of schemas.reasons.VETOES, and what was compared.

    Of texts the percentage of words that they share, and the one that was needed; else what each of them says.
    """

    reason: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What two postings (board/board_ref) are, looked at by themselves: one vacancy or two, and why.

    `objections`: all that makes them two. `between`: of two that are one job all the same, the postings that link them.
    """

    one: str
    other: str
    same: bool
    reason: str  # as in schemas.reasons
    objections: tuple[Objection, ...] = ()
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What `scrapy explain` tells.

    `columns`: those that one of the postings (board/board_ref) states. Of a job: how its postings are `repeats` of its
    canonical one, its `changes`, run after run, as far as the snapshots are still there, `damaged`, what is wrong with
    those that cannot be read, and `also`, the job_ids that may be the same vacancy. Of two: the postings of the one
    `compared` with those of the other, and the job_ids of `both`; whether the two stay two for what others of their
    postings say (`others_part`). `became`: the merges that lead from an asked id that is no more to its job. `ended`:
    asked ids whose merge no snapshot tells any more, with the run that ended them.
    """

    name: str
    postings: tuple[str, ...]
    columns: tuple[SideBySide, ...]
    repeats: tuple[Repeat, ...] = ()
    changes: tuple[Change, ...] = ()
    damaged: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
    both: tuple[str, ...] = ()
    others_part: bool = False
    became: tuple[Change, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumn:
    """A column of one ad: its value, the words of board or ad that it was read from, and what could not be read.

    `words` are None where they are not known or nothing is stated; `issues` stand at the first column of a subject.
    """

    name: str
    value: Any
    words: str | None
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What `scrapy read` tells of one ad: why it is no job of the search (`left_out`), or no posting (`rejected`)."""

    columns: tuple[ReadColumn, ...] = ()
    left_out: LeftOut | None = None
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Misdated:
    """A run that is not published because of its date, and why, in words."""

    run: str
    code: DateFault
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a run of boards came to, by board. `off`: the boards left off, and why. `misdated`: as it will not be
    published, what is wrong with its date."""

    run: str
    boards: tuple[BoardRun, ...]
    off: dict[str, str]
    misdated: Misdated | None = None

    @property
    def is_silent(self) -> bool:
        """Whether no board answered."""
        return bool(self.boards) and all(row.verdict is Verdict.FAILED for row in self.boards)

    @property
    def exit_code(self) -> ExitCode:
        if self.misdated and self.misdated.code in (DateFault.AHEAD, DateFault.CLOCK):
            return ExitCode.MISCONFIGURED
        is_well = not self.misdated and all(row.is_well for row in self.boards)
        return ExitCode.WELL if is_well else ExitCode.GATED

    def as_record(self) -> dict[str, Any]:
        """As `--json` prints it."""
        misdated = asdict(self.misdated) if self.misdated else None
        boards = [row.as_record() for row in self.boards]
        return {"run": self.run, "boards": boards, "off": self.off, "misdated": misdated}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish came to.

    `run` is the snapshot that stands now (None: none yet), `runs` those it took in: none means that there was nothing
    new. `changes` counts jobs by what their boards did, `ours` what changed by our own doing. `boards` are the rows of
    the last run. `stopped` says why no snapshot was made of new parts: a gate stopped it, exit code 1, and the snapshot
    before still stands. `healed` says why the snapshot pointed to was passed over. `pages_failed`: pages that could not
    be made, and why. `misdated`: the runs left out for their date. `belated`: parts of the last run that came after it
    was published, and are in no snapshot. `pointing`: what was in the way of the pointer, and what was done about it.
    `history_begins`: where the history begins, if it was made anew because the last snapshot had none. `texts_unread`:
    the files that hold the text of a job and cannot be read, and what to do about them. `thinned`: the runs whose old
    snapshots were removed. `idle`: what was accepted though nothing of it is held. `absent`: boards that are on, and
    left no part in the last run.
    """

    run: str | None
    previous: str | None = None
    runs: tuple[str, ...] = ()
    jobs: int = 0
    open_jobs: int = 0
    postings: int = 0
    changes: dict[str, int]
    ours: tuple[OurDoing, ...] = ()
    boards: tuple[BoardRun, ...] = ()
    stopped: str | None = None
    healed: str | None = None
    pointing: str | None = None
    pages_failed: dict[str, str] = field(default_factory=dict)
    misdated: tuple[Misdated, ...] = ()
    belated: tuple[str, ...] = ()
    history_begins: str | None = None
    texts_unread: tuple[str, ...] = ()
    thinned: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def stood(self) -> str:
        """What stands where nothing was published, as a clause."""
        return "the snapshot before still stands" if self.run else "there is no snapshot yet"

    @property
    def exit_code(self) -> ExitCode:
        if self.stopped or self.run is None:
            return ExitCode.GATED
        if self.pages_failed:
            return ExitCode.PAGELESS
        is_told = self.refused or self.misdated or self.belated or self.texts_unread
        return ExitCode.GATED if is_told else ExitCode.WELL

    @property
    def refused(self) -> dict[str, str]:
        """Board to reason, for those of the last run that someone should look at."""
        return {row.board: row.trouble for row in self.boards if not row.is_well}

    def as_record(self) -> dict[str, Any]:
        """As `--json` prints it."""
        record = asdict(self)
        pages_failed = record.pop("pages_failed")
        return record | {"refused": self.refused, "pages_failed": pages_failed}


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadColumn:
    """What is read otherwise in a column: postings that gained a value, lost theirs, or have another.

    `examples`: titles with the value before and now.
    """

    name: str
    gained: int
    lost: int
    other: int
    examples: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading the archive again came to.

    `postings` were read again from the archives of `runs`. `kept` stay as they are, since their answer is there no
    longer, or makes no posting any more; `left_out`, since today's readers find them outside of the search. `unread`:
    runs and boards that could not be replayed, and why. `published`: None where nothing is read otherwise, or nothing
    was to be written.
    """

    runs: tuple[str, ...]
    postings: int
    kept: int
    left_out: int
    unread: tuple[str, ...]
    columns: tuple[RereadColumn, ...]
    published: Published | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A feed (a board that is one list is one feed) of which nobody knows how it is now.

    `since`: the first run that did not find it good. `waiting`: its postings that are open all the same; from
    `closes_on` they close as `closes_as`, unless it is good again before. `accept`: the command that believes what it
    says now (None: it says nothing that could be believed).
    """

    name: str  # as `publish --accept` takes it
    state: FeedState
    why: str
    since: str | None
    waiting: int
    closes_on: date | None
    closes_as: ClosedReason | None
    accept: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How things stand: the last snapshot in figures (None: none yet), and the runs collected since.

    `with_pay` are the open jobs with pay; `changes` and `ours` as in Published; `boards` the rows of the snapshot's
    last run; `doubts` its feeds that are held, unread or not asked. `age_hours` is below 0 for a snapshot dated in the
    future. `misdated` are runs collected that will not be published.
    `bent` are the snapshots that are not what was published, in words.
    """

    snapshot: str | None
    age_hours: float = 0.0
    open_jobs: int = 0
    with_pay: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    ours: tuple[OurDoing, ...] = ()
    boards: tuple[BoardRun, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unpublished_runs: tuple[str, ...]
    misdated: tuple[Misdated, ...] = ()
    bent: tuple[str, ...] = ()

    @property
    def is_ahead(self) -> bool:
        """Whether the snapshot is dated in the future, by more than the hour that clocks may differ."""
        return self.age_hours < -1

    @property
    def is_overdue(self) -> bool:
        """Whether the snapshot is so old that the nights must have failed."""
        return self.age_hours >= OVERDUE_DAYS * 24

    @property
    def is_well(self) -> bool:
        """Whether a snapshot of these days stands, and nobody has to look at anything."""
        is_of_now = self.snapshot is not None and not self.is_ahead and not self.is_overdue
        return is_of_now and not self.misdated and not self.bent and all(row.is_well for row in self.boards)

    def as_record(self) -> dict[str, Any]:
        """As `--json` prints it."""
        misdated = [asdict(one) for one in self.misdated]
        if self.snapshot is None:
            return {"snapshot": None, "unpublished_runs": self.unpublished_runs, "misdated": misdated}
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        own |= {"ours": [asdict(one) for one in self.ours]}
        own |= {"boards": [row.as_record() for row in self.boards], "doubts": [asdict(one) for one in self.doubts]}
        return own | {"misdated": misdated, "ahead": self.is_ahead, "overdue": self.is_overdue}

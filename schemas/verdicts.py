"""How a board did: in a run (the verdict of its part), and when the doctor looked at it."""

from enum import StrEnum, auto

from schemas.vocabulary import Word


class Closes(StrEnum):
    """What a run closes. Two misses in a row close a posting."""

    ABSENT = "a posting that it does not carry counts as missed"
    ABSENT_FROM_READ_FEEDS = "a posting that it does not carry counts as missed, unless it is of such a feed"
    NOTHING = "it closes nothing"


class Colour(StrEnum):
    """How it looks, on the page (page.css) and on the console."""

    GOOD = auto()
    WARNING = auto()
    BAD = auto()
    NONE = auto()


class Verdict(Word):
    """How one board's run went; `verdict` of `boards`."""

    closes: Closes
    colour: Colour
    said: tuple[str, str]  # on the page: German, English

    def _take(self, closes: Closes, colour: Colour, german: str, english: str) -> None:
        self.closes, self.colour, self.said = closes, colour, (german, english)

    @property
    def absence_counts(self) -> bool:
        """Whether a posting that the run does not carry counts as missed: the run saw the board, or most of it."""
        return self.closes is not Closes.NOTHING

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at the board."""
        return self.colour in (Colour.GOOD, Colour.NONE)

    @property
    def explanation(self) -> str:
        return f"{self.meaning}: {self.closes}"

    COMPLETE = (
        *("complete", "every request was answered, and enough postings came"),
        *(Closes.ABSENT, Colour.GOOD, "vollständig", "complete"),
    )
    RECENT = (
        *("recent", "the board was read newest first, down to what is known; the rest is carried over"),
        *(Closes.NOTHING, Colour.GOOD, "das Neueste", "the newest"),
    )
    PARTIAL = (
        *("partial", "as complete, but for the feeds that `unread` names; their postings are carried over"),
        *(Closes.ABSENT_FROM_READ_FEEDS, Colour.WARNING, "teilweise", "partial"),
    )
    INCOMPLETE = (
        *("incomplete", "some answers are missing, or fewer postings came than the board's floor"),
        *(Closes.NOTHING, Colour.WARNING, "unvollständig", "incomplete"),
    )
    HELD = (
        *("held", "so few postings came, or so few of them with a place, pay or the like, that they are not believed"),
        *(Closes.NOTHING, Colour.WARNING, "zurückgehalten", "held"),
    )
    FAILED = (
        *("failed", "nothing was answered, the crawl's process broke off, or its part cannot be read"),
        *(Closes.NOTHING, Colour.BAD, "fehlgeschlagen", "failed"),
    )
    NOT_RUN = (
        *("not_run", "the board left no part in this run"),
        *(Closes.NOTHING, Colour.NONE, "nicht gelaufen", "not run"),
    )


class DateFault(Word):
    """Why a run is not published because of its date; `code` of `misdated` in the JSON of the commands."""

    AHEAD = "dated_in_the_future", "it is dated more than an hour after the machine's clock"
    CLOCK = "wrong_clock", "most hosts that it asked stated a time more than an hour from that of the machine"
    UNCHECKED = "clock_unchecked", "no host answered it, and it is dated more than ten days after the last snapshot"
    LATE = "older_than_the_snapshot", "a later run was published before it"


class Trouble(Word):
    """What may be wrong with a whole run, or with what it published; its name in `alerts.json`."""

    RUN = "run", "the run broke off, or could not begin"
    DATES = "dates", "a run is not published because of its date"
    SNAPSHOTS = "snapshots", "a snapshot is not what was published"
    CLOCK = "clock", "the last snapshot is dated in the future"
    OVERDUE = "overdue", "the last snapshot is seven days old or more"
    PUBLISH = "publish", "the run brought nothing that could be published"
    PAGES = "pages", "a page or feed could not be made; the tables are whole"
    TEXTS = "texts", "a file that holds the text of a job cannot be read: the job has the text that it had, or none"


class Finding(Word):
    """What the doctor found of a board."""

    colour: Colour

    def _take(self, colour: Colour) -> None:
        self.colour = colour

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done about the board."""
        return self.colour is not Colour.BAD

    WELL = "well", "ads were read", Colour.GOOD
    NONE_NOW = "none now", "it says that it has no ads for this search, or its ad is gone", Colour.GOOD
    OFF = "off", "it was not asked: search.toml states no consent", Colour.NONE
    LOOK = "look", "ads were read, but not a value that they state or should state", Colour.BAD
    CHANGED = "changed", "its answers no longer have the form that its spider reads", Colour.BAD
    MOVED = "moved", "the address of its list is gone", Colour.BAD
    BLOCKED = "blocked", "it answers with a captcha, a login or a refusal", Colour.BAD
    FORBIDDEN = "forbidden", "its robots.txt forbids the address", Colour.BAD
    UNREACHABLE = "unreachable", "no answer came, or only errors of the board's own", Colour.BAD
    NOT_SET_UP = (
        "not set up",
        "it has no question that may be asked: a key, an employer or a public address is missing",
        Colour.BAD,
    )
    NOT_RECORDED = "not recorded", "the recording has no answer to its questions", Colour.BAD
    CRASHED = "crashed", "its process broke off", Colour.BAD

"""What a feed of a board held in its last good run, and what is held back: the memory that a run is judged by."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.columns import Column, Row
from schemas.examples import RUN
from schemas.vocabulary import Word

WHOLE = "*"  # the feed of a board that is one list
IN_LAST_RUNS = "in each of its last runs, newest last: known postings that lost, less those that gained"


class FeedState(Word):
    """How a run left a feed; `feed_state` of `feeds`."""

    GOOD = "good", "it was read whole, and holds what it usually does"
    RECENT = "recent", "it was read newest first, down to what is known"
    HELD = "held", "it holds so much less than usual that it is not believed; `held_for` says what"
    UNREAD = "unread", "it gave no whole answer"
    NOT_ASKED = "not_asked", "it is switched off, no longer a row of the configuration, or the run did not get to it"

    @property
    def is_doubted(self) -> bool:
        """Whether nobody knows what its postings are by now."""
        return self not in (FeedState.GOOD, FeedState.RECENT)


class HeldFor(Word):
    """What fell, so that a feed is held; `held_for` of `feeds`."""

    COUNT = "count", "the number of its postings"
    EMPLOYER = "employer", "postings that name an employer"
    PLACE = "place", "postings whose place is known"
    STATED_EMPLOYER = "stated_employer", "postings whose employer the feed states"
    STATED_PLACE = "stated_place", "postings whose place is known, and stated by the feed"
    ROLE = "role", "postings whose title names a role that is searched"
    TEXT = "text", "postings with a text"
    DATE = "date", "postings with a day of publication"
    PAY = "pay", "postings with pay or a pay grade"
    AREA = "area", "postings within the radius"
    CLOSINGS = "closings", "so many of its open postings would close in one night that one more such run must say so"


OF_COUNT = (HeldFor.COUNT, HeldFor.CLOSINGS)  # how many postings there are fell, not what they say


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRun(Row):
    """A feed in one run: how it was left, and what it held in its last good run."""

    key: ClassVar[tuple[str, ...]] = ("board", "feed")

    run: Annotated[str, Column("run, by its UTC start", example=RUN)]
    board: Annotated[str, Column("the board", example="personio")]
    feed: Annotated[str, Column("how its board_refs begin; * for a board that is one list", example="muster-stahl/")]
    feed_state: Annotated[FeedState, Column("how the run left it", example="held")]
    held_for: Annotated[
        HeldFor | None, Column("what fell when it was held, while it has not been good since", example="place")
    ] = None
    fallen_from: Annotated[
        int | None, Column("postings with it in the last good run, of the postings compared", "postings", example=20)
    ] = None
    fallen_to: Annotated[int | None, Column("postings with it now", "postings", example=0)] = None
    compared: Annotated[
        int | None, Column("postings that were compared; of a count, the usual number", "postings", example=20)
    ] = None
    since: Annotated[str | None, Column("first run since when it has not been good", example=RUN)] = None
    held_runs: Annotated[
        int, Column("whole runs since the last good one whose count was not believed", "runs", example=2)
    ] = 0
    alike_runs: Annotated[int, Column("of them the last ones with about one count", "runs", example=2)] = 0
    accepted: Annotated[
        tuple[HeldFor, ...],
        Column(
            "what of its fall someone found true (--accept), until the next whole run that is believed",
            example=("closings",),
        ),
    ] = ()
    last_good_run: Annotated[str | None, Column("the last good run", example=RUN)] = None
    search: Annotated[
        str | None, Column("as in `boards`, in the last good run", example="5f0c1a7be2d94c33 90b1c2ffa0d7e6a1")
    ] = None
    asked: Annotated[
        tuple[str, ...],
        Column(
            "what of the search it was asked for in the last good run; none: for all",
            example=("keyword=IT-Leiter km=30",),
        ),
    ] = ()
    postings: Annotated[int, Column("postings in this run, left-out ones included", "postings", example=20)]
    usual: Annotated[
        tuple[int, ...], Column("postings in its last good runs, newest last", "postings", example=(14, 13, 13))
    ] = ()
    with_employer: Annotated[
        int, Column("in the last good run, postings that name an employer", "postings", example=13)
    ] = 0
    with_place: Annotated[
        int, Column("in the last good run, postings whose place is known", "postings", example=13)
    ] = 0
    with_stated_employer: Annotated[
        int, Column("in the last good run, postings whose employer the feed states", "postings", example=13)
    ] = 0
    with_stated_place: Annotated[
        int,
        Column("in the last good run, postings whose place is known, and stated by the feed", "postings", example=9),
    ] = 0
    with_role: Annotated[
        int, Column("in the last good run, postings of a role that is searched", "postings", example=7)
    ] = 0
    with_text: Annotated[int, Column("in the last good run, postings with a text", "postings", example=13)] = 0
    with_date: Annotated[
        int, Column("in the last good run, postings with a day of publication", "postings", example=13)
    ] = 0
    with_pay: Annotated[
        int, Column("in the last good run, postings with pay or a pay grade", "postings", example=6)
    ] = 0
    in_area: Annotated[int, Column("in the last good run, postings within the radius", "postings", example=12)] = 0
    lost_employer: Annotated[tuple[int, ...], Column(f"{IN_LAST_RUNS} an employer", "postings", example=(0, 2, 1))] = ()
    lost_place: Annotated[
        tuple[int, ...],
        Column(
            "after each of its last whole runs, newest last: known postings that have lost their known place by then",
            "postings",
            example=(0, 2, 3),
        ),
    ] = ()
    lost_stated_employer: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} an employer that the feed states", "postings", example=(0, 2, 1))
    ] = ()
    lost_stated_place: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} a place that the feed states", "postings", example=(0, 2, 1))
    ] = ()
    lost_role: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} a role that is searched", "postings", example=(0, 2, 1))
    ] = ()
    lost_text: Annotated[tuple[int, ...], Column(f"{IN_LAST_RUNS} a text", "postings", example=(0, 2, 1))] = ()
    lost_date: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} a day of publication", "postings", example=(0, 2, 1))
    ] = ()
    lost_pay: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} pay or a pay grade", "postings", example=(0, 2, 1))
    ] = ()
    lost_area: Annotated[
        tuple[int, ...], Column(f"{IN_LAST_RUNS} a place within the radius", "postings", example=(0, 2, 1))
    ] = ()

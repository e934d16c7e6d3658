"""What a run tells of a board: its health, and the pay that it states for a role and a town."""

from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from schemas.columns import Column, Row, Use, fields_of
from schemas.examples import AT, OF_SNAPSHOT, RUN
from schemas.monitors import QUIET, Monitor
from schemas.verdicts import Verdict
from schemas.vocabulary import Period, Refusal
from schemas.wires import Stat


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRun(Row):
    """Health of one board in one run. Also written into each part's metadata by the crawl."""

    key: ClassVar[tuple[str, ...]] = ("board",)

    run: Annotated[str, Column("run, by its UTC start", example=RUN)]
    board: Annotated[str, Column("the board", example="karriere_nrw")]
    verdict: Annotated[
        Verdict,
        Column(
            f"how its run went; only {' and '.join(one for one in Verdict if one.absence_counts)} runs close postings",
            example="complete",
        ),
    ]
    reason: Annotated[
        str | None, Column("why the verdict is not complete, in words", example="3 postings, fewer than the floor of 5")
    ] = None
    access: Annotated[str, Column("open, tolerated or permission: the terms on which it is asked", example="open")]
    checked: Annotated[
        str, Column("recorded, documented or live: how far the spider was verified", example="documented")
    ]
    floor: Annotated[int, Column("fewer postings than this refuse the part", "postings", example=5)]
    started_at: Annotated[datetime, Column("first request", "UTC", example=AT)]
    seconds: Annotated[float, Column("duration of its crawl", "seconds", example=64.2)]
    requests: Annotated[int, Column("requests scheduled", "requests", example=21), Use(counted_by=Stat.SCHEDULED)]
    answered: Annotated[int, Column("requests answered", "requests", example=20), Use(counted_by=Stat.ANSWERED)]
    failed: Annotated[int, Column("requests failed", "requests", example=0), Use(counted_by=Stat.FAILED)]
    filtered: Annotated[
        int,
        Column("requests filtered: robots.txt, duplicates, other hosts", "requests", example=1),
        Use(counted_by=Stat.FILTERED),
    ]
    carried: Annotated[
        int,
        Column("of those answered: pages known and unchanged, not asked for again", "requests", example=12),
        Use(counted_by=Stat.CARRIED),
    ] = 0
    postings: Annotated[int, Column("postings read", "postings", example=13), Use(counted_by=Stat.POSTINGS)]
    in_area: Annotated[int, Column("of them within the radius", "postings", example=12), Use(counted_by=Stat.IN_AREA)]
    kept: Annotated[int, Column("of them of a wanted role", "postings", example=7), Use(counted_by=Stat.KEPT)]
    rejected: Annotated[int, Column("ads that could not become a posting", "ads", example=1)]
    refusals: Annotated[
        tuple[str, ...], Column("codes of why they could not: docs/codes.md, Refusal", example=("row:id_taken",))
    ] = ()
    with_salary: Annotated[
        int,
        Column("kept postings with stated pay or a pay grade", "postings", example=7),
        Use(counted_by=Stat.WITH_SALARY),
    ]
    new: Annotated[int, Column("postings not known before", "postings", example=2)] = 0
    changed: Annotated[int, Column("known postings whose facts changed", "postings", example=1)] = 0
    closed: Annotated[int, Column("postings closed by this run", "postings", example=1)] = 0
    unread: Annotated[
        tuple[str, ...],
        Column(
            "feeds without a whole answer, by how their board_refs begin: their postings are carried over",
            example=("muster-stahl/",),
        ),
    ] = ()
    unread_keys: Annotated[
        tuple[str, ...],
        Column(
            "new keys of its rows: nothing is read from them and the board does not ignore them; at most 20",
            example=("salaryRange",),
        ),
    ] = ()
    feeds: Annotated[
        tuple[str, ...],
        Column("feeds asked, by how their board_refs begin; none: the board is one list", example=("muster-stahl/",)),
    ] = ()
    search: Annotated[
        str | None,
        Column(
            "sums over what makes a posting one of the search: keywords, roles, titles and area; our readers",
            example="5f0c1a7be2d94c33 90b1c2ffa0d7e6a1",
        ),
    ] = None
    wanted: Annotated[
        str | None,
        Column(
            "those roles, titles and area, as JSON",
            example='{"latitude":51.2562,"longitude":7.1508,"radius_km":30,"role_families":["it_lead"],"titles":[]}',
        ),
    ] = None
    asked: Annotated[
        tuple[str, ...],
        Column(
            "what of the search its lists were asked for, behind the beginning of the feed's board_refs; none: for all",
            example=("keyword=IT-Leiter km=30", "keyword=IT-Manager km=30"),
        ),
    ] = ()

    usage: Annotated[
        tuple[str, ...],
        Column(
            "what its sites let others use their pages for: Content-Signal and Content-Usage of robots.txt and headers",
            example=("ai-train=no", "search=yes"),
        ),
    ] = ()
    finish_reason: Annotated[
        str | None,
        Column(
            "how the crawl ended, as Scrapy says it; process_ended: it was killed or broke off; part_unreadable: what "
            "it left cannot be read",
            example="finished",
        ),
    ] = None
    unwanted: Annotated[
        int,
        Column("answers that refuse or break off: 400, 401, 403, 407, 429, 500 and above; again and again ones, too",
               "answers", example=1),
    ] = 0  # fmt: skip
    monitors: Annotated[
        tuple[Monitor, ...],
        Column(
            "monitors that the run did not pass: docs/codes.md, Monitor; none: it passed all", example=("duration",)
        ),
    ] = ()
    usual_seconds: Annotated[
        tuple[float, ...], Column("duration of its last good runs, newest last", "seconds", example=(61.0, 64.2))
    ] = ()
    usual_rejected: Annotated[
        tuple[float, ...], Column("share of ads rejected in its last good runs, newest last", example=(0.0, 0.05))
    ] = ()
    usual_unwanted: Annotated[
        tuple[float, ...], Column("share of unwanted answers in its last good runs, newest last", example=(0.0, 0.04))
    ] = ()
    usual_new: Annotated[
        tuple[int, ...],
        Column("new postings of its last good runs up to the last one that had some, newest last", "postings",
               example=(3, 0, 2)),
    ] = ()  # fmt: skip
    quiet_runs: Annotated[int, Column("good runs since then, without a new posting", "runs", example=0)] = 0

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at the board."""
        return self.verdict.is_well and not self.alarms

    @property
    def unreadable(self) -> int:
        """Ads that could not become a posting; an employer's feed without an answer is in `rejected`, and is no ad."""
        return max(0, self.rejected - len(self.unread)) if Refusal.FEED in self.refusals else self.rejected

    @property
    def alarms(self) -> dict[Monitor, str]:
        """What the monitors found that the verdict does not tell, in words; of a failed board it tells all."""
        if self.verdict is Verdict.FAILED:
            return {}
        ads, answers = self.postings + self.unreadable, self.answered + self.unwanted
        with_news = sum(map(bool, self.usual_new))
        longest = max(self.usual_seconds, default=0.0)
        words = {
            Monitor.UNWANTED_CODES: f"{self.unwanted} of {answers} answers refuse or break off (400 and above), "
            f"usually {_mean(self.usual_unwanted):.0%}",
            Monitor.REJECTED: f"{self.unreadable} of {ads} ads could not be read, "
            f"usually {_mean(self.usual_rejected):.0%}",
            Monitor.FRESHNESS: f"no new posting in {self.quiet_runs} runs, "
            f"and {with_news} of the {len(self.usual_new)} before had some",
            Monitor.DURATION: f"its crawl took {self.seconds:.0f} s, and at most {longest:.0f} in its last good runs",
        }
        if self.verdict.is_well:
            words[Monitor.ERROR_RATE] = f"{self.failed} of {self.requests} requests failed"
        if self.quiet_runs < QUIET:  # then it is a feed without a good answer, which is told as such
            del words[Monitor.FRESHNESS]
        return {name: words[name] for name in words if name in self.monitors}

    @property
    def trouble(self) -> str:
        """The verdict and why it is not complete, and what the monitors found, in words."""
        why = "; ".join([*([self.reason] if self.reason else []), *self.alarms.values()])
        return f"{self.verdict}: {why}" if why else str(self.verdict)

    @classmethod
    def blank(cls, *, floor: int, **facts: Any) -> Self:
        """The row of a run of which `floor` and `facts` are known: a count or duration not among them is 0."""
        row: type = cls
        kinds = {field.name: field.python_type for field in fields_of(row) if field.python_type in (int, float)}
        counted = [item.name for item in fields(row) if item.default is MISSING and item.name in kinds]
        zeros = {name: kinds[name](0) for name in counted}
        return cls(**zeros | facts | {"floor": floor})


def _mean(shares: tuple[float, ...]) -> float:
    return sum(shares) / len(shares) if shares else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark(Row):
    """Pay that a board states for a role and a town: its market notes, never a posting's pay."""

    key: ClassVar[tuple[str, ...]] = ("board", "url", "min_eur", "words")
    stamped = "run"

    board: Annotated[str, Column("board that states it", example="wir_lieben_jobs")]
    url: Annotated[
        str, Column("page that states it", example="https://www.wir-lieben-jobs.de/it-leiter-jobs-in-wuppertal")
    ]
    occupation: Annotated[str, Column("occupation, as the board names it", example="IT Leiter")]
    town: Annotated[str, Column("town, as the board names it", example="Wuppertal")]
    level: Annotated[
        Literal["entry", "experienced", "senior"] | None,
        Column("level, as far as the words say", example="experienced"),
    ] = None
    min_eur: Annotated[Decimal | None, Column("lowest pay a period", "EUR gross", example=Decimal("6500.00"))] = None
    max_eur: Annotated[Decimal | None, Column("highest pay a period", "EUR gross", example=Decimal("8200.00"))] = None
    period: Annotated[Period, Column("period the pay is for", example="month")]
    period_stated: Annotated[bool, Column("false: the period was inferred from the amount", example=True)]
    words: Annotated[str, Column("the board's words", example="kommen auf 6.500 € bis 8.200 € im Monat")]
    seen_at: Annotated[datetime, Column("instant of the board's answer", "UTC", example=AT)]
    run: Annotated[str | None, Column(f"{OF_SNAPSHOT}; empty in a part", example=RUN)] = None

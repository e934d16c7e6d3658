"""Models of the TOML files: each key with its type, its bounds, its default and what it means.

`make docs` writes the tables of docs/search.md from them.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from schemas.key_types import (
    Addresses,
    Count,
    Days,
    Http,
    Https,
    Kilometres,
    Latitude,
    Longitude,
    Minutes,
    PostalCode,
    Text,
    Texts,
)
from schemas.toml import Key, read_file, refuse_twins
from schemas.vocabulary import RoleFamily
from schemas.watches import Watch

CONTACT = "WUPPERJOBS_CONTACT"  # in the environment it counts more than `contact` in the file
Sure = Literal["probed", "seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """The roles searched: words for the boards' own search, and what counts as a job of this search."""

    keywords: Annotated[
        tuple[Text, ...],
        Meta(min_length=1, description="a list of texts in quotes, at least one"),
        Key("words for the boards' own search", ("IT-Manager", "IT-Leiter")),
    ]
    role_families: Annotated[
        tuple[RoleFamily, ...],
        Key("families of roles that count; see [roles.md](roles.md)", ("it_lead", "it_service_lead")),
    ] = ()
    titles: Annotated[
        Texts,
        Key(
            "words of a title that count whatever its family, for roles that no family knows; case, endings and how "
            "umlauts are spelt do not matter",
            ("Pflegefachkraft", "Data Engineer"),
        ),
    ] = ()

    def __post_init__(self) -> None:
        if not self.role_families and not self.titles:
            raise ValueError(
                'names no role: give role_families such as ["it_lead"], or titles such as ["Pflegefachkraft"]'
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The area searched, as search.toml states it."""

    town: Annotated[Text, Key("the centre: a town of Germany, or one of the larger ones abroad", "Wuppertal")]
    postal_code: Annotated[
        PostalCode | None,
        Key("tells namesakes apart and puts the centre where it lies; else the one in the town's middle", "42103"),
    ] = None
    latitude: Annotated[
        Latitude | None, Key("degrees north, for a centre of your own within 25 km of the town", 51.2562)
    ] = None
    longitude: Annotated[Longitude | None, Key("degrees east; with `latitude` or not at all", 7.1508)] = None
    radius_km: Annotated[
        Kilometres, Key("how far a place of work may lie from the centre, in km as the crow flies")
    ] = 30

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude belong together: give both, or neither")


@dataclass(frozen=True, slots=True)
class Landmark:
    """A town that people know an area by. `inhabitants`: GeoNames'."""

    name: str
    latitude: float
    longitude: float
    inhabitants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Where):
    """The area searched, its centre found: german/places/search.py.

    `landmarks`: the towns in it, the largest first; empty but where pages are made.
    """

    postal_code: str  # empty abroad, where the gazetteer knows none
    latitude: float
    longitude: float
    landmarks: tuple[Landmark, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoice:
    """What search.toml says of one board. A board without a table is not crawled."""

    enabled: Annotated[bool, Key("`false` leaves the board out")] = True
    permission: Annotated[
        bool,
        Key(
            "`true` states that you have the consent of a board whose terms forbid automated access; that is your "
            "responsibility",
        ),
    ] = False
    publish_texts: Annotated[
        bool | None,
        Key(
            "`false`: the texts of its ads stay out of snapshots, pages and feeds; `true`: you may publish them; else "
            "what its terms say ([boards.md](boards.md))",
            False,
        ),
    ] = None
    floor: Annotated[
        Count | None, Key("fewer postings than this make its run incomplete; else what its spider says", 10)
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The machines that share the work: workers of a dask scheduler. Without this table all runs on this machine."""

    scheduler: Annotated[
        str,
        Meta(
            pattern=r"\A(tcp|tls)://([\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}\Z",
            description="the scheduler's address as it says it when it starts",
        ),
        Key("address of the dask scheduler", "tcp://10.0.0.5:8786"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long the folders of snapshots stay. What was in them stays in history.parquet and versions.json."""

    all_days: Annotated[Days, Key("days for which every snapshot stays, counted back from the newest")] = 60
    weekly_days: Annotated[
        Days, Key("days for which the last one of each week stays; of what is older, the last one of each month")
    ] = 365

    def __post_init__(self) -> None:
        if self.weekly_days < self.all_days:
            raise ValueError(
                f"weekly_days is {self.weekly_days}, fewer than all_days, {self.all_days}: make them at least as many"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run and each of its boards may take."""

    run_minutes: Annotated[
        Minutes, Key("after these minutes the boards that still run are ended; what was finished is published")
    ] = 360
    board_minutes: Annotated[Minutes, Key("after these minutes a board's crawl ends as incomplete")] = 60
    board_memory_mb: Annotated[
        Annotated[int, Meta(ge=300, le=1_000_000)],
        Key("a board's crawl that holds more memory ends as incomplete, in MB"),
    ] = 768
    board_disk_mb: Annotated[
        Annotated[int, Meta(ge=1, le=1_000_000)],
        Key("a board's crawl that has written more (archive and log) ends as incomplete, in MB"),
    ] = 500
    free_mb: Annotated[
        Count, Key("a run begins only if so much is free where the output lies (a folder of this machine), in MB")
    ] = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where alerts go by mail."""

    server: Annotated[
        Annotated[str, Meta(pattern=r"\A[\w.-]+(:\d{1,5})?\Z", description="a host, with its port if need be")],
        Key("the SMTP server; without a port 587, with `tls` 465", "mail.example.org:587"),
    ]
    sender: Annotated[Text, Key("the address that alerts come from", "jobs@example.org")]
    to: Annotated[
        Annotated[tuple[Text, ...], Meta(min_length=1, description="a list of addresses, at least one")],
        Key("the addresses that they go to", ("you@example.org",)),
    ]
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Key("how the connection is protected; `none` only for a server on this machine"),
    ] = "starttls"
    user: Annotated[
        Text | None,
        Key("the login, where the server wants one; its password is SMTP_PASSWORD in the environment", "me"),
    ] = None

    def __post_init__(self) -> None:
        if self.user and self.security == "none":
            raise ValueError('user: its password would be sent unprotected; write security = "starttls" or "tls"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Who is told of trouble: once when it begins, once when it ends, and again each week. docs/operating.md."""

    command: Annotated[
        Text | None,
        Key("a shell command that gets the text on standard input, and ALERT_SUBJECT", "logger -t wupperjobs"),
    ] = None
    url: Annotated[
        Http | None, Key("an address that gets the text by POST, such as an ntfy topic", "https://ntfy.example/my-jobs")
    ] = None
    url_form: Annotated[
        Literal["text", "slack", "json"],
        Key("how: as plain text with a title (ntfy), as Slack and its like take it, or as a JSON object"),
    ] = "text"
    ping_url: Annotated[
        Http | None,
        Key(
            "a check that is told of each run's start (/start), end and failure (/fail), as Healthchecks takes it, and "
            "so notices a run that never came",
            "https://hc-ping.com/0c3f9a3e",
        ),
    ] = None
    remind_days: Annotated[Days, Key("days after which a trouble that goes on is told again")] = 7
    mail: Mail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Who asked not to be listed: their ads are not kept, and `scrapy forget` removes what was. docs/manners.md."""

    employers: Annotated[Texts, Key("names of employers; legal form and spelling do not matter", ("Muster GmbH",))] = ()
    addresses: Annotated[
        Addresses, Key("how the addresses of ads begin", ("https://www.muster.example/karriere/",))
    ] = ()
    postings: Annotated[
        tuple[Annotated[str, Meta(pattern=r"\A[a-z_]+/\S+\Z", description="BOARD/BOARD_REF")], ...],
        Meta(description="a list of BOARD/BOARD_REF"),
        Key("single ads, as `scrapy explain` names them", ("arbeitnow/it-leiter-wuppertal-4711",)),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFile:
    """search.toml: what is searched, where, on which boards, and on whose behalf."""

    contact: Annotated[
        Annotated[
            str,
            Meta(
                pattern=r"\A(https?://\S+|[^\s@]+@[^\s@]+)\Z", description="an e-mail address or the address of a page"
            ),
        ]
        | None,
        Key("named in the user agent, so that a board can reach you; live crawls need it", "you@example.org"),
    ] = None
    keep_contacts: Annotated[
        bool, Key("`true` keeps e-mail addresses, phone numbers and names in the published texts")
    ] = False
    publish_texts: Annotated[
        bool,
        Key("`false` keeps the texts of all ads out of snapshots, pages and feeds; what was read in them stays"),
    ] = True
    archive_days: Annotated[
        Days, Key("days after which responses and logs of a run are removed; parts stay, snapshots by `[snapshots]`")
    ] = 90
    read_again_days: Annotated[
        int,
        Meta(ge=0, le=20),
        Key(
            "days after which a page is asked for again at the latest, though its list shows it unchanged "
            "([manners.md](manners.md)); 0 asks for everything in every run. Not more than 20, since what nobody has "
            "seen for 21 days closes as `unreachable` ([nights.md](nights.md))",
        ),
    ] = 7
    log_form: Annotated[
        Literal["text", "json"], Key("how the boards' logs are written: as text, or a JSON object a line")
    ] = "text"
    employers_file: Annotated[Text, Key("the career feeds, beside this file")] = "employers.toml"
    jobboards_file: Annotated[
        Text,
        Key("the boards that carry schema.org JobPosting, beside this file; [boards.md](boards.md)"),
    ] = "jobboards.toml"
    what: What
    where: Where
    boards: dict[str, BoardChoice] = field(default_factory=dict)
    refused: Refused = field(default_factory=Refused)
    snapshots: Keeping = field(default_factory=Keeping)
    limits: Limits = field(default_factory=Limits)
    alert: Alert = field(default_factory=Alert)
    cluster: Cluster | None = None
    watch: tuple[Watch, ...] = ()

    def __post_init__(self) -> None:
        for one in self.watch:
            if one.to and not self.alert.mail:
                raise ValueError(f"watch {one.name!r} has `to`, and there is no table [alert.mail] to send it by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(SearchFile):
    """What is searched, its centre found, and where the file lies: german/places/search.py loads it."""

    where: Area
    path: Path

    def choice(self, board: str) -> BoardChoice | None:
        return self.boards.get(board)

    def publishes_texts(self, board: str, by_its_terms: bool) -> bool:
        """Whether the texts of a board's ads are published; `by_its_terms`: whether the board lets them be."""
        choice = self.choice(board)
        if choice and choice.publish_texts is not None:
            return choice.publish_texts
        return self.publish_texts and by_its_terms

    @property
    def wanted(self) -> str:
        """What makes a posting one of this search, as JSON: its role or title, and a place in the area."""
        what, where = self.what, self.where
        roles = {"role_families": what.role_families, "titles": what.titles}
        area = {"latitude": where.latitude, "longitude": where.longitude, "radius_km": where.radius_km}
        return json.dumps(roles | area, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """A sum over what is asked for and what makes a posting one of this search: another one, another search."""
        return sha256(repr((self.what.keywords, self.wanted)).encode()).hexdigest()[:16]

    @property
    def employers_path(self) -> Path:
        return self.path.parent / self.employers_file

    @property
    def jobboards_path(self) -> Path:
        return self.path.parent / self.jobboards_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """One career feed of employers.toml."""

    named_by: ClassVar = ("ats", "tenant")

    ats: Annotated[Text, Key("kind of the feed: the name of the spider that reads it", "personio")]
    tenant: Annotated[
        str,
        Meta(
            pattern=r"\A[A-Za-z0-9_][A-Za-z0-9_.%-]*(/[A-Za-z0-9_][A-Za-z0-9_.%-]*)*\Z",
            description="the employer's part of the feed's address: a name, a host or a path, without https://",
        ),
        Key(
            "the employer's part of the feed's address; each kind says in the table of boards what it is", "codecentric"
        ),
    ]
    name: Annotated[Text, Key("the employer's name", "codecentric AG")]
    place: Annotated[
        Text | None,
        Key(
            "where the employer is: it counts for postings whose feed states no place, and `workday` asks a worldwide "
            "list for it",
            "Solingen",
        ),
    ] = None
    feed: Annotated[
        Https | None,
        Key(
            "whole address of the list, for kinds whose address the tenant alone does not make",
            "https://jobs.example/all",
        ),
    ] = None
    source: Annotated[Text, Key("where the tenant was seen", "public list of Personio addresses")]
    sure: Annotated[Sure, Key("`probed`: a public project reports a running feed; `seen`: in a list", "seen")]

    def __post_init__(self) -> None:
        if self.feed and re.search("[{}]", self.feed):
            raise ValueError(f"feed {self.feed!r} has a brace; write the whole address, without a part to fill in")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployersFile:
    """employers.toml."""

    employer: tuple[Employer, ...] = ()


@cache
def load_employers(path: str | Path) -> tuple[Employer, ...]:
    """Read employers.toml: one [[employer]] a career feed. Raises ConfigurationError."""
    file = Path(path).absolute()
    rows = read_file(EmployersFile, file, "with employers_file in search.toml").employer
    refuse_twins(f"{file.name} employer", [(row.name, f"ats {row.ats!r} with tenant {row.tenant!r}") for row in rows])
    return rows


def employers_of(search: Search, ats: str) -> tuple[Employer, ...]:
    """The career feeds of one kind."""
    return tuple(row for row in load_employers(search.employers_path) if row.ats == ats)

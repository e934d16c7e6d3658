"""A watch: jobs of a search that someone wants to be told of, by filters with a name. docs/watches.md."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from schemas.key_types import Days, Kilometres, Text, Texts
from schemas.toml import Key
from schemas.vocabulary import EducationLevel, ExperienceLevel, LeadsPeople, Remote, RoleFamily, SalaryBasis, Seniority

Unstated = Literal["-"]  # as a value of a filter: the ad says nothing of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One [[watch]]. A job is in it if it passes each filter: has one value of a list, all of skills and benefits."""

    named_by: ClassVar = ("name",)

    name: Annotated[
        Annotated[
            str,
            Meta(
                pattern=r"\A[a-z0-9][a-z0-9-]{0,39}\Z",
                description="small letters, digits and hyphens, at most 40 of them",
            ),
        ],
        Key("names its files, `watch-NAME.atom` and `watch-NAME.ics`, and is its name in `scrapy watch NAME`", "heads"),
    ]
    title: Annotated[Text | None, Key("what people call it", "IT-Leitung in der Nähe")] = None
    words: Annotated[
        Texts,
        Key(
            "one of these stands in title, employer, town, skills or certificates; of several words in one text all do",
            ("leiter", "head of it"),
        ),
    ] = ()
    roles: Annotated[tuple[RoleFamily, ...], Key("families of roles; see [roles.md](roles.md)", ("it_lead",))] = ()
    levels: Annotated[tuple[Literal[Seniority, Unstated], ...], Key("levels", ("head", "lead"))] = ()
    pay_from: Annotated[
        Annotated[int, Meta(ge=1, le=10_000_000)] | None,
        Key(
            "the pay reaches so many euros a year; what a board merely estimates counts only if `basis` names it",
            80_000,
        ),
    ] = None
    basis: Annotated[tuple[Literal[SalaryBasis, Unstated], ...], Key("where the pay comes from", ("stated",))] = ()
    towns: Annotated[Texts, Key("towns, as the page names them", ("Wuppertal", "Solingen"))] = ()
    km: Annotated[Kilometres | None, Key("at most so far from the centre of the search", 15)] = None
    employers: Annotated[Texts, Key("the employer's name has one of these in it", ("Stadt",))] = ()
    without_employers: Annotated[Texts, Key("and none of these", ("Personal",))] = ()
    boards: Annotated[Texts, Key("boards that carry it", ("karriere_nrw",))] = ()
    skills: Annotated[Texts, Key("all of these skills are named", ("ITIL",))] = ()
    benefits: Annotated[Texts, Key("all of these are offered; see [reading.md](reading.md)", ("bike_leasing",))] = ()
    remote: Annotated[tuple[Literal[Remote, Unstated], ...], Key("work from home", ("hybrid", "full"))] = ()
    leads: Annotated[tuple[Literal[LeadsPeople, Unstated], ...], Key("leading of people", ("disciplinary",))] = ()
    education: Annotated[
        tuple[Literal[EducationLevel, Unstated], ...], Key("education asked", ("vocational", "-"))
    ] = ()
    experience: Annotated[
        tuple[Literal[ExperienceLevel, Unstated], ...], Key("experience asked", ("entry", "some"))
    ] = ()
    english: Annotated[
        tuple[Literal["required", "wished", "-"], ...], Key("English: asked, only wished for, or `-`", ("-",))
    ] = ()
    deadline_days: Annotated[Days | None, Key("the deadline is at most so many days away", 14)] = None
    language: Annotated[Literal["de", "en"], Key("of its feed, its calendar and its messages")] = "de"
    tell: Annotated[bool, Key("`false`: only feed and calendar, no messages")] = True
    to: Annotated[
        Texts, Key("who gets its messages, by mail, in place of whom `[alert]` names", ("me@example.org",))
    ] = ()

    @property
    def said(self) -> str:
        """What people call it."""
        return self.title or self.name

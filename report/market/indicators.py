"""The indicators of the market: each a row of this table. A new one is a line here, and nothing else."""

from dataclasses import dataclass
from typing import Literal

import pyarrow.compute as pc

from report.market.carried import CARRIED_BY, ON_BOTH, ONLY_ON
from report.market.cases import UNSTATED, everything, flag, items, languages, pairs, union, where, words
from report.market.measures import Measure, concentration, count, quantile, share

Unit = Literal["jobs", "share", "EUR gross a year", "index"]
PUBLIC_SCALES = "^(TVöD|TV-L|TV-H|TV-V|BesO|Bes|BBesG|LBesG)"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the table. `is_now`: only the present is known, so that there are no months of it.

    `is_compared`: whether a rise or fall of its slices is looked for; of a share alone.
    """

    name: str
    meaning: str
    unit: Unit
    measure: Measure
    is_now: bool = False
    is_compared: bool = False


def _count(name: str, meaning: str, column: str) -> Indicator:
    return Indicator(name, meaning, "jobs", count(words(column, UNSTATED)))


def _share(name: str, meaning: str, measure: Measure) -> Indicator:
    return Indicator(name, meaning, "share", measure, is_compared=True)


def _board(name: str, meaning: str, measure: Measure) -> Indicator:
    return Indicator(name, meaning, "share", measure, is_now=True)


_SIZES = (
    where("employer_size_min < 50", lambda jobs: pc.less(jobs["employer_size_min"], 50), "fewer than 50 people"),
    where(
        "employer_size_min BETWEEN 50 AND 499",
        lambda jobs: pc.and_(
            pc.greater_equal(jobs["employer_size_min"], 50), pc.less_equal(jobs["employer_size_min"], 499)
        ),
        "50 to 499 people",
    ),
    where("employer_size_min > 499", lambda jobs: pc.greater(jobs["employer_size_min"], 499), "500 people or more"),
)
_KINDS = union(
    where("employer_is_agency", lambda jobs: jobs["employer_is_agency"], "agency"),
    where(
        f"regexp_matches(pay_scale, '{PUBLIC_SCALES}')",
        lambda jobs: pc.match_substring_regex(jobs["pay_scale"], PUBLIC_SCALES),
        "public pay scale",
    ),
    *_SIZES,
)
_BY_PAY = union(words("salary_basis"), pairs("salary_basis", "seniority"))
_QUANTILES = {"q1": (0.25, "lower quartile"), "median": (0.5, "median"), "q3": (0.75, "upper quartile")}
_ENDS = {"from": ("salary_year_min_eur", "lower"), "to": ("salary_year_max_eur", "upper")}

INDICATORS: tuple[Indicator, ...] = (
    Indicator("jobs", "jobs: open on the day, or at some time in the month", "jobs", count(everything())),
    _count("jobs_by_level", "jobs of each level (`seniority`)", "seniority"),
    _count("jobs_by_role", "jobs of each family of roles", "role_family"),
    _count("jobs_by_town", "jobs in each town", "town"),
    *(
        Indicator(
            f"pay_{end}_{name}",
            f"{told} of the {which} ends of yearly pay, by its basis, and by basis and level: bases are never mixed",
            "EUR gross a year",
            quantile(column, at, _BY_PAY),
        )
        for end, (column, which) in _ENDS.items()
        for name, (at, told) in _QUANTILES.items()
    ),
    _share(
        "disclosure", "how pay is told: figure, grade, phrase, nothing", share(words("salary_disclosure", UNSTATED))
    ),
    _share("skill", "jobs that name the skill", share(items("skills"))),
    _share("certificate", "jobs that name the certificate", share(items("certificates"))),
    _share("education", "lowest education that is accepted", share(words("education_min", UNSTATED))),
    _share("experience", "experience asked", share(words("experience_level", UNSTATED))),
    _share("language", 'languages asked, "en required" or "en wished"', share(languages())),
    _share("leadership", "leading of people", share(words("leads_people", UNSTATED))),
    _share("remote", "work from home", share(words("remote", UNSTATED))),
    _share("travel", "travel", share(words("travel", UNSTATED))),
    _share("benefit", "benefits beside pay, by their kind", share(items("benefits"))),
    _share("bonus", "jobs that offer a bonus, a share of the profit or a special payment", share(flag("bonus"))),
    _share("thirteenth", "jobs that offer a 13th salary or Christmas pay", share(flag("thirteenth"))),
    _share("on_call", "jobs with on-call duty", share(flag("on_call"))),
    _share("fixed_term", "jobs with a stated end", share(flag("fixed_term"))),
    _share("industry", "industry as stated", share(words("industry"))),
    _share(
        "employer_kind",
        "kinds of employers: agencies, those that pay by a public scale, and by the size that their ad states; "
        "an employer may be several",
        share(_KINDS),
    ),
    Indicator("employers_hhi", "concentration of jobs on employers", "index", concentration(words("employer_key"))),
    _share(
        "reposted",
        "jobs that came again more than three days after they ended",
        share(where("reposted > 0", lambda jobs: pc.greater(jobs["reposted"], 0))),
    ),
    _share(
        "redated",
        "jobs with an ad that stayed under a later date",
        share(where("redated > 0", lambda jobs: pc.greater(jobs["redated"], 0))),
    ),
    _board("board", "open jobs that the board carries now", share(CARRIED_BY)),
    _board("board_alone", "open jobs that it alone carries: what the loss of the board would cost", share(ONLY_ON)),
    _board("boards_both", "open jobs that two boards both carry", share(ON_BOTH)),
)

"""Titles of ads: what remains without (m/w/d), place, numbers and hours, and which role that is.

Rules and borderline cases: docs/roles.md.
"""

from dataclasses import dataclass

from german.titles.core import clear_title
from german.titles.key import core_key
from german.titles.roles import find_role
from german.titles.spelling import with_plain_letters, with_whole_names
from german.words.fold import fold
from german.words.unreadable import Unreadable
from schemas.vocabulary import RoleFamily, Seniority

_LONGEST = 500  # characters that are read: no title is longer
MANAGER_FAMILIES = frozenset({"it_lead", "it_service_lead", "dev_lead", "data_lead"})


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says about the role.

    `core`: the title without gender marks, place, reference numbers, hours and start; case kept.
    `core_key`: the same folded, gender-neutral, words sorted: equal for two spellings of one title. Levels stay in it.
    `seniority`: None where the title says nothing, offers several levels or brackets one ("(Senior)").
    `kldb`, `isco`: KldB 2010 (5 digits) and ISCO-08 codes; None wherever they are not certain.
    `reference`: the employer's number of the ad ("Kennziffer 12/26"), which is no part of the core.
    """

    core: str
    core_key: str
    role_family: RoleFamily
    seniority: Seniority | None
    kldb: str | None
    isco: str | None
    reference: str | None = None

    @property
    def is_it_manager(self) -> bool:
        """Whether the job leads an IT unit, IT services, software development or data, not projects or security."""
        return self.role_family in MANAGER_FAMILIES


def read_title(title: str, text: str | None = None, employer: str | None = None, town: str | None = None) -> Title:
    """Read an ad's title; the ad's `text` is used only for a title that names no field ("Teamleiter (m/w/d)").

    `employer` and `town`: the employer as written and the ad's only town, whose names are no part of the role.

    Raises Unreadable: the title is empty.
    Source: docs/roles.md, tests/tables/title.tsv.

    >>> t = read_title("Leiter*in IT-Infrastruktur (m/w/d) - 80-100 % - in Wuppertal")
    >>> t.core, t.core_key, t.role_family, t.seniority, t.is_it_manager
    ('Leiter IT-Infrastruktur', 'infrastruktur it leit', 'it_lead', 'head', True)
    >>> {read_title(t).core_key for t in ("IT-Leiter", "IT-Leiterin (w/m/d)", "Leiter IT", "Leitung der IT")}
    {'it leit'}
    >>> read_title("IT-Projektleiter (gn)").role_family, read_title("Teamleiter Vertrieb").role_family
    ('it_project', 'not_it')
    """
    core, context, reference = clear_title(with_plain_letters(title[:_LONGEST]), employer, town)
    if not core:
        raise Unreadable(f"title: {title[:80]!r}")
    folded = with_whole_names(fold(core))
    role = find_role(folded, context, text)
    return Title(core, core_key(folded), role.family, role.seniority, role.kldb, role.isco, reference)

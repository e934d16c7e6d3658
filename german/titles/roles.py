"""Which role a cleaned title names: family, level and, where certain, its occupation codes. Rules: docs/roles.md."""

from dataclasses import dataclass
from itertools import pairwise

from german.titles.codes import NamedRole, role_of_leader
from german.titles.fields import GLUED, find_field_in_ad
from german.titles.leaders import find_field_led, find_leaders
from german.titles.level import find_level
from german.titles.managers import find_manager, join_name
from german.titles.prospects import is_no_leader_yet
from german.titles.words import FIELDS, FOREIGN, IT_FIELDS, Token, read_tokens
from schemas.vocabulary import RoleFamily, Seniority

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Role:
    """What a title's words say about the role; see `german.titles.title.Title`."""

    family: RoleFamily
    seniority: Seniority | None
    kldb: str | None = None
    isco: str | None = None


def find_role(folded: str, context: str = "", text: str | None = None) -> Role:
    """The role of a cleaned, folded title; `context`: an employer's name that stood before it, `text`: the whole ad.

    >>> find_role("leiter it-infrastruktur")
    Role(family='it_lead', seniority='head', kldb='43394', isco='1330')
    >>> find_role("assistenz der it-leitung").family, find_role("leiter vertrieb it").family
    ('not_it', 'not_it')
    >>> find_role("teamleiter", text="Sie leiten unsere IT-Abteilung.").family
    'it_lead'
    """
    title = join_name(read_tokens(folded))
    kinds = _NONE.union(*[token.kinds for token in title])
    if is_no_leader_yet(title, kinds):
        kinds |= {"assist"}
    role = None
    if "office" in kinds:
        role = NamedRole("not_it")
    elif "assist" not in kinds:
        role = _find_leading(title, kinds, context, text)
    family, kldb, isco = role or _find_other(title, kinds, text)
    return Role(family, find_level(title, kinds), kldb, isco)


def _find_leading(title: list[Token], kinds: frozenset[str], context: str, text: str | None) -> NamedRole | None:
    """Find line leaders of a field of IT, managers by name, and leaders of whom only the ad tells what they lead."""
    undecided = False
    for at in find_leaders(title) if "lead" in kinds else ():
        field = find_field_led(title, at)
        if field and field.kind in IT_FIELDS:
            return role_of_leader(field)
        undecided = undecided or field is None
    if "manager" in kinds and (manager := find_manager(title, kinds, context, text)):
        return manager
    field = find_field_in_ad(text) if undecided and text else None
    return role_of_leader(field) if field else None


def _find_other(title: list[Token], kinds: frozenset[str], text: str | None) -> NamedRole:
    """Find security, projects, other IT occupations, and what is not IT."""
    first = next((token.kinds for token in title if token.kinds & (FIELDS | {"role"})), _NONE)
    sells = "sales" in kinds and "role" not in first and ("sales" in first or _sells_it(title))
    is_it = bool(kinds & {"it", "dev", "role"}) and not sells
    is_broad = not kinds & FOREIGN  # only then do broad words such as "data" mean IT
    if "security" in kinds and not sells and "trade" not in first:
        return NamedRole("it_security")
    is_it = is_it or (is_broad and {"data", "builder"} <= kinds)  # Consultant AI, Data & Analytics Architect
    if "project" in kinds:
        if is_it or (is_broad and kinds & {"weak", "data"}):
            return NamedRole("it_project", "43394", "1330") if "itname" in kinds else NamedRole("it_project")
        if not kinds & FIELDS and text and find_field_in_ad(text):
            return NamedRole("it_project")
    return NamedRole("other_it" if is_it else "not_it")


def _sells_it(title: list[Token]) -> bool:
    """Whether a word for selling or hiring directly follows a word of IT: IT Sales Manager, IT-Recruiting."""
    return any(
        "it" in token.kinds and "sales" in after.kinds and after.gap in GLUED for token, after in pairwise(title)
    )

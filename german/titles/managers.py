"""Which managers lead by the name of their role alone: of IT services, software or data engineering, IT."""

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile
from typing import NamedTuple

from german.titles.codes import NamedRole
from german.titles.fields import AND, GLUED
from german.titles.leaders import BREAKS, LEVELS
from german.titles.words import FOREIGN, Token, read_tokens
from german.words.fold import fold

_NONE: frozenset[str] = frozenset()
_OF_IT = frozenset({"between", "weak", "itname"})
_APART = BREAKS | {"&"}
_DESKS = ("service desk", "servicedesk", "help desk", "helpdesk")
_SERVICES = ("service", "services")
_SOFTWARE = ("software engineering", "software development")
_ITIL = re.compile(r"\b(?:ITIL|ITSM|IT[ -]Services?)\b")
_ISCO = "1330"


class _Manager(NamedTuple):
    """A word for managing, the words of its name before it, what follows it, and the kinds of the whole title's words.

    context: an employer's name that stood before the title. text: the ad.
    """

    before: list[Token]
    after: list[Token]
    kinds: frozenset[str]
    context: str
    text: str | None

    def word_before(self, place: int = 1) -> str:
        return self.before[-place].word if len(self.before) >= place else ""


class Rule(NamedTuple):
    """A kind of manager: an example title, and what recognises one."""

    example: str
    apply: Callable[[_Manager], NamedRole | None]


def join_name(title: list[Token]) -> list[Token]:
    """A title in which a name of IT that stands alone is joined to the manager behind it: IT – (Service) Manager."""
    for at, token in enumerate(title[:-1]):
        if "itname" not in token.kinds or (at and token.gap not in BREAKS) or title[at + 1].gap not in _APART:
            continue
        end = at + 1
        while end < len(title) - 1 and title[end].word in _SERVICES:
            end += 1
        behind = takewhile(lambda other: other.gap not in BREAKS, title[end + 1 :])
        if "manager" in title[end].kinds and not any(other.kinds & FOREIGN for other in behind):
            joined = (Token(other.word, other.kinds, "-") for other in title[at + 1 : end + 1])
            return [*title[: at + 1], *joined, *title[end + 1 :]]
    return title


def find_manager(title: list[Token], kinds: frozenset[str], context: str, text: str | None) -> NamedRole | None:
    """The role of the first manager in a title whose name means leading."""
    for at, token in enumerate(title):
        if "manager" not in token.kinds:
            continue
        before = _words_of_name(title, at)
        if token.word.startswith("service"):  # Servicemanager
            before.append(Token("service", _NONE, "-"))
        manager = _Manager(before, title[at + 1 :], kinds, context, text)
        for rule in RULES:
            if role := rule.apply(manager):
                return role
    return None


def _words_of_name(title: list[Token], at: int) -> list[Token]:
    """The words joined to the word at `at` from the left, without levels and scope: IT Service | Manager."""
    begin = at
    while begin and title[begin].gap in GLUED:
        begin -= 1
    return [token for token in title[begin:at] if not token.kinds & (LEVELS | {"scope"})]


def _of_service_desk(manager: _Manager) -> NamedRole | None:
    return NamedRole("it_service_lead", None, _ISCO) if manager.word_before() in _DESKS else None


def _of_services(manager: _Manager) -> NamedRole | None:
    """Managers of the delivery or level of services; of plain services only beside a word of IT: in the title, in
    the employer's name before it, or ITIL in the ad."""
    if manager.kinds & FOREIGN:
        return None
    last = manager.word_before()
    if last in ("delivery", "level"):
        is_one = manager.word_before(2) in _SERVICES
    else:
        is_one = last in (*_SERVICES, "service management") and _is_of_it(manager)
    return NamedRole("it_service_lead", None, _ISCO if "it" in manager.kinds else None) if is_one else None


def _is_of_it(manager: _Manager) -> bool:
    if manager.kinds & {"it", "dev", "security"}:
        return True
    if manager.context and any(token.kinds & {"it", "dev", "data"} for token in read_tokens(fold(manager.context))):
        return True
    return manager.text is not None and _ITIL.search(manager.text) is not None


def _of_engineering(manager: _Manager) -> NamedRole | None:
    """Managers of engineering, but not of field engineering or of plants, products or markets."""
    if manager.word_before() != "engineering" or "field" in manager.kinds:
        return None
    return None if any(token.kinds & FOREIGN for token in manager.before) else NamedRole("dev_lead", None, _ISCO)


def _of_software(manager: _Manager) -> NamedRole | None:
    last = manager.word_before()
    if any("sales" in token.kinds for token in manager.before):  # People Development Manager with a focus on AI
        return None
    if last in _SOFTWARE or (last == "development" and manager.kinds & {"it", "dev"}):
        return NamedRole("dev_lead", None, _ISCO)
    return None


def _of_data(manager: _Manager) -> NamedRole | None:
    return NamedRole("data_lead") if manager.word_before() in ("data science", "data engineering") else None


def _of_it(manager: _Manager) -> NamedRole | None:
    """IT (operations, infrastructure, …) managers, data center managers."""
    before = manager.before
    while before and "between" in before[-1].kinds:
        before = before[:-1]
    if not before:
        return None
    if "itname" in before[-1].kinds:
        return NamedRole("it_lead", "43394", _ISCO)
    return NamedRole("it_lead") if "datacenter" in before[-1].kinds else None


def _with_field_behind(manager: _Manager) -> NamedRole | None:
    """ "Manager IT", "Manager, Engineering": nothing before but words such as "operations"."""
    if not manager.after or any("between" not in token.kinds for token in manager.before):
        return None
    first, *more = list(dropwhile(lambda token: "little" in token.kinds, manager.after)) or manager.after
    if more and more[0].word in AND:
        more = more[1:]
    if "itname" in first.kinds and (not more or more[0].gap in BREAKS or more[0].kinds & _OF_IT):
        return NamedRole("it_lead", "43394", _ISCO)
    if first.word in (*_SOFTWARE, "softwareentwicklung", "engineering"):
        return NamedRole("dev_lead", None, _ISCO)
    return None


RULES = (
    Rule("Service Desk Manager", _of_service_desk),
    Rule("IT Service Manager", _of_services),
    Rule("Engineering Manager", _of_engineering),
    Rule("Software Development Manager", _of_software),
    Rule("Data Science Manager", _of_data),
    Rule("IT Operations Manager", _of_it),
    Rule("Manager IT", _with_field_behind),
)

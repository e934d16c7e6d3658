"""Which role a cleaned title names: family, level and, where certain, its occupation codes. Rules: docs/roles.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from german.titles.words import FIELDS, FOREIGN, IT_FIELDS, Token, read_tokens
from german.words.fold import fold

Family = Literal[
    "it_lead", "it_service_lead", "dev_lead", "data_lead", "it_project", "it_security", "other_it", "not_it"
]
Seniority = Literal["intern", "trainee", "junior", "experienced", "senior", "lead", "head", "executive"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a title's words say of the role; see `german.titles.title.Title`."""

    family: Family
    seniority: Seniority | None
    kldb: str | None = None
    isco: str | None = None


class _Field(NamedTuple):
    """A field a title names: its kind (of IT_FIELDS, or 'foreign') and the token that named it."""

    kind: str
    word: str
    kinds: frozenset[str]


_NONE: frozenset[str] = frozenset()
_FOREIGN_FIELD = _Field("foreign", "", _NONE)
_BROAD = frozenset({"data", "weak", "service"})  # mean IT only where no other field is named
_LEVELS = frozenset({"junior", "experienced", "senior"})
_FIELDLESS = _LEVELS | {"lead", "unit", "scope", "little"}
_BREAKS = frozenset("|(/")
_GLUED = frozenset(("", "-"))


def find_role(folded: str, context: str = "", text: str | None = None) -> Role:
    """The role of a cleaned, folded title; `context`: an employer's name that stood before it, `text`: the whole ad.

    >>> find_role("leiter it-infrastruktur")
    Role(family='it_lead', seniority='head', kldb='43394', isco='1330')
    >>> find_role("assistenz der it-leitung").family, find_role("leiter vertrieb it").family
    ('not_it', 'not_it')
    >>> find_role("teamleiter", text="Sie leiten unsere IT-Abteilung.").family
    'it_lead'
    """
    tokens = read_tokens(folded)
    every = _NONE.union(*[token.kinds for token in tokens])
    seniority = _seniority(tokens, every)
    if "office" in every:
        return Role("not_it", seniority)
    if "assist" not in every:
        undecided = False
        for at in _leads(tokens) if "lead" in every else ():
            field = _field_led(tokens, at)
            if field and field.kind in IT_FIELDS:
                return _leader(field, seniority)
            undecided = undecided or field is None
        if "manager" in every and (role := _manager(tokens, every, context, text, seniority)):
            return role
        if undecided and text and (field := _field_in(text)):
            return _leader(field, seniority)
    return _other(tokens, every, seniority, text)


# -- line leaders -----------------------------------------------------------------------------------------------------


def _leads(tokens: list[Token]) -> Iterator[int]:
    """Places of the words that make the job line leadership, from the left."""
    for at, token in enumerate(tokens):
        if "lead" not in token.kinds:
            continue
        begin = at
        while begin and tokens[begin].gap == "-":
            begin -= 1
        owned = begin and tokens[begin].gap == "" and tokens[begin - 1].word in ("der", "des", "the", "to", "at", "an")
        if owned and not any(other.word.startswith(("stellvertret", "stv", "deputy")) for other in tokens[:at]):
            continue  # someone else's leader: Referent der IT-Leitung
        if token.word in ("vp", "vice president") and _stands_alone(tokens, at):
            continue  # a grade of banks
        if "top" in token.kinds and not _opens(tokens, at):
            continue  # "Muster Group CTO" at the end names the unit
        yield at


def _opens(tokens: list[Token], at: int) -> bool:
    """Whether a word is the first of the title, of an alternative or of a bracket, words of scope aside."""
    while at and tokens[at].gap not in _BREAKS and "scope" in tokens[at - 1].kinds:
        at -= 1
    return at == 0 or tokens[at].gap in ("/", "(")


def _stands_alone(tokens: list[Token], at: int) -> bool:
    return tokens[at].gap == "|" and (at + 1 == len(tokens) or tokens[at + 1].gap in _BREAKS)


def _field_led(tokens: list[Token], at: int) -> _Field | None:
    """What the leader at `at` leads; None where the title does not say."""
    begin, end = at, at + 1
    while begin and tokens[begin].gap not in _BREAKS:
        begin -= 1
    while end < len(tokens) and tokens[end].gap not in _BREAKS:
        end += 1
    own = tokens[begin:end]
    if field := _first_field(own, tokens):
        if field.kind in _BROAD and any("person" in token.kinds for token in tokens[begin:at]):
            return None  # Referent Digital und stellvertretende Abteilungsleitung
        return field
    if tokens[at].word in ("vp", "vice president", "director", "direktor"):
        return None  # a grade of banks and consultancies, too
    field = _first_field(tokens[end:] + tokens[:begin], tokens)
    if field and field.kind in _BROAD and not all(token.kinds & _FIELDLESS for token in own):
        return None  # Team Lead Rankings - Employer Data
    return field


def _first_field(part: list[Token], tokens: list[Token]) -> _Field | None:
    """The first field named in a part of a title: reading order decides between several."""
    for at, token in enumerate(part):
        kinds = token.kinds & FIELDS
        if not kinds:
            continue
        after = part[at + 1] if at + 1 < len(part) and part[at + 1].gap in _GLUED else None
        if not kinds & IT_FIELDS:
            if after and "itname" in after.kinds and not token.kinds & {"sales", "lead"}:
                return _Field("it", after.word, after.kinds)  # Head of Finance IT
            return _FOREIGN_FIELD
        if after and "sales" in after.kinds and (token.word != "sap" or "sells" in after.kinds):
            return _FOREIGN_FIELD  # Software Sales, IT-Vertrieb; but SAP Procurement
        # "IT" before "Support", "Sicherheit" or "Entwicklung" leaves the word to what follows
        more = kinds | after.kinds if after and kinds & {"it", "data", "weak"} else kinds
        kind = next((field for field in ("security", "service", "dev", "data", "it") if field in more), "weak")
        return _FOREIGN_FIELD if _is_vetoed(kind, token, tokens) else _Field(kind, token.word, token.kinds)
    return None


def _is_vetoed(kind: str, token: Token, tokens: list[Token]) -> bool:
    """Whether another field takes a broad word away: Head of Marketing Data, Leiter Elektronik und Software."""
    if kind in ("it", "security"):
        return False
    if kind == "dev" and token.word != "engineering":
        return any("machine" in other.kinds for other in tokens)
    if token.word == "engineering" and any("datacenter" in other.kinds for other in tokens):
        return True  # of the building
    return any(other.kinds & FOREIGN for other in tokens) and not any("it" in other.kinds for other in tokens)


_DEVELOPMENT = ("softwareentw", "software ", "anwendungsentw", "programmier", "application development")


def _leader(field: _Field, seniority: Seniority | None) -> Role:
    """The role of a line leader, with the codes that the named field makes certain."""
    match field.kind:
        case "security":
            return Role("it_security", seniority, "43394")
        case "dev":
            return Role("dev_lead", seniority, "43494" if field.word.startswith(_DEVELOPMENT) else None, "1330")
        case "data":
            return Role("data_lead", seniority)
        case "service":
            return Role("it_service_lead", seniority, None if field.word == "support" else "43294", "1330")
        case "it" if field.word == "informationsmanagement":
            return Role("it_lead", seniority, "43194", "1330")
        case "it":
            return Role("it_lead", seniority, "43394" if "itname" in field.kinds else None, "1330")
        case _:
            return Role("it_lead", seniority)


# -- managers who lead by their name ----------------------------------------------------------------------------------


def _manager(
    tokens: list[Token], every: frozenset[str], context: str, text: str | None, seniority: Seniority | None
) -> Role | None:
    """IT managers, IT service managers, engineering managers; None for every other manager."""
    for at, token in enumerate(tokens):
        if "manager" not in token.kinds:
            continue
        before = _stack(tokens, at)
        if token.word != "manager":
            before.append(Token("service", _NONE, "-"))  # Servicemanager
        role = (
            _service_manager(before, every, context, text, seniority)
            or _engineering_manager(before, every, seniority)
            or _it_manager(before, tokens[at + 1 :], seniority)
        )
        if role:
            return role
    return None


def _stack(tokens: list[Token], at: int) -> list[Token]:
    """The words glued before the word at `at`, levels and scope left out: IT Service | Manager."""
    begin = at
    while begin and tokens[begin].gap in _GLUED:
        begin -= 1
    return [token for token in tokens[begin:at] if not token.kinds & (_LEVELS | {"scope"})]


def _service_manager(
    before: list[Token], every: frozenset[str], context: str, text: str | None, seniority: Seniority | None
) -> Role | None:
    """Service (delivery, level) managers of IT, and managers of a service desk; a bare one needs a word of IT: in the
    title, in the employer's name before it, or ITIL in the ad."""
    words = [token.word for token in before]
    if words[-1:] in (["service desk"], ["servicedesk"], ["help desk"], ["helpdesk"]):
        return Role("it_service_lead", seniority, None, "1330")
    if every & FOREIGN:
        return None
    itil = words[-1:] in (["delivery"], ["level"]) and words[-2:-1] in (["service"], ["services"])
    bare = words[-1:] in (["service"], ["services"], ["service management"])
    if itil or (bare and (every & {"it", "dev", "security"} or _tells_it(context, text))):
        return Role("it_service_lead", seniority, None, "1330" if "it" in every else None)
    return None


_ITIL = re.compile(r"\b(?:ITIL|ITSM|IT[ -]Services?)\b")


def _tells_it(context: str, text: str | None) -> bool:
    if context and any(token.kinds & {"it", "dev", "data"} for token in read_tokens(fold(context))):
        return True
    return text is not None and _ITIL.search(text) is not None


def _engineering_manager(before: list[Token], every: frozenset[str], seniority: Seniority | None) -> Role | None:
    """Engineering, software development and data science managers; not those of plants, products or markets."""
    if not before:
        return None
    last = before[-1].word
    if last == "engineering" and "field" not in every and not any(token.kinds & FOREIGN for token in before):
        return Role("dev_lead", seniority, None, "1330")
    if last in ("software engineering", "software development") or (last == "development" and every & {"it", "dev"}):
        return Role("dev_lead", seniority, None, "1330")
    if last in ("data science", "data engineering"):
        return Role("data_lead", seniority)
    return None


def _it_manager(before: list[Token], after: list[Token], seniority: Seniority | None) -> Role | None:
    """IT (operations, infrastructure, …) managers, data center managers, "Manager IT", "Manager, Engineering"."""
    while before and "between" in before[-1].kinds:
        before = before[:-1]
    if before:
        if "itname" in before[-1].kinds:
            return Role("it_lead", seniority, "43394", "1330")
        return Role("it_lead", seniority) if "datacenter" in before[-1].kinds else None
    if not after:
        return None
    if "itname" in after[0].kinds and (
        len(after) == 1 or after[1].gap in _BREAKS or after[1].kinds & {"between", "weak"}
    ):
        return Role("it_lead", seniority, "43394", "1330")
    if after[0].word in ("software engineering", "software development", "softwareentwicklung", "engineering"):
        return Role("dev_lead", seniority, None, "1330")
    return None


# -- everyone else ----------------------------------------------------------------------------------------------------


def _other(tokens: list[Token], every: frozenset[str], seniority: Seniority | None, text: str | None) -> Role:
    """Security, projects, other IT occupations, and what is not IT."""
    first = next((token.kinds for token in tokens if token.kinds & (FIELDS | {"role"})), _NONE)
    sells = "sales" in every and "role" not in first and ("sales" in first or _sells_it(tokens))
    is_it = bool(every & {"it", "dev", "role"}) and not sells
    if not is_it and "data" in every and not every & FOREIGN:
        is_it = "builder" in every  # Consultant AI, Data & Analytics Architect
    if "security" in every and not sells and "trade" not in first:
        return Role("it_security", seniority)
    if "project" in every:
        if is_it or (every & {"weak", "data"} and not every & FOREIGN):
            return Role("it_project", seniority, *(("43394", "1330") if "itname" in every else (None, None)))
        if not every & FIELDS and text and _field_in(text):
            return Role("it_project", seniority)
    return Role("other_it" if is_it else "not_it", seniority)


def _sells_it(tokens: list[Token]) -> bool:
    """Whether a word of selling or hiring follows one of IT at once: IT Sales Manager, IT-Recruiting."""
    return any(
        "it" in token.kinds and "sales" in after.kinds and after.gap in _GLUED for token, after in pairwise(tokens)
    )


_LED_UNIT = re.compile(
    r"\b(?:leit(?:e|en|est|ung)|führ(?:e|en|st|ung)|steuer(?:n|st|ung)|verantwort(?:ung|est|en|lich)"
    r"|lead(?:ing)?|manag(?:e|ing))\b[^.\n]{0,60}?\b(?:(?P<dev>(?:software|anwendungs|web)-?entwickl\w*|(?:entwickler|entwicklungs)-?teams?"
    r"|software (?:development |engineering )?teams?)|(?P<it>rechenzentr\w+|(?:it|edv)[ -]?"
    r"(?:abteilung|team|bereich|infrastruktur|betrieb|organisation|landschaft|system|projekt|department)\w{0,3}))\b",
    re.IGNORECASE,
)


def _field_in(text: str) -> _Field | None:
    """The IT field that an ad says the job leads, in a sentence with a word of leading; of several, IT at large."""
    found = {kind for match in _LED_UNIT.finditer(text) for kind, words in match.groupdict().items() if words}
    return _Field(found.pop() if len(found) == 1 else "it", "", _NONE) if found else None


# -- level ------------------------------------------------------------------------------------------------------------

_LEARNERS: tuple[Seniority, ...] = ("intern", "trainee")
_PLAIN: tuple[Seniority, ...] = ("junior", "experienced", "senior")
_HEADS = (
    "leiter",
    "leiterin",
    "leitung",
    "leitende",
    "leitender",
    "chef",
    "head",
    "director",
    "direktor",
    "vp",
    "vice president",
)
_TEAM = ("team", "gruppen", "fachteam", "group")


def _seniority(tokens: list[Token], every: frozenset[str]) -> Seniority | None:
    """The one level a title states, learners first, then leaders; None: none, several, or one in brackets."""
    for learner in _LEARNERS:
        if learner in every:
            return learner
    if every & {"assist", "office"}:
        return None
    if "top" in every and any("top" in token.kinds and _opens(tokens, at) for at, token in enumerate(tokens)):
        return "executive"
    if "lead" in every and (heads := [_is_head(tokens, at) for at in _leads(tokens)]):
        return "head" if any(heads) else "lead"
    if "leading" in every:
        return "lead"
    if not every & _LEVELS:
        return None
    stated = [level for level in _PLAIN if any(level in token.kinds and token.gap != "(" for token in tokens)]
    return stated[0] if len(stated) == 1 else None


def _is_head(tokens: list[Token], at: int) -> bool:
    """Whether a leader heads more than a team: Leiter, Abteilungsleiter, Head, Director; not Teamleiter, Team Lead."""
    word = tokens[at].word
    if word.startswith(_TEAM) or (at and tokens[at].gap in _GLUED and tokens[at - 1].word in _TEAM):
        return False
    return word.endswith(_HEADS)

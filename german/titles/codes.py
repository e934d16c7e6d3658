"""A role by name: its family, and its occupation codes if the name makes them certain."""

from collections.abc import Callable
from typing import NamedTuple

from german.titles.fields import Field
from schemas.vocabulary import RoleFamily


class NamedRole(NamedTuple):
    """A family of roles with KldB 2010 and ISCO-08 codes; None if they are not certain."""

    family: RoleFamily
    kldb: str | None = None
    isco: str | None = None


class LeaderRow(NamedTuple):
    """The role of those who lead a kind of field: an example title, which fields are of this kind, and the role."""

    example: str
    kind: str
    fits: Callable[[Field], bool]
    role: NamedRole


_DEVELOPMENT = ("softwareentw", "software ", "anwendungsentw", "programmier", "application development")


def _any(field: Field) -> bool:
    return True


# The first row of the field's kind that fits the field decides.
LEADERS = (
    LeaderRow("CISO", "security", _any, NamedRole("it_security", "43394")),
    LeaderRow(
        "Leiter Softwareentwicklung",
        "dev",
        lambda field: field.word.startswith(_DEVELOPMENT),
        NamedRole("dev_lead", "43494", "1330"),
    ),
    LeaderRow("Head of Engineering", "dev", _any, NamedRole("dev_lead", None, "1330")),
    LeaderRow("Head of Data", "data", _any, NamedRole("data_lead")),
    LeaderRow(
        "Leiter Support", "service", lambda field: field.word == "support", NamedRole("it_service_lead", None, "1330")
    ),
    LeaderRow("Leiter IT-Support", "service", _any, NamedRole("it_service_lead", "43294", "1330")),
    LeaderRow(
        "Leiter Informationsmanagement",
        "it",
        lambda field: field.word == "informationsmanagement",
        NamedRole("it_lead", "43194", "1330"),
    ),
    LeaderRow("Leiter IT", "it", lambda field: "itname" in field.kinds, NamedRole("it_lead", "43394", "1330")),
    LeaderRow("Leiter SAP", "it", _any, NamedRole("it_lead", None, "1330")),
    LeaderRow("Leiter Digitalisierung", "weak", _any, NamedRole("it_lead")),
)


def role_of_leader(field: Field) -> NamedRole:
    """The role of who leads a field of IT.

    >>> role_of_leader(Field("it", "sap"))
    NamedRole(family='it_lead', kldb=None, isco='1330')
    """
    return next(row.role for row in LEADERS if row.kind == field.kind and row.fits(field))

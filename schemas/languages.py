"""One language that a posting or a job asks for."""

from dataclasses import dataclass
from typing import Annotated

from schemas.columns import Column, Row
from schemas.vocabulary import LanguageLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageOf(Row):
    """One language asked for."""

    code: Annotated[str, Column("language, ISO 639-1", schema_org="knowsLanguage", example="en")]
    level: Annotated[
        LanguageLevel | None, Column("level by the ad's word, or the CEFR level that it states", example="C1")
    ] = None
    required: Annotated[bool, Column("false: only wished for, or one of several that suffice", example=True)] = True

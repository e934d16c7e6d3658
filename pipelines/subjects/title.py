"""The columns of title and employer, and why a posting may be none of this search."""

import re
from collections.abc import Sequence

from german.ads.agencies import is_agency_ad
from german.ads.employers import read_employer
from german.titles.title import read_title
from german.titles.wanted import names_one_of
from pipelines.subjects.ad import Ad, Columns, one_line, read_address
from schemas.configuration import Search
from schemas.places import PlaceOf
from schemas.sound import make_sound
from schemas.vocabulary import Issue, LeftOut

_NO_VACANCY = re.compile(r"initiativ-?bewerbung|speculative application|general application|talent ?pool", re.I)


def title_columns(ad: Ad, places: Sequence[PlaceOf]) -> Columns:
    """The title; the number in it is the employer's own, and goes before one that the board states."""
    towns = {place.town for place in places}
    title = read_title(ad.title, ad.text, one_line(ad.raw.employer_raw), towns.pop() if len(towns) == 1 else None)
    return {
        "title": ad.title,
        "title_core": title.core,
        "title_key": title.core_key,
        "role_family": title.role_family,
        "seniority": title.seniority,
        "kldb": title.kldb,
        "isco": title.isco,
        "reference": title.reference or one_line(ad.raw.reference_raw),
    }


def employer_columns(ad: Ad) -> Columns:
    """Read the employer's columns. An agency is told by its name, by its ad or by a field of the board."""
    raw = ad.raw
    stated = {
        "employer_raw": one_line(raw.employer_raw),
        "employer_url": ad.ask(Issue.ADDRESS, read_address, raw.employer_url),
        "industry": one_line(raw.industry_raw),
    }
    employer = ad.ask(Issue.EMPLOYER, read_employer, raw.employer_raw)
    if employer is None:
        return stated
    named = {
        "employer": make_sound(employer.name),
        "employer_key": employer.key,
        "employer_assumed": "employer_raw" in raw.assumed,
        "employer_is_agency": employer.is_agency
        or is_agency_ad(one_line(raw.employment_raw))
        or is_agency_ad(ad.words),
    }
    return stated | named


def find_left_out(title: str, role_family: str, nearest: PlaceOf, search: Search) -> LeftOut | None:
    """Why the posting is not a job of the search; None if it is one."""
    if _NO_VACANCY.search(title):
        return LeftOut.NOT_A_VACANCY
    if role_family not in search.what.role_families and not names_one_of(title, search.what.titles):
        return LeftOut.ROLE
    if nearest.distance_km is None or nearest.distance_km > search.where.radius_km:
        return LeftOut.AREA
    return None

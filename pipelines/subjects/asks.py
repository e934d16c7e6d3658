"""The columns of what an ad asks of the applicant, and of what it offers beside pay."""

from typing import Any

from german.ads.contacts import mask_contacts
from german.asks.benefits import find_benefits
from german.asks.counts import Range, read_range
from german.asks.duties import find_driving_licence, find_on_call, find_security_check, find_shift_work, find_travel
from german.asks.education import ISCED, find_education
from german.asks.experience import find_experience
from german.asks.languages import find_languages
from german.asks.leading import find_leading
from german.asks.leave import find_leave
from german.asks.rewards import find_pay_phrase, find_rewards
from german.asks.sizes import find_employer_size, find_positions
from pipelines.subjects.ad import Ad, Columns, choose
from schemas.languages import LanguageOf
from schemas.vocabulary import Issue, SalaryDisclosure

_LONGEST = 160  # characters of a statement that are kept as the words something was read from


def asks_columns(ad: Ad) -> Columns:
    """What the ad asks: education and experience from the board's fields, if it has some, else from the text."""
    raw, text = ad.raw, ad.text
    education = choose(find_education(_asked(raw.education_raw)), lambda: find_education(text))
    experience = choose(find_experience(_asked(raw.experience_raw)), lambda: find_experience(text))
    leading, trips = find_leading(text, ad.title), find_travel(text)
    return {
        "education_min": education and education.level,
        "education_isced": education and ISCED[education.level],
        "education_or_comparable": education and education.or_comparable,
        "education_raw": _words_of(ad, education),
        "experience_level": experience and experience.level,
        "experience_years_min": experience and experience.years,
        "experience_raw": _words_of(ad, experience),
        "languages": tuple(LanguageOf(**one._asdict()) for one in find_languages(text)),
        "leads_people": leading and leading.leads,
        **_ends("team_size", leading and leading.team),
        "leads_people_raw": _words_of(ad, leading),
        "travel": trips and trips.travel,
        **_ends("travel_percent", trips and trips.percent),
        "travel_raw": _words_of(ad, trips),
        **{
            name: found.required if (found := find(text)) else None
            for name, find in (
                ("on_call", find_on_call),
                ("shift_work", find_shift_work),
                ("driving_licence", find_driving_licence),
                ("security_check", find_security_check),
            )
        },
    }


def offers_columns(ad: Ad) -> Columns:
    """What the ad offers beside pay, and how many people the employer has and looks for."""
    raw, text = ad.raw, ad.text
    leave, size = find_leave(text), find_employer_size(text)
    rewards = find_rewards("\n\n".join(filter(None, (_offered(raw.bonus_raw), text))))
    return {
        **_ends("leave_days", leave and leave.days),
        "leave_days_raw": _words_of(ad, leave),
        "bonus": rewards.bonus,
        "thirteenth": rewards.thirteenth,
        "holiday_pay": rewards.holiday_pay,
        "bonus_raw": _words_of(ad, rewards),
        "benefits": find_benefits("\n\n".join(filter(None, (_offered(raw.benefits_raw), text)))),
        **_ends("employer_size", size and size.employees),
        "employer_size_raw": _words_of(ad, size),
        "positions": _read_positions(ad),
    }


def disclosure_columns(ad: Ad, read: Columns) -> Columns:
    """How pay is told, by what was read of it: `read` holds the columns of pay. A board's estimate tells nothing."""
    stated = read.get("salary_basis") == "stated" or Issue.SALARY in ad.issues
    graded = read.get("pay_grade_min") or read.get("pay_grade_max")
    phrase = None if stated or graded else find_pay_phrase(ad.text)
    disclosure: SalaryDisclosure = "figure" if stated else "grade" if graded else "phrase" if phrase else "nothing"
    return {"salary_disclosure": disclosure, "salary_phrase_raw": _kept(ad, phrase)}


def _asked(words: str | None) -> str | None:
    """A board's field as a part of an ad, whose heading says that it asks."""
    return f"Profil\n- {words}" if words else None


def _offered(words: str | None) -> str | None:
    return f"Wir bieten\n- {words}" if words else None


def _ends(name: str, count: Range | None) -> Columns:
    return {f"{name}_min": count and count.least, f"{name}_max": count and count.most}


def _words_of(ad: Ad, found: Any) -> str | None:
    return _kept(ad, found.words) if found else None


def _kept(ad: Ad, words: str | None) -> str | None:
    """The beginning of a statement, its contacts masked like those of the text."""
    kept = " ".join((words or "").split())[:_LONGEST]
    return (kept if ad.search.keep_contacts else mask_contacts(kept)) or None


def _read_positions(ad: Ad) -> int | None:
    stated = read_range((ad.raw.positions_raw or "").lower())
    return (stated and stated.least) or find_positions(ad.title) or find_positions(ad.text)

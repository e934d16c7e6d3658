"""A job in a few words, for feeds, calendars and messages: what it is called, what is known of it, where its ad is."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from report.markup import Markup, tag
from report.texts import shorten

Speak = Callable[..., str]  # `say` in one language
COLUMNS = (  # of a job, that are told of it
    *("job_id", "url", "urls", "title", "employer", "town", "distance_km", "role_family", "first_seen_at", "boards"),
    *("salary_basis", "salary_year_min_eur", "salary_year_max_eur", "apply_by_on", "status", "came_by", "remote"),
    *("education_min", "benefits"),
)
BENEFITS = 6  # named at the most


def name_job(row: Mapping[str, Any]) -> str:
    """Title, employer and town.

    >>> name_job({"title": "IT-Leiter", "employer": "Muster GmbH", "town": None})
    'IT-Leiter – Muster GmbH'
    """
    where = ", ".join(word for word in (row["employer"], row["town"]) if word)
    return f"{row['title']} – {where}" if where else row["title"]


def find_address(row: Mapping[str, Any]) -> str | None:
    """The page of the job's ad: the first address that is one of the web."""
    return next((url for url in (row["url"], *row["urls"]) if re.match("https?://", url, re.IGNORECASE)), None)


def list_facts(row: Mapping[str, Any], speak: Speak) -> list[str]:
    """Distance, pay, deadline and boards, as far as they are known."""
    told = []
    if row["distance_km"] is not None:
        told.append(speak("feed.km", n=round(row["distance_km"])))
    if pay := sorted(
        {round(one) for one in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if one is not None}
    ):
        amount = speak("eur", n=pay[0]) if len(pay) == 1 else speak("eur.range", low=pay[0], high=pay[1])
        told.append(speak("feed.pay", amount=amount, basis=speak(f"basis.{row['salary_basis']}")))
    if row["apply_by_on"]:
        told.append(speak("feed.apply", d=row["apply_by_on"].isoformat()))
    return [*told, speak("feed.on", boards=", ".join(row["boards"]))]


def list_conditions(row: Mapping[str, Any], speak: Speak) -> list[str]:
    """Education asked, work from home and benefits, each with its name, as far as the ad states them."""
    told = []
    if level := row["education_min"]:
        told.append(f"{speak('filter.education')}: {speak(f'education.{level}')}")
    if remote := row["remote"]:
        told.append(f"{speak('filter.remote')}: {speak(f'remote.{remote}')}")
    if offered := row["benefits"]:
        names = [speak(f"benefit.{name}") for name in offered[:BENEFITS]]
        more = [speak("bars.more", n=len(offered) - BENEFITS)] if len(offered) > BENEFITS else []
        told.append(f"{speak('filter.benefit')}: {', '.join([*names, *more])}")
    return told


def write_content(row: Mapping[str, Any], text: str, speak: Speak) -> Markup:
    """All of that, and how its ad begins, as HTML."""
    conditions = [tag("li", one) for one in list_conditions(row, speak)]
    paragraphs = [tag("p", part) for part in re.split(r"\n{2,}", text) if part.strip()]
    return tag(
        "div",
        tag("p", tag("strong", " · ".join(list_facts(row, speak)))),
        tag("ul", *conditions) if conditions else None,
        *paragraphs,
    )


def begin_of(text: str, most: int) -> str:
    """How a text begins, on one line."""
    return shorten(" ".join(text.split()), most)

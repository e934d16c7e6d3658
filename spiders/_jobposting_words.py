"""The words of a schema.org JobPosting, by the names of RawPosting."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from schemas.raw import RawPlace, RawSalary, is_object
from spiders._figures import figure_of, number_of
from spiders._jobposting import JsonObject
from spiders._paths import as_list
from spiders._posting import ABSENT, name_of, states_anything, trim

_FIGURE = re.compile(r"[\d.,'’ ]{1,24}")
_TWICE_ENCODED = re.compile(r"&amp;(?=#?\w{1,8};)")
_PAY_KEYS = ("value", "minvalue", "maxvalue", "currency", "unittext", "unitcode", "name")
_TEXTS = ("description", "responsibilities", "qualifications", "skills", "experiencerequirements", "jobbenefits")


def read_job_posting(posting: JsonObject, page_url: str) -> dict[str, Any]:
    """The words of a JobPosting by the names of RawPosting; `board_ref` is its identifier, None without one.

    >>> address = {"postalcode": "42781", "addresslocality": "Haan", "addressregion": "-"}
    >>> job = {
    ...     "@type": "JobPosting", "identifier": {"name": "Muster GmbH", "value": "K-12"}, "url": "/stelle/7",
    ...     "title": "IT-Leitung &amp; CIO", "hiringorganization": {"name": "Muster GmbH"}, "dateposted": "2026-11-16",
    ...     "joblocation": [{"address": address}], "employmenttype": ["FULL_TIME", "PART_TIME"],
    ...     "basesalary": {"currency": "EUR", "value": {"minvalue": 72000, "maxvalue": 84000, "unittext": "YEAR"}}}
    >>> words = read_job_posting(job, "https://muster.example/stellen")
    >>> for name in ("board_ref", "url", "title", "employer_raw", "posted_raw", "employment_raw", "salary_fields"):
    ...     print(name, "=", words[name])
    board_ref = K-12
    url = https://muster.example/stelle/7
    title = IT-Leitung & CIO
    employer_raw = Muster GmbH
    posted_raw = 2026-11-16
    employment_raw = ['FULL_TIME', 'PART_TIME']
    salary_fields = 72000 - 84000 EUR YEAR
    >>> [str(place) for place in words["places"]]
    ['42781 Haan']
    """
    employer = _first(posting.get("hiringorganization"))
    named = name_of(employer) if isinstance(employer, dict) else None
    employer_name = _word(employer) or _said(named)
    identifier = _first(posting.get("identifier"))
    home = _word(employer.get("sameas") or employer.get("url")) if isinstance(employer, dict) else None
    url = urljoin(page_url, _word(posting.get("url")) or page_url)
    return {
        "board_ref": _word(identifier.get("value") if isinstance(identifier, dict) else identifier),
        "url": url,
        "title": _word(posting.get("title")) or _word(posting.get("name")),
        "employer_raw": employer_name,
        "employer_url": home if home and urlsplit(home).hostname != urlsplit(url).hostname else None,
        "places": tuple(dict.fromkeys(_read_places(posting, employer_name))),
        "text_html": _read_text(posting),
        **_read_pay(posting),
        "posted_raw": _said(posting.get("dateposted")),
        "apply_by_raw": _read_end(posting),
        "start_raw": _said(posting.get("jobstartdate")) or _if_true(posting.get("jobimmediatestart"), "sofort"),
        "employment_raw": _words(posting.get("employmenttype")),
        "hours_raw": _said(posting.get("workhours")),
        "remote_raw": [word for one in as_list(posting.get("joblocationtype")) if (word := _said(one))],
        "industry_raw": _words(posting.get("industry")),
        "reference_raw": _word(identifier.get("value") if isinstance(identifier, dict) else identifier),
        "education_raw": "; ".join(_read_education(posting)) or None,
        "experience_raw": "; ".join(_read_experience(posting)) or None,
        "benefits_raw": "; ".join(_words(posting.get("jobbenefits"))) or None,
        "bonus_raw": "; ".join(_words(posting.get("incentivecompensation"))) or None,
        "positions_raw": _said(posting.get("totaljobopenings")),
    }


def _first(value: Any) -> Any:
    return next(iter(as_list(value)), None)


def _word(value: Any) -> str | None:
    """A scalar's words, or an object's name; None for the fillers that templates print where nothing is stated."""
    value = _first(value)
    if isinstance(value, dict):
        return _word(name_of(value))
    words = None if isinstance(value, list | bool) else _unescape(trim(value))
    return None if words is None or words.lower() in ABSENT else words


def _said(value: Any) -> str | None:
    """As `_word`; an object that states something, but in no form that is known, is told as its JSON.

    No reader understands that, so that its column bears a code.
    """
    value = _first(value)
    return _word(value) or (trim(value) if isinstance(value, dict) and states_anything(value) else None)


def _without(value: JsonObject, *keys: str) -> JsonObject:
    return {key: part for key, part in value.items() if key not in keys}


def _words(values: Any) -> list[str]:
    return [word for value in as_list(values) if (word := _word(value))]


def _if_true(value: Any, words: str) -> str | None:
    return words if str(value).lower() == "true" else None


def _unescape(text: str | None) -> str | None:
    """Text inside JSON-LD is often HTML-escaped once or twice; undo both."""
    return text and html.unescape(html.unescape(text))


def _read_education(posting: JsonObject) -> Iterator[str]:
    """What is asked of education: words, or the category of a credential such as "bachelor degree"."""
    for one in as_list(posting.get("educationrequirements")):
        yield from _words(one.get("credentialcategory") or one.get("name") if isinstance(one, dict) else one)


def _read_experience(posting: JsonObject) -> Iterator[str]:
    """What is asked of experience: words, or a number of months, whole years of which are told as years."""
    for one in as_list(posting.get("experiencerequirements")):
        months = number_of(one.get("monthsofexperience")) if isinstance(one, dict) else None
        if months and months > 0:
            yield (
                f"{months / 12:.0f} Jahre Berufserfahrung"
                if months % 12 == 0
                else f"{months:.0f} Monate Berufserfahrung"
            )
        else:
            yield from _words(one)


def _read_text(posting: JsonObject) -> str | None:
    """The ad's parts, each once, their HTML freed of further escaping and of literal `\\n`."""
    parts: list[str] = []
    for name in _TEXTS:
        for part in as_list(posting.get(name)):
            text = part if isinstance(part, str) else _word(part) or ""
            for _ in range(2):
                text = text if "<" in text else html.unescape(text)
            text = _TWICE_ENCODED.sub("&", text).replace("\\n", "\n").replace("\\$", "$").strip()
            if text and not any(text in earlier for earlier in parts):
                parts.append(text)
    return "\n".join(parts) or None


def _read_end(posting: JsonObject) -> str | None:
    """The end of a posting, unless a template made it: two years after its beginning, to the millisecond, or all 0."""
    begin, end = _word(posting.get("dateposted")) or "", _said(posting.get("validthrough"))
    filler = begin[:4].isdigit() and end == f"{int(begin[:4]) + 2}{begin[4:]}"
    return None if filler or (end and not re.search("[1-9]", end)) else end


def _read_places(posting: JsonObject, employer: str | None) -> Iterator[RawPlace]:
    for location in as_list(posting.get("joblocation")):
        if not isinstance(location, dict):
            location = {"name": location}
        geo = _first(location.get("geo"))
        geo = geo if isinstance(geo, dict) else location
        latitude, longitude = number_of(geo.get("latitude")), number_of(geo.get("longitude"))
        addresses = as_list(location.get("address")) or [location.get("name") or _said(_without(location, "geo"))]
        for address in addresses:
            if isinstance(address, dict):
                place = RawPlace(
                    street=_word(address.get("streetaddress")),
                    postal_code=_said(address.get("postalcode")),
                    town=_said(address.get("addresslocality")),
                    region=_word(address.get("addressregion")),
                    country=_said(address.get("addresscountry")),
                    latitude=latitude,
                    longitude=longitude,
                )
                place = place if str(place) else replace(place, words=_said(address))
            else:  # some sites give the employer's name as a place
                name = _word(address)
                place = RawPlace(words=name if name != employer else None)
            if str(place):
                yield place


def _read_pay(posting: JsonObject) -> dict[str, Any]:
    """Figures of pay as fields, prose about pay as words; 0 means that none is stated."""
    stated, estimate = _first(posting.get("basesalary")), _first(posting.get("estimatedsalary"))
    pay = estimate if stated is None else stated
    amount = pay if isinstance(pay, dict) else {"value": pay}
    value = _first(amount.get("value", amount))
    value = value if isinstance(value, dict) else {"value": value}
    single = _figure(value.get("value"))
    low, high = _figure(value.get("minvalue")) or single, _figure(value.get("maxvalue")) or single
    if not low and not high:
        others = _said(_without(value, *_PAY_KEYS)) or _said(_without(amount, *_PAY_KEYS))
        return {"salary_raw": others} if re.search(r"\d", others or "") else {}
    currency = _word(amount.get("currency") or value.get("currency") or posting.get("salarycurrency"))
    unit = _word(value.get("unittext") or amount.get("unittext") or value.get("unitcode"))
    figures = list(dict.fromkeys(filter(None, (low, high))))
    if odd := next(filter(is_object, figures), None):
        return {"salary_raw": odd}
    if not all(map(_FIGURE.fullmatch, figures)):
        return {
            "salary_raw": " ".join(filter(None, (" - ".join(figures), currency, unit))),
            "salary_estimated": stated is None,
        }
    fields = RawSalary(min=low, max=high, currency=currency, unit=unit)
    return {"salary_fields": fields, "salary_estimated": stated is None}


def _figure(value: Any) -> str | None:
    word = _said(figure_of(_first(value)))
    return None if word is None or number_of(word) == 0 else word

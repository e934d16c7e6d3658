"""One ad of the Bundesagentur: a v4 detail, a row of the v6 search, or the one laid over the other."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._figures import figure_of, number_of
from spiders._paths import words_at
from spiders._posting import make_posting, trim

NOT_STATED = (None, "", "null", "KEINE_ANGABE", "KEINE_ANGABEN")  # as the board writes it

FIELDS = {
    "board_ref": "referenznummer || refnr",
    "title": "stellenangebotsTitel || hauptberuf",
    "employer_raw": "firma",
    "text_html": "stellenangebotsBeschreibung",
    "posted_raw": "datumErsteVeroeffentlichung || veroeffentlichungszeitraum.von",
    "start_raw": "eintrittszeitraum.von",
    "contract_end_raw": "befristetBis",
    "reference_raw": "chiffrenummer",
    "via_raw": "allianzpartnerName",
}
EMPLOYMENT = {
    "arbeitszeitVollzeit": "Vollzeit",
    "arbeitszeitTeilzeitVormittag": "Teilzeit",
    "arbeitszeitTeilzeitNachmittag": "Teilzeit",
    "arbeitszeitTeilzeitAbend": "Teilzeit",
    "arbeitszeitTeilzeitFlexibel": "Teilzeit",
    "istGeringfuegigeBeschaeftigung": "Minijob",
    "istArbeitnehmerUeberlassung": "Arbeitnehmerüberlassung",
    "istPrivateArbeitsvermittlung": "private Arbeitsvermittlung",
}


def read_ad(detail: dict[str, Any], fetched_at: datetime) -> RawPosting:
    """The posting of an ad's JSON. Raises ValueError without a key or title."""
    ad = {key: value for key, value in detail.items() if value not in NOT_STATED}
    words, months = words_at(ad, FIELDS), ad.get("befristungInMonaten")
    if words["via_raw"] == "arbeitsagentur.de":
        words["via_raw"] = None  # the board's own ad, not a partner's
    return make_posting(
        "arbeitsagentur",
        fetched_at,
        **words,
        url=f"https://www.arbeitsagentur.de/jobsuche/jobdetail/{quote(str(words['board_ref']))}",
        places=tuple(read_place(location) for location in ad.get("stellenlokationen", ())),
        salary_fields=read_pay(ad),
        contract_raw=[ad.get("vertragsdauer"), months and f"{months} Monate"],
        employment_raw=read_employment(ad),
        remote_raw=read_remote(ad),
        other_urls=read_other_urls(ad.get("externeURL")),
    )


def read_place(location: dict[str, Any]) -> RawPlace:
    address = {key: trim(value) for key, value in location.get("adresse", {}).items() if value not in NOT_STATED}
    street = (address.get("strasse"), address.get("hausnummer")) if "strasse" in address else ()
    return RawPlace(
        street=" ".join(filter(None, street)) or None,
        postal_code=address.get("plz"),
        town=address.get("ort"),
        district=address.get("ortsteil"),
        region=address.get("region"),
        country=address.get("land"),
        latitude=number_of(location.get("breite")),
        longitude=number_of(location.get("laenge")),
    )


def read_pay(ad: dict[str, Any]) -> RawSalary | None:
    """Figures with the board's word for their period: JAHRESGEHALT, MONATSGEHALT, STUNDENLOHN."""
    fixed = figure_of(ad.get("festgehalt"))
    low = fixed or figure_of(ad.get("gehaltsspanneVon"))
    high = fixed or figure_of(ad.get("gehaltsspanneBis"))
    return RawSalary(min=low, max=high, unit=ad.get("verguetungsangabe")) if low or high else None


def read_other_urls(url: str | None) -> tuple[str, ...]:
    """The ad elsewhere, if the address leads to one: neither to a site's front page nor back to this board.

    >>> read_other_urls("https://www.muster.example/stelle/7"), read_other_urls("www.muster.example")
    (('https://www.muster.example/stelle/7',), ())
    >>> read_other_urls("https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1-S")
    ()
    """
    parts = urlsplit(url if url and "//" in url else f"//{url or ''}")
    is_own = f".{parts.hostname}".endswith(".arbeitsagentur.de")
    leads = parts.path.strip("/") or parts.query or parts.fragment
    return (url,) if url and leads and not is_own else ()


def read_employment(ad: dict[str, Any]) -> list[str]:
    words = [word for key, word in EMPLOYMENT.items() if ad.get(key) is True]
    kind = ad.get("stellenangebotsart", "ARBEIT")  # ARBEIT only says that it is a job
    return list(dict.fromkeys(words if kind == "ARBEIT" else [*words, kind]))


def read_remote(ad: dict[str, Any]) -> str | None:
    """A ticked box states something; an unticked one states nothing."""
    if ad.get("homeofficemoeglich") is True:
        return trim(["Homeoffice möglich", ad.get("homeofficetyp")])
    return "Heimarbeit/Telearbeit möglich" if ad.get("arbeitszeitHeimarbeitTelearbeit") is True else None

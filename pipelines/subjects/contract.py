"""The columns of the contract: fixed term, hours, employment types, remote work."""

from german.ads.contract import find_contract
from german.ads.employment import find_employment_types, find_employment_types_in_ad
from german.ads.hours import Hours, find_hours
from german.ads.remote import find_remote
from german.dates.ad import AdDates
from pipelines.subjects.ad import Ad, Columns, as_double, choose, one_line, words_of
from pipelines.subjects.dates import read_day
from schemas.vocabulary import Issue


def contract_columns(ad: Ad, in_ad: AdDates) -> Columns:
    """Read the contract's columns. A day on which the contract ends makes it a fixed term, whatever else is said."""
    raw = ad.raw
    said = raw.contract_raw and raw.contract_raw.replace("_", " ")  # PERMANENT_EMPLOYMENT
    contract = choose(ad.ask(Issue.CONTRACT, find_contract, said), lambda: find_contract(ad.words))
    end = choose(read_day(ad, Issue.CONTRACT_END, raw.contract_end_raw), lambda: in_ad.contract_end)
    words = "; ".join(filter(None, (raw.contract_raw, raw.contract_end_raw)))
    columns: Columns = {"contract_raw": words_of(words, contract)}
    if contract:
        columns |= {
            "fixed_term": contract.fixed_term,
            "contract_until_on": contract.until,
            "contract_months": contract.months,
        }
    if end:
        columns["contract_until_on"] = end.on
    if columns.get("contract_until_on"):
        columns["fixed_term"] = True
    return columns


def find_hours_of(ad: Ad) -> Hours | None:
    return choose(ad.ask(Issue.HOURS, find_hours, ad.raw.hours_raw), lambda: find_hours(ad.text))


def hours_columns(ad: Ad, hours: Hours | None) -> Columns:
    columns: Columns = {"hours_raw": words_of(ad.raw.hours_raw, hours)}
    if hours:
        columns |= {
            "weekly_hours_min": as_double(hours.min_weekly),
            "weekly_hours_max": as_double(hours.max_weekly),
        }
    return columns


def employment_columns(ad: Ad) -> Columns:
    raw = ad.raw
    said = choose(find_employment_types(raw.employment_raw), lambda: find_employment_types(ad.title))
    return {
        "employment_types": choose(said, lambda: find_employment_types_in_ad(ad.text)),
        "employment_raw": one_line(raw.employment_raw),
    }


def remote_columns(ad: Ad) -> Columns:
    remote = choose(ad.ask(Issue.REMOTE, find_remote, ad.raw.remote_raw), lambda: find_remote(ad.words))
    return {"remote": remote.mode if remote else None, "remote_raw": words_of(ad.raw.remote_raw, remote)}

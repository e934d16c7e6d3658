"""How well dates are read: strings at a fixed clock, and whole ads."""

import csv
import json
from datetime import datetime

from bench.scoring import SHARED, Score
from german.dates.ad import find_dates
from german.dates.field import read_date
from german.dates.readings import Kind, ReadDate
from german.dates.words import BERLIN
from german.words.unreadable import Unreadable

CLOCK = datetime(2026, 3, 30, 8, tzinfo=BERLIN)
_KINDS: dict[str, Kind] = {
    "posted": "posted",
    "deadline": "apply_by",
    "start": "start",
    "contract_end": "contract_end",
    "none": "posted",
}


def score() -> list[Score]:
    """Scores of the labelled date strings and of the labelled ads, sure ones and doubtful ones apart."""
    return [score_strings(), *score_ads("sure"), *score_ads("doubtful")]


def score_strings() -> Score:
    """Each string must give the day, and the minute where one is stated."""
    result = Score("date strings")
    with (SHARED / "labels" / "german_date_strings.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = _KINDS[row["kind"]]
            try:
                read = read_date(row["text"], CLOCK, kind)
            except Unreadable:
                read = None
            result.add(row["id"], row["expected"] or None, _as_labelled(read, row["precision"]))
    return result


def _as_labelled(read: ReadDate | None, precision: str) -> str | None:
    if read is None:
        return None
    if precision == "minute":
        return read.at.astimezone(BERLIN).isoformat() if read.at else "no time"
    return read.on.isoformat() if read.at_least == (precision == "upper_bound") else "another bound"


def score_ads(certainty: str) -> list[Score]:
    """Deadline, start (a day, or as soon as possible) and end of contract of the labelled ads."""
    deadline, start, end = (Score(f"{name} ({certainty})") for name in ("deadline", "start", "contract end"))
    ads = _recorded_ads()
    with (SHARED / "labels" / "real_ads.jsonl").open(encoding="utf-8") as lines:
        for label in map(json.loads, lines):
            if label["certainty"] != certainty:
                continue
            ref = label["refnr"]
            dates = find_dates(*ads[ref])
            deadline.add(ref, label["deadline"], _day(dates.apply_by))
            end.add(ref, (label["contract"] or {}).get("until"), _day(dates.contract_end))
            stated = label["start"] or {"on": None, "asap": False}
            if label["start"] is None or stated["on"] or stated["asap"]:  # a month alone is labelled without a day
                expected = stated["on"] or ("as soon as possible" if stated["asap"] else None)
                got = _day(dates.start) or ("as soon as possible" if dates.as_soon_as_possible else None)
                start.add(ref, expected, got)
    return [deadline, start, end]


def _recorded_ads() -> dict[str, tuple[str, datetime]]:
    """Text and moment of each recorded ad; of several versions the last."""
    ads = {}
    with (SHARED / "recorded" / "arbeitsagentur" / "jobdetails_2025.jsonl").open(encoding="utf-8") as lines:
        for ad in map(json.loads, lines):
            seen_at = datetime.fromisoformat(ad["scraping_date"]).replace(tzinfo=BERLIN)
            ads[ad.get("refnr") or ad.get("referenznummer")] = (ad["stellenangebotsBeschreibung"], seen_at)
    return ads


def _day(read: ReadDate | None) -> str | None:
    return read.on.isoformat() if read else None

"""Scores of the pay reader on the labelled strings and ads."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bench.scoring import SHARED, Score
from german.pay.salary import Salary, find_salary, read_salary
from german.words.unreadable import Unreadable

Pay = tuple[Decimal | None, Decimal | None, str]


def _read(reader: Callable[[str], Salary | None], text: str) -> Pay | None:
    try:
        salary = reader(text)
    except Unreadable:
        return None
    return (salary.min_eur, salary.max_eur, salary.period) if salary else None


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def score() -> list[Score]:
    """Pay strings as a field and as an ad, then whole ads: minimum, maximum and period all exact."""
    as_field, as_ad = Score("pay strings, read_salary"), Score("pay strings, find_salary")
    with (SHARED / "labels" / "german_salary_strings.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            stated = row["currency"] == "EUR" and (row["min"] or row["max"])
            expected = (_number(row["min"]), _number(row["max"]), row["period"]) if stated else None
            as_field.add(row["id"], expected, _read(read_salary, row["text"]))
            as_ad.add(row["id"], expected, _read(find_salary, row["text"]))
    texts: dict[str, str] = {}
    with (SHARED / "recorded" / "arbeitsagentur" / "jobdetails_2025.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            ad = json.loads(line)
            texts[ad.get("refnr") or ad.get("referenznummer") or ""] = ad["stellenangebotsBeschreibung"] or ""
    sure, doubtful = Score("ads, sure"), Score("ads, doubtful")
    with (SHARED / "labels" / "real_ads.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            ad = json.loads(line)
            pay = ad["pay"]
            expected = pay and (_number(pay["min"]), _number(pay["max"]), pay["period"] or pay.get("period_implied"))
            target = sure if ad["certainty"] == "sure" else doubtful
            target.add(ad["refnr"], expected, _read(find_salary, texts[ad["refnr"]]))
    return [as_field, as_ad, sure, doubtful]

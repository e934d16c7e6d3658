"""Contract form and weekly hours, scored on real ads."""

import json
import re
from decimal import Decimal

from bench.score_pay_grades import read_ads
from bench.scoring import SHARED, Score
from german.ads.contract import find_contract
from german.ads.hours import find_hours


def score() -> list[Score]:
    """Contract: form, last day and months all right. Hours: every figure of the labelled words within what was read."""
    texts = read_ads()
    sure, doubtful, hours = Score("contract, real ads"), Score("contract, doubtful ads"), Score("hours, real ads")
    for line in (SHARED / "labels/real_ads.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        text = texts[label["refnr"]]
        stated = label["contract"]
        expected = (stated["fixed_term"], stated["until"], stated["months"]) if stated else None
        found = find_contract(text)
        got = (found.fixed_term, found.until.isoformat() if found.until else None, found.months) if found else None
        (sure if label["certainty"] == "sure" else doubtful).add(label["refnr"], expected, got)
        read = find_hours(text)
        hours.add(
            label["refnr"],
            _figures(label["weekly_hours_words"]),
            (read.min_weekly, read.max_weekly, read.percent) if read else None,
        )
    return [sure, doubtful, hours]


def _figures(words: str | None) -> tuple[Decimal | None, Decimal | None, Decimal | None] | None:
    """The labelled words hold nothing but the figures, so their figures are what is to be read."""
    if words is None:
        return None
    words = words.replace("39 Stunden und 24 Minuten", "39,4 Stunden")
    shares = re.findall(r"(\d+) ?%", words)
    share = Decimal(shares[0]) if shares and not re.search(r"\d - \d+ ?%", words) else None
    figures = [
        Decimal(figure.replace(",", ".")) for figure in re.findall(r"\d+(?:,\d+)?(?![\d,]| ?%| - \d+ ?%)", words)
    ]
    low, high = min(figures, default=None) if "max." not in words else None, max(figures, default=None)
    return (low, high, share) if figures or share else None

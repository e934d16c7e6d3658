"""Scores on the labelled sets of `read_title` (IT managers) and `find_remote` (remote work in real ads)."""

import csv
import json

from bench.scoring import SHARED, Score
from german.ads.remote import find_remote
from german.titles.title import read_title


def score() -> list[Score]:
    """One score for IT-manager titles (a manager is the value), one for remote work, sure and doubtful labels apart."""
    return [_titles(), *_remote()]


def _titles() -> Score:
    managers = Score("titles: is_it_manager")
    with (SHARED / "labels/titles.tsv").open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows, delimiter="\t"), start=2):
            expected = True if row["label"] == "it_manager" else None
            managers.add(f"line {number}", expected, read_title(row["title"]).is_it_manager or None)
    return managers


def _remote() -> list[Score]:
    texts: dict[str, str] = {}
    with (SHARED / "recorded/arbeitsagentur/jobdetails_2025.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            ad = json.loads(line)
            texts.setdefault(ad.get("refnr") or ad.get("referenznummer"), ad.get("stellenangebotsBeschreibung") or "")
    scores = {certainty: Score(f"remote: {certainty} labels") for certainty in ("sure", "doubtful")}
    with (SHARED / "labels/real_ads.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            label = json.loads(line)
            remote = find_remote(f"{label['title']}\n{texts[label['refnr']]}")
            scores[label["certainty"]].add(label["refnr"], label["remote"], remote.mode if remote else None)
    return list(scores.values())

"""How far read_place is from the points that the Arbeitsagentur itself gives for its ads' places."""

import ast
import csv
import json
import statistics
from collections.abc import Iterator

from bench.scoring import SHARED, Score
from german.places.gazetteer import distance_km
from german.places.place import Place, read_place
from german.words.unreadable import Unreadable

FAR_KM = 50.0
RECORDED = SHARED / "recorded"


def read_ba_places() -> Iterator[tuple[str, str | None, str | None, str, float, float]]:
    """Each different German place once: id, postal code, town, Land, latitude, longitude."""
    seen = set()
    for line in (RECORDED / "arbeitsagentur" / "jobdetails_2025.jsonl").open(encoding="utf-8"):
        ad = json.loads(line)
        places = ad["stellenlokationen"]
        for place in ast.literal_eval(places) if isinstance(places, str) else places:
            address = place["adresse"]
            key = (address.get("plz"), address.get("ort"), place.get("breite"), place.get("laenge"))
            if None not in key[2:] and address["land"] == "DEUTSCHLAND" and key not in seen:
                seen.add(key)
                case = f"{ad.get('refnr') or ad.get('referenznummer')}/{address.get('plz')}"
                region = (address.get("region") or "").replace("_", "-").replace("ue", "ü").title()
                yield case, address.get("plz"), address.get("ort"), region, place["breite"], place["laenge"]


def read_first(text: str) -> Place | None:
    """The first place read, None where nothing is."""
    try:
        places = read_place(text)
    except Unreadable:
        return None
    return places[0] if places else None


def score_ba(name: str, with_code: bool) -> Score:
    """Right: within 50 km or flagged as ambiguous. The distances stand in the name."""
    score = Score(name)
    errors = []
    flagged = 0
    for case, code, town, _, latitude, longitude in read_ba_places():
        if not town or (with_code and not code):
            continue
        place = read_first(f"{code} {town}" if with_code else town)
        if place is None or place.latitude is None or place.longitude is None:
            score.missing += 1
            score.failures.append(f"{case}: not resolved")
            continue
        error = distance_km(latitude, longitude, place.latitude, place.longitude)
        errors.append(error)
        flagged += place.ambiguous
        if error > FAR_KM and not place.ambiguous:
            score.wrong += 1
            score.failures.append(f"{case}: {error:.0f} km off, not flagged")
        else:
            score.right += 1
    errors.sort()
    p99 = errors[int(len(errors) * 0.99)]
    score.name += (
        f" (median {statistics.median(errors):.2f} km, p99 {p99:.1f}, max {errors[-1]:.0f}, {flagged} flagged)"
    )
    return score


def read_place_strings() -> Iterator[tuple[str, str]]:
    """Board and place words of every other recorded board, each once."""
    seen = set()
    for path in sorted((RECORDED / "arbeitnow").glob("*.json")):
        for ad in json.loads(path.read_text(encoding="utf-8"))["data"]:
            seen.add(("arbeitnow", ad["location"]))
    tables = [
        ("stepstone/all_vacancies_2025-05.csv", "city", ","),
        ("stepstone/cards_raw_strings_2026.csv", "location", ","),
    ]
    tables += [("xing/xing_2025-04-11.csv", "Location", ";")]
    tables += [(f"jobspy_weekly/{p.name}", "location", ",") for p in (RECORDED / "jobspy_weekly").glob("*.csv")]
    for file, column, delimiter in tables:
        with (RECORDED / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter=delimiter):
                seen.add((file.split("/")[0], row[column]))
    yield from sorted(pair for pair in seen if pair[1])


def score_strings() -> list[Score]:
    """Right: every place known; wrong: some place of several unknown; missing: unreadable; clean: no place stated."""
    scores: dict[str, Score] = {}
    for board, words in read_place_strings():
        score = scores.setdefault(board, Score(f"place words of {board}"))
        try:
            places = read_place(words)
        except Unreadable:
            score.missing += 1
            continue
        if not places:
            score.clean += 1
        elif all(place.town or place.state or not place.ambiguous for place in places):
            score.right += 1
        else:
            score.wrong += 1
    return list(scores.values())


def score() -> list[Score]:
    """All scores; nothing where the recorded answers are absent."""
    if not RECORDED.exists():
        return []
    return [score_ba("BA, postal code and town", True), score_ba("BA, town alone", False), *score_strings()]

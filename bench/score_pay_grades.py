"""Pay grades, scored on real ads and on the words of pay fields."""

import csv
import json
import re

from bench.scoring import SHARED, Score
from german.pay.grades import PayGrade, find_pay_grade

# Labels name some agreements in other words than we do; both sides are put into one spelling before they are compared.
_SAME = {"GVP-DGB / IG Chemie": "GVP/DGB"}


def score() -> list[Score]:
    """Scale, minimum and maximum all right; doubtful ads and the civil servants' path are scored apart."""
    texts = read_ads()
    sure, doubtful, also = Score("grades, real ads"), Score("grades, doubtful ads"), Score("grades, second path")
    for line in (SHARED / "labels/real_ads.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        found = find_pay_grade(texts[label["refnr"]])
        stated = label["pay_grade"]
        (sure if label["certainty"] == "sure" else doubtful).add(label["refnr"], _labelled(stated), _read(found))
        also.add(label["refnr"], _labelled((stated or {}).get("also")), _read(found.also if found else None))
    fields = Score("grades, field words")
    with (SHARED / "labels/german_salary_strings.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            grade = find_pay_grade(row["text"])
            fields.add(row["id"], row["scale"] or None, _written(grade) if grade else None)
    return [sure, doubtful, also, fields]


def read_ads() -> dict[str, str]:
    texts: dict[str, str] = {}
    with (SHARED / "recorded/arbeitsagentur/jobdetails_2025.jsonl").open(encoding="utf-8") as file:
        for line in file:
            ad = json.loads(line)
            texts[ad.get("refnr") or ad.get("referenznummer", "")] = ad.get("stellenangebotsBeschreibung") or ""
    return texts


def _labelled(stated: dict[str, str | None] | None) -> tuple[str | None, str | None, str | None] | None:
    """A label writes one grade as the minimum only."""
    if stated is None:
        return None
    low, high = stated["grade_min"], stated["grade_max"]
    return _scale(stated["scale"]), low, high or low


def _read(found: PayGrade | None) -> tuple[str | None, str | None, str | None] | None:
    """Labels do not name the Land of a pay order."""
    return (_scale(found.scale), found.grade_min, found.grade_max) if found else None


def _scale(name: str | None) -> str | None:
    if name is None:
        return None
    name = re.sub(r"^(BesO [ABWR]) .*", r"\1", _SAME.get(name, name))
    return re.sub(r"[\s/-]+", "/", name)


def _written(grade: PayGrade) -> str:
    """The form of the labels of field words: "TVöD-VKA EG 12", "TV-L E 13", "A 12 NRW", "AT"."""
    scale, name = grade.scale or "", grade.grade_max or ""
    if scale.startswith("BesO"):
        return f"{name} {scale.split(' ', 2)[2]}"
    if scale == "TV-L":
        name = name.replace("EG", "E")
    return f"{scale} {name}".strip()

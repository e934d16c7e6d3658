"""datapackage.json: checked with frictionless, descriptor, rows and keys, as whoever has only the folder checks it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pytest
from frictionless.resources import FileResource

from crawls.board_facts import find_boards
from german.places.search import load_search
from report.data_package import make_data_package
from schemas.tables import PUBLISHED
from tests.support.replay import ROOT
from tests.support.snapshot_tables import read_tables

RUN = "20261121T050000Z"


@pytest.fixture(scope="module")
def terms() -> dict[str, str]:
    return {board.name: board.terms for board in find_boards(load_search(ROOT / "search.toml"))}


@pytest.fixture(scope="module")
def package(latest: Path, terms: dict[str, str]) -> Any:
    return json.loads(make(latest, terms))


def make(latest: Path, terms: dict[str, str]) -> bytes:
    files = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))["files"]
    return make_data_package(read_tables(latest), files, RUN, terms)


def check(package: Any, rows: dict[str, list[list[Any]]]) -> Any:
    """frictionless's report on the package, its files replaced by these rows."""
    resources = []
    for resource in package["resources"]:
        if (name := resource["name"]) in rows:
            heads = [field["name"] for field in resource["schema"]["fields"]]
            data = [heads, *rows[name]]
            resources.append({"name": name, "type": "table", "data": data, "schema": resource["schema"]})
    return frictionless.Package.from_descriptor(package | {"resources": resources}).validate()


def rows_of(latest: Path) -> dict[str, list[list[Any]]]:
    return {name: [list(row.values()) for row in table.to_pylist()] for name, table in read_tables(latest).items()}


def test_the_descriptor_is_valid_and_the_same_every_time(package: Any, latest: Path, terms: dict[str, str]) -> None:
    report = frictionless.Package.validate_descriptor(package)
    assert report.valid, report.errors
    assert make(latest, terms) == make(latest, terms)
    assert not frictionless.Package.validate_descriptor(package | {"licenses": [{}]}).valid


def test_the_first_rows_of_every_table_fit_their_schemas(package: Any, latest: Path) -> None:
    rows = rows_of(latest)
    of_few = {name: data if name == "jobs" else data[:3] for name, data in rows.items()}
    report = check(package, of_few)
    assert report.valid, report.flatten(["type", "message"])


@pytest.mark.long
def test_every_row_of_every_table_fits_its_schema_and_keys(package: Any, latest: Path) -> None:
    report = frictionless.Package(str(latest / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        resource["name"]: resource["rows"] for resource in package["resources"]
    }


def test_what_does_not_fit_is_found(package: Any, latest: Path) -> None:
    rows = rows_of(latest)
    first = rows["descriptions"][0]
    for wrong, kinds in (
        ([first, first], {"primary-key", "unique-error"}),
        ([["nobody", *first[1:]]], {"foreign-key"}),
    ):
        report = check(package, {"jobs": rows["jobs"][:1], "descriptions": wrong})
        assert {kind for (kind,) in report.flatten(["type"])} == kinds


@pytest.mark.long
def test_the_command_calls_the_shipped_package_valid_and_a_damaged_one_not(latest: Path, tmp_path: Path) -> None:
    copy = tmp_path / "snapshot"
    shutil.copytree(latest, copy)
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    assert subprocess.run(command, cwd=copy, check=False, capture_output=True).returncode == 0
    shutil.copy(copy / "jobs.parquet", copy / "descriptions.parquet")
    assert subprocess.run(command, cwd=copy, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("table", PUBLISHED)
def test_each_files_hash_and_size_are_its_own(package: Any, latest: Path, table: str) -> None:
    told = next(resource for resource in package["resources"] if resource["name"] == table)
    file = {"name": table, "path": str(latest / told["path"]), "hash": told["hash"]}
    with frictionless.system.use_context(trusted=True):
        assert FileResource.from_descriptor(file).validate().valid
        assert not FileResource.from_descriptor(file | {"hash": f"sha256:{'0' * 64}"}).validate().valid


def test_a_column_tells_meaning_unit_example_and_words(package: Any) -> None:
    jobs = next(resource["schema"] for resource in package["resources"] if resource["name"] == "jobs")
    fields = {field["name"]: field for field in jobs["fields"]}
    assert fields["distance_km"] == {
        "name": "distance_km",
        "type": "number",
        "description": "great-circle distance of that place from the centre",
        "arrowType": "double",
        "unit": "km",
        "example": "0.3",
    }
    assert fields["status"]["constraints"] == {"required": True, "enum": ["open", "closed"]}
    assert jobs["primaryKey"] == ["job_id"] and fields["job_id"]["constraints"]["unique"]
    assert all(field["description"] and field["example"] for field in jobs["fields"])


def test_what_a_site_wishes_of_those_who_use_its_pages_is_passed_on(latest: Path, terms: dict[str, str]) -> None:
    tables, files = read_tables(latest), json.loads((latest / "manifest.json").read_text(encoding="utf-8"))["files"]
    rows = [row | {"usage": ["ai-train=no"]} for row in tables["boards"].to_pylist()]
    tables["boards"] = pa.Table.from_pylist(rows, schema=tables["boards"].schema)
    package = json.loads(make_data_package(tables, files, RUN, terms, {"arbeitnow"}))
    sources = {source["title"]: source for source in package["sources"]}
    assert sources["arbeitnow"]["usage"] == ["ai-train=no"] and sources["arbeitnow"]["publish_texts"] is False
    assert "publish_texts" not in sources["personio"]
    assert frictionless.Package.validate_descriptor(package).valid


def test_the_boards_are_named_with_their_terms(package: Any) -> None:
    sources = {source["title"]: source["description"] for source in package["sources"]}
    assert "Source: karriere.nrw" in sources["karriere_nrw"] and "arbeitnow.com" in sources["arbeitnow"]
    assert "CC-BY-4.0" in [licence["name"] for licence in package["licenses"]]

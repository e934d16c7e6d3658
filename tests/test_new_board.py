"""docs/new-board.md: what it shows is what happens."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_writer import write_warc
from tests.support.answers import ROOT
from tests.support.replay import collected, run_scrapy

DOCUMENT = (ROOT / "docs" / "new-board.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def block(language: str) -> str:
    (found,) = (text for kind, text in BLOCK.findall(DOCUMENT) if kind == language)
    return str(found)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the document's board in it, and the document's recording."""
    folder = tmp_path_factory.mktemp("project")
    for path in [*ROOT.glob("*/__init__.py"), ROOT / "scrapy.cfg", ROOT / "settings.py"]:
        path = path.parent if path.name == "__init__.py" else path
        if path.name != "spiders":
            (folder / path.name).symlink_to(path)
    shutil.copytree(ROOT / "spiders", folder / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "spiders" / "stellenwerk.py").write_text(block("python"), encoding="utf-8")
    search = (ROOT / "search.toml").read_text(encoding="utf-8").split("[boards.")[0]
    (folder / "search.toml").write_text(f"{search}\n[boards.stellenwerk]\n", encoding="utf-8")
    site = "https://www.stellenwerk.example"
    pages = [
        (f"{site}/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /konto/\n"),
        (f"{site}/sitemap.xml", 200, "application/xml", block("xml")),
        (f"{site}/stelle/leiter-it-4711", 200, "text/html; charset=utf-8", block("html")),
        (f"{site}/stelle/koch-4712", 404, "text/html; charset=utf-8", "<html></html>"),
    ]
    answers = [
        RecordedResponse(
            url=url,
            answered_at=datetime(2026, 11, 22, 5, 0, second, tzinfo=UTC),
            status=status,
            headers=(("Content-Type", kind),),
            body=body.encode(),
        )
        for second, (url, status, kind, body) in enumerate(pages)
    ]
    write_warc(folder / "recorded.warc", answers, note="docs/new-board.md")
    return folder


def test_the_documents_board_gives_the_documents_row(project: Path) -> None:
    done = run_scrapy("collect", "stellenwerk", "--replay", "recorded.warc", "--output", "output", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    found = collected(project / "output", "stellenwerk")
    assert (found["verdict"], found.get("rejected"), found["gone"]) == ("complete", None, ["4712"])
    (row,) = found["postings"]
    expected = json.loads(block("json"))
    assert {name: row.get(name) for name in expected} == expected


def test_the_documents_board_is_short() -> None:
    assert len(block("python").splitlines()) <= 40

"""No key and no password is told, whatever fails: all of output/, all words of the terminal, all command lines."""

import gzip
import json
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from pyarrow import fs
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from schemas.mistakes import ConfigurationError
from schemas.secrets import hide_secrets, mask_keys
from storage.layout import Output
from tests.support.local_server import SilentHandler, serving_with
from tests.support.long_cases import mostly_long
from tests.support.replay import BOARDS, ROOT, run_scrapy

ID, KEY = "1f00d5ee", "s3cret-of-the-tests-0815"
LOADER: Any = SpiderLoader.from_settings(get_project_settings())
ASKS = {name: LOADER.load(name).asks for name in LOADER.list()}
KEYED: dict[str, dict[str, str]] = {name: asks.secrets for name, asks in ASKS.items() if getattr(asks, "secrets", None)}

SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from settings import *
SPIDER_MODULES = ["keyed_boards"]
ALLOW_LOOPBACK = True
DOWNLOAD_DELAY = 0
DOWNLOAD_TIMEOUT = 1
RETRY_BACKOFF = 0.05
AUTOTHROTTLE_ENABLED = False
LOG_LEVEL = "DEBUG"
LICENCE_KEY = "of-the-settings-4711"
"""
# Every board that has a key, with the server of the test in place of its own.
KEYED_BOARDS = """
import os, re
from dataclasses import replace
from scrapy.spiderloader import SpiderLoader
from scrapy.settings import Settings

loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
for name in loader.list():
    board = loader.load(name)
    if getattr(board.asks, "secrets", None):
        local = re.sub("^https://[^/]+", f"http://127.0.0.1:{os.environ['PORT']}", board.asks.search_url)
        asks = replace(board.asks, search_url=local)
        globals()[name] = type(board.__name__, (board,), {"asks": asks, "__module__": __name__})
"""


class Failing(SilentHandler):
    """A board that fails in one way after the other, and repeats the address that it was asked for."""

    way: str
    over: threading.Event
    asked: list[str]

    def respond(self) -> None:
        self.asked.append(self.path)
        if self.path == "/robots.txt":
            self.answer(404, "")
        elif self.way == "timeout":
            self.over.wait(5)
        elif self.way == "hangs up":
            self.close_connection = True
        elif self.way == "redirect":
            self.answer(302, "", Location=f"http://127.0.0.1:1{self.path}")
        elif self.way == "malformed":
            self.answer(200, json.dumps({"error": f"no results for {self.path}", "app_key": KEY})[:-1])
        elif self.way == "repeated":
            row: dict[str, Any] = {
                "id": "7",
                "title": f"IT-Leiter {KEY}",
                "redirect_url": f"https://muster.example/7/{KEY}",
            }
            row |= {"location": {"display_name": "Wuppertal"}, "description": f"Schlüssel {KEY}"}
            self.answer(200, json.dumps({"count": 2, "results": [row, {"id": KEY, "title": KEY}]}))
        else:
            self.answer(int(self.way), f"refused: {self.path}")

    def answer(self, status: int, body: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Warning": self.path, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Failing]]:
    handler: Any = type("Failing", (Failing,), {"way": "500", "over": threading.Event(), "asked": []})
    with serving_with(handler) as port:
        monkeypatch.setenv("PORT", str(port))
        yield handler
        handler.over.set()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the boards with keys alone, and the keys in the environment."""
    for variables in KEYED.values():
        for name in variables.values():
            monkeypatch.setenv(name, ID if name.endswith("ID") else KEY)
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = keyed_settings\n")
    (tmp_path / "keyed_settings.py").write_text(SETTINGS.format(root=str(ROOT)))
    (tmp_path / "keyed_boards.py").write_text(textwrap.dedent(KEYED_BOARDS))
    where = '\n[what]\nkeywords = ["IT-Leiter"]\nrole_families = ["it_lead"]\n\n[where]\ntown = "Wuppertal"\n'
    boards = "".join(f"\n[boards.{name}]\n" for name in KEYED)
    (tmp_path / "search.toml").write_text(f'contact = "test@example.org"\n{where}{boards}', encoding="utf-8")
    (tmp_path / "employers.toml").write_text("")
    return tmp_path


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file below a folder, its name and content as text: tables with their metadata, archives unpacked."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            text = content.decode("utf-8", "replace")
            if file.suffix == ".gz":
                text = gzip.decompress(content).decode("utf-8", "replace")
            elif file.suffix == ".parquet":
                table = pq.read_table(file)
                text += f"{table.schema.metadata} {table.to_pylist()}"
            yield str(file.relative_to(folder)), f"{file} {text}"


def list_command_lines() -> list[str]:
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()


@contextmanager
def command_lines() -> Iterator[set[str]]:
    """The command lines of all processes meanwhile."""
    seen: set[str] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.3):
            seen.update(
                subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
            )

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()


def test_there_are_boards_with_keys() -> None:
    assert "adzuna" in KEYED


WAYS = ["500", "403", "429", "timeout", "hangs up", "redirect", "malformed", "repeated"]


SOME, ALL = ("collect", "publish"), ("collect", "publish", "status", "doctor")


@pytest.mark.parametrize(("way", "commands"), [("500", SOME), *mostly_long([(way, ALL) for way in WAYS], [])])
def test_no_key_of_a_board_is_told(way: str, commands: tuple[str, ...], board: type[Failing], project: Path) -> None:
    board.way = way
    said = ""
    with command_lines() as lines:
        for command in commands:
            done = run_scrapy(command, cwd=project)
            said += done.stdout + done.stderr
    assert any(KEY in path for path in board.asked)
    assert any("one_board.py" in line for line in lines)
    texts = dict(texts_in(project / "output"))
    assert any(name.endswith(".log") and "masked" in text for name, text in texts.items())
    texts |= {"terminal": said, "command lines": "\n".join(lines)}
    assert [name for name, text in texts.items() if KEY in text or ID in text or "of-the-settings-4711" in text] == []


def test_what_boards_sent_is_for_its_owner_alone(board: type[Failing], project: Path) -> None:
    board.way = "repeated"
    (project / "output" / "archive").mkdir(parents=True)  # of a version that left it open
    assert run_scrapy("collect", cwd=project).returncode in (0, 1)
    closed = [path for name in ("archive", "logs", "rejected") for path in (project / "output").glob(f"{name}/**/*")]
    assert {path.suffix for path in closed if path.is_file()} == {".gz", ".log", ".jsonl"}
    closed += [project / "output" / name for name in ("archive", "logs", "rejected")]
    rights = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in closed}
    assert rights == {(True, 0o700), (False, 0o600)}
    (part,) = project.glob("output/postings/*/*.parquet")
    (project / "any").write_text("")
    assert stat.S_IMODE(part.stat().st_mode) == stat.S_IMODE((project / "any").stat().st_mode)


ACCESS, SECRET = "AKIAOFTHETESTS", "s3cret/of+the=store"


@pytest.fixture
def store(bucket: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The bucket at an address with its key and secret."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    return bucket.replace("s3://", f"s3://{ACCESS}:{quote(SECRET, safe='')}@")


def hidden_words(text: str) -> bool:
    return not any(word in text for word in (ACCESS, SECRET, quote(SECRET, safe="")))


@pytest.mark.long  # six commands beside a store
def test_no_key_of_an_object_store_is_told(store: str, tmp_path: Path) -> None:
    for name in ("search.toml", "employers.toml", "jobboards.toml"):
        if (BOARDS / name).exists():
            (tmp_path / name).write_bytes((BOARDS / name).read_bytes())
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = settings\n")
    (tmp_path / "settings.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n" + (ROOT / "settings.py").read_text()
    )
    recording = str(BOARDS / "arbeitnow" / "recorded.warc")
    said = ""
    with command_lines() as lines:
        for words in (
            ["collect", "arbeitnow", "--replay", recording],
            ["publish"],
            ["status"],
            ["collect", "arbeitnow", "--replay", recording, "--output", f"{store}&no_option=1"],
            ["publish", "--output", store.replace("/wuppertal", "-of-others/x")],
            ["collect", "arbeitnow", "--replay", recording, "--output", store.replace("//jobs", "//jobs-of-others")],
        ):
            words += [] if "--output" in words else ["--output", store]
            done = run_scrapy(*words, cwd=tmp_path)
            said += done.stdout + done.stderr
    children = {line for line in lines if "one_board.py" in line}
    assert children and all(map(hidden_words, children))
    assert "Snapshot" in said and hidden_words(said), said
    assert all(hidden_words(text) for _, text in texts_in(tmp_path))
    filesystem, root = fs.FileSystem.from_uri(store)
    fs.copy_files(root, str(tmp_path / "copy"), source_filesystem=filesystem)
    texts = dict(texts_in(tmp_path / "copy"))
    assert "latest.json" in texts and [name for name, text in texts.items() if not hidden_words(text)] == []


@pytest.mark.parametrize("secret", ["pa/ss+word", "p@ss:word1", quote("pa/ss+word", safe="")])
def test_an_address_that_is_refused_is_not_repeated(secret: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Output.at(f"gopher://someone:{secret}@jobs/x?no_option=1")
    assert secret not in str(refused.value) and "gopher://" in str(refused.value)
    assert secret not in hide_secrets(f"the store says that {secret} is wrong")


@pytest.mark.parametrize(
    "text",
    [
        "https://muster.example/jobs?keyword=IT-Leiter&page=2",
        "https://muster.example:8443/jobs/a@b",
        "see https://muster.example/x, or write to jobs@muster.example",
        "the part carries a key 'salary' that nothing reads",
        "{'jobs': 'IT', 'keywords': 'x'}",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_secrets(text) == text


def test_pages_that_differ_in_a_mark_of_their_place_stay_apart() -> None:
    assert mask_keys("https://a.example/?pageToken=1") != mask_keys("https://a.example/?pageToken=2")
    assert hide_secrets("<GET https://a.example/?pageToken=1>") == "<GET https://a.example/?pageToken=masked>"


def test_a_row_stays_json_when_its_secrets_are_hidden() -> None:
    row = {"url": 'https://a.example/?token=a"b', "words": {"api_key": 'x"y\\', "title": 'the "best" \\ job'}}
    assert json.loads(hide_secrets(json.dumps(row)))["words"] == {"api_key": "masked", "title": 'the "best" \\ job'}


def test_a_traceback_tells_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADZUNA_APP_KEY", KEY)
    code = f"from schemas.secrets import guard_stderr; guard_stderr(); raise RuntimeError('{KEY[:8]}' + '{KEY[8:]}')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "RuntimeError: masked" in done.stderr

"""A board's crawl may write so much to the disk, archive and log together, and no more."""

import random
import subprocess
import sys
from pathlib import Path

from crawls.plan import crawl_settings
from german.places.search import load_search
from storage.layout import Output
from tests.support.engine import Page, run_crawls, serving
from tests.support.replay import BOARDS, ROOT

EXTENSIONS = {"crawls.manners.disk.Disk": 0}


def endless(method: str, path: str, body: bytes) -> Page:
    """Pages without end, of 300 kB that cannot be packed."""
    if path == "/robots.txt":
        return 404, {}, b""
    words = random.Random(path).randbytes(150_000).hex()
    return 200, {"Content-Type": "text/plain"}, f"link {path}x\n{words}".encode()


def test_a_crawl_that_writes_too_much_ends_and_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "alpha.warc.gz"
    with serving(endless) as site:
        settings = {"ARCHIVE_FILE": str(archive), "DISK_LIMIT_MB": 1, "EXTENSIONS": EXTENSIONS, "DEPTH_LIMIT": 30}
        limited, free = run_crawls(
            [
                {"requests": [{"url": f"{site}/a"}], "settings": settings},
                {"requests": [{"url": f"{site}/b"}], "settings": settings | {"DISK_LIMIT_MB": 0}},
            ]
        )
    words = "it wrote more than 1 MB to the disk (board_disk_mb in search.toml)"
    assert limited["finish_reason"] == limited["board/broken"] == words
    assert 1 << 20 < limited["archive/bytes"] < 2 << 20
    assert free["finish_reason"] == "finished" and free["archive/bytes"] > 4 << 20


def test_a_log_counts_too(tmp_path: Path) -> None:
    code = (
        "import sys; sys.stderr.write('x' * 3_000_000); sys.stderr.flush();"
        "from scrapy.utils.test import get_crawler; from crawls.manners.disk import Disk;"
        "print(Disk(get_crawler(settings_dict={'DISK_LIMIT_MB': 1})).written())"
    )
    with (tmp_path / "log").open("wb") as log:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=True)
    assert int(done.stdout) == 3_000_000


def test_the_search_file_sets_the_limit(tmp_path: Path) -> None:
    search = tmp_path / "search.toml"
    words = (BOARDS / "search.toml").read_text(encoding="utf-8")
    search.write_text(f"{words}\n[limits]\nboard_disk_mb = 7\n", encoding="utf-8")
    loaded, output = load_search(search), Output.at(tmp_path)
    assert crawl_settings("arbeitnow", "20261122T050000Z", loaded, output, "o", ["f"])["DISK_LIMIT_MB"] == "7"

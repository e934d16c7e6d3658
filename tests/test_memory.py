"""A board's process is judged by its own memory, and holds no more than it needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings.default_settings import EXTENSIONS_BASE

import settings
from crawls.handed_over import NOT_LOADED, crawl_command, hand_over
from crawls.manners.memory import _STATUS, Memory
from tests.support.replay import BOARDS, ROOT

MB = 1 << 20
TELL = """
from scrapy.utils.test import get_crawler
from crawls.handed_over import hand_over
from crawls.manners.memory import Memory
held = bytearray(%d)
for at in range(0, len(held), 4096):
    held[at] = 1
print(Memory(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True})).get_virtual_size())
"""


def own_memory(held: int = 0) -> int:
    command = [sys.executable, "-c", TELL % held]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


@pytest.mark.long
@pytest.mark.skipif(not _STATUS.exists(), reason="there is no /proc")
def test_what_the_parent_holds_does_not_count_and_what_the_process_holds_does() -> None:
    alone = own_memory()
    held = bytearray(700 * MB)
    for at in range(0, len(held), 4096):
        held[at] = 1
    assert own_memory() < alone + 50 * MB
    del held
    assert own_memory(200 * MB) > alone + 190 * MB


def test_it_takes_the_place_of_scrapys_own() -> None:
    (own,) = (at for at in EXTENSIONS_BASE if at.endswith(".MemoryUsage"))
    assert settings.EXTENSIONS[own] is None and settings.EXTENSIONS[f"{Memory.__module__}.Memory"] is not None


def test_a_process_that_crawls_does_without_pandas() -> None:
    tell = """
from scrapy.settings import BaseSettings
from crawls.handed_over import HandedOver
HandedOver.update_pre_crawler_settings(BaseSettings())
import pyarrow, sys
assert pyarrow.array([["1"], None]).to_pylist() == [["1"], None]
print("pandas" in sys.modules)
"""
    for environment, loads in (({}, "True"), (hand_over({"RUN": "20261122T050000Z"}), "False")):
        done = subprocess.run(
            [sys.executable, "-c", tell], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == loads


def test_a_boards_process_loads_nothing_that_no_crawl_needs(tmp_path: Path) -> None:
    replay = json.dumps([str(BOARDS / "arbeitnow" / "recorded.warc")])
    of_crawl = {"RUN": "20261120T050000Z", "OUTPUT": str(tmp_path), "REPLAY_FILES": replay, "DOWNLOAD_DELAY": "0"}
    of_crawl |= {"SEARCH_FILE": str(BOARDS / "search.toml")}
    python, *words = crawl_command("arbeitnow")
    done = subprocess.run(
        [python, "-X", "importtime", *words],
        cwd=ROOT, env=hand_over(of_crawl), capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert {"scrapy.core.engine", "pipelines.readers", "pyarrow"} <= loaded
    assert (tmp_path / "postings" / "20261120T050000Z" / "arbeitnow.parquet").is_file()
    order = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    assert order.index("scrapy.core.downloader.tls") < order.index("scrapy.crawler")
    needless = {*NOT_LOADED, "requests", "tldextract", "unittest", "commands._command", "scrapy.shell", "rich"}
    needless |= {"numpy.ma", "schemas.jobs"}
    loaded -= set(NOT_LOADED)  # which were asked for, and not found: else their parts would be there
    assert {one for one in loaded if one.partition(".")[0] in needless or one in needless} == set()


def test_events_that_a_boards_log_does_not_keep_are_not_made() -> None:
    tell = """
import logging
from scrapy.utils.log import configure_logging
from crawls.one_board import settle
configure_logging({"LOG_LEVEL": "INFO"})
settle()
print([logging.getLogger("scrapy").isEnabledFor(level) for level in (logging.DEBUG, logging.INFO)])
"""
    done = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, True]"

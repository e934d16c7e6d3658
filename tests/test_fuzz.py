"""`make fuzz`: every reader of foreign bytes reads, or refuses in the way it says, and comes to an end in time.

The bytes are true samples, bent (`tests/support/mutations.py`), the same in each run. FUZZ: how many each reader gets.
"""

import io
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from protego import Protego
from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse

from crawls.alerts.outbox import Outbox
from crawls.archive.cutting import cut_response
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording
from crawls.manners.reservation import find_reservation, read_tdm_file
from crawls.manners.robots import cut_rules, read_delay
from crawls.manners.usage import decode_rules, read_rules, wishes_for
from german.ads.refusals import Refusals
from german.ads.text import read_text
from schemas.configuration import EmployersFile, SearchFile
from schemas.jobboards import JobBoardsFile
from schemas.mistakes import ConfigurationError
from schemas.sound import make_sound
from schemas.toml import read_file
from scouting.page_forms import find_form
from snapshots.parts import read_part
from spiders._jobposting import find_job_postings
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import read_json_ld
from spiders._page_links import find_cards, words_on
from spiders._page_state import read_next_data
from spiders._responses import read_json, read_page
from spiders._xml_feed import find_locations, read_object, read_xml
from storage.layout import Output
from storage.snapshots import read_snapshot
from storage.tables import UNREADABLE, open_table
from storage.versions import read_versions
from tests.support.mutations import bent, bodies, files
from tests.support.snapshots_rows import RUNS, leave_part

pytestmark = pytest.mark.fuzz
MOST = int(os.environ.get("FUZZ", "400"))
SECONDS = 5.0  # for one input; all are short
URL = "https://muster.example/stellen"
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
WHO = Refusals(employers=("Muster Werk GmbH",))


def page_of(body: bytes) -> HtmlResponse:
    return HtmlResponse(URL, body=body, headers={"Content-Type": "text/html"}, request=Request(URL))


def read_job_pages(body: bytes, folder: Path) -> None:
    page = read_page(page_of(body))
    for job in find_job_postings(page.selector)[0]:
        with suppress(ValueError):
            read_job_posting(job, URL)


def read_links(body: bytes, folder: Path) -> None:
    page = read_page(page_of(body))
    find_cards(page, lambda url: url if "job" in url else None)
    words_on(page)
    find_reservation(page)


def look_at_form(body: bytes, folder: Path) -> None:
    find_form([RecordedResponse(url=URL, answered_at=AT, headers=(("Content-Type", "text/html"),), body=body)], URL)


def read_feed(body: bytes, folder: Path) -> None:
    root = read_xml(XmlResponse(URL, body=body))
    json.dumps(read_object(root), default=str)
    find_locations(root)


def read_feed_of_json(body: bytes, folder: Path) -> None:
    read_json(TextResponse(URL, body=body))


def read_state_of_page(body: bytes, folder: Path) -> None:
    read_next_data(page_of(b'<script id="__NEXT_DATA__" type="application/json">' + body + b"</script>"))


def read_warc(body: bytes, folder: Path) -> None:
    file = folder / "a.warc"
    file.write_bytes(body)
    for response in Recording([file]):
        cut_response(response, WHO, ("4711-0",))
    mend_warc(file)


def read_toml(model: Any) -> Callable[[bytes, Path], None]:
    def read(body: bytes, folder: Path) -> None:
        file = folder / "a.toml"
        file.write_bytes(body)
        read_file(model, file, "for a test")

    return read


def read_robots(body: bytes, folder: Path) -> None:
    data = cut_rules(decode_rules(body))
    text = data.decode("utf-8-sig", errors="ignore")
    rules = Protego.parse(text)
    rules.can_fetch(URL, "wupperjobs")
    read_delay(rules, "wupperjobs")
    wishes_for(URL, read_rules(text, "wupperjobs"))
    read_tdm_file(body)


def read_parquet(body: bytes, folder: Path) -> None:
    place = Output.at(folder)
    file = Path(place.part(RUNS[0], "alpha"))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    read_part(place, str(file))
    open_table(pa.py_buffer(body)).read()


def read_own_json(body: bytes, folder: Path) -> None:
    for name in ("latest.json", "versions.json", "alerts.json"):
        (folder / name).write_bytes(body)
    place = Output.at(folder)
    for read in (read_snapshot, read_versions, Outbox.read):
        with suppress(ConfigurationError):
            read(place)


def read_words(body: bytes, folder: Path) -> None:
    text = read_text(body.decode("utf-8", "replace"))
    assert make_sound(text) == text or len(text) > 0


def parquet_samples() -> tuple[bytes, ...]:
    """Parts of ours, and files of others: other types, other columns, no rows."""
    made = []
    for columns in (
        {"title": [1, 2]},
        {"board": ["a"], "board_ref": [None], "title": ["x"]},
        {"a": pa.array([], "i4")},
    ):
        stream = io.BytesIO()
        pq.write_table(pa.table(columns), stream)
        made.append(stream.getvalue())
    return tuple(made)


def read_linked_data(body: bytes, folder: Path) -> None:
    read_json_ld(body.decode("utf-8", "replace"))


Reader = Callable[[bytes, Path], None]
OWN = (
    b'{"run": "20261120T050000Z", "manifest_sha256": "0a"}',
    b'{"snapshots": [{"run": "x", "manifest_sha256": "y"}]}',
    b'{"known": {}, "waiting": []}',
)
HTML, XML, JSON = ("html",), ("xml",), ("json",)
READERS: dict[str, tuple[Reader, Callable[[], tuple[bytes, ...]], tuple[type[BaseException], ...]]] = {
    "JSON-LD": (read_linked_data, lambda: bodies(*JSON), (ValueError,)),
    "pages with JobPosting": (read_job_pages, lambda: bodies(*HTML), (ValueError,)),
    "links and reservations of pages": (read_links, lambda: bodies(*HTML), (ValueError,)),
    "forms of pages": (look_at_form, lambda: bodies(*HTML, *XML, *JSON), (ValueError,)),
    "state of pages": (read_state_of_page, lambda: bodies(*JSON), (ValueError,)),
    "JSON": (read_feed_of_json, lambda: bodies(*JSON), (ValueError,)),
    "XML": (read_feed, lambda: bodies(*XML), (ValueError,)),
    "WARC": (read_warc, lambda: files("tests/boards/*/recorded.warc"), (BrokenRecording,)),
    "search.toml": (read_toml(SearchFile), lambda: files("search.toml"), (ConfigurationError,)),
    "employers.toml": (read_toml(EmployersFile), lambda: files("employers.toml"), (ConfigurationError,)),
    "jobboards.toml": (read_toml(JobBoardsFile), lambda: files("jobboards.toml"), (ConfigurationError,)),
    "robots.txt": (read_robots, lambda: (*files("tests/tables/robots.tsv"), b"User-agent: *\nDisallow: /a\n"), ()),
    "Parquet": (read_parquet, parquet_samples, UNREADABLE),
    "files of ours": (read_own_json, lambda: OWN, ()),
    "text of ads": (read_words, lambda: bodies(*HTML), ()),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_or_refuses_whatever_comes(name: str, tmp_path: Path) -> None:
    read, samples, refusals = READERS[name]
    read_or_refuse: list[int] = [0, 0]

    @settings(max_examples=MOST, suppress_health_check=list(HealthCheck), deadline=None)
    @given(bent(samples()))
    def check(body: bytes) -> None:
        began = time.process_time()
        try:
            read(body, tmp_path)
            read_or_refuse[0] += 1
        except refusals:
            read_or_refuse[1] += 1
        assert time.process_time() - began < SECONDS

    check()
    assert sum(read_or_refuse) >= MOST / 2
    assert read_or_refuse[0], "nothing at all was read: the samples are no samples"


def test_a_part_of_ours_that_is_bent_is_refused_or_whole(tmp_path: Path) -> None:
    place = Output.at(tmp_path)
    leave_part(place, RUNS[0], "a", "b")
    file = Path(place.part(RUNS[0], "alpha"))
    whole = file.read_bytes()

    @settings(max_examples=MOST, suppress_health_check=list(HealthCheck), deadline=None)
    @given(bent([whole]))
    def check(body: bytes) -> None:
        file.write_bytes(body)
        with suppress(*UNREADABLE):
            part = read_part(place, str(file))
            assert part.rows.num_rows <= 2 or body.count(b"PAR1") > 2

    check()

"""A new board begun: a page looked at, and the spider, the recording and the test folder written to start from."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from crawls.board_classes import load_boards
from crawls.plan import user_agent
from crawls.recording import tidy_response, write_recording
from german.places.search import load_search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from scouting.known_boards import find_board
from scouting.known_feeds import find_known_feeds
from scouting.page_forms import Form, Look, find_form
from storage.files import scratch_folder, write_file

_SPIDER = '''\
"""{host}: job board. Begun by `scrapy genboard`; docs/new-board.md says what to look at next."""

from spiders import {imports}


class {class_name}(PageBoard):
    """Job board at {host}."""

    name = "{name}"
    access = "permission"  # until robots.txt and the terms were read: then open, tolerated or permission
    checked = "recorded"
    terms = "Not read yet."
    floor = 1  # fewer postings than this: the part is refused
{facts}
'''


_SHOWN = 5  # of what would be read


def begin_board(args: Sequence[str], search_file: str, saved: str | None) -> int:
    """Look at a page, live or saved, and write what there is to begin with; the exit code."""
    if len(args) != 2:
        raise ConfigurationError("scrapy genboard takes a name and an address: genboard elbe https://elbe.example/jobs")
    name, url = args
    loader = load_boards()
    refuse(name, url, loader.list())
    if known := find_known_feeds(url, url):
        return tell_known(known)
    if reader := find_board(url, load_search(search_file)):
        print(f"{urlsplit(url).hostname} is read already: {reader}.")
        return ExitCode.WELL
    responses = read_saved(Path(saved), url) if saved else fetch(url, search_file)
    try:
        form = find_form(responses, url)
    except ValueError as error:
        print(f"Nothing was written: {error}.")
        return ExitCode.GATED
    if form.known:
        return tell_known(form.known)
    return write_board(name, url, form, responses, saved=bool(saved))


def fetch(url: str, search_file: str) -> list[RecordedResponse]:
    """Fetch the page through the project's own engine and manners."""
    search, settings = load_search(search_file), get_project_settings()
    with scratch_folder() as place:
        archive = place.path("look.warc.gz")
        chosen = {
            "ARCHIVE_FILE": archive,
            "ITEM_PIPELINES": {},
            "LOG_ENABLED": False,
            "OUTPUT": place.root,
            "USER_AGENT": user_agent(search),
            # Only codings that can be undone when the recording is made readable.
            "DEFAULT_REQUEST_HEADERS": {
                **settings.getdict("DEFAULT_REQUEST_HEADERS"),
                "Accept-Encoding": "gzip, deflate",
            },
        }
        settings.setdict(chosen, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        process.crawl(Look, url=url)
        process.start()
        found = {response.key: tidy_response(response) for response in Recording([archive])}
    return list(found.values())


def refuse(name: str, url: str, known: Sequence[str]) -> None:
    """Raise ConfigurationError for a name or address that cannot be taken; nothing is ever overwritten."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ConfigurationError(
            f"{name!r} cannot be a board's name: write small letters, digits and _, such as elbe_jobs"
        )
    for place in (Path("spiders", f"{name}.py"), Path("tests", "boards", name)):
        if place.exists() or name in known:
            raise ConfigurationError(f"there is a board {name!r} already ({place}); choose another name or remove it")
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[^\s\"'\\]*)?", url, re.ASCII):
        raise ConfigurationError(f"{url!r} is not the address of a page, which begins with https://")


def tell_known(employers: Sequence[dict[str, str]]) -> int:
    """Say which feeds the page leads to that are read already, and what to write into employers.toml."""
    for who in employers:
        print(f"This employer uses {who['ats']}, which is read already: no spider is needed. In employers.toml:\n")
        facts = {**who, "name": "…", "place": "…", "source": "…", "sure": "seen"}
        print("\n".join(["[[employer]]", *(f'{key} = "{value}"' for key, value in facts.items()), ""]))
    return ExitCode.WELL


def read_saved(file: Path, url: str) -> list[RecordedResponse]:
    """A page saved from a browser as a response of the time it was saved; in the place of robots.txt stands a 404."""
    if not file.is_file():
        raise ConfigurationError(f"--saved {file}: no such file")
    at = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    kind = {".json": "application/json", ".xml": "application/xml"}.get(file.suffix, "text/html; charset=utf-8")
    robots = RecordedResponse(url=urljoin(url, "/robots.txt"), answered_at=at, status=404)
    page = RecordedResponse(url=url, answered_at=at, headers=(("Content-Type", kind),), body=file.read_bytes())
    return [robots, tidy_response(page)]


def write_board(name: str, url: str, form: Form, responses: Sequence[RecordedResponse], *, saved: bool) -> int:
    """Write the spider and its recording, and say what to do next; 1 where the page has nothing to begin with."""
    print("\n".join(describe(form, url)))
    if not form.facts:
        print("Nothing was written.")
        return ExitCode.GATED
    host = urlsplit(url).hostname
    class_name = "".join(part.title() for part in name.split("_"))
    spider, folder = Path("spiders", f"{name}.py"), Path("tests", "boards", name)
    write_file(
        spider,
        _SPIDER.format(
            host=host,
            name=name,
            class_name=class_name,
            imports="PageBoard, Sitemaps" if "sitemap_urls" in form.facts else "Addresses, PageBoard",
            facts=_write_facts(form.facts),
        ),
    )
    source = "a saved page; robots.txt was not asked, a 404 stands in its place" if saved else "scrapy genboard"
    write_recording(folder, responses, url, f"{source}, {{}} responses; contact data masked")
    print(f"Wrote {spider}, board.json and {len(responses)} responses in {folder}/recorded.warc.")
    print(_NEXT.format(name=name))
    return ExitCode.WELL


_NEXT = """\
Next:
  1. Read robots.txt and the terms; write `access` and `terms` into spiders/{name}.py. Until then it is off.
  2. Read the recording: contact data is masked by rule. A whole one: make record BOARD={name} PAGES=20
  3. make accept BOARD={name}, and read tests/boards/{name}/rows.json: are title, employer, place, dates and pay right?
  4. What is missing in the rows, name in `fields` (docs/new-board.md).
  5. Add [boards.{name}] to search.toml; then scrapy doctor {name}"""


def describe(form: Form, url: str) -> list[str]:
    """What was found, in plain words."""
    said = [f"{url}:"]
    if form.postings:
        said.append(f"  {form.postings} schema.org JobPosting on the page itself")
    said += [f"  feed: {feed} (a feed of jobs is better than pages: spiders/arbeitnow.py)" for feed in form.feeds]
    for key, value in form.facts.items():
        said.append(f"  {key}: {', '.join(value) if isinstance(value, tuple) else value}")
    if form.is_feed:
        example = {"JSON": "spiders/arbeitnow.py", "XML": "spiders/personio.py"}[form.is_feed]
        said.append(f"  a feed of its own form in {form.is_feed}: write a Board after the example of {example}")
    elif not form.facts and form.postings > 1:
        said.append(f"  {len(form.shown)} of them could not be told apart from day to day, as they have no key:")
    elif not form.facts and form.postings == 1:
        said.append("  this is one posting: give the address of a list of them")
    elif not form.facts:
        said.append("  no JobPosting, no sitemap of postings, no links of one shape that speak of jobs")
    if form.facts:
        said.append(f"What it would read ({len(form.shown)} on what was looked at):")
    said += [f"  {one}" for one in form.shown[:_SHOWN]] + ["  …"] * (len(form.shown) > _SHOWN)
    return said


def _write_facts(facts: dict[str, Any]) -> str:
    """The facts as class attributes."""
    lines = []
    for key, value in facts.items():
        if key == "posting_urls":
            lines.append(f'{key} = r"{value}"  # the group is the posting\'s key, `board_ref`')
        elif isinstance(value, tuple):
            asks = {"list_urls": "Addresses", "sitemap_urls": "Sitemaps"}[key]
            lines.append(f"asks = {asks}({', '.join(json.dumps(url) for url in value)})")
        else:
            lines.append(f"{key} = {json.dumps(value) if isinstance(value, dict) else repr(value)}")
    return "\n".join(f"    {line}" for line in lines)

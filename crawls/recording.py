"""Crawls one board live and politely, and keeps its responses as a plain-text recording for tests."""

import json
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from scrapy.utils.project import get_project_settings
from warcio.bufferedreaders import BufferedReader

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording
from crawls.archive.warc_writer import write_warc
from crawls.board_classes import load_boards
from crawls.handed_over import crawl_command, hand_over
from crawls.plan import choose_boards, user_agent
from german.ads.contacts import mask_contacts
from german.places.search import load_search
from schemas.configuration import Search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from storage.files import scratch_folder, write_file
from storage.layout import run_id

KEPT = ("content-type", "date", "last-modified", "link", "location", "retry-after")  # headers that say something
_BETWEEN_TAGS = re.compile(r">[^<]+<")


def mend(files: list[str]) -> int:
    """Recompute the lengths of recordings. Raises BrokenRecording for a file that is not one."""
    for file in files:
        print(f"{file}: {mend_warc(file)} records")
    return ExitCode.WELL


def record(names: list[str], search_file: str, where: str, *, pages: int, bundle: str | None = None) -> int:
    """Crawl one board through the archive and write `recorded.warc` and `board.json` into its folder under `where`.

    The crawl stops after that many `pages`; 0: it reads the whole board. `bundle`: both go into this zip file instead,
    to be sent to someone who cannot reach the board. Raises ConfigurationError.
    """
    if len(names) != 1:
        raise ConfigurationError("scrapy record takes one board, such as: scrapy record arbeitnow --pages 3")
    search = load_search(search_file)
    boards, off = choose_boards(names, search, load_boards(), replay=False)
    for name, reason in off.items():
        raise ConfigurationError(f"{name}: {reason}")
    board, folder = boards[0], Path(where) / boards[0]
    responses = fetch_whole(board, search, pages)
    if not responses:
        raise ConfigurationError(f"{board}: no response came, nothing was recorded")
    pages_of_board = [response.url for response in responses if not response.url.endswith("/robots.txt")]
    note = "scrapy record, {} responses; contact data masked, compression undone, headers thinned"
    address = (pages_of_board or [responses[0].url])[0]
    if bundle:
        with scratch_folder() as place:
            write_recording(Path(place.root) / board, responses, address, note)
            write_bundle(bundle, Path(place.root) / board)
        print(f"{bundle}: {len(responses)} responses of {board}. Read it before you send it: masking is by rule.")
        return ExitCode.WELL
    write_recording(folder, responses, address, note)
    print(f"{folder / 'recorded.warc'}: {len(responses)} responses. Read it before you commit it: masking is by rule.")
    return ExitCode.WELL


def fetch_whole(board: str, search: Search, pages: int) -> list[RecordedResponse]:
    """Crawl a board in a process of its own, and return its responses, tidied. Raises ConfigurationError."""
    headers = get_project_settings().getdict("DEFAULT_REQUEST_HEADERS")
    with scratch_folder() as place:
        archive = place.path(f"{board}.warc.gz")
        settings = {
            "ARCHIVE_FILE": archive,
            "CLOSESPIDER_PAGECOUNT": str(pages),
            # Only codings that can be undone when the recording is made readable.
            "DEFAULT_REQUEST_HEADERS": json.dumps({**headers, "Accept-Encoding": "gzip, deflate"}),
            "OUTPUT": place.root,
            "RUN": run_id(datetime.now(UTC)),
            "SEARCH_FILE": str(search.path),
            "USER_AGENT": user_agent(search),
        }
        crawl = subprocess.run(crawl_command(board), env=hand_over(settings), start_new_session=True, check=False)
        code = crawl.returncode
        if code:
            raise ConfigurationError(f"{board}: the crawl ended with exit code {code}; its messages are above")
        return [tidy_response(response) for response in Recording([archive])]


def write_recording(folder: Path, responses: Sequence[RecordedResponse], address: str, note: str) -> None:
    """Write `recorded.warc` and `board.json` into a board's folder; `{}` in the note is the number of responses."""
    write_warc(folder / "recorded.warc", responses, note=f"{folder.name}, contact data masked")
    facts = {
        "address": address,
        "fetched_at": responses[0].answered_at.isoformat(),
        "provenance": "recorded",
        "note": note.format(len(responses)),
    }
    write_file(folder / "board.json", json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


def write_bundle(path: str, folder: Path) -> None:
    """Put a board's recording into one zip file, under the board's name."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bundle:
        for file in sorted(folder.iterdir()):
            bundle.writestr(f"{folder.name}/{file.name}", file.read_bytes())
    write_file(path, packed.getvalue())


def tidy_response(response: RecordedResponse) -> RecordedResponse:
    """The response as text for a diff: uncompressed, few headers, no contact data. Raises BrokenRecording."""
    headers = {name.lower(): value for name, value in response.headers}
    body, coding = response.body, headers.get("content-encoding", "identity").lower()
    if coding != "identity" and body:
        if coding not in BufferedReader.get_supported_decompressors():
            raise BrokenRecording(f"{response.url}: the board compresses with {coding}, which cannot be undone here")
        body = BufferedReader(BytesIO(body), decomp_type=coding).read()
    kind = headers.get("content-type", "")
    charset = re.search(r"charset=[\"']?([\w-]+)", kind)
    try:
        text = body.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):  # kept as it came: a wrong charset is something to test with
        masked = body
    else:
        masked = mask_body(text, kind).encode(charset[1] if charset else "utf-8", "replace")
    return RecordedResponse(
        url=response.url,
        answered_at=response.answered_at,
        status=response.status,
        headers=tuple(pair for pair in response.headers if pair[0].lower() in KEPT),
        body=masked,
        method=response.method,
        request_body=response.request_body,
    )


def mask_body(text: str, kind: str) -> str:
    """Mask contact data where people write: in the strings of JSON, between the tags of a page, in plain text.

    >>> mask_body('{"id": "0202 5631234", "n": 2025631234}', "application/json")
    '{\\n "id": "[Telefon]",\\n "n": 2025631234\\n}'
    >>> mask_body('<p id="0202 / 5631234">Tel. 0202 / 5631234</p>', "text/html")
    '<p id="0202 / 5631234">Tel. [Telefon]</p>'
    """
    if "json" in kind:
        try:
            return json.dumps(_mask_strings(json.loads(text)), ensure_ascii=False, indent=1)
        except ValueError:  # invalid JSON is kept as it is
            return mask_contacts(text)
    if "html" in kind or "xml" in kind:
        return _BETWEEN_TAGS.sub(lambda match: mask_contacts(match[0]), text)
    return mask_contacts(text)


def _mask_strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _mask_strings(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask_strings(inner) for inner in value]
    return mask_contacts(value) if isinstance(value, str) else value

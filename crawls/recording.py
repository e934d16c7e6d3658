"""Crawls one board live and politely, and keeps its responses as a plain-text recording for tests."""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from warcio.bufferedreaders import BufferedReader

from crawls.archive.warc import Answer, BrokenRecording, Recording, mend_warc, write_warc
from crawls.plan import choose_boards, user_agent
from german.ads.contacts import mask_contacts
from german.places.search import load_search
from schemas.mistakes import ConfigurationError
from schemas.results import ExitCode
from storage.layout import run_id

KEPT = ("content-type", "date", "last-modified", "link", "location", "retry-after")  # headers that say something
_BETWEEN_TAGS = re.compile(r">[^<]+<")


def mend(files: list[str]) -> int:
    """Recompute the lengths of recordings. Raises BrokenRecording for what is none."""
    for file in files:
        print(f"{file}: {mend_warc(file)} records")
    return ExitCode.WELL


def record(names: list[str], opts: argparse.Namespace) -> int:
    """Crawl one board through the archive and write `recorded.warc` and `board.json` into its folder."""
    if len(names) != 1:
        raise ConfigurationError("scrapy record takes one board, such as: scrapy record arbeitnow --pages 3")
    search = load_search(opts.search)
    ours = get_project_settings()
    boards, off = choose_boards(names, search, SpiderLoader.from_settings(ours), replay=False)
    for name, reason in off.items():
        raise ConfigurationError(f"{name}: {reason}")
    board, folder = boards[0], Path(opts.folder) / boards[0]
    with tempfile.TemporaryDirectory() as place:
        archive = Path(place) / f"{board}.warc.gz"
        settings: dict[str, Any] = {
            "ARCHIVE_FILE": archive,
            "CLOSESPIDER_PAGECOUNT": opts.pages,
            # Only what can be undone when the recording is made readable.
            "DEFAULT_REQUEST_HEADERS": json.dumps(
                {**ours.getdict("DEFAULT_REQUEST_HEADERS"), "Accept-Encoding": "gzip, deflate"}
            ),
            "OUTPUT": place,
            "RUN": run_id(datetime.now(UTC)),
            "SEARCH_FILE": search.path,
            "USER_AGENT": user_agent(search),
        }
        options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        code = subprocess.run([sys.executable, "-m", "scrapy", "crawl", board, *options], check=False).returncode
        if code:
            raise ConfigurationError(f"{board}: the crawl ended with exit code {code}; what it says stands above")
        answers = [tidy_answer(answer) for answer in Recording([archive])]
    if not answers:
        raise ConfigurationError(f"{board}: no answer came, nothing was recorded")
    folder.mkdir(parents=True, exist_ok=True)
    write_warc(folder / "recorded.warc", answers, note=f"{board}, contact data masked")
    facts = {
        "address": next((answer.url for answer in answers if not answer.url.endswith("/robots.txt")), answers[0].url),
        "fetched_at": answers[0].answered_at.isoformat(),
        "provenance": "recorded",
        "note": f"scrapy record, {len(answers)} answers; contact data masked, compression undone, headers thinned",
    }
    (folder / "board.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    print(f"{folder / 'recorded.warc'}: {len(answers)} answers. Read it before you commit it: masking is by rule.")
    return ExitCode.WELL


def tidy_answer(answer: Answer) -> Answer:
    """The answer as text for a diff: uncompressed, few headers, no contact data. Raises BrokenRecording."""
    headers = {name.lower(): value for name, value in answer.headers}
    body, coding = answer.body, headers.get("content-encoding", "identity").lower()
    if coding != "identity" and body:
        if coding not in BufferedReader.get_supported_decompressors():
            raise BrokenRecording(f"{answer.url}: the board compresses with {coding}, which cannot be undone here")
        body = BufferedReader(BytesIO(body), decomp_type=coding).read()
    kind = headers.get("content-type", "")
    charset = re.search(r"charset=[\"']?([\w-]+)", kind)
    try:
        text = body.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):  # kept as it came: a charset that lies is something to test with
        masked = body
    else:
        masked = mask_body(text, kind).encode(charset[1] if charset else "utf-8", "replace")
    return Answer(
        url=answer.url,
        answered_at=answer.answered_at,
        status=answer.status,
        headers=tuple(pair for pair in answer.headers if pair[0].lower() in KEPT),
        body=masked,
        method=answer.method,
        request_body=answer.request_body,
    )


def mask_body(text: str, kind: str) -> str:
    """Contact data masked where people write: in the strings of JSON, between the tags of a page, in plain text.

    >>> mask_body('{"id": "0202 5631234", "n": 2025631234}', "application/json")
    '{\\n "id": "[Telefon]",\\n "n": 2025631234\\n}'
    >>> mask_body('<p id="0202 / 5631234">Tel. 0202 / 5631234</p>', "text/html")
    '<p id="0202 / 5631234">Tel. [Telefon]</p>'
    """
    if "json" in kind:
        try:
            return json.dumps(_mask_strings(json.loads(text)), ensure_ascii=False, indent=1)
        except ValueError:  # broken JSON is kept broken
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

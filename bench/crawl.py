"""What our crawl costs beside others on the same pages over loopback: CPU seconds and peak memory."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from bench.figures import Figure, tell
from crawls.handed_over import crawl_command, hand_over

ROOT = Path(__file__).resolve().parents[1]
PAGES = 500
PAGE_BYTES = 43_000  # the median posting page of the boards recorded
TIMES = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one crawl: CPU seconds, peak resident memory in MB."""

    cpu: float
    peak: float


def posting_page(number: int) -> bytes:
    """A page such as job boards serve: markup around an ad of 3 kB, the ad again as JSON-LD."""
    text = "".join(
        f"<p>Als IT-Leiter (m/w/d) verantworten Sie Abschnitt {part} unserer Systemlandschaft mit SAP, Azure und ITIL. "
        f"Sie führen ein Team von {part + 3} Personen am Standort Wuppertal und berichten an die Geschäftsführung.</p>"
        for part in range(14)
    )
    text += "<p>Wir zahlen 72.000 bis 85.000 € im Jahr. Bewerben Sie sich bis zum 15.12.2026.</p>"
    job = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"IT-Leiter (m/w/d) {number}",
        "description": text,
        "datePosted": "2026-11-20",
        "hiringOrganization": {"@type": "Organization", "name": f"Beispielwerk {number} GmbH"},
        "jobLocation": {"@type": "Place", "address": {"postalCode": "42103", "addressLocality": "Wuppertal"}},
    }
    head = f"<html><head><title>{job['title']}</title>"
    data = f'<script type="application/ld+json">{json.dumps(job)}</script></head><body>'
    body = f"<main>{text}</main>"
    row = '<li class="nav-item"><a href="/hilfe/seite">Ein Eintrag der Seitenleiste</a></li>'
    filling = row * ((PAGE_BYTES - len(data) - len(body)) // len(row))
    return f"{head}{data}{body}<ul>{filling}</ul></body></html>".encode()


class _Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages: dict[str, bytes] = {}

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *words: object) -> None:
        """Silence."""


def measure(words: Sequence[object], folder: str | Path, **settings: str) -> Cost:
    """Run Python with these words in a process of its own, in `folder`; with settings, as `collect` starts a crawl."""
    command = [sys.executable, *map(str, words)]
    environment = hand_over(settings) if settings else None
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or b"Error" in errors:
        raise RuntimeError(errors.decode()[-2000:])
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def compare() -> Iterator[Figure]:
    """Both costs, the median of pairs taken by turns, beside requests with BeautifulSoup, one page after the other."""
    _Site.pages = {f"/stelle/{number}": posting_page(number) for number in range(PAGES)}
    links = "".join(f'<a href="{path}">Stelle</a>' for path in _Site.pages)
    _Site.pages["/stellen"] = f"<html><body>{links}</body></html>".encode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        port, here = server.server_address[1], ROOT / "bench"
        output = {"OUTPUT": folder, "ARCHIVE_FILE": f"{folder}/archive.warc.gz", "ALLOW_LOOPBACK": "1"}
        output |= {"SPIDER_MODULES": "spiders,bench.crawl_board", "PORT": f"{port}"}
        turns = [
            (
                measure(["-m", "scrapy", "runspider", here / "crawl_bare.py", "-a", f"port={port}"], folder),
                measure(crawl_command("ours")[1:], ROOT, **output),
                measure([here / "crawl_soup.py", port], folder),
            )
            for _ in range(TIMES)
        ]
        (part,) = Path(folder).glob("postings/*/ours.parquet")
        if (read := pq.read_metadata(part).num_rows) != PAGES:
            raise RuntimeError(
                f"the crawl read {read} of {PAGES} pages: {pq.read_schema(part).metadata[b'board_run']!r}"
            )
    server.shutdown()
    group = f"Crawl of {PAGES} pages of {PAGE_BYTES // 1000} kB: archive, ledger, reading and part included"
    bare, ours, soup = (
        Cost(median(one.cpu for one in costs), median(one.peak for one in costs)) for costs in zip(*turns, strict=True)
    )
    yield Figure(group, "CPU time", ours.cpu, "s", "bare Scrapy", bare.cpu, "1.45")
    yield Figure(group, "peak memory", ours.peak, "MB", "bare Scrapy", bare.peak, "1.45")
    yield Figure(group, "CPU time, too", ours.cpu, "s", "requests, BeautifulSoup", soup.cpu)


if __name__ == "__main__":
    tell(compare())

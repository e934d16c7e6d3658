"""What our crawl costs beside a bare Scrapy spider on the same pages over loopback: CPU seconds and peak memory."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from crawls.handed_over import hand_over

ROOT = Path(__file__).resolve().parents[1]
PAGES = 500
PAGE_BYTES = 43_000  # the median posting page of the boards recorded
TARGET_RATIO, TARGET_MB = 1.6, 150


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


def measure(spider: Path, folder: str, port: int, **settings: str) -> Cost:
    """Run a spider's file in a process of its own, from `folder`, whose scrapy.cfg counts, as `collect` starts one."""
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-a", f"port={port}"]
    environment = hand_over(settings) if settings else None
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or b"Error" in errors:
        raise RuntimeError(errors.decode()[-2000:])
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def compare() -> None:
    """Print both costs and their ratio."""
    _Site.pages = {f"/stelle/{number}": posting_page(number) for number in range(PAGES)}
    links = "".join(f'<a href="{path}">Stelle</a>' for path in _Site.pages)
    _Site.pages["/stellen"] = f"<html><body>{links}</body></html>".encode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        port, here = server.server_address[1], ROOT / "bench"
        output = {"OUTPUT": folder, "ARCHIVE_FILE": f"{folder}/archive.warc.gz", "ALLOW_LOOPBACK": "1"}
        bares = [measure(here / "crawl_bare.py", folder, port) for _ in range(3)]
        ourses = [measure(here / "crawl_board.py", str(ROOT), port, **output) for _ in range(3)]
        (part,) = Path(folder).glob("postings/*/ours.parquet")
        if (read := pq.read_metadata(part).num_rows) != PAGES:
            raise RuntimeError(
                f"the crawl read {read} of {PAGES} pages: {pq.read_schema(part).metadata[b'board_run']!r}"
            )
    bare, ours = (min(runs, key=lambda cost: cost.cpu) for runs in (bares, ourses))
    server.shutdown()
    print(f"crawl of {PAGES} pages of {PAGE_BYTES // 1000} kB, CPU seconds and peak memory (best of 3)")
    print(f"  bare Scrapy  {bare.cpu:6.2f} s  {bare.peak:5.0f} MB")
    print(f"  wupperjobs   {ours.cpu:6.2f} s  {ours.peak:5.0f} MB  archive, ledger, reading and part included")
    print(f"  ratio        {ours.cpu / bare.cpu:6.2f}  (target {TARGET_RATIO}, {TARGET_MB} MB)")


if __name__ == "__main__":
    compare()

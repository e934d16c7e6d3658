"""metrics.prom: how things stand after a run, in the text format of Prometheus (node exporter reads such files)."""

from collections.abc import Iterable

from schemas.monitors import Monitor
from schemas.results import Status
from storage.layout import started_at

Samples = Iterable[tuple[dict[str, str], float]]


def make_metrics(status: Status) -> bytes:
    """The last snapshot and its boards as gauges. Source: prometheus.io, exposition format 0.0.4."""
    boards = [({"board": row.board}, row) for row in status.boards]
    gauges: list[tuple[str, str, Samples]] = [
        ("open_jobs", "Open jobs of the last snapshot.", [({}, status.open_jobs)]),
        ("doubted_feeds", "Feeds that are held, unread or not asked.", [({}, len(status.doubts))]),
        (
            "board_well",
            "1 if nobody has to look at the board.",
            [(of, float(row.is_well)) for of, row in boards],
        ),
        (
            "board_monitor_passed",
            "1 if the board's run passed the monitor.",
            [(of | {"monitor": name}, float(name not in row.monitors)) for of, row in boards for name in Monitor],
        ),
        ("board_postings", "Postings read in the last run.", [(of, row.postings) for of, row in boards]),
        ("board_kept", "Of them in the area and of a wanted role.", [(of, row.kept) for of, row in boards]),
        ("board_rejected", "Ads that could not become a posting.", [(of, row.rejected) for of, row in boards]),
        ("board_failed_requests", "Requests that failed.", [(of, row.failed) for of, row in boards]),
        ("board_seconds", "Duration of its crawl.", [(of, row.seconds) for of, row in boards]),
    ]
    if status.snapshot:
        at = started_at(status.snapshot).timestamp()
        gauges.insert(0, ("snapshot_timestamp_seconds", "When the run of the last snapshot began.", [({}, at)]))
    lines = [line for name, meaning, samples in gauges for line in _write(f"wupperjobs_{name}", meaning, samples)]
    return ("\n".join(lines) + "\n").encode()


def _write(name: str, meaning: str, samples: Samples) -> Iterable[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        words = ",".join(f'{label}="{_escape(word)}"' for label, word in labels.items())
        yield f"{name}{{{words}}} {value:.15g}" if words else f"{name} {value:.15g}"


def _escape(word: str) -> str:
    r"""A label's value between its quotes.

    >>> _escape('a"b')
    'a\\"b'
    """
    return word.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")

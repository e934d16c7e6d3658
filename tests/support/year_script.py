"""`make year`: the script of a year's mishaps, lived through and written down in docs/year.md with its plot."""

import sys
import time
from tempfile import TemporaryDirectory

from german.places.search import load_search
from report.pages import Pages
from storage.files import write_file
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.replay import BOARDS, ROOT
from tests.support.year import WATCHDOG, Mishap, Year, date_of, growth, live

NIGHTS, MINUTES = 365, 15
WATCHED = (WATCHDOG,)
MISHAPS = (
    Mishap("no answer", "no answer", "alpha", 20, 1, ("alpha",)),
    Mishap("no answer for 25 nights", "no answer", "beta", 30, 25, ("beta",)),
    Mishap("its layout hides pay", "pay", "gamma", 62, 4, ("gamma",)),
    Mishap("its layout hides the place", "place", "alpha", 72, 5, ("alpha", "alpha rejected")),
    Mishap("one employer's feed is down", "feed", "delta", 82, 6, ("delta/tenant1",)),
    Mishap("a sixth of its list", "few", "alpha", 92, 2, ("alpha",)),
    Mishap("an empty list", "empty", "beta", 100, 1, ("beta",)),
    Mishap("its crawl takes too long and is ended", "broken off", "gamma", 106, 1, ("gamma",)),
    Mishap("its part is torn", "torn", "alpha", 112, 1, ("alpha",)),
    Mishap("half of its pages answer 404", "dead pages", "gamma", 118, 1, ("gamma",), after=2),
    Mishap("half of its rows cannot be read", "rejected", "beta", 126, 3, ("beta rejected",)),
    Mishap("six times as slow", "slow", "alpha", 134, 2, ("alpha duration",)),
    Mishap("every other answer is a 503", "unwanted", "delta", 140, 1, ("delta unwanted_codes",)),
    Mishap("its list stands still", "frozen", "alpha", 146, 35, ("alpha freshness", "alpha"), after=8),
    Mishap("killed while it crawls", "killed while crawling", None, 192, 1, WATCHED),
    Mishap("killed while it publishes", "killed while publishing", None, 198, 1, WATCHED),
    Mishap("the machine is off", "machine off", None, 204, 3, WATCHED),
    Mishap("a bit of jobs.parquet flips", "bit flipped", None, 212, 1, WATCHED),
    Mishap("a run is dated 2099", "wrong clock", None, 218, 1, ("dates",)),
    Mishap("the disk is full", "disk full", None, 224, 2, ("run", WATCHDOG)),
    Mishap("another version reads pay otherwise", "readers", None, 232, 1, ()),
    Mishap("no answer", "no answer", "epsilon", 240, 1, ("epsilon",)),
    Mishap("its layout hides the text", "text", "delta", 246, 3, ("delta", "delta/*")),
    Mishap("its layout hides pay", "pay", "alpha", 256, 3, ("alpha",)),
    Mishap("no answer in the same nights", "no answer", "beta", 256, 3, ("beta",)),
    Mishap("no answer", "no answer", "zeta", 266, 2, ("zeta",)),
    Mishap("switched off, and on again", "switched off", "beta", 275, 5, ()),
    Mishap("its layout hides the employer", "employer", "alpha", 290, 1, ("alpha",)),
    Mishap("its layout hides the date", "date", "gamma", 300, 2, ("gamma",)),
    Mishap("a list below its floor", "few", "epsilon", 310, 3, ("epsilon",)),
    Mishap("no answer for eight nights", "no answer", "alpha", 320, 8, ("alpha",)),
    Mishap("its crawl takes too long and is ended", "broken off", "delta", 335, 2, ("delta", "delta/*")),
    Mishap("every other answer is a 503", "unwanted", "gamma", 345, 2, ("gamma unwanted_codes",)),
)
DOCUMENT = """# A year of nights

Written by `make year`: {nights} nights on a fast clock, six boards that live like real ones
(`tests/support/quiet_boards.py`; the sixth relists the ads of the first, a night later), and a script of {mishaps}
mishaps (`tests/support/year_script.py`). Each night leaves its parts, publishes them with page and feeds, thins out old
snapshots and tells what is wrong, as `scrapy run` does; at noon a watchdog asks `scrapy status --check`. Crawls are not
run: their answers are made up.
The command fails if one of the figures is not as it should be.

| what | found | may be |
|---|---|---|
| postings closed that are up, as `missing`, `gone` or by their deadline | {closed} | 0 |
| postings that are up and carried by a sound answer, and are not open | {lost} | 0 |
| postings that got another `job_id` | {ids} | 0 |
| alarms without a mishap | {false} | 0 |
| mishaps without their alarm | {unheard} | 0 |
| up, but closed as `unreachable` or `not_watched` after 21 days | {unknown} | told as unknown |
| minutes of one core; by the clock, beside what else the machine did | {busy}; {minutes} | {most} |

{alarms} alarms came of {told} mishaps that are to be told; {silent} are nobody's business.

![Open postings by what was published and in truth, and the mishaps](pictures/year.svg)

Grey: what is truly up. Blue: what the snapshot of the night has open; a gap: none was published. Red: the mishaps.

## The mishaps and their alarms

| nights | where | what goes wrong | told as | from | over |
|---|---|---|---|---|---|
{rows}

`{watchdog}` is `scrapy status --check`: a process that is killed tells nothing itself.

## The disk

{snapshots} snapshots are left after the year; {parts} parts with {postings} postings lie in `postings/`.

| folder | takes | by [operating.md](operating.md#what-it-takes-on-the-disk) at most |
|---|---|---|
{disk}
"""
WIDE, HIGH, LEFT, TOP = 1000, 260, 46, 16
COLOURS = {"true": "#8a8f98", "believed": "#1f6feb", "mishap": "#d1242f"}


def tell(year: Year, minutes: float, busy: float, snapshots: int, jobs: int) -> str:
    """The document. `busy`: minutes of one core, of the `minutes` that it took."""
    weighed, allowed = year.disk[max(year.disk)], growth(year, snapshots, jobs)
    disk = [f"| `{name}/` | {weighed[name] / 1e6:.0f} MB | {limit / 1e6:.0f} MB |" for name, limit in allowed.items()]
    unknown = "; ".join(f"{count} ({what})" for what, count in year.unknown.items()) or "none"
    ids = sum("another id" in one for one in year.wrong)
    closed = sum("and closed" in one for one in year.wrong)
    silent = sum(not one.told for one in year.mishaps)
    return DOCUMENT.format(
        nights=year.nights,
        mishaps=len(year.mishaps),
        closed=closed,
        lost=len(year.wrong) - ids - closed,
        ids=ids,
        false=len(year.unexplained()),
        unheard=len(year.unheard()),
        unknown=unknown,
        minutes=f"{minutes:.0f}",
        busy=f"{busy:.0f}",
        most=MINUTES,
        alarms=len(year.alarms),
        told=len(year.mishaps) - silent,
        silent=silent,
        rows="\n".join(_row(year, mishap) for mishap in year.mishaps),
        watchdog=WATCHDOG,
        snapshots=snapshots,
        parts=year.parts,
        postings=year.rows,
        disk="\n".join(disk),
    )


def _row(year: Year, mishap: Mishap) -> str:
    last = mishap.first + mishap.nights - 1
    nights = date_of(mishap.first) + (f" to {date_of(last)[5:]}" if mishap.nights > 1 else "")
    heard = [alarm for alarm in year.alarms if year.explains(mishap, alarm)]
    names = ", ".join(sorted({f"`{alarm.name}`" for alarm in heard})) or "nothing, as it should be"
    begun = date_of(min(alarm.begun for alarm in heard))[5:] if heard else ""
    ends = [alarm.ended for alarm in heard]
    over = "" if not heard else "goes on" if None in ends else date_of(max(end for end in ends if end is not None))[5:]
    return f"| {nights} | {mishap.board or 'the machine'} | {mishap.what} | {names} | {begun} | {over} |"


def draw(year: Year) -> str:
    """The plot, as SVG."""
    top = max(*year.true, *(count or 0 for count in year.believed)) * 1.08
    step = (WIDE - LEFT - 10) / (year.nights - 1)

    def at(night: float, count: float) -> str:
        return f"{LEFT + night * step:.1f},{TOP + (HIGH - TOP - 40) * (1 - count / top):.1f}"

    def line(counts: list[int | None], colour: str, width: float) -> str:
        paths, is_open = [], False
        for night, count in enumerate(counts):
            if count is not None:
                paths.append(f"{'L' if is_open else 'M'}{at(night, count)}")
            is_open = count is not None
        return f'<path d="{" ".join(paths)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'

    bars = [
        f'<rect x="{LEFT + one.first * step:.1f}" y="{HIGH - 36}" width="{max(2, one.nights * step):.1f}" height="10" '
        f'fill="{COLOURS["mishap"]}"><title>{date_of(one.first)}: {one.board or "machine"}: {one.what}</title></rect>'
        for one in year.mishaps
    ]
    labels = [
        f'<text x="{LEFT + night * step:.1f}" y="{HIGH - 8}">{date_of(night)[:7]}</text>'
        for night in range(0, year.nights, 61)
    ]
    marks = [
        f'<text x="4" y="{float(at(0, count).split(",")[1]) + 4:.1f}">{count}</text>' for count in (0, 100, 200, 300)
        if count <= top
    ]  # fmt: skip
    style = "text{font:12px sans-serif;fill:#6e7781}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img">',
            "<title>Open postings a night, believed and true, and the mishaps</title>",
            f"<style>{style}</style>",
            line(list(year.true), COLOURS["true"], 3),
            line(year.believed, COLOURS["believed"], 1.4),
            *bars,
            *labels,
            *marks,
            "</svg>\n",
        ]
    )


def main() -> int:
    """Live through the year and write the document; 1 if something is not as it should be."""
    began, worked = time.monotonic(), time.process_time()
    with TemporaryDirectory() as folder:
        output = Output.at(folder)
        year = live(output, MISHAPS, NIGHTS, Pages(load_search(BOARDS / "search.toml"), {}))
        snapshots, last = len(output.folders("snapshots")), read_snapshot(output)
        jobs = last.table("jobs", ["job_id"]).num_rows if last else 0
    minutes, busy = (time.monotonic() - began) / 60, (time.process_time() - worked) / 60
    write_file(ROOT / "docs" / "year.md", tell(year, minutes, busy, snapshots, jobs))
    write_file(ROOT / "docs" / "pictures" / "year.svg", draw(year))
    allowed, weighed = growth(year, snapshots, jobs), year.disk[max(year.disk)]
    wrong = [*year.wrong, *(f"false alarm: {one}" for one in year.unexplained())]
    wrong += [f"not told: {one}" for one in year.unheard()]
    wrong += [f"goes on: {one}" for one in year.alarms if one.ended is None]
    wrong += [f"{name}/ takes {weighed[name]} bytes, more than {allowed[name]}" for name in allowed
              if weighed[name] > allowed[name]]  # fmt: skip
    wrong += [f"it took {busy:.1f} minutes of one core"] if busy > MINUTES else []
    print("\n".join([*wrong[:40], f"{len(wrong)} wrong, {minutes:.1f} minutes; docs/year.md is written"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

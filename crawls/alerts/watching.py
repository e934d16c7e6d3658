"""`scrapy watch`: the watches of a search, and what one of them would tell now; nothing is sent or noted."""

from crawls.alerts.channels import channels_of
from crawls.alerts.outbox import Outbox
from crawls.alerts.watches import TABLES, find_merged, find_news, follow, write_message
from german.places.search import load_search
from report.figures.days import berlin_day
from report.watching import filters_of, find_matches, list_open
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError, NothingPublished, nearest
from storage.layout import Output, started_at
from storage.snapshots import Snapshot, read_snapshot


def show_watches(search_file: str, where: str) -> int:
    """List the watches with their jobs; the exit code."""
    search, output = load_search(search_file), Output.of_command(where)
    if not search.watch:
        raise ConfigurationError(f"{search.path.name} has no watch: begin one with [[watch]] (docs/watches.md)")
    snapshot, outbox = _read(output), Outbox.read(output)
    tables = {name: snapshot.table(name) for name in TABLES}
    jobs, merged = list_open(tables), find_merged(tables)
    for watch in search.watch:
        rows = find_matches(jobs, watch, snapshot.run)
        news = find_news(rows, follow(outbox.watched.get(watch.name, ()), merged))
        told = f"{len(news)} to tell" if watch.tell else "only feed and calendar"
        print(f"{watch.name}: {len(rows)} of {len(jobs)} open jobs, {told}: {watch.said}")
    if any(watch.tell for watch in search.watch) and not channels_of(search.alert):
        print(f"[alert] of {search.path.name} names nobody, so that nothing is told (docs/watches.md)")
    return ExitCode.WELL


def show_watch(name: str, search_file: str, where: str, *, all_jobs: bool = False, as_html: bool = False) -> int:
    """Print what a watch would tell, and how many open jobs pass each of its filters; the exit code."""
    search, output = load_search(search_file), Output.of_command(where)
    watch = next((one for one in search.watch if one.name == name), None)
    if watch is None:
        raise ConfigurationError(f"no watch {name!r}; {nearest(name, [one.name for one in search.watch])}")
    snapshot = _read(output)
    tables = {table: snapshot.table(table) for table in TABLES}
    jobs = list_open(tables)
    rows = find_matches(jobs, watch, snapshot.run)
    told = follow(Outbox.read(output).watched.get(name, ()), find_merged(tables))
    news = rows if all_jobs else find_news(rows, told)
    if as_html:
        print(write_message(news, tables, snapshot.run, search, watch).html)
        return ExitCode.WELL
    for key, test in filters_of(watch, berlin_day(started_at(snapshot.run))).items():
        print(f"{key}: {sum(map(test, jobs))} of {len(jobs)} open jobs")
    print(f"together: {len(rows)}, of which {len(news)} {'are shown' if all_jobs else 'were not told yet'}\n")
    if news:
        message = write_message(news, tables, snapshot.run, search, watch)
        print(f"{message.subject}\n\n{message.text}")
    return ExitCode.WELL


def _read(output: Output) -> Snapshot:
    snapshot = read_snapshot(output)
    if snapshot is None:
        raise NothingPublished(f"no snapshot in {output.root} yet")
    return snapshot

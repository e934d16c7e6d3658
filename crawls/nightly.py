"""`scrapy run`: collect, publish, thin out and tell, under one lock; what a killed run had begun is finished first."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from pyarrow import fs

from crawls.alerts.channels import ping
from crawls.alerts.outbox import Outbox
from crawls.alerts.troubles import as_paragraph, as_sentence, find_troubles
from crawls.alerts.watches import note_watches
from crawls.collecting import crawl_boards
from crawls.plan import plan_run
from crawls.publishing import publish_waiting
from german.places.search import load_search
from report.console import list_changes, name_options, print_collected, print_published
from report.metrics import make_metrics
from schemas.configuration import Search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from schemas.results import Collected, Published
from schemas.verdicts import Trouble
from snapshots.status import read_status
from storage.files import free_mb, remove_file, to_json, write_whole
from storage.layout import Output, started_at
from storage.lock import Locked, locked
from storage.snapshots import BrokenSnapshot, read_snapshot

METRICS = "metrics.prom"  # in the output folder, after each run
BEGUN = "begun.json"  # in the output folder while a run goes on
RESUMED_HOURS = 12  # a run that was killed longer ago is not gone on with


def run_once(
    search_file: str,
    where: str,
    *,
    replay: Sequence[str] = (),
    at_once: int | None = None,
    quiet: bool = False,
    verbose: bool = False,
) -> int:
    """A whole run, and its exit code: the graver one of collecting and publishing.

    Well: one line is printed (`quiet`: none). Not well: one paragraph on standard error, that says what to do.
    Whoever `[alert]` names is told of what begins and ends; a run that cannot even begin is told, too.
    An alert that could not be sent is not well either. Raises Locked, ConfigurationError, OSError.
    """
    search, output = load_search(search_file), Output.of_command(where)
    cure = f"scrapy status{name_options(search_file, where)}"
    try:
        output.check_place()
        with locked(output, "run"):
            complaints = [ping(search.alert, "/start") or ""]
            check_room(output, search)
            collected, published = _crawl_and_publish(search, output, where, replay, at_once)
            status = read_status(output)
            with write_whole(output, output.path(METRICS)) as stream:
                stream.write(make_metrics(status))
            troubles = find_troubles(status, published)
            complaints += _tell(output, search, troubles, cure, news=True)
    except Locked:
        raise  # another run is at work, and tells what comes of it
    except Exception as error:
        for complaint in _tell(output, search, {Trouble.RUN: f"the run broke off: {error}"}, cure, keep=True):
            print(f"wupperjobs: {complaint}", file=sys.stderr)
        raise
    if verbose:
        print_collected(collected, output, replayed=bool(replay))
        print_published(published, output)
    if collected.is_silent:
        cure = f"scrapy doctor{name_options(search_file, where)} (no board answered: is there a network?)"
    complaints = [*filter(None, dict.fromkeys(complaints))]  # of a server that is down it is said once
    code = max(collected.exit_code, published.exit_code, ExitCode.GATED if troubles or complaints else ExitCode.WELL)
    if code:
        told = (sum_up(collected, published), as_paragraph(troubles), *map(as_sentence, complaints))
        print(f"wupperjobs: {' '.join(filter(None, told))} What to do: {cure}", file=sys.stderr)
    elif not quiet and not verbose:
        print(sum_up(collected, published))
    return code


def check_room(output: Output, search: Search) -> None:
    """Raises ConfigurationError if less is free where the output lies than `[limits]` asks for."""
    free = free_mb(output)
    if free is not None and free < search.limits.free_mb:
        raise ConfigurationError(
            f"{free} MB are free at {output.root}, and a run needs {search.limits.free_mb} (free_mb in [limits] of "
            f"{search.path.name}): make room; archive/ and logs/ of old runs may go"
        )


def _crawl_and_publish(
    search: Search, output: Output, where: str, replay: Sequence[str], at_once: int | None
) -> tuple[Collected, Published]:
    """Crawl the boards, those of a killed run's that were not through, and publish all that waits."""
    begun = None if replay else read_begun(output)
    plan = plan_run([], search, output, where, replay, archive=bool(replay), begun=begun)
    with write_whole(output, output.path(BEGUN)) as stream:
        stream.write(to_json({"run": plan.run}))
    collected = crawl_boards(plan, search, output, where, replay, at_once)
    published = publish_waiting(output, search, is_locked=True)
    remove_file(output, output.path(BEGUN))
    return collected, published


def read_begun(output: Output) -> str | None:
    """The run that was killed before it was published, if that was a short time ago."""
    path = output.path(BEGUN)
    if output.filesystem.get_file_info(path).type != fs.FileType.File:
        return None
    try:
        with output.filesystem.open_input_stream(path) as stream:
            run: str = json.loads(stream.read())["run"]
        age = datetime.now(UTC) - started_at(run)
    except (ValueError, KeyError, TypeError):
        return None
    last = None
    with suppress(BrokenSnapshot):  # which the publish passes over
        last = read_snapshot(output)
    return run if timedelta(0) <= age < timedelta(hours=RESUMED_HOURS) and (last is None or last.run < run) else None


def _tell(
    output: Output, search: Search, troubles: dict[str, str], cure: str, *, keep: bool = False, news: bool = False
) -> list[str]:
    """Note and send what began and ended; what could not be sent, in words.

    `cure`: the command that says what to do. `keep`: troubles told before go on. `news`: what the watches have to tell.
    """
    outbox = Outbox.read(output)
    if news and search.watch and (snapshot := read_snapshot(output)):
        note_watches(outbox, snapshot, search)
    if keep:
        troubles = {name: one.words for name, one in outbox.known.items()} | troubles
    outbox.note(f"{search.path.stem} ({search.where.town})", troubles, search.alert, datetime.now(UTC), cure)
    complaints = outbox.send(search.alert)
    if failed := ping(search.alert, "/fail" if troubles else "", as_paragraph(troubles)):
        complaints.append(failed)
    return complaints


def sum_up(collected: Collected, published: Published) -> str:
    """The run in one line."""
    well = sum(row.is_well for row in collected.boards)
    words = f"Run {collected.run}: {well} of {len(collected.boards)} boards are well."
    if published.run is None or published.stopped:
        return words
    news = list_changes(published.changes)
    jobs = f"{published.open_jobs} open job{'' if published.open_jobs == 1 else 's'}"
    ours = "; ".join(map(str, published.ours))
    return f"{words} Snapshot {published.run} has {jobs}: {news}{f' (and by our own doing: {ours})' if ours else ''}."

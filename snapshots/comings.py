"""Whose doing it is that postings come and go in a run: their board's, or ours."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from german.places.gazetteer import distance_km
from german.titles.wanted import names_one_of
from schemas.boards import BoardRun
from schemas.feeds import WHOLE
from schemas.postings import Posting
from schemas.vocabulary import Cause, LeftOut
from snapshots.feeds import asked_of
from snapshots.gates import Judgement
from snapshots.keys import find_rows, join_key, keys_of
from snapshots.life import closed_by, day_of
from snapshots.same_words import LOOKED_AT, ReadAgain, Row, find_search_cause
from storage.layout import Output, run_of
from storage.parts import read_board_run
from storage.tables import UNREADABLE, conform, open_table, read_bytes

LOOKED_BACK = 10  # earlier parts of a board that are looked through for a posting: some hold the newest alone
COLUMNS = list(
    dict.fromkeys(("board", "board_ref", "run", "url", "fetched_at", "posted_on", "left_out", *LOOKED_AT))
)  # of a part


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier parts of a board say of one posting of this run.

    `row`: as the last of them that carries it has it. Else `asked`: what its feed was asked for in the last run that
    read it whole; None: its feed has never been asked. `was_looked_at`: the feed has been read whole, and the run
    before this one asked it. `wanted`: what the last of them was searched for (BoardRun.wanted).
    """

    row: Row | None
    asked: Collection[str] | None
    was_looked_at: bool
    wanted: str | None = None


@dataclass
class Past:
    """The parts of earlier runs, as far as they are looked at."""

    output: Output
    without: Collection[str]  # runs that were not taken in, for their date
    _runs: list[str] = field(default_factory=list)

    def find(self, run: str, board: str) -> list[str]:
        """The paths of a board's parts of earlier runs, the newest first."""
        self._runs = self._runs or self.output.folders("postings")
        paths = [self.output.part(one, board) for one in self._runs if one < run and one not in self.without]
        found = self.output.filesystem.get_file_info(paths[::-1])
        return [info.path for info in found if info.type == fs.FileType.File]

    def look_for(self, refs: Collection[str], run: str, last: str, board: str) -> dict[str, Earlier]:
        """What earlier parts say of some postings of a board; `last`: the run before `run`."""
        found: dict[str, Earlier] = {}
        wanted: str | None = None
        asked: dict[str, Collection[str]] = {}  # for what its feed was asked last, however it was read
        in_turn: set[str] = set()  # those whose feed the last run asked
        for path in self.find(run, board)[:LOOKED_BACK]:
            try:
                one, rows = _read_rows(self.output, path, refs)
            except (*UNREADABLE, KeyError, TypeError):
                in_turn |= set(refs) if run_of(path) == last else set()
                continue
            wanted = wanted or one.wanted
            for ref in refs:
                if ref in found or (feed := feed_of(ref, one.feeds)) is None:
                    continue
                in_turn |= {ref} if run_of(path) == last else set()
                asked.setdefault(ref, asked_of(one.asked, feed))
                if ref in rows:
                    found[ref] = Earlier(rows[ref], None, ref in in_turn, wanted)
                elif one.verdict.absence_counts and not ref.startswith(one.unread):
                    found[ref] = Earlier(None, asked_of(one.asked, feed), ref in in_turn, wanted)
            if len(found) == len(refs):
                break
        return {ref: found.get(ref, Earlier(None, asked.get(ref), False, wanted)) for ref in refs}


def _read_rows(output: Output, path: str, refs: Collection[str]) -> tuple[BoardRun, dict[str, Row]]:
    """A part's verdict, and its rows of some board_refs. Raises UNREADABLE."""
    file = open_table(read_bytes(output, path))
    verdict, _ = read_board_run(file.metadata.metadata or {})
    wanted = pa.array(sorted(refs), pa.string())
    if not pc.any(pc.is_in(file.read(["board_ref"])["board_ref"], wanted)).as_py():
        return verdict, {}
    there = [name for name in COLUMNS if name in file.schema_arrow.names]
    rows = conform(file.read(there), Posting, COLUMNS)
    rows = rows.filter(pc.is_in(rows["board_ref"], wanted))
    return verdict, {row["board_ref"]: row for row in rows.to_pylist()}


def feed_of(ref: str, feeds: Iterable[str]) -> str | None:
    """The feed of a posting among those that a run asked; None: it was not asked. WHOLE: the board is one list."""
    names = tuple(feeds)
    return next((name for name in names if ref.startswith(name)), None) if names else WHOLE


def find_comings(
    judged: Mapping[str, Judgement], stock: pa.Table, past: Past, run: str, last: str | None, read_again: ReadAgain
) -> dict[str, Cause]:
    """By key the postings that this run carries and that are not open: those that came, or came back, by our doing."""
    if last is None:
        return {}  # the first run of all: there is nothing that another search or other readers could have changed
    closed = stock.filter(pc.equal(stock["status"], "closed")).select(
        ["left_by", "closed_reason", "board", "board_ref"]
    )
    reasons = zip(closed["left_by"].to_pylist(), closed["closed_reason"].to_pylist(), strict=True)
    left_by = dict(zip(keys_of(closed).to_pylist(), (by or closed_by(why) for by, why in reasons), strict=True))
    is_up = stock.select(["board", "board_ref"]).filter(pc.equal(stock["status"], "open"))
    causes: dict[str, Cause] = {}
    for board, one in judged.items():
        refs = is_up["board_ref"].filter(pc.equal(is_up["board"], board))
        is_open = pc.is_in(one.rows["board_ref"], refs.combine_chunks())
        fresh = one.rows.select(COLUMNS).filter(pc.and_not(pc.is_null(one.rows["left_out"]), is_open))
        if not fresh.num_rows:
            continue
        found = past.look_for(fresh["board_ref"].to_pylist(), run, last, board)
        for row in fresh.to_pylist():
            key, earlier = join_key(board, row["board_ref"]), found[row["board_ref"]]
            cause = _cause_of_coming(row, earlier, one.row, last, left_by.get(key), read_again)
            if cause is not Cause.BOARD:
                causes[key] = cause
    return causes


def _cause_of_coming(
    row: Row, earlier: Earlier, now: BoardRun, last: str, left_by: str | None, read_again: ReadAgain
) -> Cause:
    if earlier.row and earlier.row["left_out"]:
        return find_search_cause(earlier.row, row, read_again)
    if left_by in (Cause.SEARCH, Cause.READER):
        return Cause(left_by)
    if earlier.row or left_by:
        return Cause.BOARD
    feed = feed_of(row["board_ref"], now.feeds) or WHOLE
    if earlier.asked is None:
        return Cause.SEARCH  # its board or feed is new in the search
    if earlier.wanted and not is_wanted(row, earlier.wanted):
        return Cause.SEARCH  # whenever it went up, another search brings it
    is_wider = bool(earlier.asked) and not set(asked_of(now.asked, feed)) <= set(earlier.asked)
    if earlier.was_looked_at and not is_wider:
        return Cause.BOARD
    # nobody looked: only its board can say whether it went up since
    is_since = row["posted_on"] is not None and row["posted_on"] > day_of(last)
    return Cause.BOARD if is_since else Cause.SEARCH


def is_wanted(row: Row, wanted: str) -> bool:
    """Whether a posting is one of a search (BoardRun.wanted), by its role or title and its places."""
    search = json.loads(wanted)
    if row["role_family"] not in search["role_families"] and not names_one_of(row["title"], tuple(search["titles"])):
        return False
    points = [(one["latitude"], one["longitude"]) for one in row["places"] if one["latitude"] is not None]
    centre = search["latitude"], search["longitude"]
    return not points or min(distance_km(*centre, *point) for point in points) <= search["radius_km"]


def find_leavings(judged: Mapping[str, Judgement], stock: pa.Table, read_again: ReadAgain) -> dict[str, Cause]:
    """By key the open postings that are no job of the search any more, by our doing: the search's, or our readers'.

    The part carries them, left out, with the words that they had; or it does not, and was asked for less than before.
    """
    causes: dict[str, Cause] = {}
    if not any(one.narrowed or one.rows["left_out"].null_count < one.rows.num_rows for one in judged.values()):
        return causes
    is_open = stock.select(list(dict.fromkeys([*COLUMNS, "missed_runs"]))).filter(pc.equal(stock["status"], "open"))
    keys = keys_of(is_open)
    for board, one in judged.items():
        known_place = pc.or_(pc.not_equal(one.rows["left_out"], LeftOut.AREA), pc.is_valid(one.rows["distance_km"]))
        out = one.rows.filter(pc.and_(pc.is_valid(one.rows["left_out"]), known_place))
        at = find_rows(keys_of(out), keys)
        before = is_open.take(pa.array(at[at >= 0])).select(COLUMNS).to_pylist()
        for was, row in zip(before, out.filter(pa.array(at >= 0)).select(COLUMNS).to_pylist(), strict=True):
            cause = find_search_cause(was, row, read_again)
            if cause is not Cause.BOARD:
                causes[join_key(board, row["board_ref"])] = cause
        causes |= dict.fromkeys(_not_asked_for(one, is_open.filter(pc.equal(is_open["board"], board))), Cause.SEARCH)
    return causes


def _not_asked_for(one: Judgement, known: pa.Table) -> list[str]:
    """The keys of a board's open postings that this run does not carry, and was not asked for."""
    if not one.narrowed:
        return []
    is_carried = pc.is_in(known["board_ref"], one.rows["board_ref"].combine_chunks())
    absent = known.filter(pc.and_(pc.invert(is_carried), pc.equal(known["missed_runs"], 0)))
    refs = absent["board_ref"].to_pylist()
    is_of = [WHOLE in one.narrowed or ref.startswith(one.narrowed) for ref in refs]
    return [join_key(one.row.board, ref) for ref, holds in zip(refs, is_of, strict=True) if holds]

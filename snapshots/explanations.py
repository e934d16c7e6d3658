"""Why postings are one job, or not, from a snapshot."""

from collections.abc import Callable, Iterator
from itertools import combinations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import EXPLAINED, names_with
from schemas.mistakes import NothingPublished
from schemas.postings import TrackedPosting
from schemas.results import Compared, Explanation, Objection, Repeat, SideBySide
from schemas.tables import Change
from snapshots.arrays import Column
from snapshots.block import read_block
from snapshots.lag import keep_apart, read_past
from snapshots.objections import find_objections
from snapshots.pairs import compare, decide
from snapshots.signatures import read_signatures
from snapshots.stock import read_stock
from storage.layout import Output, is_run, run_id
from storage.snapshots import BrokenSnapshot, Snapshot, open_snapshot, read_snapshot

SIDE_BY_SIDE = names_with(TrackedPosting, EXPLAINED)


class UnknownName(LookupError):  # noqa: N818
    """There is no job and no posting of this name."""


def explain_job(output: Output, name: str) -> Explanation:
    """Explain a job: its postings side by side, why they are one, what changed. Raises UnknownName, BrokenSnapshot."""
    snapshot = _latest(output)
    stock = _read_stock(output, snapshot)
    damaged: list[str] = []
    asked = _Asked(snapshot, stock, damaged)
    job_id = asked.rows_of(name)["job_id"][0].as_py()
    rows = stock.filter(pc.equal(stock["job_id"], job_id))
    rows = rows.sort_by([("is_canonical", "descending"), ("board", "ascending"), ("board_ref", "ascending")])
    names = _names(rows)
    links = _Links(rows, snapshot.run)
    told = zip(names, rows["duplicate_kind"].to_pylist(), rows["duplicate_reason"].to_pylist(), strict=True)
    jobs = snapshot.table("jobs", ["job_id", "possible_same_vacancy"])
    group = jobs.filter(pc.equal(jobs["job_id"], job_id))["possible_same_vacancy"][0].as_py()
    alike = jobs.filter(pc.equal(jobs["possible_same_vacancy"], group))["job_id"].to_pylist() if group else []
    return Explanation(
        name=job_id,
        postings=names,
        columns=_side_by_side(rows),
        repeats=tuple(Repeat(*row, links.between(names[0], row[0])) for row in told),
        changes=tuple(_changes(snapshot, job_id, damaged)),
        also=tuple(other for other in alike if other != job_id),
        became=tuple(asked.became),
        ended=tuple(asked.ended),
        damaged=tuple(damaged),
    )


def explain_two(output: Output, one: str, other: str) -> Explanation:
    """Explain two jobs or postings: what makes each pair of their postings one vacancy or two. Raises as above."""
    snapshot = _latest(output)
    stock = _read_stock(output, snapshot)
    damaged: list[str] = []
    asked = _Asked(snapshot, stock, damaged)
    found = [asked.rows_of(name) for name in (one, other)]
    rows, count, ends = pa.concat_tables(found), found[0].num_rows, _ends(*found)
    names, jobs = _names(rows), rows["job_id"].to_pylist()
    both = set(jobs[:count]) & set(jobs[count:])
    links = _Links(stock.filter(pc.is_in(stock["job_id"], pa.array(sorted(both), pa.string()))), snapshot.run)
    block, decided = read_block(rows, snapshot.run).with_titles(), _decide(rows, ends, snapshot.run)
    objections = find_objections(compare(block, ends["a"].to_numpy(), ends["b"].to_numpy()))
    whole = [stock.filter(pc.is_in(stock["job_id"], one["job_id"].combine_chunks())) for one in found]
    of_jobs = _decide(pa.concat_tables(whole), _ends(*whole), snapshot.run)
    return Explanation(
        name=f"{one} and {other}",
        postings=names,
        columns=_side_by_side(rows),
        compared=tuple(
            Compared(
                *pair,
                same,
                reason,
                tuple(Objection(*told) for told in against or ([] if same else [(reason, "", "")])),
                () if same else links.between(*pair),
            )
            for pair, same, reason, against in zip(
                [(names[a], names[b]) for a in range(count) for b in range(count, len(names))],
                decided["same"].tolist(),
                decided["reason"].tolist(),
                objections,
                strict=True,
            )
        ),
        both=tuple(sorted(both)),
        others_part=not of_jobs["same"].all(),
        became=tuple(asked.became),
        ended=tuple(asked.ended),
        damaged=tuple(damaged),
    )  # fmt: skip


def _ends(one: pa.Table, other: pa.Table) -> pd.DataFrame:
    """The pairs of each row of the one with each of the other, which follow it."""
    count = one.num_rows
    pairs = [(a, b) for a in range(count) for b in range(count, count + other.num_rows)]
    return pd.DataFrame(pairs, columns=["a", "b"], dtype="int64")


def _decide(rows: pa.Table, ends: pd.DataFrame, run: str) -> pd.DataFrame:
    """What was decided of pairs of postings by themselves, as the last run left them."""
    return keep_apart(read_past(rows, run), decide(read_block(rows, run).with_titles(), ends))


class _Links:
    """Which postings of a job are one vacancy by themselves."""

    def __init__(self, rows: pa.Table, run: str) -> None:
        names = _names(rows)
        ends = pd.DataFrame(list(combinations(range(len(names)), 2)), columns=["a", "b"], dtype="int64")
        self.next: dict[str, set[str]] = {name: set() for name in names}
        if len(ends):
            found = _decide(rows, ends, run)
            for a, b in found.loc[found["same"], ["a", "b"]].itertuples(index=False):
                self.next[names[a]].add(names[b])
                self.next[names[b]].add(names[a])

    def between(self, one: str, other: str) -> tuple[str, ...]:
        """The fewest postings that link two; none: they are one by themselves, or nothing links them."""
        paths: dict[str, tuple[str, ...]] = {one: (one,)}
        waiting = [one]
        for name in waiting:
            for near in sorted(self.next.get(name, set()) - paths.keys()):
                paths[near] = (*paths[name], near)
                waiting.append(near)
        return paths.get(other, ())[1:-1]


def _latest(output: Output) -> Snapshot:
    snapshot = read_snapshot(output)
    if snapshot is None:
        raise NothingPublished(f"no snapshot in {output.root} yet")
    return snapshot


def _read_stock(output: Output, snapshot: Snapshot) -> pa.Table:
    """The postings of a snapshot, with the signatures of their texts."""
    stock = read_stock(snapshot)
    return read_signatures(output, snapshot, stock).add_to(stock)


class _Asked:
    """Finds what is asked for; what is wrong with earlier snapshots is added to `damaged`.

    `became`: the merges that lead from asked ids to their jobs. `ended`: asked ids whose merge no snapshot tells any
    more, with the run that ended them.
    """

    def __init__(self, latest: Snapshot, stock: pa.Table, damaged: list[str]) -> None:
        self.latest, self.stock, self.damaged = latest, stock, damaged
        self.became: list[Change] = []
        self.ended: list[tuple[str, str]] = []

    def rows_of(self, name: str) -> pa.Table:
        """The postings of a job, or the one posting named board/board_ref. Raises UnknownName."""
        board, _, ref = name.partition("/")
        rows = self._of_job(name)
        if not rows.num_rows and ref:
            is_named = pc.and_(pc.equal(self.stock["board"], board), pc.equal(self.stock["board_ref"], ref))
            rows = self.stock.filter(is_named)
        elif not rows.num_rows:
            rows = self._of_job(self._follow(name) or self._follow_its_ads(name) or name)
        if not rows.num_rows:
            raise UnknownName(f"{name}: the latest snapshot has no job and no posting (BOARD/BOARD_REF) of this name")
        return rows

    def _of_job(self, job_id: str) -> pa.Table:
        return self.stock.filter(pc.equal(self.stock["job_id"], job_id))

    def _follow(self, name: str) -> str | None:
        """The job that an id became: by its last merge, then by that of each id on the way, if it is later."""
        told = _find_changes(self.latest, self.damaged, lambda changes: pc.equal(changes["field"], "job_id"))
        merges = [row for row in told if row.before == row.job_id and row.after]
        path: list[Change] = []
        while not self._of_job(now := f"{path[-1].after}" if path else name).num_rows:
            later = [row for row in merges if row.before == now and row not in path]
            later = [row for row in later if not path or row.run >= path[-1].run]
            if not later:
                return None
            path.append(later[-1])
        self.became += path
        return now

    def _follow_its_ads(self, name: str) -> str | None:
        """The job that the ads are of now that an id had at its end, by the history; None: there is none."""
        history = self.latest.table("history", ["job_id", "valid_to", "urls"])
        versions = history.filter(pc.equal(history["job_id"], name)).sort_by("valid_to").to_pylist()
        urls = pa.array(versions[-1]["urls"] if versions else [], pa.string())
        now = self.stock.filter(pc.is_in(self.stock["url"], urls))
        if not now.num_rows:
            return None
        self.ended.append((name, run_id(versions[-1]["valid_to"])))
        return str(now.sort_by([("is_canonical", "descending")])["job_id"][0].as_py())


def _names(rows: pa.Table) -> tuple[str, ...]:
    keys = zip(rows["board"].to_pylist(), rows["board_ref"].to_pylist(), strict=True)
    return tuple(f"{board}/{ref}" for board, ref in keys)


def _side_by_side(rows: pa.Table) -> tuple[SideBySide, ...]:
    columns = (SideBySide(name, tuple(rows[name].to_pylist())) for name in SIDE_BY_SIDE)
    return tuple(column for column in columns if any(value not in (None, []) for value in column.values))


def _changes(latest: Snapshot, job_id: str, damaged: list[str]) -> Iterator[Change]:
    """The changes of a job in all snapshots, and those by which others became it."""

    def is_its_own(changes: pa.Table) -> Column:
        merged = pc.and_(pc.equal(changes["field"], "job_id"), pc.equal(changes["after"], job_id))
        return pc.or_(pc.equal(changes["job_id"], job_id), pc.fill_null(merged, False))

    return _find_changes(latest, damaged, is_its_own)


def _find_changes(latest: Snapshot, damaged: list[str], choose: Callable[[pa.Table], Column]) -> Iterator[Change]:
    """Changes in all snapshots, run after run; what is wrong with an earlier one is added to `damaged`."""
    for run in filter(is_run, latest.output.folders("snapshots")):
        try:
            changes = (latest if run == latest.run else open_snapshot(latest.output, run)).table("changes")
        except BrokenSnapshot as error:
            if run == latest.run:
                raise
            if f"{error}" not in damaged:
                damaged.append(f"{error}")
            continue
        for row in changes.filter(choose(changes)).to_pylist():
            yield Change(**row)

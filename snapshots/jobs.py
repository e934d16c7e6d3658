"""Makes jobs of their postings: whose words stand, which facts fill the gaps."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import fields_of, schema_of
from schemas.tables import Job, Vacancy
from schemas.vocabulary import Cause
from snapshots.arrays import Column, Mask, Numbers
from snapshots.canonical import COLUMNS, rank_postings
from snapshots.leading import Leads


@dataclass(frozen=True, slots=True)
class Fact:
    """Columns that are taken together, from the first posting that states any of `stated`."""

    stated: tuple[str, ...]
    along: tuple[str, ...]


def find_facts() -> dict[str, Fact]:
    """The facts of a job by the column that names each, from the uses stated on the columns of `Vacancy`."""
    stated, along = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for field in fields_of(Vacancy):
        if field.use.along_with:
            along[field.use.along_with].append(field.name)
        else:
            stated[field.use.stated_with or field.name].append(field.name)
    return {name: Fact(tuple(names), tuple(along[name])) for name, names in stated.items()}


JOB_FACTS = find_facts()
PLACE, PAY, DEADLINE = JOB_FACTS["place"], JOB_FACTS["salary_basis"], JOB_FACTS["apply_by_on"]
BASES = {"stated": 0, "pay_grade": 1, "board_estimate": 2}  # employer, pay grade's table, board's guess


def build_jobs(stock: pa.Table, today: date) -> pa.Table:
    """Build one row for each job from its postings (with job and canonical posting assigned), by job_id.

    Facts are the canonical posting's, unless another has changed one since (snapshots.leading); where it states none,
    they come from the job's other postings: open ones first, then the longest text. Pay that an employer states beats a
    pay grade's table, which beats a board's estimate; the place is the nearest; a deadline comes from an open posting
    while the job is open. `today`: the snapshot's day.
    """
    frame = stock.select(["board", "job_id", "url", *(name for name in COLUMNS if name != "url")]).to_pandas()
    job, ids = pd.factorize(frame["job_id"], sort=True)
    several = np.bincount(job, minlength=len(ids))[job] > 1  # a posting that is alone has no rank to be found
    rank = np.zeros(len(job), np.int64)
    rank[several] = rank_postings(frame[several].assign(group=job[several]))
    rank = np.where(frame["is_canonical"].to_numpy(), -1, rank)
    is_open = (frame["status"] == "open").to_numpy()
    picker = _Picker(job, rank, len(ids), stock)
    picked: dict[str, Column] = {"job_id": pa.array(np.asarray(ids, object), pa.string())}
    for fact in JOB_FACTS.values():
        if fact not in (PLACE, PAY, DEADLINE):
            picked |= picker.columns(fact)
    picked |= picker.columns(PLACE, np.where(picker.leads(PLACE), -1, _nearness(stock, job)))
    picked["url"] = stock["url"].take(pa.array(picker.canonical))
    basis = read_column(stock, "salary_basis").map(BASES).to_numpy()
    picked |= picker.columns(PAY, basis)
    board = stock["board"].take(pa.array(picker.pick(PAY, basis)))
    picked["salary_from"] = pc.if_else(pc.is_valid(picked["salary_basis"]), board, pa.scalar(None, pa.string()))
    picked |= picker.columns(DEADLINE, ~is_open)
    job_open = np.zeros(len(ids), bool)
    job_open[job[is_open]] = True
    expired = pa.array(job_open & ~is_open[picker.pick(DEADLINE, ~is_open)])
    for name in (*DEADLINE.stated, *DEADLINE.along):
        picked[name] = pc.if_else(expired, pa.scalar(None, picked[name].type), picked[name])
    picked |= _life(stock, job, rank, job_open)
    picked |= _age(stock, job, picked["closed_on"], today)
    picked["came_by"] = pa.repeat(Cause.BOARD.value, len(ids))  # until snapshots.causes knows it
    for name in ("possible_same_vacancy", "possible_same_reason"):
        picked[name] = stock[name].take(pa.array(picker.canonical))
    picked["posting_count"] = pa.array(np.bincount(job, minlength=len(ids)), pa.int32())
    picked["boards"] = _sorted_sets(job, frame["board"], len(ids))
    picked["urls"] = _sorted_sets(job, frame["url"], len(ids))
    picked["run"] = pa.nulls(len(ids), pa.string())  # the writer fills it in
    return pa.Table.from_arrays([picked[name] for name in schema_of(Job).names], schema=schema_of(Job))


def read_column(table: pa.Table, name: str) -> pd.Series:
    return pd.Series(table[name].to_numpy(zero_copy_only=False), dtype=object)


class _Picker:
    """Chooses for each job the posting that a fact is taken from. `job`: the number of each posting's job."""

    def __init__(self, job: Numbers, rank: Numbers, jobs: int, stock: pa.Table) -> None:
        self.job, self.rank, self.stock, self.changes = job, rank, stock, Leads(stock, job)
        self.known: dict[str, Mask] = {}
        self.canonical = np.empty(jobs, "int64")
        self.canonical[job[rank == -1]] = np.flatnonzero(rank == -1)

    def pick(self, fact: Fact, prefer: Numbers | Mask | int = 0) -> Numbers:
        """The row of each job: of those that state the fact, the lowest `prefer`, then the one that leads, then rank;
        else the canonical.
        """
        prefer = np.broadcast_to(prefer, self.rank.shape)
        states = np.flatnonzero(np.logical_or.reduce([_states(self.stock, name) for name in fact.stated]))
        states = states[np.lexsort((self.rank[states], ~self.leads(fact)[states], prefer[states], self.job[states]))]
        jobs, at = np.unique(self.job[states], return_index=True)
        rows = self.canonical.copy()
        rows[jobs] = states[at]
        return rows

    def leads(self, fact: Fact) -> Mask:
        """The postings that changed the fact first: see snapshots.leading."""
        name = fact.stated[0]
        if name not in self.known:
            self.known[name] = self.changes.find(name, (*fact.stated, *fact.along))
        return self.known[name]

    def columns(self, fact: Fact, prefer: Numbers | Mask | int = 0) -> dict[str, Column]:
        taken = self.stock.select([*fact.stated, *fact.along]).take(pa.array(self.pick(fact, prefer)))
        return dict(zip(taken.column_names, taken.columns, strict=True))


def _states(stock: pa.Table, name: str) -> Mask:
    """Mask: the rows that state something in a column; false counts as stated only in a column that may be null."""
    column, field = stock[name], stock.schema.field(name)
    if pa.types.is_list(field.type):
        column = pc.greater(pc.list_value_length(column), 0)
    elif field.nullable or not pa.types.is_boolean(field.type):
        column = pc.is_valid(column)
    return np.asarray(column.to_numpy(zero_copy_only=False), bool)


def _nearness(stock: pa.Table, job: Numbers) -> Numbers:
    """0 for postings in the nearest town of their job that state a postal code, 1 without one, 2 elsewhere."""
    distance = pc.fill_null(stock["distance_km"], np.inf).to_numpy()
    order = np.lexsort((distance, job))
    _, at = np.unique(job[order], return_index=True)
    town = read_column(stock, "town")
    nearest = town.to_numpy()[order[at]][job]
    known = pc.is_valid(stock["postal_code"]).to_numpy(zero_copy_only=False)
    return np.where(town.to_numpy() == nearest, np.where(known, 0, 1), 2)


def _life(stock: pa.Table, job: Numbers, rank: Numbers, job_open: Mask) -> dict[str, Column]:
    frame = stock.select(["first_seen_at", "last_seen_at", "stale", "closed_on", "status"]).to_pandas()
    by_job = frame.groupby(job, sort=True)
    fresh = np.zeros(len(job_open), bool)
    fresh[job[((frame["status"] == "open") & ~frame["stale"]).to_numpy()]] = True
    closed_on = frame["closed_on"].fillna(pd.Timestamp.min.date()).to_numpy("datetime64[D]").astype("int64")
    order = np.lexsort((rank, -closed_on, job))
    _, at = np.unique(job[order], return_index=True)
    last = stock.select(["closed_on", "closed_reason"]).take(pa.array(order[at]))
    is_open = pa.array(job_open)
    return {
        "status": pa.array(np.where(job_open, "open", "closed").astype(object), pa.string()),
        "first_seen_at": pa.array(by_job["first_seen_at"].min(), pa.timestamp("us", "UTC")),
        "last_seen_at": pa.array(by_job["last_seen_at"].max(), pa.timestamp("us", "UTC")),
        "stale": pa.array(job_open & ~fresh),
        **{
            name: pc.if_else(is_open, pa.scalar(None, last[name].type), last[name])
            for name in ("closed_on", "closed_reason")
        },
    }


def _age(stock: pa.Table, job: Numbers, closed_on: Column, today: date) -> dict[str, Column]:
    """How old each job is, how many of its postings are open, how often it came again or got a new date."""
    to_the_day = pc.equal(stock["posted_precision"], "day")
    posted_on = pc.if_else(to_the_day, stock["posted_on"], pa.scalar(None, pa.date32()))
    seen_on = pc.local_timestamp(stock["first_seen_at"].cast(pa.timestamp("us", "Europe/Berlin")))
    began_on = pc.min_element_wise(posted_on, stock["first_posted_on"], seen_on.cast(pa.date32(), safe=False))
    frame = stock.select(["reposted", "redated"]).to_pandas()
    frame["began"] = began_on.cast(pa.int32()).to_numpy()
    frame["open"] = pc.equal(stock["status"], "open").to_numpy(zero_copy_only=False)
    counts = {"began": "min", "open": "sum", "reposted": "sum", "redated": "max"}
    by_job = frame.groupby(job, sort=True).agg(counts)
    until = pc.fill_null(closed_on, pa.scalar(today)).cast(pa.int32()).to_numpy()
    return {
        "days_open": pa.array(until - by_job["began"].to_numpy(), pa.int32()),
        "copies": pa.array(by_job["open"].to_numpy(), pa.int32()),
        **{name: pa.array(by_job[name].to_numpy(), pa.int32()) for name in ("reposted", "redated")},
    }


def _sorted_sets(job: Numbers, values: pd.Series, jobs: int) -> Column:
    pairs = pd.DataFrame({"job": job, "value": values.to_numpy(object)}).drop_duplicates()
    pairs = pairs.sort_values(["job", "value"])
    offsets = np.concatenate([[0], np.cumsum(np.bincount(pairs["job"], minlength=jobs))])
    items = pa.array(pairs["value"].to_numpy(object), pa.string())
    kind = pa.list_(pa.field("item", pa.string(), nullable=False))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, type=kind)

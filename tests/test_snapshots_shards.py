"""What a run did not touch keeps its jobs, and who decides the rest, in which shards, changes nothing."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from german.words.signature import SIGNATURE, sign_texts
from schemas.columns import table_of
from schemas.configuration import Cluster
from schemas.mistakes import ConfigurationError
from schemas.reasons import Reason
from schemas.tables import PlaceOf, Posting
from schemas.vocabulary import PossibleSame
from snapshots import shards
from snapshots.affected import COMPARED, UNCOMPARED, find_affected
from snapshots.assignments import INPUTS, LOOKED_AT
from snapshots.job_ids import CLAIMS, add_claims, make_id
from snapshots.publish import publish
from snapshots.shards import assign_in_shards, reassign
from snapshots.signatures import read_signatures
from snapshots.stock import STOCK, read_stock
from snapshots.titles import _synonyms, title_of, titles_of
from storage.layout import Output, run_id
from storage.snapshots import read_snapshot
from tests.support.snapshots_rows import FIRST, RUNS, leave_part, posting, rows_of

DAYS = [run_id(FIRST + timedelta(days=day)) for day in (0, 1, 2, 45, 107, 108)]
WORDS = [f"wort{number}" for number in range(80)]
TEXTS = [
    " ".join(WORDS),
    " ".join([*WORDS[:75], *["und", "noch", "ein", "paar", "andere"]]),
    " ".join(WORDS[:30]),
    " ".join(reversed(WORDS)),
    None,
]
CHOICES: dict[str, list[Any]] = {
    "title_key": ["it leit", "it leit", "edv leit", "einkauf it leit logistik", "entwickl head of"],
    "employer_key": ["muster", "muster", "muster nord", "zeitarbeit alba", None],
    "employer_is_agency": [None, False, True],
    "town": ["Solingen", "Solingen", "Remscheid", None],
    "places": [(), (), (PlaceOf(town="Solingen"), PlaceOf(town="Remscheid")), (PlaceOf(town="Haan"),)],
    "seniority": [None, None, "lead", "head"],
    "text": TEXTS,
    "reference": [None, None, "17"],
    "fixed_term": [None, None, True],
    "apply_by_on": [None, None, (FIRST + timedelta(days=2)).date()],
    "url": [f"https://{host}.example/1" for host in ("muster", "stellen")],
}


def leave_days(chance: random.Random, *outputs: Output) -> Iterator[str]:
    """Write the parts of one run after the other: postings come, go, change, and boards fail."""
    boards = ("alpha", "beta")
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for run in DAYS:
        for number in range(36 if run == DAYS[0] else 2):
            values = {name: chance.choice(choices) for name, choices in CHOICES.items()}
            values["title_key"] = f"{chance.choice('12345678')} {values['title_key']}"
            like = chance.choice([values, *known.values()]) if chance.random() < 0.6 else values
            if like is not values and chance.random() < 0.3:
                like = like | {"title_key": " ".join(sorted({*like["title_key"].split(), "netz"}))}
            known[chance.choice(boards), f"{run[:8]}-{number}"] = dict(like)
        for values in chance.sample(list(known.values()), 4):
            name = chance.choice(list(CHOICES))
            values[name] = chance.choice(CHOICES[name])
        for board in boards:
            verdict = chance.choice(["complete", "complete", "complete", "incomplete"])
            carried = [
                posting(ref, run, board, **values)
                for (of, ref), values in known.items()
                if of == board and chance.random() < 0.96
            ]
            gone = tuple(ref for of, ref in known if of == board and chance.random() < 0.02)
            for output in outputs:
                leave_part(output, run, *carried, board=board, verdict=verdict, gone=gone)
        yield run


@contextmanager
def this_process() -> Iterator[Any]:
    """What does the shards in place of other processes."""
    yield map


def test_a_run_that_decides_only_what_it_touched_ends_as_one_that_decides_all_in_small_shards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, shares = Output.at(tmp_path), []

    def watched(stock: Any, affected: Any, *words: Any) -> Any:
        shares.append(affected.mean())
        some = reassign(stock, affected, *words)
        with monkeypatch.context() as patch:
            patch.setattr(shards, "FEW", 0)
            patch.setattr(shards, "ROWS", 25)
            patch.setattr(shards, "_processes", this_process)
            whole = reassign(stock, np.ones(stock.num_rows, bool), *words)
        assert some.equals(whole), words[0]
        return some

    monkeypatch.setattr("snapshots.intake.reassign", watched)
    for _ in leave_days(random.Random(1), output):
        publish(output, accepted={"alpha", "beta"})
    assert shares[0] == 1
    assert 0 < min(shares) < 0.7
    jobs = rows_of(output, "jobs").values()
    assert any(row["posting_count"] > 1 for row in jobs)
    assert {None, PossibleSame.ONE_TEXT} <= {row["possible_same_reason"] for row in jobs}
    reasons = [row["duplicate_reason"] or "" for row in rows_of(output, "postings").values()]
    assert any(Reason.LONGER_TITLE in reason for reason in reasons)  # titles of several shards
    assert not list(Path(output.path("snapshots")).glob(".staging*"))


def test_every_column_that_the_decision_looks_at_is_compared_or_known_not_to_matter() -> None:
    assert {*COMPARED, *UNCOMPARED} == LOOKED_AT
    assert set(INPUTS.names) == {*LOOKED_AT, *CLAIMS.names}


def test_what_other_rules_decided_is_decided_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output, asked = Output.at(tmp_path), []

    def watched(stock: Any, affected: Any, *words: Any) -> Any:
        asked.append(int(affected.sum()))
        return reassign(stock, affected, *words)

    monkeypatch.setattr("snapshots.intake.reassign", watched)
    for run in RUNS[:3]:
        if run == RUNS[2]:
            monkeypatch.setattr("snapshots.intake.rules", lambda: "others")
        leave_part(output, run, "a", "b")
        publish(output)
    assert asked == [2, 0, 2]


def test_ads_of_one_run_were_up_at_the_same_time_though_asked_one_after_the_other(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for board, text in (("alpha", TEXTS[0]), ("beta", TEXTS[1])):
        late = FIRST + timedelta(minutes=9 if board == "beta" else 1)
        leave_part(
            output, RUNS[0], posting(board, board=board, title="Leiter IT", text=text, fetched_at=late), board=board
        )
    publish(output)
    stock = read_snapshot(output).table("postings")  # type: ignore[union-attr]
    assert stock["duplicate_kind"].to_pylist() == [None, "full"]


def test_a_posting_born_anew_takes_a_name_that_no_posting_bears() -> None:
    first, second = make_id("alpha", "a"), make_id("alpha", "a", 1)
    stock = tracked(posting("a"), posting("b", title="Leiter Einkauf"), posting("c", title="Leiter Vertrieb"))
    stock = stock.set_column(stock.schema.get_field_index("job_id"), "job_id", pa.array(["other", first, second]))
    claims = add_claims(stock.slice(0, 1), stock["job_id"])
    assert claims["attempt"].to_pylist() == [2]
    assert add_claims(stock.slice(0, 1), stock["job_id"].slice(0, 2))["attempt"].to_pylist() == [1]


def tracked(*postings: Posting) -> Any:
    """The postings as a run leaves new ones, without jobs."""
    table = table_of(Posting, postings)
    empty = {field.name: pa.nulls(table.num_rows, field.type) for field in STOCK}
    columns = {
        **empty,
        **{name: table[name] for name in table.column_names},
        "text_length": pa.array([len(row or "") for row in table["text"].to_pylist()], pa.int32()),
        "first_seen_at": table["fetched_at"],
        "last_seen_at": table["fetched_at"],
        "status": pa.repeat("open", table.num_rows),
        "is_canonical": pa.repeat(False, table.num_rows),
    }
    stock = pa.table([columns[field.name] for field in STOCK], schema=STOCK)
    return stock.append_column(SIGNATURE.remove_metadata(), sign_texts(table["text"]))


def many(number: int) -> Any:
    """A stock of `number` postings, many of them of few titles."""
    chance = random.Random(number)
    rows = []
    for at in range(number):
        values = {name: chance.choice(choices) for name, choices in CHOICES.items()}
        values["title_key"] = f"{chance.choice('0123456789')} {values['title_key']}"
        rows.append(posting(f"{at:04}", board=chance.choice(["alpha", "beta"]), **values))
    return add_claims(tracked(*rows), pa.chunked_array([], pa.string()))


@pytest.mark.long
def test_processes_and_dask_workers_answer_byte_for_byte_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    output, stock = Output.at(tmp_path), many(150)
    here = assign_in_shards([stock], 150, RUNS[0], output)
    assert len(set(here["job_id"].to_pylist())) < 150
    monkeypatch.setattr(shards, "FEW", 0)
    monkeypatch.setattr(shards, "ROWS", 40)
    batches = [stock.slice(start, 35) for start in range(0, 150, 35)]
    assert assign_in_shards(batches, 150, RUNS[0], output).equals(here)
    cluster = distributed.LocalCluster(  # workers in this process, spoken to over TCP: they start at once
        n_workers=0, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=None
    )
    with cluster:
        there = Cluster(scheduler=cluster.scheduler_address)
        monkeypatch.setattr(shards, "PATIENCE", 0.5)
        with pytest.raises(ConfigurationError, match="has no worker"):
            assign_in_shards(batches, 150, RUNS[0], output, there)
        cluster.scale(2)
        monkeypatch.setattr(shards, "PATIENCE", 30)
        assert assign_in_shards(batches, 150, RUNS[0], output, there).equals(here)
    assert not list(Path(tmp_path, "snapshots").iterdir())


def test_a_cluster_that_cannot_be_used_is_said_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stock, nowhere = many(5), Cluster(scheduler="tcp://127.0.0.1:1")
    assert assign_in_shards([stock], 5, RUNS[0], Output.at(tmp_path), nowhere).num_rows == 5  # too few to ask others
    monkeypatch.setattr(shards, "FEW", 0)
    monkeypatch.setattr(shards, "PATIENCE", 0.2)
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(ConfigurationError, match=r"tcp://127\.0\.0\.1:1' does not answer"):
        assign_in_shards([stock], 5, RUNS[0], Output.at(tmp_path), nowhere)
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ConfigurationError, match="ready-dev"):
        assign_in_shards([stock], 5, RUNS[0], Output.at(tmp_path), nowhere)
    with pytest.raises(ConfigurationError, match="another version"):
        shards.assign_shard(Output.at(tmp_path), RUNS[0], "other rules", "nowhere")


@given(
    st.lists(st.sets(st.sampled_from([*_synonyms(), "it", "leit", "werk", "sap", "2", "tage"]), min_size=1), min_size=1)
)
def test_titles_in_bulk_are_read_as_one_by_one(words: list[set[str]]) -> None:
    keys = [" ".join(sorted(key)) for key in words]
    assert titles_of(pa.array(keys)).to_pylist() == [title_of(key) for key in keys]


def test_what_a_run_touched_reaches_all_of_its_title_and_town_and_no_other(tmp_path: Path) -> None:
    output, texts = Output.at(tmp_path), [" ".join(f"{letter}{number}" for number in range(60)) for letter in "abcd"]
    ads = [("IT-Leiter", "Solingen"), ("IT-Leiter", "Solingen"), ("IT-Leiter", "Haan"), ("Leiter SAP", "Solingen")]
    rows = [
        posting(f"{number}", title=title, town=town, text=texts[number]) for number, (title, town) in enumerate(ads)
    ]
    leave_part(output, RUNS[0], *rows)
    publish(output)
    snapshot = read_snapshot(output)
    assert snapshot
    before = read_stock(snapshot)
    signatures = read_signatures(output, snapshot, before)
    at = before.schema.get_field_index("seniority")
    for touched, reached in ((0, [0, 1]), (1, [0, 1]), (2, [2]), (3, [3])):
        levels = pa.array(["head" if row == touched else None for row in range(4)], before.schema.field(at).type)
        after = before.set_column(at, before.schema.field(at), levels)
        found = find_affected(before, after, RUNS[0], RUNS[0], signatures.add_to, signatures.bands_of)
        assert np.flatnonzero(found).tolist() == reached

"""A small dashboard over the latest snapshot: `make dashboard`, or `OUTPUT=output/demo make dashboard`.

It needs Streamlit and a folder or URL such as s3://bucket/jobs that holds snapshots; nothing else of this project.
"""

import hashlib
import json
import math
import os
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st
from pyarrow import fs

LEVELS = ["intern", "trainee", "junior", "experienced", "senior", "lead", "head", "executive", "not stated"]
BASES = {"stated": "stated", "pay_grade": "pay grade", "board_estimate": "board's guess"}
KM_NORTH, KM_EAST = 111.3, 69.7  # a degree of latitude, and of longitude at 51.3 degrees north
PAY = ["salary_year_min_eur", "salary_year_max_eur"]
COLUMNS: dict[str, Any] = {
    "title": st.column_config.TextColumn("Title", width=300),
    "employer": st.column_config.TextColumn("Employer", width=220),
    "town": "Town",
    "distance_km": st.column_config.NumberColumn("km", format="%.0f", help="from the centre, great circle"),
    "link": st.column_config.LinkColumn("Ad", display_text="open"),
    "salary_year_min_eur": st.column_config.NumberColumn("Pay from", format="localized", help="EUR gross a year"),
    "salary_year_max_eur": st.column_config.NumberColumn("Pay to", format="localized", help="EUR gross a year"),
    "basis": "Pay is",
    "level": "Level",
    "leads_people": "Leads",
    "experience": "Experience",
    "education_min": "Education",
    "english": "English",
    "benefits": st.column_config.ListColumn("Offered"),
    "posted_on": st.column_config.DateColumn("Posted", format="YYYY-MM-DD"),
    "apply_by_on": st.column_config.DateColumn("Apply by", format="YYYY-MM-DD"),
}


def open_store(where: str) -> tuple[fs.FileSystem, str]:
    if "://" in where:
        store, root = fs.FileSystem.from_uri(where)
        return store, root.rstrip("/")
    return fs.LocalFileSystem(), Path(where).absolute().as_posix()


class Damaged(Exception):  # noqa: N818
    """A file is not what was published."""


def read_file(where: str, name: str, sha256: str | None = None) -> bytes:
    """A file's bytes, which have that sum. Raises Damaged."""
    store, root = open_store(where)
    try:
        with store.open_input_file(f"{root}/{name}") as stream:
            data = bytes(stream.read())
    except OSError as error:
        raise Damaged(f"{name} cannot be read: {error}") from error
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(f"{name} is not what was published")
    return data


def find_latest(where: str) -> tuple[str, dict[str, Any]] | None:
    """The folder of the latest snapshot under `where`, such as snapshots/20261122T050000Z, and what its manifest says
    of each file; None: none yet. Raises Damaged."""
    store, root = open_store(where)
    if store.get_file_info(f"{root}/latest.json").type != fs.FileType.File:
        return None
    try:
        told = json.loads(read_file(where, "latest.json"))
        snapshot, sha256 = f"{told['snapshot']}", f"{told['manifest_sha256']}"
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"latest.json cannot be read: {error}") from error
    files: dict[str, Any] = json.loads(read_file(where, f"{snapshot}/manifest.json", sha256))["files"]
    return snapshot, files


@st.cache_data(max_entries=4)
def read_table(where: str, snapshot: str, name: str, sha256: str) -> pd.DataFrame:
    data = read_file(where, f"{snapshot}/{name}.parquet", sha256)
    table: pd.DataFrame = pq.read_table(pa.BufferReader(data)).to_pandas()
    return table


def prepare_jobs(jobs: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The jobs, with what the page shows of them: numbers for decimals, words for what is not stated, safe links."""
    jobs[PAY] = jobs[PAY].astype(float)
    jobs["pay"] = jobs[PAY].mean(axis=1)
    jobs["level"] = jobs["seniority"].fillna("not stated")
    jobs["role"] = jobs["role_family"].str.replace("_", " ")
    jobs["basis"] = jobs["salary_basis"].map(BASES)
    years = jobs["experience_years_min"].astype(object).map("{:.0f}+ years".format, na_action="ignore")
    jobs["experience"] = jobs["experience_level"].where(years.isna(), years)
    jobs["english"] = jobs["languages"].map(read_english)
    jobs["link"] = jobs["url"].where(jobs["url"].str.match("https?://"))
    if "cause" not in changes:  # a snapshot of before
        changes["cause"] = "board"
    news = changes[changes["cause"] == "board"]  # what was not our own doing
    jobs["is_new"] = jobs["job_id"].isin(news.loc[news["kind"].isin(["new", "reopened"]), "job_id"])
    return jobs


def read_english(languages: Any) -> str | None:
    """The English that an ad asks for; None: it asks for none."""
    for one in languages:
        if one["code"] == "en":
            return (one["level"] or "required") if one["required"] else "wished for"
    return None


def choose(jobs: pd.DataFrame) -> pd.DataFrame:
    """The jobs that the sidebar's filters leave."""
    side = st.sidebar
    words = side.text_input("Words in title or employer", key="words")
    roles = side.multiselect("Roles", sorted(jobs["role"].unique()), key="roles", placeholder="all")
    levels = side.multiselect(
        "Levels", [level for level in LEVELS if level in set(jobs["level"])], key="levels", placeholder="all"
    )
    towns = side.multiselect("Towns", sorted(jobs["town"].dropna().unique()), key="towns", placeholder="all")
    farthest = int(jobs["distance_km"].max()) + 1 if jobs["distance_km"].notna().any() else 1
    within = side.slider("Within km of the centre", 0, farthest, farthest, key="within")
    asks = side.expander("Asked and offered")
    wanted = {
        column: asks.multiselect(name, sorted(jobs[column].dropna().unique()), key=column, placeholder="all")
        for column, name in (("leads_people", "Leads"), ("experience", "Experience"), ("education_min", "Education"))
    }
    english = asks.toggle("Without English required", key="no_english")
    offered = asks.multiselect("Offered", sorted(jobs["benefits"].explode().dropna().unique()), key="offered")
    paid = side.toggle("Only with pay stated by the employer", key="paid")
    new = side.toggle("Only new since the snapshot before", key="new")
    closed = side.toggle("Closed ones, too", key="closed")

    kept = jobs if closed else jobs[jobs["status"] == "open"]
    if words:
        text = kept["title"].str.cat(kept["employer"].fillna(""), " ")
        kept = kept[text.str.contains(words, case=False, regex=False)]
    for column, chosen in (("role", roles), ("level", levels), ("town", towns), *wanted.items()):
        kept = kept[kept[column].isin(chosen)] if chosen else kept
    kept = kept[kept["english"].isna() | (kept["english"] == "wished for")] if english else kept
    kept = kept[kept["benefits"].map(lambda found: set(offered) <= set(found))] if offered else kept
    kept = kept[(kept["distance_km"] <= within) | kept["distance_km"].isna()]
    kept = kept[kept["salary_basis"] == "stated"] if paid else kept
    return kept[kept["is_new"]] if new else kept


def show_figures(jobs: pd.DataFrame) -> None:
    stated = jobs[jobs["salary_basis"] == "stated"]
    figures = {
        "Jobs": f"{len(jobs)}",
        "New ones": f"{jobs['is_new'].sum()}",
        "Employers": f"{jobs['employer'].nunique()}",
        "With stated pay": f"{len(stated)}",
        "Its median a year": f"{stated['pay'].median():,.0f} €" if len(stated) else "–",
    }
    for column, (name, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(name, figure, border=True)


def draw_pay(jobs: pd.DataFrame) -> Any:
    """A dot a job, in the middle of its pay, by level; the tick is the level's median."""
    rows = jobs.dropna(subset=["pay"]).sort_values("pay")
    rows = rows.assign(lane=rows.groupby("level").cumcount() % 5)  # so that equal pay does not hide
    rows = rows[["level", "title", "employer", *PAY, "pay", "basis", "lane"]]
    levels = [level for level in LEVELS if level in set(rows["level"])]
    level = alt.Y("level:N", sort=levels, title=None)
    euros = alt.X("pay:Q", title="EUR gross a year", axis=alt.Axis(format=",.0f"), scale=alt.Scale(zero=False))
    dots = alt.Chart(rows).mark_circle(size=90, opacity=0.75)
    dots = dots.encode(
        x=euros,
        y=level,
        yOffset=alt.YOffset("lane:O"),
        color=alt.Color("basis:N", title="Pay is", scale=alt.Scale(domain=list(BASES.values()))),
        tooltip=["title", "employer", *(alt.Tooltip(name, format=",.0f") for name in PAY), "basis"],
    )
    medians = rows.groupby("level", as_index=False)["pay"].median()
    ticks = alt.Chart(medians).mark_tick(thickness=3, size=50, color="#333")
    ticks = ticks.encode(x="pay:Q", y=level, tooltip=["level", alt.Tooltip("pay", title="median", format=",.0f")])
    return (dots + ticks).properties(height=440).configure_legend(orient="top")


def draw_towns(jobs: pd.DataFrame) -> Any:
    """The towns where they lie, in km around the job nearest the centre, north up; a circle's area is their jobs."""
    placed = jobs.dropna(subset=["latitude", "longitude", "distance_km", "town"]).sort_values("distance_km")
    middle = placed.iloc[0]
    placed = placed.assign(
        east=(placed["longitude"] - middle["longitude"]) * KM_EAST,
        north=(placed["latitude"] - middle["latitude"]) * KM_NORTH,
    )
    of_town = placed.groupby("town", as_index=False)
    towns = of_town.agg(
        jobs=("job_id", "size"), east=("east", "median"), north=("north", "median"), pay=("pay", "median")
    )
    farthest = max(towns["east"].abs().max(), towns["north"].abs().max())
    reach = max(10, 5 * (int(farthest / 5) + 1))
    scale = alt.Scale(domain=[-reach, reach])
    across = alt.X("east:Q", title="km east", scale=scale, axis=alt.Axis(grid=False))
    up = alt.Y("north:Q", title="km north", scale=scale, axis=alt.Axis(grid=False))
    angles = [step * math.tau / 72 for step in range(73)]
    ring = [
        {"km": km, "step": step, "east": km * math.sin(angle), "north": km * math.cos(angle)}
        for km in range(10, reach + 1, 10)
        for step, angle in enumerate(angles)
    ]
    rings = alt.Chart(pd.DataFrame(ring)).mark_line(color="#ddd").encode(x=across, y=up, detail="km", order="step")
    chart = alt.Chart(towns).encode(
        x=across, y=up, tooltip=["town", "jobs", alt.Tooltip("pay", title="median pay", format=",.0f")]
    )
    circles = chart.mark_circle(opacity=0.8).encode(
        size=alt.Size("jobs:Q", scale=alt.Scale(domainMin=0, range=[20, 700]), legend=None)
    )
    names = chart.mark_text(dy=-17, fontSize=12, color="#333").encode(text="town:N")
    return (rings + circles + names).properties(width=480, height=440)


def main() -> None:
    st.set_page_config(page_title="wupperjobs", layout="wide")
    where = os.environ.get("OUTPUT", "output")
    try:
        latest = find_latest(where)
        if latest is None:
            st.warning(
                f"No snapshot in {where} yet: `make run` publishes one, `make demo` a recorded one in output/demo."
            )
            return
        snapshot, files = latest
        jobs, changes, boards = (
            read_table(where, snapshot, name, files[f"{name}.parquet"]["sha256"])
            for name in ("jobs", "changes", "boards")
        )
    except Damaged as error:
        st.error(f"The snapshot in {where} is damaged: {error}. `scrapy publish` makes it anew from the parts.")
        return
    jobs = prepare_jobs(jobs, changes)
    day = pd.to_datetime(snapshot.rpartition("/")[2]).tz_convert("Europe/Berlin")
    st.title("wupperjobs")
    st.caption(f"Snapshot of {day:%d %B %Y, %H:%M}")
    chosen = choose(jobs)
    show_figures(chosen)
    if chosen.empty:
        st.info("No job is left: widen the filters.")
        return
    left, right = st.columns(2)
    left.subheader("Pay by level")
    if chosen["pay"].notna().any():
        left.altair_chart(draw_pay(chosen))
    else:
        left.info("None of these jobs has pay.")
    right.subheader("Where")
    if chosen[["latitude", "distance_km", "town"]].notna().all(axis=1).any():
        right.altair_chart(draw_towns(chosen), width="content")
    else:
        right.info("None of these jobs has a place on the map.")
    st.subheader("Jobs")
    order = chosen.sort_values(["first_seen_at", "job_id"], ascending=[False, True])
    st.dataframe(order[list(COLUMNS)], column_config=COLUMNS, hide_index=True, height=460)
    with st.expander("What changed since the snapshot before"):
        shown = ["cause", "kind", "title", "employer", "town", "field", "before", "after"]
        st.dataframe(changes[shown], hide_index=True)
    with st.expander("The boards in this run"):
        st.dataframe(boards[["board", "verdict", "reason", "postings", "kept", "new", "closed"]], hide_index=True)


main()

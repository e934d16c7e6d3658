"""Looking back: `make dashboard`, or `make dashboard OUTPUT=output/demo`. It shows what the page of a snapshot has not:
any two days beside each other, and open jobs, pay and days open by slice.

`OUTPUT` is a folder or URL such as s3://bucket/jobs that holds snapshots. The figures are those of
report/market/looking_back.py, the words those of dashboard_words.py. It needs Streamlit.
"""

import os
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

import report.market.looking_back as past
from examples.dashboard_words import Speaker
from report.figures.days import find_gaps
from report.figures.row import Row
from schemas.market import LEAST
from schemas.mistakes import ConfigurationError
from storage.layout import Output, run_id
from storage.snapshots import BrokenSnapshot, open_snapshot, read_snapshot
from storage.versions import PASSED_OVER, read_versions

MOST = 6  # slices shown at once: nobody tells more lines apart
WEEK = timedelta(days=7)
LANGUAGES = {"de": "Deutsch", "en": "English"}
Watched = dict[date, datetime]


@st.cache_resource(max_entries=2)
def read_tables(where: str, run: str) -> dict[str, Any]:
    """The tables of a snapshot that are looked at. Raises BrokenSnapshot."""
    snapshot = open_snapshot(Output.of_command(where), run)
    tables = {name: snapshot.table(name) for name in ("jobs", "postings")}
    return tables | {"history": snapshot.table("history", list(past.COLUMNS))}


def read_boards(where: str, run: str) -> list[Row] | None:
    """How the boards of a run did; None: its snapshot is not there any more."""
    try:
        boards: list[Row] = open_snapshot(Output.of_command(where), run).table("boards").to_pylist()
    except BrokenSnapshot:
        return None
    return boards


@st.cache_data(max_entries=16)
def list_open(where: str, run: str, by: str, watched: Watched) -> pd.DataFrame:
    """The open jobs of each watched day, by slice."""
    counted = past.count_open(read_tables(where, run)["history"], watched, past.SLICES[by])
    return pd.DataFrame(counted, columns=["day", "slice", "jobs"])


# Two days


def show_two_days(speaker: Speaker, where: str, run: str, watched: Watched) -> None:
    """Two days beside each other: their figures, then each job that came, went or changed."""
    say, first, last = speaker.say, min(watched), max(watched)
    picker: Any = {"min_value": first, "max_value": last, "format": say("picker")}
    left, right = st.columns(2)
    one = left.date_input(say("day.one"), max(first, last - WEEK), key="one", **picker)
    other = right.date_input(say("day.other"), last, key="other", **picker)
    before, after = (find_day(speaker, watched, day) for day in sorted((one, other)))
    if before == after:
        st.info(say("day.same"))
        return
    history = read_tables(where, run)["history"]
    was, now = (past.count_figures(past.open_at(history, watched[day])) for day in (before, after))
    head = [say("figure"), say("date", d=f"{before}"), say("date", d=f"{after}"), say("difference")]
    rows = [[say(f"figure.{name}"), *speaker.figure(name, was[name], now[name])] for name in was]
    st.table(pd.DataFrame(rows, columns=head), hide_index=True)
    boards = (speaker.boards(day, read_boards(where, run_id(watched[day]))) for day in (before, after))
    st.caption(" ".join([say("then"), *boards]))
    found = past.compare(history, watched[before], watched[after])
    list_jobs(speaker, "came", len(found.came), [speaker.job(row) for row in found.came])
    went = [speaker.job(row) | {say("why"): say(f"closed.{why}")} for row, why in found.went]
    list_jobs(speaker, "went", len(found.went), went)
    changed = [told for row, facts in found.changed for told in speaker.changes(row, facts)]
    list_jobs(speaker, "altered", len(found.changed), changed)
    st.caption(say("ours"))


def find_day(speaker: Speaker, watched: Watched, chosen: date) -> date:
    """The day itself, or the last one before it that was watched, which is told."""
    day = max(day for day in watched if day <= chosen)
    if day != chosen:
        st.warning(speaker.say("day.unwatched", d=f"{chosen}", day=f"{day}"))
    return day


def list_jobs(speaker: Speaker, what: str, count: int, rows: list[dict[str, str | None]]) -> None:
    st.subheader(speaker.say(what, n=count))
    if rows:
        link = st.column_config.LinkColumn(display_text=speaker.say("open"))
        columns = {speaker.say("ad"): link}
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns, placeholder="")


# History by slice


def show_history(speaker: Speaker, where: str, run: str, watched: Watched) -> None:
    """Open jobs over time, pay by month, and how long jobs stay open, of each slice."""
    say = speaker.say
    by = st.selectbox(say("by"), list(past.SLICES), format_func=lambda one: say(f"by.{one}"), key="by")
    tables, on = read_tables(where, run), max(watched)
    counted = list_open(where, run, by, watched)
    largest = list(counted.groupby("slice")["jobs"].max().astype(int).nlargest(MOST).index)
    names = {value: speaker.slice(by, value) for value in largest}
    if (more := counted["slice"].nunique() - len(largest)) > 0:
        st.caption(say("most", n=MOST, more=more))
    st.subheader(say("days.title"))
    st.altair_chart(draw_open(speaker, counted[counted["slice"].isin(largest)], names, watched))
    st.subheader(say("pay.by_month"))
    st.table(list_pay(speaker, tables["history"], on, by, names), hide_index=True)
    st.caption(say("pay.how", n=LEAST))
    st.subheader(say("stay.title"))
    durations = past.measure_days(tables, on, past.SLICES[by])
    rows = [[names[one], *speaker.duration(durations[one])] for one in largest if one in durations]
    head = [
        say(key)
        for key in ("value" if by == "all" else f"by.{by}", "stay.median", "stay.interval", "stay.jobs", "stay.ended")
    ]
    st.table(pd.DataFrame(rows, columns=head), hide_index=True)
    st.caption(say("stay.how"))


def draw_open(speaker: Speaker, counted: pd.DataFrame, names: dict[str, str], watched: Watched) -> Any:
    """A line for each slice, broken where days were not watched; those are grey."""
    say = speaker.say
    wide = counted.pivot_table(index="day", columns="slice", values="jobs", fill_value=0)
    wide = wide.reindex(list(watched), fill_value=0)[list(names)].rename(columns=names)  # watched, and none open: 0
    days = pd.Series(pd.to_datetime(wide.index))
    wide = wide.assign(day=days.array, stretch=days.diff().dt.days.gt(1).cumsum().array)
    rows = wide.melt(["day", "stretch"], var_name="slice", value_name="jobs")
    gaps = [(first, last + timedelta(days=1)) for first, last in find_gaps(watched, min(watched), max(watched))]
    across = alt.X("day:T", title=None, axis=alt.Axis(format=say("axis.day"), labelOverlap=True, tickCount="day"))
    tooltip = [alt.Tooltip("day:T", title=say("day"), format=say("axis.day"))]
    tooltip += [alt.Tooltip("slice:N", title=say("value")), alt.Tooltip("jobs:Q", title=say("stay.jobs"))]
    legend = None if len(names) == 1 else alt.Legend(title=None, orient="bottom", columns=2, labelLimit=300)
    lines = alt.Chart(rows).mark_line(point=True)
    lines = lines.encode(
        x=across,
        y=alt.Y("jobs:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
        color=alt.Color("slice:N", sort=list(names.values()), legend=legend),
        detail="stretch:N",
        tooltip=tooltip,
    )
    bands = alt.Chart(pd.DataFrame(gaps, columns=["first", "end"]).apply(pd.to_datetime))
    bands = bands.mark_rect(color="#999", opacity=0.25).encode(x="first:T", x2="end:T")
    return (bands + lines).properties(height=360)


def list_pay(speaker: Speaker, history: Any, on: date, by: str, names: dict[str, str]) -> pd.DataFrame:
    """A row for each month, a column for each slice: pay and, in brackets, of how many jobs."""
    rows: dict[date, dict[str, str]] = {}
    for one in past.measure_pay(history, on, past.SLICES[by]):
        if one.slice in names:
            month = rows.setdefault(one.month, {speaker.say("month"): f"{one.month:%m/%Y}"})
            month[names[one.slice]] = f"{speaker.pay((one.low, one.high)) or '–'} ({one.jobs})"
    head = [speaker.say("month"), *names.values()]
    return pd.DataFrame([[row.get(name, "–") for name in head] for row in rows.values()], columns=head)


def main() -> None:
    st.set_page_config(page_title="wupperjobs", layout="wide")
    browser = 0 if (st.context.locale or "de").startswith("de") else 1
    language = st.radio(
        "Sprache, language",
        list(LANGUAGES),
        browser,
        format_func=lambda one: LANGUAGES[one],
        key="language",
        horizontal=True,
        label_visibility="collapsed",
    )
    speaker, where = Speaker(language), os.environ.get("OUTPUT", "output")
    say = speaker.say
    st.header(say("title"))
    try:
        output = Output.of_command(where)
        snapshot = read_snapshot(output)
        if snapshot is None:
            st.warning(say("none", where=where))
            return
        history = read_tables(where, snapshot.run)["history"]
        runs = [run for run, one in read_versions(output).items() if one.get("state") != PASSED_OVER]
    except BrokenSnapshot as error:
        st.error(say("damaged", where=where, error=f"{error}"))
        return
    except ConfigurationError as error:
        st.error(f"{error}")
        return
    watched = past.find_watched(history, runs, snapshot.run)
    begun, on = min(watched), max(watched)
    gaps = [
        say("date" if first == last else "gap", d=f"{first}", last=f"{last}")
        for first, last in find_gaps(watched, begun, on)
    ]
    told = say("watched", n=len(watched), first=f"{begun}", last=f"{on}")
    st.caption(" ".join([told, say("gaps", days=", ".join(gaps))] if gaps else [told]))
    two_days, by_slice = st.tabs([say("tab.days"), say("tab.history")])
    with two_days:
        show_two_days(speaker, where, snapshot.run, watched)
    with by_slice:
        show_history(speaker, where, snapshot.run, watched)


main()

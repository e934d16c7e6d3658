"""The pages of a site that are not a snapshot's: its front, in two languages, and the dictionary; without a script."""

import json
from collections.abc import Sequence
from functools import partial

from report.feed import FEEDS, title_of
from report.figures.days import berlin_day
from report.figures.row import Row
from report.job_words import Speak, find_address, list_facts
from report.markup import Markup, link_out, tag
from report.month_page import INDEXES
from report.months import Archive, link_month
from report.site_frame import write_page, write_table
from report.wording import say
from schemas.columns import fields_of
from schemas.configuration import Search
from schemas.dictionary import TABLE_TEXTS, write_example
from schemas.tables import TABLES
from storage.layout import started_at
from storage.snapshots import Snapshot, sum_manifest

FRONTS = {"de": "index.html", "en": "en.html"}
LISTS = {"de": "jobs.html", "en": "jobs-en.html"}
LISTED = 5_000  # jobs in the list at the most, the newest
DICTIONARY = "dictionary.html"
REPORTS = "reports"
RECENT = 3  # months named on the front


def write_front(
    search: Search, snapshots: Sequence[Snapshot], thinned: int, open_jobs: int, months: Archive, language: str
) -> bytes:
    """The front page: what there is, how to subscribe, the data of all snapshots that are there, how to cite them.

    `snapshots`: the newest first. `thinned`: how many there were besides. `months`: those with a report ("2026-11").
    """
    speak: Speak = partial(say, in_english=language == "en")
    last, other = snapshots[0], next(one for one in FRONTS if one != language)
    day = berlin_day(started_at(last.run)).isoformat()
    lead = speak("hero.search", what=", ".join(search.what.keywords), km=search.where.radius_km, town=search.where.town)
    body: list[Markup | None] = [
        tag("p", speak("hero.as_of", d=day), " · ", tag("a", speak("site.other"), href=FRONTS[other], lang=other)),
        tag("h1", speak("hero.open", n=open_jobs)),
        tag("p", lead),
        tag(
            "p",
            tag("a", speak("site.page"), href="latest/report.html", class_="go"),
            " ",
            tag("a", speak("site.list"), href=LISTS[language]),
        ),
        _reports(months, language, speak),
        _subscribe(search, last, speak),
        _data(last, speak),
        _versions(snapshots, thinned, speak),
        _cite(search, last, day, speak),
        _terms(last, speak),
    ]
    return write_page(language, f"{speak('hero.open', n=open_jobs)} · {search.where.town}", body)


def _reports(months: Archive, language: str, speak: Speak) -> Markup | None:
    """The last months' reports, and where all are; nothing while there is none."""
    if not months:
        return None
    rows = [
        tag("li", link_month(one, months[one], language, f"{REPORTS}/", speak))
        for one in sorted(months)[: -RECENT - 1 : -1]
    ]
    every = tag("li", tag("a", speak("site.reports.all"), href=f"{REPORTS}/{INDEXES[language]}"))
    return tag("section", tag("h2", speak("site.reports")), tag("ul", *rows, every))


def _subscribe(search: Search, last: Snapshot, speak: Speak) -> Markup:
    files = last.manifest["files"]
    rows = [
        tag(
            "li",
            title_of(search, partial(say, in_english=one == "en")),
            ": ",
            tag("a", name, href=f"latest/{name}"),
            lang=one,
        )
        for one, name in FEEDS.items()
        if name in files
    ]
    for watch in search.watch:
        names = [name for kind in ("atom", "ics") if (name := f"watch-{watch.name}.{kind}") in files]
        links = [piece for name in names for piece in (", ", tag("a", name, href=f"latest/{name}"))][1:]
        if links:
            rows.append(tag("li", title_of(search, speak, watch), ": ", *links))
    return tag("section", tag("h2", speak("site.subscribe")), tag("ul", *rows))


def _data(last: Snapshot, speak: Speak) -> Markup:
    rows = []
    for name, text in TABLE_TEXTS.items():
        file = last.manifest["files"].get(f"{name}.parquet")
        if file:
            cells = [tag("th", tag("a", f"{name}.parquet", href=f"latest/{name}.parquet"), scope="row")]
            cells += [
                tag("td", text),
                tag("td", speak("number", n=file["rows"]), class_="n"),
                _size(file["bytes"], speak),
            ]
            rows.append(tag("tr", *cells))
    head = tag("tr", *(tag("th", speak(f"site.{name}"), scope="col") for name in ("file", "what", "rows", "size")))
    more = [
        tag("a", name, href=href)
        for name, href in ((speak("site.dictionary"), DICTIONARY), ("datapackage.json", "latest/datapackage.json"))
    ]
    note = tag("p", more[0], " · ", more[1], " · ", tag("a", "manifest.json", href="latest/manifest.json"))
    return tag("section", tag("h2", speak("site.data")), write_table(head, rows), note)


def _versions(snapshots: Sequence[Snapshot], thinned: int, speak: Speak) -> Markup:
    rows = []
    for one in snapshots:
        at = f"snapshots/{one.run}"
        names = [name for name in ("report.html", "jobs.parquet", "changes.parquet") if name in one.manifest["files"]]
        links = [piece for name in (*names, "manifest.json") for piece in (", ", tag("a", name, href=f"{at}/{name}"))]
        sum_ = sum_manifest(one)
        size = sum(file["bytes"] for file in one.manifest["files"].values())
        rows.append(
            tag("tr", tag("th", one.run, scope="row"), tag("td", *links[1:]), _size(size, speak),
                tag("td", tag("code", sum_[:12], title=sum_)))
        )  # fmt: skip
    head = tag("tr", *(tag("th", speak(f"site.{name}"), scope="col") for name in ("run", "file", "size", "sum")))
    thin = [speak("site.thinned", n=thinned), " "] if thinned else []
    note = tag("p", *thin, speak("site.all"), " ", tag("a", "versions.json", href="versions.json"))
    return tag("section", tag("h2", speak("site.versions")), write_table(head, rows), note)


def _cite(search: Search, last: Snapshot, day: str, speak: Speak) -> Markup:
    what = f"wupperjobs: {', '.join(search.what.keywords)}, {search.where.radius_km} km, {search.where.town}"
    words = f"{what}. Snapshot {last.run}. SHA-256 of manifest.json: {sum_manifest(last)}."
    bibtex = (
        f"@misc{{wupperjobs_{last.run},\n  title = {{{what}}},\n  year = {{{day[:4]}}},\n"
        f"  note = {{Snapshot {last.run}, SHA-256 {sum_manifest(last)}}}\n}}"
    )
    return tag(
        "section",
        tag("h2", speak("site.cite")),
        tag("p", speak("site.citing")),
        tag("p", tag("q", words)),
        tag("pre", bibtex),
    )


def _terms(last: Snapshot, speak: Speak) -> Markup:
    """What the sources of the data ask for, as its data package states it."""
    package = json.loads(last.read("datapackage.json").to_pybytes())
    rows = []
    for one in [*package["licenses"], *package["sources"]]:
        name = link_out(one["path"], one["title"]) if one.get("path") else one["title"]
        rows.append(tag("li", name, *((": ", one["description"]) if one.get("description") else ())))
    return tag("section", tag("h2", speak("site.terms")), tag("ul", *rows))


def write_list(rows: Sequence[Row], language: str) -> bytes:
    """The open jobs, newest first, as a plain table with links to their ads: for whoever has no script."""
    speak: Speak = partial(say, in_english=language == "en")
    found = []
    for row in rows[:LISTED]:
        address = find_address(row)
        ad = tag("a", row["title"], href=address, rel="noopener noreferrer") if address else row["title"]
        facts = " · ".join(list_facts(row, speak))
        found.append(tag("tr", tag("th", ad, scope="row"), *(tag("td", row[name]) for name in ("employer", "town")),
                         tag("td", facts)))  # fmt: skip
    head = tag("tr", *(tag("th", speak(f"column.{name}"), scope="col") for name in ("title", "employer", "place")),
               tag("th", speak("site.what"), scope="col"))  # fmt: skip
    title = speak("jobs.title")
    back = tag("p", tag("a", "wupperjobs", href=FRONTS[language]))
    return write_page(language, f"wupperjobs: {title}", [back, tag("h1", title), write_table(head, found)])


def write_dictionary() -> bytes:
    """Every column of every table, with its type, its unit, its meaning and a value."""
    body = [tag("p", tag("a", "wupperjobs", href=FRONTS["en"])), tag("h1", "Dictionary")]
    body.append(tag("p", *(piece for name in TABLES for piece in (tag("a", name, href=f"#{name}"), " "))))
    kinds: dict[str, type] = {**TABLES}
    for name, kind in kinds.items():
        rows = [
            tag("tr", tag("th", tag("code", field.name), scope="row"), tag("td", str(field.arrow.type)),
                tag("td", field.column.unit), tag("td", field.column.meaning),
                tag("td", write_example(field.column.example)))
            for field in fields_of(kind)
        ]  # fmt: skip
        head = tag("tr", *(tag("th", word, scope="col") for word in ("column", "type", "unit", "meaning", "example")))
        body.append(
            tag(
                "section",
                tag("h2", name),
                tag("p", TABLE_TEXTS[name].replace("`", "")),
                write_table(head, rows),
                id=name,
            )
        )
    return write_page("en", "wupperjobs: dictionary", body)


def _size(count: int, speak: Speak) -> Markup:
    return tag("td", speak("site.kb", n=max(1, round(count / 1000))), class_="n")

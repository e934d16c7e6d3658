"""What the doctor finds of a board from the responses to one or two requests: a verdict, its reason, the next step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings

from schemas.results import Examined
from schemas.tables import BoardRun
from schemas.verdicts import Finding
from schemas.wires import Stat

_NO_NAME = {"CannotResolveHostError", "RefusedAddress"}
_TLS_WORDS = ("SSL", "TLS", "certificate")
_BLOCKING = {401: "wants a login", 403: "refuses us", 429: "asks us to slow down", 451: "is withheld by law"}
_FIELDS = {  # what an ad should have -> its column
    "employer": "employer",
    "place": "town",
    "date": "posted_on",
    "pay": "salary_basis",
}
_SEEN = (Finding.WELL, Finding.NONE_NOW, Finding.LOOK)  # the last response has the structure that the spider expects
_UNSEEN = (Finding.UNREACHABLE, Finding.FORBIDDEN, Finding.NOT_SET_UP, Finding.NOT_RECORDED, Finding.MOVED)
_STATED = {"employer": "employer_raw", "place": "place", "date": "posted_raw", "pay": "salary_raw"}


def diagnose(
    result: BoardRun, sample: Mapping[str, Any] | None, rows: Sequence[Mapping[str, Any]], log: str, archive: str | None
) -> Examined:
    """Judge a board by what its crawl saw. `sample`: what `crawls/archive/sample.py` wrote, None if the crawl crashed.

    `rows` are the postings read, as columns; `log` and `archive` are the files of the crawl's log and its responses,
    the latter None in a replay.
    """
    if sample is None:
        return Examined(
            board=result.board,
            verdict=Finding.CRASHED,
            why=result.reason or "its crawl ended without a word",
            next_step=f"read {log}; its last lines say where in spiders/{result.board}.py or in the engine it broke",
        )
    stats, seen = sample["stats"], sample["seen"]
    questions = [one for one in seen if one["path"] not in ("/robots.txt", "/.well-known/tdmrep.json")]
    verdict, why, next_step = _judge(result.board, sample, questions, rows, archive)
    form = "not seen" if verdict in _UNSEEN else "other"
    kind = next((key.removeprefix(Stat.BARRIER) for key in stats if key.startswith(Stat.BARRIER)), None)
    return Examined(
        board=result.board,
        asked=tuple(sample["asked"]),
        reached=_reached(seen) if archive else "recording",
        robots=_robots(stats, seen),
        answers=tuple(one["status"] for one in questions if "status" in one),
        page=kind or ("as expected" if verdict in _SEEN else form),
        ads=len(rows),
        read={name: sum(row[column] is not None for row in rows) for name, column in _FIELDS.items()},
        verdict=verdict,
        why=why,
        next_step=next_step,
        notes=tuple(_notes(sample, rows)),
    )


def _reached(seen: Sequence[Mapping[str, Any]]) -> str:
    if any("status" in one for one in seen):
        return "yes"
    errors = [(one["error"], one["words"]) for one in seen if one.get("error") != "IgnoreRequest"]
    if not errors:
        return "not asked"
    if errors[0][0] in _NO_NAME:
        return "no name"
    return "no TLS" if any(word in errors[0][1] for word in _TLS_WORDS) else "no answer"


def _robots(stats: Mapping[str, Any], seen: Sequence[Mapping[str, Any]]) -> str:
    if stats.get(Stat.ROBOTS_FORBIDDEN):
        return "forbids"
    if stats.get(Stat.ROBOTS_REFUSED):
        return "not had"
    if f"{Stat.ROBOTS_STATUS}200" in stats:
        return "allows"
    if any(key.startswith(f"{Stat.ROBOTS_STATUS}4") for key in stats):
        return "not there"
    missing = any(one["path"] == "/robots.txt" and one.get("error") == "MissingRecord" for one in seen)
    return "no record" if missing else "not asked"


def _judge(
    board: str,
    sample: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    rows: Sequence[Any],
    archive: str | None,
) -> tuple[Finding, str | None, str | None]:
    """The verdict, why the board is not well, and what to do about it."""
    stats: Mapping[str, Any] = sample["stats"]
    spider, reached = f"spiders/{board}.py", _reached(sample["seen"])
    broken = stats.get(Stat.BROKEN) or next((stats[key] for key in stats if key.startswith(Stat.UNREAD)), None)
    statuses = [one["status"] for one in questions if "status" in one]
    if not sample["asked"]:
        step = f"give it that, or set enabled = false under [boards.{board}] in search.local.toml"
        return Finding.NOT_SET_UP, broken or "it has no question to ask", step
    if rows and (not stats.get(Stat.BROKEN) or stats.get(Stat.CUT_SHORT)):
        return _judge_rows(board, rows)
    if stats.get(Stat.ROBOTS_FORBIDDEN):
        why = "robots.txt forbids what we ask: the fault is ours, not yours"
        step = (
            f"it is obeyed, and {spider} has to be changed: tell us; until then enabled = false under [boards.{board}]"
        )
        return Finding.FORBIDDEN, why, step
    if stats.get(Stat.MISSING) and not stats.get(Stat.ROBOTS_REFUSED) and not statuses:
        return Finding.NOT_RECORDED, stats.get(Stat.FIRST_MISSING), f"record it: scrapy record {board}"
    if reached in ("no name", "no TLS", "no answer") or stats.get(Stat.ROBOTS_REFUSED):
        steps = {
            "no name": "check your own network; if others answer, the board has moved: look for its new address",
            "no TLS": "open the address in a browser: if it warns too, the board must mend its certificate; wait",
        }
        words = next((one["words"] for one in sample["seen"] if one.get("words")), "nothing was answered")
        step = steps.get(reached, "try again later; if it stays, open it in a browser")
        return Finding.UNREACHABLE, broken or words, step
    if kind := next((key for key in stats if key.startswith(Stat.BARRIER)), None):
        step = f"open {sample['asked'][-1]} in a browser; a block is not worked round: enabled = false while it stays"
        return Finding.BLOCKED, broken or kind, step
    if code := next((status for status in statuses if status in _BLOCKING), None):
        step = "wait a day; if it stays, ask the board, or set enabled = false"
        return Finding.BLOCKED, f"answers {code}: the board {_BLOCKING[code]}", step
    if statuses and statuses[0] in (404, 410) and not rows:
        step = f"open {sample['asked'][0]} in a browser, find where the list is now, and change {spider}"
        return Finding.MOVED, broken or f"answers {statuses[0]}: the address is gone", step
    if statuses and max(statuses) >= 500:
        return Finding.UNREACHABLE, f"answers {max(statuses)}: the board has trouble of its own", "try again later"
    if broken and not statuses:
        step = f"nothing was asked: see the addresses in {spider}, and in the file that names its employers or rows"
        return Finding.NOT_SET_UP, broken, step
    if broken or sample["rejected"]:
        why = "; ".join(dict.fromkeys([*filter(None, [broken]), *sample["rejected"][:1]]))
        step = (
            f"compare the answer in {archive or 'the recording'} with what {spider} expects, and mend that; or send us "
            f"what it answers: scrapy record {board} --pages 5 --bundle {board}.zip"
        )
        return Finding.CHANGED, why, step
    why = "the ad that was asked for is gone" if stats.get(Stat.GONE) else "it says that it has no ads for this"
    return Finding.NONE_NOW, why, "nothing to do; ask again another day"


def _judge_rows(board: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Finding, str | None, str | None]:
    """Judge a board whose ads were read: was what they state read, too?"""
    for name, column in _FIELDS.items():
        stated = [row for row in rows if row[_STATED[name]]]
        if stated and not any(row[column] is not None for row in stated):
            words = str(stated[0][_STATED[name]])[:60]
            step = f"compare with an ad in a browser: the words may come from the wrong place in spiders/{board}.py"
            return Finding.LOOK, f"no {name} was read, though {len(stated)} ads state one, such as {words!r}", step
    for name in ("employer", "place"):
        if not any(row[_STATED[name]] or (name == "place" and row["remote"]) for row in rows):
            step = f"see `fields` in spiders/{board}.py: has the page changed?"
            return Finding.LOOK, f"no ad states its {name}", step
    return Finding.WELL, None, None


def _notes(sample: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is worth knowing even of a board that is well."""
    notes, stats = list[str](), sample["stats"]
    hosts = {urlsplit(url).netloc for url in sample["asked"]}
    if unasked := set(sample["unasked"]) - hosts:
        notes.append(f"of its {len(unasked | hosts)} sites only {', '.join(sorted(hosts))} was asked")
    if stats.get(Stat.CUT_SHORT):
        notes.append(f"not all that the board has: {stats[Stat.BROKEN]}")
    if rejected := stats.get(Stat.REJECTED):
        notes.append(f"{rejected} ads could not be read and were rejected")
    notes += [words.format(n=stats[stat]) for stat, words in find_doctor_notes().items() if stats.get(stat)]
    keys = {name.split("/", 2)[2]: rows for name, rows in stats.items() if name.startswith(Stat.UNREAD_KEY)}
    notes += [f"new key: {key} in {count} of {stats[Stat.ROWS]} rows" for key, count in sorted(keys.items())]
    issues = Counter(issue for row in rows for issue in row["issues"])
    for code, count in sorted(issues.items()):
        name, _, how = code.partition(":")
        notes.append(f"{count} ads state a {name.replace('_', ' ')} that is {how}")
    if any(key.startswith(Stat.UNREAD) for key in stats) and rows:
        tenants = sorted(key.removeprefix(Stat.UNREAD).split("/")[0] for key in stats if key.startswith(Stat.UNREAD))
        notes.append(f"gave no answer that could be read: {', '.join(tenants)}")
    return notes


@cache
def find_doctor_notes() -> dict[str, str]:
    """What the middlewares of settings.py want the doctor to say, by the statistic that it is about."""
    settings = get_project_settings()
    names = [*settings.getdict("SPIDER_MIDDLEWARES"), *settings.getdict("DOWNLOADER_MIDDLEWARES")]
    notes: dict[str, str] = {}
    for name in names:
        notes |= getattr(load_object(name), "doctor_notes", {})
    return notes

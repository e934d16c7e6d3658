"""What `scrapy explain` prints: postings side by side, the reasons, the changes."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from report.console import SoundConsole
from report.wording import tell_reason
from schemas.news import WHOSE
from schemas.reasons import Reason
from schemas.results import Explanation, Objection
from schemas.sound import make_sound
from schemas.vocabulary import Cause, DuplicateKind

CHANGE = ("run", "job_id", "kind", "field", "before", "after", "cause")  # the columns shown of a change


def print_explanation(found: Explanation) -> None:
    """Print an explanation; a star marks the columns whose values differ."""
    console = SoundConsole()
    table = Table(title=found.name, title_justify="left", show_lines=False)
    for heading in ("", *found.postings):
        table.add_column(_text(heading), overflow="fold")
    for column in found.columns:
        words = [_write_value(value) for value in column.values]
        table.add_row(Text(f"{column.name} *" if column.differ else column.name), *map(_text, words))
    console.print(table)
    for why in tell_why(found):
        console.print(_text(why), soft_wrap=True)
    for row in found.changes:
        values = f"  {row.field}: {row.before or '-'} -> {row.after or '-'}" if row.field else ""
        reason = f" ({row.after})" if row.after and not row.field else ""
        ours = "" if row.cause is Cause.BOARD else f" [{WHOSE[row.cause]}]"
        console.print(_text(f"{row.run}  {row.kind}{values}{reason}{ours}"), soft_wrap=True)
    for damage in found.damaged:
        console.print(_text(f"changes not told: {damage}"), soft_wrap=True)
    if found.also:
        console.print(_text(f"perhaps the same vacancy: {', '.join(found.also)}"), soft_wrap=True)


def tell_why(found: Explanation) -> list[str]:
    """A sentence for each posting of one job, or each pair of postings of two; of two, also what became of them."""
    why = [
        f"{row.before} became {row.after} in run {row.run}: the two were found to be one job" for row in found.became
    ]
    why += [f"{name} ended in run {run}: its ads are of the job that is told here" for name, run in found.ended]
    for row in found.repeats:
        words = f"{row.kind}: {tell_reason(row.reason)}" if row.kind and row.reason else "its words stand for the job"
        why.append(f"{row.posting}: {words}{_tell_between(row.between)}")
    why += [f"{kind} means: {kind.meaning}" for kind in DuplicateKind if kind in {row.kind for row in found.repeats}]
    for pair in found.compared:
        are = "one vacancy" if pair.same else "by themselves two vacancies" if found.both else "two vacancies"
        words = tell_reason(pair.reason) if pair.same else "; ".join(map(_tell_objection, pair.objections))
        why.append(f"{pair.one} and {pair.other}: {are}: {words}{_tell_between(pair.between)}")
    if found.both:
        parted = any(not pair.same and not pair.between for pair in found.compared)
        since = ", since they were one before: a board lags, or one of them closed" if parted else ""
        why.append(f"they are one job: {', '.join(found.both)}{since}")
    elif any(pair.same for pair in found.compared):
        others = "other postings of one of them could not be one vacancy with the other"
        several = "one of them fits several jobs that are not one, and joins none of them"
        why.append(f"they stay two jobs: {others if found.others_part else several}")
    return why


def _tell_between(postings: Sequence[str]) -> str:
    return f" (one job through {', then '.join(postings)})" if postings else ""


def _tell_objection(found: Objection) -> str:
    """The words of a reason with what was compared.

    >>> _tell_objection(Objection("other_texts", "31", "70"))
    'same title, employer and town, but texts of two vacancies (31 % alike, 70 % are needed)'
    >>> _tell_objection(Objection("one_town_unknown", "Haan", ""))
    'the town of one is not known (Haan / not stated)'
    """
    words = tell_reason(found.reason)
    if found.reason == Reason.OTHER_TEXTS:
        return f"{words} ({found.one} % alike, {found.other} % are needed)"
    if not (found.one or found.other):
        return words
    return f"{words} ({found.one or 'not stated'} / {found.other or 'not stated'})"


def pack_explanation(found: Explanation) -> dict[str, Any]:
    """The explanation as JSON, with the reasons in words."""
    return {
        "name": found.name,
        "postings": found.postings,
        "columns": {column.name: column.values for column in found.columns},
        "why": tell_why(found),
        "changes": [{name: getattr(row, name) for name in CHANGE} for row in found.changes],
        "also": found.also,
        "damaged": found.damaged,
    }


def _text(words: str) -> Text:
    """Words of an ad as they may reach a terminal; brackets in them are no markup."""
    return Text(make_sound(words))


def _write_value(value: Any) -> str:
    if value is None or value == []:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

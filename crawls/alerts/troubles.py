"""What is wrong after a run, in words, each under a name by which the next run knows it again."""

from collections.abc import Mapping

from report.status import tell_doubt
from schemas.feeds import FeedState
from schemas.results import OVERDUE_DAYS, Published, Status
from schemas.verdicts import Trouble, Verdict

WAITING = (FeedState.HELD, FeedState.UNREAD)
SPELT_OUT = 5  # troubles in a paragraph; of more, it gives the names alone, since `scrapy status` has the words


def find_troubles(status: Status, published: Published | None = None) -> dict[str, str]:
    """What someone should look at, by name; what concerns all of it first. `published`: what the publish came to."""
    return _find_of_run(status, published) | _find_of_boards(status)


def _find_of_run(status: Status, published: Published | None) -> dict[str, str]:
    misdated = (*status.misdated, *(published.misdated if published else ()))  # the new snapshot notes the latter
    failed = published.pages_failed if published else {}
    stopped = published if published and published.stopped else None
    found = {
        Trouble.DATES: [f"run {one.run} is not published: {one.reason}" for one in misdated],
        Trouble.SNAPSHOTS: [f"changed since it was published: {words}" for words in status.bent],
        Trouble.CLOCK: ["the snapshot is dated in the future: is the machine's clock right?"] * status.is_ahead,
        Trouble.OVERDUE: [f"nothing was published for {OVERDUE_DAYS} days or more"] * status.is_overdue,
        Trouble.PUBLISH: [f"nothing was published: {stopped.stopped}; {stopped.stood}"] if stopped else [],
        Trouble.TEXTS: published.texts_unread if published else [],
        Trouble.PAGES: [f"{page} could not be made: {why}; the tables are whole" for page, why in failed.items()],
    }
    return {name: "; ".join(dict.fromkeys(told)) for name, told in found.items() if told}


def _find_of_boards(status: Status) -> dict[str, str]:
    """A board of which nothing could be read is one trouble; of one with feeds held or unread, each of these is."""
    found: dict[str, str] = {}
    for row in status.boards:
        found |= {f"{row.board} {name}": f"{row.board} ({name}): {words}" for name, words in row.alarms.items()}
        if row.verdict.is_well:
            continue
        if row.verdict in (Verdict.HELD, Verdict.PARTIAL):
            prefix = f"{row.board}/"
            doubts = [
                one
                for one in status.doubts
                if one.state in WAITING and (one.name == row.board or one.name.startswith(prefix))
            ]
            found |= {one.name: f"{one.name} is {one.state}: {tell_doubt(one)}" for one in doubts}
            if doubts:
                continue
        found[row.board] = f"{row.board} is {row.verdict}: {row.reason}"
    return found


def as_paragraph(troubles: Mapping[str, str]) -> str:
    """Them all in one paragraph: the first ones in whole sentences, of more than a few the names."""
    sentences, others = list(troubles.values())[:SPELT_OUT], list(troubles)[SPELT_OUT:]
    if others:
        sentences.append(f"and {len(others)} more: {', '.join(others)}")
    return " ".join(map(as_sentence, sentences))


def as_sentence(words: str) -> str:
    """With a capital letter at its beginning and a full stop at its end."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")

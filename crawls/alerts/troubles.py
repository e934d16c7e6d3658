"""What is wrong after a run, in words, each under a name by which the next run knows it again."""

from collections.abc import Mapping

from report.status import tell_doubt
from schemas.feeds import FeedState
from schemas.results import OVERDUE_DAYS, Published, Status
from schemas.verdicts import Verdict

WAITING = (FeedState.HELD, FeedState.UNREAD)


def find_troubles(status: Status, published: Published | None = None) -> dict[str, str]:
    """What someone should look at, by name. `published`: what the publish of the run came to.

    A board of which nothing could be read is one trouble; of one of which some feeds are held or unread, each feed is.
    """
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
    for one in (*status.misdated, *(published.misdated if published else ())):  # the new snapshot notes the latter
        found["dates"] = f"run {one.run} is not published: {one.reason}"
    for words in status.bent:
        found["snapshots"] = f"changed since it was published: {words}"
    if status.is_ahead:
        found["clock"] = "the snapshot is dated in the future: is the machine's clock right?"
    if status.is_overdue:
        found["overdue"] = f"nothing was published for {OVERDUE_DAYS} days or more"
    if published and published.stopped:
        stands = "the snapshot before still stands" if published.run else "there is no snapshot yet"
        found["publish"] = f"nothing was published: {published.stopped}; {stands}"
    for page, why in published.pages_failed.items() if published else ():
        found["pages"] = f"{page} could not be made: {why}; the tables are whole"
    return found


def as_paragraph(troubles: Mapping[str, str]) -> str:
    """All of them in one paragraph of whole sentences."""
    sentences = (words[:1].upper() + words[1:] for words in troubles.values())
    return " ".join(words if words.endswith((".", "?", "!")) else f"{words}." for words in sentences)

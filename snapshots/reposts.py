"""Which vacancies ended and came again, and which ads stay but get a new date."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.vocabulary import Cause, ClosedReason
from snapshots.arrays import Column, Mask, Numbers, holds
from snapshots.changes import differs
from snapshots.keys import keys_of
from snapshots.signatures import Sign
from snapshots.text_signature import Signatures
from storage.layout import started_at

REISSUED = 3  # days without an ad, at most, after which it is only given another id: boards do so weekly
DRIFT = 1  # days by which "vor 5 Tagen" moves without anybody's doing
SAME_TEXT = 0.8  # share of an ad's text that it has in common with its text before
DATED = ("posted_on", "posted_precision", "posted_raw", "readers", "text_sha256")  # looked at
ENDED = (ClosedReason.GONE, ClosedReason.DEADLINE, ClosedReason.MISSING)  # else nobody knows that it ended


def days_since(instants: Column, run: str) -> Numbers:
    """Days from each instant to the start of a run, by the calendar (UTC)."""
    days = np.datetime64(started_at(run).date(), "D") - instants.to_numpy().astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def count_reposts(before: pa.Table, after: pa.Table, run: str) -> pa.Table:
    """The stock after a run, its jobs assigned, with `reposted` one higher on each posting by which a job came again.

    All postings that the job has and that were there before the run had ended (closed; the one seen last for a reason
    in ENDED, more than REISSUED days ago), and the run opened one by the board's doing: the first by key, if several.
    `before`: the stock before the run. Both by key.
    """
    at = pc.index_in(keys_of(before), keys_of(after).combine_chunks())
    job, was_open = after["job_id"].take(at), holds(pc.equal(before["status"], "open"))
    came = holds(pc.equal(after["status"], "open")) & holds(pc.equal(after["came_by"], Cause.BOARD))
    came &= ~holds(pc.is_in(after["job_id"], job.filter(pa.array(was_open))))
    was = pa.array(~was_open & holds(pc.is_in(job, after["job_id"].filter(pa.array(came)))))
    ended = pd.DataFrame({"job_id": job.filter(was).to_numpy()})
    ended["days"] = days_since(before["last_seen_at"].filter(was), run)
    ended["over"] = holds(pc.is_in(before["closed_reason"].filter(was), pa.array(ENDED, pa.string())))
    ended = ended.sort_values(["days", "over"]).drop_duplicates("job_id")
    again = ended["job_id"][ended["over"] & (ended["days"] > REISSUED)]
    rows = np.flatnonzero(came)
    opened = pd.Series(after["job_id"].take(pa.array(rows)).to_numpy(), rows).drop_duplicates()
    counted = np.zeros(after.num_rows, np.int32)
    counted[opened.index[opened.isin(again)]] = 1
    place = after.schema.get_field_index("reposted")
    return after.set_column(place, after.schema.field("reposted"), pc.add(after["reposted"], pa.array(counted)))


def find_redated(before: pa.Table, seen: pa.Table, run: str, sign: Sign) -> Mask:
    """Mask over two aligned tables (null before: new): the ads that stay, with the same text, under a later date.

    Both dates are of day precision and more than DRIFT apart; one that is only the latest possible day ("vor 30+
    Tagen") is none. Where other readers read the same words, the new date is theirs.
    """
    days = pc.subtract(seen["posted_on"].cast(pa.int32()), before["posted_on"].cast(pa.int32()))
    stays = holds(pc.equal(before["status"], "open"))
    stays |= holds(pc.is_valid(before["status"])) & (days_since(before["last_seen_at"], run) <= REISSUED)
    mask = stays & holds(pc.greater(days, DRIFT)) & ~holds(seen["posted_at_least"])
    for table in (before, seen):
        mask &= holds(pc.equal(table["posted_precision"], "day"))
    others = holds(differs(before["readers"], seen["readers"]))
    mask &= ~others | holds(differs(before["posted_raw"], seen["posted_raw"]))
    rows = np.flatnonzero(mask)
    old, new = (sign(table.select(["text_sha256"]).take(pa.array(rows))) for table in (before, seen))
    signatures = Signatures(pa.chunked_array([*old["text_signature"].chunks, *new["text_signature"].chunks]))
    here = np.arange(len(rows))
    alike = signatures.compare(here, here + len(rows)) >= SAME_TEXT
    mask[rows] = alike | holds(pc.equal(old["text_sha256"], new["text_sha256"]))
    return mask

"""Whether a job starts as soon as possible: "ab sofort", "zum nächstmöglichen Zeitpunkt", "asap"."""

import re

from german.dates.cues import any_cue, find_pieces, wordings
from german.words.gates import anchors, any_of
from german.words.later import when_needed

_LONGEST = 300  # characters of a field

_IN_FIELD = when_needed(any_cue("field soon"))

_SOONEST = tuple(f"{stem}{joint}möglich" for stem in wordings("soonest") for joint in ("", " ", "en ", "-"))
_BEHIND_HEADING = (*wordings("soon behind heading"), *_SOONEST)
_SOON = when_needed(
    rf"(?<!angabe )(?<!angaben )\b{any_cue('soon from')}(?: dem)? "
    rf"(?:sofort(?! ?bewerb(?:en|ung))|{any_of(_SOONEST)})"
    rf"|{any_cue('soon heading')}[ :?–-]{{1,4}}{any_of(_BEHIND_HEADING)}"
    rf"|{any_cue('soon alone')}"
)
_SOON_OF_A_JOB = re.compile(any_cue("soon of a job"))
_JOB = re.compile(any_cue("job soon"))
_REPLY = re.compile(any_cue("reply soon"))
_APPLY = re.compile(any_cue("apply soon"))
_SENTENCE_END = re.compile(r"[.!?] ")
_CHOSEN = (
    *("sofort", "stmög", "st mög", "sten mög", "st-mög", "baldmög", "so bald wie"),
    *("as soon as", "asap", "immediate", "earliest", "next possible"),
)
_PIECES = tuple(
    piece
    for piece in anchors((*_BEHIND_HEADING, *wordings("soon alone"), *wordings("soon of a job")), _CHOSEN)
    if piece == piece.lower()
)


def is_as_soon_as_possible(text: str | None) -> bool:
    """Whether the words of a start field mean at once, which is not a date but not nothing either.

    >>> is_as_soon_as_possible("zum nächstmöglichen Zeitpunkt"), is_as_soon_as_possible("01.05.2026")
    (True, False)
    """
    return bool(text and _IN_FIELD.search(" ".join(text[:_LONGEST].lower().split())))


def says_as_soon_as_possible(ad: str) -> bool:
    """Whether an ad, in lower case and single blanks, says that its job starts as soon as possible.

    >>> says_as_soon_as_possible("die stelle ist schnellstmöglich zu besetzen.")
    True
    >>> says_as_soon_as_possible("bewerben sie sich ab sofort!")
    False
    """
    for place in find_pieces(_PIECES, ad):
        said = _SOON.search(ad, max(0, place - 35), place + 40)
        if said is not None and not _APPLY.search(ad, max(0, said.start() - 25), said.start()):
            return True
        if _SOON_OF_A_JOB.search(ad, max(0, place - 9), place + 25) and _is_job_wanted(ad, place):
            return True
    return False


def _is_job_wanted(ad: str, place: int) -> bool:
    """Whether the sentence around it is about the job, and not about a reply to applicants."""
    before = _SENTENCE_END.split(ad[max(0, place - 200) : place])[-1]
    sentence = before + _SENTENCE_END.split(ad[place : place + 100])[0]
    return bool(_JOB.search(sentence)) and not _REPLY.search(sentence)

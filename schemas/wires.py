"""The names by which rooms tell each other things during a crawl: Scrapy's statistics, and keys of a request's meta.

A count that only its own file knows stays there. A test finds a name of this module that is written out elsewhere.
"""


class Stat:
    """Statistics of one board's crawl; what they count is 0 where it is missing. One ending in `/` is a beginning."""

    # What a board says of itself (spiders)
    BOARD = "board/"  # counts of the board's own, such as `board/read` and `board/repeated`
    BROKEN = "board/broken"  # why the crawl is not the whole board, in words; the first reason
    CUT_SHORT = "board/cut_short"  # True: that reason is only that the board has more postings than it shows
    UNREAD = "board/unread/"  # a feed (how its board_refs begin) without a whole answer: why, in words
    FEED = "board/feed/"  # a feed that is asked (how its board_refs begin): 1
    ASKED = "board/asked_for/"  # words of the search that a list was asked for, behind the feed's beginning: 1
    READ_DOWN = "board/read_down"  # True: read newest first, down to what the last runs knew
    REJECTED = "board/rejected"  # rows and pages that could not become a posting
    GONE = "board/gone"  # posting pages answered with 404 or 410
    MOVED = "board/moved/"  # and how board_refs begin: 1 where all of them were; they have moved, and none has ended
    ROWS = "board/rows"  # rows that postings were read from, where they have keys: JSON or XML
    UNREAD_KEY = "unread/"  # and `<board>/<key>`: rows with a value under a key that nothing reads and nobody ignores

    # What became of the requests (crawls/ledger.py); SCHEDULED is the sum of the four after it
    SCHEDULED = "ledger/scheduled"
    ANSWERED = "ledger/answered"
    FAILED = "ledger/failed"
    FILTERED = "ledger/filtered"
    OPEN = "ledger/open"
    FIRST_FAILURE = "ledger/first_failure"  # which request failed first and why, in words

    STATUS = "downloader/response_status_count/"  # answers by HTTP status, those made again included (Scrapy's own)

    # What manners and archive did
    CLOCK = "clock/"  # and a host: seconds by which the machine's clock is ahead of its own; below 0, behind
    ARCHIVED = "archive/bytes"  # bytes that the archive of this crawl holds
    CARRIED = "known/carried"  # pages known and unchanged, not asked for again
    MISSING = "replay/missing"  # requests that the recording has no answer to
    FIRST_MISSING = "replay/first_missing"  # the first of them, in words
    BARRIER = "page_class/"  # pages that stand in the way, by kind: captcha, consent, login, empty
    ROBOTS_FORBIDDEN = "robotstxt/forbidden"  # requests that robots.txt forbids (Scrapy's own)
    ROBOTS_REFUSED = "robotstxt/refused"  # hosts without a robots.txt to go by, so that nothing is asked there
    ROBOTS_STATUS = "robotstxt/response_status_count/"  # answers for robots.txt by HTTP status (as Scrapy counts them)

    USAGE = "usage/"  # and a wish of a board's sites on the use of their pages, such as ai-train=no: 1

    # What the pipelines kept (pipelines/part.py)
    POSTINGS = "part/postings"
    IN_AREA = "part/in_area"
    KEPT = "part/kept"
    WITH_SALARY = "part/with_salary"


class Meta:
    """Keys of a request's meta, beside Scrapy's own."""

    ANSWERED_AT = "answered_at"  # datetime in UTC: when the board gave this answer, the WARC-Date in a replay
    SEEN_AT = "seen_at"  # datetime in UTC: when the board last showed what the answer holds, if that was later
    STAMP = "stamp"  # what the list says of a posting that changes when the posting does, as a digest; None: nothing
    IS_KNOWN = "is_known"  # whether the last runs read this posting
    KNOWN = "known"  # the last runs' answer to the same question; None: there is none, or it is too old

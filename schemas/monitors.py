"""The monitors of a board's run, by the names that Spidermon's users know."""

from schemas.vocabulary import Word


class Monitor(Word):
    """A monitor of a board's run; `monitors` of `boards` names those that it did not pass."""

    said: tuple[str, str]  # on the page: German, English

    def _take(self, german: str, english: str) -> None:
        self.said = german, english

    ITEM_COUNT = (
        *("item_count", "as many postings as usual: no feed is held for its count, and the floor is reached"),
        *("Anzahl", "item count"),
    )
    FIELD_COVERAGE = (
        *("field_coverage", "as many values as usual: no feed is held for a place, pay or the like that vanished"),
        *("Felder", "field coverage"),
    )
    ERROR_RATE = ("error_rate", "every request was answered, if need be when it was made again", "Fehler", "errors")
    FINISH_REASON = ("finish_reason", "the crawl finished by itself, and its part can be read", "Ende", "finish reason")
    UNWANTED_CODES = (
        *("unwanted_codes", "no more answers than usual refuse or break off: 400, 401, 403, 407, 429, 500 and above"),
        *("HTTP-Fehler", "unwanted codes"),
    )
    REJECTED = ("rejected", "no more ads than usual could not become a posting", "Abgelehnt", "rejected")
    LEDGER = ("ledger", "every request that was scheduled was answered, failed or was filtered", "Buch", "ledger")
    FRESHNESS = (
        *("freshness", "each feed had a good answer within 7 days, and new postings come about as often as usual"),
        *("Aktualität", "freshness"),
    )
    DURATION = ("duration", "the crawl took no longer than usual", "Dauer", "duration")

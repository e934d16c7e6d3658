"""How a page that answers 200 says that its posting is closed: in words, in place of the posting."""

import re

from scrapy.http import HtmlResponse, Response

from spiders._page_links import words_on

LONGEST = 3000  # characters of a page that says little else
_THING = (
    r"(?:stell\w*|position\w*|anzeige|ausschreibung|inserat|jobs?|vakanz|posting|vacancy|role|advert\w*|offre|vacature)"
)
_CLOSED = re.compile(
    rf"""(?ix)\b{_THING}\b [^.!?]{{0,60}}? (?:
    nicht \s mehr \s (?:\w+ \s)? (?:verfügbar|online|aktuell|vakant|ausgeschrieben|aktiv|offen|vorhanden|gefunden)
    | (?:bereits|schon|inzwischen|mittlerweile|wurde|ist) \s (?:\w+ \s)?
      (?:besetzt|vergeben|geschlossen|abgelaufen|beendet|deaktiviert|archiviert|gelöscht|entfernt)
    | no \s longer \s (?:\w+ \s)? (?:available|active|open|online|posted|exists?|accepting)
    | (?:has|have|is) \s (?:already \s)? (?:expired|closed|filled|been \s (?:filled|closed|removed|deleted|archived))
    | n['’]est \s plus \s (?:disponible|en \s ligne|active) | (?:is \s)? niet \s meer \s (?:beschikbaar|actief|online)
    )"""
)


def says_closed(words: str) -> bool:
    """Whether words say that a posting is closed.

    >>> says_closed("Diese Stellenanzeige ist leider nicht mehr verfügbar."), says_closed("Job has expired")
    (True, True)
    >>> says_closed("Die Stelle ist zu besetzen; Umwege sind nicht mehr nötig"), says_closed("IT-Leiter (m/w/d)")
    (False, False)
    """
    return bool(_CLOSED.search(words))


def is_closed_page(response: Response) -> bool:
    """Whether a page that is no posting says so of the one that stood there."""
    if not isinstance(response, HtmlResponse):
        return False
    words = words_on(response)
    return len(words) <= LONGEST and says_closed(words)

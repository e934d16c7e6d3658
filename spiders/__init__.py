"""The boards: one file a board or ATS, named like its spider; what several share stands in `_*.py`.

What a board is made of: how responses are read (`FeedBoard`, `PageBoard`), and how it is asked.
"""

from spiders._addresses import Addresses, Sitemaps
from spiders._board import GONE, Board, Found
from spiders._employers import Employers
from spiders._feed_board import FeedBoard, Row
from spiders._keywords import Keywords
from spiders._page_board import PageBoard

__all__ = [
    "GONE",
    "Addresses",
    "Board",
    "Employers",
    "FeedBoard",
    "Found",
    "Keywords",
    "PageBoard",
    "Row",
    "Sitemaps",
]

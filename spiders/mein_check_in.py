"""mein-check-in: the career pages of employers.toml that this ATS serves."""

from spiders import Employers, PageBoard


class MeinCheckIn(PageBoard):
    """Career pages of employers that use mein-check-in, such as savings banks: one list, and plain pages."""

    name = "mein_check_in"
    access = "tolerated"
    checked = "documented"  # by one client, 2026
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    asks = Employers("https://www.mein-check-in.de/{tenant}/overview", headers={})
    posting_urls = r"/position-(\d+)(?:[/?#]|$)"
    none_words = r"(?i)\bkeine (?:\w+ ){0,3}(?:Stellen|Ausschreibungen|Angebote)"
    fields = {"title": "h1::text", "text_html": "main, body"}

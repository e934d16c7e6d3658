"""How the figures come about, and the data beside the page."""

from report.feed import FEEDS
from report.figures.snapshot import Counted
from report.job_rows import LISTED
from report.markup import Markup, link_out, tag, together
from report.wording import said

# Boards whose terms require attribution wherever their ads are shown.
_CREDITS = {"adzuna": ("Jobs by Adzuna", "https://www.adzuna.de")}


def write_footer(counted: Counted) -> Markup:
    files = counted.manifest.get("files", {})
    of_watches = {f"watch-{watch.name}.{kind}" for watch in counted.search.watch for kind in ("atom", "ics")}
    links = [tag("a", name, href=name) for name in sorted({*files, *FEEDS.values(), *of_watches})]
    listed = [together(link, " ") for link in links]
    cut = len(counted.open) - LISTED
    return together(
        tag("h2", said("footer.title")),
        tag(
            "div",
            *(said(f"footer.{name}", "p") for name in ("open", "history", "pay", "merge", "dates")),
            class_="how",
        ),
        said("footer.cut", "p", n=LISTED, all=len(counted.open)) if cut > 0 else None,
        tag("p", said("footer.files"), " ", *listed, class_="files") if listed else None,
        *(
            tag("p", link_out(url, words))
            for board, (words, url) in _CREDITS.items()
            if board in counted.overlap.by_board
        ),
        said("footer.run", "p", {"class_": "note"}, run=counted.manifest["run"]),
    )

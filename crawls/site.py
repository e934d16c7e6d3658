"""`scrapy site`: what was published, as a site for any host."""

from german.places.search import load_search
from report.site import make_site
from schemas.exit_codes import ExitCode
from storage.layout import Output


def publish_site(folder: str, search_file: str, where: str) -> int:
    """Make the site and say how large it is; the exit code."""
    site = make_site(Output.of_command(where), load_search(search_file), Output.of_command(folder))
    size = f"{site.bytes / 1e6:,.1f} MB"
    print(f"{folder}: {site.snapshots} snapshots, the last of run {site.run}; {site.files} files, {size}")
    print(f"Open {folder}/index.html, or put the folder on any host.")
    return ExitCode.WELL

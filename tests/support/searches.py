"""A search as a file holds it."""

from pathlib import Path

from german.places.search import load_search
from schemas.configuration import Search

RUN = "20261120T050000Z"


def make_search(folder: Path, boards: str = "[boards.alpha]\n", local: str = "", employers: str = "") -> Search:
    folder.mkdir(exist_ok=True)
    what = '[what]\nkeywords = ["CIO"]\nrole_families = ["it_lead"]\n[where]\ntown = "Wuppertal"\n'
    (folder / "search.toml").write_text(what + boards)
    (folder / "search.local.toml").write_text(local)
    (folder / "employers.toml").write_text(employers)
    load_search.cache_clear()
    return load_search(folder / "search.toml")

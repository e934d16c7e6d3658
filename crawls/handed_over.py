"""How a crawl's process is started: its settings come by the environment, since every user sees a command line."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from scrapy.settings import BaseSettings

from crawls.json_logs import log_as_json
from schemas.secrets import guard_stderr
from schemas.sound import make_sound

VARIABLE = "WUPPERJOBS_CRAWL"


def crawl_command(board: str) -> list[str]:
    """The command of one board's crawl."""
    return [sys.executable, "-P", str(Path(__file__).with_name("one_board.py")), board]


def hand_over(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that crawls with these settings, in which S3 addresses may hold keys."""
    return {**os.environ, VARIABLE: json.dumps(dict(settings))}


class HandedOver:
    """An add-on of Scrapy: takes over the settings of the process that started this one, before the log begins.

    In that log, whatever library writes it, no key or password is told and no control character.
    A process that was started for one crawl does without what libraries load only to ask whether a value is theirs.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        handed_over = os.environ.pop(VARIABLE, None)
        settings.setdict(json.loads(handed_over or "{}"), priority="cmdline")
        guard_stderr(make_sound)
        if settings.getbool("LOG_AS_JSON"):
            log_as_json(settings)
        if handed_over:
            sys.meta_path.insert(0, _Without())


NOT_LOADED = {
    "pandas": "pyarrow loads it at the first list that becomes a table, to ask whether that is one of its series",
    "pydantic": "itemadapter loads it, where it is installed, to ask whether an item is one of its models",
    "fsspec": "warcio loads it, where it is installed, for addresses of other places than files",
}
"""What a crawl's process does without, and who would load it. pandas alone costs a quarter of a second and 34 MB."""


class _Without(MetaPathFinder):
    """Finds none of these libraries."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in NOT_LOADED:
            raise ModuleNotFoundError(f"a crawl does without {fullname}", name=fullname)
        return None

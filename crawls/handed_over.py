"""How a crawl's process is started: its settings come by the environment, since every user sees a command line."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from scrapy.settings import BaseSettings

from crawls.json_logs import log_as_json
from schemas.secrets import guard_stderr
from schemas.sound import make_sound

VARIABLE = "WUPPERJOBS_CRAWL"


def crawl_command(board: str) -> list[str]:
    """The command of one board's crawl."""
    return [sys.executable, "-m", "scrapy", "crawl", board]


def hand_over(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that crawls with these settings, in which S3 addresses may hold keys."""
    return {**os.environ, VARIABLE: json.dumps(dict(settings))}


class HandedOver:
    """An add-on of Scrapy: takes over the settings of the process that started this one, before the log begins.

    In that log, whatever library writes it, no key or password is told and no control character.
    A process that was started for one crawl does without pandas.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        handed_over = os.environ.pop(VARIABLE, None)
        settings.setdict(json.loads(handed_over or "{}"), priority="cmdline")
        guard_stderr(make_sound)
        if settings.getbool("LOG_AS_JSON"):
            log_as_json(settings)
        if handed_over:
            sys.meta_path.insert(0, _WithoutPandas())


class _WithoutPandas(MetaPathFinder):
    """Finds no pandas. At the first list that becomes an Arrow table, pyarrow would load it (a quarter of a second,
    34 MB) only to ask whether the list is one of its series."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("a crawl does without pandas", name=fullname)
        return None

"""How a crawl's process is started: its settings come by the environment, since every user sees a command line."""

import json
import os
import sys
from collections.abc import Mapping

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
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        settings.setdict(json.loads(os.environ.pop(VARIABLE, "{}")), priority="cmdline")
        guard_stderr(make_sound)
        if settings.getbool("LOG_AS_JSON"):
            log_as_json(settings)

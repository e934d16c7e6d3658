"""A board's log as JSON, a line an event, for whoever collects logs."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from scrapy.settings import BaseSettings


class JsonRecord(logging.LogRecord):
    """An event of the log that knows itself as one line of JSON: `line`, which LOG_FORMAT names."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        told = {
            "at": datetime.fromtimestamp(self.created, UTC).isoformat(timespec="milliseconds"),
            "level": self.levelname.lower(),
            "logger": self.name,
            "message": self.getMessage(),
        }
        if self.exc_info and self.exc_info[0]:
            told["traceback"] = "".join(traceback.format_exception(*self.exc_info))
            self.exc_info = None  # or the formatter would write it once more, in many lines
        self.line = json.dumps(told, ensure_ascii=False)


def log_as_json(settings: BaseSettings) -> None:
    """From now on each event of this process is a line of JSON, whatever library writes it."""
    settings.set("LOG_FORMAT", "%(line)s", priority="cmdline")
    logging.setLogRecordFactory(JsonRecord)

"""The boards' classes, loaded from the project's files."""

import traceback
from pathlib import Path
from typing import Any

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from schemas.mistakes import ConfigurationError


def load_boards(settings: Settings | None = None) -> Any:
    """Scrapy's loader of spiders, with all of them loaded. Raises ConfigurationError for a file that cannot be."""
    try:
        return SpiderLoader.from_settings(settings or get_project_settings())
    except Exception as error:  # of any kind: the file of a board is code
        raise ConfigurationError(
            f"{_place_of(error)}: {type(error).__name__}: {error}; mend or remove this file: until then no board "
            "can be asked"
        ) from error


def _place_of(error: Exception) -> str:
    """The file and line that were being loaded."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}, line {error.lineno}"
    loaded = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name == "<module>"]
    return f"{Path(loaded[-1].filename).name}, line {loaded[-1].lineno}" if loaded else "SPIDER_MODULES"

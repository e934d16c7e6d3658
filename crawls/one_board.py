"""Crawls one board in a process of its own, as `scrapy crawl BOARD` does, but begins in two thirds of its time.

`scrapy` loads all commands first, Scrapy's and ours; and while all is loaded there is nothing to collect, but Python
looks some hundred times. Run as a file with `python -P`, in the project's folder, whose modules come first, as with
`python -m scrapy`; those of `crawls/` beside this file are no modules of their own.
"""

import gc
import logging
import sys
from importlib import import_module
from pathlib import Path


def crawl(board: str) -> int:
    """Crawl the board to its end; 1 if the crawl could not even begin."""
    # While this module is loaded, each deprecated name in it is looked for in all modules loaded before; Scrapy alone
    # would load it last.
    import_module("scrapy.core.downloader.contextfactory")

    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    process = AsyncCrawlerProcess(get_project_settings())
    crawler = process.create_crawler(board)
    crawler.signals.connect(settle, signals.spider_opened)
    process.crawl(crawler)
    process.start()
    return int(process.bootstrap_failed)


def settle() -> None:
    """Garbage is collected again; what is loaded by now stays as long as the process, and is not looked at any more.

    Scrapy makes two events of each response whether or not the log keeps them; those that it does not keep are left.
    """
    from scrapy.utils.log import get_scrapy_root_handler

    gc.freeze()
    gc.enable()
    if handler := get_scrapy_root_handler():
        logging.disable(handler.level - 1)


if __name__ == "__main__":
    gc.disable()  # before anything is loaded
    sys.path.insert(0, str(Path.cwd()))
    sys.exit(crawl(sys.argv[1]))

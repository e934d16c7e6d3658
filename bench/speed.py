"""`make bench`: every measurement, each beside a peer or a baseline in the same run; kept in bench/history.jsonl."""

from itertools import chain

from bench import crawl, duplicates, growth, history, readers, report_page
from bench.figures import describe_machine, keep, tell

if __name__ == "__main__":
    machine = describe_machine()
    measured = (crawl, readers, report_page, history, duplicates, growth)
    keep(tell(chain.from_iterable(one.compare() for one in measured)), machine)

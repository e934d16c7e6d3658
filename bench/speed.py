"""`make bench`: every measurement, each as a ratio to a peer or a baseline in the same run."""

from bench import crawl, duplicates, growth, history, readers, report_page

if __name__ == "__main__":
    crawl.compare()
    readers.compare()
    report_page.compare()
    duplicates.compare()
    history.compare()
    growth.compare()

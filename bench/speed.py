"""`make bench`: every measurement, each as a ratio to a peer or a baseline in the same run."""

from bench import crawl, duplicates, readers

if __name__ == "__main__":
    crawl.compare()
    readers.compare()
    duplicates.compare()

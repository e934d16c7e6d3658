"""Reads the pages that bench/crawl.py serves with requests and BeautifulSoup, one after the other, and keeps titles."""

import sys

import requests
from bs4 import BeautifulSoup


def crawl(address: str) -> list[str]:
    """The titles of all pages that the list links to."""
    with requests.Session() as session:
        links = BeautifulSoup(session.get(f"{address}/stellen", timeout=30).content, "lxml").select("a[href]")
        pages = (session.get(f"{address}{link['href']}", timeout=30).content for link in links)
        return [str(BeautifulSoup(page, "lxml").select_one("title")) for page in pages]


if __name__ == "__main__":
    crawl(f"http://127.0.0.1:{sys.argv[1]}")

"""Scrapy commands: collect, publish, status, record."""

"""Scrapy middlewares and extensions: archive and replay, request ledger, progress."""

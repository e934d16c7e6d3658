"""How a board's wishes are kept: one Scrapy middleware a file, and what several of them share."""

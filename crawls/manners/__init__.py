"""How a board's wishes are kept: one Scrapy middleware or extension a file."""

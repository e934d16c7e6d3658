"""What `scrapy genboard` finds out about a page that is no board yet."""

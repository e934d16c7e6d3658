"""The Scrapy commands, one file each; files that begin with _ are what they share."""

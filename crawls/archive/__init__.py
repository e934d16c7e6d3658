"""The archive of responses: everything a board answered, from which a crawl can be replayed without the network."""

"""How boards are crawled: the plan of a run, a process for each board, and what comes of it."""

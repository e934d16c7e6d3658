"""How boards are asked: the plan, a process a board, and what comes of it."""

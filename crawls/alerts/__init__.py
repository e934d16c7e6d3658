"""Who is told what, and when: troubles that begin and end, messages that wait, and the ways they go."""

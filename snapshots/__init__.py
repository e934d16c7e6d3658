"""What happens to all postings: duplicates, life cycle, gates, publishing. Time is the runs' own, never the clock's."""

"""Readers of dates: a field's words, and the dates that an ad states."""

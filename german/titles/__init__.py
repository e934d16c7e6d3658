"""Readers of titles: role, seniority, and the words that make a title's key."""

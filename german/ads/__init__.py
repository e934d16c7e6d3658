"""Readers of a whole ad: its text, employer, contract, hours, skills and contacts."""

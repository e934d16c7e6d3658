"""Readers of a whole ad: text, employer, contract, hours, skills, contacts."""

"""Readers of places, and the gazetteer they look names up in."""

"""Readers of what an ad asks and offers: education, experience, languages, leadership, leave, benefits and the like."""

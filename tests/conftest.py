"""Properties are tried on the same examples every time, so that a test that passed passes again."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

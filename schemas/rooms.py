"""The rooms: which folder of code may import which others. Read by tests/test_architecture.py and docs/house.md."""

ROOMS: dict[str, set[str]] = {
    "schemas": set(),
    "german": {"schemas"},
    "storage": {"schemas"},
    "spiders": {"schemas", "storage"},
    "pipelines": {"schemas", "storage", "german"},
    "snapshots": {"schemas", "storage", "german"},
    "report": {"schemas", "storage"},
    "crawls": {"schemas", "storage", "german", "spiders", "pipelines", "snapshots", "report"},
    "scouting": {"schemas", "storage", "german", "spiders", "crawls"},
    "commands": {"schemas", "storage", "german", "spiders", "pipelines", "snapshots", "report", "crawls", "scouting"},
    "examples": {"schemas", "storage", "report"},  # for the dashboard; frames.py is copied, and imports nothing of ours
}
"""What a room may import of ours, beside itself."""

FOLDERS: dict[str, set[str]] = {
    "german/words": set(),
    "german/pay": {"german/words"},
    "german/places": {"german/words"},
    "german/dates": {"german/words"},
    "german/titles": {"german/words"},
    "german/asks": {"german/words"},
    "german/ads": {"german/words", "german/pay", "german/places", "german/dates", "german/titles"},
    "crawls/archive": set(),
    "crawls/manners": {"crawls/archive"},
    "pipelines/subjects": set(),
    "report/figures": set(),
    "report/market": {"report/figures"},
}
"""What a folder inside a room may import of that room, beside itself; all of it where it is not here."""

"""A message, and whom it is told."""

from datetime import UTC, datetime
from typing import Any

from crawls.alerts.message import Message
from schemas.configuration import Alert, Mail

NIGHT = datetime(2026, 11, 20, 5, 7, tzinfo=UTC)
MESSAGE = Message(event="trouble", subject="wupperjobs: 1 new", text="New: alpha is failed\nAll else is well.")
TO_WEB = Alert(url="https://ntfy.example/jobs")


def by_mail(server: str = "mail.example", **more: Any) -> Alert:
    return Alert(mail=Mail(**({"server": server, "sender": "a@b.example", "to": ("c@d.example",)} | more)))

"""What was told, and what still has to be: troubles are told when they begin, each week, and when they end.

All that a run has to tell is written down before anything is sent, and each way is crossed out once it took the
message. So nothing is lost by a kill or a server that is down; a kill between the two tells it twice, under one id.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from pyarrow import fs

from crawls.alerts.channels import channels_of
from crawls.alerts.message import Message
from crawls.alerts.unsent import Unsent, shorten
from schemas.configuration import Alert
from schemas.secrets import hide_secrets
from storage.files import to_json, write_whole
from storage.layout import Output

FILE = "alerts.json"
MOST = 200  # messages that wait; of more the oldest go


@dataclass(slots=True)
class Known:
    """A trouble that was told: since when, when last, and in which words it stands now."""

    since: str
    told_at: str
    words: str


@dataclass(slots=True)
class Waiting:
    """A message, and the ways that have not taken it yet."""

    message: Message
    ways: list[str]


@dataclass(slots=True)
class Outbox:
    """What an output folder has told of itself, and what waits to be sent; `save` keeps it there.

    `watched`: the jobs that each watch has told, by the watch's name.
    """

    output: Output
    known: dict[str, Known] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    watched: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, output: Output) -> Self:
        """As the last run left it; a file that cannot be read counts as none, so that troubles are told anew."""
        try:
            with output.filesystem.open_input_stream(output.path(FILE)) as stream:
                record: Any = json.loads(stream.read())
            known = {name: Known(**one) for name, one in record["troubles"].items()}
            for one in known.values():
                datetime.fromisoformat(one.told_at)
            waiting = [Waiting(_read_message(one["message"]), list(one["ways"])) for one in record["waiting"]]
            watched = {name: list(ids) for name, ids in record.get("watched", {}).items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(output)
        return cls(output, known, waiting, watched)

    def save(self) -> None:
        record = {
            "troubles": {name: asdict(one) for name, one in self.known.items()},
            "waiting": [asdict(one) for one in self.waiting[-MOST:]],
            "watched": self.watched,
        }
        if not (self.known or self.waiting or self.watched) and not self._is_there():
            return  # nothing to keep, and nothing to forget
        with write_whole(self.output, self.output.path(FILE)) as stream:
            stream.write(to_json(record))

    def _try_to_save(self) -> str | None:
        """Why it could not be kept, in words; None: it is."""
        try:
            self.save()
        except OSError as error:
            return shorten(f"{error}")
        return None

    def _is_there(self) -> bool:
        info = self.output.filesystem.get_file_info(self.output.path(FILE))
        return bool(info.type == fs.FileType.File)

    def note(self, whose: str, troubles: Mapping[str, str], alert: Alert, now: datetime, cure: str) -> None:
        """Compare the troubles of now, in words by name, with those told; what has to be told waits from now on.

        `whose`: the search, as the subject names it; `cure`: the command that says what to do. Where nobody is to be
        told, nothing counts as told.
        """
        if not channels_of(alert):
            self.known.clear()
            return
        troubles, cure = {name: hide_secrets(words) for name, words in troubles.items()}, hide_secrets(cure)
        at, oldest = now.isoformat(timespec="seconds"), now - timedelta(days=alert.remind_days)
        begun = {name: words for name, words in troubles.items() if name not in self.known}
        ended = {name: one for name, one in self.known.items() if name not in troubles}
        again = {
            name: words
            for name, words in troubles.items()
            if name in self.known and datetime.fromisoformat(self.known[name].told_at) <= oldest
        }
        lines = [f"New: {words}" for words in begun.values()]
        lines += [f"Still, since {self.known[name].since[:10]}: {words}" for name, words in again.items()]
        lines += [f"Over, after it began on {one.since[:10]}: {one.words}" for one in ended.values()]
        for name in ended:
            del self.known[name]
        for name, words in troubles.items():
            known = self.known.get(name, Known(at, at, words))
            self.known[name] = Known(known.since, at if name in again else known.told_at, words)
        if lines:
            event = "trouble" if begun else "reminder" if again else "well"
            parts = [f"{len(one)} {what}" for one, what in ((begun, "new"), (again, "still"), (ended, "over")) if one]
            left = f"{len(troubles)} in all; `{cure}` says what to do." if troubles else "All is well again."
            text = "\n".join([*lines, "", f"{left}", f"As of {now:%Y-%m-%d %H:%M} UTC."])
            self.add(Message(event=event, subject=f"wupperjobs {whose}: {', '.join(parts)}", text=text), alert)

    def add(self, message: Message, alert: Alert) -> bool:
        """A message waits to be sent by all ways that the search file names; whether there is any: else it is not kept.

        One that says whom it goes `to` goes by mail alone.
        """
        ways = [way for way in channels_of(alert) if not message.to or way == "mail"]
        if ways and message.id not in {one.message.id for one in self.waiting}:
            self.waiting.append(Waiting(message, ways))
        return bool(ways)

    def send(self, alert: Alert) -> list[str]:
        """Send what waits; why a way did not take it, in words. What is not sent waits for the next time.

        Where nothing can be written, on a full disk, a trouble is sent all the same, and told again the next time; what
        a watch has to tell waits, since it is told once.
        """
        lost, ways, unsent = self._try_to_save(), channels_of(alert), dict[str, str]()
        for one in self.waiting:
            if one.message.event == "watch" and lost:
                continue
            for way in list(one.ways):
                if way in unsent:
                    continue  # its server is down: one try a run
                try:
                    if way in ways:  # else it is no longer wanted
                        ways[way](one.message)
                except Unsent as error:
                    again = "" if error.is_taken else " The next run tries again."
                    unsent[way] = f"The alert could not be sent ({way}): {error}.{again}"
                    if not error.is_taken:
                        continue
                one.ways.remove(way)
                self._try_to_save()
        self.waiting = [one for one in self.waiting if one.ways]
        if lost := self._try_to_save():
            unsent[FILE] = f"What was told could not be noted, and will be told again ({FILE}): {lost}"
        return list(unsent.values())


def _read_message(record: dict[str, Any]) -> Message:
    """A message as it was kept: JSON knows lists alone."""
    told: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in record.items()}
    return Message(**told)

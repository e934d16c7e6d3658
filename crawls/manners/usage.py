"""What a site lets others use its pages for: Content-Signal and Content-Usage, in robots.txt and in headers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from protego import Protego
from scrapy.http import Response

FIELDS = ("content-signal", "content-usage")
_ANSWERS = {"yes": "yes", "y": "yes", "no": "no", "n": "no"}
_NO_GROUP = ""
_OURS = ("search", "bots", "tdm", "all")  # categories that a list of jobs falls under, the narrowest first
Wishes = Mapping[str, str]  # category, such as search or ai-train -> yes or no


@dataclass(frozen=True, slots=True)
class Rule:
    """Wishes of a robots.txt for the addresses that a path matches; an empty path matches all."""

    path: str
    wishes: Wishes

    def matches(self, url: str) -> bool:
        return not self.path or not Protego.parse(f"User-agent: *\nDisallow: {self.path}").can_fetch(url, "*")


def read_wishes(words: str) -> dict[str, str]:
    """The categories that a directive or a header answers with yes or no; whatever else it says is ignored.

    Source: contentsignals.org; the drafts of the IETF's working group AI Preferences.

    >>> read_wishes("search=yes, AI-Train=no;exp=1, use=maybe")
    {'search': 'yes', 'ai-train': 'no'}
    >>> read_wishes("train-ai=n train-genai=y")
    {'train-ai': 'no', 'train-genai': 'yes'}
    """
    pairs = re.findall(r"([\w*-]+)\s*=\s*([\w-]+)", re.sub(r";[^,\s]*", "", words.lower()))
    return combine({name: _ANSWERS[said]} for name, said in pairs if said in _ANSWERS)


def combine(found: Iterable[Wishes]) -> dict[str, str]:
    """Several wishes as one: where they contradict each other, no counts."""
    together: dict[str, str] = {}
    for wishes in found:
        for name, said in wishes.items():
            together[name] = "no" if "no" in (said, together.get(name)) else "yes"
    return together


def forbids_listing(wishes: Wishes) -> bool:
    """Whether the wishes forbid what this project makes of a page: an entry of a searchable list, with a link.

    >>> forbids_listing({"ai-train": "no"}), forbids_listing({"search": "no"}), forbids_listing({"bots": "no"})
    (False, True, True)
    >>> forbids_listing({"bots": "no", "search": "yes"})
    False
    """
    return next((wishes[name] == "no" for name in _OURS if name in wishes), False)


def read_rules(text: str, agent: str) -> list[Rule]:
    """The wishes that a robots.txt has for a crawler: those of its own groups, else of `*`, and those of no group.

    >>> read_rules("User-agent: *\\nContent-Signal: search=yes, ai-train=no\\nAllow: /", "wupperjobs")
    [Rule(path='', wishes={'search': 'yes', 'ai-train': 'no'})]
    """
    groups: dict[str, list[Rule]] = {}
    agents, names_agents = [_NO_GROUP], False
    for name, words in _lines(text):
        if name == "user-agent":
            agents = [*agents, words.lower()] if names_agents else [words.lower()]
            for one in agents:
                groups.setdefault(one, [])
        elif name in FIELDS:
            path, rest = re.match(r"(/\S*(?=\s))?(.*)", words).groups()  # type: ignore[union-attr]  # matches anything
            for one in agents:
                groups.setdefault(one, []).append(Rule(path or "", read_wishes(rest)))
        if name in (*FIELDS, "user-agent", "allow", "disallow"):
            names_agents = name == "user-agent"
    own = [rules for one, rules in groups.items() if one.partition("/")[0].rstrip("*").strip() == agent.lower()]
    return [*groups.pop(_NO_GROUP, []), *(chain(*own) if own else groups.get("*", []))]


def wishes_for(url: str, rules: Iterable[Rule]) -> dict[str, str]:
    """What the rules wish for an address: of those that match, the ones with the longest path count.

    >>> rules = [Rule("", {"search": "yes"}), Rule("/intern/", {"search": "no"})]
    >>> wishes_for("https://a.example/intern/7", rules), wishes_for("https://a.example/7", rules)
    ({'search': 'no'}, {'search': 'yes'})
    """
    found = [rule for rule in rules if rule.matches(url)]
    longest = max((len(rule.path) for rule in found), default=0)
    return combine(rule.wishes for rule in found if len(rule.path) == longest)


def wishes_of_headers(response: Response) -> dict[str, str]:
    return combine(read_wishes(value.decode("latin-1")) for name in FIELDS for value in response.headers.getlist(name))


def decode_rules(body: bytes) -> bytes:
    """A robots.txt as UTF-8, which it should be: UTF-16 and UTF-32 are told by their mark, or by their zeros.

    >>> decode_rules("User-agent: *".encode("utf-16")), decode_rules("User-agent: *".encode("utf-16-le"))
    (b'User-agent: *', b'User-agent: *')
    """
    if body.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        charset = "utf-32"
    elif body.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    elif b"\0" in body[:4]:
        charset = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
    else:
        return body
    return body.decode(charset, errors="ignore").encode()


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        name, colon, words = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), words.strip()

"""Finds the career feeds, of systems that a spider reads already, to which a page leads."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

_HOST = r"(?<![\w.-])(?P<tenant>[a-z0-9][a-z0-9-]*)"  # the first label of the host
_NAME = r"(?P<tenant>[\w.%-]*[\w%-])"
# The vendors' own names, which are no employer's.
_VENDORS = {
    *("www", "api", "app", "apply", "assets", "blog", "career", "careers", "cdn", "developers", "docs", "embed"),
    *("help", "j", "job", "jobs", "login", "static", "support"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How an address shows an employer's feed at an ATS."""

    ats: str  # the spider's name
    address: str  # an expression; without groups, the page's host is the tenant
    tenant: str = "{tenant}"  # made of the expression's groups
    feed: str | None = None  # only if the spider's own `feed_url` does not lead there


SIGNS = (
    Sign(
        "greenhouse", rf"//(?:job-)?boards(?:\.eu)?\.greenhouse\.io/embed/job_\w+(?:/js)?\?(?:[^\s\"'#]*&)?for={_NAME}"
    ),
    Sign("greenhouse", rf"//(?:job-)?boards(?:\.eu)?\.greenhouse\.io/{_NAME}"),
    Sign("greenhouse", rf"//boards-api\.greenhouse\.io/v1/boards/{_NAME}"),
    Sign("lever", rf"//(?:jobs|api)\.lever\.co/(?:v0/postings/)?{_NAME}"),
    Sign(
        "lever",
        rf"//(?:jobs|api)\.eu\.lever\.co/(?:v0/postings/)?{_NAME}",
        feed="https://api.eu.lever.co/v0/postings/{tenant}?mode=json",
    ),
    Sign("ashby", rf"//(?:jobs|api)\.ashbyhq\.com/(?:posting-api/job-board/)?{_NAME}"),
    Sign("recruitee", rf"{_HOST}\.recruitee\.com\b"),
    Sign("workable", rf"//apply\.workable\.com/(?:api/v\d/(?:widget/)?accounts/)?{_NAME}"),
    Sign("teamtailor", rf"{_HOST}\.teamtailor\.com\b"),
    Sign("personio", rf"{_HOST}\.jobs\.personio\.de\b"),
    Sign(
        "personio",
        rf"{_HOST}\.jobs\.personio\.com\b",
        feed="https://{tenant}.jobs.personio.com/xml?language=de",
    ),
    Sign("softgarden", rf"{_HOST}\.(?:softgarden\.io|career\.softgarden\.de)\b"),
    Sign("onlyfy", rf"{_HOST}\.onlyfy\.(?:io|jobs)\b"),
    Sign("join", rf"//(?:www\.)?join\.com/companies/{_NAME}"),
    Sign("umantis", r"(?<![\w.-])(?P<tenant>[a-z0-9-]+(?:\.[a-z]{2})?)\.umantis\.com\b"),
    Sign(
        "workday",
        r"(?<![\w.-])(?P<host>[\w-]+\.wd\d+)\.myworkdayjobs\.com"
        r"/(?:wday/cxs/[\w-]+/)?(?:[a-z]{2}-[A-Z]{2}/)?(?!wday\b)(?P<site>[\w-]+)",
        tenant="{host}/{site}",
    ),
    Sign("dvinci", rf"{_HOST}\.(?P<vendor>dvinci(?:-hr\.com|-easy\.com|\.de))\b", tenant="{tenant}.{vendor}"),
    Sign("dvinci", r"/jobPublication/list\b"),
    Sign("successfactors", r"//rmkcdn\.successfactors\.com/"),
    Sign("talention", r"/talention/api/\d"),
    Sign("guidecom", r"/api/guidecom/api/"),
    Sign(
        "rexx",
        r"(?<![\w.-])(?P<tenant>[a-z0-9][a-z0-9-]*)(?P<vendor>(?:\.recruiting)?\.rexx-(?:systems|recruitment)\.com)\b",
        tenant="{tenant}{vendor}",
    ),
    Sign("rexx", r"//(?P<tenant>[\w.-]+)/[\w%,.+-]+-[a-z]{2}-[jf]\d+\.html\b"),
    Sign("rexx", r"(?<=[\"'])/?[\w%,.+-]+-[a-z]{2}-[jf]\d+\.html\b"),
    Sign("mein_check_in", rf"//(?:www\.)?mein-check-in\.de/{_NAME}"),
    Sign(
        "mein_check_in",
        rf"//(?!www\.)(?P<host>[\w-]+)\.mein-check-in\.de/{_NAME}",
        feed="https://{host}.mein-check-in.de/{tenant}/overview",
    ),
    Sign("concludis", rf"{_HOST}\.concludis\.de\b"),
    Sign(
        "bite",
        r"data-bite-jobs-api-listing=[\"'](?P<customer>[\w-]+):(?P<listing>[\w-]+)",
        tenant="the key in https://cs-assets.b-ite.com/{customer}/jobs-api/{listing}.min.js",
    ),
)


def find_known_feeds(words: str, page_url: str) -> list[dict[str, str]]:
    """The facts for [[employer]] of each feed whose address is among the words: ats, tenant, and feed where needed.

    >>> find_known_feeds("https://boards.greenhouse.io/embed/job_board/js?for=acme", "https://acme.example/")
    [{'ats': 'greenhouse', 'tenant': 'acme'}]
    >>> find_known_feeds("https://acme.wd3.myworkdayjobs.com/de-DE/Jobs/job/Hagen/CIO_J1", "https://acme.example/")
    [{'ats': 'workday', 'tenant': 'acme.wd3/Jobs'}]
    >>> find_known_feeds("https://www.teamtailor.com/ https://boards.greenhouse.io/embed/job_board", "https://a.example/")
    []
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    words = unescape(words.replace("\\/", "/"))
    for sign in SIGNS:
        for match in re.finditer(sign.address, words):
            groups = {name: unquote(part) for name, part in match.groupdict().items()}
            if groups.get("tenant", "").lower() in _VENDORS:
                continue
            tenant = sign.tenant.format(**groups) if groups else urlsplit(page_url).hostname or ""
            row = {"ats": sign.ats, "tenant": tenant}
            found.setdefault((sign.ats, tenant), row | ({"feed": sign.feed.format(**groups)} if sign.feed else {}))
    return [found[key] for key in sorted(found)]

"""Whether the job leads people, and how many."""

import re
from typing import Literal, NamedTuple

from german.asks.counts import Range, read_range
from german.asks.statements import Statement, split_ad
from german.asks.wishes import is_wished
from german.words.denial import is_denied
from german.words.gates import Finder, any_of, gated

Leads = Literal["disciplinary", "functional", "none"]
_LEADERS = (
    *(
        "team-?leit\\w*",
        "gruppenleit\\w*",
        "abteilungsleit\\w*",
        "bereichsleit\\w*",
        "referatsleit\\w*",
        "sachgebietsleit\\w*",
        "(?<![\\w-])leit(?:er|erin|ung|ende)\\b",
    ),
    *(
        "\\w*(?<!projekt)(?<!teilprojekt)(?<!programm)(?<!bau)(?<!schul)leit(?:er|erin|ung)\\b",
        "\\bhead of\\b",
        "\\bhead\\b",
        "führungskraft",
        "dezernent",
        "amtsleit\\w*",
        "filialleit\\w*",
        "team ?manager",
        "people manager",
        "vorgesetzte",
    ),
)
_TITLE = re.compile(any_of(_LEADERS))
_LONGEST_TITLE = 300  # characters that are read: what a title says of leading stands at its beginning
_PROSPECT = re.compile(r"perspektiv|prospect|künftig|nachfolge")
_OF_PROJECTS = re.compile(
    r"\b(?:berätst|berät|beraten|unterstütz\w*|an|mit|für|durch|von|zur|der|unsere[rn]?|"
    r"assistenz) (?:die |der |unserer |den )?$"
)
_NO_LEADER = re.compile(
    r"\w*bau-?leit\w*|\w*projekt-?leit\w*|programmleit|assisten|stellv|referent|mitarbeiter\w* (?:der|"
    r"für)|für die (?:\w+)?leitung|produktleit|studienleit|leitstelle|anleit|ausbildungsleit|"
    r"verhandlungsleit|beleit|begleit|rohrleit|leitung(?:en|s)|qualitätsleit|bauleit|\bleitend|"
    r"seminarleit|vertriebsleitung \(assist"
)
_PROJECT = re.compile(
    r"\b(?:teil)?-?\)?-? ?projekt-?leit(?:er|ung|erin)\w*|project (?:lead|manager)(?= of people)|"
    r"fachliche\w* (?:leitung|führung|leiter)"
)
_PEOPLE = (
    *(
        "team(?!fähig|geist|player|arbeit|spirit|orient)\\w*",
        "mitarbeit\\w+",
        "mitarbeiter\\w*",
        "abteilung\\b",
        "beschäftigten",
        "personal\\b",
        "bereichs?\\b",
        "referats?\\b",
        "gruppe\\b",
        "kolleg\\w+",
        "menschen",
        "sachgebiets?\\b",
        "standort(?:team)?s?\\b",
        "fachkräfte\\w*",
    ),
    *(
        "employees",
        "people",
        "staff",
        "direct reports",
        "experten",
        "spezialisten",
        "entwickler\\w*",
        "engineers?",
        "teams?\\b",
        "teamleit\\w*",
        "führungskräfte\\w*",
        "auszubildende\\w*",
    ),
)
_ADJECTIVES = (
    r"(?:(?:(?!projekt|vorhaben|workshop|meeting|durch\b|in\b|im\b|mit\b)[a-zäöüß&,/-]+|\d+|\(.{1,20}\)|"
    r"it-\w+) ){0,5}?"
)
_DISCIPLINARY = (
    *(
        "disziplinarisch\\w*",
        "personal-?(?:verantwortung|führung|führungsverantwortung)",
        "mitarbeiter(?:führung|verantwortung)",
        "führungsverantwortung",
        "mitarbeitendenführung",
        "(?:staff|personnel|people|line) (?:responsibility|management)",
        "budget and staff responsibility",
    ),
    *(
        f"(?:führung|leitung|leadership) (?:und (?:[a-zäöü-]+ ){{1,3}})?(?:des|der|eines|einer|ihres|"
        f"deines|unseres?|unserer|von|a|the|of)? ?{_ADJECTIVES}{any_of(_PEOPLE)}",
        f"(?:leading|managing|lead|manage) (?:a|the|our|your) {_ADJECTIVES}(?:team|people|staff|group)(?!['’´`])",
    ),
    *(f"\\b(?:leitest|führst|leiten|führen) (?:sie |du )?{_ADJECTIVES}{any_of(_PEOPLE)}",),
    *("mit (?:ihren|deinen) mitarbeit\\w+", "führungsaufgaben", "verantwortung für ein (?:\\w+ )?team", "people lead"),
)
_DISCIPLINE = re.compile(rf"\b{gated(_DISCIPLINARY)}")
_FUNCTIONAL_WORDS = (
    *(
        f"fachliche\\w* (?:verantwortung für|(?:koordination|steuerung) (?:von|de[rs])) {_ADJECTIVES}{any_of(_PEOPLE)}",
        "fachliche\\w* (?:führung|leitung|anleitung|führungsverantwortung|weisung|teamleitung)",
        "fachlich(?:e|en)? (?:zu )?(?:führ|leit|anleit)\\w*",
        "(?:leitest|führst|leiten|führen) [^.;]{0,40}fachlich",
    ),
    *(
        "(?:als|übernahme (?:der|von)|übernimmst (?:du )?die|übernehmen (?:sie )?die|"
        "ihre rolle ist die|oder klassische) "
        "(?:\\(?teil-?\\)? ?|\\w+ )?projektleit\\w*",
        "anleitung (?:von|der|und)",
        "leitest [^.;]{0,40} an\\b",
        "technical lead(?:ership)? of",
        "functional(?:ly)? lead\\w*",
        "projektteams?\\b(?=[^.;]{0,20}(?:leit|führ))",
    ),
    *(
        "(?:führung|leitung|steuerung) (?:von|eines|des|der|deines|"
        "ihres) (?:\\w+ ){0,2}?(?:projektteam|entwicklungsteam|scrum-?team)\\w*",
        f"koordination (?:von|de[rs]|(?:ein|ihr|dein)e[rs]) {_ADJECTIVES}(?:teams?|mitarbeitenden|hilfskräften?)\\b",
    ),
)
_FUNCTION = re.compile(
    rf"\b{gated(_FUNCTIONAL_WORDS)}|^[\W]*(?:\w+e[rsn]? |\(?teil-\)? ?)?projektleit(?:ung|er|erin)\b"
)
# What is no leading of people in this job: experience, prospects, soft skills, others who lead.
_NOT_TASK = re.compile(
    r"(?<!mit ihrer führungs)(?<!mit deiner führungs)erfahrung|experience|perspektiv|möglichkeit|"
    r"später|zukünftig|langfristig|fähigkeit|kompetenz(?!\W)|"
    r"karriere|potenzial|entwickl\w+ (?:zu|in)|unter (?:der )?(?:leitung|führung)|bereit"
    r"|unterstütz|ggf|zusammenarbeit mit|in abstimmung|enge\w* (?:zusammenarbeit|abstimmung)|assist|"
    r"berichte\w*|gestellt von|führungskräfte(?:entwickl|nachwuchs|programm)|entlast|führungsanspruch|"
    r"kenntnis|in prospect|optional|vertret|erfolgsbilanz|track record|gewohnt|souverän|stärke|world"
)
_NONE = (
    "(?:keine?|ohne) (?:disziplinarische |direkte )?(?:personal|führungs|mitarbeiter)-?(?:verantwortung|führung)",
    *("individual contributor", "no (?:direct reports|people|line) ?(?:management|responsibility)?"),
)
_find_none = Finder(_NONE, ("kein", "ohne", "individual", "no "))
_TEAM_SIZE = re.compile(
    r"(?:team|mannschaft|abteilung|gruppe)s? (?:von|mit|aus|bestehend aus|"
    r"of)(?P<range>[^.;]{1,30}?)(?= ?(?:mitarbeit|personen|kolleg|köpf|beschäftigt|leute|people|"
    r"employees|fachkräft|entwickl|spezialist|engineer|expert|fte))"
    r"|(?P<range2>(?:ca\. |rund |etwa |bis zu |über )?\d{1,3}(?: ?(?:-|–|"
    r"bis) ?\d{1,3})?)[ -]?(?:köpfig|mitarbeit\w+|personen|fachkräft\w+|direct reports|employees|"
    r"people|kolleg\w+)"
)
_LEADS_WORD = re.compile(
    r"führ|leit(?!bild|lini|stell)|lead|disziplin|verantwort|responsib|manag|weisung|steuer|koordin|individual|"
    r"(?:ihren|deinen) mitarb"
)


class Leading(NamedTuple):
    """How the job leads people. `team`: how many it leads; None where no number is stated."""

    leads: Leads
    team: Range | None
    words: str


def find_leading(text: str | None, title: str = "") -> Leading | None:
    """Find whether the job leads people: as their superior, only in their work, or, where that is said, not at all.

    The title counts ("Teamleiter"), unless the text says otherwise. None: nothing is said; projects, vendors and lists
    are led, or leading is only experience or a prospect. Source: tests/tables/asks.tsv.

    >>> find_leading("Ihre Aufgaben\\n- Fachliche und disziplinarische Führung eines Teams von 8 Mitarbeitenden")[:2]
    ('disciplinary', Range(least=8, most=8))
    >>> find_leading("Ihre Aufgaben\\n- Fachliche Führung der Entwickler")[0]
    'functional'
    >>> find_leading("Perspektivisch Teamleitung") is None
    True
    """
    said: dict[Leads, str] = {}
    team = None
    for statement in split_ad(text or ""):
        if "leading" not in statement.topics or statement.zone in ("wish", "contact", "law", "offer", "company"):
            continue
        leads = _read(statement, is_settled=team is not None)
        if leads and leads not in said:
            said[leads] = statement.text
        if leads == "disciplinary" and team is None:
            team = _team_of(statement.low)
    title = title[:_LONGEST_TITLE]
    low_title = _NO_LEADER.sub(" ", title.lower())
    if _TITLE.search(low_title) and not _PROSPECT.search(low_title):
        if "fachlich" not in said.get("functional", "").lower() or "disciplinary" in said:
            said.setdefault("disciplinary", title)
    elif _PROJECT.search(title.lower()):
        said.setdefault("functional", title)
    for leads in ("none", "disciplinary", "functional"):
        if leads in said:
            return Leading(leads, team, said[leads])
    return None


def _read(statement: Statement, is_settled: bool) -> Leads | None:
    """How a statement says that people are led. Where the team is known, only "none" could change anything."""
    low = statement.low
    if not _LEADS_WORD.search(low):
        return None
    if any(_find_none(low)):
        return "none"
    if is_settled or statement.zone == "profile":
        return None
    for leads, pattern in (("disciplinary", _DISCIPLINE), ("functional", _FUNCTION)):
        for match in pattern.finditer(low):
            around = low[max(0, match.start() - 60) : match.end() + 15]
            if leads == "functional" and _OF_PROJECTS.search(low, max(0, match.start() - 30), match.start()):
                continue
            if _NOT_TASK.search(around) or is_wished(low, *match.span()) or is_denied(statement.text, *match.span()):
                continue
            if leads == "disciplinary" and _ONLY_WORK.search(low, max(0, match.start() - 30), match.end()):
                return "functional"
            return leads  # type: ignore[return-value]
    return None


_ONLY_WORK = re.compile(
    r"fachlich\w*\b(?! und (?:disz|pers|organis))(?!,? (?:sowie |als auch |/)? ?(?:disz|personell))|"
    r"projektteam|projektleit|scrum-?team"
)


def _team_of(low: str) -> Range | None:
    match = _TEAM_SIZE.search(low)
    return read_range(match["range"] or match["range2"] or "") if match else None

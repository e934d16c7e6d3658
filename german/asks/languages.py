"""The languages that an ad asks for, with their levels."""

import re
from typing import Literal, NamedTuple

from german.asks.statements import Statement, split_ad
from german.asks.wishes import is_wished
from german.words.gates import gated
from german.words.later import when_needed

Level = Literal["basic", "good", "very_good", "fluent", "native", "A1", "A2", "B1", "B2", "C1", "C2"]
_NAMES = {
    "de": (
        "deutsch(?=$|[^a-zäöüß]|kennt|sprach|niveau|e[rnm]? (?:sprach|(?:und|oder|sowie|"
        "bzw\\.?) (?:der |sehr |guten? )*(?:englisch|französ|deutsch)))",
        "german(?!y|ic|s\\b)",
    ),
    "en": (
        "englisch(?=$|[^a-zäöüß]|kennt|sprach|niveau|e[rnm]? (?:sprach|(?:und|oder|sowie|"
        "bzw\\.?) (?:der |sehr |guten? )*(?:englisch|französ|deutsch)))",
        "english",
    ),
    "fr": ("französisch", "french"),
    "es": ("spanisch", "spanish"),
    "it": ("italienisch", "italian\\b"),
    "nl": ("niederländisch", "holländisch", "dutch"),
    "pl": ("polnisch", "polish(?=[ -](?:lang|speak|is|and)|\\b[,.;)]|$)"),
    "ru": ("russisch", "russian"),
    "tr": ("türkisch", "turkish"),
    "cs": ("tschechisch", "czech"),
    "zh": ("chinesisch", "mandarin", "chinese"),
    "pt": ("portugiesisch", "portuguese"),
    "ja": ("japanisch", "japanese"),
    "ar": ("arabisch", "arabic"),
    "sv": ("schwedisch", "swedish"),
    "da": ("dänisch", "danish"),
    "no": ("norwegisch", "norwegian"),
    "hu": ("ungarisch", "hungarian"),
    "ro": ("rumänisch", "romanian"),
    "uk": ("ukrainisch", "ukrainian"),
    "fi": ("finnisch", "finnish"),
    "el": ("griechisch", "greek"),
    "ko": ("koreanisch", "korean"),
    "hr": ("kroatisch", "croatian"),
}
# At each place the first level that matches counts.
_LEVELS: dict[str, tuple[str, ...]] = {
    "native": ("mutter-?sprach\\w*", "native\\b", "mother tongue"),
    "fluent": (
        *(
            "fließend\\w*",
            "fliessend\\w*",
            "fluen\\w+",
            "verhandlungs-?sicher\\w*",
            "stilsicher\\w*",
            "business[ -]fluent",
            "ausgezeichnet\\w*",
            "hervorragend\\w*",
        ),
        *(
            "sicher(?:e[rnms]?|en)?\\b(?! (?:im )?(?:umgang|mit))",
            "proficien\\w+",
            "exzellent\\w*",
            "excellent",
            "perfekt\\w*",
            "full professional",
            "einwandfrei\\w*",
            "professionell\\w*",
        ),
        *(
            "vertragssicher\\w*",
            "erstklassig\\w*",
            "business english",
            "konversationssicher\\w*",
            "sattelfest",
            "outstanding",
        ),
    ),
    "very_good": (
        "sehr (?:gut|sicher)\\w*",
        "very good",
        "strong",
        "stark\\w*",
        "(?<!not )very well",
        "ausgeprägte\\w*",
        "sehr fundiert\\w*",
        "advanced",
    ),
    "basic": (
        "grund-?kenntniss\\w*",
        "basis-?kenntniss\\w*",
        "basic",
        "grundlegend\\w*",
        "einfache\\w*",
        "erste\\b",
        "schulenglisch",
        "elementary",
    ),
    "good": (
        "gut(?:e[rnms]?)?\\b",
        "good\\b",
        "solide\\w*",
        "fundierte?\\w*",
        "well\\b",
        "solid\\b",
        "intermediate",
        "konversations\\w*",
    ),
}
_TOKEN = when_needed(
    lambda: (
        rf"(?P<language>{gated(f'(?P<{code}>' + '|'.join(names) + ')' for code, names in _NAMES.items())})"
        rf"|(?P<level>{gated(f'(?P<{level}>' + '|'.join(words) + ')' for level, words in _LEVELS.items())})"
        r"|(?<![a-z\d])(?P<cefr>[abc] ?[12])(?![\d\w])"
    )
)
# A statement that grades or asks for a language; "deutsche Kunden" does not.
_SKILL = (
    *(
        "kenntnis",
        "sprach",
        "sprichst",
        "sprechen",
        "beherrsch",
        "in wort",
        "schrift",
        "fließ",
        "fliess",
        "fluent",
        "fluency",
        "verhandlungs",
        "niveau",
        "level",
    ),
    *(
        "muttersprach",
        "native",
        "speak",
        "written",
        "spoken",
        "language",
        "proficien",
        "stilsicher",
        "communicat",
        "kommuni",
        "english skills",
        "sehr gut",
        "sicher",
        "skills",
        "command of",
    ),
    *(
        "knowledge",
        "gute",
        "gut\\b",
        "verständig",
        "grundkenn",
        "excellent",
        "ausgezeichnet",
        "hervorragend",
        "good",
        "mündlich",
        "required",
        "von vorteil",
        "konversation",
        "[abc][12]\\b",
    ),
)
_IS_SKILL = when_needed(lambda: gated(_SKILL))
_NOT_SKILL = when_needed(
    r"(?:sprach|deutsch|englisch)-?(?:kurs|unterricht|training|schul|förder)|(?:english|german|"
    r"language) (?:lessons|classes|course)|(?:deutsch|englisch|german|english)(?:sprachig\w+|"
    r"-speaking) (?:raum|markt|kunden|länder|team|dokument|market|customers)"
    r"|bewerbung(?:sunterlagen)?[^.;]{0,30}(?:auf|in) |application[^.;]{0,25} in |lebenslauf|\bcv\b|"
    r"im team[^.;]{0,20}wird"
)
_SURELY_ASKED = re.compile(
    r"in wort und schrift|(?:deutsch|englisch)-?kenntnisse|sprachkenntnisse in|(?:fluent|fluency) in"
)
_NOT_LANGUAGE = re.compile(
    r" ?(?:market|companies|company|law|tax|gaap|customers|healthcare|team|industry|recht|hochschul|"
    r"post\b|telekom|bahn|bank|unternehmen|gesellschaft|staatsangeh|citizen|driver|labor|accounting|"
    r"hgb)"
)
_GRADES_OTHER = re.compile(
    r"[\w-]*(?:office|edv|pc|ms|excel|sap|it|it-|programmier|java|python|sql|kommunikations\w*|"
    r"fach)-? ?(?:kenntniss\w*|skills|knowledge)?\s*(?:,|und|sowie|$)"
)
_LINK = re.compile(
    r"[^\w,]*(?:(?:und|and|sowie|&|/|kenntnisse?|-|e[rnm]?\b|skills|sprachkenntnisse?|in|der|als auch|"
    r"oder|or|auch|language|sprache|both|sowohl|-,)[^\w,]*)*"
)
_OR = re.compile(r"[\w-]*?\W*(?:oder|or|bzw\.?|beziehungsweise|/ ?oder)\W*(?:\w+ )?")
_EITHER = re.compile(r"\w*\W*(?:oder|or)\W*(?:in )?(?:\w+ )?")


class Language(NamedTuple):
    """A language asked for. `code`: ISO 639-1. `level`: a word's or the CEFR level. `required`: not only wished for."""

    code: str
    level: Level | None
    required: bool


def find_languages(text: str | None) -> tuple[Language, ...]:
    """Find the languages that an ad asks of the applicant, in its order, each once; empty where it asks for none.

    A CEFR level goes before a word. Languages of which one suffices, and those only wished for, are not `required`.
    Source: tests/tables/asks.tsv.

    >>> find_languages("Ihr Profil\\n- Sehr gute Deutsch- und Englischkenntnisse (C1)")
    (Language(code='de', level='C1', required=True), Language(code='en', level='C1', required=True))
    >>> find_languages("Ihr Profil\\n- Fließendes Deutsch, Englisch von Vorteil")[1]
    Language(code='en', level=None, required=False)
    """
    found: dict[str, Language] = {}
    for statement in split_ad(text or ""):
        if "languages" not in statement.topics or statement.zone == "law":
            continue
        if statement.zone == "offer" and not _SURELY_ASKED.search(statement.low):
            continue
        if not _IS_SKILL.search(statement.low) or _NOT_SKILL.search(statement.low):
            continue
        for language in _read(statement):
            known = found.get(language.code)
            if known is None or (language.required, language.level is not None) > (
                known.required,
                known.level is not None,
            ):
                found[language.code] = language
    return tuple(found.values())


class _Named(NamedTuple):
    code: str
    start: int
    end: int


def _read(statement: Statement) -> list[Language]:
    low = statement.low
    names: list[_Named] = []
    levels: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(low):
        if match["cefr"]:
            levels.append((match["cefr"].replace(" ", "").upper(), *match.span()))
        elif match["level"]:
            levels.append(
                (match.lastgroup or "", *match.span())
                if match.lastgroup != "level"
                else (_level_of(match), *match.span())
            )
        elif not _NOT_LANGUAGE.match(low, match.end()):
            code = next(code for code in _NAMES if match[code])
            names.append(_Named(code, *match.span()))
    read = []
    for at, name in enumerate(names):
        before = names[at - 1].end if at else 0
        behind = names[at + 1].start if at + 1 < len(names) else len(low)
        level = _level(low, names, at, levels)
        either = (at > 0 and _EITHER.fullmatch(low, before, name.start)) or (
            at + 1 < len(names) and _EITHER.fullmatch(low, name.end, behind)
        )
        wished = statement.zone == "wish" or is_wished(low, name.start, name.end)
        if level is None and statement.zone in (None, "tasks", "company") and not _IS_ASKED.search(low):
            continue
        read.append(Language(name.code, level, not either and not wished))  # type: ignore[arg-type]
    return read


_IS_ASKED = re.compile(r"kenntnis|sprachlich|in wort|sprichst|beherrsch|required|voraus")


def _level_of(match: re.Match[str]) -> str:
    return next(level for level in _LEVELS if match[level])


def _level(low: str, names: list[_Named], at: int, levels: list[tuple[str, int, int]]) -> str | None:
    """The level of one language: CEFR behind it, else words before it, else behind it, else its neighbour's."""
    name = names[at]
    last = at
    while last + 1 < len(names) and _LINK.fullmatch(low, names[last].end, names[last + 1].start):
        last += 1
    first = at
    while first > 0 and _LINK.fullmatch(low, names[first - 1].end, names[first].start):
        first -= 1
    start = names[first - 1].end if first else 0
    end = names[last + 1].start if last + 1 < len(names) else len(low)
    group_start, group_end = names[first].start, names[last].end
    cefr = [level for level, left, _ in levels if len(level) == 2 and group_end <= left < min(end, group_end + 70)]
    own = [
        level
        for level, left, _ in levels
        if len(level) == 2 and name.end <= left < (names[at + 1].start if at < last else end)
    ]
    if own or cefr:
        return (own or cefr)[0]
    before = [(level, right) for level, left, right in levels if start <= left and right <= group_start]
    near = [
        level for level, right in before if group_start - right < 45 and not _BREAKS.search(low, right, group_start)
    ]
    if near:
        return near[-1]
    behind = [(level, left) for level, left, _ in levels if group_end <= left < min(end, group_end + 60)]
    if behind and not _BREAKS_BEHIND.search(low, group_end, behind[0][1]):
        return behind[0][0]
    return None


_BREAKS = re.compile(r"[.;:]|, (?!(?:deutsch|englisch|mündlich|schriftlich))")
_BREAKS_BEHIND = re.compile(r"[.;]|, |\b(?:sowie|und) (?:sehr )?gut|\b(?:umgang|erfahrung)")

"""The lowest formal education that an ad accepts, with its ISCED level."""

import re
from typing import Literal, NamedTuple

from german.asks.statements import Statement, split_ad
from german.asks.wishes import is_wished
from german.words.gates import any_of, gated
from german.words.later import when_needed

Level = Literal["school", "vocational", "bachelor", "master", "doctorate"]
ISCED: dict[Level, int] = {"school": 3, "vocational": 4, "bachelor": 6, "master": 7, "doctorate": 8}
"""The level in ISCED 2011. Ausbildung is 3 or 4 there, Meister and Techniker 6; we take 4 for all of them."""

_ORDER = tuple(ISCED)
_LEVELS: dict[Level, tuple[str, ...]] = {
    "doctorate": (
        "promotion\\b(?! von| der| zum)",
        "promoviert",
        "doktor(?:titel|grad)",
        "ph\\.?d\\b",
        "doctorate",
        "doctoral degree",
    ),
    "master": (
        *(
            "master(?:[-'’s]*)?[ -]?(?:studium|abschluss|studiengang|degree|grad)?\\b(?![- ]?(?:data|"
            "daten|plan|mind|class|card|of ceremon))",
            "magister\\b",
        ),
        *(
            "wissenschaftliche[sn]? (?:hochschul|universitäts)\\w*",
            "uni(?:versitäts)?-?diplom",
            "\\bm\\.? ?(?:sc|eng)\\b",
            "\\bm\\.a\\b",
            "\\bmba\\b",
            "staatsexamen",
        ),
        *("diplom ?\\(uni", "master[’'`´]?s\\b", "postgraduate degree"),
    ),
    "bachelor": (
        *(
            "bachelor\\w*",
            "\\bb(?:\\.? ?(?:sc|eng)|\\.a)\\b",
            "(?:fach-?)?hochschul(?:studium|studiums|abschluss|bildung|ausbildung|grad|diplom)\\w*",
        ),
        *(
            "diplom\\b(?!-? ?(?:arbeit|and))",
            "diplom-?\\w+",
            "dipl\\.",
            "studium(?:s|abschluss)?\\b",
            "studienabschluss",
            "studiums?\\b",
        ),
        *(
            "studiengang\\w*",
            "universitätsabschluss",
            "akademische\\w* (?:abschluss|ausbildung|grad|bildung)",
            "(?:university|college|academic|engineering|undergraduate|technical|science|law|relevant|"
            "business|\\bs|completed|a) (?:\\w+ )?degree",
        ),
        *(
            "degree (?:in|from|or)",
            "completed studies",
            "abgeschlossene\\w* studien",
            "abschluss in (?=[a-zäöü])",
            "abschluss an einer (?:fach)?hochschule",
        ),
        *(
            "(?:du hast|sie haben|hast du) [^.;]{0,50}\\bstudiert",
            "graduate in\\b",
            "university (?:education|studies)",
            "verwaltungslehrgang ii\\b(?!x)",
            "\\bstudied\\b",
        ),
    ),
    "vocational": (
        *(
            "ausbildung(?:en)?\\b",
            "berufsabschluss",
            "professional certificate",
            "associate(?:[’'`´]?s)? degree",
            "\\blehre\\b",
            "techniker\\w*",
            "meister(?:in|brief|/in)?\\b(?!n)",
            "fachwirt\\w*",
        ),
        *(
            "fachinformatiker\\w*",
            "ausgebildete[rn]?\\b",
            "gelernte[rn]?\\b",
            "vocational\\b",
            "apprenticeship",
            "verwaltungslehrgang ii",
            "verwaltungsfachangestellt\\w*",
        ),
        *(
            "kaufmann\\b",
            "kauffrau\\b",
            "lehrabschluss",
            "gesellenbrief",
            "facharbeiter\\w*",
            "steuerfachangestellt\\w*",
            "bilanzbuchhalter\\w*",
            "steuerfachwirt\\w*",
            "professional training in\\b",
            "ihk-?abschluss",
            "elektroniker\\b",
        ),
    ),
    "school": (
        "abitur\\b",
        "(?:fach)?(?:hoch|ober|hochschul)schulreife",
        "fachhochschulreife",
        "hochschulreife",
        "mittlere reife",
        "realschul\\w*",
        "schulabschluss",
        "schulbildung",
        "hauptschul\\w*",
        "fachabitur",
        "high school",
    ),
}
_LEVEL = when_needed(lambda: gated(f"(?P<{level}>{'|'.join(wordings)})" for level, wordings in _LEVELS.items()))
# Studies and training that are not asked of the applicant, or not completed ones.
_OTHER = (
    *(
        "laufendes? ",
        "während (?:des|deines|ihres) ",
        "immatrikul",
        "eingeschrieben",
        "(?:derzeit|aktuell|gerade) (?:im|in) ",
        "begonnene[sn]? ",
    ),
    *(
        "aktuell ",
        "duale[sn]? ",
        "duales ",
        "im rahmen (?:des|deines|ihres) ",
        "nach (?:der|dem|deiner|deinem|erfolgreichem?) ",
        "neben (?:dem|deinem) ",
        "fach-?rahmen ",
        "angefangenes ",
        "current ",
        "enrolled",
    ),
)
_NOT_COMPLETED = re.compile(
    rf"{any_of(_OTHER)}[^.;,]{{0,40}}$|\bscrum[ -]$|\bin (?:der |deiner |ihrer )?$|\b(?:der|die|zur|unsere[rn]?|"
    rf"eigene|duale|fort- und|aus- und|interne\w*) $"
)
_STUDENT = re.compile(
    r"oder eigene projekte|immatrikul|eingeschrieben|laufendes? (?:\w+ )?(?:studium|hochschul)|\bstudierst\b|"
    r"\bstudieren(?:de[rn]?)? (?:sie|der|im|in)\b|enrolled|currently (?:study|pursu)|du bist student|"
    r"im studium\b|praxissemester|pflichtpraktikum"
)
_NO_DEGREE = re.compile(
    r"(?:weiter|fort|zusatz|ein|aus- und fort)-?(?:aus)?bildung|ausbildungs|projektmeister|"
    r"scrum ?master|meisterst|\bmaster data|masterdata|grandmaster|hausmeister|promotionen|webmaster|"
    r"master-? ?student|mastery|bürgermeister"
)
_ALTERNATIVES = (
    *(
        "qualifikation",
        "qualifizierung",
        "ausbildung",
        "abschl[uü]ss",
        "kenntniss",
        "erfahrung",
        "berufserfahrung",
        "weiterbildung",
        "werdegang",
        "bildung",
        "background",
    ),
    *(
        "praxis",
        "fähigkeit",
        "befähigung",
        "hintergrund",
        "qualification",
        "experience",
        "education",
        "degree",
        "training",
        "laufbahn",
        "tätigkeit",
        "knowledge",
        "studien(?:abschluss|gang)?",
        "expertise",
        "know-?how",
    ),
)
_SAME = "(?:vergleichbar|gleichwertig|ähnlich|entsprechend|adäquat|equivalent|comparable|similar|relevante?)"
_COMPARABLE = when_needed(
    rf"(?:\b(?:oder|beziehungsweise|alternativ|or|und/oder)\b|\bbzw\.?|/|, |\()"
    rf"(?:(?!\b(?:du|sie|ein|sowie|and)\b)[^.;]){{0,45}}?(?<!mit ){_SAME}\w*,?"
    rf"(?: \(?[\w/-]+(?:e|en|er|es|em)\)?,?| oder| und|/){{0,4}}? ?\(?(?:[a-zäöü-]*{any_of(_ALTERNATIVES)})"
    rf"|(?:alternativ|ersatzweise|wahlweise)[^.;]{{0,60}}(?:erfahrung|praxis|qualifikation|kenntnis|quereinst)"
    rf"|\b(?:oder|bzw\.?|or) (?:(?! und | sowie | and |, |bereich|fachricht|studieng| du | sie )[^.;]){{0,60}}?"
    rf"(?:quereinst|autodidakt|selbststudium|\w*erfahrung\b|berufspraxis|experience"
    rf"|(?:vergleichbar|gleichwertig|equivalent)\b(?! (?:field|stud|program|degree))|"
    rf"vergleichbares\b(?! studium)|ähnliches\b)"
    r"|gleichwertige\w* (?:fähigkeiten|kenntnisse)|(?:ausbildung|studium|abschluss|qualifikation) o\. ?ä"
)
_NEAR = 210  # characters after the level within which another way is opened
_OF_FIELD = when_needed(
    r"(?:vergleichbar|ähnlich|verwandt|entsprechend|similar|related|comparable|"
    r"gleichwertig)\w* (?:\w+ )?(?:fach|studi(?!enabschluss)|bereich|field|richtung|disziplin|subject|"
    r"program)\w*$"
)
_OF_A_TRADE = re.compile(r" (?:im|zum|zur|als)\b")
_ONLY_MASTER = re.compile(
    r"(?:studium|studiums|abschluss) ?\((?:master|m\.? ?sc)(?![^)]*(?:bachelor|b\.? ?sc|fh\b|diplom\b))"
)
_AND_DOCTORATE = re.compile(r"\b(?:including|inkl\w*\.?|mit|und|sowie|with|and|plus)(?: \w+){0,2} $")
_COMPARABLE_TRAINING = re.compile(rf"{_SAME}\w*(?: \(?(?:berufliche|abgeschlossene|fachliche)\)?)? $")


_WORD_START = re.compile(r"[\w-]*$")


class Education(NamedTuple):
    """The lowest level accepted, whether another way is open, and the words it was read from."""

    level: Level
    or_comparable: bool
    words: str


def find_education(text: str | None) -> Education | None:
    """Find the lowest formal education that an ad accepts.

    None: none is asked; it is only wished for, or is that of students or of others. "Studium" of no stated level is a
    bachelor's; Techniker, Meister and Fachwirt count as vocational. Source: tests/tables/asks.tsv.

    >>> find_education("Ihr Profil\\n- Studium der Informatik oder vergleichbare Qualifikation")[:2]
    ('bachelor', True)
    >>> find_education("Ihr Profil\\n- Studium oder Ausbildung zum Fachinformatiker")[:2]
    ('vocational', False)
    """
    statements = [one for one in split_ad(text or "") if "education" in one.topics]
    for at, statement in enumerate(statements):
        if not statement.may_ask:
            continue
        if read := _lowest(statement):
            level, end = read
            low = statement.low
            for after in statements[at + 1 : at + 2]:
                if after.low.startswith(("oder ", "alternativ", "or ")) and after.zone == statement.zone:
                    low = f"{low} {after.low}"
                    level = min(level, (_lowest(after) or read)[0], key=_ORDER.index)
            return Education(level, _is_open(low, end), statement.text)
    return None


def _lowest(statement: Statement) -> tuple[Level, int] | None:
    """The lowest level that a statement asks, and where the last mention of a level ends."""
    low = statement.low
    if _STUDENT.search(low):
        return None
    found: set[Level] = set()
    last = 0
    for match in _LEVEL.finditer(low):
        level: Level = match.lastgroup  # type: ignore[assignment]
        end = match.end()
        start = _WORD_START.search(low, max(0, match.start() - 30), match.start()).start()  # type: ignore[union-attr]
        if (
            _NO_DEGREE.match(low, start)
            or _NO_DEGREE.search(match[0])
            or _NOT_COMPLETED.search(low, max(0, start - 50), start)
        ):
            continue
        comparable = level == "vocational" and _COMPARABLE_TRAINING.search(low, max(0, start - 45), start)
        if (comparable and not _OF_A_TRADE.match(low, end)) or is_wished(low, start, end):
            continue
        if level == "doctorate" and _AND_DOCTORATE.search(low, max(0, start - 40), start):
            return level, end
        found.add(level)
        last = last or end
    if found == {"bachelor", "master"} and _ONLY_MASTER.search(low):
        return "master", last
    return (min(found, key=_ORDER.index), last) if found else None


def _is_open(low: str, end: int) -> bool:
    """Whether another way than the education is open, by what stands behind it."""
    matches = _COMPARABLE.finditer(low, max(0, end - 10), end + _NEAR)
    return any(not _OF_FIELD.search(match[0]) for match in matches)

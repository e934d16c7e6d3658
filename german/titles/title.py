"""Titles of ads: what remains without (m/w/d), place, numbers and hours, and which role that is.

Rules and borderline cases: docs/roles.md.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from german.titles.roles import Family, Seniority, find_role
from german.titles.words import kinds_of, word_table
from german.words.fold import fold
from german.words.towns import names_of_towns
from german.words.unreadable import Unreadable

_LONGEST = 500  # characters looked at: no title is longer
MANAGER_FAMILIES = frozenset({"it_lead", "it_service_lead", "dev_lead", "data_lead"})


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says of the role.

    `core`: the title without gender marks, place, reference numbers, hours and start; case kept.
    `core_key`: the same folded, gender-neutral, words sorted: equal for two spellings of one title. Levels stay in it.
    `seniority`: None where the title says nothing, offers several levels or brackets one ("(Senior)").
    `kldb`, `isco`: KldB 2010 (5 digits) and ISCO-08 codes; None wherever they are not certain.
    """

    core: str
    core_key: str
    role_family: Family
    seniority: Seniority | None
    kldb: str | None
    isco: str | None

    @property
    def is_it_manager(self) -> bool:
        """Leads an IT unit, IT services, software development or data; project leads and security are apart."""
        return self.role_family in MANAGER_FAMILIES


def read_title(title: str, text: str | None = None) -> Title:
    """Read an ad's title; `text`, the ad, only decides a title that names no field ("Teamleiter (m/w/d)").

    Raises Unreadable: the title is empty.
    Source: docs/roles.md, tests/tables/title.tsv.

    >>> t = read_title("Leiter*in IT-Infrastruktur (m/w/d) - 80-100 % - in Wuppertal")
    >>> t.core, t.core_key, t.role_family, t.seniority, t.is_it_manager
    ('Leiter IT-Infrastruktur', 'infrastruktur it leit', 'it_lead', 'head', True)
    >>> {read_title(t).core_key for t in ("IT-Leiter", "IT-Leiterin (w/m/d)", "Leiter IT", "Leitung der IT")}
    {'it leit'}
    >>> read_title("IT-Projektleiter (gn)").role_family, read_title("Teamleiter Vertrieb").role_family
    ('it_project', 'not_it')
    """
    core, context = _core(title[:_LONGEST])
    if not core:
        raise Unreadable(f"title: {title[:80]!r}")
    folded = fold(core)
    role = find_role(folded, context, text)
    return Title(core, _core_key(folded), role.family, role.seniority, role.kldb, role.isco)


# -- the core ---------------------------------------------------------------------------------------------------------

_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_ENTITY = {"&amp;": "&", "&nbsp;": " ", "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">"}

# (m/w/d), [w|m|div.], (f_m_x), (m/w/d, befristet auf 1 Jahr): a bracket that begins with two of the letters goes whole
_GENDER_BRACKET = re.compile(
    r"[(\[{]\s*\*?(?:[mwfdxai](?:\s*\\?[/|,;.*:_+–-]\s*|\s+)[mwfdx](?![^\W_])"
    r"|(?:m(?:ä|ae)nnlich|male|weiblich|female|divers)\b)"
    r"(?:[^()\[\]{}]{0,60}[)\]}]\*?|[^()\[\]{}]{0,8}$)"
    r"|[(\[]\s*\*?\s*(?:g\*?n|a|d|x|mwd|wmd|mfd|fmd|agw|alle?|any|mensch(?:en)?|div(?:ers|\.)"
    r"|jegliches geschlecht|geschlechts?neutral|gender ?neutral"
    r"|(?:all|alle|any)[ -]?(?:genders?|geschlechter|menschen|welcome)[^()\[\]]{0,12})\s*\*?\s*[)\]]\*?",
    re.IGNORECASE,
)
_GENDER_BARE = re.compile(
    r"(?<![\w/&])[mwfdx]\s?[/|]\s?[mwfdx](?:\s?[/|]\s?(?:[mwfdxia]|div(?:ers)?\.?|k\. ?A\.))*(?![\w/&])"
    r"|\ball[ -]genders?\b(?: welcome)?|\balle geschlechter\b",
    re.IGNORECASE,
)
# Leiter*in, Leiter:innen, Leiter/-in, Leiter(in), LeiterIn, Auszubildende/r, Kaufmann/-frau
_ENDING = re.compile(
    r"[*:_·•/(](?:(?<=[a-zäöüß].)(?:(?:(?<=/) )?-?[iI]n(?:nen)?\b\)?|-?frau\b)|(?<=[a-zäöü]e.)-?[rnms]\b\)?"
    r"|(?<=[A-ZÄÖÜ].)-?IN(?:NEN)?\b|(?<=[a-zäöüß]\*)(?!\w)|(?<= \*)(?= |$))"
)
_INNER_I = re.compile(r"(?<=[eo]r|nt|st)In(?:nen)?\b")
_PAIR_SIGN = re.compile(r"/|bzw|oder|und")
_PAIR = re.compile(
    r"\b((?:\w{2,30} )?[\w-]{3,40})in(?:nen)?\s*(?:/|bzw\.?|oder|und|\|)\s*\1\b"
    r"|\b([\w-]{3,40})\s*(?:/|bzw\.?|oder)\s*\2in\b"
    r"|\b(\w{3,40}te)r?\s*(?:/|bzw\.?|oder)\s*\3r?\b"
)
_LEGAL = r"(?:g?GmbH|AG|SE|KG|KGaA|OHG|mbH|UG|eG|e\. ?V\.|Ltd\.?|Inc\.?|S\.A\.)"
_EMPLOYER_FIRST = re.compile(rf"^[^:]{{2,100}}\b{_LEGAL}[^:]{{0,30}}:\s+")
_EMPLOYER = re.compile(rf"\bGmbH\b|\w {_LEGAL}\W*$")
_LEADING = re.compile(
    r"^(?:copy of|stellen(?:angebot|ausschreibung)|job application for|full-time|gesucht|jobs?"
    r"|wir suchen(?: einen?| dich als| sie als| zum)?|neu|ab sofort|remote|homeoffice|hybrid)\s*(?::|-|–|\s)\s*(?=\S)",
    re.IGNORECASE,
)
_JOB_AT = re.compile(
    r" (?:(?:jobs? (?:at|bei|in)|jobs und stellenangebote)\b.*"
    rf"|(?:at|bei|chez|en|na|presso) (?:der |the )?(?:[A-ZÄÖÜ]\w+|[^,|–()]{{2,60}}\b{_LEGAL}))$"
)
_BA_OCCUPATION = re.compile(r"\s*\((?=[^()]*/-?in\b)[^()]{3,90}\)\s*$")
_LOOSE_SIGN = re.compile(r" +([,;:])(?= |$)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BREAK = re.compile(r"([ ,;|](?:(?<= )[-–—|·•:,;]+ |(?<=[,;|]) ))")
_WORD = re.compile(r"\d+-\d+%|[\w€][\w€%*~]*")
_CODE = re.compile(r"[a-z]{0,3}\d{3,}[a-z]?|\d{1,3}k")
_HOURS = re.compile(r"\d{1,2}(?:h|std)")
_LONG_CODE = re.compile(r"\d{6,}")
_PLACE_ENDING = re.compile(r"\w{3,}(?:dorf|hausen|heim|ingen|burg|stadt|kirchen|furt|hofen|bronn|weiler|reuth)")


@lru_cache(maxsize=32768)
def names_one_of(title: str, wanted: tuple[str, ...]) -> bool:
    """Whether a title holds one of these words or rows of words, as a search asks for them; endings do not count.

    >>> [names_one_of(title, ("Krankenpfleger",)) for title in ("Kinderkrankenpfleger", "Krankenpfleger:innen")]
    [False, True]
    >>> names_one_of("Senior Data-Engineers (m/w/d)", ("Data Engineer",)), names_one_of("CIO", ())
    (True, False)
    """
    return bool(wanted and _any_of(wanted).search(fold(title)))


@cache
def _any_of(wanted: tuple[str, ...]) -> re.Pattern[str]:
    rows = "|".join(r"[\s/-]+".join(map(re.escape, fold(words).split())) for words in wanted)
    return re.compile(rf"(?<![a-z0-9])(?:{rows})(?:[*:_/-]?in(?:nen)?|en|n|s)?(?![a-z0-9])")


def _noise(word: str) -> str:
    """What a word is to the clearing of titles: one of the noise kinds of title_words.tsv, or ''.

    away: says nothing of the role, wherever it stands (Vollzeit); town; opens: may begin such words (in, ab, Standort);
    joins: may stand among them (und, Jahre, 40); number: a number follows (Kennziffer); code: a number that stands
    alone; place: looks like a town's name.
    """
    word = fold(word).rstrip("*.")
    if found := word_table().noise.get(word):
        return found
    if "%" in word or "€" in word:
        return "away"
    if _LONG_CODE.fullmatch(word) or _HOURS.fullmatch(word):
        return "away"
    if _CODE.fullmatch(word) and not kinds_of(word):  # D365 is a product
        return "code"
    if word.isdigit():
        return "joins"
    if word in names_of_towns(TOWN) and not kinds_of(word):  # Rust is a language, too
        return "town"
    return "place" if _PLACE_ENDING.fullmatch(word) else ""


TOWN = 3000  # people; the names of smaller towns are words, too
_WEAK = frozenset({"joins", "opens", "place"})


def _is_noise(segment: str) -> bool:
    """Whether a whole segment says nothing of the role: (100 % remote), - in Wuppertal, | ab sofort, - Das passt!"""
    if segment.rstrip().endswith("!") or _EMPLOYER.search(segment):
        return True
    kinds = list(map(_noise, _WORD.findall(segment)))
    if kinds[:1] == ["number"]:
        return len(kinds) <= 5 and any(char.isdigit() for char in segment)
    if "" in kinds:
        return False
    return not _WEAK.issuperset(kinds) or not kinds or (kinds[0] == "opens" and kinds[-1] == "place")


def _without_tail(segment: str) -> str:
    """A segment without the noise it ends in, where that begins with a word that says so ("in Berlin", "Teilzeit")."""
    last = segment.rsplit(None, 1)[-1]
    if last.endswith(")") or (last.isalpha() and not _noise(last)):
        return segment.rstrip(" ,;:/&-–|")
    words = list(_WORD.finditer(segment))
    begin, strong, numbered = len(segment), False, False
    for word in reversed(words[1:]):
        kind = _noise(word[0])
        if not kind:
            break
        strong = strong or kind in ("away", "town", "place")
        if (strong and kind in ("away", "opens")) or (numbered and kind == "number"):
            begin = word.start()
        numbered = numbered or word[0][0].isdigit()
    return segment[:begin].rstrip(" ,;:/&-–|")


def _closing(ending: re.Match[str]) -> str:
    """What stays of an ending: the bracket that it did not open."""
    return ")" if ending[0][-1] == ")" and ending[0][0] != "(" else ""


def _core(title: str) -> tuple[str, str]:
    """The core of a title, and the employer's name that stood before it, for what it tells of the field."""
    text = " ".join((title if title.isascii() else _INVISIBLE.sub("", title)).split())
    if "&" in text and ";" in text:
        for entity, char in _ENTITY.items():
            text = text.replace(entity, char)
    text = text.replace(" %", "%")
    context = ""
    if ":" in text and (first := _EMPLOYER_FIRST.match(text)):
        context, text = first[0], text[first.end() :]
    # each step only where its sign stands in the title: most titles need few of them
    if "(" in text or "[" in text or "{" in text:
        text = _GENDER_BRACKET.sub(" ", text)
    if "/" in text or "|" in text or "all" in text.lower():
        text = _GENDER_BARE.sub("", text)
    if text.endswith(")"):
        text = _BA_OCCUPATION.sub("", text) or text
    text = _ENDING.sub(_closing, text.replace(" *in", "*in"))
    if "In" in text:
        text = _INNER_I.sub("", text)
    if "in" in text and _PAIR_SIGN.search(text):
        text = _PAIR.sub(lambda pair: pair[1] or pair[2] or pair[3], text)
    text = text.strip()
    if leading := _LEADING.match(text):
        text = text[leading.end() :]
    text = _JOB_AT.sub("", text).strip()
    if "(" in text or "[" in text:
        text = _BRACKET.sub(lambda bracket: "" if _is_noise(bracket[1]) else bracket[0], text)
    kept, separator = "", ""
    for index, part in enumerate(_BREAK.split(text)):
        if index % 2:
            separator = part
        elif part.strip(" .:*-–/") and not (kept and _is_noise(part)):
            kept += (separator if kept else "") + _without_tail(part)
    if " ," in kept or " :" in kept or " ;" in kept:
        kept = _LOOSE_SIGN.sub(r"\1", kept)
    return " ".join(kept.split()).lstrip(" -–,;:|/*.").rstrip(" -–,;:|/*.!("), context


# -- the key ----------------------------------------------------------------------------------------------------------

_KEY_WORD = re.compile(r"[a-z0-9+#]+")
_PERSONS = re.compile(
    r"(?P<before>.*)(?P<person>leit|entwickl|administrat|berat|architekt|referent|ingenieur|techniker|spezialist|koordinat"
    r"|manager)(?P<ending>|er|erin|ung|or|orin|in|ion|ors|s|innen|erinnen)"
)


@lru_cache(maxsize=32768)
def _key_words(word: str) -> tuple[str, ...]:
    """A folded word as the key has it: without endings of gender and person, what stands before the person apart.

    >>> _key_words("softwareentwicklerin"), _key_words("abteilungsleitung"), _key_words("der"), _key_words("kuratorin")
    (('software', 'entwickl'), ('abteilung', 'leit'), (), ('kurator',))
    """
    if "little" in kinds_of(word):
        return ()
    if word in ("head", "lead", "leader"):
        return ("leit",)
    if word in ("teamlead", "teamleader"):
        return ("team", "leit")
    if compound := _PERSONS.fullmatch(word[:60]):
        before, person, ending = compound.groups()
        if person != "leit" and ending in ("ung", "ion"):
            person += ending  # Entwicklung is no Entwickler; Leitung and Leiter are one
        if len(before) > 4 and before.endswith("s") and not before.endswith("ss"):
            before = before[:-1]
        return (*_key_words(before), person) if before else (person,)
    if word.endswith(("erin", "orin", "istin", "entin", "antin", "erinnen")):
        return (word.removesuffix("innen").removesuffix("in"),)
    return (word,)


def _core_key(folded: str) -> str:
    """The words of a folded core, each once, in the order of the alphabet."""
    return " ".join(sorted(set(chain.from_iterable(map(_key_words, _KEY_WORD.findall(folded))))))

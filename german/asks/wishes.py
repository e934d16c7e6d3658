"""Whether an ad only wishes for something that it names ("von Vorteil", "idealerweise") instead of asking for it."""

import re

from german.words.gates import any_of, gated

_BEFORE = (
    *("idealerweise", "im idealfall", "wünschenswert", "bevorzugt", "vorzugsweise", "optional", "gerne?(?! gesehen)"),
    *(
        "optimalerweise",
        "bestenfalls",
        "von vorteil",
        "vorteilhaft",
        "ideally",
        "preferably",
        "nice to have",
        "ein plus",
    ),
    *("möglichst", "ggf", "gegebenenfalls", "eventuell", "im besten fall", "am besten", "pluspunkt", "bonus"),
)
_BEHIND = (
    "(?:ist|sind|wäre\\w*) idealerweise",
    *("(?:sind |ist |wäre?n? )?(?:von |ein )?(?:großem |großer |klarem |klarer )?vorteil", "(?:sehr )?wünschenswert"),
    *(
        "(?:ein|a|als|is a|are a) (?:großes |klares |big |strong |dickes )?plus",
        "erwünscht",
        "gewünscht",
        "vorteilhaft",
    ),
    *("von nutzen", "hilfreich", "optional", "kein muss", "nicht (?:zwingend|voraussetzung|erforderlich|notwendig)"),
    *(
        "nice[ -]to[ -]have",
        "preferred",
        "desirable",
        "an advantage",
        "beneficial",
        "(?:would be|is|are) (?:a bonus|advantage|helpful)",
    ),
    *(
        "pluspunkt",
        "gern gesehen",
        "gerne gesehen",
        "ein bonus",
        "wird begrüßt",
        "but not (?:required|necessary|mandatory)",
    ),
    *(
        "kann von vorteil",
        "punkten",
        "bevorzugt",
        "welcome",
        "an asset",
        "plus$",
    ),
)
_WISH_BEFORE = re.compile(rf"\b{any_of(_BEFORE)}\b(?P<gap>[^.;:]*)$")
_WISH_BEHIND = re.compile(rf"(?P<gap>[^.;]{{0,90}}?)\b{gated(_BEHIND)}")
_NEW_CLAUSE = re.compile(
    r"(?:(?<=sse)|(?<!\we)(?<!e[rnms])), (?!(?:\w+(?:sprach|kenntniss))|oder|bzw|und|z\.)|\b(?:sowie|aber|jedoch|"
    r"mindestens|sonst|andernfalls) "
)
_NO_MUST = re.compile(
    r"[^.;]{0,160}\b(?:aber (?:nicht|keine?) (?:voraussetzung|bedingung|muss)|ist erwünscht,? aber|"
    r"kein muss)"
)
_FAR = 60  # characters over which a wish reaches


def is_wished(low: str, start: int, end: int) -> bool:
    """Whether `low[start:end]` is only wished for. Words in lower case.

    A wish before it reaches to the next comma, one behind it back to the comma before.

    >>> for words in ("idealerweise erfahrung", "erfahrung von vorteil", "erfahrung, sap von vorteil", "erfahrung"):
    ...     start = words.index("erfahrung")
    ...     print(is_wished(words, start, start + len("erfahrung")))
    True
    True
    False
    False
    """
    before = _WISH_BEFORE.search(low, max(0, start - 120), start)
    if before and len(before["gap"]) <= _FAR and not _NEW_CLAUSE.search(before["gap"]):
        return True
    if _NO_MUST.match(low, end):
        return True
    behind = _WISH_BEHIND.match(low, end)
    return bool(behind and not _NEW_CLAUSE.search(behind["gap"]))

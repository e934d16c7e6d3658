"""The language of an ad, by its common words."""

from collections import Counter
from itertools import chain

_STOP_WORDS = {
    "de": "und der die das mit für von wir sie den ist im zu ein eine einen einer eines auf bei oder sind du dich dir "
    "ihr ihre unser unsere unserem unseren uns nicht auch des dem als zur zum aus werden haben",
    "en": "and the of to with for you our your we are is a on as be or at that this have from by their who which all",
    "fr": "et le la les des du une pour vous nous votre notre avec dans sur est sont vos nos aux",
    "nl": "en het een van voor met jij je wij ons onze zijn naar bij ook niet dat deze jouw wordt",
    "es": "y el los las del una para con nuestro nuestra tu es en por que como más",
    "it": "e il gli della delle dei per con nostro nostra una sono che nel nella alla",
    "pl": "i w z na do oraz dla się jest praca pracy w twoje nasz lub",
    "ro": "și pentru cu din sau este ale noastre unui în la de",
}


def _languages_by_word() -> dict[str, list[str]]:
    languages: dict[str, list[str]] = {}
    for language, words in _STOP_WORDS.items():
        for word in words.split():
            languages.setdefault(word, []).append(language)
    return languages


_LANGUAGES_OF = _languages_by_word()
_SAMPLE = 1000


def find_language(text: str | None) -> str | None:
    """Find an ad's language, as an ISO 639-1 code, by its little words; of two, the one with clearly more of them.

    It reads the beginning and the middle. None: too little text, or none of de, en, fr, nl, es, it, pl, ro is ahead.

    >>> find_language("Wir suchen eine Leitung für die IT in Wuppertal.")
    'de'
    >>> find_language("You will lead our team and its budget, and report to the board.")
    'en'
    >>> find_language("SAP Consultant") is None
    True
    """
    text = text or ""
    if len(text) > 2 * _SAMPLE:
        text = text[:_SAMPLE] + text[len(text) // 2 : len(text) // 2 + _SAMPLE]
    known = filter(None, map(_LANGUAGES_OF.get, text.lower().split()))
    (best, most), (_, second), *_ = *Counter(chain.from_iterable(known)).most_common(2), ("", 0), ("", 0)
    return best if most >= 3 and most > 1.3 * second else None

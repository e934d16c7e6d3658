"""What a row says in several parts: its places, the ad's text, its pay."""

from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from schemas.raw import RawPlace, RawSalary
from spiders._figures import make_pay, number_of
from spiders._paths import all_at, as_list, flag_at, value_at, words_at
from spiders._posting import trim, trim_words

Row = dict[str, Any]

PLACE = {  # the parts of a place by their usual names
    "street": "street || streetAddress || [strasse, hausnummer][?@]",
    "postal_code": "postal_code || postalCode || zip_code || zipCode || plz || PLZ",
    "town": "city || addressLocality || stadt || ort || Ort",
    "region": "region || state || state_name || addressRegion || bundesland",
    "country": "country_code || countryCode || country || addressCountry || land",
}
BESIDE = ("street", "region", "district")  # of which no code tells that they are not understood
POINT = {
    "latitude": "latitude || lat || breite || Breite",
    "longitude": "longitude || lng || long || lon || laenge || Laenge",
}
PAY = {
    "min": "min || minValue || min_cents",
    "max": "max || maxValue || max_cents",
    "currency": "currency || currencyCode || currency_type",
    "unit": "period || interval || type",
}


def read_places(row: Row, paths: Sequence[str], place: Mapping[str, str], address: str = "@") -> tuple[RawPlace, ...]:
    """The places at some paths, each once: strings or objects. An object's single string counts only if it has no town.

    `place`: part of a place -> its path in such an object, where that is not PLACE; `address`: where its address is.
    A place that its board hides is left out.

    >>> places = [{"name": "Werk 1", "anschrift": {"plz": "42781", "ort": "Haan"}}, {"name": "Werk 2"}, "Erkrath"]
    >>> row = {"orte": places}
    >>> [str(one) for one in read_places(row, ["orte"], {"words": "name"}, "anschrift")]
    ['42781 Haan', 'Werk 2', 'Erkrath']
    >>> read_places({"city": "Haan", "lat": "51.2", "hidden": True}, ["@"], {})
    ()
    """
    read = (_read_place(one, place, address) for one in all_at(row, paths))
    return tuple(dict.fromkeys(one for one in read if str(one) or one.latitude is not None))


def _read_place(place: Any, paths: Mapping[str, str], address: str) -> RawPlace:
    if not isinstance(place, dict):
        return RawPlace(words=trim(place))
    if flag_at(place, "hidden", usually=False):
        return RawPlace()
    parts = words_at(value_at(place, address), PLACE) | words_at(place, paths)
    words: dict[str, Any] = {
        name: _line(value, trim_words if name in BESIDE else trim) for name, value in parts.items()
    }
    words |= {name: number_of(value) for name, value in words_at(place, POINT).items()}
    return RawPlace(**words | {"words": None if words["town"] else words.get("words")})


def _line(value: Any, read: Callable[[Any], str | None] = trim) -> str | None:
    """A word of a place: two parts are joined by a blank; an object is told by its name, or as its JSON."""
    return trim(" ".join(filter(None, map(read, as_list(value)))))


def read_text(row: Row, paths: Sequence[str], section: str) -> str | None:
    """The ad's parts, one below the other; HTML that is escaped as a whole is unescaped.

    `section`: how a part that is an object becomes HTML; what the object lacks is left empty.

    >>> row = {"text": "&lt;p&gt;Wir&lt;/p&gt;", "teile": [{"name": "Profil", "html": "<p>Sie</p>"}]}
    >>> read_text(row, ["text", "teile"], "<h3>{name}</h3>{html}")
    '<p>Wir</p>\\n<h3>Profil</h3><p>Sie</p>'
    """
    found = all_at(row, paths)
    read = (section.format_map(_Blank(one)) if isinstance(one, dict) else _text(one) for one in found)
    parts = [one for one in read if one]
    return "\n".join(unescape(one) if "&lt;" in one and "<" not in one else one for one in parts) or None


def _text(value: Any) -> str | None:
    """A text with its lines; of anything else its words."""
    return value if isinstance(value, str) else trim_words(value)


class _Blank(dict[str, Any]):
    """A section's parts, with empty text for those that it lacks."""

    def __getitem__(self, key: str) -> Any:
        return _text(self.get(key)) or ""

    def __missing__(self, key: str) -> str:
        return ""


def read_pay(row: Row, path: str, *, in_cents: bool = False) -> RawSalary | None:
    """The figures of pay at a path; of several, those in euros. None where none are stated, or where several remain.

    >>> pays = [{"min": 7200000, "max": 8400000, "currency": "EUR"}, {"min": 1, "currency": "USD"}]
    >>> str(read_pay({"pay": pays}, "pay", in_cents=True)), read_pay({"pay": [*pays, *pays]}, "pay")
    ('72000.0 - 84000.0 EUR', None)
    """
    pays = [words_at(pay, PAY) for pay in all_at(row, [path])]
    if len(pays) > 1:
        pays = [pay for pay in pays if pay["currency"] == "EUR"]
    if len(pays) != 1:
        return None
    (pay,) = pays
    if in_cents:
        cents = {name: number_of(pay[name]) for name in ("min", "max")}
        pay |= {name: number / 100 for name, number in cents.items() if number is not None}
    return make_pay(pay["min"], pay["max"], pay["currency"], pay["unit"])

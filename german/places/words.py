"""Sorts the words of a place field into drafts, one a place: what is stated, before a town is chosen."""

import re
from dataclasses import dataclass, field

from german.places.gazetteer import Gazetteer, Town
from german.places.names import head_key, name_key, tail_words, umlaut_key

_SEPARATORS = re.compile(
    r"([,;|\n\r\t•·()\[\]/+&]|(?<=\s)[-–—](?=\s)|(?<=\))-|\s(?:und|oder|sowie|and|or|u\.|bzw\.)\s)"
)
_LISTING = frozenset(("und", "oder", "sowie", "and", "or", "u.", "bzw."))
_CODE = re.compile(r"(?:([A-Z]{1,2})[- ]{1,3})?(\d{4,5})(?!\d)[\s-]*([^\d\s-].*)?", re.DOTALL)
_CODE_INSIDE = re.compile(r"\s((?:[A-Z]{1,2}-)?\d{5}\s+[^\d\s].*)", re.DOTALL)
_CODE_START = re.compile(r"(\d{2})(?:\s+(\D+))?")
_LABEL = re.compile(
    r"(?:(?:arbeits|einsatz|dienst|tätigkeits)?orte?|(?:einsatz|dienst|arbeits)?standorte?|location|büro|office"
    r"|landeshauptstadt|universitätsstadt|hansestadt|bezirk|(?:kreisfreie )?stadt|ortsteil|ot|stadtteil|stadtbezirk"
    r"|niederlassung|in|sitz in|hauptsitz|flughafen|messe|campus|z\. ?b\.|bspw\.|(?:nörd|süd|öst|west)liche[sr]?)"
    r"(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_NEAR = (
    r"(?:groß|gross)?raum|(?:metropol)?region|bei|nahe|nähe(?: von)?|in der nähe von|rund um|umgebung(?: von)?|greater"
)
_AROUND = re.compile(rf"(?:im\s+)?(?:{_NEAR})\s+", re.IGNORECASE)
_NEAR_BY = re.compile(rf"\s+(?:im\s+)?(?:{_NEAR}|b\.)\s+", re.IGNORECASE)
_AND_AROUND = re.compile(
    r"\s+(?:(?:metropolitan )?area|region|umgebung|umland|innenstadt|zentrum|city)$", re.IGNORECASE
)
_KREIS = re.compile(r"(?:(?:land)?kreis|lkr?\.?|kr\.?|kreisfreie stadt)\s+(.+)", re.IGNORECASE)
_STREET = re.compile(r"\d|str(?:a(?:ß|ss)e)?\b|(?:allee|platz|weg|ring|ufer|damm|gasse|markt)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\d+ (?:locations|standorte|orte)\b|(?:viele |zahlreiche )?(?:weitere|verschiedene|diverse|mehrere|alle|andere)\b",
    re.IGNORECASE,
)
_SIDES_OF_TOWN = "nord sud ost west nordost nordwest sudost sudwest zentrum innenstadt city stadt"
_FIRST_HALVES = """
    new neu neue alt klein gross bad sankt ober unter nieder hohen mittel nord west ost sud san santa los las
"""
_COMPASS = frozenset(_SIDES_OF_TOWN.split())
_PREFIXES = frozenset(_FIRST_HALVES.split())
_CITY_STATES = {"BE": "berlin", "HH": "hamburg", "HB": "bremen"}
_CODE_COUNTRIES = {"A": "AT", "L": "LU"}
_CITY = 50_000.0  # two cities in one breath, "Düsseldorf Köln", are two places
_TOWN = 5_000.0
_AROUND_KM = 40.0
_TWIN_KM = 12.0
_MOST_WORDS = 8

Found = tuple[list[Town], list[str], str | None]


@dataclass(slots=True)
class Draft:
    """What is stated about one place. `hints` tell namesakes apart, `around` is the middle of the region named."""

    words: list[str]
    towns: list[Town] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    around: list[Town] = field(default_factory=list)
    district: str | None = None
    code: str | None = None
    code_start: str | None = None
    lands: frozenset[str] = frozenset()
    kreis: list[Town] = field(default_factory=list)
    country: str | None = None
    name: str | None = None  # of a town after a code, where the name is not known
    unknown: bool = False

    def allows(self, towns: list[Town]) -> bool:
        """Whether one of the towns lies in the region stated so far."""
        kreise = {(town.kreis, town.land) for town in self.kreis}
        return any(
            (not self.lands or town.land in self.lands)
            and (not kreise or (town.kreis, town.land) in kreise)
            and (not self.country or town.country == self.country)
            for town in towns
        )


class PlaceWords:
    """Reads piece after piece: a town begins a place, everything else tells more about one."""

    def __init__(self, gazetteer: Gazetteer, country: str) -> None:
        self.gazetteer = gazetteer
        self.country = country
        self.drafts: list[Draft] = []
        self.lost = False

    def read(self, text: str) -> list[Draft]:
        """The drafts of a whole text."""
        if "nowhere" in self.gazetteer.meaning(text):
            return []
        separator = ""
        for i, piece in enumerate(_SEPARATORS.split(text)):
            if i % 2:
                separator = separator or piece.strip()
            elif words := piece.strip(" .:*\"'\t\n\r\u00a0\u200b\u200e"):
                self._take(words, separator)
                separator = ""
        return self.drafts

    def _take(self, words: str, separator: str) -> None:
        last = self.drafts[-1] if self.drafts else None
        meaning = self.gazetteer.meaning(words)
        if "nowhere" in meaning or _ELSEWHERE.match(words):
            return
        if last is not None and any(name_key(words) in town.surnames for town in last.towns):
            last.hints.append(name_key(words))
            last.words.append(words)
            return
        found = self._whole(words) if not meaning or "alias" in meaning else None
        if found is not None:
            self._take_town(Draft([words], *found[:2]), last, around=False)
        elif not (
            self._take_region(words, meaning, last) or self._take_code(words, last) or self._take_kreis(words, last)
        ):
            self._take_phrase(words, separator, last)

    def _take_phrase(self, words: str, separator: str, last: Draft | None) -> None:
        """Words around a town, two statements in one, or a name not known."""
        around = _AROUND.match(words)
        name = _AND_AROUND.sub("", words[around.end() :] if around else words)
        if around and self._take_region(name, self.gazetteer.meaning(name), last):
            return
        if (label := _LABEL.match(name)) and len(name) > label.end():
            name = name[label.end() :]
        found = self._whole(name)
        if found is None and self._take_halves(name, separator):
            return
        found = found or self._front(name, " ") or self._front(name, "-") or self._end(name)
        if found is not None:
            tells_more = (
                around is not None and separator not in _LISTING
            )  # "Haan, Raum Köln", not "Haan oder Raum Köln"
            self._take_town(Draft([words], *found[:2], district=found[2]), last, tells_more)
        elif last is not None and any(town.has(name_key(name)) for town in last.towns):
            last.hints.append(name_key(name))
            last.words.append(words)
        elif last is not None and last.towns and separator in ("(", "[", "-", "–", "—") and not _STREET.search(words):
            last.district = last.district or (name if name_key(name) not in _COMPASS else None)
            last.words.append(words)
        elif last is not None and last.towns and all(town.country != "DE" for town in last.towns):
            last.words.append(words)  # "Austin, TX"
        elif _STREET.search(words) or name_key(name) in _COMPASS:
            self.lost = True
        else:
            self.drafts.append(Draft([words], unknown=True))

    def _take_region(self, words: str, meaning: dict[str, str], last: Draft | None) -> bool:
        """A country, a Land or a landscape: of the place before it, else a place of its own."""
        if (
            last is not None
            and len(words) == 2
            and words.isupper()
            and {town.country for town in last.towns} == {words}
        ):
            last.country = words
            return True
        if "land" in meaning or "region" in meaning:
            if last is not None and self._tells_region(words, meaning, last):
                return True
            towns = self.gazetteer.named(name_key(words))
            if meaning.get("land") in _CITY_STATES and not towns:
                self.drafts.append(Draft([words], self.gazetteer.named(_CITY_STATES[meaning["land"]])))
                return True
            if not towns or ("land" in meaning and meaning["land"] not in _CITY_STATES):
                self.drafts.append(
                    Draft([words], lands=frozenset((meaning.get("land") or meaning["region"]).split(",")))
                )
                return True
        if "country" not in meaning:
            return False
        country = meaning["country"]
        namesake = any(town.country == country for town in self.gazetteer.named(name_key(words)))  # Luxemburg, Singapur
        if last is not None and last.towns and not any(town.country == country for town in last.towns):
            last = None
        if namesake and last is None:
            return False
        if last is None or last.country not in (None, country):
            self.drafts.append(Draft([words], country=country))
        for draft in self.drafts:
            if draft.country is None and (draft is last or any(town.country == country for town in draft.towns)):
                draft.country = country
        return True

    def _tells_region(self, words: str, meaning: dict[str, str], last: Draft) -> bool:
        """Take a Land or landscape as telling more about the place before it, where it can."""
        key = name_key(words)
        if "land" in meaning and not last.lands:
            lands = frozenset((meaning["land"],))
            if last.unknown or any(town.land in lands for town in last.towns):
                last.lands = lands
                last.words.append(words)
                return True
        elif "land" in meaning and not last.towns and last.lands == {meaning["land"]}:  # "Brandenburg, BB"
            last.towns = [t for t in self.gazetteer.named(name_key(last.words[0])) if t.land in last.lands]
            return True
        elif "land" in meaning and last.lands == {meaning["land"]} and last.towns:
            return True
        if "region" in meaning and any(town.land in meaning["region"].split(",") for town in last.towns):
            own = [town for town in self.gazetteer.named(key) if town.country == self.country]
            open_ = sum(not town.part_of for town in last.towns) > 1 or any(town.has(key) for town in last.towns)
            if open_ or not any(town.weight > _TOWN for town in own):
                last.hints.append(key)
                last.words.append(words)
                return True
        return False

    def _take_code(self, words: str, last: Draft | None) -> bool:
        """A postal code, alone or before its town; two digits before a town begin a code."""
        if not any(c.isdigit() for c in words):
            return False
        if match := _CODE_INSIDE.search(words):
            words = match[1]
        if match := _CODE.fullmatch(words):
            prefix, code, rest = match.groups()
            country = _CODE_COUNTRIES.get(prefix or "") or self.gazetteer.meaning(prefix or "").get("country")
            if len(code) == 4 and self.country == "DE" and country in (None, "DE") and not rest:
                return False
            if not rest and last is not None and not last.code and (last.towns or last.unknown):
                last.code = code
                last.words.append(words)
                return True
            draft = Draft([words], code=code, country=country)
            if rest:
                self._add_name(draft, rest)
            if last is not None and last.unknown and not last.code and not last.lands:  # "Ortsteil, 12345 Stadt"
                draft.words = [*last.words, words]
                self.drafts.pop()
                last = self.drafts[-1] if self.drafts else None
            self._take_town(draft, last, around=False)
            return True
        if match := _CODE_START.fullmatch(words):
            start, rest = match.groups()
            if rest is None:
                if last is not None and last.towns:
                    last.code_start = start
                return last is not None
            draft = Draft([words], code_start=start)
            self._add_name(draft, rest)
            if draft.towns:
                self._take_town(draft, last, around=False)
                return True
        return False

    def _add_name(self, draft: Draft, name: str) -> None:
        """Read the name after a postal code, with the Land, Kreis or country behind it."""
        own = [town for town in self.gazetteer.at_code(draft.code or "") if town.name == name]
        if own and "land" in self.gazetteer.meaning(name):  # "38835 Hessen", a village
            draft.towns = own
            return
        inner = PlaceWords(self.gazetteer, self.country)
        inner._take(name, "")
        if not inner.drafts:
            return
        first = inner.drafts[0]
        if first.unknown:
            draft.name = first.words[0]
        else:
            draft.towns, draft.hints, draft.around, draft.district = (
                first.towns,
                first.hints,
                first.around,
                first.district,
            )
            draft.lands, draft.kreis, draft.country = first.lands, first.kreis, draft.country or first.country

    def _take_kreis(self, words: str, last: Draft | None) -> bool:
        """A Kreis: of the place before it, else a place of its own."""
        if last is None and words.lower().startswith("kreisfreie"):
            return False
        if (match := _KREIS.fullmatch(words)) is not None:
            towns = self.gazetteer.of_kreis(name_key(match[1])) or self.gazetteer.of_kreis(head_key(match[1]))
        elif "kreis" in words.lower() or words.startswith(("Region ", "Städteregion ")):
            towns = self.gazetteer.of_kreis(name_key(words))
        else:
            return False
        if not towns:
            return False
        kreise = {(town.kreis, town.land) for town in towns}
        if last is not None and any((town.kreis, town.land) in kreise for town in last.towns):
            last.kreis = towns
            last.words.append(words)
        else:
            self.drafts.append(Draft([words], kreis=towns))
        return True

    def _take_town(self, draft: Draft, last: Draft | None, around: bool) -> None:
        """A town: a place of its own, unless it belongs together with the place before."""
        if last is None or not draft.towns or (last.code and draft.code):
            self.drafts.append(draft)
        elif not last.towns and not last.unknown and last.allows(draft.towns):  # "NRW: Köln", "42103, Wuppertal"
            draft.code, draft.lands, draft.kreis = (
                draft.code or last.code,
                draft.lands or last.lands,
                draft.kreis or last.kreis,
            )
            draft.country = draft.country or last.country
            draft.words = last.words + draft.words
            self.drafts[-1] = draft
        elif around and any(a.km_to(b) < _AROUND_KM for a in last.towns for b in draft.towns):
            last.around = draft.towns
            last.words += draft.words
        elif parts := [town for town in draft.towns if any(town.is_part_of(host) for host in last.towns)]:
            if {town.part_of for town in parts} == {t.part_of for t in last.towns} or last.district:
                self.drafts.append(draft)
                return
            last.towns, last.hints, last.code = parts, draft.hints, last.code or draft.code
            last.words += draft.words
        elif parts := [town for town in last.towns if any(town.is_part_of(host) for host in draft.towns)]:
            last.towns, last.hints, last.code = parts, last.hints, last.code or draft.code
            last.words += draft.words
        elif [t.name for t in draft.towns] == [t.name for t in last.towns] and not draft.code:  # "Berlin, Berlin"
            return
        else:
            self.drafts.append(draft)

    def _take_halves(self, words: str, separator: str) -> bool:
        """Two statements without a comma: "Hof Deutschland", "Haan Kreis Mettmann", "Düsseldorf Köln", "Köln-Bonn"."""
        for joint in " -":
            split = words.split(joint)
            for cut in range(1, len(split) if len(split) <= _MOST_WORDS else 0):
                front, rest = joint.join(split[:cut]), joint.join(split[cut:])
                if joint == " " and self._is_region(rest):
                    fits = True
                elif joint == " " and self._is_region(front) and not self.gazetteer.named(name_key(front)):
                    fits = self._whole(rest) is not None
                else:
                    fits = self._are_cities(front, rest.partition("-")[0] if joint == "-" else rest)
                if fits:
                    self._take(front, separator)
                    self._take(rest, joint)
                    return True
        return False

    def _is_region(self, words: str) -> bool:
        return bool(
            {"country", "land", "nowhere"} & self.gazetteer.meaning(words).keys()
            or _KREIS.match(words)
            or (words[-5:].isdecimal() and _CODE.fullmatch(words))
        )

    def _are_cities(self, one: str, other: str) -> bool:
        first, second = self._whole(one), self._whole(other)
        if first is None or second is None or any(part.is_part_of(host) for part in second[0] for host in first[0]):
            return False
        return all(any(town.weight >= _CITY for town in found[0]) for found in (first, second))

    def _whole(self, words: str) -> Found | None:
        """The towns of a name as it stands, with the words that tell them from their namesakes."""
        alias = self.gazetteer.meaning(words).get("alias")
        towns = self.gazetteer.named(head_key(alias or words))
        if not towns:
            return None
        if len(towns) > 1:
            exact = umlaut_key(alias or words)
            towns = [town for town in towns if umlaut_key(town.name) == exact] or towns
        tail = tail_words(alias or words)
        return towns, [" ".join(tail), *tail] if len(tail) > 1 else tail, None

    def _front(self, words: str, joint: str) -> Found | None:
        """A town and more: "Eschborn Taunus", "Hamburg Altona", "Wuppertal-Barmen", "Kaufering nahe München"."""
        if near := _NEAR_BY.search(words):
            found = self._whole(words[: near.start()]) or self._front(words[: near.start()], joint)
            return (found[0], [*found[1], name_key(words[near.end() :])], found[2]) if found else None
        split = [word for word in words.split(joint) if word]
        for cut in range(min(len(split) - 1, _MOST_WORDS), 0, -1):
            found = self._whole(joint.join(split[:cut])) if name_key(split[cut - 1]) not in _PREFIXES else None
            if found is None:
                continue
            towns = found[0]
            rest = joint.join(split[cut:]).strip(" -")
            key = name_key(rest)
            others = self._whole(rest)
            if others is not None:
                parts = [part for part in others[0] if any(part.is_part_of(town) for town in towns)]
                if parts:
                    return parts, [], None
                twins = [town for town in towns if any(town.km_to(other) < _TWIN_KM for other in others[0])]
                if twins:
                    return twins, found[1], rest
            if "region" in self.gazetteer.meaning(rest) or any(town.has(key) for town in towns):
                return towns, [*found[1], key], None
            if max(town.weight for town in towns) >= _TOWN / 2 and not (joint == " " and _STREET.match(rest)):
                return towns, found[1], rest if joint == "-" and key not in _COMPASS else None
        return None

    def _end(self, words: str) -> Found | None:
        """A town after a street or the name of a site: "Lindenweg 3 Hagen", "Werk Solingen"."""
        split = words.split()
        for cut in range(1, min(len(split), _MOST_WORDS)):
            found = self._whole(" ".join(split[cut:])) if name_key(split[cut - 1]) not in _PREFIXES else None
            if found is not None and any(town.weight >= _TOWN / 5 for town in found[0]):
                return found
        return None

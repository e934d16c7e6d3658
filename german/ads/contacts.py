"""Masks contact data of persons in the texts of ads."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from german.words.gates import any_of, stem
from german.words.later import when_needed

EMAIL_MARK = "[E-Mail]"
PHONE_MARK = "[Telefon]"
NAME_MARK = "[Name]"

_AT = re.compile(r"[@\[({](?:(?<=@)| ?(?:at|AT|ät|@) ?[\])}])")  # a character class first: the search skips to it
_MAILBOX = re.compile(r"[\w.+-]{1,64} ?\Z")
_DOMAIN = re.compile(r" ?(?:[\w-]{1,63}(?:\.| ?[\[({] ?(?:dot|punkt|\.) ?[\])}] ?)){1,5}[a-zA-Z]{2,12}(?!\w)")

_BLANKS_AND_DASHES = r" \u00a0\u2009\u202f\u2011\u2212–\-"
_GAP = rf"[{_BLANKS_AND_DASHES}/()\[\]]{{0,4}}"
_DOT_OR_GAP = rf"(?:\.|{_GAP})"
_NUMBER = re.compile(rf"\d(?:[{_BLANKS_AND_DASHES}./()\[\]]{{0,4}}\d){{5,17}}")
_COUNTRIES = ("49", "43", "41", "352", "423", "31", "32", "33", "39", "44", "45", "48", "420", "1")
_PHONE = when_needed(
    rf"\(?(?:\+|00) ?(?:{'|'.join(_COUNTRIES)})\)?{_DOT_OR_GAP}\d(?:{_DOT_OR_GAP}\d){{6,12}}"
    rf"|\(0[1-9](?: ?\d){{1,4}}\){_GAP}\d(?:{_GAP}\d){{2,10}}"
    rf"|0[1-9]\d{{1,4}} ?[/–-] ?\d(?:{_GAP}\d){{3,10}}"
    r"|0[1-9]\d{1,4} \d{2,8}(?: ?[/–-]? ?\d{1,8}){0,5}"
    rf"|0 \d{{2}} \d{{1,2}} ?/ ?\d(?:{_GAP}\d){{3,9}}"
    rf"|01[567]\d{{1,2}}(?:{_DOT_OR_GAP}\d){{6,8}}"
    r"|0[1-9]\d{1,3}\.\d{2,4}(?:\.\d{2,8}){1,3}"
)
# After such words, with a few little words in between, a number is a phone number.
_PHONE_LABELS = (
    *(r"\btel", r"\bfon", r"\bphone", r"\bmobil", r"\bmobile", r"\bhandy", r"\bfax", r"\btelefax", r"\bhotline"),
    *(r"\bwhats ?app", r"(?-i:\b[TMF](?=[.:]| \Z))", r"telefon\w{0,10}", "rufnummer", "handynummer", "faxnummer"),
    *(r"\bunter (?:der |folgender |dieser )?nummer", r"mobil(?:funk|nummer|telefon)\w{0,6}"),
)
_LITTLE_WORDS = ("unter", "der", "nr", "nummer", "an", "auch", "gerne?", "sie", "uns", "mich", "oder", "ist")
_LABEL = re.compile(
    rf"{any_of(_PHONE_LABELS)}(?:[^\w\n]|\n(?!.*\n)|\b(?:{'|'.join(_LITTLE_WORDS)})\b){{0,12}}\Z", re.IGNORECASE
)
# After such words a number is not a phone number.
_REFERENCES = (
    *("kenn(?:ziffer|ung|zahl)", r"refer\w*", "ref", r"job\w*", r"stellen\w*", "chiffre", "aktenzeichen", "az"),
    *(r"vorgang\w*", r"ausschreibung\w*", "id", "nr", r"\w*nummer", "hrb", "iban", "konto", "iso", "din", "norm"),
    *("plz", "version", r"objekt\w*", "code", r"projekt\w*", "no"),
)
_REFERENCE = when_needed(rf"\b(?:{'|'.join(_REFERENCES)})\b[^\n]{{0,12}}\Z", re.IGNORECASE)
_EXTENSIONS = ("Durchwahl", "Nebenstelle", "Apparat")
_EXTENSION = re.compile(rf"({'|'.join(_EXTENSIONS)})([ .:]{{0,3}}-?)\d{{2,6}}(?![\d.,])")
_DATE_OR_HOURS = re.compile(r"(?<!\d)(?:\d{1,2}\. ?\d{1,2}\. ?\d{2,4}|\d{1,2}[.:]\d{2} ?[-–] ?\d{1,2}[.:]\d{2})(?!\d)")
_TWO_GROUPS = re.compile(r"(\d+) ?[/–-] ?(\d+)")
# Right before a number, these make it the rest of something else.
_CONTINUED = re.compile(r"(?:\w|[._]|\d[,:]|\w[/-])\Z")
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15
_SHORTEST = 6
_BEFORE_NUMBER = 34

_UPPER = "A-ZÄÖÜÇŞÉÁÓŁŠŽČĆİ"
_LOWER = "a-zäöüßàáâãåçčćèéêëěğíîïıłñńňóôõøřšşśúûůýžżź"
_WORD = rf"[{_UPPER}][{_LOWER}]+(?:[-'’][{_UPPER}]?[{_LOWER}]+){{0,3}}"
_TITLE = (
    r"(?:(?:Dr|Prof|Dipl|Ing|Mag|M\.?[AS]c?|B\.?[AS]c?|MBA|med|rer|nat|phil|jur|oec|habil)\b\.?[- ]?"
    r"(?:Ing|Inf|Kfm|Kffr|Wirt|Psych|Päd|Betriebsw)?\.?,? ?)"
)
_PARTICLES = r"(?:(?:von|van|de|zu|der|den|del|di|da|el|al|vom) ){0,3}"
_INITIAL = rf"(?:[{_UPPER}]\. ?)"
_ADDRESSED = re.compile(
    rf"(Frau|Herrn?|Hr\.|Fr\.|Mrs?\.|Ms\.)([ \u00a0]{{1,2}}{_TITLE}{{0,4}})"
    rf"((?:{_INITIAL}[{_UPPER}]\.|{_INITIAL}?{_PARTICLES}{_WORD})"
    rf"(?:[ \u00a0](?:{_PARTICLES}{_WORD}|{_INITIAL})){{0,2}})"
    rf"((?:[ \u00a0]{_PARTICLES}{_WORD})?)"
)
_FULL_NAME = when_needed(rf"({_WORD})(?: {_INITIAL})?(?: (?:{_PARTICLES}{_WORD}|{_INITIAL}))(?![\w-])")
_NEXT_NAME = when_needed(rf" (?:{_INITIAL} ?)?{_PARTICLES}({_WORD}|{_INITIAL})(?![\w-])")
# What announces a contact person: a label followed by the name, and words near a name.
_NAME_LABELS = ("nsprech(?:partner|person)", "ontakt(?:person)?", "ecruiter", "ontact(?: person)?")
_NAME_LABEL_STEMS = tuple(map(stem, _NAME_LABELS))
_LABELLED_NAME = when_needed(
    rf"(?:{'|'.join(_NAME_LABELS)})(?:in|/in|/-in|:in|\*in|_in|\(in\))?"
    r"(?: ist| sind| is)?[ *]{0,3}(:|–|-|\||\n|(?<=[st] ))[ *\n]{0,3}"
    rf"({_TITLE}{{0,4}}{_WORD}(?: {_PARTICLES}{_WORD}){{0,2}}|{_INITIAL}{{2}})(?=[ ]{{0,3}}(?:[,|(\n*\[]|\Z))"
)
_CUES = (
    *_NAME_LABEL_STEMS,
    *("enden Sie sich", "ende dich", "ückfragen", "Fragen", "ur Verfügung", "freut sich auf", "elde dich"),
    *("uskunft", "uskünfte", "ewerbung an", "z. H", EMAIL_MARK, PHONE_MARK),
)
_BEFORE_CUE, _AFTER_CUE = 90, 160
_MOST_NAMES = 20  # an ad names few contact persons
_MOST_MENTIONS = 3  # a name that occurs more often is the employer's

_ENDS_OF_NOUNS = """ung heit keit schaft tion team leiter leiterin manager managerin management haus referent referentin
    wesen amt service services center zentrum stelle daten adresse partner partnerin person personal recruiter
    recruiterin recruiting recruitment resources telefon mobil mail kontakt gmbh gruppe universität institut klinik
    kliniken straße strasse platz bank werke stadt kreis talent office firma portal formular fragen"""
_ENDS_OF_ROLES = "leiter leiterin manager managerin referent referentin abteilung gmbh recruiting"
_OTHER_WORDS = """human people tel fax group werk career hr it büro online whatsapp linkedin xing sie ihnen ihr ihre wir
    unser unsere bitte gern gerne und oder die der das mann herr herrn frau damen herren dein deine bei für mit jobs"""
_NO_NAME_ENDS = tuple(_ENDS_OF_NOUNS.split())
_ROLE_ENDS = tuple(_ENDS_OF_ROLES.split())
_NO_NAMES = frozenset(_OTHER_WORDS.split())
# After a full name, these make it a firm's.
_FIRMS = (
    *("GmbH", "AG", "SE", "KG", "OHG", r"e\.", "Stiftung", "Universität", "Institut", "Klinik", "Haus", "Gesellschaft"),
    *("Group", "Gruppe", "Str", "Schule"),
)
_FIRM_AFTER = re.compile(rf"[ -](?:{'|'.join(_FIRMS)})")


def mask_contacts(text: str) -> str:
    """The text with e-mail addresses, phone numbers and names of contact persons replaced by fixed marks.

    Left alone: pay, dates, postal codes, reference numbers, opening hours, numbers of standards, web addresses, and
    names that have nothing to do with a contact (employers, methods, places).

    >>> mask_contacts("Frau Petra Muster, Tel. 0202 563-1234, p.muster@stadt.example")
    'Frau [Name], Tel. [Telefon], [E-Mail]'
    >>> mask_contacts("Kennziffer 10000-1202238655-S, 42103 Wuppertal, 4.500 - 5.200 €, bis 30.11.2026")
    'Kennziffer 10000-1202238655-S, 42103 Wuppertal, 4.500 - 5.200 €, bis 30.11.2026'
    """
    text = _mask_emails(text)
    text = _mask_phones(text)
    if any(extension in text for extension in _EXTENSIONS):
        text = _EXTENSION.sub(rf"\1\2{PHONE_MARK}", text)
    return _mask_names(_ADDRESSED.sub(_mask_addressed, text))


def _mask_emails(text: str) -> str:
    parts: list[str] = []
    done = 0
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        mailbox = _MAILBOX.search(text, max(done, at.start() - 65), at.start()) if domain else None
        if domain is not None and mailbox is not None and (at[0] != "@" or mailbox[0][-1] != " "):
            parts += (text[done : mailbox.start()], EMAIL_MARK)
            done = domain.end()
    return "".join([*parts, text[done:]])


def _mask_phones(text: str) -> str:
    parts: list[str] = []
    done = at = 0
    while (run := _NUMBER.search(text, at)) is not None:
        start, at = run.span()
        if text.startswith("+ ", max(done, start - 2)):
            start -= 2
        while start > done and text[start - 1] in "+(":
            start -= 1
        if end := _find_phone_end(text, start, at):
            if text[start] == "(" and text[end : end + 1] == ")" not in text[start:end]:
                start += 1  # the bracket is around more than the number
            parts += (text[done:start], PHONE_MARK)
            done = at = end
    return "".join([*parts, text[done:]]) if parts else text


def _find_phone_end(text: str, start: int, end: int) -> int:
    """Where the phone number at the start of a run of digits ends, recognised by label or form; 0 if there is none."""
    before = text[max(0, start - _BEFORE_NUMBER) : start]
    if _LABEL.search(before):
        other = _DATE_OR_HOURS.search(text, start, end)
        end = other.start() if other else end
        return 0 if end - start < _SHORTEST or text[end : end + 2].lstrip()[:1] == "€" else end - (text[end - 1] == " ")
    if text[start] not in "+(0" or _CONTINUED.search(before):
        return 0
    phone = _PHONE.match(text, start, end) or (_PHONE.match(text, start + 1, end) if text[start] == "(" else None)
    if phone is None or not _is_phone(phone[0]) or _REFERENCE.search(before):
        return 0
    after = text[phone.end() : phone.end() + 2]
    return 0 if after[:1].isdecimal() or after.lstrip()[:1] in ("€", "%") else phone.end()


def _is_phone(number: str) -> bool:
    """Whether a number that looks like a phone's is not a year, hours or postal codes."""
    if number[0] in "+(":
        return True
    if not _FEWEST_DIGITS <= sum(char.isdecimal() for char in number) <= _MOST_DIGITS:
        return False
    groups = _TWO_GROUPS.fullmatch(number)
    if groups is None:
        return True
    first, second = groups.groups()
    year = len(second) == 4 and second[:2] in ("19", "20")
    hours = len(first) == len(second) == 4 and first < "2401" and second < "2401"
    codes = len(first) == len(second) == 5 and second[0] == "0"
    return not (year or hours or codes)


def _mask_addressed(match: re.Match[str]) -> str:
    """A form of address followed by the mark for the name and by the words after it that are not names."""
    if match.start() and match.string[match.start() - 1].isalnum():
        return match[0]
    address, titles, name, following = match.groups()
    words = name.split(" ")
    kept = next((i for i, word in enumerate(words) if _is_no_name(word)), len(words))
    if kept == len(words) and words[-1].partition("-")[0] in _given_names() and not _is_no_name(following):
        following = ""  # the surname behind three given names
    return " ".join([address + titles + NAME_MARK, *words[kept:]]) + following if kept else match[0]


def _is_no_name(word: str) -> bool:
    word = word.lower()
    return word in _NO_NAMES or word.endswith(_NO_NAME_ENDS)


def _is_role(word: str) -> bool:
    word = word.lower()
    return word in _NO_NAMES or word.endswith(_ROLE_ENDS)


def _mask_names(text: str) -> str:
    """Mask names of contact persons where they were found and wherever else they occur."""
    spans = sorted(_find_names(text), key=lambda span: (span[0], -span[1]))
    if not spans:
        return text
    names = list(dict.fromkeys(text[start:end] for start, end in spans))[:_MOST_NAMES]
    employer = {name for name in names if text.count(name) > _MOST_MENTIONS}
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done and text[start:end] not in employer:
            parts += (text[done:start], NAME_MARK)
            done = end
    text = "".join([*parts, text[done:]])
    for name in names:
        if name not in employer and name in text:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME_MARK, text)
    return text


def _find_names(text: str) -> Iterator[tuple[int, int]]:
    """Find where contact persons are named: full names near words that announce a contact, and names after a label."""
    for start, end in _windows(text):
        match = _FULL_NAME.search(text, start)
        while match is not None and match.start() < end:
            whole = not text[match.start() - 1 : match.start()].isalnum()
            if not whole or match[1].partition("-")[0] not in _given_names():
                match = _FULL_NAME.search(text, match.end(1))
                continue
            name_end = _find_surname_end(text, match)
            if not any(map(_is_role, match[0].split())) and not _FIRM_AFTER.match(text, name_end):
                yield match.start(), name_end
            match = _FULL_NAME.search(text, name_end)
    for label in _NAME_LABEL_STEMS:
        at = text.find(label)
        while at >= 0:
            if labelled := _LABELLED_NAME.match(text, at):
                separator, name = labelled.groups()
                words = name.split()
                known = (separator and len(words) > 1) or words[0].partition("-")[0] in _given_names()
                if known and not any(map(_is_no_name, words)):
                    yield labelled.span(2)
            at = text.find(label, at + 1)


def _find_surname_end(text: str, match: re.Match[str]) -> int:
    """Where a full name ends: a surname follows where the last of its words is another given name or an initial."""
    end = match.end()
    last = match[0].rpartition(" ")[2]
    while last.endswith(".") or last.partition("-")[0] in _given_names():
        following = _NEXT_NAME.match(text, end)
        if not following or _is_no_name(following[1]):
            break
        end, last = following.end(), following[1]
    return end


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of text around words that announce a contact, in order and without overlap."""
    places = []
    for cue in _CUES:
        at = text.find(cue)
        while at >= 0:
            places.append(at)
            at = text.find(cue, at + 1)
    places.sort()
    start, end = 0, -1
    for at in places:
        if at - _BEFORE_CUE > end:
            if end >= 0:
                yield start, end
            start = max(0, at - _BEFORE_CUE)
        end = at + _AFTER_CUE
    if end >= 0:
        yield start, end


@cache
def _given_names() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").split())

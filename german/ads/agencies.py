"""Who lends or places people: told by an employer's name, and by the words of an ad."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

from german.words.denial import is_denied
from german.words.gates import Finder, any_of
from german.words.surroundings import find_clause
from german.words.whose import find_owner

# -- by name -----------------------------------------------------------------------------------------------------------

_PEOPLE = "(?:job|talent|people|staff|personal|karriere|career|bewerber|kandidat|candidate|skill|freelanc)"
_PLACED = rf"(?:{_PEOPLE}|arbeits|stellen|fachkraefte|kraefte|experten|ingenieur|aerzte|azubi)"
_LEGAL = r"(?:gmbh|mbh|ag|kg|gbr|ug|se|ohg|e\. ?k)\b"
_TRADE_WORDS = (
    r"personal-?(?:dienst|vermittl|berat|service|management|leasing|konzept|loesung|buero|agentur|kontor|partner)",
    r"personal-?(?:ueberlass|bereitstell|gestellung|einsatz|beschaffung|dispo|verleih|transfer|such|auswahl|expert|profis)",
    r"personal- (?:und|&) \w{0,30}berat",
    *("personal management", "personnel services", "human ?capital", "(?<!e-)recruit", "zeitarbeit", "zeitpersonal"),
    rf"human resources? (?:{_LEGAL}|services|partner|agentur)",
    *("jobboerse", "arbeitnehmerueberlassung", "leiharbeit", "(?:executive|direct) search", r"\bresourcing\b"),
    r"head-? ?(?:hunt|find|match)",
    r"(?<!workforce )staffing",
    rf"\bstaff(?=$| {_LEGAL}| (?:solutions|services|leasing|pool))",
    rf"\b(?:fuer )?personal {_LEGAL}",
    rf"\w*job {_LEGAL}",
    "search (?:&|and) selection",
    r"\bsearch(?: gmbh| ltd| limited)?$",
    rf"{_PLACED}\w{{0,12}}(?:-? ?(?:und|&|\+) | |-)?vermittl",
    rf"{_PEOPLE}\w{{0,3}}[ -]?(?:match|scout|hunt|find|search|agen[tc]|partner|broker|makler)",
    rf"{_PEOPLE}\w{{0,3}}[ -]?(?:leasing|expert|profi|macher|sourc)",
    rf"(?:match|find|hunt|scout|hir)\w{{0,3}} {_PEOPLE}",
    r"\w[ -]?talents\b",
    *("freelanc", "freiberufler", r"\binterim(?=$|s?[ -]?(?:manag|execut|solution|partner|expert|profes|gmbh))"),
    r"(?:personal|manage\w+|aerzte|ingenieure|kraefte|mitarbeiter|profis) auf zeit",
    *(r"\bim (?:kunden)?auftrag", "fuer unseren? (?:kunde|mandant)", "unser (?:kunde|mandant)"),
    r"\beine[rs] renommierten",
)
_TRADE = re.compile(any_of(_TRADE_WORDS))
# Behind a word of the trade, these name what is sold to the trade, made or taught; a "verband" is an association.
_GOODS = ("software", r"systeme?\b", "technolog", "plattform", "platform", r"app\b", r"tools?\b", "verlag", "magazin")
_LESSONS = ("akademie", r"messe\b", "verband")
_GOODS_BEHIND = re.compile(rf"\w*(?:{'|'.join(_LESSONS)}|\W(?:\w+[ -]){{0,2}}\w*(?:{'|'.join(_GOODS)}))")
_BEFORE_TRADE = re.compile(r"verband|software fuer|systeme fuer")


@cache
def _listed(kind: str) -> frozenset[str]:
    """Well-known agencies of agencies.tsv by their keys: first (what the key begins with) or whole (all of the key)."""
    for row in (Path(__file__).parent / "agencies.tsv").read_text(encoding="utf-8").splitlines():
        if row.startswith(f"{kind}\t"):
            return frozenset(row.partition("\t")[2].split("|"))
    raise KeyError(kind)


@cache
def _longest_name() -> int:
    """The number of words in the longest name of a well-known agency."""
    return max(len(name.split()) for name in _listed("first"))


def is_agency_name(folded: str, key: str) -> bool:
    """Whether an employer's folded name, whose key is `key`, is an agency's.

    It is by agencies.tsv, by a word of the trade, or by words such as "im Auftrag". Who sells software to the trade,
    or is its association, is none.
    """
    if key in _listed("whole") or any(_is_trade(folded, match) for match in _TRADE.finditer(folded)):
        return True
    words = key.split(" ", _longest_name())
    return any(" ".join(words[:size]) in _listed("first") for size in range(1, _longest_name() + 1))


def _is_trade(folded: str, match: re.Match[str]) -> bool:
    return not _GOODS_BEHIND.match(folded, match.end()) and not _BEFORE_TRADE.search(folded, 0, match.start())


# -- by the words of an ad ---------------------------------------------------------------------------------------------

_ADJECTIVES = r"(?:[\w-]+ ){0,4}?"
_ONE_CLIENT = (
    rf"(?:(?:unsere[nmrs]|eine[nmrs]) {_ADJECTIVES}"
    r"(?:Kunden(?:unternehmens?)?|Mandanten|Mandantin|Auftraggebers?|Klienten|Klientin)(?![\w-])"
    rf"|unsere Mandantin\b|unser {_ADJECTIVES}(?:Kunden|Partner)unternehmen\b"
    r"|(?:ein|eine[nms]) (?:renommiert|namhaft|führend|international|mittelständisch|erfolgreich|etabliert)\w* "
    rf"{_ADJECTIVES}(?:Unternehmens?|Arbeitgebers?|Konzerns?|Herstellers?|Kunden)\b)"
)
_CLIENTS = rf"(?:{_ONE_CLIENT}|unserer? {_ADJECTIVES}(?:Kunden|Mandanten|Auftraggeber|Klienten)(?![\w-]))"
_SEEK = r"(?:[Ss]uchen|[Ss]uche|[Bb]esetzen|[Vv]ermitteln|[Rr]ekrutieren)"
_NO_HIRING = r"(?! (?:\w+ ){0,4}(?:Lösung|Weg|Antwort|Immobilie|Wohnung|Grundst|Häuser|nach neuen))"
_IN_A_SENTENCE = r"[^.!?\n]"
_AGENCIES = (
    r"(?:[\w-]*Personal(?:dienstleister\w*|dienstleistungs\w+|beratung(?:en)?|vermittl(?:er|ung)\w*|agentur\w*)"
    r"|Zeitarbeits(?:firma|unternehmen|agentur)\w*|(?:Arbeits|Job)vermittl(?:er|ung)\w*|Headhunter\w*"
    r"|Recruiting-? ?(?:Agentur|Dienstleister|Unternehmen|Boutique)\w*|Executive[- ]Search[- ](?:Beratung|Unternehmen))"
)
_ENGLISH_AGENCIES = (
    r"(?:(?:recruitment|recruiting|staffing|headhunting|executive search|employment) "
    r"(?:agency|agencies|company|companies|firm|firms|consultancy|business|specialists?)\b)"
)
_MODES = "(?:Direktvermittlung|Personalvermittlung|Arbeitnehmerüberlassung|Personalüberlassung|Zeitarbeit)"
_LOWER_WORDS = r"(?:(?:[a-zäöüß][\w-]*|[A-Z]{2,}),? ){0,5}?"
_CLIENT = "(?:Mandant|Mandantin|Auftraggeber|Klient|Klientin)"
# What only an agency says: the job is at a client.
_SAID_OF_CLIENTS = (
    # "Für unseren Kunden in Köln suchen wir", "suchen wir im Auftrag unseres Mandanten"
    rf"\b[Ff]ür {_ONE_CLIENT}{_IN_A_SENTENCE}{{0,120}}?\b{_SEEK} (?:wir|ich)\b{_NO_HIRING}",
    rf"\bFür unsere {_ADJECTIVES}(?:Kunden|Mandanten|Auftraggeber)\b[^.!?\n,]{{0,80}}?\b{_SEEK} wir\b{_NO_HIRING}",
    rf"\b{_SEEK}\b(?:[^.!?\n,;:]|(?<=\d)\.){{0,60}}? (?:für|im (?:Kunden-?)?[Aa]uftrag) {_ONE_CLIENT}",
    rf"\b{_SEEK} (?:wir|ich) (?:[a-zäöü]+ )?(?:für|im (?:Kunden-?)?[Aa]uftrag) {_CLIENTS}",
    rf"\b(?:{_SEEK} (?:wir |ich )?|[Ww]ir suchen )im Auftrag (?:eine|unsere)[rs]\b",
    rf"\b[Ii]m (?:exklusiven )?[Aa]uftrag {_CLIENTS}{_IN_A_SENTENCE}{{0,120}}?\b{_SEEK}\b{_NO_HIRING}",
    rf"\b[Ii]m Kundenauftrag {_IN_A_SENTENCE}{{0,80}}?\b{_SEEK}\b{_NO_HIRING}",
    # "Unser Mandant ist ein Hersteller …", "Unser Kunde, ein Hersteller …"
    rf"\bUnsere? (?:{_CLIENT}|(?:Partner|Kunden)unternehmen)(?: (?!steht)[a-zäöü]+t\b|, )",
    r"\bUnser Kunde(?: ist (?:eine?[rs]?|das|in|im|seit)\b|(?: im Raum \w+)? sucht\b| bietet (?:Ihnen|[Dd]ir)\b"
    r"| hat seinen Sitz|, (?:eine?[rs]?|das|die|mit)\b| – eine?\b)",
    rf"\bsucht unsere? (?:Kunde|{_CLIENT})\b",
    rf"\bfür einen unserer {_ADJECTIVES}(?:Kunden|Mandanten|Auftraggeber)\b",
    rf"\b[Oo]n behalf of (?:our|a|one of our|my) {_ADJECTIVES}clients?\b",
    r"\b(?:[Oo]ur|[Mm]y) client(?:,| is (?:an?|one|looking|seeking|currently|hiring|recruiting)\b| seeks\b)",
    rf"\b[Ff]or (?:our|one of our|my) {_ADJECTIVES}client\b[^.!?\n]{{0,80}}?\b(?:looking|seeking|recruiting|hiring) ",
    rf"\b(?:looking|searching|recruiting|hiring) [^.!?\n]{{0,60}}for (?:our|one of our|my) {_ADJECTIVES}client\b",
    rf"\b(?:I am|I'm|[Ww]e are) (?:\w+ )?working with (?:an?|my|our) {_ADJECTIVES}client\b",
    rf"\b(?:Festa|A)nstellung (?:erfolgt )?(?:direkt )?(?:bei|beim|in|im) {_ADJECTIVES}"
    r"(?:Kunden(?:unternehmen)?|Auftraggeber|Mandanten)\b",
    r"\bÜbernahme(?:option|chance\w*)? (?:durch|in|bei|beim|im) (?:unseren? |unserem |den |dem )?(?:\w+ )?"
    r"(?:Kunden(?:unternehmen|betrieb)?|Entleiher|Auftraggeber)\b",
    rf"\bEinsatz (?:bei|beim) (?:unserem|einem) {_ADJECTIVES}Kunden\b",
)
# What the author of the ad is: "wir sind ein Personaldienstleister", "als renommierte Personalberatung".
_SAID_OF_ITSELF = (
    rf"\b(?:[Ww]ir sind|[Ss]ind wir|ist|sind) (?:als )?(?:eine?[rs]?|der|die|das|[Ii]hr|[Dd]ein) "
    rf"(?:(?!(?:an|von|für|durch|mit|bei|gegenüber|nach)\b)[^\s.!?:;]+ ){{0,9}}?{_AGENCIES}\b",
    rf"\b[Aa]ls (?:eine?[rs]? )?{_LOWER_WORDS}{_AGENCIES}\b(?= |,)",
    rf"\b(?:eine[rsm]? (?:der|von)|zu den) (?:[\w-]+ ){{0,4}}{_AGENCIES}\b",
    rf"\b(?:[Ww]e are|is|[Aa]s) (?:an?|the|one of the) (?:[\w-]+,? ){{0,6}}?{_ENGLISH_AGENCIES}",
    r"\b[Ww]ir vermitteln (?:Sie|dich|Dich|Fach|qualifizierte|Talente|Kandidat|Spezialist|Expert)",
    r"\b(?:Vermittlung|Dienstleistung|Service|Beratung)(?:en)? (?:ist|sind) für (?:Sie|dich|Dich|Bewerber|Kandidat)\w*"
    r"[^.!?\n]{0,30}kosten(?:los|frei|neutral)",
)
# The form in which people are placed, which may also be the job's task.
_FORMS = (
    rf"\b(?:im Rahmen|in Form|im Wege|auf dem Wege) (?:der|einer|von|unserer) (?:Dienstleistung(?:en)? der )?"
    rf"(?:[a-zäöü-]+ )?(?:{_MODES}|(?<=direkten )Vermittlung)\b",
    rf"\b(?:Anstellung|Vertrag|Beschäftigung|Einsatz|Vermittlung)s?(?:art|form)? ?: ?{_ADJECTIVES}{_MODES}\b",
    rf"\b{_MODES} (?:zu besetzen|mit (?:\w+ )?(?:Option|Übernahme))",
    r"\bDirektvermittlung\b",
    r"\A(?:\w+, )*(?:Arbeitnehmerüberlassung|private Arbeitsvermittlung)(?=,|\Z)",  # a board's field
    r"\b(?:iGZ|IGZ|GVP|BAP)(?:[-/ –]| und )(?:iGZ|IGZ|DGB|GVP|BAP|Tarif|tarif)",
)
_find_clients = Finder(_SAID_OF_CLIENTS, ("Kunde", "Mandant", "uftrag", "lient"))
_find_authors = Finder(_SAID_OF_ITSELF)
_find_forms = Finder(_FORMS)
# Whoever turns agencies away is none; who asks for experience at one, or engaged one, neither.
_TURNED_AWAY = re.compile(
    r"absehen|unaufgefordert|nicht erwünscht|unerwünscht|\bbitten (?:wir|höflich)|gebeten|nicht akzept|keine Anfragen"
    r"|unsolicited|\bbeauftragte?\b|Zusendung"
)
_EXPERIENCE = re.compile(r"(?:Erfahrung|[Tt]ätigkeit|gearbeitet|experience)\w*[^,]*\Z")


def is_agency_ad(text: str | None) -> bool:
    """Whether an ad's words say that its author lends or places people, so that the job may be at a client.

    False where agencies are turned away, where placing people is denied ("keine Zeitarbeit") or the job's task, and
    where clients are only those whom one works for.

    >>> is_agency_ad("Für unseren Mandanten im Raum Köln suchen wir eine Teamleitung IT (m/w/d).")
    True
    >>> is_agency_ad("Du entwickelst für unsere Kunden Lösungen. Wir suchen Menschen, die für unsere Kunden da sind.")
    False
    >>> is_agency_ad("Im Rahmen der Arbeitnehmerüberlassung zu besetzen"), is_agency_ad("Keine Zeitarbeit!")
    (True, False)
    """
    if not text:
        return False
    return any(_is_meant(text, *match.span()) for match in chain(_find_clients(text), _find_authors(text))) or any(
        _is_meant(text, *match.span()) and find_owner(text, *match.span()) not in ("task", "law")
        for match in _find_forms(text)
    )


def _is_meant(text: str, start: int, end: int) -> bool:
    first, last = find_clause(text, start, end)
    if _TURNED_AWAY.search(text, first, last) or _EXPERIENCE.search(text[first:start]):
        return False
    return not is_denied(text, start, end)

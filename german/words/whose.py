"""Whose a statement of an ad is: the job's, or a task's, a colleague's, an applicant's, a law's, the company's.

"Homeoffice an zwei Tagen" is the job's; "Laptops für mobiles Arbeiten ausgeben" is a task, "unsere Auszubildenden
verdienen 1.218 €" is about others, "laut Gesetz" is a law's. Every reader whose statement may be about something else
asks here. An offer in the same clause ("möglich", "Sie erhalten", "bei uns", a share of the time) makes it the job's.
"""

import re
from typing import Literal

from german.words.gates import any_of, gated
from german.words.later import when_needed
from german.words.surroundings import find_clause

Owner = Literal["job", "task", "other", "applicant", "law", "company"]
_SENTENCE = re.compile(r"[.!?]\s")
_LINE = re.compile(r"\n(?![a-zäöüß(])")
_REACH = 130  # characters before a statement in which its owner is named

# The clause ends at a comma, unless what follows belongs to the noun before it: "ein Team, das remote arbeitet".
_SUBCLAUSE = re.compile(
    r": |(?:(?<=\bin)|(?<=[€%)]))\. (?=[A-ZÄÖÜ]|$)|\([a-z]/[a-z]/[a-z]\)"
    r"|, (?!(?:das|der|die|dem|den|welche[rs]?|who|which|that|z\. ?B|um|sowie|und|remote|mobil)\b)"
)

# "Sie betreuen …", "du baust …": any verb beside them names a task, except these, which name what one gets or is.
_GETTING = (
    *("arbeite", "könn", "kann", "erhalt", "erhält", "bekomm", "verdien", "hab", "has", "genieß", "profitier", "dürf"),
    *(
        "darf",
        "werd",
        "wird",
        "wirst",
        "wähl",
        "entscheid",
        "start",
        "beginn",
        "find",
        "wünsch",
        "such",
        "möcht",
        "will",
    ),
    *("woll", "leg", "schätz", "lieb", "mög", "mag", "sind", "bis[td]", "sein", "sei", "teil", "erwart", "freu", "leb"),
    *("wohn", "bleib", "pend", "sitz", "nutz", "musst", "müss", "sollt", "bewerb", "komm", "fahr", "gestalt", "steh"),
    *("brauch", "steig", "fang", "lern", "gern", "auch", "dann", "mit", "einen", "einem", "ein", "den", "an", "von"),
    *(
        "lieg",
        "denn",
        "wenn",
        "in",
        "wann",
        "ihren",
        "seinen",
        "zwischen",
        "neben",
        "hinten",
        "zum",
        "im",
        "am",
        "beim",
    ),
    *("unterschreib", "vereinbar", "kennen", "kennst", "reis", "interessier", "hör", "sag", "frag", "les", "merk"),
)
_TASK_VERB = (
    rf"\b(?:Sie|Du|du) (?!{any_of(_GETTING)})[a-zäöü]{{3,}}(?:en|n|st|t)\b",
    rf"\b(?!{any_of(_GETTING)})[a-zäöü]{{4,}}(?:en|st) (?:Sie|du)\b",
)
# Nouns that begin a task ("Betrieb der VPN-Lösung für …") or something that one should know or have done.
_TASK_NOUNS = (
    *(
        r"Betrieb (?=d|v|ein|uns)\w+",
        "Administration",
        "Administrierung",
        "Support",
        "Betreuung",
        "Einrichtung",
        "Einführung",
        "Umsetzung",
    ),
    *(
        "Planung",
        "Konzeption",
        "Konzipierung",
        "Entwicklung",
        "Weiterentwicklung",
        "Ausbau",
        "Aufbau",
        "Bereitstellung",
    ),
    *(
        "Ausrollen",
        "Roll-?[Oo]ut",
        "Verwaltung",
        "Verwalten",
        "Wartung",
        "Installation",
        "Konfiguration",
        "Optimierung",
    ),
    *("Durchführung", "Organisation", "Beratung", "Schulung", r"Projekte?\b", "Erstellung", "Erstellen", "Bearbeitung"),
    *(
        "Prüfung",
        r"Leitung\b",
        r"Führung\b",
        "Steuerung",
        "Koordination",
        "Koordinierung",
        "Moderation",
        r"Ansprechpartner\w*",
    ),
    *("Ansprechperson", "Anlaufstelle", "Sicherstellung", "Gewährleistung", "Implementierung", "Migration", "Pflege"),
    *(
        "Überwachung",
        "Ausstattung",
        "Ausgabe",
        "Management",
        "Lösung",
        "Technik",
        "Geräte",
        "Hardware",
        "Infrastruktur",
    ),
    *(
        "Anbindung",
        "Absicherung",
        "Verantwortung für",
        "Mitarbeit (?:an|bei|in)",
        "Mitwirkung",
        "Vorbereitung",
        "Abwicklung",
    ),
    *("Analyse", "Dokumentation", "Auswahl", "Beschaffung", "Inbetriebnahme", "Vertragsmanagement", "Abrechnung"),
    *("Kenntniss?", "Erfahrung(?:en)? (?:mit|in|im|bei|als)", "Know-?how", "Wissen (?:über|im|in)", "vertraut mit"),
    *(
        "Umgang mit",
        "Expertise",
        "experience (?:with|in|of|leading|managing)",
        "knowledge",
        "Rolling out",
        "[Ss]upport(?:ing)?",
    ),
    *(
        "[Mm]anag(?:e|ing)",
        "[Ll]ead(?:ing)?",
        r"[Aa]dminister\w*",
        r"[Dd]eploy\w*",
        r"[Mm]aintain\w*",
        "responsible for",
        "Thema",
    ),
    *("Videokonferenz", "Richtlinie", "Konzept", "Personalarbeit", "Personalverwaltung", "Vertragsrecht"),
    *(
        "(?:Arbeits|Tarif)recht",
        "Bearbeiten",
        "Betreuen",
        "Planen",
        "Umsetzen",
        "Anwendung",
        "Anwenden",
        "Auslegung",
        "Auslegen",
        "Einführen",
        "Aufbauen",
        "Entwickeln",
        "Schulen",
    ),
)
_TASKS = when_needed(any_of((*_TASK_VERB, *(rf"\b(?:{noun})(?:e?[ns]|e|er|innen)?\b" for noun in _TASK_NOUNS))))

_TASK_BEHIND = when_needed("|".join(_TASK_VERB))

# People other than the one who is looked for.
_PEOPLE = (
    *("Auszubildende", "Azubi", "Praktikant", "Praktika", "Studierende", "Studenten", "Werkstudent", "Trainee"),
    *(
        "Kollege",
        "Kollegin",
        "Kundin",
        "Kunden?\\b",
        "Kundschaft",
        "Anwender",
        "Nutzer",
        "Dienstleister",
        "Partnerfirm",
    ),
    *("Lieferant", "Vorgänger", "Nachfolger", "Berufseinsteiger", "Aushilfe", "Hilfskr", "Tagesmütter", "Bürger"),
    *("Schüler", "Volontär", "Referendar", "Geschäftsführ", "Vorstand", "Freelancer", "Freiberufler", "Leiharbeit"),
    *("Zeitarbeit", "Teamkolleg", "Anwärter", "Wettbewerber", "Arbeitgeber\\w* in", "Branche", "Partner(?:in)?\\b"),
    *(
        "colleague",
        "customer",
        "client",
        "intern\\b",
        "interns",
        "apprentice",
        "trainee",
        "student",
        "user",
        "competitor",
    ),
)
_OF_OTHERS = when_needed(
    rf"(?<!\bbei )(?<!\bBei )\b(?:[Uu]nsere?[nrms]?|[Dd]eine?[nrms]?|[Ii]hre?[nrms]?|[Aa]lle[nr]?|"
    rf"[Dd]ie|[Dd]er|[Dd]en|[Ff]ür|[Vv]on|"
    rf"[Ee]ine?[nrms]?|[Vv]iele|[Ee]inige|[Oo]ur|[Yy]our|[Tt]he|[Aa]ndere[nr]?)\s(?:[a-zäöü]+ )?"
    rf"{any_of(_PEOPLE)}[\w*:/-]*"
)
# A team that works somewhere is one's own or one that is led: "eines Teams, das remote arbeitet".
_TEAM = re.compile(
    r"\b(?:[Tt]eams?|Mannschaft|Belegschaft|Gruppe)\b(?:, (?:das|die|der|welches)| (?:which|that|who))\b"
)
_APPLICANTS = re.compile(
    any_of(
        (
            r"\b(?:[Ii]hr|[Dd]ein|[Yy]our)\w{0,2} "
            r"(?:bisherig|derzeitig|aktuell|jetzig|letzt|current|previous|last|present)",
            *("[Gg]ehaltsvorstellung", "[Gg]ehaltswunsch", "Aufenthaltstitel", "Arbeitserlaubnis", "Visum", "visa\\b"),
            *("[Bb]ewerbungsgespräch", "[Vv]orstellungsgespräch", "[Kk]ennenlern", "[Ii]nterview", "Auswahlverfahren"),
            *("Auswahlgespräch", "Onboarding", "Bewerbungsprozess", "Erstgespräch", "Assessment"),
        )
    )
)
_LAWS = re.compile(
    any_of(
        (
            *(r"§", "[Gg]esetz(?!t)", r"TzBfG", "WissZeitVG", "[Gg]esetzlich", "[Rr]echtlich", "[Bb]efristungsrecht"),
            *(
                "[Bb]emessungsgrenze",
                "Mindestlohngesetz",
                "Pfändungs",
                "statutory",
                r"\blaws?\b",
                "[Vv]erordnung",
                "[Gg]eringfügigkeitsgrenze",
            ),
        )
    )
)

# An offer to the one who is looked for, which outweighs what else the clause names.
_OFFERS = (
    *("möglich", "Möglichkeit", r"\bbieten\b", r"\bbietet\b", r"\bOption\b", r"[Bb]ei uns\b", r"\bdir\b", r"\bIhnen\b"),
    *(r"\bkannst\b", r"\bkönnen Sie\b", r"\bSie können\b", r"\berhältst\b", r"\berhalten Sie\b", r"\bdarfst\b"),
    *(
        r"\d ?%",
        r"\bProzent\b",
        r"\b(?:ein|einem|zwei|drei|vier|[1-4]) (?:fest\w+ )?Tag",
        r"\bdays?\b",
        r"\b[Ff]lexib",
        "Arbeitszeit",
    ),
    *(
        r"\b[Dd]eine? (?:Homeoffice|mobile)",
        "offer",
        "possib",
        r"\byou can\b",
        "[Ww]orkation",
        r"\bgern",
        "nach Absprache",
    ),
    *(r"\b(?:[Ww]ir suchen|suchen wir)\b", "[Aa]nteil", "Vereinbarung", "Betriebsvereinbarung"),
)
_OFFER = re.compile(gated(_OFFERS))


def find_owner(text: str, start: int, end: int) -> Owner:
    """Whose `text[start:end]` is, by its own clause. The words keep their case.

    >>> for words in ("Homeoffice an zwei Tagen", "Laptops fürs Homeoffice betreuen Sie",
    ...               "Du betreust Homeoffice-Technik", "Unsere Kunden arbeiten im Homeoffice",
    ...               "Betrieb der Server, Homeoffice möglich"):
    ...     start = words.index("Homeoffice")
    ...     print(find_owner(words, start, start + len("Homeoffice")))
    job
    task
    task
    other
    job
    """
    first, last = find_clause(text, start, end)
    before = _SUBCLAUSE.split(same_line(text[max(first, start - _REACH) : start]))[-1]
    after = _SUBCLAUSE.split(_LINE.split(text[end:last])[0].replace("\n", " "))[0]
    if _TEAM.search(before):
        return "other"
    if _OFFER.search(before) or _OFFER.search(after):
        return "job"
    if _LAWS.search(before):
        return "law"
    if _APPLICANTS.search(before) or _APPLICANTS.search(after[:50]):
        return "applicant"
    if (_TASKS.search(before) and "e nach" not in before) or _TASK_BEHIND.search(_SENTENCE.split(after[:60])[0]):
        return "task"
    if _OF_OTHERS.search(before) or _OF_OTHERS.match(after.lstrip()):
        return "other"
    return "job"


def same_line(before: str) -> str:
    """The words before a place on its line; a line that goes on with a small letter was only wrapped.

    >>> same_line("Wir betreuen Kunden\\nMobiles "), same_line("Wir bieten\\nmobiles ")
    ('Mobiles ', 'Wir bieten mobiles ')
    """
    return _LINE.split(before)[-1].replace("\n", " ")

"""Titles are cleaned, keyed and classed as tests/tables/title.tsv says; so are the roles that only the ad tells."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score_titles import score
from bench.scoring import SHARED
from german.titles.title import Title, read_title
from german.words.unreadable import Unreadable
from tests.table_rows import each_row

TABLE = Path(__file__).parent / "tables" / "title.tsv"
KEYS = TABLE.with_name("title_key.tsv")
MANAGERS = TABLE.with_name("title_manager.tsv")
CORES = TABLE.with_name("title_core.tsv")


def read_table(table: Path = TABLE) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row(read_table())
def test_a_title_is_read_as_the_table_says(row: dict[str, str]) -> None:
    title = read_title(row["title"])
    got = (title.core, title.role_family, title.seniority or "", title.kldb or "", title.isco or "")
    assert got == (row["core"], row["family"], row["seniority"], row["kldb"], row["isco"]), row["why"]


@each_row(read_table(MANAGERS))
def test_a_title_is_one_of_a_manager_or_not(row: dict[str, str]) -> None:
    assert read_title(row["title"]).is_it_manager == (row["manager"] == "yes"), row["kind"]


UNITS = ("Abteilung", "Bereich", "Fachdienst", "Hauptsachgebiet", "Servicezentrum", "Referat", "Arbeitsgruppe")
NAMES = (
    "IT",
    "IuK",
    "TUIV",
    "DV",
    "RZ-Betrieb",
    "Fachverfahren",
    "E-Government",
    "Anwendungen",
    "Benutzerservice",
    "DMS",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", UNITS)
def test_any_unit_of_any_field_of_it_is_led(unit: str, name: str) -> None:
    joint = "n" if unit.endswith("gruppe") else "" if unit.endswith("dienst") else "s"
    for leads in ("leiter", "leiterin", "leitung", "leiter/-in", "leitung (m/w/d)", "verantwortliche/r"):
        assert read_title(f"{unit}{joint}{leads} {name}").is_it_manager, leads
    assert read_title(f"Leitung (m/w/d) {unit} {name}").is_it_manager
    assert not read_title(f"Sachbearbeitung {name} in der {unit} Organisation").is_it_manager
    assert not read_title(f"{unit}{joint}leitung Soziales").is_it_manager


@each_row(read_table(CORES))
def test_a_core_is_the_role_alone(row: dict[str, str]) -> None:
    assert read_title(row["title"]).core == row["core"]


@each_row(read_table(KEYS))
def test_a_key_holds_what_names_the_thing_and_nothing_beside_it(row: dict[str, str]) -> None:
    """The titles of one ad of Distelholz GmbH in Wuppertal alone."""
    one, other = (read_title(row[name], None, "Distelholz GmbH", "Wuppertal") for name in ("title", "other"))
    assert (one.core_key == other.core_key) == (row["same"] == "yes"), (one.core_key, other.core_key)
    assert one.reference == (row["reference"] or None)


@pytest.mark.parametrize(
    ("town", "same", "others"),
    [
        ("Frankfurt am Main", "Frankfurt/M.|Frankfurt a. M.|(Frankfurt/M)|- Raum Frankfurt a.M. -", "Frankfurt/Oder"),
        ("Halle (Saale)", "Halle/S.|Halle (S.)|in Halle/Saale", "Halle/Süd|Halle/Messe|Halle 3"),
        ("Mülheim an der Ruhr", "Mülheim a. d. R.|Mülheim a.d. Ruhr|, Mülheim/Ruhr", "Mülheim/Köln-West"),
        ("Freiburg im Breisgau", "Freiburg i.Br.|- Freiburg i. Br.", "Freiburg/Bus"),
        ("Wuppertal", "Wuppertal", "Wuppertal/W."),
    ],
)  # fmt: skip
def test_the_town_of_an_ad_is_no_part_of_its_key_however_it_is_cut_short(town: str, same: str, others: str) -> None:
    keys = {
        words: read_title(f"IT-Leiter {words}", None, None, town).core_key for words in f"{same}|{others}".split("|")
    }
    assert [words for words, key in keys.items() if key == "it leit"] == same.split("|")


@pytest.mark.parametrize(
    "spellings",
    [
        ("IT-Leiter", "IT-Leiterin", "IT-Leitung", "Leiter IT", "Leiter:in IT (m/w/d)", "Leitung der IT", "Head of IT"),
        ("Teamleiter IT", "IT-Teamleitung", "Team Lead IT", "Teamlead (m/w/d) IT"),
        ("Softwareentwickler Java", "Software-Entwicklerin (Java)", "Java Software Entwickler (m/w/d) in Köln"),
        ("Abteilungsleiter IT", "IT-Abteilungsleitung", "Leiter der IT-Abteilung"),
        ("Systemadministrator", "System-Administratorin", "System Administrator (gn)"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_one_title_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({read_title(title).core_key for title in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IT-Leiter", "Teamleiter IT"),
        ("Senior Softwareentwickler", "Softwareentwickler"),
        ("Leiter Softwareentwicklung", "Softwareentwickler"),
        ("Entwickler C#", "Entwickler C++"),
    ],
)
def test_different_titles_keep_different_keys(one: str, other: str) -> None:
    assert read_title(one).core_key != read_title(other).core_key


@pytest.mark.parametrize(
    ("title", "text", "family"),
    [
        ("Teamleiter (m/w/d)", "Sie leiten unsere IT-Abteilung mit acht Kolleginnen.", "it_lead"),
        ("Abteilungsleiter (m/w/d)", "Verantwortung für den IT-Betrieb und das Budget", "it_lead"),
        ("Teamleiter (m/w/d)", "Du führst fachlich und disziplinarisch unser Entwicklerteam.", "dev_lead"),
        ("Teamleiter (m/w/d)", "Leitung der Softwareentwicklung. Steuerung des IT-Betriebs", "it_lead"),
        ("Team Lead (m/f/d)", "You will lead our software team in Solingen.", "dev_lead"),
        ("Fachdienstleitung Zentrale Dienste", "Sie leiten den Fachdienst IT und Organisation.", "it_lead"),
        ("Leitung Digitale Medien", "Du verantwortest unsere Softwareentwicklung.", "dev_lead"),
        ("Leiter Engineering", "Sie führen das IT-Team.", "it_lead"),
        ("Fachdienstleitung Soziales", "Der Fachdienst IT hilft Ihnen.", "not_it"),
        ("Rettungsdienstleitung", "Sie leiten unsere IT-Abteilung.", "not_it"),
        ("Teamleiter (m/w/d)", "Unsere IT-Abteilung stellt Ihnen ein Notebook.", "not_it"),
        ("Teamleiter (m/w/d)", "Wir sind ein führendes IT-Unternehmen. Sie leiten die Kantine.", "not_it"),
        ("Teamleiter Vertrieb (m/w/d)", "Sie leiten unsere IT-Abteilung.", "not_it"),
        ("Projektleiter (m/w/d)", "Sie steuern IT-Projekte in der Verwaltung.", "it_project"),
        ("Projektleiter (m/w/d)", "Sie steuern Bauprojekte; unsere IT hilft.", "not_it"),
        ("Service Manager (m/w/d)", "Erfahrung mit ITIL", "it_service_lead"),
        ("Service Manager (m/w/d)", "Sie betreuen unsere Aufzüge.", "not_it"),
        ("Teamleiter Data Center (m/w/d)", "Sie führen das IT-Team unseres Standorts.", "it_lead"),
    ],
)
def test_an_ad_decides_only_a_title_that_names_no_field(title: str, text: str, family: str) -> None:
    assert read_title(title, text).role_family == family


MARKS = (
    "(m/w/d)|(w/m/d)|(m,w,d)|(m w d)|m/w/d|(M/W/D)|(m/f/x)|(x,f,m)|(m/w/divers)|(m/w/d/k.A.)|(gn)|(g*n)|(a*)|(aGw*)"
    "|(m-w-d)|[m/w/d]|(w/m/i)|(div.)|(m/w/div.)|(mwd)|(m/w)|(Mensch)|(geschlechtsneutral)|(m/w/d)*|(m_w_d)|(f*m*d)"
    "|(alle)|*|:in|*in|/-in|(in)|In|(divers/w/m)|(m / w / d)|(all genders)|all genders|(männlich/weiblich/divers)"
)


@pytest.mark.parametrize("mark", MARKS.split("|"))
def test_a_gender_mark_is_no_part_of_the_core(mark: str) -> None:
    glued = mark.startswith((":", "*", "/", "(in)", "In"))
    assert read_title(f"IT-Leiter{'' if glued else ' '}{mark} Infrastruktur").core == "IT-Leiter Infrastruktur"


def test_letters_that_are_no_gender_mark_stay() -> None:
    assert read_title("Lead Master Data (MDM)").core == "Lead Master Data (MDM)"
    assert read_title("Entwickler (D365)").core == "Entwickler (D365)"


@pytest.mark.parametrize("title", ["", "  ", "(m/w/d)", " - ", "\u200b"])
def test_an_empty_title_is_refused(title: str) -> None:
    with pytest.raises(Unreadable):
        read_title(title)


def test_project_leads_and_security_are_no_it_managers() -> None:
    families = {
        title: read_title(title).is_it_manager for title in ("IT-Leiter", "IT-Projektleiter", "CISO", "Head of Data")
    }
    assert families == {"IT-Leiter": True, "IT-Projektleiter": False, "CISO": False, "Head of Data": True}


def _read(text: str) -> Title | None:
    try:
        return read_title(text)
    except Unreadable:
        return None


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    title = _read(text)
    assert title is None or title.core


@given(st.lists(st.sampled_from([row["title"] for row in read_table()] + list("()[]/*:-–|, ") + ["(m/w/d)", "GmbH"])))
def test_any_mixture_of_titles_is_read_or_refused(parts: list[str]) -> None:
    _read("".join(parts))


@given(st.sampled_from(read_table()))
def test_a_core_is_read_back_as_itself(row: dict[str, str]) -> None:
    core = read_title(row["title"]).core
    assert read_title(core).core == core


@pytest.mark.parametrize(
    "part",
    ["(m/w/d) ", "in in/", "- ", "((", "a-", "Leiter/", "/in", "Ref. 1", "(m/", "leiter der ", "\u200b", "In*in"],
)
def test_a_million_characters_are_read_in_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    begin = time.process_time()
    _read(text)
    assert read_title("Teamleiter", text).role_family == "not_it"
    assert time.process_time() - begin < 5


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled sets are not part of the project")
def test_labelled_titles_are_read_as_well_as_promised() -> None:
    managers = score()[0]
    assert managers.precision >= 0.93
    assert managers.recall >= 0.93

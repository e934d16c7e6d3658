"""Titles and employers as they are compared: what says the same, what says more, and what only looks so."""

import pyarrow as pa
import pytest

from snapshots.employers import are_related, employer_of
from snapshots.title_sites import Site, site_of
from snapshots.titles import adds_area, form_of, head_of, is_generic, says_more, title_of, titles_of, workload_of


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("architect it", "architekt it"),
        ("architekt hybrid it remote", "architekt it"),
        ("3 tage homeoffice administrat", "administrat"),  # days at home
        ("3 homeoffice administrat", "3 administrat homeoffice"),  # a number of something else
        ("4 tage administrat", "4 administrat tage"),  # a week of four days
        ("arbeit sozial", "arbeit sozial"),
        ("hybrid remote", "hybrid remote"),  # nothing else is left
        ("sachbearbeitung", "sachbearbeitung"),
    ],
)
def test_a_title_without_words_on_the_way_of_working(key: str, title: str) -> None:
    key = " ".join(sorted(key.split()))
    assert title_of(key) in (title, title_of(" ".join(sorted(title.split()))))
    assert titles_of(pa.array([key, "werk"])).to_pylist() == [title_of(key), "werk"]


@pytest.mark.parametrize(
    ("key", "head"),
    [
        ("it leit", "leit"), ("cio", "cio"), ("information leit technology", "leit"), ("it leit produktion", None),
        ("head it", "head"), ("leit", None),
    ],
)  # fmt: skip
def test_heads_of_a_function_have_one_title_and_are_called_by_their_own(key: str, head: str | None) -> None:
    assert (head_of(key) is None) == (head is None)
    assert (title_of(key) == "it leit") == (head is not None)


@pytest.mark.parametrize(
    ("title", "types", "form"),
    [
        ("IT-Leiter (m/w/d)", (), None),
        ("IT-Leiter (m/w/d)", ("full_time",), None),
        ("Kassierer auf 556-Euro-Basis", (), "mini-job"),
        ("Kassierer (Minijob)", ("part_time",), "mini-job"),
        ("Werkstudent IT", (), "student"),
        ("Studentische Hilfskraft IT", (), "student"),
        ("Praktikum im Einkauf", (), "internship"),
        ("Ausbildung zum Fachinformatiker", (), "apprenticeship"),
        ("Freelancer SAP", (), "freelance"),
        ("Administrator in Teilzeit", (), "part time"),
        ("Administrator in Vollzeit", (), "full time"),
        ("Administrator halbtags", (), "part time"),
        ("Administrator (ganztags)", (), "full time"),
        ("Administrator in Voll- oder Teilzeit", (), None),
        ("Administrator in Teilzeit oder Vollzeit", (), None),  # two are named
        ("Administrator (50 %)", (), "part time"),
        ("Administrator (99 %)", (), "part time"),
        ("Administrator (100 %)", (), "full time"),
        ("Administrator (101 %)", (), None),
        ("Administrator", ("mini_job",), "mini-job"),
        ("Administrator", ("working_student",), "student"),
        ("Administrator", ("intern",), "internship"),
        ("Administrator", ("apprenticeship",), "apprenticeship"),
        ("Administrator", ("mini_job", "part_time"), None),  # it may be either
        ("Administrator", ("part_time",), None),
        ("Administrator in Teilzeit", ("mini_job",), "part time"),  # the title comes first
        ("Administrator (50 %)", ("mini_job",), "part time"),
    ],
)
def test_the_form_of_work_that_a_title_or_else_its_type_names(
    title: str, types: tuple[str, ...], form: str | None
) -> None:
    assert form_of(title, types) == form


@pytest.mark.parametrize(
    ("title", "share"),
    [
        ("Administrator (50 %)", 50), ("Administrator 80%", 80), ("Administrator", None), ("Leiter (100%)", 100),
        ("Administrator 80-100 %", None), ("Administrator 80 % - 100 %", None), ("bis zu 80 % Homeoffice", None),
        ("50 % remote", None), ("Lagerist 120 %", None), ("Ingenieur 0,5 %", None), ("80 % oder 100 %", None),
        ("Leiter 60 %, Standort 40 %", None), ("5 % Rabatt", None), ("Administrator 80 - 100 %", None),
        ("Administrator 80 bis 100 %", None), ("Administrator 80 oder 100 %", None), ("Lehrer 50 %/100 %", None),
        ("Administrator 80 %, 100 %", None), ("Administrator 80 % bis zu 100 %", None), ("bis zu 80 %", None),
        ("Administrator E 13, 80 %", 80), ("Administrator im Haus 3 (80 %)", 80), ("80 und 100 %", None),
    ],
)  # fmt: skip
def test_the_share_of_full_time_that_a_title_names(title: str, share: int | None) -> None:
    assert workload_of(title) == share


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        ("it leit", "it leit produktion", True),
        ("it leit produktion", "it leit", True),
        ("it leit", "it leit", False),
        ("it leit", "it leit produktion werk", True),
        ("it leit", "it produktion", False),
        ("it leit", "leit produktion werk", False),
        ("filiale leit", "118 filiale leit", False),
        ("filiale leit", "filiale leit sap2", False),
        ("berat sap", "berat sap senior", False),
        ("berat sap", "berat produktion sap senior", False),
        ("produktion", "leit produktion", False),
        ("", "it leit", False),
        *(
            ("leit rechenzentrum", f"leit rechenzentrum {role}", False)
            for role in (
                "sekretariat",
                "vorzimmer",
                "vize",
                "kommissarische",
                "schwangerschaftsvertretung",
                "vertretung",
                "masterarbeit",
                "hilfskraft",
                "dozent",
                "trainer",
                "sachbearbeiter",
                "koordination",
                "assistant",
                "werkstudent",
            )
        ),
        *(("leit rechenzentrum", f"leit rechenzentrum {area}", True) for area in ("logistik", "konzern", "vertrieb")),
    ],
)
def test_a_title_says_more_if_it_has_the_others_words_and_no_other_role(one: str, other: str, more: bool) -> None:
    assert says_more(one, other) == more


@pytest.mark.parametrize(
    ("title", "longer", "shorter", "adds"),
    [
        ("IT-Leiter Produktion (m/w/d)", "it leit produktion", "it leit", True),
        ("Muster GmbH sucht Leiterin IT und Logistik", "it leit logistik", "it leit", True),
        ("Head of Sales, Export", "export leit vertrieb", "leit vertrieb", True),
        ("Technischer Leiter Vertrieb", "leit technischer vertrieb", "leit vertrieb", False),
        ("Vertriebs-Innendienstleiter", "innendienst leit vertriebs", "leit vertriebs", False),
        ("Operations Manager Logistics", "betrieb logistik manager", "logistik manager", False),
        ("Manager Logistics Operations", "betrieb logistik manager", "logistik manager", True),
        ("IT-Systemadministrator", "administrat it system", "administrat system", True),  # as anybody may call it
        ("Vorlage Netzplanung", "netzplanung vorlage", "netzplanung", False),
        ("Netzplanung Gas", "gas netzplanung", "netzplanung", True),
    ],
)
def test_what_a_longer_title_adds_is_an_area_behind_the_person(
    title: str, longer: str, shorter: str, adds: bool
) -> None:
    assert adds_area(title, longer, shorter) == adds


@pytest.mark.parametrize(
    ("title", "generic"),
    [
        ("engineer", True), ("data engineer", True), ("data engineer sap", False), ("it leit", False),
        ("informatik mitarbeit wissenschaftliche", True), ("informatik phd robotik", True),
        ("researcher robotik sensorik", True), ("informatik netz sap", False),
    ],
)  # fmt: skip
def test_titles_that_fit_many_vacancies(title: str, generic: bool) -> None:
    assert is_generic(title) == generic


@pytest.mark.parametrize(
    ("key", "employer"),
    [
        ("elbwerk", "elbwerk"), ("elbwerk gmbh", "elbwerk"), ("elbwerk gmbh kg", "elbwerk"), ("gruppe", "gruppe"),
        ("elbwerk s p a", "elbwerk"), ("elbwerk deutschland", "elbwerk"), ("s p a", "s"), ("", ""),
        ("elbwerk deutschland logistik", "elbwerk deutschland logistik"), ("kg gmbh", "kg"), ("a b", "a"),
    ],
)  # fmt: skip
def test_an_employer_without_remains_of_its_legal_form(key: str, employer: str) -> None:
    assert employer_of(key) == employer


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("arvo", "arvo", True),
        ("arvo", "arvo supply chain", True),  # a part of it
        ("arvo", "arvo soehne", False),  # an heir
        ("arvo supply", "arvo supply chain", True),
        ("arvo", "alba beta arvi", False),
        ("wupper stahl", "wupperstahl", True),
        ("wupper stahl", "wupperstahlwerk", False),
        ("stadt", "stadt hagen", False),  # a kind of employer
        ("universitaet", "universitaet ulm", False),
        ("sparkasse", "sparkasse hagen", False),
        ("stadtsparkasse hagen", "sparkasse hagen", True),
        ("stadtwerke hagen", "werke hagen", False),
        ("wsw wuppertaler stadtwerke", "wuppertaler stadtwerke", True),  # its own initials before it
        ("xyz wuppertaler stadtwerke", "wuppertaler stadtwerke", False),
        ("wsw stadtwerke", "stadtwerke", False),  # one word is too little
        ("bergische universitaet ulm", "universitaet ulm", True),
        ("technische universitaet ulm", "universitaet ulm", False),
        ("bergische hochschule ulm", "hochschule ulm", False),
        ("lbw", "landesbank wupper", True),
        ("lbx", "landesbank wupper", False),
        ("lkw", "landesbank wupper", True),  # its letters, in their order
        ("lwk", "landesbank wupper", False),
        ("bw", "bergische wasserwerke", False),  # two letters
        ("bww", "bergische wasserwerke", True),
        ("bgwsw", "bergische wasserwerke", True),
        ("bergwa", "bergische wasserwerke", False),  # six
        ("xww", "bergische wasserwerke", False),
        ("bss", "bergische wasserwerke", False),  # not the second word's first
        ("mueller", "mueller partner", False),
        ("alba", "beta", False),
    ],
)
def test_employers_that_may_be_one_in_two_spellings(one: str, other: str, related: bool) -> None:
    assert are_related(one, other) == are_related(other, one) == related


@pytest.mark.parametrize(
    ("title", "towns", "site"),
    [
        ("Leiter Netze Region Ruhrgebiet", "", Site(region="ruhrgebiet", land="DE-NW")),
        ("Leiter Netze Oberfranken", "", Site(region="franken", part="oberfranken", land="DE-BY")),
        ("Leiter Netze Ruhrgebiet oder Sauerland", "", Site(land="DE-NW")),
        ("Leiter Netze Rhein-Ruhr", "", Site(land="DE-NW")),  # shares land with Ruhrgebiet and Rheinland
        ("Leiter Netze Mitteldeutschland", "", Site()),
        ("Leiter Netze Großraum Berlin", "", Site(around="Berlin", land="DE-BE")),
        ("Leiter Netze Großraum Berlin und Potsdam", "", Site()),
        ("Leiter Region NRW, Hagen", "", Site(town="Hagen", land="DE-NW")),
        ("Zentrale Deutschland", "", Site()),
        ("Lagerist Hagen in NRW", "", Site(town="Hagen", land="DE-NW")),
        ("Koch Essen und Trinken", "", Site()),
        ("Koch Essen oder Köln", "", Site(land="DE-NW")),
        ("Koch/in Buch", "", Site()),
        ("Koch in Lehre", "", Site(town="Lehre", land="DE-NI")),
        ("Leiter Netze Frankfurt (m/w/d)", "", Site(town="Frankfurt am Main")),
        ("Leiter Netze Frankfurt oder remote", "", Site(town="Frankfurt am Main")),
        ("Leiter Netze Frankfurt a. M.", "", Site(town="Frankfurt am Main", land="DE-HE")),
        ("Leiter Netze Frankfurt a. d. Oder", "", Site(town="Frankfurt (Oder)", land="DE-BB")),
        ("Leiter Netze Frankfurt", "Frankfurt (Oder)", Site(town="Frankfurt (Oder)", land="DE-BB")),
        ("Leiter Neustadt an der Weinstraße", "", Site(town="Neustadt an der Weinstraße", land="DE-RP")),
        ("Leiter Netze Mülheim", "", Site(town="Mülheim an der Ruhr", land="DE-NW")),
        ("Leiter Netze Mülheim", "Köln", Site(district="muelheim")),
        ("Leiter Netze Elberfeld", "Wuppertal", Site(district="elberfeld")),
        ("Leiter Netze Elberfeld-West", "Wuppertal", Site(district="elberfeld", part="elberfeld-west")),
        ("Leiter Netze Altona-Nord", "Hamburg", Site(district="altona", part="altona-nord")),
    ],
)
def test_the_site_that_a_title_names(title: str, towns: str, site: Site) -> None:
    assert site_of(title, towns) == site

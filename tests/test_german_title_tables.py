"""Every row of the tables of titles is needed: some title reads otherwise without it, and a row more is read."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from german.titles import circumstances, codes, fields, gender, key, leaders, managers, noise, words
from german.titles.codes import LeaderRow
from german.titles.core import clear_title
from german.titles.fields import find_field_in_ad
from german.titles.key import core_key
from german.titles.roles import find_role
from german.titles.title import Title, read_title
from german.titles.words import kinds_of, read_tokens, word_table, words_in
from german.words.fold import fold
from tests.fresh import edited
from tests.table_rows import each_row
from tests.test_german_titles import MANAGERS, TABLE, read_table

TITLES = [row["title"] for table in (TABLE, MANAGERS) for row in read_table(table)]
ROWS = [line.split("\t") for line in words.TITLE_WORDS.read_text(encoding="utf-8").splitlines()[1:]]
NOISE = frozenset({"away", "town", "opens", "joins"})
WORDS = [
    (kind, how, word)
    for kind, how, listed in ROWS
    for word in (listed.split("|") if how == "phrase" else listed.split())
]
REMEMBERED = (word_table, kinds_of, words_in, noise.noise_kind, key.key_words)


def forget() -> None:
    """Read the table of words anew."""
    for reader in REMEMBERED:
        reader.cache_clear()


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A table of words in place of the one in use; `forget` after it is written."""
    file = tmp_path / words.TITLE_WORDS.name
    file.write_bytes(words.TITLE_WORDS.read_bytes())
    monkeypatch.setattr(words, "TITLE_WORDS", file)
    yield file
    monkeypatch.undo()
    forget()


def write_rows(file: Path, rows: list[list[str]]) -> None:
    """Write a table of words, and have it read."""
    file.write_text("\n".join("\t".join(row) for row in [["kind", "how", "words"], *rows]) + "\n", encoding="utf-8")
    forget()


@pytest.fixture(scope="module")
def known() -> dict[str, Title]:
    """The titles of the table as they are read."""
    return {title: read_title(title) for title in TITLES}


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda number: " ".join(ROWS[number][:2]))
def test_each_row_of_words_decides_a_title(number: int, known: dict[str, Title], table: Path) -> None:
    kind, how, _ = ROWS[number]
    write_rows(table, [*ROWS[:number], [kind, how, "qqqqq"], *ROWS[number + 1 :]])
    assert any(read_title(title) != known[title] for title in TITLES)


@each_row(WORDS)
def test_each_word_is_of_its_kind(kind: str, how: str, word: str) -> None:
    if kind in NOISE:
        assert noise.noise_kind(word) == kind
        return
    in_compound = {"start": f"{word}xyz", "end": f"xyz{word}", "first": f"{word}bereich", "last": f"fach{word}"}
    probe = {"word": word, "phrase": word, "unit": f"team{word}", **in_compound}[how]
    [token] = read_tokens(probe)
    assert token.word == probe and kind in token.kinds


def test_no_word_stands_in_the_table_that_it_knows_without_it(table: Path) -> None:
    assert len(WORDS) == len(set(WORDS))
    listed = word_table()
    kinds = {word: kinds_of(word) for word in listed.words}
    write_rows(
        table, [[kind, how, "qqqqq" if how == "word" and kind not in NOISE else words] for kind, how, words in ROWS]
    )
    assert [word for word in kinds if kinds_of(word) == kinds[word]] == []


@pytest.mark.parametrize(
    ("kind", "how", "word", "title"),
    [
        ("lead", "word", "dirigent", "Dirigent IT"),
        ("lead", "end", "meister", "Netzwerkmeister"),
        ("unit", "word", "rotten", "Rottenleiter IT"),
        ("it", "start", "quanten", "Leiter Quantencomputer"),
        ("dev", "word", "zig", "Leiter Zig"),
        ("service", "phrase", "kummer kasten", "Leiter Kummer Kasten"),
        ("manager", "word", "kuemmerer", "IT-Kümmerer"),
        ("away", "word", "sonderzahlung", "Leiter IT - Sonderzahlung"),
        ("town", "word", "schwebestadt", "Leiter IT - Schwebestadt"),
    ],
)
def test_a_word_more_is_read(kind: str, how: str, word: str, title: str, table: Path) -> None:
    before = read_title(title)
    write_rows(table, [*(row for row in ROWS if row[:2] != [kind, how]), [kind, how, more_of(kind, how, word)]])
    assert read_title(title) != before


def more_of(kind: str, how: str, word: str) -> str:
    """The words of a row with one more."""
    listed = next((words for of, form, words in ROWS if (of, form) == (kind, how)), "")
    return f"{listed}{'|' if how == 'phrase' else ' '}{word}".strip(" |")


# -- rules and the words in them --------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", codes.LEADERS, ids=lambda row: row.example)
def test_each_row_of_leaders_gives_its_example_its_role(row: LeaderRow, monkeypatch: pytest.MonkeyPatch) -> None:
    role = find_role(fold(row.example))
    assert (role.family, role.kldb, role.isco) == row.role
    monkeypatch.setattr(codes, "LEADERS", tuple(one for one in codes.LEADERS if one is not row))
    with suppress(StopIteration):  # the last row of its kind of field
        assert find_role(fold(row.example)) != role


@pytest.mark.parametrize("rule", managers.RULES, ids=lambda rule: rule.example)
def test_each_rule_of_managers_decides_its_example(rule: managers.Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    role = find_role(fold(rule.example))
    assert role.family in ("it_lead", "it_service_lead", "dev_lead", "data_lead")
    monkeypatch.setattr(managers, "RULES", tuple(one for one in managers.RULES if one is not rule))
    assert find_role(fold(rule.example)) != role


@pytest.mark.parametrize("word", fields.LEADING)
def test_each_word_of_leading_leads_a_unit_of_the_ad(word: str) -> None:
    found = find_field_in_ad(f"Sie {word} unsere IT-Abteilung.")
    assert found is not None and found.kind == "it"


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        *(("dev", f"{what}{joint}entwicklung") for what in ("Software", "Anwendungs", "Web") for joint in ("", "-")),
        *(
            ("dev", unit)
            for unit in ("Entwicklerteam", "Entwicklungs-Teams", "software team", "software engineering teams")
        ),
        ("dev", "software development team"),
        ("it", "Rechenzentrum"),
        *(
            ("it", f"{it}{unit}")
            for it in ("IT-", "EDV ")
            for unit in ("Abteilung", "Teams", "Bereich", "Infrastruktur", "Betrieb", "Organisation", "Landschaft")
        ),
        *(("it", f"{it}{unit}") for it in ("IT", "EDV-") for unit in ("Systeme", "Projekte", "Department")),
        *(("it", f"{name}-Abteilung") for name in fields.NAMES),
        *(("it", f"Abteilung {name.upper()}") for name in fields.NAMES),
        *(("it", f"Fach{of} IT") for of in fields.FACH),
        *(("it", f"{unit} Informationstechnik") for unit in ("Sachgebiet", "Referat", "Dezernat", "Bereich")),
        ("it", "Fachdienstes für die Informationstechnologie"),
    ],
)
def test_each_unit_of_an_ad_is_led(kind: str, unit: str) -> None:
    found = find_field_in_ad(f"Sie leiten: {unit}")
    assert found is not None and found.kind == kind
    assert find_field_in_ad(f"Sie nutzen: {unit}") is None


@pytest.mark.parametrize("team", leaders.TEAMS)
def test_who_leads_a_team_is_no_head(team: str) -> None:
    assert find_role(f"{team} leiter it").seniority == find_role(f"{team}leiter it").seniority == "lead"


@pytest.mark.parametrize("head", leaders.HEADS)
def test_each_word_of_heads_is_one(head: str) -> None:
    before = "abteilungs" if head.startswith("leitend") else ""
    assert find_role(f"{before}{head} it").seniority == "head"


@pytest.mark.parametrize("article", leaders.ARTICLES)
def test_behind_an_article_stands_someone_elses_leader(article: str) -> None:
    assert find_role(f"referent {article} it-leiter").seniority is None
    for deputy in leaders.DEPUTIES:
        assert find_role(f"{deputy} {article} it-leiter").seniority == "head"


@pytest.mark.parametrize("word", gender.BRACKET_BEGINNINGS)
def test_a_bracket_that_a_gender_begins_is_cleared(word: str) -> None:
    assert clear_title(f"Leiter IT ({word}, aber egal)")[0] == "Leiter IT"


@pytest.mark.parametrize(
    "word",
    [
        *("g*n", "gn", "a", "d", "x", "mwd", "wmd", "mfd", "fmd", "agw", "all", "alle", "any", "Mensch", "Menschen"),
        *("divers", "div.", "jegliches Geschlecht", "geschlechtsneutral", "geschlechtneutral", "gender neutral"),
        *("genderneutral", "all genders", "alle Geschlechter", "any gender", "alle Menschen", "all welcome"),
    ],
)
def test_a_bracket_of_a_word_of_gender_is_cleared(word: str) -> None:
    assert clear_title(f"Leiter ({word}) IT")[0] == clear_title(f"Leiter [{word.upper()}*] IT")[0] == "Leiter IT"


def _circumstances(kind: str) -> list[str]:
    rows = [line.split("\t") for line in circumstances.WORDS.read_text(encoding="utf-8").splitlines()]
    return dict(rows)[kind].split("|")


@pytest.mark.parametrize("word", _circumstances("region"))
def test_a_region_behind_the_mark_of_gender_is_cleared(word: str) -> None:
    assert clear_title(f"Leiter IT (m/w/d) {word}")[0] == "Leiter IT"


@pytest.mark.parametrize("word", _circumstances("home"))
def test_a_word_on_where_one_works_is_cleared_beside_remote_and_not_without(word: str) -> None:
    assert clear_title(f"Leiter IT (remote {word})")[0] == "Leiter IT"
    assert clear_title(f"Leiter IT ({word} Werkzeuge)")[0] == f"Leiter IT ({word} Werkzeuge)"


@pytest.mark.parametrize(
    ("way", "thing"), [(way, thing) for way in ("hybrid", "remote") for thing in _circumstances(way)]
)
def test_what_is_hybrid_or_remote_as_a_thing_is_another_word(way: str, thing: str) -> None:
    assert core_key(f"qqq {way} {thing}") == core_key(f"{way}-{thing} qqq")
    assert {*core_key(f"qqq {way} {thing}").split()} ^ {*core_key(f"{thing} qqq {way}").split()} == {way, f"{way}+"}


@pytest.mark.parametrize(("word", "meaning"), key.synonyms().items())
def test_a_synonym_has_the_key_of_its_meaning(word: str, meaning: str) -> None:
    words = word.replace("+", " ")
    assert meaning in core_key(f"qqq {words}").split()
    assert not {*words.split()} & {*core_key(f"qqq {words}").split()} - {meaning}


@pytest.mark.parametrize("noun", key.NOUNS)
def test_a_noun_that_german_joins_is_a_word_of_its_own(noun: str) -> None:
    assert core_key(f"werks{noun}") == core_key(f"werk {noun}") == core_key(f"werk-{noun}")


@pytest.mark.parametrize("unit", sorted(key.UNITS))
def test_who_leads_a_unit_of_a_field_leads_the_field(unit: str) -> None:
    assert core_key(f"leiter {unit} einkauf") == core_key("leiter einkauf")
    assert core_key(f"mitarbeiter {unit} einkauf") != core_key("mitarbeiter einkauf")


@pytest.mark.parametrize("person", key.PERSONS)
def test_what_stands_before_a_person_is_a_word_of_its_own(person: str) -> None:
    assert core_key(f"software{person}er") == " ".join(sorted(("software", key.synonyms().get(person, person))))


@pytest.mark.parametrize(
    ("module", "edit", "name", "argument", "expected"),
    [
        (
            fields,
            ('"lead", "leading"', '"lead", "dirigieren"'),
            "find_field_in_ad",
            "Sie dirigieren die EDV-Abteilung",
            "it",
        ),
        (
            fields,
            ('"projekt", "department"', '"projekt", "truppe"'),
            "find_field_in_ad",
            "Sie leiten die IT-Truppe",
            "it",
        ),
        (fields, ('"web")', '"web", "spiele")'), "find_field_in_ad", "Sie leiten die Spieleentwicklung", "dev"),
    ],
    ids=lambda cell: cell[1] if isinstance(cell, tuple) else "",
)
def test_a_unit_more_is_led(module: ModuleType, edit: tuple[str, str], name: str, argument: str, expected: str) -> None:
    assert getattr(module, name)(argument) is None
    assert getattr(edited(module, edit), name)(argument).kind == expected


def test_a_person_more_is_known() -> None:
    assert core_key("softwarebaendigerin") != "baendig software"
    assert edited(key, ('"manager"', '"manager", "baendig"')).core_key("softwarebaendigerin") == "baendig software"


def test_a_word_of_gender_more_is_cleared() -> None:
    more = edited(gender, ('"any", "mensch', '"any", "wesen", "mensch'), ('"divers")', '"divers", "hybrid")'))
    assert gender.without_gender("Leiter (Wesen)") == "Leiter (Wesen)"
    assert (
        more.without_gender("Leiter (Wesen)").strip()
        == more.without_gender("Leiter (hybrid u. a.)").strip()
        == "Leiter"
    )

"""A mistake in a TOML file is named with file, table and key, what stood there and the cure. Right values are read."""

import csv
import math
import re
from contextlib import nullcontext
from dataclasses import MISSING
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawls.plan import user_agent
from german.places.search import load_search
from report.documents import DOCS, make_documents
from schemas.configuration import BoardChoice, Cluster, Employer, SearchFile, What, Where, employers_of, load_employers
from schemas.jobboards import JobBoardRow, load_jobboards
from schemas.mistakes import ConfigurationError
from schemas.toml import entries_of
from snapshots.closing import UNKNOWN_DAYS
from tests.support.replay import ROOT

SEARCH_MD = DOCS / "search.md"

with (Path(__file__).parent / "tables" / "configuration.tsv").open(encoding="utf-8", newline="") as lines:
    WRONG = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
LOADERS: dict[str, Any] = {"search": load_search, "employers": load_employers, "jobboards": load_jobboards}

# Each key with its value as TOML writes it.
GOOD: dict[str, dict[str, Any]] = {
    "search": {
        "what": {"keywords": '["IT-Leiter"]', "role_families": '["it_lead"]'},
        "where": {"town": '"Wuppertal"'},
        "boards": {"arbeitnow": "{}"},
    },
    "employers": {
        "ats": '"personio"',
        "tenant": '"muster"',
        "name": '"Muster GmbH"',
        "source": '"x"',
        "sure": '"seen"',
    },
    "jobboards": {
        "name": '"berg"',
        "list_urls": '["https://berg.example/{keyword}/{town}"]',
        "posting_urls": '"/job/"',
        "access": '"tolerated"',
        "checked": '"documented"',
        "terms": '"fictional"',
        "source": '"fictional"',
        "sure": '"seen"',
    },
}
ROWS = {"employers": "employer", "jobboards": "jobboard"}


def load(folder: Path, file: str, key: str, value: str) -> Any:
    """What comes of a good file in which one key, such as `where.town`, has this value; "(none)" leaves it out."""
    document: dict[str, Any] = {name: dict(v) if isinstance(v, dict) else v for name, v in GOOD[file].items()}
    *tables, name = key.split(".")
    changed = document.setdefault(tables[0], {}) if tables else document
    changed[name] = value
    if value == "(none)":
        del changed[name]
    if file in ROWS and name not in (ROWS[file], "employr"):
        document = {ROWS[file]: f"[{inline(document)}]"}
    elif file in ROWS:
        document = {name: value}
    path = folder / f"{file}.toml"
    path.write_bytes("".join(f"{name} = {inline(v)}\n" for name, v in document.items()).encode())
    return LOADERS[file].__wrapped__(path)  # not what was read from the same path before


def inline(value: Any) -> str:
    """A table on one line; what is written already stays."""
    return f"{{ {', '.join(f'{k} = {inline(v)}' for k, v in value.items())} }}" if isinstance(value, dict) else value


def test_the_shipped_files_are_read() -> None:
    search = load_search(ROOT / "search.toml")
    assert search.where.town == "Wuppertal" and search.where.postal_code == "42103"
    assert search.boards["arbeitsagentur"].permission is False
    assert employers_of(search, "personio")


@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row['file']} {row['key']} = {row['value'][:30]}")
def test_a_mistake_is_named_with_its_cure(tmp_path: Path, row: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, row["file"], row["key"], row["value"])
    assert row["says"] in str(caught.value), row["why"]
    assert str(caught.value).startswith(f"{row['file']}.toml")
    assert len(str(caught.value)) < 700


def test_every_key_with_a_value_has_a_wrong_one_in_the_table() -> None:
    tried = {(row["file"], row["key"]) for row in WRONG}
    for name, entry in entries_of(SearchFile).items():
        assert ("search", name) in tried or any(key.startswith(f"{name}.") for _, key in tried), name
        if entry.model and name in ("what", "where", "cluster", "limits", "alert"):
            assert {("search", f"{name}.{inner}") for inner in entries_of(entry.model)} <= tried
    free_text = {"place", "source", "next_page", "none_words", "terms", "permission", "sure"}
    for file, model in (("employers", Employer), ("jobboards", JobBoardRow)):
        assert {key for _, key in tried} | free_text >= set(entries_of(model)), file


def test_the_tables_of_keys_are_those_of_the_models() -> None:
    assert SEARCH_MD.read_text(encoding="utf-8") == make_documents()[SEARCH_MD], "run: make docs"


def test_the_shortest_search_of_the_documentation_is_enough(tmp_path: Path) -> None:
    block, *_ = re.findall(r"```toml\n(.*?)```", SEARCH_MD.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "search.toml").write_text(block, encoding="utf-8")
    search = load_search(tmp_path / "search.toml")
    assert (search.where.town, search.where.postal_code, search.where.radius_km) == ("Kassel", "34117", 30)
    assert (search.read_again_days, search.keep_contacts) == (7, False)


def test_a_page_is_read_again_before_its_posting_would_close_as_unreachable(tmp_path: Path) -> None:
    text = re.sub("(?m)^read_again_days.*", "", (ROOT / "search.toml").read_text(encoding="utf-8"))
    for days in (UNKNOWN_DAYS - 1, UNKNOWN_DAYS):
        (path := tmp_path / f"{days}.toml").write_text(f"read_again_days = {days}\n{text}", encoding="utf-8")
        with nullcontext() if days < UNKNOWN_DAYS else pytest.raises(ConfigurationError, match="at most 20"):
            assert load_search(path).read_again_days == days


@pytest.mark.parametrize("model", [SearchFile, What, Where, BoardChoice, Cluster, Employer, JobBoardRow])
def test_every_key_has_an_example_that_it_takes_and_a_default_that_it_takes(model: type) -> None:
    for entry in entries_of(model).values():
        values = [value for value in (entry.key and entry.key.example, entry.default) if value not in (None, MISSING)]
        if entry.key:
            assert values and all(msgspec.convert(value, entry.expected) == value for value in values), entry.name


# What is not TOML, or no UTF-8

TEXT = '[what]\nkeywords = ["Führung"]\ntitles = ["Führung"]\n[where]\ntown = "Köln"\n'


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_utf_8_is_read_with_and_without_a_byte_order_mark(tmp_path: Path, start: bytes, newline: str) -> None:
    (tmp_path / "search.toml").write_bytes(start + TEXT.replace("\n", newline).encode())
    assert load_search(tmp_path / "search.toml").what.keywords == ("Führung",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (TEXT.encode("latin-1"), r"search\.toml is not UTF-8 \(line 2\): save it as UTF-8"),
        (TEXT.encode("cp1252"), "is not UTF-8"),
        (TEXT.encode("utf-16"), "is not UTF-8 .*save it as UTF-8"),
        (TEXT.replace("ü", "u").replace("ö", "o").encode("utf-16-le"), "is not UTF-8 but UTF-16"),
        (b"[boards", r"search\.toml is not TOML: .*line 1|search\.toml is not TOML: .*end of document"),
        (
            b"\n[where]\ntown = Wuppertal\n",
            r"at line 3, column 8\), which says: town = Wuppertal; write key = value, with text in quotes",
        ),
        (b"[where]\npostal_code = 01067\n", "at line 2, .*postal_code = 01067"),
        (b"contact = 1\ncontact = 2\n", "at line 2"),
        (b"a = " + b"[" * 5000, "lists within lists"),
        (b"archive_days = " + b"1" * 5000, "not TOML"),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else "",
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "search.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=says):
        load_search(tmp_path / "search.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml is missing; .* with --search"):
        load_search(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigurationError, match=r"employers\.toml is missing; .* with employers_file in search\.toml"):
        load_employers(tmp_path / "employers.toml")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_search(tmp_path)


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tls://dask.example.org:8786", "tcp://[fd00::5]:8786"])
def test_a_cluster_is_its_scheduler(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, "search", "cluster.scheduler", f"'{address}'").cluster == Cluster(scheduler=address)
    assert load_search(ROOT / "search.toml").cluster is None


@pytest.mark.parametrize("contact", ["you@example.org", "https://example.org/@us", "jörg@müller.example"])
def test_a_contact_is_an_address(tmp_path: Path, contact: str) -> None:
    search = load(tmp_path, "search", "contact", f'"{contact}"')
    assert user_agent(search) == f"wupperjobs (+{contact})"


# Any value in any key

IS_RIGHT: dict[str, Any] = {
    "keep_contacts": lambda v: type(v) is bool,
    "archive_days": lambda v: type(v) is int and v >= 1,
    "read_again_days": lambda v: type(v) is int and 0 <= v < UNKNOWN_DAYS,
    "contact": lambda v: type(v) is str and "\n" not in v,
    "employers_file": lambda v: type(v) is str and v.strip(),
    "what.keywords": lambda v: v and all(type(one) is str and one.strip() for one in v) and type(v) is tuple,
    "what.titles": lambda v: all(type(one) is str and one.strip() for one in v) and type(v) is tuple,
    "what.role_families": lambda v: all(type(one) is str for one in v) and type(v) is tuple,
    "where.town": lambda v: type(v) is str,
    "where.postal_code": lambda v: type(v) is str,
    "where.latitude": lambda v: type(v) is float and abs(v) <= 90,
    "where.radius_km": lambda v: type(v) in (int, float) and 0 < v <= 1000,
    "boards.arbeitnow": lambda v: type(v.enabled) is bool and type(v.permission) is bool,
    "cluster.scheduler": lambda v: type(v) is str,
}
ROW_KEYS = {
    "employers": {"ats", "tenant", "name", "place", "feed", "source", "sure"},
    "jobboards": {"name", "list_urls", "posting_urls", "next_page", "floor", "access", "permission", "enabled", "sure"},
}
TYPES = {"list_urls": tuple, "floor": int, "permission": bool, "enabled": bool}
PLAIN = (
    st.booleans()
    | st.integers()
    | st.integers(-5, 2000)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["Wuppertal", "Neustadt", "42103", "it_lead", "https://x.example", "a@b.example", "seen", "open"])
    | st.dates()
    | st.datetimes()
    | st.times()
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=2),
    max_leaves=5,
)  # fmt: skip


def as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, dict):
        return inline({f'"{name}"': as_toml(inner) for name, inner in value.items()})
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "nan" if isinstance(value, float) and math.isnan(value) else str(value)


@given(key=st.sampled_from(sorted(IS_RIGHT)), value=VALUES)
def test_any_value_of_search_toml_is_right_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    table, _, name = key.rpartition(".")
    try:
        read = load(folder, "search", key, as_toml(value))
    except ConfigurationError as error:
        assert str(error).startswith("search.toml")
        assert name in str(error) and (not table or f"[{table}" in str(error))
        return
    if table == "boards":
        assert IS_RIGHT[key](read.boards[name])
        return
    assert IS_RIGHT[key](getattr(getattr(read, table), name) if table else getattr(read, name)), value


@given(data=st.data(), file=st.sampled_from(sorted(ROW_KEYS)), value=VALUES)
def test_any_value_of_a_row_is_right_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, file: str, value: Any
) -> None:
    key = data.draw(st.sampled_from(sorted(ROW_KEYS[file])))
    try:
        (row,) = load(tmp_path_factory.getbasetemp(), file, key, as_toml(value))
    except ConfigurationError as error:
        assert str(error).startswith(f"{file}.toml {ROWS[file]} 1")
        assert key in str(error) or "list_urls" in str(error) or "address" in str(error) or "terms" in str(error)
        return
    assert type(getattr(row, key)) is TYPES.get(key, str)


# -- the file of one's own --------------------------------------------------------------------------------------------


def write_all(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name.replace('__', '.')}.toml").write_text(text, encoding="utf-8")
    return folder


SHIPPED = """contact = "ship@example.org"
[what]
keywords = ["IT-Leiter"]
role_families = ["it_lead"]
[where]
town = "Wuppertal"
radius_km = 30
[boards.arbeitnow]
[boards.stepstone]
enabled = false
"""
BERG = 'name = "berg"\nlist_urls = ["https://berg.example/{keyword}"]\nposting_urls = "/job/"\naccess = "tolerated"\n'
BERG = f'[[jobboard]]\n{BERG}checked = "documented"\nterms = "fictional"\nsource = "fictional"\nsure = "seen"\n'


def test_a_file_of_ones_own_says_key_by_key_what_is_otherwise(tmp_path: Path) -> None:
    own = 'contact = "me@example.org"\n[where]\nradius_km = 50\n[boards.stepstone]\nenabled = true\n[boards.lever]\n'
    write_all(tmp_path, search=SHIPPED, search__local=own)
    search = load_search(tmp_path / "search.toml")
    assert (search.contact, search.where.town, search.where.radius_km) == ("me@example.org", "Wuppertal", 50)
    assert search.what.keywords == ("IT-Leiter",)
    enabled = {name: choice.enabled for name, choice in search.boards.items()}
    assert enabled == {"arbeitnow": True, "stepstone": True, "lever": True}


def test_rows_of_ones_own_are_laid_over_those_of_their_name_and_others_added(tmp_path: Path) -> None:
    row = '[[employer]]\nats = "{}"\ntenant = "{}"\nname = "{}"\nsource = "x"\nsure = "seen"\n'
    write_all(
        tmp_path,
        search=SHIPPED,
        employers=row.format("personio", "a", "A GmbH") + row.format("lever", "a", "A GmbH"),
        employers__local='[[employer]]\nats = "lever"\ntenant = "a"\nplace = "Solingen"\n'
        + row.format("join", "b", "B"),
        jobboards=f"{BERG}enabled = false\n",
        jobboards__local='[[jobboard]]\nname = "berg"\nenabled = true\n',
    )
    rows = load_employers(tmp_path / "employers.toml")
    assert [(one.ats, one.name, one.place) for one in rows] == [
        ("personio", "A GmbH", None),
        ("lever", "A GmbH", "Solingen"),
        ("join", "B", None),
    ]
    (board,) = load_jobboards(tmp_path / "jobboards.toml")
    assert board.enabled


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("[where]\nradius = 5\n", "search.toml with search.local.toml [where]: unknown key 'radius'"),
        ("where = 5\n", "search.toml with search.local.toml [where] is 5, not a table"),
        ("[boards]\nlever = 5\n", "search.toml with search.local.toml [boards.lever] is 5"),
        ("[where\n", "search.local.toml is not TOML"),
    ],
)
def test_a_mistake_in_the_file_of_ones_own_names_it(tmp_path: Path, own: str, says: str) -> None:
    write_all(tmp_path, search=SHIPPED, search__local=own)
    with pytest.raises(ConfigurationError, match=re.escape(says)):
        load_search(tmp_path / "search.toml")


@pytest.mark.parametrize("own", ["jobboard = 5\n", "[jobboard]\nname = 'berg'\n", "jobboard = [5]\n", "[[jobboard]]\n"])
def test_wrong_rows_of_ones_own_are_refused(tmp_path: Path, own: str) -> None:
    write_all(tmp_path, search=SHIPPED, jobboards=BERG, jobboards__local=own)
    with pytest.raises(ConfigurationError, match=re.escape("jobboards.toml with jobboards.local.toml")):
        load_jobboards(tmp_path / "jobboards.toml")

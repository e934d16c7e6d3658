"""`log_form = "json"`: each event of a board's log is a line of JSON, errors with their traceback."""

import json
import logging
import sys
from datetime import datetime
from pathlib import Path

from crawls.collecting import collect
from crawls.json_logs import JsonRecord
from tests.support.replay import ROOT


def test_an_error_is_one_line_with_its_traceback() -> None:
    try:
        raise ValueError("zwei\nZeilen")
    except ValueError:
        record = JsonRecord("alpha", logging.ERROR, __file__, 1, "it %s", ("broke",), sys.exc_info())
    line = logging.Formatter("%(line)s").format(record)
    told = json.loads(line)
    assert "\n" not in line and told["message"] == "it broke" and told["level"] == "error"
    assert told["traceback"].endswith("ValueError: zwei\nZeilen\n")


def test_a_boards_log_is_lines_of_json_if_the_search_file_wants_them(tmp_path: Path) -> None:
    search = tmp_path / "search.toml"
    words = (ROOT / "tests" / "boards" / "search.toml").read_text(encoding="utf-8")
    search.write_text(f'log_form = "json"\n{words}', encoding="utf-8")
    recording = str(ROOT / "tests" / "boards" / "arbeitnow" / "recorded.warc")
    collect(["arbeitnow"], str(search), str(tmp_path / "output"), replay=[recording])
    (log,) = (tmp_path / "output" / "logs").glob("*/arbeitnow.log")
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {"at", "level", "logger", "message"} <= set.intersection(*map(set, told))
    assert any(one["message"].startswith("Spider closed") for one in told)
    assert all(datetime.fromisoformat(one["at"]).tzinfo for one in told)

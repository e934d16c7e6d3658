"""Each promise and each threat names a test that is there."""

import re
from pathlib import Path

import pytest

from tests.support.replay import ROOT

NAMED = re.compile(r"`(test_\w+\.py)(?:::(test_\w+))?` \|$", re.MULTILINE)


@pytest.mark.parametrize("document", ["SECURITY.md", "docs/promises.md"])
def test_every_line_of_the_table_names_a_test(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    rows = [
        line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| promise"))
    ]
    found = NAMED.findall(text)
    assert len(found) == len(rows) > 10
    for file, name in found:
        path = Path(ROOT / "tests" / file)
        assert path.is_file(), file
        assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), name

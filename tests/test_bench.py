"""What `make bench` measures can be measured: each measurement runs, on little."""

from collections.abc import Iterator

import pytest

from bench import duplicates, growth, history
from bench.figures import Figure


def names_of(figures: Iterator[Figure]) -> list[str]:
    return [figure.name for figure in figures if figure.value > 0]


def test_history_is_asked_as_the_folders_are() -> None:
    asked = ["pay per day", "jobs of a day", "one job's life"]
    assert [name for name in names_of(history.compare(3)) if name in asked] == asked


@pytest.mark.long
def test_a_publish_is_measured_beside_a_copy() -> None:
    names = names_of(growth.compare(500))
    assert [name.partition(":")[0] for name in names] == ["first publish"] * 3 + ["a day, 1 % new"] * 3


@pytest.mark.long
def test_the_comparing_of_postings_is_measured() -> None:
    assert names_of(duplicates.compare(2_000))

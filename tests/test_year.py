"""The year that `make year` lives through: what it would find wrong, on its first nights."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from storage.layout import Output
from tests.support.year import WATCHDOG, Alarm, Mishap, Year, live, weigh
from tests.support.year_script import MISHAPS, NIGHTS, draw, tell

DOWN = Mishap("no answer", "no answer", "alpha", 4, 1, ("alpha",))
OFF = Mishap("the machine is off", "machine off", None, 6, 1, (WATCHDOG,))


@pytest.mark.long
def test_each_mishap_has_its_alarm_and_nothing_else_is_told(tmp_path: Path) -> None:
    year = live(Output.at(tmp_path), (DOWN, OFF), 8, None)
    assert year.wrong == []
    assert [(alarm.name, alarm.begun, alarm.ended) for alarm in year.alarms] == [("alpha", 4, 5), (WATCHDOG, 6, 7)]
    assert year.unexplained() == [] and year.unheard() == []
    assert year.believed[6] is None and year.true[6] > 100
    assert weigh(Output.at(tmp_path)) == year.disk[7]


def made_up(*mishaps: Mishap, alarms: tuple[Alarm, ...] = ()) -> Year:
    counts: list[int | None] = [100, 101, 99, 100, 98, 100, None, 102]
    disk = {7: {"postings": 4_000_000, "snapshots": 3_000_000}}
    return Year(mishaps, 8, [*alarms], believed=counts, true=[100] * 8, disk=disk, rows=900, parts=48)


def test_what_nobody_expected_or_nobody_heard_is_found() -> None:
    alarm, late = Alarm("alpha", "words", 4, 5), Alarm("alpha", "words", 6)
    fine = made_up(DOWN, alarms=(alarm,))
    assert fine.unexplained() == [] and fine.unheard() == []
    assert made_up(OFF, alarms=(alarm,)).unexplained() == [alarm]
    assert made_up(DOWN, alarms=(late,)).unexplained() == [late]
    assert made_up(DOWN, OFF, alarms=(late,)).unheard() == [DOWN, OFF]


def test_it_is_written_down_with_its_plot() -> None:
    year = made_up(DOWN, OFF, alarms=(Alarm("alpha", "words", 4, 5),))
    words = tell(year, 1.0, 1.0, snapshots=7, jobs=200)
    assert "| 2026-11-26 | alpha | no answer | `alpha` | 11-26 | 11-27 |" in words
    assert "| mishaps without their alarm | 1 | 0 |" in words
    assert "| `postings/` | 4 MB | 3 MB |" in words
    plot = ElementTree.fromstring(draw(year))
    named = [one.text for one in plot.iter("{http://www.w3.org/2000/svg}title")]
    assert named[1:] == ["2026-11-26: alpha: no answer", "2026-11-28: machine: the machine is off"]


def test_the_script_is_sound() -> None:
    assert all(one.first >= 20 and one.first + one.nights + one.after < NIGHTS for one in MISHAPS)
    assert len({one.kind for one in MISHAPS}) >= 20

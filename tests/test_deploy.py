"""What deploy/ holds is sound, as far as tools of this machine can say. Docker and GitHub are not asked."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.replay import ROOT

DEPLOY = ROOT / "deploy"
WORST_EXPOSURE = 2.0  # of 10, as systemd-analyze counts
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@needs_systemd
@pytest.mark.parametrize("name", ["wupperjobs.service", "wupperjobs.timer"])
def test_the_units_are_sound(tmp_path: Path, name: str) -> None:
    for unit in DEPLOY.glob("wupperjobs.*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/wupperjobs", str(ROOT))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = analyze("verify", "--recursive-errors=no", str(tmp_path / name))
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_the_service_is_hardened() -> None:
    done = analyze("security", "--offline=true", str(DEPLOY / "wupperjobs.service"))
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure, done.stdout + done.stderr
    assert float(exposure[1]) <= WORST_EXPOSURE, done.stdout


def test_a_run_of_the_service_may_take_as_long_as_its_limit() -> None:
    text = (DEPLOY / "wupperjobs.service").read_text(encoding="utf-8")
    hours = re.search(r"TimeoutStartSec=(\d+)h", text)
    assert hours and int(hours[1]) * 60 > 360


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_container_is_not_root_and_cannot_write_but_its_output() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER wupperjobs"]
    assert re.fullmatch(r"FROM python:\d+\.\d+\.\d+-slim-\w+", next(line for line in lines if line.startswith("FROM")))
    assert any("--require-hashes" in line for line in lines)
    service = load(DEPLOY / "compose.yaml")["services"]["wupperjobs"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    compiled = next(line for line in lines if "compileall" in line).split("-q ")[1].split()
    assert all((ROOT / folder).is_dir() for folder in compiled)


@pytest.mark.parametrize(
    "path", [DEPLOY / "github-pages.yml", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))], ids=lambda p: p.name
)
def test_the_workflows_name_their_steps_and_pin_what_they_use(path: Path) -> None:
    workflow = load(path)
    for job in workflow["jobs"].values():
        assert job["runs-on"] and job["steps"]
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            assert "uses" not in step or re.fullmatch(r"actions/[\w/-]+@v\d+", step["uses"])


def test_what_is_published_on_pages_is_the_site_and_nothing_else() -> None:
    steps = load(DEPLOY / "github-pages.yml")["jobs"]["run"]["steps"]
    (uploaded,) = (step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", ""))
    assert [step["run"] for step in steps if "site" in step.get("run", "")] == [f"python -m scrapy site {uploaded}"]


def test_the_crontabs_commands_are_commands() -> None:
    lines = (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line[:1].isdigit()]
    assert commands and all(
        re.match(r"(\S+ ){5}cd /opt/wupperjobs && \.venv/bin/python -m scrapy ", one) for one in commands
    )
    assert {one.split("scrapy ")[1].split()[0] for one in commands} <= {
        file.stem for file in (ROOT / "commands").glob("*.py")
    }

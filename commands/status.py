"""`scrapy status`: tell what the last run did and what to do next."""

import argparse
import json

from scrapy.commands import ScrapyCommand

from commands import _front
from schemas.results import ExitCode, Status
from schemas.tables import BoardRun
from storage.layout import Output


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Tell what the last run did and what to do next"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(lambda: self.tell(opts))

    def tell(self, opts: argparse.Namespace) -> int:
        from report.console import print_status  # with pandas behind it, it would slow every other command

        output = Output.at(opts.output)
        status = read_status(output)
        if opts.json:
            print(json.dumps(status.as_record(), default=str))
        else:
            print_status(status, output)
        return ExitCode.WELL if status.snapshot else ExitCode.GATED


def read_status(output: Output) -> Status:
    """The last snapshot in figures, and the runs collected since."""
    from storage.layout import run_of
    from storage.parts import find_parts
    from storage.snapshots import read_snapshot

    snapshot = read_snapshot(output)
    runs = tuple(sorted(set(map(run_of, find_parts(output, snapshot.run if snapshot else None)))))
    if snapshot is None:
        return Status(snapshot=None, unpublished_runs=runs)
    jobs = snapshot.table("jobs").select(["status", "salary_basis", "pay_grade_max"]).to_pandas()
    changes = snapshot.table("changes").select(["kind", "job_id"]).to_pandas().drop_duplicates()
    open_jobs = jobs[jobs["status"] == "open"]
    return Status(
        snapshot=snapshot.run,
        open_jobs=len(open_jobs),
        with_pay=int(open_jobs["salary_basis"].notna().sum()),
        changes={str(kind): int(count) for kind, count in changes["kind"].value_counts().sort_index().items()},
        boards=tuple(map(BoardRun.from_record, snapshot.table("boards").to_pylist())),
        unpublished_runs=runs,
    )

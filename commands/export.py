"""`scrapy export`: write a table of a snapshot in a form that people ask for."""

import argparse

from scrapy.exceptions import UsageError

from commands._command import OUTPUT, OurCommand, option


class Command(OurCommand):
    usage = "[FILE | -] [options]"
    group = "The data"
    summary = "Write the open jobs as CSV, Excel workbook, JSON Lines, SQLite or Parquet"
    options = (
        option("--format", "csv, xlsx, jsonl, sqlite or parquet (as FILE ends, else csv)", metavar="FORMAT"),
        option("--table", "jobs, postings, changes, … as in docs/columns.md (jobs)", default="jobs", metavar="TABLE"),
        option("--columns", "names with commas between them, or all (those that people look at)", metavar="NAMES"),
        option("--all", "closed jobs and postings, too", action="store_true"),
        option("--run", "of an earlier snapshot, such as 20261122T050000Z", metavar="RUN"),
        OUTPUT,
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.export import export

        if len(args) > 1:
            raise UsageError("name one file, or - for the terminal or a pipe")
        return export(
            *args,
            where=opts.output,
            name=opts.table,
            form=opts.format,
            run=opts.run,
            closed=opts.all,
            columns=opts.columns,
        )

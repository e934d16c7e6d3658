"""`scrapy pay`: what ads like a profile state as pay."""

import argparse

from scrapy.exceptions import UsageError

from commands._command import JSON, OUTPUT, OurCommand, option


class Command(OurCommand):
    usage = "[--level LEVEL] [--town TOWN] [--role ROLE] [--skill SKILL ...]"
    group = "The data"
    summary = "Tell what ads like a profile state as pay, how sure that is, and which ads they are"
    options = (
        option("--level", "junior, senior, lead, head, … as in docs/columns.md, seniority", metavar="LEVEL"),
        option("--town", "town of the job", metavar="TOWN"),
        option("--role", "it_lead, dev_lead, … as in docs/columns.md, role_family", metavar="ROLE"),
        option(
            "--skill", "a skill that the ad names; several: all of them", action="append", default=[], metavar="SKILL"
        ),
        OUTPUT,
        JSON,
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.pay_profile import show_pay

        if args:
            raise UsageError("name a profile by its options, such as: scrapy pay --level head --town Wuppertal")
        return show_pay(
            opts.output, level=opts.level, town=opts.town, role=opts.role, skills=opts.skill, as_json=opts.json
        )

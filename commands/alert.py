"""`scrapy alert`: what was told of troubles, and whether whoever is to be told can be reached."""

import argparse

from commands._command import OUTPUT, SEARCH, OurCommand, option


class Command(OurCommand):
    group = "Each night"
    summary = "Send what alerts still wait, or a test message (--test)"
    options = (SEARCH, OUTPUT, option("--test", "send a test message by every way of [alert]", action="store_true"))

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.alerts.telling import send_alerts

        return send_alerts(opts.search, opts.output, is_test=opts.test)

"""Career feeds: the employers of employers.toml that one ATS serves, each apart from the others."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from schemas.configuration import Employer, employers_of
from schemas.wires import Stat
from spiders._board import FORM_ERRORS, Board, Found, words_of_failure


class CareerFeeds(Board):
    """One spider for all employers of an ATS: `feed_url` with the tenant in it, `read_list` for one feed.

    An employer's own `feed` goes before `feed_url`. A `board_ref` begins with the tenant and a slash. A feed that
    fails leaves the others alone: its employer's postings count as unread in this crawl (stat
    `board/unread/<tenant>/`).
    """

    feed_url: ClassVar[str]

    def first_questions(self) -> Iterator[Request]:
        employers = employers_of(self.search, self.name)
        if not employers:
            self.broken(
                f"{self.search.employers_file} names no employer with ats = {self.name!r}: add an [[employer]] there, "
                f"or write enabled = false under [boards.{self.name}]"
            )
        for employer in employers:
            yield self.ask_feed(employer)

    def ask_feed(self, employer: Employer) -> Request:
        """The first question for an employer's postings."""
        return self.ask_list(self.feed_of(employer), employer=employer)

    def ask_by_post(self, employer: Employer, question: dict[str, Any], **facts: Any) -> Request:
        """A question for a list that is asked in JSON."""
        request = self.ask_list(self.feed_of(employer), employer=employer, **facts)
        headers = {**self.headers, "Content-Type": "application/json"}
        return request.replace(method="POST", body=json.dumps(question), headers=headers)

    def count_seen(self, response: Response, came: int, total: int) -> int | None:
        """How many of an employer's postings have come, to be handed on as `seen`; None when that is all of them.

        Raises ValueError for an answer without postings before the end.
        """
        seen: int = response.cb_kwargs.get("seen", 0) + came
        if seen < total and not came:
            raise ValueError(f"an empty answer after {seen} of {total} postings")
        return seen if seen < total else None

    def feed_of(self, employer: Employer) -> str:
        """The address of an employer's feed."""
        return employer.feed or self.feed_url.format(tenant=quote(employer.tenant))

    def parse(self, response: Response, **facts: Any) -> Iterator[Found]:
        """One employer's feed. A form that is not known marks this employer as unread."""
        employer: Employer = response.cb_kwargs["employer"]
        host = urlsplit(response.url).hostname or ""
        try:
            if host != urlsplit(self.feed_of(employer)).hostname and employer.tenant not in host.split("."):
                raise ValueError(f"redirected to {response.url}: no such employer")
            yield from self.found_on(response)
        except FORM_ERRORS as error:
            yield self.employer_failed(employer, response.url, str(error))

    def question_failed(self, failure: Failure) -> Iterator[Found]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        yield self.employer_failed(request.cb_kwargs["employer"], request.url, words_of_failure(failure))

    def employer_failed(self, employer: Employer, url: str, reason: str) -> Found:
        """This employer's postings are not known in this crawl."""
        self.logger.warning("%s of %s is unread: %s", employer.tenant, self.name, reason)
        self.crawler.stats.set_value(f"{Stat.UNREAD}{employer.tenant}/", reason)
        return self.reject(url, reason, {"tenant": employer.tenant, "employer": employer.name})

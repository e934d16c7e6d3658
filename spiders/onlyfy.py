"""onlyfy (once Prescreen): the career feeds of employers.toml that this ATS serves."""

from typing import Any

from scrapy.http import Response

from spiders import Employers, FeedBoard, Found, Row
from spiders._paths import flag_at, value_at
from spiders._posting import trim

INTERNAL = {"Interne Ausschreibung", "Ja"}  # a field and the value that marks a posting as not public


class Onlyfy(FeedBoard):
    """Career feeds of employers that use onlyfy; each names its `feed`, whose address holds a widget's id."""

    name = "onlyfy"
    access = "tolerated"
    checked = "documented"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    ignored_keys = "applyUrl department headcount whatsAppApplyUrl"
    asks = Employers("https://{tenant}.onlyfy.io/job/list?format=json&max_results=100")
    rows, total = "jobs", "totalResults"
    fields = {
        "board_ref": "shortHandle || handle",
        "url": "showUrl",
        # An instance is a subsidiary, or a pipeline of the company, whose name is but a label.
        "employer_raw": "(instance.is_legal_entity != `false` && instance.name) || company",
        "text_html": "simple_html_content",
        "posted_raw": "published_at",
        "apply_by_raw": "applications_deadline_information.stop_applications_at",
        "start_raw": "startOfWork",
        "contract_raw": "(custom_data_fields[?name=='Befristung'] | [0].value) || positionType.title",
        "employment_raw": "positionType.title",
        "remote_raw": "remote",  # "office" means on site
        "salary_raw": "salary",
    }
    text = tuple(f"description.job_content_{number}" for number in range(1, 10))
    places, place = ("city.title && city",), {"town": "title"}

    def rows_of(self, data: Any) -> list[Row]:
        """Each row with the company that the response is of."""
        company = value_at(data, "company.name || company")
        return [{**row, "company": company} if isinstance(row, dict) else row for row in super().rows_of(data)]

    def read_row(self, row: Row, response: Response) -> Found | None:
        own = [one for one in row.get("custom_data_fields") or [] if isinstance(one, dict)]
        internal = any(set(map(trim, one.values())) >= INTERNAL for one in own)
        is_open = flag_at(row, "applications_deadline_information.applications_allowed", usually=True)
        return None if internal or not is_open else super().read_row(row, response)

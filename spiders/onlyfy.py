"""onlyfy (once Prescreen): the career feeds of employers.toml that this ATS serves."""

from scrapy.http import Response

from spiders import Employers, FeedBoard, Found, Row
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
        "employer_raw": "instance.name",  # the company named for the whole response is the group
        "text_html": "simple_html_content",
        "posted_raw": "published_at",
        "apply_by_raw": "applications_deadline_information.stop_applications_at",
        "start_raw": "startOfWork",
        "employment_raw": "positionType.title",
        "remote_raw": "remote",  # "office" means on site
        "salary_raw": "salary",
    }
    text = tuple(f"description.job_content_{number}" for number in range(1, 10))
    places, place = ("city.title && city",), {"town": "title"}

    def read_row(self, row: Row, response: Response) -> Found | None:
        own = [one for one in row.get("custom_data_fields") or [] if isinstance(one, dict)]
        internal = any(set(map(trim, one.values())) >= INTERNAL for one in own)
        return None if internal else super().read_row(row, response)

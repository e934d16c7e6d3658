"""Ashby: the career feeds of employers.toml that this ATS serves."""

from spiders._career_rows import CareerRows, Row


class Ashby(CareerRows):
    """Career feeds of employers that use Ashby."""

    name = "ashby"
    access = "open"
    checked = "recorded"
    terms = "developers.ashbyhq.com/docs/public-job-posting-api: public, no key is needed. No attribution asked."
    feed_url = "https://api.ashbyhq.com/posting-api/job-board/{tenant}?includeCompensation=true"
    rows, only = "jobs", {"isListed": (True, None)}  # the others are for whoever is sent their address
    fields = {
        "url": "jobUrl",
        "text_html": "descriptionHtml",
        "posted_raw": "publishedAt",
        "employment_raw": "employmentType",
        "remote_raw": "workplaceType",
    }
    places = ("", "secondaryLocations")
    place, address = {"words": "location"}, "address.postalAddress"
    remote = {"isRemote": "Remote"}
    pay_at = "compensation.summaryComponents"

    def pays_of(self, row: Row, path: str) -> list[Row]:
        """The salary among equity and bonus, where the employer wants it shown."""
        shown = row.get("shouldDisplayCompensationOnJobPostings") is not False
        return [pay for pay in super().pays_of(row, path) if shown and pay.get("compensationType") == "Salary"]

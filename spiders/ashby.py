"""Ashby: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard


class Ashby(FeedBoard):
    """Career feeds of employers that use Ashby."""

    name = "ashby"
    access = "open"
    checked = "recorded"
    terms = "developers.ashbyhq.com/docs/public-job-posting-api: public, no key is needed. No attribution asked."
    ignored_keys = "applyUrl department descriptionPlain isListed team"
    asks = Employers("https://api.ashbyhq.com/posting-api/job-board/{tenant}?includeCompensation=true")
    rows, keep_rows_where = "jobs", "isListed"  # unlisted: only for people sent the address
    fields = {
        "url": "jobUrl",
        "text_html": "descriptionHtml",
        "posted_raw": "publishedAt",
        "employment_raw": "employmentType",
        "remote_raw": "workplaceType || isRemote && 'Remote'",
    }
    places = ("@", "secondaryLocations")
    place, address = {"words": "location"}, "address.postalAddress"
    pay = (  # the salary, without equity and bonus, if the employer wants it shown
        "shouldDisplayCompensationOnJobPostings != `false` "
        "&& compensation.summaryComponents[?compensationType == 'Salary']"
    )

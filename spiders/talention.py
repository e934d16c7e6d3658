"""Talention: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard


class Talention(FeedBoard):
    """Career feeds of employers that use Talention, ten postings a response; the tenant is the career site's host."""

    name = "talention"
    access = "tolerated"
    checked = "recorded"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    ignored_keys = "campaignProperties category createdDate customProperties"
    asks = Employers("https://{tenant}/talention/api/3.2/job", offset="offset")
    rows, total = "results", "resultsTotal"
    fields = {  # postings for speculative applications are recognised later, by title
        "url": "configuration.canonicalLink || url",
        "posted_raw": "enabledDate || campaignStartDate",
    }
    places = ("location",)

"""Talention: the career feeds of employers.toml that this ATS serves."""

from spiders._career_rows import CareerRows


class Talention(CareerRows):
    """Career feeds of employers that use Talention, ten postings an answer; the tenant is the career site's host."""

    name = "talention"
    access = "tolerated"
    checked = "recorded"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    feed_url = "https://{tenant}/talention/api/3.2/job"
    rows, total, offset = "results", "resultsTotal", "offset"
    fields = {  # those for speculative applications are told by their titles, later
        "url": "configuration.canonicalLink|url",
        "posted_raw": "enabledDate|campaignStartDate",
    }
    places = ("location",)

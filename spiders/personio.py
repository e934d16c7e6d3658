"""Personio: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard, Row

NO_TOWN = {"remote", "hybrid", "homeoffice", "home office", "mobiles arbeiten"}  # offices that are not places


class Personio(FeedBoard):
    """Career feeds of employers that use Personio."""

    name = "personio"
    access = "open"
    checked = "recorded"
    terms = "Each employer switches its feed on for machines to read; the ads are the employer's. No attribution asked."
    ignored_keys = "department keywords occupation occupationCategory recruitingCategory yearsOfExperience"
    asks = Employers("https://{tenant}.jobs.personio.de/xml?language=de", headers={})
    posting_url = "https://{host}/job/{board_ref}?language=de"
    root, rows = "workzag-jobs", "position"  # an empty root element means no openings
    fields = {
        "title": "name",
        "employer_raw": "subcompany",
        "posted_raw": "createdAt",
        "contract_raw": "employmentType",
        "employment_raw": "[schedule, employmentType][?@]",
        "seniority_raw": "seniority",
    }
    text, section = ("jobDescriptions.jobDescription",), "<h3>{name}</h3>\n{value}"
    places = ("office", "additionalOffices.office")
    pay = "salaryInformation"

    def words_of(self, row: Row) -> Row:
        words = super().words_of(row)
        remote = [str(office) for office in words["places"] if str(office).lower() in NO_TOWN]
        towns = tuple(office for office in words["places"] if str(office) not in remote)
        return {**words, "places": towns, "remote_raw": remote}

"""d.vinci: the career feeds of employers.toml that this ATS serves."""

from spiders._career_rows import CareerRows, Row
from spiders._json_feed import value_at


class Dvinci(CareerRows):
    """Career feeds of employers that use d.vinci, a bare list each; the tenant is the career site's host."""

    name = "dvinci"
    access = "open"
    checked = "documented"
    terms = "The vendor documents the list as public, for machines to read; the ads are the employer's. No attribution."
    feed_url = "https://{tenant}/jobPublication/list.json"
    fields = {
        "title": "position",
        "url": "jobPublicationURL",
        "employer_raw": "jobOpening.company.name",
        "posted_raw": "startDate",  # midnight in Berlin, written in UTC
        "apply_by_raw": "endDate",
        "start_raw": "jobOpening.earliestEntryDate",
        "contract_raw": "jobOpening.contractPeriod.internalName",
        "employment_raw": "jobOpening.workingTimes.*.internalName",
        "reference_raw": "jobOpening.reference",
    }
    sections = ("introduction", "position", "tasks", "profile", "weOffer", "additionalInformation")  # without "contact"
    places, place, address = ("jobOpening.locations",), {"words": "name"}, "address"

    def text_of(self, row: Row) -> str:
        """The sections under their headings; the persons to contact are left out."""
        said, parts = row.get("renderedContent"), list[str]()
        for name in self.sections:
            if body := value_at(said, f"{name}.body") or (name != "position" and row.get(name)):
                parts.append(f"<h3>{value_at(said, f'{name}.headline') or ''}</h3>\n{body}")
        return "\n".join([*parts, str(row.get("closingText") or "")])

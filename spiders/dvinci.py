"""d.vinci: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard, Row
from spiders._paths import value_at


class Dvinci(FeedBoard):
    """Career feeds of employers that use d.vinci, a bare list each; the tenant is the career site's host.

    That is a host of the employer, or of the vendor: muster.dvinci-hr.com, muster.dvinci-easy.com, muster.dvinci.de.
    """

    name = "dvinci"
    access = "open"
    checked = "documented"
    terms = "The vendor documents the list as public, for machines to read; the ads are the employer's. No attribution."
    ignored_keys = "applicationFormURL benefits language pageTitle subtitle"
    asks = Employers("https://{tenant}/jobPublication/list.json")
    fields = {
        "title": "position",
        "url": "jobPublicationURL",
        "employer_raw": "jobOpening.company.name",
        "posted_raw": "startDate",  # midnight in Berlin, written in UTC
        "apply_by_raw": "endDate",
        "start_raw": "jobOpening.earliestEntryDate",
        # Besides LIMITED and UNLIMITED, FULL_TIME and PART_TIME an employer has periods and times of his own, by name.
        "contract_raw": "jobOpening.contractPeriod.[internalName, name][?@]",
        "employment_raw": "jobOpening.workingTimes[].[internalName, name][?@][]",
        "reference_raw": "jobOpening.reference",
    }
    # "contact" also states the pay agreement and the deadline; whom it names is masked like anyone named in an ad.
    _sections = ("introduction", "position", "tasks", "profile", "weOffer", "contact", "additionalInformation")
    places, address = ("jobOpening.locations",), "address"
    place = {
        "words": "name",
        "country": "[address.country.isoA2, address.country.name, country.isoA2, country.name][?@] | [0]",
    }

    def words_of(self, row: Row) -> Row:
        """The sections under their headings."""
        said, parts = row.get("renderedContent"), list[str]()
        for name in self._sections:
            if body := value_at(said, f"{name}.body") or (name != "position" and row.get(name)):
                parts.append(f"<h3>{value_at(said, f'{name}.headline') or ''}</h3>\n{body}")
        return {**super().words_of(row), "text_html": "\n".join([*parts, str(row.get("closingText") or "")])}

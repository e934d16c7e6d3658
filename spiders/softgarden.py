"""softgarden: the career feeds of employers.toml that this ATS serves, in each of its three forms."""

import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector
from scrapy.http import Response

from schemas.raw import RawPosting
from spiders import Employers, FeedBoard, Found, Row
from spiders._jobposting import JsonObject, find_in_json, find_page_job
from spiders._json_ld import read_json_ld
from spiders._paths import count_at, rows_at
from spiders._responses import read_json, read_page

_IDS = re.compile(r"complete_job_id_list\s*=\s*(?:jobs_selected\s*=\s*)?\[([\d,\s]*)\]")


class Softgarden(FeedBoard):
    """Career pages of employers that use softgarden, or the DataFeed or jobs.json they serve themselves."""

    name = "softgarden"
    access = "tolerated"
    checked = "recorded"
    terms = "robots.txt of the career pages forbids widgets and the API, not the pages; the ads are the employer's."
    ignored_keys = """
        audience company description employmentType industry internalPostingName jobcategory listingStartDate locale
        workTime ProjectCompanyNameGerman ProjectGeoLocationCity ProjectGeoLocationCountry ProjectGeoLocationId
        ProjectGeoLocationLat ProjectGeoLocationLong ProjectGeoLocationName ProjectGeoLocationState ProjectNumber
        sg_career_level sg_company sg_company_id sg_employment_type sg_industry sg_job_category sg_job_title sg_location
        sg_working_experience sg_working_hours softgarden_adText softgarden_careerLevel softgarden_careerLevel_de
        softgarden_careerLevel_en softgarden_careerLevel_values softgarden_employmentType softgarden_employmentType_de
        softgarden_employmentType_en softgarden_employmentType_values softgarden_industry softgarden_industry_de
        softgarden_industry_en softgarden_industry_values softgarden_jobCategory softgarden_jobCategory_de
        softgarden_jobCategory_en softgarden_jobCategory_values softgarden_keywords softgarden_layoutId
        softgarden_layoutName softgarden_templateId softgarden_type softgarden_workExperience softgarden_workTime
        softgarden_workTime_de softgarden_workTime_en softgarden_workTime_values softgardenvisibility workExperience
    """
    asks = Employers("https://{tenant}.softgarden.io/de/vacancies", headers={})
    posting_urls = r"/jobs?/(\d+)"

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """Read a DataFeed, a jobs.json, or a page whose script names the ids of all its postings."""
        if not response.body.lstrip().startswith(b"{"):
            if not (ids := _IDS.search(read_page(response).text)):
                raise ValueError("the page has no complete_job_id_list")
            urls = [response.urljoin(f"/job/{number}") for number in re.findall(r"\d+", ids[1])]
            yield from (self.ask_row(url, self.ref_of(url, response), None, response) for url in urls)
            return
        data = read_json(response)
        if "dataFeedElement" in data:
            rows: list[Any] = find_in_json(read_json_ld(read_page(response).text))
            stated = count_at(data, "numberOfItems")
            yield from self.read_each(response, rows, self.read_item)
        else:
            rows, stated = rows_at(data, "results"), count_at(data, "totalNumberOfJobs")
            yield from self.read_each(response, rows, self.read_result)
        if stated != len(rows):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")

    def read_item(self, item: JsonObject, response: Response) -> RawPosting | None:
        ref = self.ref_of(str(item.get("url")), response)
        return self.read_job(item, response, board_ref=ref) if self.is_new(ref) else None

    def read_result(self, row: Row, response: Response) -> RawPosting | None:
        """Read a row of jobs.json, which carries its page's JSON-LD; every value of `config` is a list."""
        config, tenant = self.noted(row["config"]), response.cb_kwargs["employer"].tenant
        job = find_page_job(Selector(config["googleForJobsMetadata"][0]))
        url = f"https://{tenant}.softgarden.io/job/{row['jobPostingId']}"
        ref = self.ref_of(url, response)
        words = {"remote_raw": config.get("sg_remote_status"), "reference_raw": config.get("ProjectReferenceID")}
        if not job.get("employmenttype"):
            words["employment_raw"] = config.get("softgarden_workTime_de") or config.get("softgarden_workTime")
        return self.read_job(job, response, board_ref=ref, url=url, **words) if self.is_new(ref) else None

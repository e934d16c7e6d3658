"""softgarden: each of its three forms, by hand and recorded."""

import pytest

from schemas.raw import RawPosting
from spiders.softgarden import Softgarden
from tests.support.answers import answer_to, make_board, postings_in, requests_in
from tests.support.job_pages import json_ld, script
from tests.support.real_answers import needs_recordings, recorded, whole
from tests.support.region import SOFTGARDEN, found_in, only_posting, read, unread


def check_bus_driver(raw: RawPosting, ref: str) -> None:
    """What a template prints for nothing is nothing."""
    posting = read(raw)
    assert (posting.board_ref, posting.title, posting.employer) == (ref, "Busfahrer (m/w/d)", "Talwerke mobil GmbH")
    assert (posting.town, posting.place) == ("Wuppertal", "Wuppertal, Deutschland")
    assert (posting.salary_basis, posting.apply_by_on, posting.issues) == (None, None, ())
    assert str(posting.posted_on) == "2026-03-15"
    assert raw.reference_raw != "https://talwerke.softgarden.io/#organization"


@pytest.mark.parametrize("words", ["= jobs_selected = [61110001, 61110002]", "=[61110001,61110002,61110001]"])
def test_softgarden_a_career_page_names_the_ids_of_its_postings(words: str) -> None:
    board = make_board(Softgarden)
    asked = requests_in(found_in(board, SOFTGARDEN, f"<script>var complete_job_id_list {words};</script>"))
    assert [request.url for request in asked] == [
        "https://talwerke.softgarden.io/job/61110001",
        "https://talwerke.softgarden.io/job/61110002",
    ]
    (posting,) = board.parse_posting(answer_to(asked[0], script(json_ld())))
    assert isinstance(posting, RawPosting)
    check_bus_driver(posting, "talwerke/61110001")


def test_softgarden_a_row_of_jobs_json_carries_its_json_ld() -> None:
    config = {"googleForJobsMetadata": [script(json_ld())], "sg_remote_status": ["REMOTE_FLEXIBLE"]}
    rows = [{"jobPostingId": 7, "title": "Busfahrer", "config": {**config, "ProjectReferenceID": ["100002257"]}}]
    posting = only_posting(make_board(Softgarden), SOFTGARDEN, {"totalNumberOfJobs": 1, "results": rows})
    check_bus_driver(posting, "talwerke/7")
    assert (posting.url, posting.reference_raw) == ("https://talwerke.softgarden.io/job/7", "100002257")
    assert read(posting).remote == "hybrid"


def test_softgarden_working_time_is_read_where_the_json_ld_has_none() -> None:
    config = {"googleForJobsMetadata": [script(json_ld(employmentType=""))], "softgarden_workTime_de": ["Teilzeit"]}
    feed = {"totalNumberOfJobs": 1, "results": [{"jobPostingId": 7, "config": config}]}
    assert only_posting(make_board(Softgarden), SOFTGARDEN, feed).employment_raw == "Teilzeit"


def test_softgarden_an_item_of_a_feed_is_known_by_its_address() -> None:
    item = json_ld(url="https://karriere.zangen.example/jobs/46336169/Busfahrer/")
    body = {"@type": "DataFeed", "numberOfItems": 1, "dataFeedElement": [{"item": item}]}
    check_bus_driver(only_posting(make_board(Softgarden), SOFTGARDEN, body), "talwerke/46336169")


def test_softgarden_keeps_an_end_that_somebody_has_set() -> None:
    item = json_ld(url="https://karriere.zangen.example/jobs/4/B/", validThrough="2026-04-30T23:59:59+02:00")
    body = {"numberOfItems": 1, "dataFeedElement": [{"item": item}]}
    posting = read(only_posting(make_board(Softgarden), SOFTGARDEN, body))
    assert str(posting.apply_by_on) == "2026-04-30"


@needs_recordings
@pytest.mark.parametrize("file", ["riedel.json", "knipex.json"])
def test_a_recorded_answer_that_was_cut_is_noticed(file: str) -> None:
    board = make_board(Softgarden)
    assert len(postings_in(found_in(board, SOFTGARDEN, recorded(file)))) == 3
    assert "carries 3" in unread(board, SOFTGARDEN)


@needs_recordings
def test_the_recorded_data_feed_is_read() -> None:
    board = make_board(Softgarden)
    found = found_in(board, SOFTGARDEN, whole(recorded("knipex.json"), "dataFeedElement", "numberOfItems"))
    postings = [read(posting) for posting in postings_in(found)]
    assert {posting.postal_code for posting in postings} == {"42349"}
    assert all(posting.board_ref.rpartition("/")[2] in posting.url for posting in postings)
    assert [posting.left_out == "not_a_vacancy" for posting in postings].count(True) >= 1
    assert unread(board, SOFTGARDEN) is None


@needs_recordings
def test_the_recorded_traps_are_not_walked_into() -> None:
    riedel = [read(one) for one in postings_in(found_in(make_board(Softgarden), SOFTGARDEN, recorded("riedel.json")))]
    assert [(one.salary_basis, one.apply_by_on, one.postal_code) for one in riedel] == [(None, None, None)] * 3
    assert [one.remote for one in riedel] == ["hybrid", "hybrid", "none"]

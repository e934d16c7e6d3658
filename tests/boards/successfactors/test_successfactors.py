"""SuccessFactors: a sitemap with its pages, and a googlefeed.xml, by hand and recorded."""

from schemas.raw import RawPlace, RawPosting
from spiders.successfactors import Successfactors
from tests.support.answers import answer_to, make_board, requests_in
from tests.support.real_answers import RECORDED, needs_recordings
from tests.support.region import SUCCESSFACTORS, found_in, only_posting, read


def test_successfactors_microdata_states_the_place_in_one_string() -> None:
    board = make_board(Successfactors)
    urls = [
        "https://jobs.sauger.example/job/Wuppertal-Monteur-NW-42275/1204/",
        "https://jobs.sauger.example/go/alle/9/",
    ]
    sitemap = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    (asked,) = requests_in(found_in(board, SUCCESSFACTORS, f"<urlset>{sitemap}</urlset>".encode()))
    page = """<div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Monteur</h1>
      <span itemprop="jobLocation"><meta itemprop="streetAddress" content="Wuppertal, NW, DE, 42275"></span>
      <span class="jobGeoLocation"> Wuppertal, NW, DE, 42275 </span>
      <meta itemprop="datePosted" content="Mon Mar 16 23:00:00 UTC 2026">
      <meta itemprop="hiringOrganization" content="Sauger SE"><span itemprop="description"><p>Text</p></span></div>"""
    (raw,) = board.parse_posting(answer_to(asked, page))
    assert isinstance(raw, RawPosting)
    posting = read(raw)
    assert raw.places == (RawPlace(words="Wuppertal, NW, DE, 42275"),)
    assert (posting.town, posting.postal_code, posting.employer) == ("Wuppertal", "42275", "Sauger SE")
    assert (str(posting.posted_on), posting.board_ref) == ("2026-03-17", "jobs.sauger.example/1204")


GOOGLEFEED = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>
  <title>Monteur (m/w/d) (Wuppertal, DE, 42275)</title><description><![CDATA[&lt;p&gt;Text&lt;/p&gt;]]></description>
  <link>https://jobs.sauger.example/job/x/1/</link><g:id>1</g:id><g:salary>33500.00</g:salary>
  <g:location>Wuppertal, DE, 42275</g:location></item></channel></rss>"""


def test_successfactors_a_googlefeed_ends_titles_in_the_place_and_means_no_pay() -> None:
    posting = read(only_posting(make_board(Successfactors), SUCCESSFACTORS, GOOGLEFEED.encode()))
    assert (posting.title, posting.postal_code, posting.text) == ("Monteur (m/w/d)", "42275", "Text")
    assert posting.salary_basis is None


@needs_recordings
def test_the_recorded_item_of_a_googlefeed_is_read() -> None:
    text = (RECORDED / "jsonld_in_the_wild/sf_googlefeed_item.xml").read_text(encoding="utf-8")
    feed = text.replace("<rss>", '<rss xmlns:g="http://base.google.com/ns/1.0">')  # the excerpt lost it
    posting = only_posting(make_board(Successfactors), SUCCESSFACTORS, feed.encode())
    assert not posting.title.endswith(")")
    assert posting.places and posting.employer_raw and posting.salary_fields is None

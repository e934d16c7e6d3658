"""Contact data is masked as tests/tables/contact.tsv says."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.ads.contacts import EMAIL_MARK, NAME_MARK, PHONE_MARK, mask_contacts
from tests.table_rows import each_row, table_rows

CASES = [(row["text"], row["masked"], row["why"]) for row in table_rows("contact")]
UNITS = ["1", "0 ", "+49 2", "+", "a@", "a(at)b", "a.a@a."]
UNITS += ["Frau Max ", "Kontakt: Max ", "Fragen Max Muster ", "Tel. 0202 ", "Ansprechpartner ", "Dr. ", "Aa-", "0."]
PIECES = ["Tel. ", "0202", " ", "/", "Frau ", "Max ", "Muster", "@", "a.de", "Kontakt: ", "1"]
MARK = re.compile("|".join(map(re.escape, (EMAIL_MARK, PHONE_MARK, NAME_MARK))))


@each_row(CASES)
def test_contacts_of_the_table_are_masked_and_the_rest_stays(text: str, masked: str, why: str) -> None:
    assert mask_contacts(text) == masked, why


@each_row(CASES)
def test_contacts_are_masked_within_an_ad_too(text: str, masked: str, why: str) -> None:
    around = "Wir suchen Sie.\n\n{}\n\nBewerben Sie sich bis 30.11.2026 für 4.500 - 5.200 € im Monat."
    assert mask_contacts(around.format(text)) == around.format(masked), why


@given(
    st.integers(1, 9_999_999).map(lambda n: f"{n:,}".replace(",", ".")),
    st.sampled_from([" €", " Euro", ",00 €", "€ brutto"]),
)
def test_pay_is_never_touched(amount: str, unit: str) -> None:
    text = f"Gehalt von {amount} bis {amount}{unit}, Start 01.05.2026"
    assert mask_contacts(text) == text


@given(st.dates(), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"]))
def test_dates_are_never_touched(day: object, form: str) -> None:
    text = f"Bewerbungsfrist: {day:{form}} - {day:{form}}"
    assert mask_contacts(text) == text


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_masked_and_no_address_is_left(text: str) -> None:
    masked = mask_contacts(text)
    assert not re.search(r"\b[a-z]{1,20}@[a-z]{1,20}\.(?:de|com)\b", masked) or "@" not in text
    assert len(MARK.sub("", masked)) <= len(text)


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_masked_in_time(unit: str) -> None:
    started = time.perf_counter()
    mask_contacts("Frau Fragen " + unit * (300_000 // len(unit)))
    assert time.perf_counter() - started < 2


def test_many_different_names_are_masked_in_time() -> None:
    names = [f"Fragen Max Mu{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}ster " for i in range(15_000)]
    started = time.perf_counter()
    assert mask_contacts("".join(names)).count(NAME_MARK) == len(names)
    assert time.perf_counter() - started < 2


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers are not here")
def test_recorded_ads_keep_no_contact_that_the_recording_had_masked() -> None:
    left = 0
    with (SHARED / "recorded" / "arbeitsagentur" / "jobdetails_2025.jsonl").open(encoding="utf-8") as ads:
        for line in ads:
            masked = mask_contacts(json.loads(line).get("stellenangebotsBeschreibung") or "")
            assert "name@example.org" not in masked
            left += masked.count("0202 000000")
    assert left <= 3

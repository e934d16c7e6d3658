"""What ads ask and offer, scored column by column on labelled ads; lists are scored element by element."""

from collections.abc import Callable
from typing import Any

from bench.labelled_asks import LabelledAd, labelled_ads
from bench.scoring import Score
from german.asks.benefits import find_benefits
from german.asks.duties import find_driving_licence, find_on_call, find_security_check, find_shift_work, find_travel
from german.asks.education import find_education
from german.asks.experience import find_experience
from german.asks.languages import find_languages
from german.asks.leading import find_leading
from german.asks.leave import find_leave
from german.asks.rewards import find_pay_phrase, find_rewards
from german.asks.sizes import find_employer_size, find_positions
from german.pay.grades import find_pay_grade
from german.pay.salary import find_salary
from german.words.unreadable import Unreadable

Reader = Callable[[str, str], Any]


def _get(found: Any, *names: str) -> Any:
    """An attribute of an attribute; a list instead of a range, as labels have it."""
    for name in names:
        found = getattr(found, name, None)
    return list(found) if isinstance(found, tuple) else found


READERS: dict[str, Reader] = {
    "education_min": lambda title, text: _get(find_education(text), "level"),
    "education_or_comparable": lambda title, text: _get(find_education(text), "or_comparable"),
    "experience_years_min": lambda title, text: _get(find_experience(text), "years"),
    "experience_level": lambda title, text: _get(find_experience(text), "level"),
    "leads_people": lambda title, text: _get(find_leading(text, title), "leads"),
    "team_size": lambda title, text: _get(find_leading(text, title), "team"),
    "travel": lambda title, text: _get(find_travel(text), "travel"),
    "travel_percent": lambda title, text: _get(find_travel(text), "percent"),
    "on_call": lambda title, text: _get(find_on_call(text), "required"),
    "shift_work": lambda title, text: _get(find_shift_work(text), "required"),
    "driving_licence": lambda title, text: _get(find_driving_licence(text), "required"),
    "security_check": lambda title, text: _get(find_security_check(text), "required"),
    "leave_days": lambda title, text: _get(find_leave(text), "days"),
    "bonus": lambda title, text: find_rewards(text).bonus,
    "thirteenth": lambda title, text: find_rewards(text).thirteenth,
    "holiday_pay": lambda title, text: find_rewards(text).holiday_pay,
    "employer_size": lambda title, text: _get(find_employer_size(text), "employees"),
    "positions": lambda title, text: find_positions(f"{title}\n{text}"),
}


def _pay_promise(text: str) -> str | None:
    """As labelled: None where a figure or a grade is stated."""
    try:
        pay = find_salary(text)
    except Unreadable:
        pay = None
    grade = find_pay_grade(text)
    if pay or (grade and (grade.grade_min or grade.grade_max)):
        return None
    return "phrase" if find_pay_phrase(text) else "none"


def score() -> list[Score]:
    """Each column, the cells that were doubtful to the labellers apart."""
    ads = labelled_ads()
    scores = []
    for column, reader in READERS.items():
        sure, doubtful = Score(column), Score(f"{column}, doubtful")
        for ad in ads:
            _of(ad, column, sure, doubtful).add(ad.label["id"], ad.label[column], reader(ad.title, ad.text))
        scores += [sure, doubtful]
    return [*(one for one in [*scores, *_score_lists(ads)] if one.right or one.failures or "doubtful" not in one.name)]


def _of(ad: LabelledAd, column: str, sure: Score, doubtful: Score) -> Score:
    return doubtful if column in ad.label["doubtful_fields"] else sure


def _score_lists(ads: list[LabelledAd]) -> list[Score]:
    languages, levels, promise = (
        Score("languages, code and required"),
        Score("languages, level"),
        Score("salary promise"),
    )
    benefits, unsure = Score("benefits"), Score("benefits, doubtful")
    for ad in ads:
        case, text = ad.label["id"], ad.text
        stated = {(one["code"], one["required"]): one["level"] for one in ad.label["languages"]}
        read = {(one.code, one.required): one.level for one in find_languages(text)}
        _add_elements(languages, case, set(stated), set(read))
        for key in stated.keys() & read.keys():
            levels.add(f"{case} {key[0]}", stated[key], read[key])
        _add_elements(_of(ad, "benefits", benefits, unsure), case, set(ad.label["benefits"]), set(find_benefits(text)))
        promise.add(case, ad.label["salary_promise"], _pay_promise(text))
    return [languages, levels, benefits, unsure, promise]


def _add_elements(score: Score, case: str, stated: set[Any], read: set[Any]) -> None:
    for element in sorted(stated | read):
        score.add(case, element if element in stated else None, element if element in read else None)

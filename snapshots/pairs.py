"""What two postings are to each other: one vacancy or two, how sure that is, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.reasons import Reason
from schemas.vocabulary import PossibleSame
from snapshots.arrays import Column, Mask, Numbers, Shares
from snapshots.block import SITE, Block
from snapshots.employers import are_related
from snapshots.titles import adds_area, says_more

REPOSTED_DAYS = 60  # a posting that appears longer than this after its like was last seen is a new vacancy
DAY = 86_400_000_000  # in microseconds

# Shares of the shorter text's words that the other holds too.
NEAR = 0.85  # near-identical: outweighs another spelling of the employer or title, and a fact that differs
EDITED = 0.6  # one text that was edited
RELAYED = 0.5  # what an agency's generic title needs
GENERIC = 0.7  # what a title that fits many vacancies needs
PLAIN = 0.35  # what a title of several words needs
EXCERPT = 0.3  # what the beginning of an ad needs, a teaser
SHORT = 0.6  # a text shorter than this share of the other is an excerpt of it
SAME_DAY = 0.9  # two ads put on one board on one day are two vacancies unless their texts agree to this degree
ALIKE = 0.9  # what two boards' titles need, one of which says more than the other
ONE_TEXT = 0.95  # one text under two titles
REWORDED = 0.15  # what an agency's other wording of one vacancy keeps at least
NEVER = 2.0  # more than any two texts share
LITTLE = 12  # a text of fewer hashes than this says nothing
FACTOR = 14 / 12  # between yearly pay worked out of another period and yearly pay: up to 14 payments a year
TELLING = 4  # blanks in a title so long that an agency hardly has two vacancies of it

PARTING = (  # reasons that part not only two postings but all that are one job with them
    *(Reason.OTHER_LEVELS, Reason.OTHER_FORMS, Reason.OTHER_GRADES, Reason.OTHER_PAY, Reason.OTHER_CONTRACT),
    *(Reason.OTHER_REFERENCES, Reason.OTHER_TEXTS),
)

Rules: TypeAlias = Sequence[tuple[str, Mask]]  # codes, and where each holds; the first one that holds counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of postings laid side by side, a value a pair."""

    block: Block
    a: Numbers  # the rows of the block
    b: Numbers
    share: Shares  # of the shorter text's words that the other holds too
    identical: Mask  # the two texts are the same
    known: Mask  # both texts say something
    excerpt: Mask  # one text is much shorter

    def both(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """What either posting states in a column."""
        values = self.block.rows[name].to_numpy()
        return values[self.a], values[self.b]

    def equal(self, name: str) -> Mask:
        """Where both postings state the same in a column."""
        one, other = self._codes(name)
        return np.asarray((one == other) & (one >= 0), bool)

    def differ(self, name: str) -> Mask:
        """Where both postings state something in a column, and not the same."""
        one, other = self._codes(name)
        return np.asarray((one != other) & (one >= 0) & (other >= 0), bool)

    def _codes(self, name: str) -> tuple[Numbers, Numbers]:
        codes = self.block.codes(name)
        return codes[self.a], codes[self.b]

    @property
    def near(self) -> Mask:
        """Near-identical texts."""
        return self.identical | (self.known & (self.share >= NEAR))

    @property
    def apart(self) -> Mask:
        """The two postings were never online at the same time."""
        return np.asarray(self.gap > 0, bool)

    @property
    def gap(self) -> Numbers:
        """For how long neither posting was online, in microseconds; not positive where they met."""
        (first_a, first_b), (last_a, last_b) = self.both("first"), self.both("last")
        return np.asarray(np.maximum(first_a - last_b, first_b - last_a))

    @property
    def translated(self) -> Mask:
        return self.differ("language")

    @property
    def agency(self) -> Mask:
        one, other = self.both("agency")
        return np.asarray(one | other, bool)

    @property
    def head(self) -> Mask:
        """The title is the head's of a whole function; where that is not so, neither is the other's."""
        return self._codes("head")[0] >= 0

    @property
    def nowhere(self) -> Mask:
        """The one's town is not known."""
        return np.asarray(self.both("towns")[0] == "", bool)


def decide(block: Block, ends: pd.DataFrame) -> pd.DataFrame:
    """The pairs of rows `a` and `b` with `same`, `score` (0 to 1), `kind`, `reason` (see schemas.reasons), `possible`.

    `possible` is why two vacancies may be one after all, a PossibleSame. `kind` says how b repeats a, if they are one
    vacancy. A veto is a reason that no similarity of texts outweighs.
    `parts_all` where that reason keeps whole groups apart; `alike` where the texts do not speak against one vacancy;
    `weak_a` where a's own text says little beside b's (it has hardly any, an excerpt, or another language), `weak_b`.
    """
    pairs = compare(block, ends["a"].to_numpy(), ends["b"].to_numpy())
    veto = find_first(find_vetoes(pairs))
    same = pc.is_null(veto).to_numpy(zero_copy_only=False)
    score = np.where(pairs.known, 0.6 + 0.4 * pairs.share, 0.7)
    score = score - 0.1 * ~pairs.equal("employer") - 0.05 * ~pairs.equal("title_key")
    size_a, size_b = (block.signatures.size[ends[end].to_numpy()] for end in ("a", "b"))
    little, other_words = ~pairs.known, pairs.translated
    return pd.DataFrame(
        {
            "a": ends["a"].to_numpy(),
            "b": ends["b"].to_numpy(),
            "same": same,
            "score": np.round(np.where(same, score, 0.0), 3),
            "kind": find_kinds(pairs).to_numpy(zero_copy_only=False),
            "reason": pc.coalesce(veto, find_grounds(pairs)).to_numpy(zero_copy_only=False),
            "possible": find_possible(pairs, same).to_numpy(zero_copy_only=False),
            "parts_all": pc.is_in(veto, pa.array(PARTING)).to_numpy(zero_copy_only=False),
            "alike": pairs.near | little | (pairs.excerpt & (pairs.share >= EDITED)),
            "excerpt": pairs.excerpt,
            "weak_a": other_words | (little & (size_a < LITTLE)) | (pairs.excerpt & (size_a < size_b)),
            "weak_b": other_words | (little & (size_b < LITTLE)) | (pairs.excerpt & (size_b < size_a)),
        }
    )


def compare(block: Block, a: Numbers, b: Numbers) -> Pairs:
    """Lay the postings of these row numbers side by side; the block has what their titles state."""
    text = block.codes("text_sha256")
    identical = (text[a] == text[b]) & (text[a] >= 0)
    share = np.ones(len(a))
    share[~identical] = block.signatures.compare(a[~identical], b[~identical])
    size_a, size_b = block.signatures.size[a], block.signatures.size[b]
    known = (np.minimum(size_a, size_b) >= LITTLE) | identical
    excerpt = known & (np.minimum(size_a, size_b) < SHORT * np.maximum(size_a, size_b))
    return Pairs(block=block, a=a, b=b, share=share, identical=identical, known=known, excerpt=excerpt)


def find_first(rules: Rules) -> Column:
    """The code of the first rule that holds for each pair; null where none does."""
    at = np.select([mask for _, mask in rules], range(len(rules)), -1)
    return pa.array([code for code, _ in rules], pa.string()).take(pa.array(at, mask=at < 0))


def find_vetoes(pairs: Pairs) -> Rules:
    """What makes two postings two vacancies; the first code that holds is the reason."""
    near, same_employer = pairs.near, pairs.equal("employer")
    employer, other_employer = pairs.both("employer")
    towns, other_towns = pairs.both("towns")
    return [
        (Reason.OTHER_TITLES, (pairs.differ("title_words") & ~_is_longer_title(pairs)) | pairs.differ("trade")),
        (Reason.ONE_TOWN_UNKNOWN, (towns == "") != (other_towns == "")),
        (Reason.OTHER_TOWNS, ~_share_a_town(pairs) & (towns != "") & (other_towns != "")),
        (Reason.OTHER_SITES, np.logical_or.reduce([pairs.differ(name) for name in SITE])),
        (Reason.UNKNOWN_EMPLOYER, (employer == "") | (other_employer == "")),
        (Reason.OTHER_EMPLOYERS, ~_may_be_one_employer(pairs) | pairs.differ("firm")),
        (Reason.UNCONFIRMED_EMPLOYER, ~same_employer & ~near),
        (Reason.OTHER_LEVELS, pairs.differ("level") | (pairs.differ("rank") & ~near)),
        (Reason.OTHER_FORMS, pairs.differ("form") | pairs.differ("workload") | pairs.differ("hours")),
        (Reason.OTHER_GRADES, pairs.differ("grades")),
        (Reason.OTHER_PAY, _pay_differs(pairs) & ~pairs.identical & ~(near & pairs.apart)),
        (Reason.OTHER_CONTRACT, _contract_differs(pairs)),
        (Reason.OTHER_STARTS, pairs.differ("start_year") | pairs.differ("start_month")),
        (Reason.OTHER_REFERENCES, (pairs.differ("reference_key") & ~near) | pairs.differ("number")),
        (f"{Reason.MORE_DAYS_APART_THAN}:{REPOSTED_DAYS}", pairs.gap > REPOSTED_DAYS * DAY),
        (Reason.OTHER_TEXTS, pairs.share < find_needed_share(pairs)),
    ]


def find_needed_share(pairs: Pairs) -> Shares:
    """How much of the shorter text the other must hold, for the two to be one vacancy."""
    generic = pairs.both("generic")[0]
    telling = np.array([title.count(" ") >= TELLING for title in pairs.both("title_words")[0]], bool)
    head, nowhere = pairs.head & ~pairs.agency, pairs.nowhere
    one, other = pairs.both("crowded")
    crowded = np.asarray(one & other & ~pairs.identical, bool)
    rules = [
        (NEVER, (nowhere | crowded) & ~pairs.known),
        (SAME_DAY, crowded),  # not all of such pairs are looked at, so that a less sure one could join what others part
        (NEAR, nowhere),
        (0.0, ~pairs.known | pairs.translated | (pairs.equal("reference_key") & pairs.equal("employer"))),
        (EXCERPT, pairs.excerpt),
        (SAME_DAY, pairs.equal("board") & pairs.equal("posted_on") & ~pairs.agency),
        (SAME_DAY, head & pairs.equal("board") & ~pairs.apart),
        (0.0, head & pairs.equal("head")),
        (REWORDED, pairs.agency & ~generic & telling),
        (EXCERPT, pairs.agency & ~generic & ~pairs.head),
        (EDITED, ~pairs.equal("title_key")),
        (RELAYED, pairs.agency),
        (GENERIC, generic),
    ]
    return np.select([mask for _, mask in rules], [share for share, _ in rules], PLAIN)


def find_grounds(pairs: Pairs) -> Column:
    """What makes two postings one vacancy, if nothing makes them two: a code of each of schemas.reasons.GROUNDS."""
    always = np.ones(len(pairs.a), bool)
    percent = pa.array(np.round(pairs.share * 100).astype(int))
    alike = pa.array([f"{Reason.TEXTS_ALIKE}:{number}" for number in range(101)]).take(percent)
    text: Rules = [
        (Reason.SAME_TEXT, pairs.identical),
        (Reason.HARDLY_ANY_TEXT, ~pairs.known),
        (Reason.TWO_LANGUAGES, pairs.translated),
        (Reason.EXCERPT, pairs.excerpt),
    ]
    grounds = [
        find_first(
            [
                (Reason.SAME_TITLE, pairs.equal("title_key")),
                (Reason.LONGER_TITLE, pairs.differ("title_words")),
                (Reason.SYNONYMOUS_TITLES, always),
            ]
        ),
        find_first([(Reason.SAME_EMPLOYER, pairs.equal("employer")), (Reason.EMPLOYER_IN_TWO_SPELLINGS, always)]),
        find_first(
            [
                (Reason.NEITHER_TOWN_KNOWN, pairs.nowhere),
                (Reason.SAME_TOWNS, pairs.equal("towns")),
                (Reason.COMMON_TOWN, always),
            ]
        ),
        pc.coalesce(find_first(text), alike),
        find_first([(Reason.ANOTHER_TIME, pairs.apart & ~pairs.identical)]),
    ]
    return pc.binary_join_element_wise(*grounds, " ", null_handling="skip")


def find_possible(pairs: Pairs, same: Mask) -> Column:
    """Why two vacancies may be one after all, a PossibleSame: by one text. That titles tell it by themselves, see
    snapshots.clusters.
    """
    one_text = pairs.identical | (pairs.known & ~pairs.excerpt & (pairs.share >= ONE_TEXT))
    at_one_place = ~pairs.nowhere & _share_a_town(pairs) & ~pairs.differ("level")
    relayed = pairs.head & ~pairs.differ("title_words") & pairs.agency & pairs.near
    return find_first(
        [
            (
                PossibleSame.ONE_TEXT,
                ~same & one_text & at_one_place & pairs.differ("title_words") & pairs.equal("employer"),
            ),
            (PossibleSame.RELAYED, ~same & relayed & at_one_place & pairs.differ("employer")),
        ]
    )


def find_kinds(pairs: Pairs) -> Column:
    """How one posting of each pair repeats the other, a DuplicateKind.

    full: the same text, or nearly. partial: one of them has an excerpt of the other's text or hardly any text.
    temporal: never online at the same time. semantic: other words or another language.
    """
    return find_first(
        [
            ("full", pairs.identical),
            ("temporal", pairs.apart),
            ("semantic", pairs.translated),
            ("partial", ~pairs.known | pairs.excerpt),
            ("full", pairs.equal("title_key") & (pairs.share >= NEAR)),
            ("semantic", np.ones(len(pairs.a), bool)),
        ]
    )


def _is_longer_title(pairs: Pairs) -> Mask:
    """Where two boards have near-identical texts of one employer, and one title says more, but no other role."""
    other_board = pairs.differ("board") & pairs.equal("employer")
    longer = other_board & (pairs.identical | (pairs.known & ~pairs.excerpt & (pairs.share >= ALIKE)))
    words, titles = pairs.both("title_words"), pairs.both("title")
    for at in np.flatnonzero(longer):
        (less, _), (more, title) = sorted(((words[side][at], titles[side][at]) for side in (0, 1)), key=_by_words)
        longer[at] = says_more(less, more) and adds_area(title, more, less)
    return np.asarray(longer, bool)


def _by_words(named: tuple[str, str]) -> int:
    return named[0].count(" ")


def _share_a_town(pairs: Pairs) -> Mask:
    """Where both share a town, or neither's is known."""
    left, right = pairs.both("towns")
    shared = np.ones(len(left), bool)
    for at in np.flatnonzero(left != right):
        shared[at] &= not set(left[at].split("\n")).isdisjoint(right[at].split("\n"))
    return shared


def _may_be_one_employer(pairs: Pairs) -> Mask:
    """Where both employers are written alike, or may be one despite different spellings."""
    related = pairs.equal("employer").copy()
    left, right = pairs.both("employer")
    for at in np.flatnonzero(~related):
        related[at] = are_related(left[at], right[at])
    return related


def _pay_differs(pairs: Pairs) -> Mask:
    """Where both employers state pay, and the two ranges have no value in common: for one period as stated, for two by
    the year, where they may be FACTOR apart, since how many payments and hours a year has was assumed."""
    basis, other_basis = pairs.both("salary_basis")
    by_employer = (basis == "stated") & (other_basis == "stated")
    for_one_period = _ranges_apart(pairs, "salary_min_eur", "salary_max_eur") & pairs.equal("salary_period")
    a_year = _ranges_apart(pairs, "salary_year_min_eur", "salary_year_max_eur", FACTOR) & pairs.differ("salary_period")
    return np.asarray(by_employer & (for_one_period | a_year), bool)


def _ranges_apart(pairs: Pairs, low: str, high: str, factor: float = 1.0) -> Mask:
    """Where the lower one's highest pay, times the factor, is less than the other's lowest; one end stands for both."""
    lows, highs = ([side.astype(float) for side in pairs.both(name)] for name in (low, high))
    (low_a, high_a), (low_b, high_b) = (
        (np.where(np.isnan(lowest), highest, lowest), np.where(np.isnan(highest), lowest, highest))
        for lowest, highest in zip(lows, highs, strict=True)
    )
    return np.asarray((high_a * factor < low_b) | (high_b * factor < low_a), bool)


def _contract_differs(pairs: Pairs) -> Mask:
    """Where the terms of the contract differ; near-identical texts outweigh that unless the titles differ, too."""
    ends = pairs.block.rows["fixed_term"].eq(True).to_numpy()
    one, other = ends[pairs.a], ends[pairs.b]
    worded: Mask = pairs.differ("title_key") & (one != other)
    return worded | ((pairs.differ("fixed_term") | pairs.differ("contract_until_on")) & ~pairs.near)

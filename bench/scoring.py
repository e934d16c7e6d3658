"""How a reader is scored on a labelled set: right, wrong and missing, and which cases failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(slots=True)
class Score:
    """Counts of one labelled set. `clean` counts cases where nothing is stated and nothing was read."""

    name: str
    right: int = 0
    wrong: int = 0
    missing: int = 0
    spurious: int = 0
    clean: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, case: str, expected: object, got: object) -> None:
        """Count one case; `case` is an id, never an ad's text. None means nothing stated, nothing read."""
        if expected == got:
            if expected is None:
                self.clean += 1
            else:
                self.right += 1
            return
        if expected is None:
            self.spurious += 1
        elif got is None:
            self.missing += 1
        else:
            self.wrong += 1
        self.failures.append(f"{case}: expected {expected}, got {got}")

    @property
    def precision(self) -> float:
        """Share of the values read that are right."""
        read = self.right + self.wrong + self.spurious
        return self.right / read if read else 1.0

    @property
    def recall(self) -> float:
        """Share of the values stated that were read right."""
        stated = self.right + self.wrong + self.missing
        return self.right / stated if stated else 1.0

    def __str__(self) -> str:
        return (
            f"{self.name:<32} right {self.right:>4}  wrong {self.wrong:>3}  missing {self.missing:>3}  spurious "
            f"{self.spurious:>3}  clean {self.clean:>4}  precision {self.precision:.3f}  recall {self.recall:.3f}"
        )


def print_scores(scores: Iterable[Score], *, failures: bool = True) -> None:
    """Print each score as a line, its failures below it."""
    for score in scores:
        print(score)
        if failures:
            for failure in score.failures:
                print("    ", failure)

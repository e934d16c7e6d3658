"""What the charts are made of: the marks of an axis, and text."""

from report.markup import Markup, tag
from report.wording import numeral


def ticks(low: float, high: float, about: int) -> list[int]:
    """Round whole values from below `low` to above `high`.

    >>> ticks(51236, 150000, 4), ticks(0, 46, 3), ticks(0, 0, 3)
    ([50000, 75000, 100000, 125000, 150000], [0, 20, 40, 60], [0, 1])
    """
    step, exact = 1.0, max((high - low) / about, 1)
    while step * 10 <= exact:
        step *= 10
    wide = int(next(step * times for times in (1, 2, 2.5, 5, 10) if step * times >= exact and step * times % 1 == 0))
    first, last = int(low // wide), -int(-high // wide)
    return [value * wide for value in range(first, max(last, first + 1) + 1)]


def svg_text(
    words: str | int, x: float | str, y: float | str, class_: str | None = None, **more: str | int | float
) -> Markup:
    inner = numeral(words, "tspan") if isinstance(words, int) else words
    return tag("text", inner, x=x, y=y, class_=class_, **more)

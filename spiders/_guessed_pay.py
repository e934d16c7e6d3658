"""A board's own guess at an ad's pay, which is parted from what the ad says."""

import re
from typing import Any

# A snippet mixes the guess with the ad's words, where it would be read as the employer's.
_GUESS = re.compile(r"(?<!\d)\d[\d.€ –-]{1,40}/\w{1,6} {0,2}\(geschätzt[^()]{0,40}\)")


def part_guess(text: str, salary: str | None) -> dict[str, Any]:
    """The text without guesses, and the pay; without pay of its own, the first guess.

    >>> part_guess("Wir suchen. 45.000 - 70.000 €/Jahr (geschätzt für Vollzeit) Ihr Profil", None)["salary_raw"]
    '45.000 - 70.000 €/Jahr (geschätzt für Vollzeit)'
    """
    pay = salary or " ".join(_GUESS.findall(text)[:1])
    estimated = not pay or "geschätzt" in pay  # the board's fields do not say whose they are
    return {"text_html": _GUESS.sub("", text), "salary_raw": pay, "salary_estimated": estimated}

"""A section of the page: what it is called, what it says in one line, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from report.figures.snapshot import Counted
from report.markup import Markup, tag
from report.wording import said


@dataclass(frozen=True, slots=True)
class Section:
    """A section below the head of the page. Its title is the words `<name>.title`.

    `columns`: the columns of a job that it looks at besides those of COUNTED (report/figures/snapshot.py). `is_shown`:
    whether it has anything to say of a snapshot.
    """

    name: str  # its id in the page
    lead: Callable[[Counted], Markup]
    body: Callable[[Counted], Markup]
    columns: tuple[str, ...] = ()
    is_shown: Callable[[Counted], bool] = lambda _: True

    def write(self, counted: Counted) -> str:
        """The section as HTML."""
        title = said(f"{self.name}.title")
        return (
            f'<section id="{self.name}" aria-labelledby="{self.name}-title">\n'
            f'  <div class="head"><h2 id="{self.name}-title">{title}</h2>{self.lead(counted)}</div>\n'
            f"  {self.body(counted)}\n"
            "</section>"
        )

    def link(self) -> Markup:
        """The link to it in the page's navigation."""
        return tag("a", said(f"{self.name}.title"), href=f"#{self.name}")

"""Rows of umantis' table of postings: cells with and without labels, as the old and the new pages have them."""

import re

from parsel import Selector

from spiders._row_words import Row

LABELS = {  # a field of the posting -> the label of its cell in the row
    "posted_raw": re.compile(r"(?:Online seit|Online since)\b:? *(.+)"),
    "employment_raw": re.compile(r"(?:Art|Type): *(.+)"),
    "contract_raw": re.compile(r"(?:Befristung|Employment period): *(.+)"),
    "place": re.compile(r"(?:Arbeitsort|Standort|Einsatzort|Dienstort|Ort|Location|Place of work): *(.+)"),
}
PLACE_CELL = "tableaslist_element_1152495"  # of the vendor's standard table, in which the place has no label
_NO_PLACE = re.compile(
    r"(?i)\d ?%|^[\d./ -]+$|(?:voll|teil)zeit|full.?time|part.?time|befristet|permanent|unlimited|^neu$"
)


def read_labelled_cells(cells: list[str]) -> dict[str, str]:
    """What the cells with a label say, by the field of the posting.

    >>> read_labelled_cells(["Art: Vollzeit", "Haan", "Location: Hagen"])
    {'employment_raw': 'Vollzeit', 'place': 'Hagen'}
    """
    return {name: found[1] for name, label in LABELS.items() for cell in cells if (found := label.match(cell))}


def read_cells(link: Selector) -> Row:
    """What stands in a posting's row beside its title: its cells, and the place if that has no label.

    A cell ends at a bar or with its element. Without the vendor's own class, the only cell without a label is the
    place; where there are several, none is.

    >>> row = "<tr><td><a>Dreher</a> <i>Art: Vollzeit</i><i>| <b>Befristung:</b> Nein</i><i>| Haan</i></td></tr>"
    >>> read_cells(Selector(f"<table>{row}</table>").css("a")[0])
    {'cells': ['Art: Vollzeit', 'Befristung: Nein', 'Haan'], 'place': 'Haan'}
    """
    cells: list[str] = []
    words = link.xpath("ancestor::tr[1]//text()[not(ancestor::a[contains(@href, '/Vacancies/') or not(@href)])]")
    for part in "|".join(words.getall()).split("|"):
        if cell := " ".join(part.split()):
            if cells and cells[-1].endswith(":"):
                cells[-1] += f" {cell}"
            else:
                cells.append(cell)
    classed = " ".join(link.xpath(f"ancestor::tr[1]//*[contains(@class, '{PLACE_CELL}')]//text()").getall())
    bare = [cell for cell in cells if ":" not in cell and not _NO_PLACE.search(cell)]
    place = " ".join(classed.replace("|", " ").split()) or (bare[0] if len(bare) == 1 else None)
    return {"cells": cells, "place": place if place and ":" not in place else None}

"""Rows of XML that is broken: each of them can be read by itself, so that one item ends no other."""

import re
from typing import Any

_TAG = (  # a comment or a section that is not closed hides no tag: it is of the row that it began in
    r"<!\[CDATA\[(?:(?!<!\[CDATA\[|\]\]>).)*\]\]>|<!--[^-]*(?:-[^-]+)*-->"
    r"""|<(?P<end>/?)(?P<name>(?:[\w.-]+:)?(?:{}))(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>"""
)

MOST = 50_000  # rows that are read one by one; a sitemap may not have more


class BrokenRow(dict[str, Any]):
    """What can still be told of a row that is broken XML, its words by their names; it is rejected for this reason."""

    def __init__(self, words: Any, reason: str) -> None:
        super().__init__(words if isinstance(words, dict) else {"row": words})
        self.reason = reason


def cut_rows(text: str, *names: str) -> tuple[str, list[str]]:
    """XML with an empty element in the place of each element of these names, and those elements: its frame, its rows.

    Raises ValueError where a tag of a row has no other, or stands within another row, and for more rows than `MOST`.

    >>> cut_rows("<r><!-- <a> --><b> <a>1<br></a></b><a x='1'/></r>", "a")
    ('<r><!-- <a> --><b> <a/></b><a/></r>', ['<a>1<br></a>', "<a x='1'/>"])
    """
    frame, rows, done, begin, within = list[str](), list[str](), 0, 0, ""
    for tag in re.finditer(_TAG.format("|".join(names)), text, re.DOTALL):
        name, is_empty = tag["name"], tag[0].endswith("/>")
        if name is None or (within and name != within):
            continue
        if bool(tag["end"]) != bool(within):
            raise ValueError(f"a tag of <{name}> stands alone")
        if not within:
            frame += [text[done : tag.start()], f"<{name}/>"]
            begin = tag.start()
        within = "" if within or is_empty else name
        if not within:
            done = tag.end()
            rows.append(text[begin:done])
    if within or len(rows) > MOST:
        raise ValueError(f"a tag of <{within}> stands alone" if within else f"more than {MOST} rows")
    return "".join([*frame, text[done:]]), rows

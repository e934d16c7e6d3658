"""Bytes of others as they may come: true samples, bent in ways that readers stumble over."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from crawls.archive.warc_reader import Recording
from tests.support.replay import BOARDS

LONGEST = 8_000  # bytes of a sample: what breaks a reader shows in a short one, too
TOKENS = [
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
    b"<?xml version='1.0' encoding='utf-16'?>", b"</script>", b"<!--", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\ud800",
    b"&#0;", b"&#xD800;", b"null", b"NaN", b"1e999", b"-1", b"9" * 40, b"[" * 400, b"{\"a\":" * 400, b"<a>" * 400,
    b"\r\n\r\n", b"WARC/1.1\r\n", b"Content-Length: 999999\r\n", b"PAR1", b"\x1f\x8b\x08", b"\xc3\x28", b"\xe2\x80\xae",
    b"%s%n", b"User-agent: *\n", b"Disallow: /%zz*$\n", b"Content-Signal: search=no=yes,,\n", b"[[a]]\n", b"= 1\n",
]  # fmt: skip


@cache
def bodies(*kinds: str) -> tuple[bytes, ...]:
    """The shortest recorded answers of each board, of these kinds of content; those that are short, whole."""
    found = dict[bytes, None]()
    for file in sorted(BOARDS.glob("*/recorded.warc")):
        of_board = [
            one.body
            for one in Recording([file])
            if any(kind in dict(one.headers).get("Content-Type", "") for kind in kinds) and 0 < len(one.body) <= LONGEST
        ]
        found |= dict.fromkeys(sorted(of_board, key=len)[:2])
    assert found, kinds
    return tuple(found)


@cache
def files(*patterns: str) -> tuple[bytes, ...]:
    """The content of files of the project."""
    found = [
        file.read_bytes()[:LONGEST] for pattern in patterns for file in sorted(Path(BOARDS.parents[1]).glob(pattern))
    ]
    assert found, patterns
    return tuple(found)


def bent(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """A sample with up to five cuts, doublings, tokens and flipped bits, or any bytes at all."""

    @st.composite
    def make(draw: st.DrawFn) -> bytes:
        data = bytearray(draw(st.sampled_from(list(samples))))
        for _ in range(draw(st.integers(0, 5))):
            at = draw(st.integers(0, len(data)))
            size = draw(st.sampled_from([1, 2, 7, 40, 300]))
            how = draw(st.sampled_from(["cut", "double", "token", "flip", "end", "other"]))
            if how == "cut":
                del data[at : at + size]
            elif how == "double":
                data[at:at] = data[at : at + size]
            elif how == "token":
                data[at:at] = draw(st.sampled_from(TOKENS))
            elif how == "flip" and at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            elif how == "end":
                del data[at:]
            else:
                other = draw(st.sampled_from(list(samples)))
                data[at:at] = other[at : at + size]
        return bytes(data)

    return st.one_of(make(), make(), make(), st.binary(max_size=400))

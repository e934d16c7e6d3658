"""`scrapy forget`: whoever asked not to be listed leaves the whole output folder, archives and old snapshots too."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pyarrow import fs

from crawls.archive.cutting import cut_response
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import BrokenRecording, Recording
from crawls.archive.warc_writer import records_of, warcinfo
from crawls.publishing import make_pages
from german.ads.employers import read_employer
from german.ads.refusals import Refusals
from german.places.search import load_search
from schemas.configuration import load_employers
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from snapshots.forgetting import clean_part, clean_snapshots, find_refused
from storage.files import remove_file, write_whole
from storage.layout import Output
from storage.lock import locked
from storage.parts import REREAD, find_parts
from storage.tables import UNREADABLE, open_table, read_bytes

BY_LINE = ("logs", "rejected")  # folders of files whose lines go as a whole
NOT_TEXT = (".parquet", ".warc", ".gz")


@dataclass(slots=True)
class Forgotten:
    """What `scrapy forget` did: ads that were refused, files and snapshots rewritten, and what is left and why."""

    ads: int
    files: list[str] = field(default_factory=list)
    snapshots: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def forget(search_file: str, where: str) -> int:
    """Remove what `[refused]` names from the output, say what was done, and return the exit code.

    It can be killed and run again at any time. Raises ConfigurationError, Locked, OSError.
    """
    search, output = load_search(search_file), Output.of_command(where)
    if not (refusals := Refusals.of(search.refused)):
        raise ConfigurationError(
            f"{search.path.name} refuses nobody: write a table [refused] into search.local.toml, such as "
            'employers = ["Muster GmbH"]; docs/manners.md'
        )
    with locked(output, "forget"):
        done = clean_files(output, refusals)
        pages = make_pages(search)
        done.snapshots, left = clean_snapshots(output, refusals, pages, pages.count)
        done.left += [*left, *find_left(output, refusals)]
    print(
        f"Ads refused: {done.ads}. Files rewritten without them: {len(done.files)}; snapshots: {len(done.snapshots)}."
    )
    for row in load_employers(search.employers_path) if search.employers_path.exists() else ():
        if (employer := read_employer(row.name)) and employer.key in refusals.keys:
            print(f"{row.name} still has a row in {search.employers_path.name}: without it, it is not asked any more.")
    for words in done.left:
        print(f"Left: {words}")
    return ExitCode.GATED if done.left else ExitCode.WELL


def clean_files(output: Output, refusals: Refusals, run: str | None = None) -> Forgotten:
    """Clean archives, logs, rejected rows and parts, of one run or of all; the output is locked.

    Archives come first: the parts tell which addresses to look for there.
    """
    parts = [path for folder in ("postings", REREAD, "benchmarks") for path in find_parts(output, None, folder)]
    of_ads = [path for path in parts if "/benchmarks/" not in path and (run is None or f"/{run}/" in path)]
    found = find_refused(output, of_ads, refusals)
    texts = find_parts(output, None, "postings/texts")
    wide = replace(refusals, also=frozenset(found.urls))
    done = Forgotten(ads=len(found.refs))
    for path in _files(output):
        folder = path.removeprefix(f"{output.root}/").partition("/")[0]
        if folder in ("snapshots", "postings", REREAD, "benchmarks") or (run and f"/{run}/" not in path):
            continue
        if folder == "archive":
            board = path.rpartition("/")[2].partition(".")[0]
            refs = {ref.rpartition("/")[2] for name, ref in found.refs if name == board}
            is_changed = _clean_archive(output, path, wide, refs)
        else:
            is_changed = not path.endswith(NOT_TEXT) and _clean_text(output, path, wide, folder in BY_LINE)
        done.files += [path] if is_changed else []
    for path in (*texts, *parts):  # the parts tell whose texts go
        if run and f"/{run}/" not in path:
            continue
        try:
            done.files += [path] if clean_part(output, path, refusals, found.texts) else []
        except UNREADABLE as error:
            done.left.append(f"{path} cannot be read ({error}); remove it")
    return done


def _clean_archive(output: Output, path: str, refusals: Refusals, refs: set[str]) -> bool:
    try:
        before = list(Recording([replace(output, root=path)]))
    except BrokenRecording:
        remove_file(output, path)  # nothing reads it any more
        return True
    after = [cut for one in before if (cut := cut_response(one, refusals, refs)) is not None]
    if len(after) == len(before) and all(one is other for one, other in zip(before, after, strict=True)):
        return False
    _write_archive(output, path, after)
    return True


def _write_archive(output: Output, path: str, responses: list[RecordedResponse]) -> None:
    with write_whole(output, path) as stream:
        records = [warcinfo(responses[0].answered_at, "refused ads were cut out")] if responses else []
        records += [record for number, one in enumerate(responses) for record in records_of(one, number)]
        for record in records:
            stream.write(gzip.compress(record, compresslevel=3, mtime=0) if path.endswith(".gz") else record)


def _clean_text(output: Output, path: str, refusals: Refusals, by_line: bool) -> bool:
    text = read_bytes(output, path).to_pybytes().decode("utf-8", "surrogateescape")
    if not refusals.trace.search(text):
        return False
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not refusals.trace.search(line)] if by_line else lines
    with write_whole(output, path) as stream:
        stream.write(refusals.mask("".join(kept)).encode("utf-8", "surrogateescape"))
    return True


def find_left(output: Output, refusals: Refusals) -> list[str]:
    """In words, the files that still name what is refused: all are read once more, unpacked."""
    return [f"{path} still names it" for path in _files(output) if refusals.trace.search(_unpacked(output, path))]


def _unpacked(output: Output, path: str) -> str:
    data: bytes = read_bytes(output, path).to_pybytes()
    if path.endswith(".parquet"):
        try:
            table = open_table(data).read()
        except UNREADABLE:
            return data.decode("latin-1")
        about = " ".join(value.decode("latin-1") for value in (table.schema.metadata or {}).values())
        return about + json.dumps(table.to_pylist(), default=str, ensure_ascii=False)
    if path.endswith(".gz"):
        data = gzip.decompress(data)
    return data.decode("utf-8", "replace")


def _files(output: Output) -> Iterator[str]:
    """Every file of the output but those that the link `latest` leads to, and the lock."""
    listed = output.filesystem.get_file_info(fs.FileSelector(output.root, recursive=True, allow_not_found=True))
    for info in listed:
        is_ours = info.base_name != ".lock" and not info.path.startswith(output.path("latest/"))
        if info.type == fs.FileType.File and is_ours:
            yield info.path

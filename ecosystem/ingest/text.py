"""Whether a CSV file is text that can be read at all: its encoding, its lines, its header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ecosystem.errors import ImportRejected
from ecosystem.ingest.limits import MIB, Limits, in_words

_CHUNK: Final = MIB
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS: Final = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "iso-8859-2", "iso-8859-15", "cp1250",
    "cp1251", "cp1252", "cp437", "cp850", "koi8-r", "gb18030", "gbk", "big5", "big5hkscs", "shift_jis",
    "euc_jp", "euc_kr", "mac_roman",
)
"""What a file may be said to be written in."""


def known_encoding(asked: str) -> str:
    """The name of an encoding as Python knows it.

    Raises
    ------
    ImportRejected
        if it is not one of ``ENCODINGS``.

    Examples
    --------
    >>> known_encoding("UTF8"), known_encoding("GB18030")
    ('utf-8', 'gb18030')
    """
    try:
        name = codecs.lookup(asked).name
    except (LookupError, ValueError, TypeError):
        name = ""
    if name == "utf-8-sig":
        return "utf-8"
    for known in ENCODINGS:
        if name == codecs.lookup(known).name:
            return known
    raise ImportRejected(f"{asked[:40]!r} is not an encoding known here; use one of {', '.join(ENCODINGS)}.")


def transcode(source: Path, target: Path, *, name: str, encoding: str) -> None:
    """Write the file again as UTF-8, a piece at a time."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    with source.open("rb") as file, target.open("wb") as out:
        try:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                lines += text.count("\n")
                out.write(text.removeprefix("\ufeff").encode() if file.tell() <= _CHUNK else text.encode())
            out.write(decoder.decode(b"", final=True).encode())
        except UnicodeError as error:
            raise ImportRejected(
                f"{name} is not written in {encoding}: near line {lines} stand bytes that it does not have."
            ) from error


def unify_line_ends(source: Path, target: Path) -> None:
    """Write the file again with one kind of line end, for files whose lines end in several ways."""
    held = b""
    with source.open("rb") as file, target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            chunk = held + chunk
            held = b"\r" if chunk.endswith(b"\r") else b""
            out.write(chunk.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        out.write(b"\n" if held else b"")


def ends_with_returns(path: Path) -> bool:
    """Whether the first line ends with a carriage return alone, as old Macintosh files do."""
    with path.open("rb") as file:
        ends = re.search(rb"\r\n?|\n", file.read(_CHUNK))
    return ends is not None and ends[0] == b"\r"


def check(path: Path, *, name: str, limits: Limits) -> None:
    """Refuse what is not UTF-8 text in lines, with the first offending line and a likely reason.

    Raises
    ------
    ImportRejected
        for other encodings, NUL bytes, lines that do not end, and empty files.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    lines, run = 1, 0  # the line the chunk begins in, and how much of it has been read
    with path.open("rb") as file:
        for chunk in _chunks(file):
            if lines == 1 and run == 0:
                _refuse_marks(chunk, name)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                _refuse_encoding(path, name, lines + _newlines(chunk[:max(error.start, 0)]))
            if b"\0" in chunk:
                line = lines + _newlines(chunk[:chunk.index(b"\0")])
                raise ImportRejected(
                    f"{name}, line {line}: a NUL byte. The file is not text, or is damaged, or is UTF-16 "
                    "without a mark; in the last case say so (encoding: utf-16-le)."
                )
            lines, run = _measured(chunk, lines, run, name, limits)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _refuse_encoding(path, name, lines)
    if lines == 1 and run == 0:
        raise ImportRejected(f"{name} is empty; a table has at least a header line.")


def header(path: Path, *, name: str, limits: Limits) -> list[str]:
    """The names in the first record of a checked CSV file, stripped of blanks.

    Raises
    ------
    ImportRejected
        if a name is empty or stands there twice, or the file is separated by something else.
    """
    with path.open("rb") as file:
        start = file.read(limits.line).removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")
    csv.field_size_limit(max(csv.field_size_limit(), limits.line))
    try:
        names = [each.strip() for each in next(csv.reader(io.StringIO(start, newline=""), strict=True), [])]
    except csv.Error as error:
        raise ImportRejected(f"{name}, line 1: the header cannot be read ({error}).") from error
    if len(names) <= 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if names and separator in names[0]:
                raise ImportRejected(
                    f"{name}, line 1: the columns seem to be separated by {word}; the exchange format is "
                    "separated by commas. Save it so, or use a mapping file."
                )
    if not any(names):
        raise ImportRejected(f"{name}, line 1: a header with the names of the columns must stand here.")
    return names


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding that would fit, and how to say so."""

    encoding: str
    words: str


def guess_encoding(sample: bytes) -> Guess | None:
    """What bytes that are not UTF-8 are likely to be.

    GB18030 writes Chinese in pairs of high bytes, so that runs of high bytes are of even length;
    in the Latin encodings they stand alone or in runs of any length.

    Examples
    --------
    >>> guess_encoding("汽车制造,深圳".encode("gb18030")).encoding
    'gb18030'
    >>> guess_encoding("Société Générale, Zürich".encode("latin-1")).encoding
    'cp1252'
    """
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    if not runs:
        return None
    paired = sum(run for run in runs if run % 2 == 0) / sum(runs)
    if paired >= 0.9:
        # the sample may begin or end inside a pair, hence the ragged ends
        for encoding in ("gb18030", "big5"):
            if any(_decodes(sample[start:len(sample) - end], encoding) for start in (0, 1) for end in (0, 1)):
                return Guess(encoding, "Chinese, GB18030" if encoding == "gb18030" else "Chinese, Big5")
    return Guess("cp1252", "Windows-1252 or Latin-1")


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(file: io.BufferedReader) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _newlines(piece: bytes) -> int:
    """Line ends in a piece of a file; old files end lines with a carriage return alone."""
    return piece.count(b"\n") or piece.count(b"\r")


def _measured(chunk: bytes, lines: int, run: int, name: str, limits: Limits) -> tuple[int, int]:
    """Line number and length of the unfinished line after the chunk; refuses a line without end.

    Only runs that cross chunks are measured: a line within one chunk is short enough by itself.
    """
    newlines = _newlines(chunk)
    ending = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    run = run + len(chunk) if ending < 0 else len(chunk) - ending - 1
    if run > limits.line:
        raise ImportRejected(
            f"{name}, line {lines + newlines}: longer than {in_words(limits.line)}. The file is not a table, "
            "or line breaks are missing."
        )
    return lines + newlines, run


def _refuse_marks(start: bytes, name: str) -> None:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            raise ImportRejected(
                f"{name}, line 1: the file is written in {encoding.upper()}; the exchange format is UTF-8. "
                f"Save it as UTF-8, or say so (encoding: {encoding})."
            )


def _refuse_encoding(path: Path, name: str, line: int) -> None:
    guess = guess_encoding(_high_lines(path))
    likely = f" It is likely {guess.words}: say so (encoding: {guess.encoding})," if guess else " Say what it is,"
    raise ImportRejected(f"{name}, line {line}: not UTF-8 text.{likely} or save the file as UTF-8.")


def _high_lines(path: Path, most: int = 64 * 1024) -> bytes:
    """Lines with bytes beyond ASCII, up to ``most`` bytes of them."""
    found, size = [], 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            if chunk.isascii():
                continue
            for line in chunk.splitlines():
                if not line.isascii():
                    found.append(line)
                    size += len(line)
                if size > most:
                    return b"\n".join(found)
    return b"\n".join(found)

"""Files that are not UTF-8 tables: each gets a sentence with its name, its line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecosystem.errors import ImportRejected
from ecosystem.ingest.limits import Limits
from ecosystem.ingest.text import known_encoding
from tests.ecosystem.ingest.staging import PARTNERS, rows_of, staged

FRENCH = "id,name\nA,Alpha\nB,Société Générale\n"
CHINESE = "id,name\nA,比亚迪汽车\nB,宁德时代新能源\n"


def refusal(folder: Path, content: bytes | str, **options: object) -> str:
    with pytest.raises(ImportRejected) as caught:
        staged(folder, {"partners": content}, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": PARTNERS.encode("utf-8-sig")})
    assert rows_of(tmp_path, result, "partners")["id"].tolist() == ["A", "B"]


@pytest.mark.parametrize(("content", "said"), [
    (FRENCH.encode("latin-1"), "partners.csv, line 3: not UTF-8 text. It is likely Windows-1252 or Latin-1: say so "
                               "(encoding: cp1252), or save the file as UTF-8."),
    (CHINESE.encode("gb18030"), "partners.csv, line 2: not UTF-8 text. It is likely Chinese, GB18030: say so "
                                "(encoding: gb18030), or save the file as UTF-8."),
    (PARTNERS.encode("utf-16"), "partners.csv, line 1: the file is written in UTF-16; the exchange format is UTF-8. "
                                "Save it as UTF-8, or say so (encoding: utf-16)."),
    (PARTNERS.encode("utf-16-le"), "partners.csv, line 1: a NUL byte. The file is not text, or is damaged, or is "
                                   "UTF-16 without a mark; in the last case say so (encoding: utf-16-le)."),
    (b"id,name\nA,Al\0pha\n", "partners.csv, line 2: a NUL byte. The file is not text, or is damaged, or is UTF-16 "
                              "without a mark; in the last case say so (encoding: utf-16-le)."),
    (b"id,name\nA,Alpha\nB,Be\xe6", "partners.csv, line 3: not UTF-8 text. It is likely Windows-1252 or Latin-1: "
                                    "say so (encoding: cp1252), or save the file as UTF-8."),
    (b"", "partners.csv is empty; a table has at least a header line."),
    (b"\n\n", "partners.csv, line 1: a header with the names of the columns must stand here."),
    (b"id;name\nA;Alpha\n", "partners.csv, line 1: the columns seem to be separated by semicolons; the exchange "
                            "format is separated by commas. Save it so, or use a mapping file."),
    (b"id,name,name\nA,a,b\n", "partners.csv: the column 'name' stands there twice; rename or drop one of them."),
    (b"id,name,\nA,a,b\n", "partners.csv: column 3 has no name; every column needs one."),
    (b'id,"na\nme"\nA,a\n', "partners.csv: the name of column 2 holds a line break or a NUL byte."),
])
def test_what_is_no_table_in_utf8_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert refusal(tmp_path, content) == said


def test_a_wrong_header_says_what_is_missing_what_is_there_and_what_is_near(tmp_path: Path) -> None:
    said = refusal(tmp_path, "ident,Name,country\nA,Alpha,DE\n")
    assert said.startswith("partners.csv lacks the required columns id, name (perhaps 'ident' for 'id', 'Name' for "
                           "'name'?). Found: 'ident', 'Name', 'country'. partners has id, name, kind, country, ")


@pytest.mark.parametrize(("encoding", "text"), [
    ("latin-1", FRENCH), ("cp1252", FRENCH), ("gb18030", CHINESE), ("utf-16", CHINESE), ("utf-16-le", CHINESE),
    ("utf-8", CHINESE), ("big5", "id,name\nA,鴻海精密\nB,台達電子\n"),
])
def test_an_encoding_that_is_said_is_read(tmp_path: Path, encoding: str, text: str) -> None:
    result = staged(tmp_path, {"partners": text.encode(encoding)}, encoding=encoding)
    assert rows_of(tmp_path, result, "partners")["name"].tolist() == [
        line.split(",")[1] for line in text.splitlines()[1:]]


def test_a_wrong_encoding_is_noticed_where_it_can_be(tmp_path: Path) -> None:
    said = refusal(tmp_path, FRENCH.encode("latin-1"), encoding="gb18030")
    assert said == "partners.csv is not written in gb18030: near line 1 stand bytes that it does not have."


def test_an_unknown_encoding_lists_the_known_ones() -> None:
    with pytest.raises(ImportRejected, match=r"'rot13' is not an encoding known here; use one of utf-8, utf-16, "):
        known_encoding("rot13")


def test_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    said = refusal(tmp_path, PARTNERS + "C," + "x" * 3_000_000, limits=Limits(line=1 << 20))
    assert said == ("partners.csv, line 4: longer than 1 MiB. The file is not a table, or line breaks are missing.")


def test_a_name_of_five_thousand_characters_passes(tmp_path: Path) -> None:
    name = "雪" * 5000
    result = staged(tmp_path, {"partners": f"id,name\nA,{name}\n"})
    assert rows_of(tmp_path, result, "partners")["name"].tolist() == [name]


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n"), ("\r", "\n"), ("\n", "\r")])
def test_lines_that_end_in_several_ways_are_read(tmp_path: Path, ends: tuple[str, str]) -> None:
    text = f"id,name{ends[0]}A,Alpha{ends[1]}B,Beta{ends[0]}C,Gamma{ends[1]}"
    result = staged(tmp_path, {"partners": text})
    assert rows_of(tmp_path, result, "partners")["name"].tolist() == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_one_way(tmp_path: Path, end: str) -> None:
    text = end.join(["id,name,size", "A,Alpha,1", "B,\"two\nlines\",2", "", "C,Gamma,many", "D,Delta"]) + end
    result = staged(tmp_path, {"partners": text})
    assert rows_of(tmp_path, result, "partners")["name"].tolist() == ["Alpha", "two\nlines"]
    assert {each.reason: each.samples[0].line for each in result.rejects} == {
        "size is not a number": 6, "the row has fewer cells than the header": 7}


BROKEN = '''id,name,size
A,"Al
pha",1
B,Beta
C,Gamma,3,4,5

D,"Del"ta,4
E,"Eps ""i"" lon",x
F,Zeta,6
'''


def test_broken_records_are_refused_alone_with_their_lines_and_text(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": BROKEN})
    assert rows_of(tmp_path, result, "partners")["id"].tolist() == ["A", "F"]
    assert [(each.reason, each.samples[0].line, each.samples[0].value) for each in result.rejects] == [
        ("size is not a number", 8, "x"),
        ("the row has fewer cells than the header", 4, "B,Beta"),
        ("the row has more cells than the header", 5, "C,Gamma,3,4,5"),
        ("a quote is opened and not closed, or stands inside a quoted cell without being doubled", 7, 'D,"Del"ta,4'),
    ]


@pytest.mark.parametrize("before", [0, 100_000])
def test_a_quote_that_is_never_closed_swallows_no_row_silently(tmp_path: Path, before: int) -> None:
    """The CSV reader drops such a record without a word where it is longer than its buffer."""
    rows = [f"P{n},Name {n}\n" for n in range(300_000)]
    text = "id,name\n" + "".join(rows[:before]) + 'A,"Alpha\n' + "".join(rows[before:])
    said = refusal(tmp_path, text)
    assert f"because a quote is opened and not closed in line {before + 2}. Write quotes" in said


def test_a_short_file_with_an_open_quote_loses_only_the_record(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": PARTNERS + 'C,"Gamma\nD,Delta\n'})
    assert rows_of(tmp_path, result, "partners")["id"].tolist() == ["A", "B"]
    assert result.rejects[0].samples[0].line == 4

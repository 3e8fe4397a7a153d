"""What a mapping says wrongly is refused, with its line and the nearest thing that is right."""

from __future__ import annotations

import time

import pytest

from ecosystem import model
from ecosystem.errors import InvalidMapping
from ecosystem.ingest.mapping import Mapping
from ecosystem.ingest.mapping_keys import KEYS, declaration

GOOD = """\
mapping: tiny
source: Tiny
sources:
  t:
    files: t.csv
    columns: [id, name, since]
  u:
    files: u.csv
    columns: [id, place]
tables:
  - table: partners
    from: t
    columns:
      id: id
      name: name
"""


def refused(text: str) -> str:
    with pytest.raises(InvalidMapping) as caught:
        Mapping.of(text, "m.yaml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def added(line: str) -> str:
    """The good mapping with more below its last column."""
    return GOOD + f"      {line}\n"


def test_the_mapping_that_the_others_are_made_from_is_good() -> None:
    declared = declaration(GOOD, "m.yaml")
    assert (declared.name, declared.source) == ("tiny", "Tiny")
    assert [source.name for source in declared.sources] == ["t", "u"]
    assert [field.target for field in declared.targets[0].fields] == ["id", "name"]


@pytest.mark.parametrize(("text", "line", "words"), [
    (changed("source: Tiny", "souce: Tiny"), 2, "unknown key 'souce'; did you mean 'source'?"),
    (changed("files: t.csv", "file: t.csv"), 5, "did you mean 'files'?"),
    (changed("from: t\n", "form: t\n"), 12, "did you mean 'from'?"),
    (changed("table: partners", "table: partner"), 11, "there is no table 'partner'; did you mean 'partners'?"),
    (changed("from: t\n", "from: tt\n"), 12, "there is no source 'tt'; did you mean 't'?"),
    (changed("name: name", "name: nmae"), 15, "'nmae' is not a column of the source; did you mean 'name'?"),
    (changed("name: name", "nmae: name"), 15, "did you mean 'name'?"),
    (changed("      name: name\n", ""), 11, "table partners needs its column 'name'"),
    (changed("mapping: tiny", "mapping: Tiny One"), 1, "'Tiny One' is not a name"),
    (added("kind: {colum: name}"), 16, "unknown key 'colum'; did you mean 'column'?"),
    (added("kind: {column: name, constant: x}"), 16, "needs one of 'column', 'constant' and 'template'"),
    (added("kind: {lower: true}"), 16, "needs one of 'column', 'constant' and 'template'"),
    (added("kind:"), 16, "nothing says what fills 'kind'"),
    (added("kind: [name]"), 16, "needs named values"),
    (added("founded: {column: since, date: '%d. %m. %Y'}"), 16, "'%d. %m. %Y' is not a known form of a date"),
    (added("kind: {column: name, lower: yes}"), 16, "'lower' is one of true, false, not 'yes'"),
    (added("kind: {column: name, map: {a: b}, otherwise: drop}"), 16, "'otherwise' is one of keep, empty, refuse"),
    (added("kind: {template: 'a {nam}'}"), 16, "'nam' is not a column of the source; did you mean 'name'?"),
    (added("kind: {template: 'a {name'}"), 16, "has a '{' without its '}'"),
    (added("kind: {template: 'a }'}"), 16, "has a '}' without its '{'"),
    (added("kind: {template: '{name!r}'}"), 16, "'name!r' is not a column"),
    (added("kind: {template: '{name.__class__}'}"), 16, "'name.__class__' is not a column"),
    (added("kind: {column: name, when: [{column: id}]}"), 16, "a condition has one of"),
    (added("kind: {column: name, when: [{column: id, at_least: 1e3}]}"), 16, "'at_least' is a number, not '1e3'"),
    (added("kind: {column: name, when: [{column: id, at_least: nan}]}"), 16, "'at_least' is a number"),
    (added("kind: {column: name, when: [{column: xx, missing: true}]}"), 16, "'xx' is not a column"),
    (added("attributes: {column: name}"), 16, "'attributes' is not a column of table partners"),
    (changed("columns: [id, place]", "columns: [id, place, id]"), 9, "'id' stands twice in 'columns'"),
    (changed("columns: [id, place]", "columns: []"), 9, "'columns' is an empty list"),
    (changed("columns: [id, place]", "delimiter: ';'"), 8, "'columns' is missing here"),
    (changed("    columns: [id, place]", "    delimiter: ab\n    columns: [id]"), 9, "'delimiter' is one character"),
    (changed("    columns: [id, place]", "    columns: [id]\n    format: xml"), 10, "'format' is one of csv"),
    (changed("    columns: [id, place]", "    columns: [id]\n    encoding: utf-7"), 10, "'encoding' is one of utf-8"),
    (changed("    columns: [id, place]", "    columns: [id]\n    nulls: {ide: NA}"), 10, "did you mean 'id'?"),
    (changed("    columns: [id, place]", "    columns: [id]\n    counts: {id: {of: id, per: id}}"), 10,
     "cannot be the name of a count"),
    (changed("    files: u.csv\n", ""), 7, "needs either 'files' or a 'relation'"),
    (changed("files: u.csv", "relation: u"), 7, "the mapping names no 'importer'"),
    (changed("source: Tiny\n", "source: Tiny\nimporter: epoch-ai-model\n"), 3, "did you mean 'epoch-ai-models'?"),
    (GOOD + "    distinct: {by: [nmae]}\n", 16, "'nmae' is not a column of this table; did you mean 'name'?"),
    (GOOD + "    distinct: {by: id, first: name, last: name}\n", 16, "takes 'first' or 'last', not both"),
    (GOOD + "    join: {source: u, on: name}\n", 16, "'name' is not a column of the source"),
    (GOOD + "    join: {source: t, on: id}\n", 16, "is a column of both sources"),
    (GOOD + "    split: {column: name, by: '123456789'}\n", 16, "a separator of at most 8 characters"),
    (GOOD + "    where: {column: id, in: [a]}\n", 16, "'where' needs a list"),
    (GOOD + "    where: [{column: id, in: [{}]}]\n", 16, "'in' needs texts"),
    (GOOD + "    attributes: {name: id}\n", 16, "it is a column of the table"),
    (GOOD + "    attributes: {'a b': id}\n", 16, "not a name of letters, digits and '_'"),
    (GOOD + "    attributes: {_line: id}\n", 16, "not a name of letters, digits and '_'"),
    (GOOD + "    attributes: {attributes: id}\n", 16, "cannot be an attribute"),
])
def test_a_mistake_is_refused_with_its_line_and_a_hint(text: str, line: int, words: str) -> None:
    message = refused(text)
    assert message.startswith(f"m.yaml, line {line}: "), message
    assert words in message


def test_rows_cannot_come_from_a_source_that_is_left_to_the_importer() -> None:
    text = changed("files: t.csv\n    columns: [id, name, since]", "files: t.csv\n    format: file")
    text = text.replace("source: Tiny\n", "source: Tiny\nimporter: cncf-landscape\n")
    assert "line 13: source 't' is left to the importer" in refused(text)


def test_columns_of_two_joined_sources_must_be_told_apart() -> None:
    text = changed("columns: [id, place]", "columns: [id, name]") + "    join: {source: u, on: id}\n"
    assert "line 16: 'name' is a column of both sources" in refused(text)


def test_every_table_column_of_the_model_can_be_filled() -> None:
    for table, kind in model.TABLES.items():
        columns = "".join(f"      {each.name}: id\n" for each in model.all_columns(kind))
        text = GOOD.split("tables:")[0] + f"tables:\n  - table: {table}\n    from: t\n    columns:\n{columns}"
        assert len(declaration(text, "m.yaml").targets[0].fields) == len(model.all_columns(kind))


def test_the_language_has_nothing_that_computes() -> None:
    words = {word for keys in KEYS.values() for word in keys}
    assert not words & {"expression", "eval", "regex", "pattern", "sql", "python", "script", "include", "exec"}


def test_a_mistake_with_very_long_words_is_answered_at_once_and_in_few_words() -> None:
    long = "x" * 100_000
    begun = time.process_time()
    text = changed("columns: [id, place]", f"columns: [id, {long}y]").replace("name: name", f"name: {long}z")
    message = refused(text)
    assert time.process_time() - begun < 2 and len(message) < 1_000
    assert message.startswith("m.yaml, line 15: ")

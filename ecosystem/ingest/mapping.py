"""How foreign tables come in: a mapping file is loaded, checked, and run over the files it is for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from ecosystem.errors import ImportRejected, InvalidMapping
from ecosystem.ingest import mapping_read as read
from ecosystem.ingest import mapping_sql as sql
from ecosystem.ingest.importers import IMPORTERS, Document, Inputs, importer
from ecosystem.ingest.limits import MIB
from ecosystem.ingest.mapping_file import MAX_BYTES, nearest, refuse
from ecosystem.ingest.mapping_keys import Declaration, Source, declaration
from ecosystem.ingest.tables import COLUMN, FILE, LINE, REASON, VALUE, InputFile, MappedTable

if TYPE_CHECKING:
    import duckdb

_SHIPPED: Final = resources.files("ecosystem.ingest.mappings")
_MAX_DOCUMENT: Final = 64 * MIB
"""Of one file that an importer reads whole."""


def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the package."""
    return tuple(sorted(each.name.removesuffix(".yaml") for each in _SHIPPED.iterdir()
                        if each.name.endswith(".yaml")))


def load_mapping(path_or_name: str | Path) -> Mapping:
    """Read and check a mapping: one that is shipped, by its name, or a file.

    Raises
    ------
    InvalidMapping
        if there is no such mapping or file, or it says something impossible (with its line).
    """
    name = str(path_or_name)
    if name in shipped():
        return Mapping.of((_SHIPPED / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    path = Path(path_or_name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InvalidMapping(f"There is no mapping file {name}, and no shipped mapping of that name; "
                             f"{nearest(name, shipped())}") from error
    except (OSError, ValueError) as error:
        raise InvalidMapping(f"The mapping file {name} cannot be read: {error}.") from error
    try:
        return Mapping.of(content.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        line = content[:error.start].count(b"\n") + 1
        raise InvalidMapping(f"{path.name}, line {line}: not UTF-8 text; save the mapping as UTF-8.") from error


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping. It can be sent to another process."""

    declaration: Declaration
    fingerprint: str

    @classmethod
    def of(cls, text: str, name: str) -> Mapping:
        """A mapping from its text; ``name`` is what messages call it."""
        declared = declaration(text, name)
        if declared.importer is not None and declared.importer not in IMPORTERS:
            line = next((i for i, each in enumerate(text.splitlines(), 1) if each.startswith("importer")), 1)
            refuse(name, line, f"there is no importer {declared.importer!r}; "
                               f"{nearest(declared.importer, [*IMPORTERS])}")
        return cls(declared, _fingerprint(text))

    @property
    def name(self) -> str:
        return self.declaration.name

    def unused(self, files: Sequence[InputFile]) -> list[str]:
        """The names of files that this mapping does not read."""
        used = {file.name for found in self._assigned(files).values() for file in found}
        return [file.name for file in files if file.name not in used]

    def tables(self, connection: duckdb.DuckDBPyConnection,
               files: Sequence[InputFile]) -> list[MappedTable]:
        """Run the mapping: create its relations on the staging connection and name them.

        Raises
        ------
        ImportRejected
            if a file that is needed is not among ``files``, or cannot be read.
        """
        return _Run(self, connection, self._checked(files)).tables()

    def _assigned(self, files: Sequence[InputFile]) -> dict[str, list[InputFile]]:
        """The files of each source: a file belongs to the first one with a fitting pattern."""
        sources = [source for source in self.declaration.sources if source.relation is None]
        found: dict[str, list[InputFile]] = {source.name: [] for source in sources}
        for file in files:
            base = PurePosixPath(file.name).name
            for source in sources:
                if any(fnmatchcase(base, pattern) for pattern in source.files):
                    found[source.name].append(file)
                    break
        return found

    def _checked(self, files: Sequence[InputFile]) -> dict[str, list[InputFile]]:
        found = self._assigned(files)
        for source in self.declaration.sources:
            if source.relation is None and not found[source.name] and not source.optional:
                given = ", ".join(file.name for file in files[:5]) or "nothing"
                raise ImportRejected(
                    f"The mapping {self.name} needs a file named {' or '.join(source.files)} "
                    f"(its source {source.name!r}); given: {given[:500]}. Name the folder, or all of its files.")
        return found


class _Run:
    """One run of a mapping: names the temporary tables and remembers which exist."""

    def __init__(self, mapping: Mapping, connection: duckdb.DuckDBPyConnection,
                 files: Map[str, Sequence[InputFile]]) -> None:
        self.mapping, self.connection, self.files = mapping, connection, files
        self.sources = {source.name: source for source in mapping.declaration.sources}
        self.relations = {name: f"map_source_{i}" for i, name in enumerate(self.sources)}
        self.bad: dict[str, int] = {}  # sources with unreadable lines that no table has taken yet
        self.lookups: dict[tuple[tuple[str, str], ...], str] = {}

    def tables(self) -> list[MappedTable]:
        made = [source for source in self.sources.values() if source.relation is not None]
        for source in self.sources.values():
            if source.relation is None and source.format != "file":
                self.bad[source.name] = read.read_files(
                    self.connection, self.relations[source.name], source, self.files[source.name])
        if made:
            self.run_importer(made)
        return [self.target(number) for number in range(len(self.mapping.declaration.targets))]

    def run_importer(self, made: Sequence[Source]) -> None:
        name = self.mapping.declaration.importer
        assert name is not None  # the parser has refused relations without an importer
        relations = importer(name)(Inputs(self.rows, self.documents))
        for source in made:
            read.write_rows(self.connection, self.relations[source.name], source,
                            relations[str(source.relation)])

    def rows(self, source: str) -> read.Rows:
        return read.rows_of(self.connection, self.relations[source], self.sources[source])

    def documents(self, source: str) -> list[Document]:
        found = []
        for file in self.files[source]:
            with TemporaryDirectory(prefix="mapping-", dir=read.scratch(self.connection)) as folder:
                path = read.plain(file, Path(folder), encoding=self.sources[source].encoding, lines=False)
                if path.stat().st_size > _MAX_DOCUMENT:
                    raise ImportRejected(f"{file.name} is larger than {_MAX_DOCUMENT // MIB} MiB, too large "
                                         f"for the importer {self.mapping.declaration.importer}.")
                found.append(Document(file.name, path.read_text("utf-8-sig")))
        return found

    def target(self, number: int) -> MappedTable:
        target = self.mapping.declaration.targets[number]
        relation = f"map_table_{number}"
        select = sql.rows(target, self.sources, self.relations,
                          stated_by=self.mapping.declaration.source, lookup=self.lookup)
        # Lines that could not be read are handed on once, with the first table made of their file; those of
        # files that only an importer reads, with the last table.
        is_last = number + 1 == len(self.mapping.declaration.targets)
        for name in (*target.sources, *(self.bad if is_last else ())):
            if self.bad.pop(name, 0):
                select += (f" UNION ALL BY NAME SELECT {FILE}, {LINE}, {COLUMN}, {VALUE}, {REASON} "
                           f"FROM {self.relations[name]}_bad")
        self.connection.execute(f"CREATE TEMP TABLE {relation} AS {select}")
        return MappedTable(target.table, relation)

    def lookup(self, pairs: tuple[tuple[str, str], ...]) -> str:
        if pairs not in self.lookups:
            name = f"map_lookup_{len(self.lookups)}"
            self.connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS k, unnest(?::VARCHAR[]) AS v",
                [[left for left, _ in pairs], [right for _, right in pairs]])
            self.lookups[pairs] = name
        return self.lookups[pairs]


def _fingerprint(text: str) -> str:
    """Of the mapping and of the code that runs it: either may change what comes out."""
    here = Path(__file__).parent
    whole = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for path in sorted([*here.glob("mapping*.py"), *here.glob("importers/*.py")]):
        whole.update(path.read_bytes())
    return whole.hexdigest()

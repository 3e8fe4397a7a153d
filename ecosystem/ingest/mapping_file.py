"""How a mapping file is read: as texts, lists and named values with line numbers, and nothing else.

Only the events of a YAML parser are used. No value is ever interpreted, so ``NO`` and ``1e3`` are
the texts that stand there; there is no way to name a type, to refer to another part of the file,
or to make a small file grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ecosystem.errors import InvalidMapping

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 12
"""Of lists and named values inside each other; the deepest mapping that makes sense needs 7."""

_WORD: Final = 80
_LONGEST: Final = 800


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar exactly as written. ``empty``: nothing stands there at all (not even quotes)."""

    value: str
    line: int
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Named:
    """Named values in the order of the file, each with the line of its name."""

    values: Mapping[str, Node]
    lines: Mapping[str, int]
    line: int


Node = Text | Items | Named


def parse(text: str, name: str, *, most: int = MAX_BYTES) -> Named:
    """The content of a YAML file of at most ``most`` bytes; ``name`` is what error messages call it.

    Raises
    ------
    InvalidMapping
        with the line, if it is too large, not YAML, or uses tags, anchors, aliases, doubled keys.

    Examples
    --------
    >>> parse("a: {b: NO, c: 1e3}", "m.yaml").values["a"].values["b"]
    Text(value='NO', line=1, empty=False)
    """
    if len(text.encode("utf-8", "surrogatepass")) > most:
        refuse(name, None, f"the file is larger than {most // 1024} kB, which such a file never is")
    try:
        root = _build(YAML(typ="safe", pure=True).parse(text), name)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refuse(name, mark.line + 1 if mark else None, f"this is not YAML: {error.problem}")
    except YAMLError as error:
        refuse(name, None, f"this is not YAML: {str(error).splitlines()[0]}")
    if not isinstance(root, Named):
        refuse(name, 1, "the file must start with named values, such as 'mapping:' and 'sources:'")
    return root


def refuse(name: str, line: int | None, what: str) -> NoReturn:
    """Raise ``InvalidMapping`` with the place in front of the sentence."""
    where = name if line is None else f"{name}, line {line}"
    what = what if len(what) <= _LONGEST else what[:_LONGEST] + "…"
    raise InvalidMapping(f"{where}: {what}{'' if what.endswith('?') else '.'}")


def nearest(word: str, known: Sequence[str]) -> str:
    """Half a sentence that helps: the nearest known word, or what is known."""
    # Bounded, because comparing takes as long as both words together are long, squared.
    short = [each for each in known if len(each) <= _WORD][:500]
    near = get_close_matches(word.lower()[:_WORD], short, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "known here: " + ", ".join(sorted(short)[:40])


@dataclass(slots=True)
class _Open:
    """A list or named values whose end has not been read yet."""

    line: int
    named: bool
    values: list[Node]
    keys: dict[str, int]
    key: str | None = None  # waiting for its value


def _build(events: Iterator[Event], name: str) -> Node | None:
    # An explicit stack instead of recursion: ten thousand brackets must not exhaust Python's own.
    stack: list[_Open] = []
    root: Node | None = None
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        done: Node | None = None
        _check_features(event, name, line)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                refuse(name, line, "the file must hold one document; remove the second '---'")
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            if stack and stack[-1].named and stack[-1].key is None:
                refuse(name, line, "a name must be plain text, not a list")
            if len(stack) == MAX_DEPTH:
                refuse(name, line, f"more than {MAX_DEPTH} levels inside each other")
            stack.append(_Open(line, isinstance(event, MappingStartEvent), [], {}))
        elif isinstance(event, ScalarEvent):
            if stack and stack[-1].named and stack[-1].key is None:
                _open_key(stack[-1], event.value, line, name)
                continue
            done = Text(event.value, line, empty=event.value == "" and event.style is None)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = stack.pop()
            if closed.named:
                done = Named(dict(zip(closed.keys, closed.values, strict=True)), closed.keys, closed.line)
            else:
                done = Items(tuple(closed.values), closed.line)
        if done is not None:
            if stack:
                stack[-1].values.append(done)
                stack[-1].key = None
            else:
                root = done
    return root


def _check_features(event: Event, name: str, line: int) -> None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
        refuse(name, line, "anchors (&) and aliases (*) are not allowed; write the value out")
    if getattr(event, "tag", None) is not None:
        refuse(name, line, "tags (!) are not allowed; every value is plain text")


def _open_key(parent: _Open, key: str, line: int, name: str) -> None:
    if key in parent.keys:
        refuse(name, line, f"{key!r} stands here twice; the first is in line {parent.keys[key]}")
    parent.keys[key] = line
    parent.key = key

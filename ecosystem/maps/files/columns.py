"""Columns of a scene as bytes, each coded as it is shortest, and back.

``same``     one value, held in the head
``text``     strings joined by line feeds, with ``\\\\`` and ``\\n`` inside them escaped
``fronts``   the same, but each text without what it has in common with the beginning of the one before; how much
             that is stands in a column of its own: good for ids, which stand in their order
``planes``   all lowest bytes, then all second bytes …: neighbours have their high bytes in common
``whole``    whole numbers as varints, seven bits a byte, the lowest first
``steps``    varints of the steps from one number to the next, in zigzag (0, -1, 1, -2 …)
``ends``     steps of the second ends of ties: from the second end before where the first is the same, else from
             the first end, which is where most ties of a community go
``inside``   places counted from the middle of the community, in zigzag and in planes
``by_size``  nothing: the order of the labels where it is from large to small
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from ecosystem.maps.files.varints import from_varints, from_zigzag, to_varints, to_zigzag
from ecosystem.maps.scene import Array

_WHOLE_BELOW: Final = 2**31


class Columns:
    """Columns on their way into bytes."""

    def __init__(self) -> None:
        self.heads: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []

    def _add(self, name: str, coding: str, body: bytes = b"", **more: Any) -> None:
        self.heads.append({"name": name, "coding": coding, **more, "bytes": len(body)})
        self.bodies.append(body)

    def texts(self, name: str, texts: Sequence[str]) -> None:
        if texts and all(text == texts[0] for text in texts):
            return self._add(name, "same", type="text", count=len(texts), value=texts[0])
        return self._add(name, "text", _joined(texts), count=len(texts))

    def fronts(self, name: str, texts: Sequence[str]) -> None:
        shared = [_shared(before, text) for before, text in zip(("", *texts), texts, strict=False)]
        self.numbers(f"{name}.fronts", np.array(shared, np.uint32), "whole")
        rests = [text[most:] for most, text in zip(shared, texts, strict=True)]
        self._add(name, "fronts", _joined(rests), count=len(texts))

    def numbers(self, name: str, array: Array, coding: str) -> None:
        about: dict[str, Any] = {"type": array.dtype.name, "count": len(array)}
        if len(array) and np.isfinite(array[0]) and (array == array[0]).all():
            return self._add(name, "same", value=array[0].item(), **about)
        if coding == "steps":
            steps: Array = np.diff(array.astype(np.int64), prepend=0)
            return self._add(name, coding, to_varints(to_zigzag(steps)), **about)
        if coding == "whole" and _is_whole(array):
            return self._add(name, coding, to_varints(array.astype(np.uint64)), **about)
        return self._add(name, "planes", _planes(array), **about)

    def inside(self, name: str, place: Array, community: Array, middles: Sequence[int]) -> None:
        away = place.astype(np.int64) - np.array([*middles, 0])[community]
        coded = np.where(community >= 0, to_zigzag(away), place)
        if len(place) == 0 or coded.max() > np.iinfo(place.dtype).max:
            return self.numbers(name, place, "planes")
        return self._add(name, "inside", _planes(coded.astype(place.dtype)), type=place.dtype.name, count=len(place),
                         middles=list(middles))

    def ends(self, name: str, first: Array, second: Array) -> None:
        steps = second.astype(np.int64) - _bases(first.astype(np.int64), second.astype(np.int64))
        self._add(name, "ends", to_varints(to_zigzag(steps)), type=second.dtype.name, count=len(second))

    def order(self, name: str, order: Array, size: Array) -> None:
        if np.array_equal(order, _by_size(size)):
            return self._add(name, "by_size", type=order.dtype.name, count=len(order))
        return self.numbers(name, order, "planes")


def columns_of(heads: Sequence[dict[str, Any]], body: memoryview) -> dict[str, Any]:
    """Columns by name from what is said of each and their bytes, one after another."""
    found: dict[str, Any] = {}
    start = 0
    for head in heads:
        part = body[start : start + head["bytes"]]
        start += head["bytes"]
        found[head["name"]] = _decoded(head, part, found)
    return found


def _decoded(head: dict[str, Any], part: memoryview, found: dict[str, Any]) -> Any:
    coding, count = head["coding"], head["count"]
    if coding == "text":
        return _texts(part, count)
    if coding == "fronts":
        return tuple(_from_fronts(_texts(part, count), found[f"{head['name']}.fronts"].tolist()))
    if head.get("type") == "text":
        return (head["value"],) * count
    kind = np.dtype(head["type"])
    if coding == "same":
        return np.full(count, head["value"], kind)
    if coding == "planes":
        return _from_planes(part, kind, count)
    if coding == "inside":
        coded, community = _from_planes(part, kind, count), found["community"]
        middles = np.array([*head["middles"], 0])
        return np.where(community >= 0, from_zigzag(coded.astype(np.uint64)) + middles[community], coded).astype(kind)
    if coding == "by_size":
        return _by_size(found["size"]).astype(kind)
    values = from_varints(part, count)
    if coding == "whole":
        return values.astype(kind)
    steps = from_zigzag(values)
    if coding == "steps":
        return np.cumsum(steps).astype(kind)
    return _from_ends(found["first"].astype(np.int64), steps).astype(kind)


def _bases(first: Array, second: Array) -> Array:
    """What the second end of each tie is counted from."""
    again = np.r_[False, first[1:] == first[:-1]] if len(first) else np.zeros(0, bool)
    return np.where(again, np.r_[0, second[:-1]] if len(second) else second, first)


def _from_ends(first: Array, steps: Array) -> Array:
    """Ends from steps: within a run of one first end the steps add up."""
    if not len(first):
        return first
    starts = np.flatnonzero(np.r_[True, first[1:] != first[:-1]])
    summed = np.cumsum(steps)
    run = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(first)]))
    before = np.r_[0, summed][starts]
    found: Array = first + summed - before[run]
    return found


def _is_whole(array: Array) -> bool:
    return bool(((array >= 0) & (array < _WHOLE_BELOW) & (array == np.floor(array))).all())


def _planes(array: Array) -> bytes:
    small = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<")))
    return small.view(np.uint8).reshape(len(array), array.dtype.itemsize).T.tobytes()


def _by_size(size: Array) -> Array:
    return np.lexsort((np.arange(len(size)), -size))


def _from_planes(part: memoryview, kind: np.dtype[Any], count: int) -> Array:
    planes = np.frombuffer(part, np.uint8).reshape(kind.itemsize, count)
    return np.ascontiguousarray(planes.T).view(kind.newbyteorder("<")).ravel().astype(kind)


def _joined(texts: Sequence[str]) -> bytes:
    escaped = (text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
    return "\n".join(escaped).encode("utf-8", "surrogatepass")


def _texts(part: memoryview, count: int) -> tuple[str, ...]:
    lines = bytes(part).decode("utf-8", "surrogatepass").split("\n") if count else []
    return tuple(_unescaped(line) if "\\" in line else line for line in lines)


def _unescaped(line: str) -> str:
    # Split first: the n after two backslashes is an n.
    return "\\".join(part.replace("\\n", "\n") for part in line.split("\\\\"))


def _shared(before: str, text: str) -> int:
    """How many characters both begin with. The browser counts halves of UTF-16: alike only for ASCII."""
    for place, (one, other) in enumerate(zip(before, text, strict=False)):
        if one != other or not one.isascii():
            return place
    return min(len(before), len(text))


def _from_fronts(rests: Sequence[str], shared: Sequence[int]) -> Iterator[str]:
    before = ""
    for rest, most in zip(rests, shared, strict=True):
        before = before[:most] + rest
        yield before

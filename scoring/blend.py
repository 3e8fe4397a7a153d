"""What is the one list to begin with? A weighted sum of nearness, standing, likeness and complementarity.

The weights of what partnerships say were chosen on past partnerships (``docs/backtest.md``); that stated
needs count for most is a choice, since no open data say what anybody needed. All are parameters, and
every part of the sum is shown.
"""

from __future__ import annotations

import math
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.baselines import AdamicAdar
from scoring.complementarity import Complementarity
from scoring.dense import DenseScorer, support_flags
from scoring.errors import InvalidParameter
from scoring.kernels import kernels_for
from scoring.network.standing import Standing
from scoring.overlap import Overlap
from scoring.snapshot import Snapshot
from scoring.wording import name_of, number

Floats = NDArray[np.float64]
_SHOWN = 3
_KEPT = 64
_PARTS = 4

_UNKNOWN = {
    "overlap": "what {them} can do",
    "complementarity": "what {them} could add",
    "topology": "the partnerships of {them}",
    "standing": "the partnerships of {them}",
}
_UNKNOWN_ASKER = {
    "overlap": "what {me} can do",
    "complementarity": "what {me} needs or can do",
    "topology": "the partnerships of {me}",
    "standing": "the country or the partnerships of {me}",
}


class Part(NamedTuple):
    """One addend: ``weight`` times the score of a scorer; the weights of a blend sum to 1."""

    name: str
    weight: float
    scorer: DenseScorer


class Unknown(NamedTuple):
    """Of whom which parts are unknown, to all askers whose known parts are the same."""

    bits: NDArray[np.uint8]  # 1, 2, 4, 8 for one part after the other, and 16 where all of them are unknown
    all: NDArray[np.bool_]
    parts: tuple[NDArray[np.bool_], ...]
    known: tuple[int, ...]  # of how many each part is known

    @classmethod
    def of(cls, parts: tuple[NDArray[np.bool_], ...], count: int) -> Self:
        bits = np.zeros(count, dtype=np.uint8)
        for position, unknown in enumerate(parts):
            bits |= unknown.astype(np.uint8) << position
        nothing = bits == (1 << len(parts)) - 1
        bits |= nothing.astype(np.uint8) << 4
        return cls(bits, nothing, parts, tuple(count - int(np.count_nonzero(each)) for each in parts))


class Blend(DenseScorer):
    """``Σ w · part / Σ w`` over ``overlap``, ``complementarity``, ``topology`` and ``standing``.

    ``topology`` is ``adamic_adar``. Where the asker's needs are on record, ``complementarity`` is need
    coverage and has the share ``needs`` of the whole; the others keep their ratio.

    A part that is unknown for a pair is neither left out, which would reward hiding, nor counted as 0,
    which would punish newcomers: the mean of that part over everybody of whom it is known, for this
    asker, stands in (0 if it is known of nobody). The part then says so, the flag ``unknown_<part>`` is
    set, and the interval is as wide as the weight. With all parts unknown the blend is undefined.
    Coverage is the weighted coverage of the parts; support is that of the part with most. The weights
    are defined by this product, from a backtest (``docs/backtest.md``).

    Parameters
    ----------
    overlap, complementarity, topology, standing : float
        weights, 0 or more, of which one is above 0; only their ratio matters.
    needs : float or None
        share of ``complementarity`` where the asker has needs on record, 0 to 1; None = no other weight
        than without needs. Without effect where ``complementarity`` is 0.
    need : str, optional
        id of one need of the asker that complementarity is to look at.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1}, "b": {"x": 1}}, ties=[("a", "c"), ("c", "d")])
    >>> blend = Blend(overlap=1, complementarity=0, topology=1, standing=0).fit(snapshot)
    >>> [(part.part, part.contribution) for part in blend.explain(0, 1).parts]
    [('overlap: x', 0.5), ('topology: unknown', 0.25)]
    """

    name: ClassVar[str] = "blend"
    about: ClassVar[str] = "Nearness in the network, standing, likeness and what you need, weighted"
    tags: ClassVar[Tags] = Tags()

    parts_: tuple[Part, ...]

    def __init__(self, *, overlap: float = 0.03, complementarity: float = 0.02, topology: float = 0.5,
                 standing: float = 0.45, needs: float | None = 0.8, need: str | None = None) -> None:
        self.overlap = overlap
        self.complementarity = complementarity
        self.topology = topology
        self.standing = standing
        self.needs = needs
        self.need = need

    def fit(self, snapshot: Snapshot) -> Self:
        weights = {"overlap": self.overlap, "complementarity": self.complementarity, "topology": self.topology,
                   "standing": self.standing}
        for name, weight in weights.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise InvalidParameter(f"The weight {name} of a blend is {weight}; it can be 0 or more.")
        total = sum(weights.values())
        if total <= 0:
            raise InvalidParameter("All weights of a blend are 0; one of them has to be above 0.")
        if self.needs is not None and not 0 <= self.needs <= 1:
            raise InvalidParameter(f"The share of needs in a blend is {self.needs}; it can be 0 to 1.")
        scorers = {"overlap": Overlap(), "complementarity": Complementarity(need=self.need),
                   "topology": AdamicAdar(), "standing": Standing()}
        self.snapshot_ = snapshot
        self.parts_ = tuple(Part(name, weights[name] / total, scorer.fit(snapshot))
                            for name, scorer in scorers.items() if weights[name] > 0)
        self.parts_by_needs_ = self._weighted_by_needs()
        self.means_: dict[int, dict[str, float]] = {}
        self.unknown_by_parts_: dict[tuple[bool, tuple[str, ...]], Unknown] = {}
        return self

    def _weighted_by_needs(self) -> tuple[Part, ...]:
        """The parts as they count for an asker with needs on record."""
        own = next((part.weight for part in self.parts_ if part.name == "complementarity"), 0.0)
        if self.needs is None or own == 0 or own == 1:
            return self.parts_
        return tuple(
            part._replace(weight=self.needs if part.name == "complementarity"
                          else part.weight * (1 - self.needs) / (1 - own))
            for part in self.parts_
        )

    def parts_for(self, row: int) -> tuple[Part, ...]:
        """The parts with the weights that they have for one asker."""
        if self.needs is None:
            return self.parts_
        return self.parts_by_needs_ if self._by_needs(row) else self.parts_

    def _by_needs(self, row: int) -> bool:
        return self.need is not None or any(
            isinstance(part.scorer, Complementarity) and part.scorer.by_needs(row) for part in self.parts_)

    def asker_reason(self, row: int) -> Reason | None:
        return None if self._known_parts(row) else Reason.NO_DATA

    def unknown_for(self, row: int) -> NDArray[np.bool_]:
        return self._unknown(row, self._known_parts(row)).all

    def _unknown(self, row: int, parts: list[Part]) -> Unknown:
        """Who is unknown does not depend on the asker, but which parts count and whose needs does."""
        key = self._by_needs(row), tuple(part.name for part in parts)
        found = self.unknown_by_parts_.get(key)
        if found is None:
            each = tuple(part.scorer.unknown_for(row) for part in parts)
            found = self.unknown_by_parts_[key] = Unknown.of(each, self.snapshot_.partner_count)
        return found

    def is_unknown(self, row: int, other: int) -> bool:
        return all(part.scorer.is_unknown(row, other) for part in self._known_parts(row))

    def supports(self, row: int) -> Floats:
        most = np.zeros(self.snapshot_.partner_count)
        for part in self.parts_:
            np.maximum(most, part.scorer.supports(row), out=most)
        return most

    def support(self, row: int, other: int) -> float:
        return max(part.scorer.support(row, other) for part in self.parts_)

    def values_for(self, row: int) -> Floats:
        values, means = self._blended(row)
        # Kept for the explanations that follow; forgetting them costs time and changes nothing.
        if len(self.means_) >= _KEPT:
            self.means_.clear()
        self.means_[row] = means
        return values

    def _blended(self, row: int) -> tuple[Floats, dict[str, float]]:
        """The scores, and the mean of each part that says anything to this asker."""
        parts = self._known_parts(row)
        unknown = self._unknown(row, parts)
        values = [part.scorer.values_to_read(row) for part in parts]
        means = [_mean_of_others(*each, row) for each in zip(values, unknown.parts, unknown.known, strict=True)]
        # What is missing of four parts has the weight 0.
        weights, stand_ins = np.zeros((2, _PARTS))
        weights[: len(parts)] = [part.weight for part in parts]
        stand_ins[: len(parts)] = weights[: len(parts)] * means
        blended = np.empty(self.snapshot_.partner_count)
        kernels_for(len(blended)).weigh(*values, *values[:1] * (_PARTS - len(parts)), unknown.bits,
                                        weights, stand_ins, blended)
        return blended, {part.name: mean for part, mean in zip(parts, means, strict=True)}

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        evidence: list[Evidence] = []
        low = high = coverage = 0.0
        flags: list[str] = []
        for name, weight, scorer in self.parts_for(row):
            if scorer.asker_reason(row) is not None or scorer.is_unknown(row, other):
                evidence.append(self._stand_in(row, other, name, weight))
                flags.append(f"unknown_{name}")
                high += weight
                continue
            why = scorer.explain_known(row, other, min(shown, _SHOWN))
            evidence += [Evidence(f"{name}: {part.part}", weight * part.contribution, part.sentence, part.facts)
                         for part in why.parts]
            flags += [flag for flag in why.flags if flag != "low_support"]
            low, high, coverage = low + weight * why.low, high + weight * why.high, coverage + weight * why.coverage
        score = min(1.0, sum(part.contribution for part in evidence))
        support = self.support(row, other)
        return Explanation(score, min(low, score), min(1.0, max(high, score)), min(1.0, coverage), support,
                           tuple(evidence), (*support_flags(support), *flags))

    def _known_parts(self, row: int) -> list[Part]:
        """The parts that say anything to this asker."""
        return [part for part in self.parts_for(row) if part.scorer.asker_reason(row) is None]

    def _stand_in(self, row: int, other: int, name: str, weight: float) -> Evidence:
        means = self.means_.get(row)
        if means is None:
            _, means = self._blended(row)
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        if name not in means:
            what = _UNKNOWN_ASKER[name].format(me=me)
            return Evidence(f"{name}: unknown", 0.0,
                            f"Nothing is on record about {what}, so this part is 0 for everybody.")
        what = _UNKNOWN[name].format(them=them)
        return Evidence(f"{name}: unknown", weight * means[name],
                        f"Nothing is on record about {what}; the mean of all others, "
                        f"{number(means[name])}, stands in, and it could be anything from 0 to 1.")


def _mean_of_others(values: Floats, unknown: NDArray[np.bool_], known: int, row: int) -> float:
    """Mean over the known partners but the asker; ``values`` are 0 where unknown."""
    others, own = (known, 0.0) if unknown[row] else (known - 1, float(values[row]))
    return max(0.0, (float(values.sum()) - own) / others) if others > 0 else 0.0

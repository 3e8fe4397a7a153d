"""What the risk panorama needs of a store beside the statements of the day.

``EndedRisk``: risks that were stated, known and are over at ``as_of``; a certificate that ran out is
not the same as one that nobody has asked for. ``Input``: one good that one organisation buys, with
everybody who delivers it, which a tie between two partners cannot say. ``table.stated``: who said
what a node without references says, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem import model
from ecosystem.dates import last_day
from ecosystem.stores.base import Store
from ecosystem.stores.columns import EdgeColumns
from scoring.snapshot import Layer, Nodes, Strings

ENDED: Final = "EndedRisk"
INPUT: Final = "Input"
ENDED_OF: Final = "ended_risks.partner_id"  # EndedRisk → Partner
INPUTS_OF: Final = "inputs_of"  # Partner → Input
INPUT_CAPABILITY: Final = "inputs.capability_id"  # Input → Capability
INPUT_SUPPLIERS: Final = "inputs.supplier_id"  # Input → Partner
STATED: Final = ("trade_barriers", "listed_entities")

Rows = NDArray[np.int32]


def ended_risks(store: Store, as_of: date) -> pd.DataFrame:
    """The rows of ``risks`` that had begun, were known, and were over before a day."""
    frame = store.rows("risks")
    over = [_is_over(*cells, as_of=as_of) for cells in
            frame[["valid_from", "valid_to", "recorded_at"]].itertuples(index=False, name=None)]
    return frame[np.asarray(over, dtype=bool)] if over else frame


def _is_over(begin: Any, end: Any, recorded: Any, *, as_of: date) -> bool:
    begun = all(not isinstance(day, str) or last_day(day) <= as_of for day in (begin, recorded))
    return begun and isinstance(end, str) and last_day(end) < as_of


def stated_layers(frames: Mapping[str, pd.DataFrame], facts_of: Callable[[pd.DataFrame], Rows]) -> dict[str, Layer]:
    """``table.stated``, from each node to itself: its entry says who says so."""
    found = {}
    for name in STATED:
        label = _label(name)
        frame = frames[label]
        at = np.arange(len(frame))
        found[f"{name}.stated"] = Layer.of(
            f"{name}.stated", label, label, (len(frame), len(frame)), at, at, facts=facts_of(frame)
        )
    return found


def _label(table: str) -> str:
    kind = model.TABLES[table]
    assert isinstance(kind, model.NodeKind)
    return kind.label


def inputs(edges: EdgeColumns, *, supplier: Rows, customer: Rows, entries: Rows,
           capability_rows: Callable[[Sequence[str]], Rows], ids: tuple[Strings, Strings],
           ) -> tuple[Nodes, dict[str, Layer]]:
    """Goods that are bought, as nodes, with their buyers, suppliers and capabilities.

    ``supplier`` and ``customer`` are rows of partners per edge (-1: does not count), ``entries`` the
    facts; ``ids`` those of the partners and of the capabilities.
    """
    coded = edges.texts.get("capability_id")
    if coded is None or not len(coded.labels):
        goods = np.full(len(supplier), -1, dtype=np.int64)
    else:
        goods = np.append(capability_rows(coded.labels), -1).astype(np.int64)[coded.codes]
    kept = (supplier >= 0) & (customer >= 0) & (supplier != customer) & (goods >= 0)
    partners, capabilities = ids
    keys, place = np.unique(customer[kept].astype(np.int64) * max(len(capabilities), 1) + goods[kept],
                            return_inverse=True)
    buyers, bought = keys // max(len(capabilities), 1), keys % max(len(capabilities), 1)
    names = [f"{_escaped(partners[who])}|{_escaped(capabilities[what])}"
             for who, what in zip(buyers.tolist(), bought.tolist(), strict=True)]
    order = sorted(range(len(names)), key=lambda at: names[at].encode("utf-8", "surrogatepass"))
    row = np.empty(len(names), dtype=np.int64)
    row[order] = np.arange(len(names))
    count, many = len(names), (len(partners), len(capabilities))
    nodes = Nodes(INPUT, Strings.of(names[at] for at in order), Strings.of([""] * count))
    return nodes, {
        INPUTS_OF: Layer.of(INPUTS_OF, "Partner", INPUT, (many[0], count), buyers, row),
        INPUT_CAPABILITY: Layer.of(INPUT_CAPABILITY, INPUT, "Capability", (count, many[1]), row, bought),
        INPUT_SUPPLIERS: Layer.of(INPUT_SUPPLIERS, INPUT, "Partner", (count, many[0]), row[place],
                                  supplier[kept], facts=entries[kept]),
    }


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")

"""The page ``docs/data_model.md``, written from the model table: ``python -m ecosystem.model_page``."""

from __future__ import annotations

from ecosystem import model

_HEAD = """# Data model

<!-- Written by `python -m ecosystem.model_page`; a test holds it equal to `ecosystem/model.py`. -->

Everything that Allygraph keeps is a row of one of these tables. A directory with any of the files
(`.csv`, `.csv.gz`, `.parquet`) is the exchange format; `allygraph import DIR` and `allygraph export DIR`
read and write it. In Neo4j a table of nodes is a label and a table of edges a relationship type.

Every table also has `valid_from`, `valid_to` (both inclusive), `recorded_at`, `source` and `confidence`
(0 to 1). Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD` and are kept as written: `2018` counts from the last
day of 2018 on, so that nothing of the future leaks into an answer. Unknown columns become attributes.
Lists in a cell are separated by `;`. An empty cell means unknown.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, "## Nodes\n"]
    parts += [_node(kind) for kind in model.NODE_KINDS]
    parts.append("## Edges\n")
    parts += [_edge(kind) for kind in model.EDGE_KINDS]
    strong = ", ".join(f"`{scheme}`" for scheme in sorted(model.STRONG_IDENTIFIERS))
    parts.append(
        "## Identity\n\n`partners.id` is the id of a *record*. Records that share a strong identifier "
        f"(the `lei` column, or an `identifiers` row of one of {strong}) are one partner in every answer; its id is "
        "the smallest of theirs. Nothing that was imported is rewritten by that.\n"
    )
    return "\n".join(parts)


def _node(kind: model.NodeKind) -> str:
    key = ", ".join(f"`{name}`" for name in model.row_key(kind))
    return f"### `{kind.table}` → `:{kind.label}`\n\n{_sentence(kind.about)}Key: {key}.\n\n{_columns(kind)}"


def _edge(kind: model.EdgeKind) -> str:
    ends = {declared.name: reference.label for declared, reference in model.references(kind)}
    key = ", ".join(f"`{name}`" for name in model.row_key(kind))
    return (
        f"### `{kind.table}` → `(:{ends[kind.source]})-[:{kind.type}]->(:{ends[kind.target]})`\n\n"
        f"{_sentence(kind.about)}Key: {key}.\n\n{_columns(kind)}"
    )


def _columns(kind: model.Table) -> str:
    lines = ["| column | type | required | meaning |", "|---|---|---|---|"]
    for declared in kind.columns:
        required = "yes" if declared.required else ""
        lines.append(f"| `{declared.name}` | {declared.type} | {required} | {_about(declared)} |")
    return "\n".join(lines) + "\n"


def _about(declared: model.Column) -> str:
    parts = [declared.about] if declared.about else []
    if (named := declared.refers_to) is not None:
        direction = "to this" if named.incoming else "from this"
        arrow = "" if named.relation is None else f" (`:{named.relation}` {direction})"
        parts.append(f"id of a {named.label}{arrow}")
    if declared.minimum is not None:
        parts.append(f"{declared.minimum:g} to {declared.maximum:g}" if declared.maximum is not None
                     else f"at least {declared.minimum:g}")
    return "; ".join(parts)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}. " if text else ""


if __name__ == "__main__":
    print(page(), end="")

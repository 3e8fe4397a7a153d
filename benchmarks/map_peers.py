"""One scene as other libraries draw it: pages of sigma.js, ipysigma and pyvis with the same places, colours and ties.

They are no dependencies of ours. A folder given by ``--libraries`` may hold them:

    npm pack sigma graphology             unpacked as FOLDER/sigma and FOLDER/graphology
    pip install --target FOLDER/python pyvis ipysigma
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ecosystem.maps.palette import LIGHT
from ecosystem.maps.scene import GRID, Scene

_SIGMA: Final = """<!doctype html><meta charset="utf-8"><title>sigma</title>
<style>html, body, #map { margin: 0; width: 100%; height: 100vh }</style><div id="map"></div>
<script>GRAPHOLOGY</script><script>SIGMA</script><script>
const { nodes, ties } = DATA;
const graph = new graphology.Graph({ multi: true });
for (const [id, label, x, y, size, color] of nodes) graph.addNode(id, { label, x, y, size, color });
for (const [a, b] of ties) graph.addEdge(a, b, { color: "#c8cdd2", size: 0.5 });
const drawn = new Sigma(graph, document.getElementById("map"));
window.move = (step) => drawn.getCamera().setState({ ratio: 0.98 ** step, x: 0.5 + step / 400 });
drawn.refresh();
requestAnimationFrame(() => requestAnimationFrame(() => {
  window.painted = performance.now();
  document.body.dataset.ready = "1";
}));
</script>"""

_PYVIS: Final = """<script>
network.once("afterDrawing", () => requestAnimationFrame(() => {
  window.painted = performance.now();
  document.body.dataset.ready = "1";
}));
const scale = network.getScale();
window.move = (step) => network.moveTo({ scale: scale * 1.02 ** step, position: { x: step, y: 0 }, animation: false });
network.redraw();
</script></body>"""


def pages(libraries: Path | None) -> dict[str, Callable[[Scene], str]]:
    """What there is of them, by name."""
    if libraries is None:
        return {}
    found: dict[str, Callable[[Scene], str]] = {}
    if (libraries / "sigma/dist/sigma.min.js").exists():
        found["sigma.js"] = lambda scene: _sigma(scene, libraries)
    for name in ("pyvis", "ipysigma"):
        if (libraries / "python" / name).exists():
            found[name] = lambda scene, name=name: _by_python(scene, libraries, name)  # type: ignore[misc]
    return found


def graph_of(scene: Scene) -> dict[str, Any]:
    """Nodes as id, name, x, y, size and colour; ties as pairs of ids."""
    marks, region = scene.marks, scene.region_of.tolist()
    nodes = [
        (row, marks.names[row], int(marks.x[row]) / GRID, 1 - int(marks.y[row]) / GRID,
         1.5 + float(marks.size[row]) ** 0.5, LIGHT.regions[scene.regions[region[row]].colour])
        for row in range(len(marks))
    ]
    return {"nodes": nodes, "ties": list(zip(scene.ties.first.tolist(), scene.ties.second.tolist(), strict=True))}


def _sigma(scene: Scene, libraries: Path) -> str:
    texts = {
        "DATA": json.dumps(graph_of(scene), separators=(",", ":")).replace("<", "\\u003c"),
        "GRAPHOLOGY": (libraries / "graphology/dist/graphology.umd.min.js").read_text("utf-8"),
        "SIGMA": (libraries / "sigma/dist/sigma.min.js").read_text("utf-8"),
    }
    page = _SIGMA
    for name, text in texts.items():
        page = page.replace(name, text, 1)
    return page


def _by_python(scene: Scene, libraries: Path, name: str) -> str:
    """In a process of its own: what the library brings along is not to be mixed with ours."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(libraries / "python"), os.getcwd()])}
    done = subprocess.run([sys.executable, "-m", "benchmarks.map_peers", name], input=json.dumps(graph_of(scene)),
                          capture_output=True, text=True, env=environment, check=True)
    return done.stdout


def _pyvis(graph: dict[str, Any]) -> str:
    from pyvis.network import Network

    drawn = Network(height="900px", width="100%", cdn_resources="in_line")
    drawn.toggle_physics(False)
    for node, label, x, y, size, colour in graph["nodes"]:
        drawn.add_node(node, label=label, x=x * 4_000, y=-y * 4_000, size=size, color=colour)
    # add_edge compares each tie with all before it, which takes hours for 80,000.
    drawn.edges = [{"from": first, "to": second} for first, second in graph["ties"]]
    page: str = drawn.generate_html()
    return page.replace("</body>", _PYVIS)


def _ipysigma(graph: dict[str, Any]) -> str:
    import tempfile

    import networkx as nx
    from ipysigma import Sigma

    drawn = nx.MultiGraph()
    for node, label, x, y, size, colour in graph["nodes"]:
        drawn.add_node(node, label=label, x=x, y=y, size=size, color=colour)
    drawn.add_edges_from(graph["ties"])
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        Sigma.write_html(drawn, file.name, fullscreen=True, node_color="color", raw_node_size="size",
                         start_layout=False)
        return Path(file.name).read_text("utf-8")


if __name__ == "__main__":
    sys.stdout.write({"pyvis": _pyvis, "ipysigma": _ipysigma}[sys.argv[1]](json.load(sys.stdin)))

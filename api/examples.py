"""Which questions the reference shows, and how their answers are written down: ``python -m api.examples``.

The questions go to the demo ecosystem. Those whose answer is of a moment (status, jobs, imports) or
holds a signed cursor have no example.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from api.schemas import EXAMPLES_FILE

QUESTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "search_partners": {"q": "lingxu technologys", "limit": 2},
    "get_partner": {"partner_id": "b-tech", "as_of": "2019"},
    "find_partners": {"capability": ["cap-multimodal-interaction"], "kind": ["start-up"], "limit": 2, "facet_size": 1},
    "get_overview": {"as_of": "2023-11-30"},
    "get_dossier": {"partner_id": "b-tech", "as_of": "2017"},
    "get_neighbourhood": {"partner_id": "b-tech", "limit": 3, "as_of": "2019"},
    "get_candidates": {
        "partner_id": "a-nev", "need": "need-a-nev-fusion", "limit": 5, "as_of": "2023-11-30",
        "capability": ["cap-multimodal-interaction"], "min_support": 18,
    },
    "get_candidate_facets": {"partner_id": "a-nev", "need": "need-a-nev-fusion", "size": 2, "as_of": "2023-11-30"},
    "compare_partners": {"a": "a-nev", "b": "b-tech", "scorer": ["overlap"], "as_of": "2023-11-30"},
    "get_axes": {"partner_id": "a-nev", "limit": 1, "as_of": "2023-11-30"},
    "get_exchange": {"a": "a-nev", "b": "b-tech", "as_of": "2023-11-30"},
    "get_opportunities": {"partner_id": "a-nev", "as_of": "2023-11-30", "limit": 2, "holders": 2},
    "get_routes": {"a": "a-nev", "b": "b-tech", "as_of": "2023-11-30"},
    "get_flows": {"partner": "a-nev", "limit": 3, "as_of": "2023-11-30"},
    "get_overlap": {"a": "a-nev", "b": "b-tech", "shown": 2, "as_of": "2023-11-30"},
    "get_requirements": {"partner_id": "a-nev", "as_of": "2023-11-30"},
    "get_requirement_versions": {"partner_id": "a-nev"},
    "get_requirement_template": {"partner_id": "a-nev", "as_of": "2023-11-30"},
    "get_requirement_coverage": {"partner_id": "a-nev", "partner": ["lanqi"], "as_of": "2023-11-30"},
    "get_requirement_cover": {"partner_id": "a-nev", "as_of": "2023-11-30"},
    "list_capabilities": {"q": "multimodal"},
    "get_capability": {"capability_id": "cap-multimodal-interaction", "as_of": "2016"},
    "list_channels": {"q": "dealer network, central"},
    "get_channel": {"channel_id": "ch-dealer-network-central-and-eastern-europe", "as_of": "2014"},
    "list_patents": {"owner": "b-tech", "q": "graded access"},
    "get_patent": {"patent_id": "demo-cn-00001"},
    "get_kinds": {},
    "list_partnerships": {"state": "active"},
    "list_records": {"partnership": "ps-case-alliance", "kind": "milestone", "as_of": "2024-07-15"},
    "get_record": {"record_id": "case/milestone-1", "as_of": "2024-07-15"},
    "get_history": {"record_id": "case/milestone-1"},
    "get_diligence": {"partnership_id": "ps-case-alliance", "as_of": "2024-02-01"},
    "get_milestones": {"as_of": "2024-07-10"},
    "get_annex_table": {"annex_id": "case/annex", "as_of": "2024-07-10"},
    "get_difference": {"record_id": "case/annex", "since": "2024-03-01", "until": "2024-07-31"},
    "list_templates": {},
    "get_health": {"partnership_id": "ps-case-alliance", "as_of": "2025-04-01"},
    "get_firing": {"as_of": "2025-04-01"},
    "get_portfolio_health": {"as_of": "2025-04-01"},
    "get_next_meetings": {"partnership_id": "ps-case-alliance", "as_of": "2024-07-15"},
    "get_missed_meetings": {"partnership_id": "ps-case-alliance", "limit": 3, "as_of": "2024-07-15"},
    "get_agenda": {"partnership_id": "ps-case-alliance", "level": "middle", "as_of": "2025-04-01"},
    "list_actions": {"as_of": "2025-04-01"},
    "get_conflict_measures": {"as_of": "2025-04-01"},
    "get_triggers": {"partnership_id": "ps-case-alliance", "as_of": "2025-04-01"},
    "get_buffer": {"partnership_id": "ps-case-alliance", "as_of": "2025-04-01"},
    "get_types": {"partnership_id": "ps-case-alliance", "as_of": "2025-04-01"},
    "get_exit_plan": {"partnership_id": "ps-case-alliance", "notice_on": "2025-09-01", "leaving": "b-tech"},
    "get_replacements": {"as_of": "2025-04-01"},
    "get_retrieval": {"partner_id": "a-nev", "per_route": 3, "as_of": "2023-11-30"},
    "get_removal": {"partner_id": "b-tech", "asker": "a-nev", "limit": 2, "as_of": "2023-11-30"},
    "list_scorers": {},
    "get_measure": {"name": "jaffe"},
    "get_risks": {"partner_id": "b-tech", "asker": "a-nev", "as_of": "2023-11-30"},
    "get_due_diligence": {"partner_id": "b-tech", "asker": "a-nev", "as_of": "2024-03-15"},
    "compare_risks": {"partner_id": "a-nev", "candidate": ["b-tech", "sayvern"], "as_of": "2023-11-30"},
    "get_fit_candidates": {"partner_id": "a-nev", "limit": 2, "draws": 1_000, "as_of": "2023-11-30"},
    "get_fit": {"partner_id": "a-nev", "other_id": "b-tech", "as_of": "2023-11-30"},
    "get_fit_narrowing": {"partner_id": "a-nev", "other_id": "b-tech", "as_of": "2023-11-30"},
    "get_fit_questions": {"partner_id": "a-nev", "limit": 2, "as_of": "2023-11-30"},
    "get_observed_traits": {"partner_id": "b-tech", "as_of": "2023-11-30"},
    "get_questionnaire": {"lang": "zh"},
    "list_shortlists": {"as_of": "2023-11-30"},
    "get_shortlist": {"partner_id": "a-nev", "as_of": "2023-11-30"},
    "list_maps": {},
    "get_map": {"view": "lanes", "partner": "a-nev", "most": 3, "as_of": "2023-11-30"},
    "health": {},
    "ready": {},
    "version": {},
}


def address(path: str, parameters: Mapping[str, Any]) -> str:
    """The address of a question: path parameters put in, the others behind it."""
    in_path = set(re.findall(r"\{(\w+)\}", path))
    for name in in_path:
        path = path.replace(f"{{{name}}}", quote(str(parameters[name]), safe=""))
    query = urlencode({name: value for name, value in parameters.items() if name not in in_path}, doseq=True)
    return f"{path}?{query}" if query else path


def answered(document: Mapping[str, Any], ask: Callable[[str], Any]) -> dict[str, Any]:
    """Every question with its answer; ``ask`` gets an address and gives the body."""
    paths = {
        operation["operationId"]: path
        for path, methods in document["paths"].items() for operation in methods.values()
    }
    return {
        name: {"parameters": parameters, "body": ask(address(paths[name], parameters))}
        for name, parameters in QUESTIONS.items()
    }


def main() -> None:
    """Ask a server over the demo ecosystem and write what it answers beside this file."""
    from starlette.testclient import TestClient

    from api.app import create_app
    from ecosystem import demo
    from ecosystem.service import Ecosystem
    from ecosystem.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        demo.write(Path(folder) / "demo")
        eco = Ecosystem("memory:")
        eco.import_path(Path(folder) / "demo")
        app = create_app(eco, Settings(home=Path(folder) / "home", auth="off"))
        app.state.services.warm.set()
        client = TestClient(app, base_url="http://127.0.0.1")

        def ask(where: str) -> Any:
            response = client.get(where)
            if response.status_code != 200:
                raise SystemExit(f"{where}: {response.text}")
            return response.json()

        found = answered(app.openapi(), ask)
    EXAMPLES_FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{EXAMPLES_FILE.name}: {len(found)} examples, {EXAMPLES_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()

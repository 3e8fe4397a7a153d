"""Machine-made requests from the OpenAPI document: no 5xx, no answer that the document does not foresee.

``ALLYGRAPH_FUZZ=N`` asks about N times per operation (by itself 24, some twenty seconds; by night take
thousands).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it imports is not ours to mend
    import schemathesis
    from schemathesis.checks import CHECKS as ALL_CHECKS
    from schemathesis.checks import load_all_checks

load_all_checks()
CHECKS = ALL_CHECKS.get_by_names([
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
])
EXAMPLES = int(os.environ.get("ALLYGRAPH_FUZZ", "24"))
OUR_KEY = {"authorization", "x-api-key"}
KNOWN = {"partner_id": "a-nev", "other_id": "b-tech", "capability_id": "cap-multimodal-interaction",
         "patent_id": "demo-cn-00001", "channel_id": "ch-dealer-network-central-and-eastern-europe"}
READS = [
    "find_partners", "get_dossier", "get_overview", "export_table",
    "search_partners", "get_partner", "get_neighbourhood", "get_candidates", "compare_partners",
    "list_capabilities", "get_capability", "list_channels", "get_channel", "list_patents", "get_patent",
    "get_requirements", "get_requirement_versions", "get_requirement_template", "get_requirement_coverage",
    "get_requirement_cover",
    "list_scorers", "get_status", "list_imports", "get_import", "get_rejects", "get_job", "health", "version",
    "metrics",
    "get_fit_candidates", "get_fit", "get_fit_questions", "get_observed_traits", "get_questionnaire",
]


@pytest.fixture(scope="module")
def fuzzed(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Any]]:
    home = Settings(home=tmp_path_factory.mktemp("fuzz"), rate_limit=0, time_limit=60)
    key, _ = create_key(home.keys_path, "admin")
    app = create_app(demo_eco, home)
    with TestClient(app, base_url="http://127.0.0.1", headers={"x-api-key": key}) as client:
        app.state.services.warm.wait(60)
        yield client, schemathesis.openapi.from_dict(app.openapi())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", READS)
def test_no_request_that_the_document_allows_or_forbids_breaks_it(
    fuzzed: tuple[TestClient, Any], name: str
) -> None:
    client, document = fuzzed
    operation = document.find_operation_by_id(name)
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    for mode in modes:
        if mode == schemathesis.GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
            continue

        @seed(4)
        @settings(max_examples=EXAMPLES // 2, deadline=None, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
        def ask(case: Any, known: bool) -> None:
            if known:  # random text is hardly ever an id
                case.path_parameters = {key: KNOWN.get(key, "x") for key in case.path_parameters}
            headers = {key: value for key, value in (case.headers or {}).items() if key.lower() not in OUR_KEY}
            response = client.request(case.method, case.formatted_path, params=case.query, headers=headers)
            case.validate_response(response, checks=CHECKS)

        ask()


@pytest.mark.filterwarnings("ignore")
def test_no_upload_breaks_it(fuzzed: tuple[TestClient, Any]) -> None:
    client, document = fuzzed
    operation = document.find_operation_by_id("start_import")
    types = ["text/csv", "application/zip", "application/gzip", "application/octet-stream",
             "multipart/form-data; boundary=x", "application/json", "", "multipart/form-data", "text/csv; charset=\xff"]

    @seed(4)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        content=st.one_of(st.binary(max_size=300), st.just(b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--")),
        name=st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["a.csv", "a.csv.gz", "../a.csv"])),
        media_type=st.sampled_from(types),
    )
    def send(content: bytes, name: str | None, media_type: str) -> None:
        response = client.post(
            "/v1/imports", params={} if name is None else {"name": name.encode("utf-8", "replace").decode()},
            content=content, headers={"content-type": media_type.encode("latin-1")},
        )
        assert response.status_code in {202, 400, 413, 415, 422}, response.text
        operation.Case(media_type="text/csv").validate_response(response, checks=CHECKS)

    send()

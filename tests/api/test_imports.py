"""An import is taken in, runs behind the answer, and what became of it outlives the server."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.jobs import Jobs, Options
from api.security import LOCAL as LOCAL_PRINCIPAL
from api.security import create_key
from ecosystem.errors import ImportRejected, StoreUnavailable, TooManyRejects
from ecosystem.settings import Settings
from ecosystem.stores.base import ImportRecord

CSV = {"content-type": "text/csv"}
ADDRESS = "/v1/imports?name=partners.csv"


def ended(client: TestClient, job_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def test_a_file_is_taken_in_and_the_job_tells_what_became_of_it(eco: Any, clients: Any) -> None:
    seen: list[Any] = []

    def importing(*paths: Path, **options: Any) -> Any:
        (folder,) = paths
        seen.append((sorted(os.listdir(folder)), (folder / "partners.csv").read_bytes(), options))
        options["progress"](2, 5, "partners")
        return {"import_id": "imp-9", "accepted": {"partners": 2, "traits": 1}, "rejected": 0}

    eco.importing = importing
    editor = clients["editor"]
    response = editor.post(ADDRESS + "&max_rejects=4&mapping=cordis-h2020", content=b"id,name\na,A\n", headers=CSV)
    assert response.status_code == 202
    assert response.headers["location"] == f"/v1/jobs/{response.json()['id']}"
    assert response.json()["state"] == "queued" and response.json()["files"] == ["partners.csv"]
    job = ended(editor, response.json()["id"])
    assert (job["state"], job["import_id"], job["accepted"], job["rejected"]) == ("done", "imp-9", 3, 0)
    assert job["progress"] == {"done": 2, "total": 5, "what": "partners"} and job["problem"] is None
    files, content, options = seen[0]
    assert (files, content) == (["partners.csv"], b"id,name\na,A\n")
    assert (options["max_rejects"], options["mapping"]) == (4, "cordis-h2020")
    assert editor.get("/v1/imports/imp-9").json() == job
    assert editor.get("/v1/imports").json()["items"] == [job]


def test_a_form_may_bring_its_own_mapping(eco: Any, clients: Any) -> None:
    seen: list[Any] = []

    def importing(*paths: Path, **options: Any) -> Any:
        seen.append((sorted(os.listdir(paths[0])), options["mapping"].read_text()))
        return {}

    eco.importing = importing
    files = [("file", ("b.csv", b"1")), ("file", ("a.csv", b"2")), ("mapping", ("own name.yaml", b"table: x"))]
    response = clients["editor"].post("/v1/imports", files=files)
    assert ended(clients["editor"], response.json()["id"])["state"] == "done"
    assert seen == [(["a.csv", "b.csv"], "table: x")]


@pytest.mark.parametrize(
    ("address", "content", "headers", "status", "slug"),
    [
        ("/v1/imports?name=partners.csv", b"", CSV, 422, "invalid-upload"),
        ("/v1/imports", b"x", CSV, 422, "invalid-upload"),
        ("/v1/imports?name=../x.csv", b"x", CSV, 422, "invalid-upload"),
        ("/v1/imports?name=partners.parquet", b"x", CSV, 422, "invalid-upload"),
        ("/v1/imports?name=partners.csv", b"x", {"content-type": "application/json"}, 415, "unsupported-media-type"),
        ("/v1/imports?name=partners.csv", b"x", {"content-type": ""}, 415, "unsupported-media-type"),
        ("/v1/imports", b"x", {"content-type": "multipart/form-data"}, 400, "invalid-request"),
        ("/v1/imports", b"PK", {"content-type": "application/zip"}, 422, "invalid-upload"),
        ("/v1/imports?mapping=../secret", b"x", CSV, 422, "invalid-parameter"),
        ("/v1/imports?max_rejects=-1", b"x", CSV, 422, "invalid-parameter"),
        ("/v1/imports?tenant_id=other&name=partners.csv", b"x", CSV, 422, "invalid-parameter"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_and_leaves_nothing(
    clients: Any, settings: Settings, address: str, content: bytes, headers: dict[str, str], status: int, slug: str
) -> None:
    response = clients["editor"].post(address, content=content, headers=headers)
    assert (response.status_code, response.json()["type"]) == (status, f"/docs/problems#{slug}")
    assert list((settings.home / "uploads").glob("*")) == []
    assert clients["editor"].get("/v1/imports").json()["items"] == []


def test_a_refused_import_says_why_in_a_problem_without_paths_of_the_server(
    eco: Any, clients: Any, settings: Settings
) -> None:
    def importing(*paths: Path, **options: Any) -> Any:
        options["rejects_to"].mkdir()
        (options["rejects_to"] / "partners.csv").write_text("id,name,_file,_line\n,A,partners.csv,2\n")
        where = paths[0] / "partners.csv"
        raise TooManyRejects(f"{where}: 1 row was refused and 0 are allowed; see {options['rejects_to']}.")

    eco.importing = importing
    editor = clients["editor"]
    job = ended(editor, editor.post(ADDRESS, content=b"id\n\n", headers=CSV).json()["id"])
    assert job["state"] == "failed"
    assert job["problem"]["type"] == "/docs/problems#invalid-upload"
    assert job["problem"]["detail"].startswith("partners.csv: 1 row was refused")
    assert str(settings.home) not in json.dumps(job)
    assert job["rejects"] == {"partners": f"/v1/imports/{job['id']}/rejects?table=partners"}
    rejects = editor.get(job["rejects"]["partners"])
    assert rejects.text == "id,name,_file,_line\n,A,partners.csv,2\n"
    assert rejects.headers["content-type"] == "text/csv; charset=utf-8"
    assert rejects.headers["content-disposition"].startswith("attachment")
    assert rejects.headers["x-content-type-options"] == "nosniff"
    assert editor.get(f"/v1/imports/{job['id']}/rejects?table=job").status_code == 404
    assert editor.get(f"/v1/imports/{job['id']}/rejects?table=../job").status_code == 422


@pytest.mark.parametrize(
    ("error", "slug"),
    [(ImportRejected("no"), "invalid-upload"), (StoreUnavailable("bolt://10.0.0.7"), "store-unavailable"),
     (MemoryError("all of it"), "internal-error"), (KeyError("/srv/x"), "internal-error")],
)
def test_a_job_that_fails_does_not_end_the_worker(eco: Any, clients: Any, error: Exception, slug: str) -> None:
    def importing(*paths: Path, **options: Any) -> Any:
        raise error

    eco.importing = importing
    editor = clients["editor"]
    job = ended(editor, editor.post(ADDRESS, content=b"id\n", headers=CSV).json()["id"])
    assert (job["state"], job["problem"]["type"]) == ("failed", f"/docs/problems#{slug}")
    assert "10.0.0.7" not in json.dumps(job) and "/srv" not in json.dumps(job)
    eco.importing = lambda *paths, **options: {}
    job = ended(editor, editor.post(ADDRESS, content=b"id\n", headers=CSV).json()["id"])
    assert job["state"] == "done"
    assert editor.get(f"/v1/imports/{job['id']}/rejects?table=partners").status_code == 404


def test_a_job_is_nobodys_business_in_another_tenant(clients: Any) -> None:
    job_id = clients["editor"].post(ADDRESS, content=b"id\n", headers=CSV).json()["id"]
    ended(clients["editor"], job_id)
    stranger = clients["strange-editor"]
    for address in (f"/v1/jobs/{job_id}", f"/v1/imports/{job_id}", f"/v1/imports/{job_id}/rejects?table=x"):
        foreign, unknown = stranger.get(address), stranger.get(address.replace(job_id, "0" * 24))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.json()["detail"].replace(job_id, "") == unknown.json()["detail"].replace("0" * 24, "")
    assert stranger.get("/v1/imports").json()["items"] == []


def test_the_same_idempotency_key_starts_one_import(eco: Any, clients: Any, settings: Settings) -> None:
    editor, headers = clients["editor"], CSV | {"idempotency-key": "once"}
    first = editor.post(ADDRESS, content=b"id\n", headers=headers).json()["id"]
    again = editor.post(ADDRESS, content=b"id\n", headers=headers).json()["id"]
    other = clients["strange-editor"].post(ADDRESS, content=b"id\n", headers=headers).json()["id"]
    assert first == again != other
    assert len(list((settings.home / "uploads").iterdir())) == 2


def test_imports_come_in_pages_and_those_of_the_store_are_among_them(eco: Any, clients: Any) -> None:
    eco.records = [
        ImportRecord(f"imp-{n}", "hash", (f"/srv/in/{n}.csv",), "done", 1, f"2024-01-0{n}T00:00:00Z", accepted=n)
        for n in range(1, 6)
    ]
    editor = clients["editor"]
    found, address = [], "/v1/imports?limit=2"
    while address:
        response = editor.get(address)
        found += response.json()["items"]
        address = response.links["next"]["url"] if "next" in response.links else ""
    assert [each["id"] for each in found] == [f"imp-{n}" for n in (5, 4, 3, 2, 1)]
    assert found[0]["files"] == ["5.csv"] and found[0]["accepted"] == 5
    assert editor.get("/v1/imports/imp-3").json()["state"] == "done"
    assert editor.get("/v1/imports?limit=2&cursor=abc").status_code == 400


# --- across a restart ------------------------------------------------------------------------------
def job_of(jobs: Jobs, folder: Path, name: str = "partners.csv") -> str:
    job_id, place = jobs.new_folder()
    (place / "files").mkdir()
    (place / "files" / name).write_text("id\n")
    return jobs.submit(job_id, LOCAL_PRINCIPAL, "request", Options()).id


def wait_for(jobs: Jobs, job_id: str, *states: str) -> Any:
    deadline = time.monotonic() + 20
    while (job := jobs.get(job_id, LOCAL_PRINCIPAL)).state not in states:
        assert time.monotonic() < deadline, job
        time.sleep(0.01)
    return job


def test_a_server_that_starts_again_takes_up_what_was_unfinished(eco: Any, tmp_path: Path) -> None:
    release, calls = threading.Event(), []

    def stuck(*paths: Path, **options: Any) -> Any:
        calls.append("stuck")
        release.wait(20)
        raise RuntimeError("this server is gone")

    eco.importing = stuck
    dead = Jobs(tmp_path, eco, list)
    first, second = job_of(dead, tmp_path), job_of(dead, tmp_path)
    wait_for(dead, first, "running")
    kept = {file.parent.name: file.read_bytes() for file in tmp_path.glob("*/job.json")}

    dead.stop(0)
    release.set()
    wait_for(dead, first, "failed")
    for name, content in kept.items():  # as a kill would have left it
        (tmp_path / name / "job.json").write_bytes(content)

    eco.importing = lambda *paths, **options: {"import_id": paths[0].parent.name}
    alive = Jobs(tmp_path, eco, list)
    alive.start()
    for job_id in (first, second):
        assert wait_for(alive, job_id, "done", "failed").import_id == job_id
    assert calls == ["stuck"]
    alive.stop()
    later = Jobs(tmp_path, eco, list)
    later.start()
    assert later.get(first, LOCAL_PRINCIPAL).state == "done"
    later.stop()


def test_a_job_that_ends_the_server_three_times_is_given_up(eco: Any, tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, eco, list)
    job_id = job_of(jobs, tmp_path)
    wait_for(jobs, job_id, "done")
    jobs.stop()
    file = tmp_path / job_id / "job.json"
    stored = json.loads(file.read_text())
    stored["attempts"], stored["job"]["state"] = 3, "running"
    file.write_text(json.dumps(stored))
    again = Jobs(tmp_path, eco, list)
    again.start()
    job = wait_for(again, job_id, "failed")
    assert "three times" in job.problem["detail"]
    again.stop()


def test_a_job_file_that_cannot_be_read_is_left_alone(eco: Any, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "job.json").write_text("{")
    jobs = Jobs(tmp_path, eco, list)
    jobs.start()
    assert jobs.listed(LOCAL_PRINCIPAL) == []
    assert (tmp_path / "x" / "job.json").read_text() == "{"
    jobs.stop()


def test_old_finished_jobs_are_forgotten(eco: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs._KEPT", 3)
    jobs = Jobs(tmp_path, eco, list)
    for _ in range(6):
        wait_for(jobs, job_of(jobs, tmp_path), "done")
    assert len(jobs.listed(LOCAL_PRINCIPAL)) == 4 == len(list(tmp_path.iterdir()))
    jobs.stop()


def test_a_full_disk_is_a_problem_and_not_a_half_upload(
    eco: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path)
    key, _ = create_key(settings.keys_path, "editor")
    client = TestClient(create_app(eco, settings), base_url="http://127.0.0.1")

    def no_space(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("api.uploads.os.replace", no_space)
    response = client.post(ADDRESS, content=b"id\n", headers=CSV | {"authorization": f"Bearer {key}"})
    assert (response.status_code, response.json()["type"]) == (507, "/docs/problems#store-full")
    assert list((tmp_path / "uploads").iterdir()) == []

"""Many at once: everybody gets the answer to their own question, of one state of the graph."""

from __future__ import annotations

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.testclient import TestClient

from api.cursors import Cursors

ROUNDS = 40


def test_32_threads_of_four_principals_never_get_an_answer_of_somebody_else(
    app: Any, eco: Any, keys: dict[str, str]
) -> None:
    """Tenants and roles ask the same questions, with tags and cursors, while the graph is swapped."""
    wrong: list[str] = []
    cursors: Cursors = app.state.services.answering.cursors
    who_asks = ["reader", "editor", "admin", "stranger"]

    def ask(server: TestClient, number: int) -> int:
        dice, answered = random.Random(number), 0
        who = who_asks[number % 4]
        tags: dict[str, tuple[str, bytes]] = {}
        for _ in range(ROUNDS):
            limit, partner = dice.choice([2, 3]), dice.choice(["a", "b"])
            address = f"/v1/partners/{partner}/candidates?limit={limit}"
            request_id = f"{who}-{number}-{answered}"
            headers = {"x-request-id": request_id, "authorization": f"Bearer {keys[who]}"}
            if address in tags and dice.random() < 0.5:
                headers["if-none-match"] = tags[address][0]
            response = server.get(address, headers=headers)
            answered += 1
            if response.headers["x-request-id"] != request_id:
                wrong.append(f"{request_id} got the response to {response.headers['x-request-id']}")
            if response.status_code == 304:
                if response.headers["etag"] != tags[address][0]:
                    wrong.append(f"{request_id}: 304 with another tag")
                continue
            body = response.json()
            if body["partner"]["id"] != partner or len(body["items"]) != limit:
                wrong.append(f"{request_id} asked {address} and got {body['partner']} with {len(body['items'])}")
            known = tags.get(address)
            if known is not None and known[0] == response.headers["etag"] and known[1] != response.content:
                wrong.append(f"{request_id}: one tag, two answers")
            tags[address] = (response.headers["etag"], response.content)
            owner = {"tenant": "other" if who == "stranger" else "default", "role": {"reader": 1, "editor": 2,
                     "admin": 3, "stranger": 1}[who]}
            question = json.dumps([owner["tenant"], owner["role"], body["snapshot"],
                                   f"/v1/partners/{partner}/candidates", []])
            if cursors.open(body["next"], question) != str(limit):
                wrong.append(f"{request_id}: a cursor of another question")
        return answered

    stop = threading.Event()

    def swap() -> None:
        number = 0
        while not stop.wait(0.05):
            number += 1
            eco.version = f"v{number}"

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        with TestClient(app, base_url="http://127.0.0.1") as server, ThreadPoolExecutor(32) as pool:
            answered = sum(pool.map(ask, [server] * 32, range(32)))
    finally:
        stop.set()
        swapper.join()
    assert wrong == []
    assert answered == 32 * ROUNDS

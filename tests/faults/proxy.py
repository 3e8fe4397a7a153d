"""A network that fails on purpose: a TCP proxy on loopback that watches for Bolt's COMMIT."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""A whole chunk of two bytes: a structure without fields, of the kind COMMIT."""

Fault = Literal["swallow the answer", "reset after it", "reset before it", "drop it"]


class Proxy:
    """Forwards to a port of this machine; ``arm`` decides what happens at the next COMMIT.

    swallow the answer
        the server gets COMMIT and does it; nothing of what it says comes back, the line stays up.
    reset after it
        the server gets COMMIT and answers; then the client's connection is reset.
    reset before it
        the server never gets COMMIT; both connections are reset.
    drop it
        the server never gets COMMIT and both connections stay up, as when a cable is pulled.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._armed: Fault | None = None
        self._guard = threading.Lock()
        self._open: list[socket.socket] = []
        self.fired = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def arm(self, fault: Fault) -> None:
        with self._guard:
            self._armed = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        _shut(self._listener)
        with self._guard:
            left, self._open = self._open, []
        for each in left:
            _shut(each)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                _shut(client)
                continue
            server.settimeout(None)
            for end in (client, server):
                # Small messages go at once; otherwise each waits 40 ms for the acknowledgement before.
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._guard:
                self._open += [client, server]
            Connection(self, client, server).start()

    def fault_of(self, sent: bytes) -> Fault | None:
        """The armed fault, if what was sent asks for it; each is used once."""
        if COMMIT not in sent:
            return None
        with self._guard:
            fault, self._armed = self._armed, None
            self.fired += fault is not None
        return fault


class Connection:
    """Two threads that copy bytes until a fault or an end."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._fault: Fault | None = None

    def start(self) -> None:
        for copy in (self._to_server, self._to_client):
            threading.Thread(target=self._quietly, args=(copy,), daemon=True).start()

    def _quietly(self, copy) -> None:
        with suppress(OSError):
            copy()

    def _to_server(self) -> None:
        while sent := self._client.recv(65_536):
            if self._fault is None:
                self._fault = self._proxy.fault_of(sent)
            if self._fault == "reset before it":
                _reset(self._client)
                _reset(self._server)
                return
            if self._fault != "drop it":
                self._server.sendall(sent)
        if self._fault is None:
            _shut(self._server)

    def _to_client(self) -> None:
        while said := self._server.recv(65_536):
            if self._fault == "reset after it":
                _reset(self._client)
                _shut(self._server)
                return
            if self._fault is None:
                self._client.sendall(said)
        if self._fault is None:
            _shut(self._client)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _reset(end: socket.socket) -> None:
    """End a connection as a crash does: with RST and not with FIN."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _shut_now(end)


def _shut_now(end: socket.socket) -> None:
    # ``shutdown`` would send FIN; closing with a linger time of zero sends RST. Another thread of
    # ours may still wait in ``recv``, which keeps the kernel's socket alive: wake it by detaching.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RD)
    end.close()

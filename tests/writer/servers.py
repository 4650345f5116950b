"""A server on loopback that fails in every way a provider of models does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Provider:
    """What the server does, one act for each request, the last one for all that follow.

    Attributes:
        acts: Called with the handler; they write the response.
        asked: The bodies of the requests so far.
        keys: Their Authorization headers.
    """

    acts: list[Callable[[BaseHTTPRequestHandler], None]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(*acts: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Provider]:
    provider = Provider(list(acts))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            provider.asked.append(json.loads(self.rfile.read(length)))
            provider.keys.append(self.headers.get("authorization", ""))
            act = provider.acts[min(len(provider.asked), len(provider.acts)) - 1]
            self.close_connection = True
            with suppress(OSError):  # the client may hang up, as it should
                act(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield provider
    finally:
        provider.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def chunk(text: str) -> bytes:
    data = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}],
    }
    return f"data: {json.dumps(data)}\n\n".encode()


def head(
    handler: BaseHTTPRequestHandler, status: int = 200, kind: str = "text/event-stream", **more: str
) -> None:
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("connection", "close")
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def says(*texts: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        for text in texts:
            handler.wfile.write(chunk(text))
        handler.wfile.write(b"data: [DONE]\n\n")

    return act


def cut_after(*texts: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("content-length", "1000000")
        handler.end_headers()
        for text in texts:
            handler.wfile.write(chunk(text))
        handler.wfile.flush()
        handler.connection.shutdown(2)

    return act


def refuses(
    status: int, body: str = "{}", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        head(handler, status, "application/json", **headers)
        handler.wfile.write(body.encode())

    return act


def sends(body: bytes, kind: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        head(handler, 200, kind)
        handler.wfile.write(body)

    return act


def hangs(provider_done: threading.Event, *texts: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        for text in texts:
            handler.wfile.write(chunk(text))
        handler.wfile.flush()
        provider_done.wait(60)

    return act

"""A server on this machine whose pages a test sets and changes; it notes who asked for what, when."""

import contextlib
import http.server
import threading
import time
from collections.abc import Callable
from typing import Any

Page = tuple[int, dict[str, str], bytes] | Callable[[http.server.BaseHTTPRequestHandler], None]


class Server:
    def __init__(self) -> None:
        self.pages: dict[str, Page] = {"/robots.txt": (404, {}, b"")}
        self.log: list[tuple[str, dict[str, str]]] = []
        self.at_once, self.most = 0, 0
        self.guard = threading.Lock()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with server.guard:
                    server.log.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                    server.at_once += 1
                    server.most = max(server.most, server.at_once)
                try:
                    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                        server.answer(self)
                finally:
                    with server.guard:
                        server.at_once -= 1

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        page = self.pages.get(handler.path, (404, {}, b""))
        if callable(page):
            page(handler)
            return
        status, headers, body = page
        etag = headers.get("ETag")
        if status == 200 and etag and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def paths(self) -> list[str]:
        return [path for path, _ in self.log]

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def article(title: str, text: str, charset: str = "utf-8", declared: str = "") -> bytes:
    body = f"<p>{text}</p>" * 3
    page = (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="{declared or charset}"><title>{title}</title>'
        '<meta property="article:published_time" content="2026-03-03T08:00:00+01:00"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return page.encode(charset)


def html(body: bytes, **headers: str) -> Page:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (200, {"Content-Type": "text/html; charset=utf-8", **named}, body)


def rss(*items: tuple[str, str], title: str = "Ahlebote") -> bytes:
    entries = "".join(f"<item><link>{url}</link><pubDate>{when}</pubDate></item>" for url, when in items)
    channel = f"<channel><title>{title}</title>{entries}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


class Sleeper:
    """A clock that moves only when somebody sleeps; notes how long."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def hang(seconds: float) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    return lambda handler: time.sleep(seconds)

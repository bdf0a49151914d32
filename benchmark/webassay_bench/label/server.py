"""The server of the labelling page: loopback only, one secret, nothing of a page ever runs.

Four walls: it binds to 127.0.0.1; every request needs the token that only the started browser was
given; Host and Origin must be its own, so that no page of the web can speak to it through the
browser; and the labelled page is shown in a sandboxed frame without scripts, under a policy that
lets nothing load.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from webassay.errors import WebassayError
from webassay.junk.line import CATEGORIES
from webassay_bench.label.desk import Desk

_STATIC = {
    "/": ("label.html", "text/html"),
    "/label.js": ("label.js", "text/javascript"),
    "/label.css": ("label.css", "text/css"),
}
_APP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# `sandbox` without allow-scripts: nothing runs even if the frame is opened by itself. The same
# origin is allowed, so that the labelling page may see which line is clicked.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
_LARGEST_REQUEST = 4 << 20  # bytes: all lines of the largest page at once


class LabelServer(ThreadingHTTPServer):
    """Serves one desk on a free port of the loopback interface.

    Args:
        desk: what is labelled.
        port: the port; 0 for any free one.

    Attributes:
        url: the address to open, the secret in it.
    """

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk
        self.token = secrets.token_urlsafe(32)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.cookie = f"webassay-label-{self.server_address[1]}"  # cookies know no ports
        self.url = f"{self.origin}/?token={self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: LabelServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:  # the base class names it
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the base class names it
        """Stay silent: the terminal is the user's."""

    def _answer(self, handle: Callable[[str], None]) -> None:
        address = urlsplit(self.path)
        try:
            if not self._is_ours():
                self._send(HTTPStatus.FORBIDDEN, "text/plain", b"not from here")
            elif self._knows_secret():
                handle(address.path)
            elif self._brings_secret(address.query):
                self._let_in()
            else:
                self._send(HTTPStatus.FORBIDDEN, "text/plain", b"open the address that was printed")
        except WebassayError as error:
            self._send_json({"error": str(error)}, HTTPStatus.BAD_REQUEST)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._send_json({"error": f"bad request: {error}"}, HTTPStatus.BAD_REQUEST)

    def _get(self, path: str) -> None:
        desk = self.server.desk
        if path in _STATIC:
            name, kind = _STATIC[path]
            content = files("webassay_bench.label").joinpath("static", name).read_bytes()
            self._send(HTTPStatus.OK, f"{kind}; charset=utf-8", content)
        elif path == "/api/pages":
            about = {"reader": desk.reader, "categories": CATEGORIES, "suite": desk.root.name}
            self._send_json({**about, "pages": desk.progress()})
        elif path.startswith("/api/page/"):
            self._send_json(desk.open(unquote(path.removeprefix("/api/page/"))))
        elif path.startswith("/page/"):
            html = desk.html(unquote(path.removeprefix("/page/")))
            content = html.encode("utf-8", "replace")
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", content, policy=_PAGE_POLICY)
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"nothing here")

    def _post(self, path: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= _LARGEST_REQUEST:
            self.close_connection = True
            self._send_json({"error": "the request is too large"}, HTTPStatus.BAD_REQUEST)
            return
        body = self.rfile.read(length)
        if self.headers.get("Content-Type") != "application/json":  # no form of another site
            self._send_json({"error": "JSON only"}, HTTPStatus.BAD_REQUEST)
        elif path.startswith("/api/page/"):
            name = unquote(path.removeprefix("/api/page/"))
            self._send_json(self.server.desk.save(name, json.loads(body)["changes"]))
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"nothing here")

    def _is_ours(self) -> bool:
        own = self.server.origin
        origin = self.headers.get("Origin")
        if self.command == "POST" and origin is None:
            return False
        return self.headers.get("Host") == own.removeprefix("http://") and origin in {None, own}

    def _knows_secret(self) -> bool:
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        held = cookies.get(self.server.cookie)
        return held is not None and hmac.compare_digest(held.value, self.server.token)

    def _brings_secret(self, query: str) -> bool:
        given = parse_qs(query).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self.server.token.encode())

    def _let_in(self) -> None:
        """Put the secret into a cookie, and the address that holds it out of sight."""
        cookie = f"{self.server.cookie}={self.server.token}; HttpOnly; SameSite=Strict; Path=/"
        more = {"Location": "/", "Set-Cookie": cookie}
        self._send(HTTPStatus.SEE_OTHER, "text/plain", b"", more=more)

    def _send_json(self, content: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        self._send(status, "application/json", body)

    def _send(
        self,
        status: HTTPStatus,
        kind: str,
        body: bytes,
        *,
        policy: str = _APP_POLICY,
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        for name, value in (headers | (more or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

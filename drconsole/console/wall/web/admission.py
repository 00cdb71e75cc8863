"""Admission to a wall in a browser: by the address that was told at its start, and by a cookie from then on.

A port of 127.0.0.1 is open to every user of the machine, also to those whom the state's folder keeps out. So the
address has a token that nobody can guess. The browser that opens it gets a cookie, and is sent on to the address
without the token, which then stands in no list of visited pages.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

PARAMETER = "token"
"""Name of what in the address is the token."""
SIZE = 32
"""Bytes of a token and of a cookie: as many as Python's ``secrets`` takes for safe."""


class Admission:
    """Admission to one server's wall; its token and cookie are good until that server ends."""

    def __init__(self, port: int) -> None:
        self._token, self._cookie = secrets.token_urlsafe(SIZE), secrets.token_urlsafe(SIZE)
        # A cookie belongs to a host, not to a port: two walls on one machine would overwrite each other's.
        self._name = f"drconsole-wall-{port}"

    def address(self, url: str) -> str:
        """Return an address with the token in it."""
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, urlencode({PARAMETER: self._token}))))
        return urlunsplit(parts._replace(path=parts.path or "/", query=query, fragment=""))

    def knows(self, request: web.Request) -> bool:
        """Return whether it comes from a browser that was let in."""
        return _same(request.cookies.get(self._name), self._cookie)

    def lets_in(self, request: web.Request) -> bool:
        """Return whether it is for the address that was told."""
        return request.path == "/" and _same(request.query.get(PARAMETER), self._token)

    def welcome(self, request: web.Request, *, secure: bool) -> web.StreamResponse:
        """Return what gives a browser its cookie and sends it on to the address without the token.

        ``secure``: the browser sends the cookie by HTTPS alone.
        """
        rest = urlencode([(name, value) for name, value in request.query.items() if name != PARAMETER])
        # Relative: a proxy may show the wall below a path of its own.
        answer = web.Response(status=303, headers={"Location": f"./?{rest}" if rest else "./"})
        # Lax: a Strict one would not be sent after a click on the address in a chat or a mail.
        answer.set_cookie(self._name, self._cookie, httponly=True, samesite="Lax", secure=secure)
        return answer


def _same(said: str | None, known: str) -> bool:
    """Compare in a time that tells nothing of how much of it was right."""
    return said is not None and hmac.compare_digest(said.encode("utf-8", "replace"), known.encode())

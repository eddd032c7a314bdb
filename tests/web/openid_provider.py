"""An identity provider on this machine: it describes itself, keeps codes, checks PKCE, and signs what it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "jiangbei", "secret-of-the-test"


class LocalProvider:
    """What a test sets is what the next token says; `asked` are the addresses that were fetched."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.signing_key = self.key
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.issuer = ""

    def agree(self, location: str, at: datetime, **claims: Any) -> str:
        """The person logs in there; the query with which the browser comes back. `claims` lie over the usual ones."""
        address = urlsplit(location)
        sent = dict(parse_qsl(address.query))
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.issuer}/authorize"
        assert (sent["response_type"], sent["code_challenge_method"], sent["client_id"]) == ("code", "S256", CLIENT_ID)
        now = int(at.timestamp())
        self.claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": sent["nonce"],
            "email": "wang@example.cn",
            "email_verified": True,
        } | claims
        code = secrets.token_urlsafe(8)
        self.codes[code] = {"challenge": sent["code_challenge"], "redirect_uri": sent["redirect_uri"]}
        return urlencode({"code": code, "state": sent["state"]})

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request.path)
        pages = {
            "/.well-known/openid-configuration": self._describe,
            "/keys": lambda _request: {"keys": [self.key.as_dict(private=False)]},
            "/token": self._token,
        }
        body = pages[request.path](request)
        status = 400 if "error" in body else 200
        return Response(json.dumps(body), status, mimetype="application/json")(environ, start_response)

    def _describe(self, _request: Request) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.description

    def _token(self, request: Request) -> dict[str, Any]:
        kept = self.codes.pop(request.form.get("code", ""), None)
        verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        given = request.authorization
        if (
            kept is None
            or base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() != kept["challenge"]
            or request.form.get("redirect_uri") != kept["redirect_uri"]
            or given is None
            or (given.username, given.password) != (CLIENT_ID, CLIENT_SECRET)
        ):
            return {"error": "invalid_grant"}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.signing_key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def serving() -> Iterator[LocalProvider]:
    """The provider, reached over HTTP while the block runs."""
    provider = LocalProvider()
    server = make_server("localhost", 0, provider)
    provider.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

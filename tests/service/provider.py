"""A small identity provider on loopback: its own keys, one-time codes, PKCE. It can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "meshwright-client", "s3cret & more"
Claims = dict[str, Any]


class Provider:
    """`person` is who signs in next; `forge` makes the token from the claims that would be right."""

    def __init__(self) -> None:
        self.key: Any = rsa.generate_private_key(65537, 2048)
        self.kid, self.algorithm = "first", "RS256"
        self.person: Claims = {}
        self.forge: Callable[[Claims], str] = self.sign
        self.discovery: Claims = {}
        self.key_requests = 0
        self._codes: dict[str, Claims] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self.answer(200, owner.about())
                elif self.path == "/keys":
                    owner.key_requests += 1
                    self.answer(200, {"keys": [owner.public()]})
                elif self.path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", owner.url + "/keys")
                    self.end_headers()
                else:
                    self.answer(404, {})

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
                self.answer(*owner.exchange(sent, self.headers.get("Authorization", "")))

            def answer(self, status: int, body: Claims) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Provider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def about(self) -> Claims:
        """What it says of itself."""
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.url, **{k: self.url + v for k, v in names.items()}, **self.discovery}

    def public(self) -> Claims:
        """Its public key."""
        kind = (
            jwt.algorithms.ECAlgorithm
            if isinstance(self.key, ec.EllipticCurvePrivateKey)
            else jwt.algorithms.RSAAlgorithm
        )
        return json.loads(kind.to_jwk(self.key.public_key())) | {"kid": self.kid, "use": "sig"}

    def rotate(self) -> None:
        """Take another key of another kind."""
        self.key, self.kid, self.algorithm = ec.generate_private_key(ec.SECP256R1()), "second", "ES256"

    def sign(self, claims: Claims) -> str:
        """A token as it should be."""
        return jwt.encode(claims, self.key, self.algorithm, headers={"kid": self.kid})

    def approve(self, address: str) -> str:
        """What happens in a browser: someone agrees; returns the code."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == self.url + "/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid email")
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return code

    def exchange(self, sent: Claims, authorization: str) -> tuple[int, Claims]:
        """The token endpoint: client, code, redirect address and verifier must fit, and a code works once."""
        asked = self._codes.pop(sent.get("code", ""), None)
        user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        fits = (
            asked is not None
            and (user, password) == (CLIENT, "s3cret+%26+more")
            and sent.get("grant_type") == "authorization_code"
            and sent.get("redirect_uri") == asked["redirect_uri"]
            and challenge.decode().rstrip("=") == asked["code_challenge"]
        )
        if asked is None or not fits:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], **self.person}
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.forge(claims)}

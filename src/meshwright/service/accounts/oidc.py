"""The protocol with an identity provider: OpenID Connect, authorization code with PKCE. No database.

Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3; Discovery 1.0, section 4; RFC 7636; RFC 9207.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from meshwright.service.errors import Busy, NotSignedIn
from meshwright.service.settings import Settings, is_loopback

log = logging.getLogger("meshwright.oidc")

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with public keys only: with a shared secret, or without one, anybody could sign."""
CLOCKS: Final = 30.0  # seconds that two clocks may differ
REMEMBERED: Final = 3600.0
_TIMEOUT: Final = 10.0
_LONGEST: Final = 2**20
_REFUSAL: Final = "the identity provider's answer cannot be trusted"


@dataclass(frozen=True)
class Flow:
    """What must be remembered between sending someone to the provider and their return.

    state: comes back with them.  nonce: comes back signed.  verifier: proves to the provider that it is us.
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `email` is empty unless the provider says that it is verified."""

    issuer: str
    subject: str
    email: str


class Provider:
    """One identity provider; what it says of itself is asked when first needed and kept for an hour."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self.redirect_uri = settings.public_url.rstrip("/") + "/v1/auth/oidc/callback"
        self._lock = threading.Lock()
        self._about: dict[str, Any] = {}
        self._keys: jwt.PyJWKSet | None = None
        self._asked = self._keys_asked = float("-inf")

    def begin(self) -> tuple[str, Flow]:
        """Where to send someone, and what to remember. Raises `Busy` if the provider does not answer."""
        flow = Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid email",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", flow

    def finish(self, flow: Flow, code: str, issuer: str | None) -> Identity:
        """Who came back. Raises `NotSignedIn` for anything that does not fit, `Busy`.

        issuer: what came with them, if anything did.
        """
        if issuer is not None and issuer != self.issuer:
            raise _refused("another issuer answered")
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": flow.verifier,
        }
        basic: tuple[str, str] | None = None
        if "client_secret_basic" in self._discovered().get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            basic = (_form(self.client_id), _form(self._secret))
        else:
            sent |= {"client_id": self.client_id, "client_secret": self._secret}
        answer = self._ask("POST", self._endpoint("token_endpoint"), data=sent, auth=basic)
        claims = self._checked(str(answer.get("id_token", "")), flow.nonce)
        if "email" not in claims and "userinfo_endpoint" in self._discovered():
            bearer = {"Authorization": f"Bearer {answer.get('access_token', '')}"}
            more = self._ask("GET", self._endpoint("userinfo_endpoint"), headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise _refused("userinfo is of somebody else")
            claims |= {name: more[name] for name in ("email", "email_verified") if name in more}
        verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Identity(self.issuer, str(claims["sub"]), claims["email"] if verified else "")

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token. Raises `NotSignedIn` unless the provider signed it, for us, for this flow, now."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(jwt.get_unverified_header(token)),
                algorithms=list(ALGORITHMS),
                audience=self.client_id,
                issuer=self.issuer,
                leeway=CLOCKS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise _refused(f"{type(error).__name__}: {error}") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.client_id) != self.client_id:
            raise _refused("the token was made for another client")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise _refused("the token is of another sign-in")
        if not 0 < len(str(claims["sub"])) <= 255:
            raise _refused("the subject is too long")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """The key that a token names. Keys change, so an unknown one is asked for, but not at every token."""
        for fresh in (False, True):
            for key in self._key_set(fresh=fresh).keys:
                if key.public_key_use in (None, "sig") and header.get("kid") in (None, key.key_id):
                    return key
        raise _refused("the token names an unknown key")

    def _key_set(self, *, fresh: bool) -> jwt.PyJWKSet:
        endpoint = self._endpoint("jwks_uri")
        with self._lock:
            age = time.monotonic() - self._keys_asked
            if self._keys is None or age > (60.0 if fresh else REMEMBERED):
                try:
                    self._keys = jwt.PyJWKSet.from_dict(self._ask("GET", endpoint))
                except jwt.PyJWTError as error:
                    raise _refused(f"its keys: {error}") from error
                self._keys_asked = time.monotonic()
            return self._keys

    def _discovered(self) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._asked > REMEMBERED:
                about = self._ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if about.get("issuer") != self.issuer:
                    raise _refused("the provider calls itself otherwise")
                self._about, self._asked = about, time.monotonic()
            return self._about

    def _endpoint(self, name: str) -> str:
        address = str(self._discovered().get(name, ""))
        if not is_trusted(address):
            raise _refused(f"{name} is not an https address")
        return address

    def _ask(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        """One JSON object, at most a megabyte of it; redirects are not followed."""
        try:
            with (
                httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client,
                client.stream(method, address, **{k: v for k, v in sent.items() if v is not None}) as answer,
            ):
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > _LONGEST:
                        raise _refused(f"{address} answers too much")
        except httpx.HTTPError as error:
            log.warning("no answer", extra={"fields": {"address": address, "error": type(error).__name__}})
            raise Busy("the identity provider does not answer") from error
        if answer.status_code >= 500:
            raise Busy("the identity provider does not answer")
        try:
            found = httpx.Response(answer.status_code, content=content).json()
        except ValueError as error:
            raise _refused(f"{address} does not answer in JSON") from error
        if answer.status_code != 200 or not isinstance(found, dict):
            raise _refused(f"{address} answers {answer.status_code}")
        return found


def is_trusted(address: str) -> bool:
    """Whether what comes from an address is what its owner sent: https, or this machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        )
    except ValueError:
        return False


def _form(text: str) -> str:
    """As RFC 6749, section 2.3.1, wants user and password."""
    return urlencode({"": text})[1:]


def _refused(reason: str) -> NotSignedIn:
    # The reason is for the operator: a stranger would learn from it what to forge next.
    log.warning("refused", extra={"fields": {"reason": reason[:500]}})
    return NotSignedIn(_REFUSAL)

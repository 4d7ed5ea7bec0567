"""Passwords, signing key, access tokens and other secrets, without a database."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from meshwright.service.errors import Busy, NotSignedIn

ISSUER: Final = "meshwright"
AUDIENCE: Final = "meshwright-api"

# 64 MB and 0.2 s each (RFC 9106, second recommendation), so only two at once.
_hasher = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=4),))
_turns = threading.BoundedSemaphore(2)
_PATIENCE = 3.0
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Argon2id with its parameters in the text. Raises `Busy` when too many wait."""
    with _Turn():
        return _hasher.hash(password)


def password_matches(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one; takes as long when there is none. Raises `Busy`."""
    with _Turn():
        matches = _hasher.verify(password, stored or _NOBODY)
    return matches and stored is not None


class _Turn:
    def __enter__(self) -> None:
        if not _turns.acquire(timeout=_PATIENCE):
            raise Busy("too many people are signing in at once")

    def __exit__(self, *_: object) -> None:
        _turns.release()


def new_secret() -> str:
    """256 random bits as text without characters that need escaping."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a random secret; it has too many bits to guess, so one SHA-256 suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Access:
    """What a valid access token says: account and session."""

    account_id: str
    session_id: str


class Signer:
    """Signs and checks access tokens (JWT, EdDSA over Ed25519)."""

    def __init__(self, keys: Sequence[Ed25519PrivateKey], seconds: int) -> None:
        """keys: the first signs; what another one has signed is still good.  seconds: life of a token."""
        self._private = keys[0]
        self._public = [key.public_key() for key in keys]
        self.seconds = seconds

    def sign(self, account_id: str, session_id: str) -> str:
        """A token that is valid for `seconds` from now."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": account_id,
            "sid": session_id,
            "iat": now,
            "exp": now + self.seconds,
        }
        return jwt.encode(claims, self._private, algorithm="EdDSA")

    def derive(self, purpose: str) -> bytes:
        """32 secret bytes for another purpose, the same wherever this key is."""
        return _expand(self._private.private_bytes_raw(), purpose)

    def check(self, token: str) -> Access:
        """What the token says. Raises `NotSignedIn` unless this key signed it and it is in time."""
        for key in self._public:
            try:
                claims = jwt.decode(
                    token,
                    key,
                    algorithms=["EdDSA"],
                    audience=AUDIENCE,
                    issuer=ISSUER,
                    options={"require": ["exp", "iat", "sub", "sid", "aud", "iss"]},
                )
            except jwt.InvalidSignatureError:
                continue
            except jwt.PyJWTError as error:
                raise NotSignedIn from error
            return Access(str(claims["sub"]), str(claims["sid"]))
        raise NotSignedIn


def keys_from(secret_words: Sequence[str]) -> list[Ed25519PrivateKey]:
    """Signing keys from secrets that all servers know, so that each accepts what another has signed."""
    return [Ed25519PrivateKey.from_private_bytes(_expand(word.encode(), "signing key")) for word in secret_words]


def key_in(path: Path) -> Ed25519PrivateKey:
    """The signing key of a single server in a PEM file, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _expand(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"meshwright {purpose}".encode()).derive(secret)

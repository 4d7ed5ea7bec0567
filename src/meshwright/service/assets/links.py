"""Links that open one file to whoever holds them, until a time: signed with HMAC-SHA256, kept nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import astuple, dataclass
from typing import Final

from meshwright.service.errors import Forbidden, Gone

LONGEST: Final = 7 * 86400


@dataclass(frozen=True)
class Grant:
    """What a link opens: a file of a version, in the name of an account, until `expires` (seconds since 1970)."""

    account_id: str
    asset_id: str
    number: int
    name: str
    expires: int


class LinkSigner:
    """Signs and checks grants. Whoever made a link must still be allowed to read: that is the reader's to check."""

    def __init__(self, key: bytes) -> None:
        """key: 32 secret bytes, the same on every server that answers for the links."""
        self._key = key

    def sign(self, grant: Grant) -> str:
        """The signature, as URL-safe text."""
        # As JSON no two grants have the same text, whatever characters are in them.
        code = hmac.digest(self._key, json.dumps(astuple(grant)).encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(code).decode().rstrip("=")

    def check(self, grant: Grant, signature: str) -> None:
        """Raises `Forbidden` if the signature is not that of the grant, `Gone` when its time has passed."""
        if not hmac.compare_digest(self.sign(grant).encode(), signature.encode()):
            raise Forbidden("bad-link", "the link was not made by this service, or was changed")
        if grant.expires < time.time():
            raise Gone("link-expired", "the link has expired")

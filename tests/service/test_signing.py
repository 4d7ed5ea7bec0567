"""The secret that all servers share can be changed without signing anyone out."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshwright.service.accounts.secrets import Signer, key_in, keys_from
from meshwright.service.errors import NotSignedIn

OLD, NEW, OTHER = ("the old secret of all the servers", "the new secret of all the servers", "not a secret of them" * 2)


def test_servers_with_the_same_secret_accept_each_others_tokens() -> None:
    one, two = Signer(keys_from([OLD]), 60), Signer(keys_from([OLD]), 60)
    assert two.check(one.sign("account_a", "session_b")).account_id == "account_a"
    assert one.derive("links") == two.derive("links") != one.derive("else")


def test_a_change_of_the_secret_goes_through_a_time_with_both() -> None:
    before, during, after = (Signer(keys_from(words), 60) for words in ([OLD], [NEW, OLD], [NEW]))
    old, new = before.sign("account_a", "session_b"), during.sign("account_a", "session_b")
    assert during.check(old) == during.check(new) == after.check(new)
    for server, token in ((after, old), (before, new)):
        with pytest.raises(NotSignedIn):
            server.check(token)


def test_expired_and_foreign_tokens_are_refused_by_every_key() -> None:
    both = Signer(keys_from([NEW, OLD]), 60)
    for stale in (Signer(keys_from([OLD]), -1), Signer(keys_from([NEW]), -1), Signer(keys_from([OTHER]), 60)):
        with pytest.raises(NotSignedIn):
            both.check(stale.sign("account_a", "session_b"))


def test_a_single_server_keeps_a_key_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing.pem"
    token = Signer([key_in(path)], 60).sign("account_a", "session_b")
    assert Signer([key_in(path)], 60).check(token).session_id == "session_b"
    assert path.stat().st_mode & 0o777 == 0o600

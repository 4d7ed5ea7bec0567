"""Sessions, tokens, keys: what must be refused is."""

from __future__ import annotations

import base64
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from meshwright.service.accounts import secrets
from meshwright.service.accounts.secrets import keys_from
from meshwright.service.errors import Busy

from .server import PASSWORD, Server, User


def _status(user: httpx.Client, token: str) -> int:
    return user.get("/v1/account", headers={"Authorization": f"Bearer {token}"}).status_code


def _claims(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_register_and_login(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        body = {"email": "Ann@Example.org", "password": PASSWORD}
        made = client.post("/v1/auth/register", json=body)
        assert (made.status_code, made.json()["email"]) == (201, "ann@example.org")
        assert "password" not in made.text
        again = client.post("/v1/auth/register", json=body | {"email": "ann@example.ORG "})
        assert (again.status_code, again.json()["code"]) == (409, "email-taken")
        assert client.post("/v1/auth/register", json=body | {"email": "nobody"}).status_code == 422
        short = client.post("/v1/auth/register", json={"email": "b@example.org", "password": "short"})
        assert short.status_code == 422
        assert "short" not in short.json()["detail"].replace("shorter", "")
        tokens = client.post("/v1/auth/login", json=body).json()
        assert tokens["token_type"] == "bearer"
        assert _status(client, tokens["access_token"]) == 200


def test_unknown_address_and_wrong_password_look_the_same(server: Server, user: User) -> None:
    wrong = {"email": user.email, "password": "wrong password"}
    answers = [
        httpx.post(f"{server.url}/v1/auth/login", json=body, timeout=20).json()
        for body in (wrong, wrong | {"email": "no@example.org"})
    ]
    for answer in answers:
        del answer["request_id"]
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 401


def test_brute_force_is_slowed(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "0", login_failures=3) as small:
        victim = small.user()
        body = {"email": victim.email, "password": "wrong password"}
        statuses = [victim.post("/v1/auth/login", json=body).status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        # Right or wrong is no longer told.
        blocked = victim.post("/v1/auth/login", json=body | {"password": PASSWORD})
        assert blocked.status_code == 429
        assert int(blocked.headers["Retry-After"]) > 0


def test_forged_tokens(server: Server, user: User) -> None:
    good = user.tokens["access_token"]
    claims = _claims(good)
    assert _status(user, good) == 200
    key = _signing_key(server)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    head, body, signature = good.split(".")
    other = json.loads(base64.urlsafe_b64decode(body + "==")) | {"sub": "account_" + "0" * 26}
    swapped = base64.urlsafe_b64encode(json.dumps(other).encode()).decode().rstrip("=")
    late, now = claims | {"exp": int(time.time()) - 1}, int(time.time())
    forged = [
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, public * 2, algorithm="HS256"),  # the public key as a shared secret
        jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA"),
        jwt.encode(late, key, algorithm="EdDSA"),
        jwt.encode(claims | {"aud": "elsewhere"}, key, algorithm="EdDSA"),
        jwt.encode(claims | {"iss": "elsewhere"}, key, algorithm="EdDSA"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, key, algorithm="EdDSA"),
        jwt.encode(claims | {"sid": "session_" + "0" * 26, "exp": now + 60}, key, algorithm="EdDSA"),
        f"{head}.{swapped}.{signature}",
        good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB"),
        "mw_" + "x" * 43,
        "x",
    ]
    assert [_status(user, token) for token in forged] == [401] * len(forged)


def _signing_key(server: Server) -> Ed25519PrivateKey:
    """What an attacker must not have: in a file that only the server reads, or made of the secret of all servers."""
    path = server.folder / "keys" / "signing.pem"
    if "MESHWRIGHT_SECRET_KEY" in server.environment:
        assert not path.exists()
        return keys_from([server.environment["MESHWRIGHT_SECRET_KEY"]])[0]
    assert path.stat().st_mode & 0o077 == 0
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def test_refresh_rotates_and_reuse_ends_the_session(server: Server) -> None:
    user = server.user()
    first = user.tokens["refresh_token"]
    second = user.post("/v1/auth/refresh", json={"refresh_token": first}).json()
    assert _status(user, second["access_token"]) == 200
    assert second["refresh_token"] != first
    assert user.post("/v1/auth/refresh", json={"refresh_token": first}).status_code == 401
    after = user.post("/v1/auth/refresh", json={"refresh_token": second["refresh_token"]})
    assert after.status_code == 401
    assert [_status(user, t["access_token"]) for t in (user.tokens, second)] == [401, 401]
    assert user.post("/v1/auth/refresh", json={"refresh_token": "guess"}).status_code == 401


def test_logout_ends_one_session_and_everywhere_all(server: Server) -> None:
    one = server.user()
    body = {"email": one.email, "password": PASSWORD}
    two, three = (User(one.base_url, one.email, one.post("/v1/auth/login", json=body).json()) for _ in "23")  # type: ignore[arg-type]
    assert one.post("/v1/auth/logout").status_code == 204
    assert [u.get("/v1/account").status_code for u in (one, two, three)] == [401, 200, 200]
    assert one.post("/v1/auth/refresh", json={"refresh_token": one.tokens["refresh_token"]}).status_code == 401
    assert two.post("/v1/auth/logout-everywhere").status_code == 204
    assert [u.get("/v1/account").status_code for u in (two, three)] == [401, 401]


def test_api_keys_are_scoped_shown_once_and_end_at_once(server: Server, user: User, stranger: User) -> None:
    made = user.post("/v1/api-keys", json={"name": "reader", "scopes": ["read"]}).json()
    key = made["key"]
    assert key.startswith("mw_")
    assert key.startswith(made["prefix"])
    listed = user.get("/v1/api-keys").json()["items"]
    assert key not in json.dumps(listed)
    assert made["id"] in [k["id"] for k in listed]
    client = User(server.url, user.email, {"access_token": key})
    assert client.get("/v1/assets").status_code == 200
    denied = client.post("/v1/generations", json={"prompt": "make 1"})
    assert (denied.status_code, denied.json()["code"]) == (403, "scope")
    assert client.post("/v1/api-keys", json={"name": "more"}).status_code == 403
    assert client.post("/v1/auth/logout-everywhere").status_code == 403
    assert stranger.delete(f"/v1/api-keys/{made['id']}").status_code == 404
    assert user.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert client.get("/v1/assets").status_code == 401
    for path in server.folder.glob("meshwright.db*"):
        assert key.encode() not in path.read_bytes()


def test_signing_out_with_a_key_ends_that_key(server: Server, user: User) -> None:
    made = [user.post("/v1/api-keys", json={"name": "k", "scopes": ["read"]}).json()["key"] for _ in range(2)]
    one, two = (User(server.url, user.email, {"access_token": key}) for key in made)
    assert one.post("/v1/auth/logout").status_code == 204
    assert [who.get("/v1/assets").status_code for who in (one, two, user)] == [401, 200, 200]


def test_a_key_cannot_make_a_stronger_key(server: Server, user: User) -> None:
    key = user.post("/v1/api-keys", json={"name": "keys", "scopes": ["account"]}).json()["key"]
    client = User(server.url, user.email, {"access_token": key})
    assert client.post("/v1/api-keys", json={"name": "w", "scopes": ["write"]}).status_code == 403
    assert client.post("/v1/api-keys", json={"name": "a", "scopes": ["account"]}).status_code == 201


def test_single_user_mode_is_for_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="a loopback address"):
        Server(tmp_path / "no", "--single-user", "--host", "0.0.0.0").start()
    with Server(tmp_path / "data", "--single-user", "--workers", "0") as local:
        get = {
            "plain": {},
            "rebound": {"Host": "evil.example"},
            "other origin": {"Origin": "https://evil.example"},
            "cross site": {"Sec-Fetch-Site": "cross-site"},
            "same origin": {"Origin": local.url},
        }
        statuses = {
            name: httpx.get(f"{local.url}/v1/assets", headers=headers, timeout=20).status_code
            for name, headers in get.items()
        }
        refused = {"rebound", "other origin", "cross site"}
        assert statuses == {name: 403 if name in refused else 200 for name in get}
        # The local account has no password.
        body = {"email": "local@localhost", "password": "!!!!!!!!"}
        assert httpx.post(f"{local.url}/v1/auth/login", json=body, timeout=20).status_code == 401


def test_closed_registration(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--closed", "--workers", "0") as closed:
        body = {"email": "a@example.org", "password": PASSWORD}
        assert httpx.post(f"{closed.url}/v1/auth/register", json=body, timeout=20).status_code == 403


def test_a_refresh_token_used_by_many_at_once_is_good_for_one(server: Server) -> None:
    user = server.user()
    body = {"refresh_token": user.tokens["refresh_token"]}
    with ThreadPoolExecutor(8) as pool, httpx.Client(base_url=server.url, timeout=20) as client:
        answers = list(pool.map(lambda _: client.post("/v1/auth/refresh", json=body), range(8)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    assert {answer.status_code for answer in answers} == {200, 401}
    # One of the others was a second use: nobody keeps the session, not even the first.
    assert _status(user, good[0]["access_token"]) == 401
    after = user.post("/v1/auth/refresh", json={"refresh_token": good[0]["refresh_token"]})
    assert after.status_code == 401


def test_many_logins_at_once_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check of a password takes 64 MB, so two run at a time, and who waits too long is told to come back."""
    running, most = 0, 0
    lock = threading.Lock()

    class Slow:
        def verify(self, _password: str, _stored: str) -> bool:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.1)
            with lock:
                running -= 1
            return False

    def check(_: int) -> bool:
        try:
            return secrets.password_matches("x", "y")
        except Busy as busy:
            return "Retry-After" in busy.headers

    monkeypatch.setattr(secrets, "_hasher", Slow())
    monkeypatch.setattr(secrets, "_PATIENCE", 0.15)
    with ThreadPoolExecutor(12) as pool:
        refused = sum(pool.map(check, range(12)))
    assert most == 2
    assert 0 < refused < 12

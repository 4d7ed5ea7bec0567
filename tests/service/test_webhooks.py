"""Webhooks: what is sent, to whom, signed how, how often, and where it must never go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook, WebhookVerificationError

from meshwright.service.accounts.secrets import Signer
from meshwright.service.accounts.store import AccountStore
from meshwright.service.api.schemas_webhooks import Event
from meshwright.service.db.database import Database
from meshwright.service.db.schema import deliveries
from meshwright.service.outside import NotPublic, is_public, public_addresses
from meshwright.service.settings import Settings
from meshwright.service.webhooks.courier import Courier, Outcome
from meshwright.service.webhooks.outbox import EVENTS, post
from meshwright.service.webhooks.store import WebhookStore

from .receiver import Receiver
from .server import PASSWORD, Server, User

SOON = {"webhook_private_addresses": True, "webhook_backoff": 0.05}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("hooks") / "data", lease=3, **SOON) as running:
        yield running


@pytest.fixture
def user(server: Server) -> User:
    return server.user()


def _hook(user: User, url: str, *events: str) -> dict[str, Any]:
    body: dict[str, Any] = {"url": url, **({"events": list(events)} if events else {})}
    answer = user.post("/v1/webhooks", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _log(
    user: User, hook: dict[str, Any], count: int = 1, state: str = "delivered", seconds: float = 15.0
) -> list[Any]:
    """The deliveries of a webhook once so many are in a state."""
    end = time.monotonic() + seconds
    path = f"/v1/webhooks/{hook['id']}/deliveries"
    while len(found := user.get(path, params={"state": state}).json()["items"]) < count:
        assert time.monotonic() < end, user.get(path).json()
        time.sleep(0.05)
    return list(found)


def test_events_are_signed_and_tell_what_happened(user: User) -> None:
    with Receiver() as receiver:
        hook = _hook(user, f"{receiver.url}/hook?x=1")
        done = user.wait(user.submit("make 1"))
        user.wait(user.submit("input"))
        batch = user.post("/v1/batches", json={"items": [{"prompt": "make 2"}, {"prompt": ""}]}).json()
        user.wait(batch["items"][0]["job_id"])
        receiver.wait(6)
        messages = receiver.opened(hook["secret"])
        told = {kind: [m["data"] for m in messages if m["type"] == kind] for kind in EVENTS}
        assert {k: len(v) for k, v in told.items() if v} == {
            "job.succeeded": 2, "job.failed": 1, "batch.finished": 1, "asset.version": 2
        }  # fmt: skip
        first = next(d["job"] for d in told["job.succeeded"] if d["job"]["id"] == done["id"])
        assert first["assets"] == [{"asset_id": done["asset_id"], "version": 1}]
        assert told["job.failed"][0]["job"]["error"]["cause"] == "input"
        counts = told["batch.finished"][0]["batch"]["counts"]
        assert (counts["succeeded"], counts["rejected"]) == (1, 1)
        assert told["asset.version"][0]["version"]["number"] == 1
        headers, body = receiver.got[0]
        with pytest.raises(WebhookVerificationError):
            Webhook(hook["secret"]).verify(body + b" ", headers)
        assert {d["attempts"] for d in _log(user, hook, 6)} == {1}


def test_only_asked_events_and_only_ones_own(server: Server, user: User) -> None:
    with Receiver() as mine, Receiver() as theirs:
        _hook(user, mine.url, "job.cancelled")
        other = server.user()
        _hook(other, theirs.url)
        cancelled = user.submit("sleep 30")
        user.post(f"/v1/jobs/{cancelled}/cancel")
        user.make("make 1")
        mine.wait(1)
        time.sleep(0.7)
        assert mine.events() == ["job.cancelled"]
        assert theirs.got == []


def test_failures_are_retried_with_the_same_identifier(user: User) -> None:
    with Receiver(500, 302, 204) as receiver:
        hook = _hook(user, receiver.url, "job.succeeded")
        user.make("make 1")
        (delivery,) = _log(user, hook)
        assert (delivery["attempts"], delivery["last_status"], delivery["last_error"]) == (3, 204, None)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert len({body for _, body in receiver.got}) == 1
        assert len(receiver.got) == 3, "a redirect is not followed"
        assert user.get(f"/v1/webhooks/{hook['id']}").json()["failing_since"] is None


def test_nothing_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", lease=2, **SOON)
    server.start()
    with Receiver(503) as receiver:
        user = server.user()
        hook = _hook(user, receiver.url, "job.succeeded")
        user.make("make 1")
        receiver.wait(1)
        token = user.tokens
        server.kill()
        receiver.answers = [200]
        server.start()
        try:
            again = User(server.url, user.email, token)
            # An attempt that the kill cut off is made again when its claim has run out; others at once.
            (delivery,) = _log(again, hook, seconds=30)
            assert delivery["attempts"] >= 2
            assert receiver.opened(hook["secret"])[-1]["type"] == "job.succeeded"
        finally:
            server.stop()


def test_rotation_lets_both_secrets_hold(user: User) -> None:
    with Receiver() as receiver:
        hook = _hook(user, receiver.url)
        new = user.post(f"/v1/webhooks/{hook['id']}/rotate").json()["secret"]
        assert new != hook["secret"]
        sent = user.post(f"/v1/webhooks/{hook['id']}/test")
        assert sent.status_code == 202
        receiver.wait(1)
        for secret in (new, hook["secret"]):
            assert receiver.opened(secret)[0]["type"] == "ping"
        assert receiver.got[0][0]["webhook-id"] == sent.json()["id"]
        for path in ("/v1/webhooks", f"/v1/webhooks/{hook['id']}"):
            assert "whsec_" not in user.get(path).text, "shown once only"


def test_a_receiver_that_is_gone_is_left_alone(user: User) -> None:
    with Receiver(410, 204) as receiver:
        hook = _hook(user, receiver.url)
        path = f"/v1/webhooks/{hook['id']}"
        user.post(f"{path}/test")
        (failed,) = _log(user, hook, state="failed")
        assert failed["last_error"] == "the webhook was disabled"
        found = user.get(path).json()
        assert (found["enabled"], found["disabled_reason"]) == (False, "the receiver said 410 Gone")
        assert user.post(f"{path}/test").status_code == 409
        user.make("make 1")
        assert user.patch(path, json={"enabled": True}).json()["enabled"] is True
        assert user.post(f"{path}/deliveries/{failed['id']}/retry").status_code == 202
        assert _log(user, hook)[0]["id"] == failed["id"]
        assert receiver.events() == ["ping", "ping"], "what happened while it was disabled is not sent"


def test_long_failure_disables_and_days_pass(tmp_path: Path) -> None:
    short = {"webhook_seconds": 0.2, "webhook_disable_seconds": 1.0}
    with Server(tmp_path / "data", "--workers", "0", **SOON, **short) as server, Receiver(500) as receiver:
        user = server.user()
        hook = _hook(user, receiver.url)
        path = f"/v1/webhooks/{hook['id']}"
        user.post(f"{path}/test")
        (first,) = _log(user, hook, state="failed")
        assert first["last_error"] == "the receiver answered 500"
        end = time.monotonic() + 15
        while user.get(path).json()["enabled"]:
            assert time.monotonic() < end
            user.post(f"{path}/test")
            time.sleep(0.6)
        assert "too long" in user.get(path).json()["disabled_reason"]


def test_a_slow_receiver_does_not_hold_up_others(user: User) -> None:
    with Receiver(pause=2.0) as slow, Receiver() as quick:
        first = _hook(user, slow.url)
        for _ in range(5):
            user.post(f"/v1/webhooks/{first['id']}/test")
        slow.wait(2)
        second = _hook(user, quick.url)
        user.post(f"/v1/webhooks/{second['id']}/test")
        quick.wait(1, seconds=2)
        user.delete(f"/v1/webhooks/{first['id']}")
        assert user.get(f"/v1/webhooks/{first['id']}").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "https://example.org:22/",
        "https://user:secret@example.org/",
        "ftp://example.org/",
        "https://",
        "https://example.org/#x",
        "javascript:alert(1)",
        "https://[::1]/",
        "https://example.org:70000/",
    ],
)
def test_urls_that_are_refused(strict: User, url: str) -> None:
    answer = strict.post("/v1/webhooks", json={"url": url})
    assert answer.status_code == 422
    assert answer.json()["code"] in ("invalid", "bad-url")


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """A user of a server with the settings as they are delivered."""
    with Server(tmp_path_factory.mktemp("strict") / "data", "--workers", "0", webhook_backoff=0.05) as running:
        yield running.user()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "169.254.169.254", "2130706433", "0x7f000001"])
def test_private_addresses_are_not_called(strict: User, host: str) -> None:
    """The name is only resolved when it is sent, and again each time; so the log tells of it."""
    hook = _hook(strict, f"https://{host}:8443/")
    strict.post(f"/v1/webhooks/{hook['id']}/test")
    end = time.monotonic() + 10
    while (log := strict.get(f"/v1/webhooks/{hook['id']}/deliveries").json()["items"][0])["last_error"] is None:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "not a public address" in log["last_error"]
    strict.delete(f"/v1/webhooks/{hook['id']}")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.0.8", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(NotPublic):
        public_addresses(address, 443)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_the_document_names_all_events() -> None:
    assert get_args(Event) == EVENTS


def test_couriers_beside_each_other_take_each_delivery_once(database: Database, tmp_path: Path) -> None:
    """Two servers on one database; the second takes over what the first has not recorded in time."""
    accounts = AccountStore(database, cast(Signer, None), 1)
    account = accounts.register("a@example.org", PASSWORD)["id"]
    hook = WebhookStore(database, private=True).add(account, "http://127.0.0.1/", ["job.failed"], "")
    with database.write() as connection:
        posted = {post(connection, hook["id"], "job.failed", {"n": n}) for n in range(6)}
    one, two = (Courier(database, Settings(str(tmp_path))) for _ in range(2))
    first, second = one.claim(16, {}), two.claim(16, {})
    assert [len(first), len(second)] == [2, 2], "two at a time per webhook and server"
    assert len({p.delivery_id for p in (*first, *second)}) == 4
    assert one.claim(16, {hook["id"]: 2}) == []
    with database.write() as connection:  # the time in which the first had to record has passed
        connection.execute(update(deliveries).values(due_at=time.time() - 1))
    again = {p.delivery_id: p for p in (*two.claim(16, {}), *two.claim(16, {}), *two.claim(16, {}))}
    late = next(p for p in first if p.delivery_id in again)
    two.record(again[late.delivery_id], Outcome(200, "", 0.1))
    one.record(late, Outcome(None, "no answer", 0.1))
    with database.read() as connection:
        row = connection.execute(select(deliveries).where(deliveries.c.id == late.delivery_id)).mappings().one()
        assert set(connection.execute(select(deliveries.c.id)).scalars()) == posted
    assert (row["state"], row["last_error"], row["attempts"]) == ("delivered", None, 2)

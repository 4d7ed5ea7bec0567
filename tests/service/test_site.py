"""The site: its first admin, its accounts, limits of accounts and projects, passwords and keys."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from meshwright.service.accounts.site import SiteStore
from meshwright.service.db.database import Database
from meshwright.service.db.schema import api_keys

from .server import PASSWORD, Server, User

LIMITS = {"daily_jobs": 4, "queued_jobs": 3, "stored_bytes": 5000, "project_bytes": 3000, "requests": 400}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits and without workers."""
    folder = tmp_path_factory.mktemp("site") / "data"
    with Server(folder, "--workers", "0", **LIMITS) as running:
        yield running


def _link(server: Server) -> str:
    assert server.process.stdout is not None
    line = server.process.stdout.readline()
    found = re.fullmatch(r"First run: make the admin's account at (http://\S+/setup)#(\S+)\n", line)
    assert found is not None, line
    assert httpx.get(found[1]).status_code == 200
    return found[2]


@pytest.fixture(scope="module")
def admin(site: Server) -> User:
    """Who used the link that the server printed."""
    body = {"email": "root@example.org", "password": PASSWORD, "token": _link(site)}
    with httpx.Client(base_url=site.url, timeout=20) as client:
        assert client.post("/v1/auth/setup", json=body | {"token": "guess"}).status_code == 401
        assert client.post("/v1/auth/setup", json=body).status_code == 201
        again = client.post("/v1/auth/setup", json=body | {"email": "second@example.org"})
        assert again.status_code == 401
        tokens = client.post("/v1/auth/login", json={"email": "root@example.org", "password": PASSWORD}).json()
    return User(site.url, "root@example.org", tokens)


def _id(user: User) -> str:
    return str(user.get("/v1/account").json()["id"])


def test_the_page_of_the_link_runs_its_own_script_only(site: Server) -> None:
    answer = httpx.get(f"{site.url}/setup")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_link_is_offered_until_there_is_an_admin(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "0") as first:
        unused = _link(first)
    with Server(tmp_path / "data", "--workers", "0") as second:
        body = {"email": "root@example.org", "password": PASSWORD, "token": _link(second)}
        assert unused not in second.logs()
        assert httpx.post(f"{second.url}/v1/auth/setup", json=body, timeout=20).status_code == 201
        body |= {"email": "other@example.org", "token": unused}
        assert httpx.post(f"{second.url}/v1/auth/setup", json=body, timeout=20).status_code == 401
    database = Database(f"sqlite:///{tmp_path / 'data' / 'meshwright.db'}")
    assert SiteStore(database, None, None).setup_token() is None  # type: ignore[arg-type]
    database.close()


def test_the_admin_of_the_site_sees_accounts_but_not_what_they_made(site: Server, admin: User) -> None:
    user = site.user()
    job = user.submit("make one")
    listed = admin.get("/v1/admin/accounts", params={"q": user.email[:8]}).json()["items"]
    assert [(item["email"], item["role"], item["disabled_at"]) for item in listed] == [(user.email, "user", None)]
    assert "password" not in str(listed)
    assert admin.get(f"/v1/jobs/{job}").status_code == 404
    project = user.get("/v1/account").json()["project_id"]
    assert admin.get(f"/v1/projects/{project}").status_code == 404
    assert admin.get(f"/v1/admin/projects/{project}").json()["used"]["unfinished_jobs"] == 1


def test_a_disabled_account_is_shut_out_at_once(site: Server, admin: User) -> None:
    user = site.user()
    key = User(site.url, "", {"access_token": user.post("/v1/api-keys", json={"name": "k"}).json()["key"]})
    job = user.submit("make one")
    path = f"/v1/admin/accounts/{_id(user)}"
    assert admin.patch(path, json={"disabled": True}).json()["disabled_at"] is not None
    assert [who.get("/v1/account").status_code for who in (user, key)] == [401, 401]
    body = {"refresh_token": user.tokens["refresh_token"]}
    assert user.post("/v1/auth/refresh", json=body).status_code == 401
    login = {"email": user.email, "password": PASSWORD}
    assert user.post("/v1/auth/login", json=login | {"password": "wrong password"}).status_code == 401
    refused = user.post("/v1/auth/login", json=login)
    assert (refused.status_code, refused.json()["code"]) == (403, "account-disabled")
    assert admin.patch(path, json={"disabled": False}).json()["used"]["unfinished_jobs"] == 0
    tokens = user.post("/v1/auth/login", json=login).json()
    back = User(site.url, user.email, tokens)
    assert back.job(job)["state"] == "cancelled"
    assert key.get("/v1/account").status_code == 200
    assert user.get("/v1/account").status_code == 401  # the old session stays ended


def test_admins_come_and_go_but_nobody_ends_themselves(site: Server, admin: User) -> None:
    user = site.user()
    for change in ({"disabled": True}, {"role": "user"}):
        assert admin.patch(f"/v1/admin/accounts/{_id(admin)}", json=change).json()["code"] == "yourself"
    path = f"/v1/admin/accounts/{_id(user)}"
    assert user.post("/v1/api-keys", json={"name": "k", "scopes": ["admin"]}).status_code == 403
    assert admin.patch(path, json={"role": "admin"}).status_code == 200
    made = user.post("/v1/api-keys", json={"name": "k", "scopes": ["admin"]})
    key = User(site.url, "", {"access_token": made.json()["key"]})
    plain = User(site.url, "", {"access_token": user.post("/v1/api-keys", json={"name": "p"}).json()["key"]})
    assert [who.get("/v1/admin/accounts").status_code for who in (user, key, plain)] == [200, 200, 403]
    assert admin.patch(path, json={"role": "user"}).status_code == 200
    assert [who.get("/v1/admin/accounts").status_code for who in (user, key)] == [403, 403]
    assert admin.patch("/v1/admin/accounts/account_" + "0" * 26, json={"role": "user"}).status_code == 404


def test_unfinished_jobs_are_limited(site: Server) -> None:
    user = site.user()
    answers = [user.post("/v1/generations", json={"prompt": "a"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    problem = answers[3].json()
    assert {name: problem[name] for name in ("code", "limit", "used", "of")} == {
        "code": "quota-unfinished-jobs",
        "limit": 3,
        "used": 3,
        "of": "account",
    }
    assert int(answers[3].headers["Retry-After"]) > 0
    used = user.get("/v1/account").json()
    assert (used["used"]["unfinished_jobs"], used["limits"]["unfinished_jobs"]) == (3, 3)


def test_jobs_of_a_day_are_limited_and_the_wait_is_told(site: Server, admin: User) -> None:
    user = site.user()
    for _ in range(4):
        user.post(f"/v1/jobs/{user.submit('a')}/cancel")
    answer = user.post("/v1/generations", json={"prompt": "a"})
    assert (answer.status_code, answer.json()["code"]) == (429, "quota-daily-jobs")
    assert 86000 < int(answer.headers["Retry-After"]) <= 86401
    # More than there is room for, all at once, is refused as a whole.
    other = site.user()
    batch = other.post("/v1/batches", json={"items": [{"prompt": "a"}] * 4})
    assert (batch.status_code, batch.json()["code"]) == (429, "quota-unfinished-jobs")
    assert other.get("/v1/jobs").json()["items"] == []
    # Limits can be set account by account; null and what is not given are the site's again.
    path = f"/v1/admin/accounts/{_id(user)}"
    assert admin.patch(path, json={"quota": {"daily_jobs": 5}}).json()["limits"]["daily_jobs"] == 5
    user.submit("a")
    assert admin.patch(path, json={"quota": {}}).json()["limits"]["daily_jobs"] == 4
    assert user.post("/v1/generations", json={"prompt": "a"}).status_code == 429
    assert admin.patch(path, json={"quota": {"daily_jobs": -1}}).status_code == 422
    assert admin.patch(path, json={"quota": {"daily_jobs": True}}).status_code == 422


def test_bytes_are_limited_for_account_and_project(site: Server, admin: User) -> None:
    user = site.user()

    def send(content: bytes, **where: str) -> httpx.Response:
        return user.post("/v1/uploads", params={"name": "a.stl", **where}, content=content)

    project = user.post("/v1/projects", json={"name": "p"}).json()["id"]
    assert send(b"solid a" + b"a" * 2500, project_id=project).status_code == 201
    # The same bytes again take no room.
    assert send(b"solid b" + b"b" * 600, project_id=project).json()["code"] == "quota-stored-bytes"
    refused = send(b"solid b" + b"b" * 600, project_id=project)
    assert (refused.status_code, refused.json()["of"], refused.json()["limit"]) == (403, "project", 3000)
    assert "Retry-After" not in refused.headers
    assert admin.patch(f"/v1/admin/projects/{project}", json={"quota": {"stored_bytes": 4000}}).status_code == 200
    assert send(b"solid b" + b"b" * 600, project_id=project).status_code == 201
    assert user.get(f"/v1/projects/{project}").json()["used"]["stored_bytes"] == 2507 + 607
    assert send(b"solid c" + b"c" * 2200).json()["of"] == "account"
    # Who has no room for anything cannot begin more work either.
    assert send(b"solid d" + b"d" * (5000 - 2507 - 607 - 7)).status_code == 201
    assert user.get("/v1/account").json()["used"]["stored_bytes"] == 5000
    work = user.post("/v1/generations", json={"prompt": "a"})
    assert (work.status_code, work.json()["code"]) == (403, "quota-stored-bytes")


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that soon has enough."""
    folder = tmp_path_factory.mktemp("strict") / "data"
    with Server(folder, "--workers", "0", requests=5, login_failures=2) as running:
        yield running


def test_requests_of_an_account_are_limited_over_all_its_credentials(strict: Server) -> None:
    user = strict.user()
    key = User(strict.url, "", {"access_token": user.post("/v1/api-keys", json={"name": "k"}).json()["key"]})
    statuses = [who.get("/v1/jobs").status_code for who in (user, key) * 3]
    assert statuses == [200, 200, 200, 200, 429, 429]
    answer = key.get("/v1/jobs")
    assert answer.json()["limit"] == 5
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert strict.user().get("/v1/jobs").status_code == 200


def test_the_current_password_cannot_be_guessed(strict: Server) -> None:
    user = strict.user()
    body = {"password": "wrong password", "new_password": "another good one"}
    statuses = [user.post("/v1/account/password", json=body).status_code for _ in range(3)]
    assert statuses == [403, 403, 429]
    right = user.post("/v1/account/password", json=body | {"password": PASSWORD})
    assert right.status_code == 429


def test_a_changed_password_ends_every_session(site: Server) -> None:
    user = site.user()
    login = {"email": user.email, "password": PASSWORD}
    other = User(site.url, user.email, user.post("/v1/auth/login", json=login).json())
    key = User(site.url, "", {"access_token": user.post("/v1/api-keys", json={"name": "k"}).json()["key"]})
    body = {"password": PASSWORD, "new_password": "another good one"}
    wrong = user.post("/v1/account/password", json=body | {"password": "wrong password"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong-password")
    assert key.post("/v1/account/password", json=body).status_code == 403  # no such scope
    tokens = user.post("/v1/account/password", json=body).json()
    assert [who.get("/v1/account").status_code for who in (user, other, key)] == [401, 401, 200]
    assert User(site.url, "", tokens).get("/v1/account").status_code == 200
    assert user.post("/v1/auth/refresh", json={"refresh_token": other.tokens["refresh_token"]}).status_code == 401
    assert user.post("/v1/auth/login", json=login).status_code == 401
    new = User(site.url, "", user.post("/v1/auth/login", json=login | {"password": "another good one"}).json())
    body = {"password": "another good one", "new_password": PASSWORD, "end_keys": True}
    assert new.post("/v1/account/password", json=body).status_code == 200
    assert key.get("/v1/account").status_code == 401


def test_keys_end_by_themselves_and_say_when_they_were_used(site: Server) -> None:
    user = site.user()
    made = user.post("/v1/api-keys", json={"name": "k", "expires_in": 60}).json()
    assert made["last_used_at"] is None
    key = User(site.url, "", {"access_token": made["key"]})
    assert key.get("/v1/jobs").status_code == 200
    (listed,) = user.get("/v1/api-keys").json()["items"]
    assert listed["last_used_at"] is not None
    database = Database(f"sqlite:///{site.folder / 'meshwright.db'}")
    with database.write() as connection:
        connection.execute(update(api_keys).where(api_keys.c.id == made["id"]).values(expires_at=time.time() - 1))
    database.close()
    end = time.monotonic() + 10  # what was checked a moment ago counts for a moment
    while key.get("/v1/jobs").status_code != 401:
        assert time.monotonic() < end
        time.sleep(0.2)

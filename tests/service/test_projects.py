"""Projects: what sharing gives, what it does not, and who may change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshwright.service.accounts.access import Right, allow, chosen_project, personal_project, readable, role_in
from meshwright.service.accounts.projects import ProjectStore
from meshwright.service.accounts.secrets import digest
from meshwright.service.accounts.store import AccountStore
from meshwright.service.db.database import Database
from meshwright.service.errors import Conflict, Forbidden, NotFound, Refused
from meshwright.service.settings import Settings

from .server import Server, User


@pytest.fixture
def store(database: Database, tmp_path: Path) -> ProjectStore:
    return ProjectStore(database, Settings(str(tmp_path)).quotas)


def _account(database: Database, name: str) -> str:
    with database.write() as connection:
        return AccountStore.add(None, connection, f"{name}@example.org", digest(name))  # type: ignore[arg-type]


def test_roles_decide_and_outsiders_learn_nothing(database: Database, store: ProjectStore) -> None:
    ann, bob, eve = (_account(database, name) for name in ("ann", "bob", "eve"))
    project = store.add(ann, "game")["id"]
    store.invite(ann, project, "bob@example.org", "viewer")
    with database.read() as connection:
        assert [role_in(connection, who, project) for who in (ann, bob, eve)] == ["admin", "viewer", None]
        assert allow(connection, bob, project, Right.READ) == "viewer"
        with pytest.raises(Forbidden, match="needs the role member"):
            allow(connection, bob, project, Right.WRITE)
        for name in (project, "project_" + "0" * 26, personal_project(ann)):
            with pytest.raises(NotFound, match="no such thing"):
                allow(connection, eve, name, Right.READ, "thing")
        assert chosen_project(connection, eve, None, Right.WRITE) == personal_project(eve)
        assert set(readable(connection, bob)) == {project, personal_project(bob)}
    store.remove(bob, project, bob)
    with pytest.raises(NotFound):
        store.get(bob, project)


def test_a_project_always_has_an_admin(database: Database, store: ProjectStore) -> None:
    ann, bob = _account(database, "ann"), _account(database, "bob")
    project = store.add(ann, "game")["id"]
    for change in (lambda: store.remove(ann, project, ann), lambda: store.change_role(ann, project, ann, "viewer")):
        with pytest.raises(Conflict, match="needs an admin"):
            change()
    store.invite(ann, project, "bob@example.org", "admin")
    store.change_role(bob, project, ann, "member")
    with pytest.raises(Conflict):
        store.remove(bob, project, bob)
    with pytest.raises(Forbidden):
        store.change_role(ann, project, ann, "admin")


def test_a_personal_project_stays_ones_own(database: Database, store: ProjectStore) -> None:
    ann, bob = _account(database, "ann"), _account(database, "bob")
    own = personal_project(ann)
    for change in (
        lambda: store.invite(ann, own, "bob@example.org", "viewer"),
        lambda: store.delete(ann, own),
        lambda: store.remove(ann, own, ann),
    ):
        with pytest.raises(Conflict, match="personal"):
            change()
    assert store.rename(ann, own, "mine")["name"] == "mine"
    assert [row["email"] for row in store.members(ann, own, None, 10)] == ["ann@example.org"]
    with pytest.raises(NotFound):
        store.get(bob, own)


def test_members_must_exist_and_be_new(database: Database, store: ProjectStore) -> None:
    ann, _bob = _account(database, "ann"), _account(database, "bob")
    project = store.add(ann, "game")["id"]
    with pytest.raises(Refused, match="nobody has an account"):
        store.invite(ann, project, "nobody@example.org", "viewer")
    store.invite(ann, project, "bob@example.org", "viewer")
    with pytest.raises(Conflict, match="member already"):
        store.invite(ann, project, "bob@example.org", "admin")
    with pytest.raises(NotFound, match="member"):
        store.change_role(ann, project, "account_" + "0" * 26, "viewer")


def test_a_deleted_project_hides_everything_until_it_is_restored(server: Server, user: User) -> None:
    guest = server.user()
    project = user.post("/v1/projects", json={"name": "game"}).json()["id"]
    user.post(f"/v1/projects/{project}/members", json={"email": guest.email, "role": "member"})
    asset = guest.make("make one", project_id=project)
    job = user.submit("sleep 60", project_id=project)
    assert user.delete(f"/v1/projects/{project}").status_code == 204
    for who in (user, guest):
        for path in (f"/v1/projects/{project}", f"/v1/assets/{asset}", f"/v1/jobs/{job}"):
            assert who.get(path).status_code == 404, path
        assert project not in who.get("/v1/projects").text
        assert asset not in who.get("/v1/assets", params={"limit": 100}).text
    assert guest.get("/v1/projects", params={"deleted": True}).json()["items"] == []
    assert guest.post(f"/v1/projects/{project}/restore").status_code == 404
    assert project in user.get("/v1/projects", params={"deleted": True}).text
    assert user.post(f"/v1/projects/{project}/restore").json()["deleted_at"] is None
    assert guest.get(f"/v1/assets/{asset}").status_code == 200
    assert user.wait(job)["state"] == "cancelled"


def test_who_leaves_loses_sight_at_once(server: Server, user: User) -> None:
    guest = server.user()
    project = user.post("/v1/projects", json={"name": "game"}).json()["id"]
    user.post(f"/v1/projects/{project}/members", json={"email": guest.email, "role": "member"})
    asset = guest.make("make one", project_id=project)
    own = guest.get("/v1/account").json()["id"]
    assert user.delete(f"/v1/projects/{project}/members/{own}").status_code == 204
    assert guest.get(f"/v1/assets/{asset}").status_code == 404
    edit = {"asset_id": asset, "instruction": "paint"}
    assert guest.post("/v1/edits", json=edit).status_code == 404
    # What they made stays where it was made.
    assert user.get(f"/v1/assets/{asset}").json()["project_id"] == project


def test_an_edit_stays_in_the_project_of_its_asset(server: Server, user: User) -> None:
    guest = server.user()
    project = user.post("/v1/projects", json={"name": "game"}).json()["id"]
    user.post(f"/v1/projects/{project}/members", json={"email": guest.email, "role": "member"})
    asset = user.make("make one", project_id=project)
    edit = guest.post("/v1/edits", json={"asset_id": asset, "instruction": "paint"}).json()
    assert edit["project_id"] == project
    assert guest.wait(edit["id"])["state"] == "succeeded"
    assert user.get(f"/v1/assets/{asset}").json()["latest"] == 2

"""What goes and what stays: deleted things, old jobs, events, uploads, unused blobs."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from obstore.store import LocalStore
from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.accounts.access import add_personal_project, personal_project
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.references import forget_unused, pinning
from meshwright.service.assets.store import Product, StoredFile, add_asset
from meshwright.service.db import schema
from meshwright.service.db.database import Database
from meshwright.service.db.leases import give_up, hold
from meshwright.service.identifiers import new_id
from meshwright.service.jobs.rows import append
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import policy
from meshwright.service.retention import Sweeper
from meshwright.service.settings import Settings

from .server import Server

DAY = 86400.0


@pytest.fixture
def account(database: Database) -> str:
    name = new_id("account")
    with database.write() as connection:
        values = {"id": name, "email": f"{name}@example.org", "password_hash": "!", "created_at": time.time()}
        connection.execute(insert(schema.accounts).values(**values))
        add_personal_project(connection, name)
    return name


@pytest.fixture
def blobs(database: Database, tmp_path: Path) -> BlobStore:
    return BlobStore(LocalStore(tmp_path / "blobs", mkdir=True), pinning(database))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(str(tmp_path), keep_uploads=10 * DAY)


@pytest.fixture
def sweeper(database: Database, blobs: BlobStore, settings: Settings) -> Sweeper:
    return Sweeper(database, blobs, settings)


def _count(database: Database, table: Table, *where: Any) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def _stored(blobs: BlobStore, tmp_path: Path, content: bytes) -> StoredFile:
    path = tmp_path / "content"
    path.write_bytes(content)
    digest, size = blobs.put(path)
    return StoredFile("thing.glb", "model/gltf-binary", size, digest)


def _upload(database: Database, account: str, file: StoredFile, created: float) -> str:
    name = new_id("upload")
    with database.write() as connection:
        values = {"id": name, "owner_id": account, "project_id": personal_project(account), "name": file.name}
        more = {"media_type": file.media_type, "size": file.size, "sha256": file.sha256, "created_at": created}
        connection.execute(insert(schema.uploads).values(**values, **more))
    return name


def _readable(blobs: BlobStore, file: StoredFile) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return len(b"".join(blobs.read(file.sha256, 0, file.size))) == file.size
    return False


def test_every_time_has_its_end(
    database: Database, blobs: BlobStore, sweeper: Sweeper, settings: Settings, account: str, tmp_path: Path
) -> None:
    jobs = JobStore(database, policy(settings))
    project = personal_project(account)
    drawn, sent = _stored(blobs, tmp_path, b"drawn"), _stored(blobs, tmp_path, b"sent")
    _upload(database, account, sent, time.time())
    job, _ = jobs.submit(account, "finish", {"inputs": {"mesh": {"name": "a.stl", "sha256": sent.sha256}}})
    waiting, _ = jobs.submit(account, "generation", {"prompt": "later"})
    (claim,) = jobs.claim("worker_" + "0" * 26, frozenset({"finish"}))
    with database.write() as connection:
        append(connection, job["id"], "progress", {"progress": 50.0})

    def effect(connection: Any, row: Any) -> dict[str, Any]:
        product = Product("thing", (drawn,), {}, {})
        made = add_asset(connection, account, project, product, kind="finish", job_id=row["id"], item=0, request={})
        return {"assets": [{"asset_id": made, "version": 1}]}

    jobs.complete(claim, effect)
    asset = jobs.get(account, job["id"])["result"]["assets"][0]["asset_id"]
    now = time.time()

    assert sweeper.sweep(now) == {}
    # A week: the story of the job is short, its end stays.
    assert set(sweeper.sweep(now + 8 * DAY)) == {"events"}
    assert [event["kind"] for event in jobs.events(job["id"], 0)] == ["state", "state", "state"]
    # The upload goes; what the job read stays for a retry.
    assert sweeper.sweep(now + 11 * DAY) == {"uploads": 1}
    sweeper.blobs = blobs
    assert forget_unused(database, blobs, -30 * DAY, lambda: False) == 0
    assert _readable(blobs, sent)
    # The job goes, its version stays; and so does a job that has not ended.
    assert sweeper.sweep(now + 181 * DAY)["jobs"] == 1
    assert _count(database, schema.job_events, schema.job_events.c.job_id == job["id"]) == 0
    assert _count(database, schema.jobs, schema.jobs.c.id == waiting["id"]) == 1
    assert _count(database, schema.versions, schema.versions.c.asset_id == asset) == 1
    assert forget_unused(database, blobs, -30 * DAY, lambda: False) == 1
    assert (_readable(blobs, sent), _readable(blobs, drawn)) == (False, True)
    # Deleted for a month: the asset and its file.
    with database.write() as connection:
        connection.execute(update(schema.assets).values(deleted_at=now))
    sweeper.sweep(now + 29 * DAY)
    assert _count(database, schema.files) == 1
    assert sweeper.sweep(now + 31 * DAY)["assets"] == 1
    assert [_count(database, t) for t in (schema.assets, schema.versions, schema.files)] == [0, 0, 0]
    forget_unused(database, blobs, -30 * DAY, lambda: False)
    assert not _readable(blobs, drawn)
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_a_deleted_project_goes_with_all_that_is_in_it(
    database: Database, blobs: BlobStore, sweeper: Sweeper, settings: Settings, account: str, tmp_path: Path
) -> None:
    jobs = JobStore(database, policy(settings))
    now = time.time()
    values = {"owner_id": account, "name": "p", "created_at": now, "deleted_at": now}
    gone, kept = new_id("project"), new_id("project")
    with database.write() as connection:
        for name in (gone, kept):
            connection.execute(insert(schema.projects).values(id=name, **values))
            member = {"project_id": name, "account_id": account, "role": "admin", "created_at": now}
            connection.execute(insert(schema.memberships).values(**member))
        connection.execute(update(schema.projects).where(schema.projects.c.id == kept).values(deleted_at=None))
    file = _stored(blobs, tmp_path, b"content")
    with database.write() as connection:
        for name in (gone, kept):
            product = Product("thing", (file,), {}, {})
            add_asset(connection, account, name, product, kind="finish", job_id=None, item=0, request={})
    jobs.submit(account, "generation", {"prompt": "x"}, project_id=kept)
    assert sweeper.sweep(now + 31 * DAY)["projects"] == 1
    assert _count(database, schema.projects) == 2  # the personal one, and the other
    for table in (schema.assets, schema.files, schema.jobs, schema.memberships):
        assert _count(database, table) == 1, table.name
    assert forget_unused(database, blobs, -30 * DAY, lambda: False) == 0
    assert _readable(blobs, file)


def test_ended_sessions_go_and_used_ones_stay(database: Database, sweeper: Sweeper, account: str) -> None:
    now = time.time()
    with database.write() as connection:
        for name, expires in (("session_a", now + 30 * DAY), ("session_b", now + 3 * DAY)):
            values = {"id": name, "account_id": account, "created_at": now}
            connection.execute(insert(schema.sessions).values(**values))
            token = {"secret_hash": name, "session_id": name, "expires_at": expires}
            connection.execute(insert(schema.refresh_tokens).values(**token))
    assert "sessions" not in sweeper.sweep(now + 2 * DAY)
    assert sweeper.sweep(now + 5 * DAY)["sessions"] == 1
    with database.read() as connection:
        assert connection.execute(select(schema.sessions.c.id)).scalars().all() == ["session_a"]


def test_a_pinned_blob_waits_for_its_name(database: Database, blobs: BlobStore, tmp_path: Path) -> None:
    file = _stored(blobs, tmp_path, b"about to be named")
    assert forget_unused(database, blobs, 0.0, lambda: False) == 0
    with database.write() as connection:
        connection.execute(update(schema.blobs).values(pinned_until=time.time() - 1))
    # From here on it is unused; storing it again begins anew.
    assert forget_unused(database, blobs, 0.2, lambda: False) == 0
    _stored(blobs, tmp_path, b"about to be named")
    with database.write() as connection:
        assert connection.execute(select(schema.blobs.c.unused_at)).scalars().all() == [None]
        connection.execute(update(schema.blobs).values(pinned_until=time.time() - 1))
    assert forget_unused(database, blobs, 0.2, lambda: False) == 0
    time.sleep(0.3)
    assert forget_unused(database, blobs, 0.2, lambda: False) == 1
    assert not _readable(blobs, file)
    assert _readable(blobs, _stored(blobs, tmp_path, b"about to be named"))


def test_what_is_named_is_there_however_storing_and_forgetting_meet(
    database: Database, blobs: BlobStore, account: str, tmp_path: Path
) -> None:
    """Threads store and name the same few bytes and drop the names, while two others forget without any grace."""
    done = threading.Event()
    lost: list[str] = []
    named = refused = 0

    def forget() -> None:
        while not done.is_set():
            forget_unused(database, blobs, -DAY, done.is_set)  # as if no pin held

    def store(number: int) -> None:
        nonlocal named, refused
        folder = tmp_path / str(number)
        folder.mkdir()
        for turn in range(40):
            file = _stored(blobs, folder, b"same bytes %d" % (turn % 2))
            try:
                name = _upload(database, account, file, time.time())
            except IntegrityError:
                refused += 1  # forgotten before it was named: refused, never half there
                continue
            named += 1
            if not _readable(blobs, file):
                lost.append(file.sha256)
            with database.write() as connection:
                connection.execute(delete(schema.uploads).where(schema.uploads.c.id == name))

    forgetters = [threading.Thread(target=forget) for _ in range(2)]
    storers = [threading.Thread(target=store, args=(number,)) for number in range(3)]
    for thread in [*forgetters, *storers]:
        thread.start()
    for thread in storers:
        thread.join()
    done.set()
    for thread in forgetters:
        thread.join()
    assert lost == []
    assert named + refused == 120
    assert named > 0


def test_a_lease_has_one_holder(database: Database) -> None:
    assert hold(database, "work", "a", 60.0)
    assert hold(database, "work", "a", 60.0)
    assert not hold(database, "work", "b", 60.0)
    give_up(database, "work", "b")
    assert not hold(database, "work", "b", 60.0)
    give_up(database, "work", "a")
    assert hold(database, "work", "b", -1.0)
    assert hold(database, "work", "a", 60.0)  # the other's has ended


def test_every_reference_says_what_happens_when_its_end_goes() -> None:
    """A row that refers to a purged one without a rule would keep it for ever."""
    purged = {"projects", "assets", "versions", "jobs", "batches", "sessions", "uploads"}
    for table in schema.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in purged:
                assert key.ondelete in ("CASCADE", "SET NULL"), (table.name, key.parent.name)


def test_the_server_sweeps(tmp_path: Path) -> None:
    with Server(tmp_path / "data", keep_deleted=0.5, sweep=0.2) as server:
        user = server.user()
        asset = user.make("make one")
        assert user.delete(f"/v1/assets/{asset}").status_code == 204
        end = time.monotonic() + 15
        while user.get("/v1/assets", params={"deleted": True}).json()["items"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert user.post(f"/v1/assets/{asset}/restore").status_code == 404
        job = user.get("/v1/jobs").json()["items"][0]
        assert job["state"] == "succeeded"

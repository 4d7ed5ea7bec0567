"""The SDK against a real service: jobs, versions, files, keys, and what happens when answers get lost."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
import time
from pathlib import Path

import pytest

from meshwright.client.remote import AsyncRemote, Remote
from meshwright.client.remote.errors import (
    BadRequest,
    Conflict,
    DamagedDownload,
    Forbidden,
    JobCancelled,
    JobFailed,
    NotFound,
    NotSignedIn,
    Unreachable,
    WaitTimeout,
)
from meshwright.errors import InputError

from ..service.server import PASSWORD, Server
from .conftest import sign_in
from .flaky_proxy import Fault, FlakyProxy


def test_generate_edit_revert_download(remote: Remote, tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    handle = remote.generate("make a crate", seed=3, lods=2)
    job = handle.wait(lambda stage, share: seen.append((stage, share)))
    assert (job.state, job.progress, job.request["seed"]) == ("succeeded", 100.0, 3)
    assert seen
    assert all(stage and 0.0 <= share <= 1.0 for stage, share in seen)
    assert job.asset_id is not None
    edited = remote.edit(job.asset_id, "paint it red").wait()
    assert [(made.asset_id, made.version) for made in edited.assets] == [(job.asset_id, 2)]
    assert [(v.number, v.parent, v.kind) for v in remote.versions(job.asset_id)] == [
        (2, 1, "edit"),
        (1, None, "generation"),
    ]
    back = remote.revert(job.asset_id, 1)
    assert back.number == 3
    assert remote.asset(job.asset_id).latest == 3
    first = remote.version(job.asset_id, 1)
    assert {f.sha256 for f in back.files} == {f.sha256 for f in first.files}
    paths = remote.download_version(remote.version(job.asset_id), tmp_path / "crate")
    assert {p.name for p in paths} == {"thing.glb", "thumbnail.png"}
    for path in paths:
        (file,) = (f for f in first.files if f.name == path.name)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    assert sorted(p.name for p in (tmp_path / "crate").iterdir()) == ["thing.glb", "thumbnail.png"]
    with pytest.raises(InputError, match="already exists"):
        remote.download_version(first, tmp_path / "crate")


def test_several_assets_of_one_job(remote: Remote, tmp_path: Path) -> None:
    handle = remote.generate("make two", count=2)
    handle.wait()
    paths = handle.download(tmp_path)
    assert {str(p.relative_to(tmp_path)) for p in paths} == {
        "1/thing.glb", "1/thumbnail.png", "2/thing.glb", "2/thumbnail.png",
    }  # fmt: skip


def test_finish_an_upload(remote: Remote, tmp_path: Path) -> None:
    mesh = tmp_path / "a b.obj"
    mesh.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    upload = remote.upload(mesh)
    assert (upload.size, upload.sha256) == (mesh.stat().st_size, hashlib.sha256(mesh.read_bytes()).hexdigest())
    assert remote.finish(upload.id, polycount=100).wait().kind == "finish"
    with pytest.raises(InputError, match="is not a file"):
        remote.upload(tmp_path / "missing.obj")


def test_failures_say_what_the_pipeline_says(remote: Remote) -> None:
    with pytest.raises(JobFailed, match="good") as caught:
        remote.generate("input").wait()
    assert (caught.value.cause, caught.value.field, caught.value.limit) == ("input", "prompt", "good ones")
    assert caught.value.exit_code == 2
    with pytest.raises(JobFailed) as caught:
        remote.generate("weights").wait()
    assert (caught.value.cause, caught.value.exit_code) == ("weights", 1)
    again = remote.retry_job(caught.value.job.id)
    assert again.state == "queued"


def test_cancel_and_timeout(remote: Remote) -> None:
    handle = remote.generate("sleep 20")
    start = time.monotonic()
    with pytest.raises(WaitTimeout):
        handle.wait(timeout=0.5)
    assert time.monotonic() - start < 5
    assert handle.cancel().state == "cancelled"
    with pytest.raises(JobCancelled):
        handle.wait()
    assert [job.id for job in remote.jobs(state="cancelled")] == [handle.id]
    done = remote.generate("make")
    done.wait()
    with pytest.raises(Conflict):
        done.cancel()


def test_lists_go_over_pages(remote: Remote) -> None:
    made = [remote.generate("make", key=f"k{n}").id for n in range(23)]
    assert [job.id for job in remote.jobs()] == made[::-1]  # a page holds 20


def test_refusals_are_typed(service: Server, remote: Remote) -> None:
    with pytest.raises(BadRequest) as caught:
        remote.generate("x", polycount=3)
    assert (caught.value.status, [e.field for e in caught.value.errors]) == (422, ["polycount"])
    assert caught.value.request_id
    with pytest.raises(NotFound):
        remote.job("job_00000000000000000000000000")
    with pytest.raises(NotFound):
        remote.asset("../account")  # names are parts of a path, whatever is in them
    key = remote.create_api_key("reader", scopes=["read"])
    assert key.key.startswith("mw_")
    assert key.key not in repr(key)
    assert [k.id for k in remote.api_keys()] == [key.id]
    with Remote(service.url, key.key) as reader:
        assert key.key not in repr(reader)
        assert reader.account().email == remote.account().email
        with pytest.raises(Forbidden):
            reader.generate("x")
        remote.revoke_api_key(key.id)
        with pytest.raises(NotSignedIn):
            reader.account()
    with Remote(service.url) as nobody, pytest.raises(NotSignedIn):
        nobody.login("nobody@example.org", PASSWORD)


def test_deleted_assets_come_back(remote: Remote) -> None:
    asset_id = str(remote.generate("make").wait().asset_id)
    remote.delete_asset(asset_id)
    assert [a.id for a in remote.assets()] == []
    assert [a.id for a in remote.assets(deleted=True)] == [asset_id]
    assert remote.restore_asset(asset_id).deleted_at is None


def test_sessions_renew_themselves(tmp_path: Path) -> None:
    with Server(tmp_path / "data", access_seconds=1) as server, Remote(server.url, patience=10) as client:
        email = sign_in(client)
        time.sleep(2.1)
        outcomes: list[str] = []
        threads = [threading.Thread(target=lambda: outcomes.append(client.account().email)) for _ in range(4)]
        for thread in threads:  # four at once use the refresh token once: a second use would end the session
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == [email] * 4
        time.sleep(1.1)
        handle = client.generate("sleep 2")
        assert handle.wait().state == "succeeded"


def test_a_lost_answer_makes_no_second_job(service: Server, remote: Remote) -> None:
    with FlakyProxy(service.url, Fault(b"POST /v1/generations", times=2)) as proxy, Remote(proxy.url) as client:
        email = sign_in(client)
        handle = client.generate("make once")
        handle.wait()
        sent = [r for r in proxy.requests if r.startswith(b"POST /v1/generations")]
        assert len(sent) == 3
        assert [job.id for job in client.jobs()] == [handle.id]
        # What may not be sent twice is not: the caller learns that nothing is known.
        proxy.faults.append(Fault(b"POST /v1/api-keys"))
        with pytest.raises(Unreachable):
            client.create_api_key("lost")
        assert len([r for r in proxy.requests if r.startswith(b"POST /v1/api-keys")]) == 1
        assert client.account().email == email


def test_events_resume_where_the_stream_broke(service: Server) -> None:
    with FlakyProxy(service.url) as proxy, Remote(proxy.url) as client:
        sign_in(client)
        handle = client.generate("sleep 3")
        proxy.faults.append(Fault(f"GET /v1/jobs/{handle.id}/events".encode(), bytes=900, times=2))
        events = list(handle.events())
        numbers = [event.seq for event in events]
        assert numbers == list(range(1, len(numbers) + 1))  # nothing twice, nothing missing
        assert events[-1].data["state"] == "succeeded"
        streams = [r for r in proxy.requests if b"/events" in r.split(b"\r\n")[0]]
        assert len(streams) == 3
        assert b"last-event-id: 0" in streams[0].lower()
        assert b"last-event-id: 0" not in streams[1].lower()


def test_without_streams_the_client_asks(service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meshwright.client.remote.blocking.jobs.BROKEN_STREAMS", 1)
    with FlakyProxy(service.url) as proxy, Remote(proxy.url) as client:
        sign_in(client)
        handle = client.generate("sleep 2")
        proxy.faults[:] = [Fault(f"GET /v1/jobs/{handle.id}/events".encode(), 0, 99)]
        seen: list[str] = []
        assert handle.wait(lambda stage, _share: seen.append(stage)).state == "succeeded"
        assert seen
        assert len([r for r in proxy.requests if b"/events" in r.split(b"\r\n")[0]]) == 1


def test_download_resumes_and_checks(service: Server, remote: Remote, tmp_path: Path) -> None:
    job = remote.generate("make " + "x" * 1900).wait()  # about 190 kB
    version = remote.version(str(job.asset_id))
    (file,) = (f for f in version.files if f.name == "thing.glb")
    key = remote.create_api_key("download").key
    cut = Fault(b"GET " + file.url.encode(), bytes=60_000, times=3)
    with FlakyProxy(service.url, cut) as proxy, Remote(proxy.url, key) as client:
        path = client.download(file, tmp_path / "thing.glb")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
        asked = [r for r in proxy.requests if file.url.encode() in r]
        assert len(asked) == 4
        assert b"Range: bytes=" not in asked[0]
        assert all(b"Range: bytes=" in r for r in asked[1:])
    # Given up in one program, gone on with in the next.
    once, then = Fault(cut.request, 60_000), Fault(b"GET ", 0, times=99)
    with (
        FlakyProxy(service.url, once, then) as proxy,
        Remote(proxy.url, key, patience=0.1) as client,
        pytest.raises(Unreachable),
    ):
        client.download(file, tmp_path / "again.glb")
    assert not (tmp_path / "again.glb").exists()
    (part,) = tmp_path.glob(".again.glb.*.part")
    assert 0 < part.stat().st_size < file.size
    kept = part.read_bytes()
    part.write_bytes(b"?" + kept[1:])  # damaged meanwhile
    with pytest.raises(DamagedDownload):
        remote.download(file, tmp_path / "again.glb")
    assert not part.exists()
    part.write_bytes(kept)
    remote.download(file, tmp_path / "again.glb")
    assert (tmp_path / "again.glb").read_bytes() == path.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.glb", "thing.glb"]


def test_wait_survives_a_kill_of_the_service(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = Server(tmp_path / "data", "--port", port, lease=2)
    with server, Remote(server.url, patience=30) as client:
        sign_in(client)
        handle = client.generate("sleep 2")
        seen = threading.Event()

        def crash() -> None:
            seen.wait(20)
            server.kill()
            time.sleep(1.0)
            server.start()

        thread = threading.Thread(target=crash)
        thread.start()
        try:
            job = handle.wait(lambda *_: seen.set(), timeout=60)
        finally:
            seen.set()
            thread.join()
        assert job.state == "succeeded"
        assert len(list(client.versions(str(job.asset_id)))) == 1
        server.stop()
        client.patience = 0.5
        with pytest.raises(Unreachable):
            client.account()


def test_async_client_does_several_things_at_once(service: Server, tmp_path: Path) -> None:
    async def use() -> tuple[list[str], list[str]]:
        async with AsyncRemote(service.url) as client:
            await client.register("async@example.org", PASSWORD)
            await client.login("async@example.org", PASSWORD)
            handles = await asyncio.gather(*(client.generate(f"make {n}", key=f"a{n}") for n in range(3)))
            jobs = await asyncio.gather(*(handle.wait() for handle in handles))
            version = await client.version(str(jobs[0].asset_id))
            paths = await client.download_version(version, tmp_path)
            listed = [job.id async for job in client.jobs()]
            assert sorted(listed) == sorted(handle.id for handle in handles)
            with pytest.raises(NotFound):
                await client.job("job_00000000000000000000000000")
            return [job.state for job in jobs], [path.name for path in paths]

    states, names = asyncio.run(use())
    assert states == ["succeeded"] * 3
    assert sorted(names) == ["thing.glb", "thumbnail.png"]

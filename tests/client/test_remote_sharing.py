"""The SDK and the command line on batches, projects, archives, links, graphs and webhooks of a real service."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from meshwright.client.remote import Remote
from meshwright.client.remote.errors import BadRequest, Forbidden, NotFound, WaitTimeout
from meshwright.client.remote.models import BatchSummary

from ..service.server import Server
from .conftest import sign_in
from .flaky_proxy import Fault, FlakyProxy
from .test_remote_commands import Run, answer, run, signed_in

__all__ = ["run", "signed_in"]  # fixtures


@pytest.fixture
def colleague(service: Server) -> Iterator[tuple[Remote, str]]:
    """Someone else, and their address."""
    with Remote(service.url) as client:
        yield client, sign_in(client)


def test_a_batch_to_its_end(remote: Remote) -> None:
    seen: list[BatchSummary] = []
    made = remote.batch(
        ["make a", {"prompt": "input"}, {"prompt": "make c", "count": 2}, {"prompt": ""}], defaults={"seed": 7}
    )
    done = remote.wait_batch(made.id, seen.append, timeout=60)
    assert (done.state, done.total) == ("finished", 4)
    assert (done.counts.succeeded, done.counts.failed, done.counts.rejected) == (2, 1, 1)
    items = list(remote.batch_items(made.id))
    assert [item.state for item in items] == ["succeeded", "failed", "succeeded", "rejected"]
    assert items[3].error is not None
    assert items[3].error.errors is not None
    assert items[3].error.errors[0].field == "prompt"
    job = remote.job(str(items[2].job_id))
    assert (job.batch_id, job.request["seed"], len(job.assets)) == (made.id, 7, 2)
    assert [item.index for item in remote.batch_items(made.id, state="failed")] == [1]
    assert [batch.id for batch in remote.batches()] == [made.id]
    assert seen[-1] == done
    with pytest.raises(BadRequest) as caught:
        remote.batch([{"prompt": "x", "polycount": 1}])
    assert caught.value.errors[0].field == "items.0.polycount"


def test_a_batch_is_ordered_once_and_can_be_stopped(service: Server) -> None:
    with FlakyProxy(service.url, Fault(b"POST /v1/batches")) as proxy, Remote(proxy.url) as client:
        sign_in(client)
        made = client.batch(["sleep 9"] * 3)
        assert [batch.id for batch in client.batches()] == [made.id]
        with pytest.raises(WaitTimeout):
            client.wait_batch(made.id, timeout=0.2)
        client.cancel_batch(made.id)
        assert client.wait_batch(made.id, timeout=20).counts.cancelled == 3


def test_projects_are_shared(remote: Remote, colleague: tuple[Remote, str]) -> None:
    other, email = colleague
    project = remote.create_project("Props")
    with pytest.raises(NotFound):
        other.project(project.id)
    member = remote.add_member(project.id, email, "viewer")
    asset_id = str(remote.generate("make shared", project=project.id).wait().asset_id)
    assert [asset.id for asset in other.assets(project=project.id)] == [asset_id]
    with pytest.raises(Forbidden):
        other.generate("make mine", project=project.id)
    assert remote.change_member(project.id, member.account_id, "member").role == "member"
    job = other.generate("make mine", project=project.id).wait()
    assert job.project_id == project.id
    assert len(list(remote.jobs(project=project.id))) == 2
    assert remote.project(project.id).used.stored_bytes > 0
    assert remote.rename_project(project.id, "More props").name == "More props"
    assert {m.email: m.role for m in other.members(project.id)}[email] == "member"
    remote.remove_member(project.id, member.account_id)
    with pytest.raises(NotFound):
        other.asset(asset_id)
    remote.delete_project(project.id)
    assert project.id in [p.id for p in remote.projects(deleted=True)]
    assert remote.restore_project(project.id).deleted_at is None
    assert remote.account().limits.stored_bytes > 0


def test_a_project_travels(remote: Remote, colleague: tuple[Remote, str], tmp_path: Path) -> None:
    project = remote.create_project("Travels")
    asset_id = str(remote.generate("make one", project=project.id).wait().asset_id)
    remote.edit(asset_id, "make it red").wait()
    archive = remote.export_project(project.id, tmp_path / "all.zip")
    assert zipfile.is_zipfile(archive)
    assert [p.name for p in tmp_path.iterdir()] == ["all.zip"]
    other, _ = colleague
    made = other.import_project(archive)
    assert (made.assets, made.versions) == (1, 2)
    (copy,) = other.assets()
    ours, theirs = remote.version(asset_id), other.version(copy.id)
    assert {f.name: f.sha256 for f in ours.files} == {f.name: f.sha256 for f in theirs.files}
    (tmp_path / "bad.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    with pytest.raises(BadRequest):
        other.import_project(tmp_path / "bad.zip")


def test_links_notes_and_graph(remote: Remote) -> None:
    asset_id = str(remote.generate("make one").wait().asset_id)
    remote.edit(asset_id, "make it red").wait()
    remote.edit(asset_id, "make it blue", version=1).wait()
    assert [(n.number, n.parent, n.instruction) for n in remote.graph(asset_id)] == [
        (3, 1, "make it blue"), (2, 1, "make it red"), (1, None, None),
    ]  # fmt: skip
    noted = remote.annotate(asset_id, 2, note="too red", rating=2)
    assert (noted.note, noted.rating) == ("too red", 2)
    assert remote.annotate(asset_id, 2, rating=0).rating is None
    assert remote.version(asset_id, 2).note == "too red"
    changed = remote.change_asset(asset_id, name="Crate", tags=["wood", "prop"])
    assert (changed.name, set(changed.tags)) == ("Crate", {"wood", "prop"})
    assert [a.id for a in remote.assets(tags=["wood", "prop"], q="crat")] == [asset_id]
    assert [a.id for a in remote.assets(tags=["stone"])] == []
    link = remote.link(asset_id, 1, "thing.glb", expires_in=60)
    fetched = httpx.get(link.url)  # by someone without credentials
    assert fetched.content == b"make one 0\n" * 100


def test_webhooks(remote: Remote) -> None:
    made = remote.create_webhook("https://hooks.example/meshwright", events=["job.failed"], description="mine")
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert [(w.id, w.events) for w in remote.webhooks()] == [(made.id, ("job.failed",))]
    assert remote.rotate_webhook(made.id).secret != made.secret
    assert remote.change_webhook(made.id, enabled=False).enabled is False
    assert remote.change_webhook(made.id, enabled=True, events=["asset.version"]).events == ("asset.version",)
    ping = remote.test_webhook(made.id)
    assert (ping.event, ping.id) == ("ping", next(remote.deliveries(made.id)).id)
    remote.delete_webhook(made.id)
    with pytest.raises(NotFound):
        remote.webhook(made.id)
    with pytest.raises(BadRequest):
        remote.create_webhook("ftp://hooks.example")


def test_preview_and_upload_of_nothing(remote: Remote) -> None:
    handle = remote.generate("make")
    handle.wait()
    assert remote.preview(handle.id) is None
    with pytest.raises(NotFound):
        remote.preview("job_00000000000000000000000000")


def test_password_changes_keep_this_session(remote: Remote) -> None:
    remote.change_password("correct horse battery", "battery staple correct")
    assert remote.account().email
    with pytest.raises(BadRequest):
        remote.change_password("battery staple correct", "short")


def test_batches_on_the_command_line(signed_in: Run) -> None:
    Path("prompts.txt").write_text('make a\n\n{"prompt": "make b", "count": 2}\ninput\n')
    found = answer(signed_in("batch", "prompts.txt", "-o", "out", "--defaults", '{"seed": 3}', "--json", "--quiet"))
    assert found["counts"] | {"succeeded": 2, "failed": 1} == found["counts"]
    assert [item["state"] for item in found["items"]] == ["succeeded", "succeeded", "failed"]
    written = {str(p.relative_to("out")) for p in Path("out").rglob("*.glb")}
    assert written == {"1/thing.glb", "2/1/thing.glb", "2/2/thing.glb"}
    code, out, _ = signed_in("batch-status", found["id"])
    assert code == 0
    assert out.splitlines()[0] == f"{found['id']}: 2 succeeded, 1 failed"
    assert out.splitlines()[3].split()[:2] == ["3", "failed"]
    code, batch_id, _ = signed_in("batch", "-", "--no-wait", stdin="sleep 9\n")
    assert code == 0
    assert answer(signed_in("cancel-batch", batch_id.strip(), "--json"))["total"] == 1
    assert len(answer(signed_in("batches", "--json"))["items"]) == 2
    for text, message in (("", "has 0 lines"), ("{\n", "line 1: is not JSON")):
        code, _, err = signed_in("batch", "-", stdin=text)
        assert code == 2
        assert message in err


def test_the_rest_on_the_command_line(signed_in: Run) -> None:
    made = answer(signed_in("generate", "make a", "-o", "a.glb", "--json", "--quiet"))
    asset_id = made["assets"][0]["asset_id"]
    code, url, _ = signed_in("link", asset_id)
    assert code == 0
    assert httpx.get(url.strip()).content == Path("a.glb").read_bytes()
    assert answer(signed_in("note", asset_id, 1, "--rating", 5, "--text", "good", "--json"))["rating"] == 5
    (node,) = answer(signed_in("graph", asset_id, "--json"))["items"]
    assert (node["number"], node["note"]) == (1, "good")
    (project,) = answer(signed_in("projects", "--json"))["items"]
    assert signed_in("export", project["id"], "-o", "p.zip")[:2] == (0, "p.zip\n")
    assert answer(signed_in("import", "p.zip", "--json"))["assets"] == 1
    assert len(answer(signed_in("assets", "--project", project["id"], "--json"))["items"]) == 2
    code, _, err = signed_in("note", asset_id, 1)
    assert (code, err) == (2, "error: note: says nothing (limit: --text or --rating)\n")
    assert json.loads(signed_in("account", "--json")[1])["project_id"] == project["id"]

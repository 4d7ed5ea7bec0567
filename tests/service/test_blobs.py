"""Blobs in a folder and in a bucket: the same promises."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import obstore
import pytest

from meshwright.service.assets import blobs as module
from meshwright.service.assets.blobs import BlobsAway, BlobStore
from meshwright.service.assets.buckets import open_place
from meshwright.service.settings import Settings
from tests.servers.swift import Swift

CONTENT = os.urandom(300_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "folder":
        return Settings(str(tmp_path / "data"))
    swift: Swift = request.getfixturevalue("swift")
    return Settings(str(tmp_path / "data"), **swift.settings(swift.bucket()))  # type: ignore[arg-type]


@pytest.fixture
def announced() -> list[tuple[str, int]]:
    return []


@pytest.fixture
def store(settings: Settings, announced: list[tuple[str, int]]) -> BlobStore:
    return BlobStore(open_place(settings), lambda digest, size: announced.append((digest, size)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "thing").write_bytes(CONTENT)
    return tmp_path / "thing"


def test_a_blob_comes_back_whole_and_in_ranges(
    store: BlobStore, path: Path, announced: list[tuple[str, int]], tmp_path: Path
) -> None:
    assert store.put(path) == (DIGEST, len(CONTENT))
    assert store.put(path) == (DIGEST, len(CONTENT))
    assert announced == [(DIGEST, len(CONTENT))] * 2
    store.fetch(DIGEST, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == CONTENT
    for start, end in [(0, len(CONTENT)), (0, 1), (299_999, 300_000), (1000, 270_000), (5, 5)]:
        assert b"".join(store.read(DIGEST, start, end)) == CONTENT[start:end]
    store.check()


def test_what_is_there_is_never_written_again(store: BlobStore, path: Path, settings: Settings) -> None:
    place, key = open_place(settings), f"{DIGEST[:2]}/{DIGEST}"
    obstore.put(place, key, b"the first to come")
    store.put(path)
    assert bytes(obstore.get(place, key).bytes()) == b"the first to come"


def test_many_at_once_store_one_blob(store: BlobStore, path: Path) -> None:
    failures: list[BaseException] = []

    def put() -> None:
        try:
            store.put(path)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert b"".join(store.read(DIGEST, 0, len(CONTENT))) == CONTENT


def test_large_ones_are_sent_in_parts(store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ONE_PUT", 1 << 20)
    monkeypatch.setattr(module, "PART", 5 << 20)
    content = os.urandom(1 << 20) * 11 + b"end"
    (tmp_path / "large").write_bytes(content)
    digest, size = store.put(tmp_path / "large")
    assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
    store.fetch(digest, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == content
    assert b"".join(store.read(digest, 5 << 20, (5 << 20) + 7)) == content[5 << 20 : (5 << 20) + 7]
    assert store.put(tmp_path / "large") == (digest, size)


def test_what_is_not_there(store: BlobStore, path: Path, tmp_path: Path) -> None:
    for missing in (lambda: store.read(DIGEST, 0, 5), lambda: store.fetch(DIGEST, tmp_path / "none")):
        with pytest.raises(FileNotFoundError):
            missing()
    store.put(path)
    store.delete(DIGEST)
    store.delete(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.read(DIGEST, 0, 5)


def test_a_store_that_is_away_or_refuses_us_is_told_from_a_missing_blob(swift: Swift, path: Path) -> None:
    good = swift.settings(swift.bucket())
    for wrong in ({"s3_endpoint": "http://127.0.0.1:9"}, {"s3_secret_key": "wrong"}):
        store = BlobStore(open_place(Settings("data", **(good | wrong))), lambda *_: None)  # type: ignore[arg-type]
        for act in (lambda store=store: store.put(path), lambda store=store: store.read(DIGEST, 0, 1), store.check):
            with pytest.raises(BlobsAway):
                act()

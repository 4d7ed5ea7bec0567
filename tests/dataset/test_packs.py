"""Shards of real meshes: a tiny encoder writes them here, the package reads them back."""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard

from meshwright.dataset import packs
from meshwright.dataset.packs import MeshRecord, read_pack, read_shard, read_source, write_pack
from meshwright.errors import FileFormatError, InputError

Item = tuple[str, np.ndarray, np.ndarray, np.ndarray]


def ordered(faces: np.ndarray, vertices: np.ndarray, attributes: np.ndarray) -> tuple[np.ndarray, ...]:
    """Renumber vertices by first use, which high-water codes need."""
    seen = list(dict.fromkeys(faces.ravel().tolist()))
    place = {v: i for i, v in enumerate(seen)}
    return np.vectorize(place.__getitem__)(faces), vertices[seen], attributes[seen]


def encode_shard(items: list[Item]) -> bytes:
    """`MWPK0001`: zigzag deltas of 16-bit positions, and high-water codes of faces."""
    deltas, codes, attributes = [], [], []
    for _name, vertices, faces, attribute in items:
        q = np.round(vertices * 65534).astype(np.int64)
        step = np.diff(q, axis=0, prepend=0)
        step = (step + 2**15) % 2**16 - 2**15  # as 16-bit arithmetic wraps
        deltas.append(step)
        high, code = 0, []
        for v in faces.ravel().tolist():
            code.append(high - v)
            high += v == high
        codes.append(np.array(code))
        attributes.append(attribute)
    step = np.concatenate(deltas).T
    zigzag = (step << 1) ^ (step >> 15)
    code_all = np.concatenate(codes)
    arrays = {
        "pos_lo": (zigzag & 255).astype(np.uint8), "pos_hi": (zigzag >> 8 & 255).astype(np.uint8),
        "f0": (code_all & 255).astype(np.uint8), "f1": (code_all >> 8 & 255).astype(np.uint8),
        "f2": (code_all >> 16).astype(np.uint8), "attr": np.concatenate(attributes).T.astype(np.uint8).copy(),
        "nv": np.array([len(i[1]) for i in items], np.int32), "nf": np.array([len(i[2]) for i in items], np.int32),
    }  # fmt: skip
    header: dict[str, Any] = {"ids": [i[0] for i in items], "arrays": {}}
    body = b""
    for key, a in arrays.items():
        header["arrays"][key] = [a.dtype.str, a.shape, len(body)]
        body += np.ascontiguousarray(a).tobytes()
    text = json.dumps(header).encode()
    raw = b"MWPK0001" + struct.pack("<I", len(text)) + text + body
    return zstandard.ZstdCompressor().compress(raw)


def item(name: str, seed: int, n: int = 12, m: int = 20) -> Item:
    rng = np.random.default_rng(seed)
    vertices = rng.integers(-32767, 32768, (n, 3)) / 65534.0
    faces = np.concatenate((np.arange(n).reshape(-1, 3), rng.integers(0, n, (m - n // 3, 3))))
    faces, vertices, attributes = ordered(faces, vertices, rng.integers(0, 256, (n, 7)).astype(np.uint8))
    return name, vertices, faces, attributes


def catalog_row(name: str, shard: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name, "hash": f"hash of {name}", "shard": shard, "n_faces": 20, "licence": "CC0-1.0",
        "caption": f"a {name}", "category": "props/box",
        "has_color": True, "colors": [["red", 0.6], ["blue", 0.3], ["green", 0.1]],
    } | changes  # fmt: skip


def source(folder: Path, rows: list[dict[str, Any]], items: list[Item]) -> Path:
    (folder / "a.mwz").write_bytes(encode_shard(items[: len(items) // 2]))
    (folder / "b.mwz").write_bytes(encode_shard(items[len(items) // 2 :]))
    (folder / "catalog.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    return folder


def test_shard_round_trip(tmp_path: Path) -> None:
    items = [item(f"m{i}", i, n=12 + 3 * i) for i in range(4)]
    (tmp_path / "a.mwz").write_bytes(encode_shard(items))
    got = list(read_shard(tmp_path / "a.mwz"))
    assert [g[0] for g in got] == ["m0", "m1", "m2", "m3"]
    for g, (_, vertices, faces, attributes) in zip(got, items, strict=True):
        np.testing.assert_allclose(g[1], vertices, atol=1e-12)
        np.testing.assert_array_equal(g[2], faces)
        np.testing.assert_array_equal(g[3], attributes)


@pytest.mark.parametrize("damage", ["magic", "cut", "noise", "header"])
def test_damaged_shard_is_refused(damage: str, tmp_path: Path) -> None:
    good = encode_shard([item("m", 0)])
    raw = zstandard.ZstdDecompressor().decompress(good)
    pack = zstandard.ZstdCompressor().compress
    bad = {
        "magic": pack(b"XXXX0001" + raw[8:]),
        "cut": pack(raw[: len(raw) // 2]),
        "noise": good[:20] + b"\x00" * 20,
        "header": pack(raw[:12] + b"{" * (len(raw) - 12)),
    }[damage]
    (tmp_path / "a.mwz").write_bytes(bad)
    with pytest.raises(FileFormatError, match=r"a\.mwz"):
        list(read_shard(tmp_path / "a.mwz"))


def test_catalog_decides_what_is_used(tmp_path: Path) -> None:
    names = ["plain", "branded", "copy", "large", "tiny", "licensed", "grey", "test"]
    items = [item(n, i) for i, n in enumerate(names)]
    changes: dict[str, dict[str, Any]] = {
        "branded": {"brand": "x"}, "copy": {"hash": "hash of plain"}, "large": {"n_faces": 6001},
        "tiny": {"n_faces": 7}, "licensed": {"licence": "CC-BY-4.0"}, "grey": {"has_color": False},
        "test": {"split": "test"},
    }  # fmt: skip
    rows = [catalog_row(n, "a.mwz" if i < 4 else "b.mwz", **changes.get(n, {})) for i, n in enumerate(names)]
    got = {r.id: r for r in read_source(source(tmp_path, rows, items))}
    assert set(got) == {"plain", "grey"}
    assert got["plain"].colours == ("red", "blue")  # at most two, none under a fifth
    assert got["grey"].colours == ()
    assert got["plain"].caption == "a plain"
    np.testing.assert_array_equal(got["plain"].colors, items[0][3][:, :6])


def test_folder_without_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"catalog\.jsonl"):
        list(read_source(tmp_path))


def test_held_out_split_ignores_order_and_later_additions_rarely_move_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "HELD_OUT", 5)
    items = [item(f"m{i}", i) for i in range(20)]
    rows = [catalog_row(f"m{i}", "a.mwz" if i < 10 else "b.mwz") for i in range(20)]
    folder = source(tmp_path, rows, items)
    first = {r.id for r in read_source(folder) if r.held_out}
    assert len(first) == 5
    random.Random(0).shuffle(rows)
    (folder / "catalog.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    assert {r.id for r in read_source(folder) if r.held_out} == first
    (folder / "catalog.jsonl").write_text("\n".join(json.dumps(r) for r in rows[:-1]), encoding="utf-8")
    assert len({r.id for r in read_source(folder) if r.held_out} & first) >= 4


def test_pack_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    records = [
        MeshRecord(f"m{i}", rng.uniform(-0.5, 0.5, (6 + i, 3)).astype(np.float32),
                   rng.integers(0, 6, (9 + i, 3)).astype(np.int32), rng.integers(0, 256, (6 + i, 6)).astype(np.uint8),
                   f"caption {i}", "props", ("red",)[:i], i == 1)
        for i in range(3)
    ]  # fmt: skip
    counts = write_pack(iter(records), tmp_path / "new" / "pack.npz")
    assert counts["meshes"] == 3
    assert counts["faces"] == 9 + 10 + 11
    assert counts["bytes"] == (tmp_path / "new" / "pack.npz").stat().st_size
    for a, b in zip(records, read_pack(tmp_path / "new" / "pack.npz"), strict=True):
        np.testing.assert_allclose(a.vertices, b.vertices, atol=0.51 / 32767)
        np.testing.assert_array_equal(a.faces, b.faces)
        np.testing.assert_array_equal(a.colors, b.colors)
        for name in ("id", "caption", "category", "colours", "held_out"):
            assert getattr(a, name) == getattr(b, name)


@pytest.mark.parametrize("content", [b"", b"not a pack", b"PK\x03\x04 broken"])
def test_damaged_pack_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.npz").write_bytes(content)
    with pytest.raises(FileFormatError, match=r"pack\.npz"):
        read_pack(tmp_path / "pack.npz")


def test_pack_without_its_arrays_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "pack.npz", nv=np.zeros(1))
    with pytest.raises(FileFormatError):
        read_pack(tmp_path / "pack.npz")


def test_mesh_too_large_for_a_pack_is_refused(tmp_path: Path) -> None:
    n = 2**16 + 1
    record = MeshRecord("big", np.zeros((n, 3), np.float32), np.array([[0, 1, n - 1]], np.int32),
                        np.zeros((n, 6), np.uint8), "", "", (), False)  # fmt: skip
    with pytest.raises(InputError, match="big"):
        write_pack(iter([record]), tmp_path / "pack.npz")

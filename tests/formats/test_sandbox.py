"""Hostile files end in a typed error, within limits, and never in the caller's process."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import FileFormatError, InputError
from meshwright.formats import load, load_asset, read_source, save, save_all
from meshwright.formats.limits import DEFAULT_LIMITS, LOCAL_LIMITS, Limits
from meshwright.formats.registry import FORMATS
from meshwright.formats.sandbox import _outcome, read_isolated
from meshwright.formats.source import SourceMesh
from meshwright.formats.transfer import pack, unpack

from .gltf_maker import Maker
from .samples import sample_asset

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
SMALL = Limits(memory_bytes=2**30, cpu_seconds=20, wall_seconds=30.0)


def png_bomb(width: int = 60000, height: int = 60000) -> bytes:
    """A PNG of a few kilobytes that claims billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zip_bomb(member: str, *, lie: bool) -> bytes:
    """A small zip of 80 MB of zeros; with `lie`, its directory claims few bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(member, "w") as out,
    ):
        for _ in range(80):
            out.write(bytes(1 << 20))
    data = stream.getvalue()
    if lie:
        # Central directory: uncompressed size at offset 24 of the entry.
        entry = data.rindex(b"PK\x01\x02")
        data = data[: entry + 24] + struct.pack("<I", 1000) + data[entry + 28 :]
    return data


def glb_with_png_bomb() -> bytes:
    maker = Maker()
    maker.triangle(material=0)
    view = maker.view(png_bomb())
    maker.tree["images"] = [{"bufferView": view, "mimeType": "image/png"}]
    maker.tree["textures"] = [{"source": 0}]
    maker.tree["materials"] = [{"normalTexture": {"index": 0}}]
    return maker.glb()


def ply_claim(count: int, order: str = "binary_little_endian") -> bytes:
    return (
        f"ply\nformat {order} 1.0\nelement vertex {count}\nproperty float x\nproperty float y\n"
        "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
    ).encode()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.glb": (b"", "cut off|parsed"),
    "text.glb": (b"hello there, this is no mesh at all", "parsed"),
    "magic.glb": (struct.pack("<4sII", b"glTF", 2, 2**31) + b"\0" * 20, "claims"),
    "pngbomb.glb": (glb_with_png_bomb(), "claims far too many pixels"),
    "deep.gltf": (
        b'{"asset":{"version":"2.0"},"extras":' + b"[" * 50000 + b"]" * 50000 + b"}", "nested|parsed",
    ),
    "infinite.gltf": (b'{"asset":{"version":"2.0"},"a":Infinity}', "parsed"),
    "url.gltf": (
        b'{"asset":{"version":"2.0"},"buffers":[{"byteLength":9,"uri":"http://127.0.0.1/x"}]}', "external",
    ),
    "claim.ply": (ply_claim(10**8), "claims 100000000"),
    "claim2.ply": (ply_claim(10**7), "does not fit"),
    "claim3.ply": (ply_claim(10**7, "ascii"), "does not fit"),
    "list.ply": (ply_claim(1).replace(b"float z", b"list uint int z") + b"\xff" * 64, "does not fit|list"),
    "nan.ply": (
        ply_claim(3) + np.full(9, np.nan, "<f4").tobytes() + b"\x03" + np.arange(3, dtype="<i4").tobytes(),
        "not finite",
    ),
    "index.ply": (
        ply_claim(3) + np.zeros(9, "<f4").tobytes() + b"\x03" + np.array([0, 1, 9], "<i4").tobytes(),
        "outside",
    ),
    "points.ply": (ply_claim(0).replace(b"face 1", b"face 0"), "no triangles"),
    "claim.stl": (b" " * 80 + struct.pack("<I", 10**8) + b"\0" * 50, "claims 100000000"),
    "cut.stl": (b"solid x\n facet normal 0 0 1\n outer loop\n vertex 0 0 0\n", "cut off"),
    "none.stl": (b" " * 80 + struct.pack("<I", 0), "no triangles"),
    "nan.obj": (b"v 0 0 0\nv 1 0 0\nv 0 nan 0\nf 1 2 3\n", "not finite"),
    "index.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n", "beyond"),
    "negative.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -9\n", "does not exist"),
    "zero.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n", "does not exist"),
    "blank.obj": (b"v 0 0 0\nv\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "without 3 numbers"),
    "words.obj": (b"v a b c\nf 1 1 1\n", "without 3 numbers"),
    "empty.obj": (b"\0" * 100, "no triangles"),
    "not.3mf": (b"PK\x03\x04 but no more", "sound archive"),
    "bomb.3mf": (zip_bomb("3D/3dmodel.model", lie=False), "unpacks to"),
    "lie.3mf": (zip_bomb("3D/3dmodel.model", lie=True), "broken|parsed|too many"),
    "bomb.usdz": (zip_bomb("asset.usdc", lie=False), "cannot be read"),
    "unknown.xyz": (b"1 2 3", "cannot be read"),
}  # fmt: skip


IN_CHILD = ("pngbomb.glb", "deep.gltf", "url.gltf", "claim.ply", "bomb.3mf", "unknown.xyz")


@pytest.mark.parametrize(
    ("name", "isolated"), [(name, False) for name in HOSTILE] + [(name, True) for name in IN_CHILD]
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, isolated: bool) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    limits = replace(SMALL, unpacked_bytes=64 * 2**20)
    start = time.perf_counter()
    with pytest.raises(FileFormatError, match=words) as caught:
        read_source(path, limits, isolated=isolated)
    assert name in str(caught.value)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("path", sorted((CORPUS / "refused").iterdir()), ids=lambda p: p.name)
def test_refused_corpus(path: Path) -> None:
    with pytest.raises(FileFormatError):
        read_source(path, isolated=False)


@pytest.mark.parametrize("path", sorted((CORPUS / "read").iterdir()), ids=lambda p: p.name)
def test_readable_corpus(path: Path) -> None:
    assert len(read_source(path, isolated=False).mesh.faces) > 0


def test_memory_limit_holds(tmp_path: Path) -> None:
    # Honest but large: 12 million zeros need more than the child may take.
    maker = Maker()
    maker.tree["accessors"] = [{"componentType": 5126, "type": "VEC3", "count": 12_000_000}]
    maker.mesh({"POSITION": 0})
    with pytest.raises(FileFormatError, match=r"memory|stopped"):
        read_source(maker.save(tmp_path), replace(SMALL, memory_bytes=600 * 2**20))


def test_time_limits_hold(tmp_path: Path) -> None:
    path = tmp_path / "slow.obj"
    path.write_bytes(b"v 0 0 0\nv 1 0 0\nv 0 1 0\n" + b"f 1 2 3\n" * 3_000_000)
    with pytest.raises(FileFormatError, match=r"too long|stopped"):
        read_source(path, replace(SMALL, cpu_seconds=1))
    start = time.perf_counter()
    with pytest.raises(FileFormatError, match="too long"):
        read_source(path, replace(SMALL, wall_seconds=0.5))
    assert time.perf_counter() - start < 5


def test_file_size_limit(tmp_path: Path) -> None:
    path = save(sample_asset(), tmp_path / "a.glb")[0]
    with pytest.raises(FileFormatError, match="at most 1000"):
        load(path, Limits(file_bytes=1000))
    with pytest.raises(FileFormatError, match="not a file"):
        load(tmp_path / "nothing.glb")
    (tmp_path / "folder.glb").mkdir()
    with pytest.raises(FileFormatError, match="not a file"):
        load(tmp_path / "folder.glb")


def test_the_child_gives_the_same_as_the_own_process(tmp_path: Path) -> None:
    path = save(sample_asset(), tmp_path / "a.glb")[0]
    for task in ("asset", "source"):
        here: Any = load_asset(path, isolated=False) if task == "asset" else read_source(path, isolated=False)
        there = read_isolated(path, task)  # type: ignore[arg-type]
        assert pack(here) == pack(there)


def test_answers_with_wild_indices_and_the_callers_secrets_do_not_cross(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = read_source(save(sample_asset(), tmp_path / "a.glb")[0], isolated=False)
    wild = replace(source, mesh=replace(source.mesh, faces=source.mesh.faces - 1))
    with pytest.raises(FileFormatError, match="out of range"):
        _outcome("a.glb", 0, pack(wild), SMALL)
    with pytest.raises(FileFormatError, match="signal 9"):
        _outcome("a.glb", -9, pack(source)[:1000], SMALL)
    seen: dict[str, Any] = {}

    def spy(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        raise FileNotFoundError

    monkeypatch.setenv("MESHWRIGHT_SECRET", "hidden")
    monkeypatch.setattr("meshwright.formats.sandbox.subprocess.Popen", spy)
    with pytest.raises(FileNotFoundError):
        read_source(tmp_path / "a.glb")
    assert "PYTHONPATH" in seen
    assert "MESHWRIGHT_SECRET" not in seen


def test_transfer_refuses_what_it_does_not_know() -> None:
    value = {"a": (1, 2.5, None, True, "ü"), "b": [b"xyz"], "c": np.arange(6, dtype=np.float32).reshape(2, 3)}
    back = unpack(pack(value))
    np.testing.assert_array_equal(back.pop("c"), value.pop("c"))
    assert back == value
    for bad in (
        b"", b"\0" * 8, pack(value)[:-1], pack(value).replace(b"tuple", b"tupel"),
        pack(sample_asset()).replace(b'"Physics"', b'"Popen"'), pack(np.zeros(3)).replace(b"<f8", b"|O8"),
    ):  # fmt: skip
        with pytest.raises((ValueError, KeyError, TypeError)):
            unpack(bad)


@pytest.mark.parametrize("suffix", FORMATS)
def test_save_and_load_by_suffix(tmp_path: Path, suffix: str) -> None:
    asset = sample_asset()
    (path,) = save(asset, tmp_path / f"a{suffix.upper()}", strip=True, collision="none")
    if FORMATS[suffix].reader is None:
        with pytest.raises(FileFormatError, match="cannot be read"):
            load(path)
        return
    loaded = load(path, LOCAL_LIMITS, isolated=False)
    assert isinstance(loaded, Asset if suffix in (".glb", ".gltf") else SourceMesh)
    assert len(loaded.mesh.faces) == len(asset.mesh.faces)
    with pytest.raises(InputError, match="already exists"):
        save(asset, path)
    save(asset, path, force=True)


def test_lods_as_files_and_bad_requests(tmp_path: Path) -> None:
    asset = sample_asset()
    files = save(asset, tmp_path / "a.stl", lod_files=True)
    assert [f.name for f in files] == ["a.stl", "a_LOD1.stl", "a_LOD2.stl"]
    assert len(read_source(files[2]).mesh.faces) == len(asset.lods[1].faces)
    (tmp_path / "b_LOD1.glb").write_bytes(b"mine")
    with pytest.raises(InputError, match="b_LOD1"):
        save(asset, tmp_path / "b.glb", lod_files=True)
    assert not (tmp_path / "b.glb").exists()
    with pytest.raises(InputError, match=r"\.fbx cannot be written"):
        save(asset, tmp_path / "a.fbx")
    with pytest.raises(InputError, match="not an option"):
        save(asset, tmp_path / "c.glb", quality=3)
    with pytest.raises(FileFormatError, match="whole asset"):
        load_asset(files[0])


def test_several_formats_of_one_asset_share_files(tmp_path: Path) -> None:
    asset = sample_asset()
    paths = [tmp_path / f"a.{suffix}" for suffix in ("glb", "gltf", "obj", "xml", "urdf")]
    assert save_all(asset, paths, lod_files=True) == tuple(
        tmp_path / name
        for name in (
            "a.glb", "a_LOD1.glb", "a_LOD2.glb", "a.gltf", "a_LOD1.gltf", "a_LOD2.gltf", "a.obj", "a_LOD1.obj",
            "a_LOD2.obj", "a.xml", "a.urdf",
        )
    )  # fmt: skip
    names = {path.name for path in tmp_path.iterdir()}
    assert {"a_albedo.png", "a_visual.obj", "a_LOD1_albedo.png", "a_hull_00.obj"} <= names
    assert not any(name.startswith(".") for name in names)
    # Each of them is what it is alone.
    alone = tmp_path / "alone"
    alone.mkdir()
    for path in paths:
        for file in alone.iterdir():
            file.unlink()
        save(asset, alone / path.name)
        for file in alone.iterdir():
            if path.suffix not in (".glb", ".gltf"):  # these have lost their levels to files of their own
                assert file.read_bytes() == (tmp_path / file.name).read_bytes()


def test_all_formats_or_none(tmp_path: Path) -> None:
    asset = sample_asset()
    (tmp_path / "a_normal.png").write_bytes(b"mine")
    with pytest.raises(InputError, match="a_normal"):
        save_all(asset, [tmp_path / "a.glb", tmp_path / "a.obj"])
    with pytest.raises(InputError, match="fbx"):
        save_all(asset, [tmp_path / "b.glb", tmp_path / "b.fbx"])
    assert [path.name for path in tmp_path.iterdir()] == ["a_normal.png"]
    assert (tmp_path / "a_normal.png").read_bytes() == b"mine"
    save_all(asset, [tmp_path / "a.glb", tmp_path / "a.obj"], force=True)
    assert (tmp_path / "a_normal.png").read_bytes() != b"mine"


def test_defaults_refuse_external_files() -> None:
    assert not DEFAULT_LIMITS.external_files
    assert LOCAL_LIMITS.external_files

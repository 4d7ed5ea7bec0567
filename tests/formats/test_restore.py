"""An asset that was saved comes back whole, and saving it again gives the same file."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import FileFormatError
from meshwright.formats.glb import glb_bytes, write_glb, write_gltf
from meshwright.formats.images import linear_from_srgb_bytes, normal_bytes, normal_from_bytes, srgb_bytes
from meshwright.formats.limits import Limits
from meshwright.formats.restore import read_asset
from meshwright.geometry.mesh import Mesh
from meshwright.vocabulary.colors import linear_to_srgb

from .samples import sample_asset, sphere_mesh


def assert_same_mesh(a: Mesh, b: Mesh) -> None:
    assert a.part_names == b.part_names
    for name in ("vertices", "faces", "face_part", "uv", "normals"):
        x, y = getattr(a, name), getattr(b, name)
        assert x.dtype == y.dtype, name
        np.testing.assert_array_equal(x, y, err_msg=name)


@pytest.mark.parametrize("collision", ["scene", "ucx", "godot"])
def test_everything_comes_back(tmp_path: Path, collision: Any) -> None:
    asset = replace(sample_asset(), quads=np.array([[0, 1, 2, 3], [2, 3, 4, 5]], np.int32))
    back = read_asset(write_glb(asset, tmp_path / "a.glb", collision=collision))
    assert back.name == asset.name
    assert_same_mesh(asset.mesh, back.mesh)
    assert len(back.lods) == 2
    for a, b in zip(asset.lods, back.lods, strict=True):
        assert_same_mesh(a, b)
    assert back.latent == asset.latent
    assert back.report == asset.report
    assert back.provenance == asset.provenance
    assert asset.quads is not None
    np.testing.assert_array_equal(back.quads, asset.quads)
    assert asset.physics is not None
    assert back.physics is not None
    assert back.physics.mass == asset.physics.mass
    assert back.physics.stable is True
    np.testing.assert_array_equal(back.physics.inertia, asset.physics.inertia)
    for h, g in zip(asset.collision, back.collision, strict=True):
        np.testing.assert_array_equal(h.vertices, g.vertices)
        np.testing.assert_array_equal(h.faces, g.faces)


def test_maps_come_back_to_eight_bits(tmp_path: Path) -> None:
    asset = sample_asset(glow=3.0)
    maps = read_asset(write_glb(asset, tmp_path / "a.glb")).maps
    for name, step in (
        ("normal", 2 / 255),
        ("roughness", 1 / 255),
        ("metallic", 1 / 255),
        ("occlusion", 1 / 255),
    ):
        error = np.abs(getattr(maps, name) - getattr(asset.maps, name)).max()
        assert error <= step / 2 + 1e-6, name
    srgb_error = np.abs(linear_to_srgb(maps.albedo) - linear_to_srgb(asset.maps.albedo)).max()
    assert srgb_error <= 0.51 / 255
    assert maps.emission.max() == np.float32(3.0)
    np.testing.assert_allclose(maps.emission, asset.maps.emission, atol=3 * 0.006)
    np.testing.assert_array_equal(maps.coverage, asset.maps.coverage)


@pytest.mark.parametrize("texture_format", ["png", "webp"])
def test_saving_again_gives_the_same_file(tmp_path: Path, texture_format: str) -> None:
    first = glb_bytes(sample_asset(), texture_format=texture_format)
    (tmp_path / "a.glb").write_bytes(first)
    second = glb_bytes(read_asset(tmp_path / "a.glb"), texture_format=texture_format)
    assert first == second


def test_all_bytes_survive_the_transfer_curve_and_the_normal_encoding() -> None:
    every = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(srgb_bytes(linear_from_srgb_bytes(every)), every)
    np.testing.assert_array_equal(normal_bytes(normal_from_bytes(every)), every)
    # The table agrees with the formula wherever the formula is not within 1 % of a rounding edge.
    x = np.random.default_rng(0).random(20000).astype(np.float32)
    exact = linear_to_srgb(x) * 255
    clear = np.abs(exact - np.floor(exact) - 0.5) > 0.05
    np.testing.assert_array_equal(srgb_bytes(x)[clear], np.rint(exact[clear]).astype(np.uint8))


def test_gltf_with_files_comes_back_when_files_are_allowed(tmp_path: Path) -> None:
    asset = sample_asset()
    path = write_gltf(asset, tmp_path / "a b.gltf")
    with pytest.raises(FileFormatError, match="external"):
        read_asset(path)
    back = read_asset(path, Limits(external_files=True))
    assert_same_mesh(asset.mesh, back.mesh)


def test_stripped_asset_comes_back_without_latent(tmp_path: Path) -> None:
    back = read_asset(write_glb(sample_asset(), tmp_path / "a.glb", strip=True))
    assert back.latent is None
    assert back.provenance == {}
    assert_same_mesh(back.mesh, sample_asset().mesh)


def test_two_vertices_at_one_place_survive(tmp_path: Path) -> None:
    # Two vertices at one place that repair has torn apart on purpose must not be welded again.
    mesh = sphere_mesh()
    vertices = np.concatenate([mesh.vertices, mesh.vertices[:1]])
    faces = mesh.faces.copy()
    rows, columns = np.nonzero(faces == 0)
    faces[rows[0], columns[0]] = len(mesh.vertices)
    asset = replace(sample_asset(lods=0), mesh=replace(mesh, vertices=vertices, faces=faces))
    back: Asset = read_asset(write_glb(asset, tmp_path / "a.glb"))
    np.testing.assert_array_equal(back.mesh.faces, faces)
    np.testing.assert_array_equal(back.mesh.vertices, vertices)


def retouched(data: bytes, change: Any) -> bytes:
    length = struct.unpack_from("<I", data, 12)[0]
    tree = json.loads(data[20 : 20 + length])
    change(tree)
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    rest = data[20 + length :]
    head = struct.pack("<4sII", b"glTF", 2, 20 + len(text) + len(rest))
    return head + struct.pack("<I4s", len(text), b"JSON") + text + rest


def test_files_that_another_tool_has_rewritten_are_told_apart(tmp_path: Path) -> None:
    data = glb_bytes(sample_asset())
    path = tmp_path / "a.glb"

    def swap_views(tree: dict[str, Any]) -> None:
        tree["nodes"][0]["extras"]["meshwright"]["latent"]["bufferView"] = 0

    def drop_lods(tree: dict[str, Any]) -> None:
        del tree["nodes"][0]["extensions"]

    def drop_extras(tree: dict[str, Any]) -> None:
        del tree["nodes"][0]["extras"]

    for change, words in (
        (swap_views, "rewritten"),
        (drop_lods, "levels of detail"),
        (drop_extras, "not written by Meshwright"),
    ):
        path.write_bytes(retouched(data, change))
        with pytest.raises(FileFormatError, match=words):
            read_asset(path)

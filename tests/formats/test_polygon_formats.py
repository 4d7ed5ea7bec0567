"""OBJ, PLY, STL and 3MF: round trips through our readers and through trimesh."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import trimesh

from meshwright.asset import Asset
from meshwright.errors import FileFormatError, InputError
from meshwright.formats import LOCAL_LIMITS
from meshwright.formats.images import decode_image, srgb_bytes
from meshwright.formats.limits import DEFAULT_LIMITS
from meshwright.formats.obj import write_obj
from meshwright.formats.obj_read import fan_triangles, read_obj
from meshwright.formats.ply import write_ply
from meshwright.formats.ply_read import fan_triangles_of, read_ply
from meshwright.formats.polygons import polygons_of
from meshwright.formats.source import SourceMesh, sample_surface
from meshwright.formats.stl import read_stl, write_stl
from meshwright.formats.threemf import write_3mf
from meshwright.formats.threemf_read import read_3mf
from meshwright.vocabulary.colors import srgb_to_linear

from .gltf_maker import png
from .samples import cube_asset, sample_asset


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    return float(trimesh.Trimesh(vertices, faces, process=False).volume)


def assert_same_surface(source: SourceMesh, asset: Asset) -> None:
    """The same triangles, bit for bit, as a set; order and rotation may differ."""

    def keys(vertices: np.ndarray, faces: np.ndarray) -> list[bytes]:
        corners = vertices[faces]
        rolled = []
        for triangle in corners:
            rolled.append(min(np.roll(triangle, -k, axis=0).tobytes() for k in range(3)))
        return sorted(rolled)

    assert keys(source.mesh.vertices, source.mesh.faces) == keys(asset.mesh.vertices, asset.mesh.faces)
    assert len(source.mesh.vertices) == len(asset.mesh.vertices)


def test_obj_round_trip_keeps_everything(tmp_path: Path) -> None:
    asset = sample_asset(glow=3.0)
    path = write_obj(asset, tmp_path / "my chest.obj")
    assert {p.name for p in tmp_path.iterdir()} == {
        "my chest.obj", "my_chest.mtl", "my_chest_albedo.png", "my_chest_normal.png",
        "my_chest_roughness.png", "my_chest_metallic.png", "my_chest_occlusion.png", "my_chest_emission.png",
    }  # fmt: skip
    source = read_obj(path, LOCAL_LIMITS)
    assert_same_surface(source, asset)
    assert source.mesh.part_names == ("band_0", "band_1")
    assert source.mesh.uv is not None
    assert asset.mesh.uv is not None
    (material,) = source.materials
    assert (material.metallic, material.roughness) == (1.0, 1.0)
    assert material.emissive == (3.0, 3.0, 3.0)
    assert material.base_color_texture is not None
    np.testing.assert_array_equal(material.base_color_texture.pixels[..., :3], srgb_bytes(asset.maps.albedo))
    assert material.normal_texture is not None
    # The look at a point is the look of the maps there.
    face, bary = np.arange(20), np.full((20, 3), 1 / 3, np.float32)
    uv = source.mesh.uv[face].mean(axis=1)
    sample = sample_surface(source, face, bary)
    np.testing.assert_allclose(sample.roughness, 0.2 + 0.6 * (uv[:, 0] - 0.5 / 32), atol=0.005)


def test_obj_is_read_by_trimesh(tmp_path: Path) -> None:
    asset = sample_asset()
    mesh = trimesh.load_mesh(write_obj(asset, tmp_path / "a.obj"), process=False)
    assert len(mesh.faces) == len(asset.mesh.faces)
    assert mesh.volume == pytest.approx(volume(asset.mesh.vertices, asset.mesh.faces), rel=1e-6)
    assert mesh.visual.uv is not None
    assert mesh.visual.material.image.size == (32, 32)


def test_obj_quads_stay_quads(tmp_path: Path) -> None:
    asset = cube_asset()
    path = write_obj(asset, tmp_path / "cube.obj")
    lines = [line for line in path.read_text().splitlines() if line.startswith("f ")]
    assert [len(line.split()) for line in lines] == [5] * 6
    source = read_obj(path, LOCAL_LIMITS)
    assert source.quads is not None
    assert asset.quads is not None
    ours = {tuple(map(tuple, np.sort(source.mesh.vertices[q], axis=0))) for q in source.quads}
    theirs = {tuple(map(tuple, np.sort(asset.mesh.vertices[q], axis=0))) for q in asset.quads}
    assert ours == theirs
    assert_same_surface(source, asset)
    assert source.mesh.normals is not None
    np.testing.assert_allclose(np.linalg.norm(source.mesh.normals, axis=-1), 1, atol=1e-6)


def test_quads_over_a_seam_become_triangles_and_wrong_quads_are_refused() -> None:
    asset = cube_asset()
    assert asset.mesh.uv is not None
    uv = asset.mesh.uv.copy()
    uv[0] += np.float32(0.01)
    torn = polygons_of(replace(asset, mesh=replace(asset.mesh, uv=uv)))
    assert sorted(torn.counts.tolist()) == [3, 3, 4, 4, 4, 4, 4]
    with pytest.raises(InputError, match="quads"):
        polygons_of(replace(asset, quads=np.array([[0, 1, 2, 6]], np.int32)))
    # The other diagonal is found as well.
    other = asset.mesh.faces.copy()
    assert asset.quads is not None
    q = asset.quads[0]
    other[0], other[1] = [q[0], q[1], q[3]], [q[1], q[2], q[3]]
    plain = replace(asset.mesh, faces=other, uv=None, normals=None)
    assert polygons_of(replace(asset, mesh=plain)).counts.tolist() == [4] * 6


def test_obj_dialects(tmp_path: Path) -> None:
    image = png(np.full((2, 2, 3), [128, 128, 255], np.uint8))
    (tmp_path / "n.png").write_bytes(image)
    (tmp_path / "m.mtl").write_text(
        "newmtl a b\nKd 0.25 0.5 0.75\nNs 98\nd 0.5\nbump -bm 0.5 n.png\nmap_Kd -s 2 2 1 -o 0.5 0 0 n.png\n"
    )
    (tmp_path / "a.obj").write_text(
        "mtllib m.mtl\n# comment\nv 0 0 0 255 0 0\nv 1 0 0 0 255 0\nv 1 1 0 0 0 255\nv 0 1 0 51 51 51\n"
        "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\ng first\nusemtl a b\nf -4/1 -3/2 \\\n-2/3 -1/4\n"
        "g second\nusemtl none\nf 1//\t2// 3//\nl 1 2\n"
    )
    source = read_obj(tmp_path / "a.obj", LOCAL_LIMITS)
    assert source.mesh.part_names == ("first", "second")
    assert len(source.mesh.faces) == 3
    assert source.quads is None
    first, second = source.materials
    assert first.base_color == (0.25, 0.5, 0.75, 0.5)
    assert first.roughness == pytest.approx((2 / 100) ** 0.25)
    assert first.normal_texture is not None
    assert first.normal_scale == 0.5
    assert first.base_color_texture is not None
    # (u, v up) -> (2 u + 0.5, 2 v): in image coordinates v' = 1 - 2 (1 - v).
    assert first.base_color_texture.matrix == ((2.0, 0.0, 0.5), (0.0, 2.0, -1.0))
    assert second.name == "none"
    assert source.colors is not None
    np.testing.assert_allclose(source.colors[0, 0], [1, 0, 0, 1])
    assert source.colors.min() == 0.0
    assert srgb_to_linear(0.2) == pytest.approx(float(source.colors[1, 2, 0]))


def test_obj_needs_leave_for_its_companions(tmp_path: Path) -> None:
    path = write_obj(sample_asset(), tmp_path / "a.obj")
    with pytest.raises(FileFormatError, match="external"):
        read_obj(path)
    path.write_text(path.read_text().replace("mtllib a.mtl", "mtllib ../../etc/passwd"))
    with pytest.raises(FileFormatError, match=r"outside|not there"):
        read_obj(path, LOCAL_LIMITS)


def test_fans() -> None:
    np.testing.assert_array_equal(
        fan_triangles(np.array([3, 5, 4])),
        [[0, 1, 2], [3, 4, 5], [3, 5, 6], [3, 6, 7], [8, 9, 10], [8, 10, 11]],
    )
    np.testing.assert_array_equal(fan_triangles_of(np.array([2, 3, 0, 4])), [[2, 3, 4], [5, 6, 7], [5, 7, 8]])


def test_ply_round_trip(tmp_path: Path) -> None:
    asset = sample_asset()
    path = write_ply(asset, tmp_path / "a.ply")
    source = read_ply(path)
    assert_same_surface(source, asset)
    assert source.mesh.uv is not None
    assert asset.mesh.uv is not None
    np.testing.assert_allclose(source.mesh.uv, asset.mesh.uv, atol=1e-6)
    assert source.mesh.normals is not None
    assert asset.mesh.normals is not None
    np.testing.assert_allclose(source.mesh.normals, asset.mesh.normals, atol=1e-6)
    assert source.colors is not None
    # Red is x of the atlas: the vertex colour follows u.
    expected = np.clip(asset.mesh.uv[..., 0] - 0.5 / 32, 0, 31 / 32)
    np.testing.assert_allclose(source.colors[..., 0], expected, atol=0.02)


def test_ply_is_read_by_trimesh(tmp_path: Path) -> None:
    asset = sample_asset()
    mesh = trimesh.load_mesh(write_ply(asset, tmp_path / "a.ply"), process=False)
    assert len(mesh.faces) == len(asset.mesh.faces)
    assert mesh.volume == pytest.approx(volume(asset.mesh.vertices, asset.mesh.faces), rel=1e-5)


@pytest.mark.parametrize("order", ["binary_big_endian", "binary_little_endian", "ascii"])
def test_ply_dialects(tmp_path: Path, order: str) -> None:
    header = (
        f"ply\nformat {order} 1.0\nelement vertex 5\n"
        "property double x\nproperty double y\nproperty double z\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n"
        "element face 2\nproperty list uchar uint vertex_index\nproperty float quality\nend_header\n"
    )
    points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1)]
    faces = [(0, 1, 2, 3), (0, 1, 4)]
    if order == "ascii":
        body = "".join(f"{x} {y} {z} 255 128 0 255\n" for x, y, z in points).encode()
        body += "".join(f"{len(f)} {' '.join(map(str, f))} 0.5\n" for f in faces).encode()
    else:
        e = ">" if "big" in order else "<"
        body = b"".join(np.array(p, e + "f8").tobytes() + bytes([255, 128, 0, 255]) for p in points)
        for f in faces:
            body += bytes([len(f)]) + np.array(f, e + "u4").tobytes() + np.array(0.5, e + "f4").tobytes()
    (tmp_path / "a.ply").write_bytes(header.encode() + body)
    source = read_ply(tmp_path / "a.ply")
    assert source.mesh.triangles.tolist() == [
        [[0, 0, 0], [1, 0, 0], [1, 1, 0]],
        [[0, 0, 0], [1, 1, 0], [0, 1, 0]],
        [[0, 0, 0], [1, 0, 0], [0, 0, 1]],
    ]
    assert source.colors is not None
    np.testing.assert_allclose(source.colors[0, 0], [1, float(srgb_to_linear(128 / 255)), 0, 1], atol=1e-6)


def test_stl_round_trip_and_trimesh(tmp_path: Path) -> None:
    asset = sample_asset()
    path = write_stl(asset, tmp_path / "a.stl")
    assert_same_surface(read_stl(path), asset)
    mesh = trimesh.load_mesh(path)
    assert mesh.is_watertight
    assert len(mesh.faces) == len(asset.mesh.faces)


def test_text_stl(tmp_path: Path) -> None:
    asset = cube_asset()
    mesh = trimesh.Trimesh(asset.mesh.vertices, asset.mesh.faces, process=False)
    (tmp_path / "a.stl").write_text(trimesh.exchange.stl.export_stl_ascii(mesh))
    assert_same_surface(read_stl(tmp_path / "a.stl"), asset)


def test_3mf_round_trip(tmp_path: Path) -> None:
    asset = sample_asset()
    source = read_3mf(write_3mf(asset, tmp_path / "a.3mf"))
    assert_same_surface(source, asset)
    assert source.mesh.uv is not None
    assert asset.mesh.uv is not None
    np.testing.assert_allclose(source.mesh.uv, asset.mesh.uv, atol=1e-6)
    texture = source.materials[source.face_material[0]].base_color_texture
    assert texture is not None
    np.testing.assert_array_equal(texture.pixels[..., :3], srgb_bytes(asset.maps.albedo))


def test_3mf_stands_upright_for_trimesh_and_is_reproducible(tmp_path: Path) -> None:
    asset = sample_asset()
    path = write_3mf(asset, tmp_path / "a.3mf")
    assert path.read_bytes() == write_3mf(asset, tmp_path / "b.3mf").read_bytes()
    mesh = trimesh.load_scene(path).to_mesh()
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(volume(asset.mesh.vertices, asset.mesh.faces), rel=1e-5)
    # Y-up 0..1 became Z-up 0..1.
    np.testing.assert_allclose(mesh.bounds[:, 2], [0, 1], atol=1e-6)
    with zipfile.ZipFile(path) as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model", "3D/_rels/3dmodel.model.rels"):
            ElementTree.fromstring(archive.read(name))
        assert decode_image(archive.read("3D/Textures/albedo.png"), name="t").shape == (32, 32, 4)


MODEL = """<?xml version="1.0"?>
<model unit="inch" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
<resources>
 <basematerials id="9"><base name="red" displaycolor="#FF0000"/>
  <base name="b" displaycolor="#0000FF80"/></basematerials>
 <object id="1" name="tri" pid="9" pindex="1"><mesh><vertices>
  <vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/></vertices>
  <triangles><triangle v1="0" v2="1" v3="2"/>
  <triangle v1="2" v2="1" v3="0" p1="0"/></triangles></mesh></object>
 <object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 0 0 10"/>
  <component objectid="1"/></components></object>
</resources><build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 5 0 0"/></build></model>"""


def packed(path: Path, model: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3D/3dmodel.model", model)
    return path


def test_3mf_components_units_and_colours(tmp_path: Path) -> None:
    source = read_3mf(packed(tmp_path / "a.3mf", MODEL))
    assert len(source.mesh.faces) == 4
    # Inches, Z-up: z = 10 in becomes y = 0.254 m.
    np.testing.assert_allclose(source.mesh.vertices.max(0), [6 * 0.0254, 10 * 0.0254, 0], atol=1e-6)
    np.testing.assert_allclose(source.mesh.vertices.min(0), [5 * 0.0254, 0, -0.0254], atol=1e-6)
    assert source.colors is not None
    np.testing.assert_allclose(source.colors[0, 0], [0, 0, 1, 128 / 255], atol=1e-6)
    np.testing.assert_allclose(source.colors[1, 2], [1, 0, 0, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('v1="2"', 'v1="3"', "outside"),
        ('objectid="1"/>', 'objectid="7"/>', "does not exist"),
        ('objectid="1"/>', 'objectid="2"/>', "nested"),
        ('p1="0"', 'p1="5"', "property"),
        ('<?xml version="1.0"?>', '<!DOCTYPE m [<!ENTITY a "b">]>', "document type"),
        ("</model>", "", "parsed"),
        ('<vertex x="1"', '<vertex x="nan"', "finite"),
        ('unit="inch"', 'unit="parsec"', "parsed"),
    ],
)
def test_bad_3mf_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(FileFormatError, match=words):
        read_3mf(packed(tmp_path / "a.3mf", MODEL.replace(old, new)))


def test_3mf_component_bomb_is_refused(tmp_path: Path) -> None:
    head, _, tail = MODEL.partition("</resources>")
    layers = "".join(
        f'<object id="{k}"><components>' + f'<component objectid="{k - 1}"/>' * 10 + "</components></object>"
        for k in range(3, 20)
    )
    bomb = head + layers + "</resources>" + tail.replace('objectid="2"', 'objectid="19"')
    with pytest.raises(FileFormatError, match="too many"):
        read_3mf(packed(tmp_path / "a.3mf", bomb), replace(DEFAULT_LIMITS, nodes=2000))

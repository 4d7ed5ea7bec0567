"""The glTF reader against files built by hand and against trimesh."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from meshwright.errors import FileFormatError
from meshwright.formats.glb import write_glb
from meshwright.formats.glb_read import read_gltf, triangulate
from meshwright.formats.limits import Limits
from meshwright.formats.source import SourceMaterial, sample_surface

from .gltf_maker import Maker, png
from .samples import CUBE_FACES, cube_vertices, sample_asset


def test_own_export_is_read_as_a_closed_source_mesh(tmp_path: Path) -> None:
    asset = sample_asset()
    source = read_gltf(write_glb(asset, tmp_path / "a.glb", collision="ucx"))
    assert source.mesh.part_names == ("band 0", "band 1")
    assert len(source.mesh.faces) == len(asset.mesh.faces)
    assert len(source.mesh.vertices) == len(asset.mesh.vertices)
    assert trimesh.Trimesh(source.mesh.vertices, source.mesh.faces, process=False).is_watertight
    assert source.materials[0].emissive == (3.0, 3.0, 3.0)


def test_sampling_the_export_gives_the_maps(tmp_path: Path) -> None:
    asset = sample_asset(glow=3.0, lods=0)
    source = read_gltf(write_glb(asset, tmp_path / "a.glb"))
    rng = np.random.default_rng(3)
    face = rng.integers(0, len(source.mesh.faces), 200)
    bary = rng.dirichlet([1, 1, 1], 200).astype(np.float32)
    assert source.mesh.uv is not None
    uv = np.einsum("nc,ncd->nd", bary, source.mesh.uv[face])
    h, w = asset.maps.roughness.shape
    sample = sample_surface(source, face, bary)
    # Roughness is linear in u between texel centres, so the bilinear value is known in closed form.
    np.testing.assert_allclose(sample.roughness, 0.2 + 0.6 * (uv[:, 0] - 0.5 / w), atol=0.005)
    inside = (uv * [w, h]).astype(int)
    mixed = np.abs(sample.emission.max(axis=1) - asset.maps.emission[inside[:, 1], inside[:, 0]].max(axis=1))
    assert (mixed < 0.05).mean() > 0.9
    np.testing.assert_allclose(np.linalg.norm(sample.normal, axis=1), 1, atol=1e-5)


def test_normal_maps_look_the_same_with_and_without_stored_tangents(tmp_path: Path) -> None:
    # Stored tangents are MikkTSpace's; without them the reader derives its own from each face's UVs.
    source = read_gltf(write_glb(sample_asset(lods=0), tmp_path / "a.glb"))
    assert source.tangents is not None
    rng = np.random.default_rng(4)
    # Away from the poles, where the UVs of the sphere pinch.
    middle = np.flatnonzero(np.abs(source.mesh.triangles.mean(axis=1)[:, 1] - 0.5) < 0.25)
    face = rng.choice(middle, 200)
    bary = rng.dirichlet([1, 1, 1], 200).astype(np.float32)
    with_map = sample_surface(source, face, bary).normal
    derived = sample_surface(replace(source, tangents=None), face, bary).normal
    flat = sample_surface(replace(source, materials=(SourceMaterial(),) * 2), face, bary).normal
    assert np.degrees(np.arccos(np.sum(with_map * derived, axis=1).clip(-1, 1))).mean() < 2.0
    assert np.degrees(np.arccos(np.sum(with_map * flat, axis=1).clip(-1, 1))).mean() > 8.0


def test_files_of_trimesh_are_read(tmp_path: Path) -> None:
    box = trimesh.creation.box((1, 2, 3))
    ball = trimesh.creation.icosphere(subdivisions=2)
    ball.visual = trimesh.visual.ColorVisuals(ball, vertex_colors=[255, 0, 128, 255])
    ball.apply_translation([5, 0, 0])
    scene = trimesh.Scene({"box": box, "ball": ball})
    scene.export(tmp_path / "a.glb")
    source = read_gltf(tmp_path / "a.glb")
    assert set(source.mesh.part_names) == {"box", "ball"}
    ours = trimesh.Trimesh(source.mesh.vertices, source.mesh.faces, process=False)
    assert ours.volume == pytest.approx(box.volume + ball.volume, rel=1e-5)
    assert ours.is_watertight
    part = source.mesh.part_names.index("ball")
    assert source.colors is not None
    color = source.colors[source.mesh.face_part == part]
    np.testing.assert_allclose(color[..., :2].reshape(-1, 2), [[1, 0]] * (3 * len(color)), atol=1e-6)


def test_sixteen_bit_grey_is_not_clipped(tmp_path: Path) -> None:
    maker = Maker()
    maker.triangle(material=0)
    texture = maker.image(np.full((2, 2), 0x80FF, np.uint16))
    maker.tree["materials"] = [{"occlusionTexture": {"index": texture}}]
    read = read_gltf(maker.save(tmp_path)).materials[0].occlusion_texture
    assert read is not None
    assert read.pixels[0, 0].tolist() == [128, 128, 128, 255]


def test_transforms_of_nested_nodes(tmp_path: Path) -> None:
    maker = Maker()
    position = maker.accessor(cube_vertices())
    index = maker.accessor(CUBE_FACES.reshape(-1), "u2")
    maker.mesh({"POSITION": position}, {"name": "box", "scale": [2, 3, -4]}, indices=index)
    half = float(np.sqrt(0.5))
    maker.tree["nodes"].append({"children": [0], "translation": [10, 0, 0], "rotation": [0, 0, half, half]})
    maker.tree["scenes"][0]["nodes"] = [1]
    path = maker.save(tmp_path)
    source = read_gltf(path)
    ours = trimesh.Trimesh(source.mesh.vertices, source.mesh.faces, process=False)
    theirs = trimesh.load_scene(path).to_mesh()
    np.testing.assert_allclose(ours.bounds, theirs.bounds, atol=1e-6)
    # A mirrored node still faces outward.
    assert ours.volume == pytest.approx(2 * 3 * 4, rel=1e-6)
    assert source.mesh.part_names == ("box",)


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("u1", [0, 51, 255], [0.0, 0.2, 1.0]),
        ("u2", [0, 13107, 65535], [0.0, 0.2, 1.0]),
        ("f4", [0.0, 0.2, 1.0], [0.0, 0.2, 1.0]),
    ],
)
def test_normalised_attributes(tmp_path: Path, dtype: str, values: Any, expected: Any) -> None:
    maker = Maker()
    position = maker.accessor([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    uv = maker.accessor(np.stack([values, values], 1), dtype, normalized=dtype != "f4")
    color = maker.accessor(np.stack([values] * 4, 1), dtype, normalized=dtype != "f4")
    maker.mesh({"POSITION": position, "TEXCOORD_0": uv, "COLOR_0": color})
    source = read_gltf(maker.save(tmp_path))
    assert source.mesh.uv is not None
    assert source.colors is not None
    np.testing.assert_allclose(source.mesh.uv[0, :, 0], expected, atol=1e-5)
    np.testing.assert_allclose(source.colors[0, :, 2], expected, atol=1e-5)


def test_interleaved_and_sparse_accessors(tmp_path: Path) -> None:
    maker = Maker()
    rows = np.zeros((3, 5), "<f4")
    rows[:, :3] = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    rows[:, 3:] = [[0, 0], [0.5, 0], [0, 0.25]]
    view = maker.view(rows.tobytes(), byteStride=20)
    base = {"bufferView": view, "componentType": 5126, "count": 3}
    maker.tree["accessors"] += [
        {**base, "type": "VEC3", "sparse": {
            "count": 1,
            "indices": {"bufferView": maker.view(b"\x02\0"), "componentType": 5123},
            "values": {"bufferView": maker.view(np.array([0, 7, 0], "<f4").tobytes())},
        }},
        {**base, "type": "VEC2", "byteOffset": 12},
    ]  # fmt: skip
    maker.mesh({"POSITION": 0, "TEXCOORD_0": 1})
    source = read_gltf(maker.save(tmp_path))
    np.testing.assert_array_equal(source.mesh.vertices, [[0, 0, 0], [1, 0, 0], [0, 7, 0]])
    assert source.mesh.uv is not None
    np.testing.assert_array_equal(source.mesh.uv[0], [[0, 0], [0.5, 0], [0, 0.25]])


def test_strips_and_fans() -> None:
    stream = np.arange(5)
    np.testing.assert_array_equal(triangulate(stream, 5), [[0, 1, 2], [2, 1, 3], [2, 3, 4]])
    np.testing.assert_array_equal(triangulate(stream, 6), [[0, 1, 2], [0, 2, 3], [0, 3, 4]])
    assert len(triangulate(stream[:2], 5)) == 0


def test_textures_from_data_uris_with_transform_and_second_uv_set(tmp_path: Path) -> None:
    maker = Maker()
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels[0, 3] = [255, 0, 0]
    texture = maker.image(pixels, uri=True)
    maker.tree["samplers"] = [{"wrapS": 33071, "wrapT": 33648}]
    maker.tree["textures"][0]["sampler"] = 0
    transform = {"offset": [0.75, 0.0], "scale": [0.25, 0.25], "texCoord": 1}
    info = {"index": texture, "extensions": {"KHR_texture_transform": transform}}
    maker.tree["extensionsUsed"] = maker.tree["extensionsRequired"] = ["KHR_texture_transform"]
    maker.tree["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": info, "metallicFactor": 0.25}}]
    position = maker.accessor([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    uv = maker.accessor([[0.5, 0.5]] * 3)
    maker.mesh({"POSITION": position, "TEXCOORD_0": uv, "TEXCOORD_1": uv}, material=0)
    source = read_gltf(maker.save(tmp_path))
    texture_read = source.materials[0].base_color_texture
    assert texture_read is not None
    assert texture_read.wrap == ("clamp", "mirror")
    sample = sample_surface(source, np.array([0]), np.array([[1, 0, 0]], np.float32))
    # (0.5, 0.5) * 0.25 + (0.75, 0) is the centre of the red texel.
    np.testing.assert_allclose(sample.albedo[0], [1, 0, 0], atol=1e-6)
    assert sample.metallic[0] == 0.25


def test_skin_and_morph_in_rest_pose(tmp_path: Path) -> None:
    maker = Maker()
    position = maker.accessor([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    offset = maker.accessor([[0, 0, 1]] * 3)
    joints = maker.accessor([[0, 1, 0, 0]] * 3, "u1")
    weights = maker.accessor([[0.5, 0.5, 0, 0]] * 3)
    attributes = {"POSITION": position, "JOINTS_0": joints, "WEIGHTS_0": weights}
    maker.mesh(attributes, {"skin": 0, "translation": [99, 0, 0]}, targets=[{"POSITION": offset}])
    maker.tree["meshes"][0]["weights"] = [2.0]
    maker.tree["nodes"] += [{"translation": [0, 4, 0]}, {"translation": [0, 0, 0]}]
    maker.tree["scenes"][0]["nodes"] += [1, 2]
    maker.tree["skins"] = [{"joints": [1, 2]}]
    vertices = read_gltf(maker.save(tmp_path)).mesh.vertices
    np.testing.assert_allclose(vertices, [[0, 2, 2], [1, 2, 2], [0, 3, 2]], atol=1e-6)


def test_specular_glossiness_material_with_textures(tmp_path: Path) -> None:
    maker = Maker()
    diffuse = maker.image(np.full((2, 2, 4), [0, 0, 0, 255], np.uint8))
    gold = maker.image(np.full((4, 4, 4), [255, 200, 100, 51], np.uint8))
    maker.tree["materials"] = [{"extensions": {"KHR_materials_pbrSpecularGlossiness": {
        "diffuseTexture": {"index": diffuse}, "specularGlossinessTexture": {"index": gold}}}}]  # fmt: skip
    maker.triangle(material=0)
    source = read_gltf(maker.save(tmp_path))
    sample = sample_surface(source, np.array([0]), np.full((1, 3), 1 / 3, np.float32))
    assert sample.metallic[0] == pytest.approx(1.0, abs=0.01)
    assert sample.roughness[0] == pytest.approx(0.8, abs=0.005)
    assert sample.albedo[0, 0] == pytest.approx(1.0, abs=0.01)


def test_missing_material_means_gltf_default(tmp_path: Path) -> None:
    maker = Maker()
    maker.triangle()
    source = read_gltf(maker.save(tmp_path))
    material = source.materials[source.face_material[0]]
    assert (material.metallic, material.roughness, material.base_color) == (1.0, 1.0, (1.0, 1.0, 1.0, 1.0))


def bend_required(m: Maker) -> None:
    m.tree["extensionsRequired"] = ["EXT_meshopt_compression"]


def bend_draco(m: Maker) -> None:
    m.tree["meshes"][0]["primitives"][0]["extensions"] = {"KHR_draco_mesh_compression": {}}


def bend_count(m: Maker) -> None:
    m.tree["accessors"][0]["count"] = 10**8


def bend_sparse_zeros(m: Maker) -> None:
    m.tree["accessors"][0] |= {"count": 10**8}
    del m.tree["accessors"][0]["bufferView"]


def bend_overrun(m: Maker) -> None:
    m.tree["accessors"][0]["count"] = 1000


def bend_cycle(m: Maker) -> None:
    m.tree["nodes"][0]["children"] = [0]


def bend_external(m: Maker) -> None:
    m.tree["materials"] = [{"normalTexture": {"index": 0}}]
    m.tree["textures"], m.tree["images"] = [{"source": 0}], [{"uri": "https://example.org/a.png"}]


def bend_negative(m: Maker) -> None:
    m.tree["bufferViews"][0]["byteOffset"] = -4


def bend_reference(m: Maker) -> None:
    m.tree["scenes"][0]["nodes"] = [-1]


def bend_type(m: Maker) -> None:
    m.tree["nodes"][0]["mesh"] = "first"


def bend_points(m: Maker) -> None:
    m.tree["meshes"][0]["primitives"][0]["mode"] = 0


def bend_version(m: Maker) -> None:
    m.tree["asset"]["version"] = "1.0"


def bend_matrix(m: Maker) -> None:
    m.tree["nodes"][0]["matrix"] = [1e400] * 16


def bend_shape(m: Maker) -> None:
    m.tree["meshes"] = {"0": []}


def bend_instances(m: Maker) -> None:
    m.tree["accessors"] = [{"componentType": 5126, "type": "VEC3", "count": 10**6}]
    m.tree["meshes"] = [{"primitives": [{"attributes": {"POSITION": 0}}]}]
    m.tree["nodes"] = [{"mesh": 0} for _ in range(1000)]
    m.tree["scenes"] = [{"nodes": list(range(1000))}]


@pytest.mark.parametrize(
    ("bend", "words"),
    [
        (bend_required, "EXT_meshopt_compression"), (bend_draco, "Draco"), (bend_count, "claims 100000000"),
        (bend_sparse_zeros, "claims 100000000"), (bend_overrun, "claims 1000 elements"),
        (bend_cycle, "cycle"),
        (bend_external, "external"), (bend_negative, "whole number"), (bend_reference, "does not exist"),
        (bend_type, "does not exist"), (bend_points, "no triangles"), (bend_version, "version"),
        (bend_matrix, "JSON|finite"), (bend_shape, "does not exist"), (bend_instances, "claims 1000000000"),
    ],
)  # fmt: skip
def test_hostile_documents_are_refused(tmp_path: Path, bend: Any, words: str) -> None:
    maker = Maker()
    maker.triangle()
    bend(maker)
    with pytest.raises(FileFormatError, match=words):
        read_gltf(maker.save(tmp_path))


def test_bad_numbers_are_refused(tmp_path: Path) -> None:
    maker = Maker()
    maker.mesh({"POSITION": maker.accessor([[0, 0, np.nan], [1, 0, 0], [0, 1, 0]])})
    with pytest.raises(FileFormatError, match="not finite"):
        read_gltf(maker.save(tmp_path))
    maker = Maker()
    position = maker.accessor([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    maker.mesh({"POSITION": position}, indices=maker.accessor([0, 1, 3], "u2"))
    with pytest.raises(FileFormatError, match="beyond its 3 vertices"):
        read_gltf(maker.save(tmp_path))


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    maker = Maker()
    maker.triangle()
    data = maker.glb()
    path = tmp_path / "cut.glb"
    for length in range(0, len(data) - 4, 7):
        path.write_bytes(data[:length])
        with pytest.raises(FileFormatError):
            read_gltf(path)


def test_deep_json_is_refused(tmp_path: Path) -> None:
    for depth in (100, 100_000):
        path = tmp_path / f"deep{depth}.gltf"
        path.write_text('{"asset": {"version": "2.0"}, "extras": ' + "[" * depth + "]" * depth + "}")
        with pytest.raises(FileFormatError, match=r"nested|parsed"):
            read_gltf(path)


def test_files_beside_are_read_only_when_allowed_and_only_from_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    image = png(np.full((2, 2, 3), 128, np.uint8))
    (tmp_path / "outside.png").write_bytes(image)
    (folder / "a b.png").write_bytes(image)
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    allowed = Limits(external_files=True)
    for uri, fine in (
        ("a%20b.png", True), ("../outside.png", False), ("link.png", False), ("file:///etc/passwd", False),
        ("/etc/passwd", False), ("..\\outside.png", False), ("nothing.png", False),
        ("http://example.org/a.png", False),
    ):  # fmt: skip
        maker = Maker()
        maker.triangle(material=0)
        maker.tree["materials"] = [{"normalTexture": {"index": 0}}]
        maker.tree["textures"], maker.tree["images"] = [{"source": 0}], [{"uri": uri}]
        path = maker.save(folder)
        with pytest.raises(FileFormatError, match="external"):
            read_gltf(path)
        if fine:
            assert read_gltf(path, allowed).materials[0].normal_texture is not None
        else:
            with pytest.raises(FileFormatError):
                read_gltf(path, allowed)

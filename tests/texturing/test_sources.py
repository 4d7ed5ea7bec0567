"""Sources: parts matched by name, wear by part, and meshes with materials of their own."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from meshwright import parallel
from meshwright.field.protocol import Appearance
from meshwright.geometry.mesh import Mesh
from meshwright.texturing.bake import BakeSettings, bake
from meshwright.texturing.project import Target
from meshwright.texturing.sources import FieldSource, MeshSource, SurfaceQuery
from meshwright.texturing.texels import atlas_of, interpolate, unit
from meshwright.vocabulary.materials import MATERIAL_INDEX
from tests.texturing.shapes import LayeredField, ball, plane, scatter_uv

QUICK = BakeSettings(rays=8)


@dataclass
class TwoParts:
    """Left (x < 0) painted metal, right plaster; the field lists its parts in another order than the mesh."""

    bounds = (np.full(3, -1, np.float32), np.full(3, 1, np.float32))
    part_names = ("right", "left")

    def sdf(self, points):
        return points[:, 1].copy()

    def gradient(self, points):
        return np.tile(np.float32([0, 1, 0]), (len(points), 1))

    def appearance(self, points):
        n = len(points)
        left = points[:, 0] < 0
        kind = np.where(left, MATERIAL_INDEX["painted metal"], MATERIAL_INDEX["plaster"]).astype(np.int32)
        tint = np.where(left[:, None], np.float32([0.5, 0.05, 0.05]), np.float32([0.6, 0.6, 0.5]))
        half = np.full(n, 0.5, np.float32)
        return Appearance(left.astype(np.int32), kind, tint.astype(np.float32), half, half * 0, half * 0)


def query_on(mesh: Mesh, n: int = 400) -> SurfaceQuery:
    rng = np.random.default_rng(0)
    face = rng.integers(0, len(mesh.faces), n).astype(np.int32)
    bary = rng.dirichlet([1, 1, 1], n).astype(np.float32)
    up = np.tile(np.float32([0, 1, 0]), (n, 1))
    one = np.ones(n, np.float32)
    points = interpolate(mesh.triangles, face, bary)
    return SurfaceQuery(points, up, mesh.face_part[face], face, bary, one * 0, one, 0.002)


def test_parts_are_matched_by_name_and_wear_differs_by_part():
    mesh = plane(1.0, parts=8)
    side = (mesh.triangles.mean(1)[:, 0] >= 0).astype(np.int32)
    mesh = replace(mesh, face_part=side, part_names=("left", "right"))
    query = query_on(mesh, 20_000)
    source = FieldSource.for_mesh(TwoParts(), mesh, wear={"left": 1.0, "": 0.0}).calibrated(query)
    sample, group = source.sample(query)
    left = query.points[:, 0] < 0
    assert set(group[left] // 64) == {0}
    assert set(group[~left] // 64) == {1}
    assert (sample.metallic[left] > 0.5).mean() > 0.02
    assert sample.metallic[~left].max() == 0
    fresh, _ = FieldSource.for_mesh(TwoParts(), mesh, wear=0.0).calibrated(query).sample(query)
    assert (fresh.metallic[left] > 0.5).mean() < 0.01


def test_an_edit_of_one_part_leaves_the_others_bytes_alone():
    mesh = plane(1.0, parts=8)
    side = (mesh.triangles.mean(1)[:, 0] >= 0).astype(np.int32)
    mesh = replace(mesh, face_part=side, part_names=("left", "right"))

    class Repainted(TwoParts):
        def appearance(self, points):
            seen = super().appearance(points)
            seen.material[points[:, 0] < 0] = MATERIAL_INDEX["wood"]
            return seen

    a, b = (bake(mesh, FieldSource.for_mesh(f, mesh), size=128, settings=QUICK) for f in (TwoParts(), Repainted()))
    atlas = atlas_of(mesh, 128)
    x = interpolate(mesh.triangles, atlas.face, atlas.bary)[:, 0]
    right = atlas.flat[x > 0.02]
    assert a.albedo.reshape(-1, 3)[right].tobytes() == b.albedo.reshape(-1, 3)[right].tobytes()
    assert a.normal.reshape(-1, 3)[right].tobytes() == b.normal.reshape(-1, 3)[right].tobytes()
    assert np.abs(a.albedo - b.albedo).max() > 0.1


@dataclass
class Look:
    albedo: np.ndarray
    roughness: np.ndarray
    metallic: np.ndarray
    occlusion: np.ndarray
    emission: np.ndarray
    normal: np.ndarray


@pytest.mark.parametrize("shared", [False, True])
def test_a_textured_mesh_is_read_where_the_new_mesh_lies(shared):
    """Colour = position, normals = a known tilt on the source; the bake finds both through projection."""
    raw = ball(5, 0.4)

    def look(face, bary):
        p = interpolate(raw.triangles, face, bary)
        n = len(face)
        half = np.full(n, 0.5, np.float32)
        tilted = unit(unit(p) + np.float32([0, 0.3, 0]))
        return Look((p + 0.45).astype(np.float32), half, half * 0, half, np.zeros((n, 3), np.float32), tilted)

    low = scatter_uv(ball(3, 0.4))
    target = Target(raw)
    source = MeshSource(target, look, cage=0.02)
    maps = bake(low, source, high=target if shared else raw, size=256, settings=QUICK)
    atlas = atlas_of(low, 256)
    truth = unit(interpolate(low.triangles, atlas.face, atlas.bary)) * 0.4 + 0.45
    np.testing.assert_allclose(maps.albedo.reshape(-1, 3)[atlas.flat], truth, atol=0.01)
    assert abs(maps.occlusion[maps.coverage].mean() - 0.5) < 0.02
    z = maps.normal.reshape(-1, 3)[atlas.flat][:, 2]
    p = unit(interpolate(low.triangles, atlas.face, atlas.bary))
    expected = (unit(p + np.float32([0, 0.3, 0])) * p).sum(1)
    assert np.abs(z - expected).mean() < 0.02


def test_the_number_of_threads_does_not_show(monkeypatch):
    low, high = scatter_uv(ball(3, 0.4)), ball(4, 0.4)
    source = FieldSource.for_mesh(LayeredField(((-2.0, "wood", None, 0.0), (0.0, "brick", None, 0.0))), low, scale=0.5)
    results = []
    for threads in (1, 3):
        monkeypatch.setattr(parallel.os, "cpu_count", lambda threads=threads: threads)
        results.append(bake(low, source, high=high, size=384, settings=QUICK))
    for name in ("albedo", "normal", "roughness", "metallic", "occlusion"):
        assert getattr(results[0], name).tobytes() == getattr(results[1], name).tobytes()


def test_pieces_cover_everything_once_and_pass_errors_on():
    seen = np.zeros(1000, int)

    def mark(rows: slice) -> None:
        seen[rows] += 1

    parallel.in_pieces(1000, mark, 37)
    assert (seen == 1).all()

    def fail(rows: slice) -> None:
        raise ValueError("piece")

    with pytest.raises(ValueError, match="piece"):
        parallel.in_pieces(100, fail, 10)

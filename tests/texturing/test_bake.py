"""The whole bake: normals, relief, colours, seams, similarity, bands, determinism."""

from dataclasses import replace

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.tangents import tangents
from meshwright.texturing import bake as module
from meshwright.texturing.bake import BakeSettings, bake
from meshwright.texturing.detail import texel_gradients
from meshwright.texturing.materials import SurfaceSample
from meshwright.texturing.pbr import conformity
from meshwright.texturing.sources import FieldSource, PaintSource
from meshwright.texturing.texels import atlas_of, interpolate, smooth_normals, to_tangent_space, unit
from meshwright.vocabulary.colors import linear_from_bytes
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS
from tests.texturing.shapes import LayeredField, ball, plane, scatter_uv

QUICK = BakeSettings(rays=8)
LAYERS = ((-2.0, "rusted iron", None, 0.0), (-0.25, "wood", None, 0.0), (0.3, "gold", None, 0.5))


class Waves:
    """A source whose relief is a known function of position, for the bump-mapping equation."""

    sees_edges = False

    def __init__(self, amplitude: float, frequency: float) -> None:
        self.amplitude, self.frequency = amplitude, frequency

    def calibrated(self, probe):
        return self

    def sample(self, query):
        s = SurfaceSample.empty(len(query.points))
        for name in ("albedo", "roughness", "metallic", "cavity", "emission"):
            getattr(s, name)[:] = 0.5
        s.height[:] = self.amplitude * np.sin(self.frequency * query.points[:, 0])
        return s, query.part


def test_relief_on_a_plane_gives_the_closed_form_normal_map():
    amplitude, frequency = 0.01, 2 * np.pi * 4
    mesh = plane(1.0, parts=3)
    maps = bake(mesh, Waves(amplitude, frequency), size=256, settings=QUICK)
    atlas = atlas_of(mesh, 256)
    x = interpolate(mesh.triangles, atlas.face, atlas.bary)[:, 0].astype(np.float64)
    slope = amplitude * frequency * np.cos(frequency * x)
    slope /= np.sqrt(1 + (slope / 2.0) ** 2)
    # u runs along +X; a rise along +X tilts the normal to -X.
    expected = unit(np.stack([-slope, 0 * slope, 1 + 0 * slope], 1).astype(np.float32))
    got = maps.normal.reshape(-1, 3)[atlas.flat]
    assert np.degrees(np.arccos(np.clip((got * expected).sum(1), -1, 1))).mean() < 0.15
    assert np.degrees(np.arccos(np.clip((got * expected).sum(1), -1, 1))).max() < 3.0


def test_green_points_up_in_the_image():
    """Relief rising towards smaller v (up in the image) must tilt the normal to -Y of tangent space."""

    class Ramp(Waves):
        def sample(self, query):
            s, group = super().sample(query)
            s.height[:] = -0.2 * query.points[:, 2]
            return s, group

    maps = bake(plane(1.0), Ramp(0, 0), size=64, settings=QUICK)
    inner = maps.normal[20:40, 20:40]
    assert inner[..., 1].max() < -0.1
    assert np.abs(inner[..., 0]).max() < 1e-3


def test_gradients_of_image_coordinates_are_exact():
    mesh = scatter_uv(ball(1))
    g = texel_gradients(mesh, 100).astype(np.float64)
    edges = (mesh.triangles[:, 1:] - mesh.triangles[:, :1]).astype(np.float64)
    steps = (mesh.uv[:, 1:] - mesh.uv[:, :1]).astype(np.float64) * 100
    np.testing.assert_allclose(np.einsum("mkd,mad->mka", edges, g), steps, atol=1e-3)
    normal = np.cross(edges[:, 0], edges[:, 1])
    np.testing.assert_allclose(np.einsum("mad,md->ma", g, normal), 0, atol=1e-3)


def test_tangent_space_round_trips_through_a_renderer():
    mesh = scatter_uv(ball(2))
    mesh = replace(mesh, normals=smooth_normals(mesh))
    atlas = atlas_of(mesh, 128)
    n = interpolate(mesh.normals, atlas.face, atlas.bary)
    t = interpolate(tangents(mesh), atlas.face, atlas.bary)
    want = unit(unit(n) + 0.3 * np.random.default_rng(0).standard_normal(n.shape).astype(np.float32))
    local = to_tangent_space(want, n, t)
    above = local[:, 2] > 0.1
    nn, tt = unit(n), unit(t[:, :3])
    back = unit(local[:, :1] * tt + local[:, 1:2] * np.cross(nn, tt) * np.sign(t[:, 3:]) + local[:, 2:] * nn)
    assert above.mean() > 0.95
    np.testing.assert_allclose(back[above], want[above], atol=1e-3)


@pytest.fixture(scope="module")
def smooth_ball():
    low, high = scatter_uv(ball(3, 0.4)), ball(5, 0.4)
    source = PaintSource(high, np.full((len(high.vertices), 3), 0.5, np.float32))
    return low, high, bake(low, source, high=high, size=512, settings=QUICK)


def test_a_smooth_ball_bakes_to_flat_normals(smooth_ball):
    _, _, maps = smooth_ball
    n = maps.normal[maps.coverage]
    # The low ball's interpolated normals differ from the true ones by a fraction of a degree.
    assert np.degrees(np.arccos(np.clip(n[:, 2], -1, 1))).mean() < 0.6
    assert np.abs(n.mean(0) - [0, 0, 1]).max() < 0.005
    assert maps.occlusion[maps.coverage].mean() > 0.995


def test_flat_normals_of_the_low_mesh_are_undone_by_the_map(smooth_ball):
    """With hard normals on the low mesh, map and tangent frame must still rebuild the smooth sphere."""
    low, high, _ = smooth_ball
    tri = low.triangles
    flat = unit(np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0]))
    low = replace(low, normals=np.repeat(flat[:, None], 3, axis=1))
    source = PaintSource(high, np.full((len(high.vertices), 3), 0.5, np.float32))
    maps = bake(low, source, high=high, size=512, settings=QUICK)
    atlas = atlas_of(low, 512)
    n, t = low.normals[atlas.face, 0], interpolate(tangents(low), atlas.face, atlas.bary)
    local = maps.normal.reshape(-1, 3)[atlas.flat]
    b = np.cross(n, t[:, :3]) * np.sign(t[:, 3:])
    rebuilt = unit(local[:, :1] * t[:, :3] + local[:, 1:2] * b + local[:, 2:] * n)
    truth = unit(interpolate(low.triangles, atlas.face, atlas.bary))
    assert np.degrees(np.arccos(np.clip((rebuilt * truth).sum(1), -1, 1))).mean() < 0.5


def test_vertex_colours_arrive_where_they_belong():
    low, high = scatter_uv(ball(3, 0.4)), ball(5, 0.4)
    color = (high.vertices / 0.4 * 0.35 + 0.45).astype(np.float32)
    maps = bake(low, PaintSource(high, color, emission=color * 2), high=high, size=256, settings=QUICK)
    atlas = atlas_of(low, 256)
    truth = unit(interpolate(low.triangles, atlas.face, atlas.bary)) * 0.35 + 0.45
    np.testing.assert_allclose(maps.albedo.reshape(-1, 3)[atlas.flat], truth, atol=0.01)
    np.testing.assert_allclose(maps.emission.reshape(-1, 3)[atlas.flat], truth * 2, atol=0.02)


@pytest.fixture(scope="module")
def layered():
    low, high = scatter_uv(ball(3, 0.4)), ball(5, 0.4)
    source = FieldSource.for_mesh(LayeredField(LAYERS), low, scale=0.5)
    return low, high, source, bake(low, source, high=high, size=512, settings=QUICK)


def test_field_materials_fill_all_six_maps(layered):
    low, _, _, maps = layered
    atlas = atlas_of(low, 512)
    y = interpolate(low.triangles, atlas.face, atlas.bary)[:, 1] / 0.5
    for (lower, name, _, glow), upper in zip(LAYERS, (-0.25, 0.3, 2.0), strict=True):
        rows = atlas.flat[(y > lower + 0.02) & (y < upper - 0.02)]
        m = MATERIALS[MATERIAL_INDEX[name]]
        asked = linear_from_bytes(m.srgb)
        assert np.abs(maps.albedo.reshape(-1, 3)[rows].mean(0) - asked).max() < 0.03, name
        assert abs(maps.roughness.ravel()[rows].mean() - m.roughness) < 0.2
        np.testing.assert_allclose(maps.emission.reshape(-1, 3)[rows].mean(0), asked * glow, atol=1e-4)
    report = conformity(maps)
    assert report["finite"]
    for key in ("dielectric_albedo_outside", "metal_f0_outside", "roughness_outside", "normal_below_surface"):
        assert report[key] == 0
    assert maps.normal[~maps.coverage].any()


def test_charts_meet_without_a_seam(layered):
    """Texels on both sides of a seam lie a texel apart: they differ like neighbours within a chart."""
    low, _, _, maps = layered
    atlas = atlas_of(low, 512)
    points = interpolate(low.triangles, atlas.face, atlas.bary)
    from scipy.spatial import cKDTree

    a, b = cKDTree(points).query_pairs(0.75 * atlas.texel, output_type="ndarray").T
    same = atlas.face[a] == atlas.face[b]
    seam = ~same
    assert seam.sum() > 500
    for image, slack in (
        (maps.albedo, 1.6),
        (maps.roughness[..., None], 1.6),
        (maps.occlusion[..., None], 2.0),
    ):
        value = image.reshape(len(image) ** 2, -1)[atlas.flat]
        step = np.abs(value[a] - value[b]).mean(1)
        distance = np.linalg.norm(points[a] - points[b], axis=1)
        inner = np.abs(np.diff(image, axis=1))[maps.coverage[:, 1:] & maps.coverage[:, :-1]].mean() / atlas.texel
        assert (step[seam] / np.maximum(distance[seam], 0.3 * atlas.texel)).mean() < slack * inner + 1e-3 / atlas.texel


def test_metres_and_field_units_differ_by_the_given_similarity(layered):
    low, high, source, maps = layered
    offset = np.float32([3.0, -1.0, 2.0])
    moved = [replace(m, vertices=m.vertices + offset) for m in (low, high)]
    there = FieldSource.for_mesh(source.field, moved[0], scale=0.5, offset=tuple(float(v) for v in offset))
    again = bake(moved[0], there, high=moved[1], size=512, settings=QUICK)
    same = np.abs(again.albedo - maps.albedo).max(-1)[maps.coverage]
    assert (same < 0.02).mean() > 0.98


def test_baking_twice_gives_the_same_bytes(layered):
    low, high, source, maps = layered
    again = bake(low, source, high=high, size=512, settings=QUICK)
    for name in ("albedo", "normal", "roughness", "metallic", "occlusion", "emission"):
        assert getattr(again, name).tobytes() == getattr(maps, name).tobytes(), name


def test_bands_do_not_show(layered, monkeypatch):
    low, high, source, maps = layered
    monkeypatch.setattr(module, "_BAND", 20_000)
    again = bake(low, source, high=high, size=512, settings=QUICK)
    for name in ("albedo", "normal", "roughness", "metallic", "occlusion", "emission"):
        assert getattr(again, name).tobytes() == getattr(maps, name).tobytes(), name


def test_limits_are_named():
    mesh = plane()
    source = PaintSource(mesh, np.full((4, 3), 0.5, np.float32))
    for size in (32, 8192):
        with pytest.raises(InputError, match="texture-size"):
            bake(mesh, source, size=size)
    with pytest.raises(InputError, match="UV"):
        bake(replace(mesh, uv=None), source)
    with pytest.raises(InputError, match="cover no texel"):
        bake(replace(mesh, uv=np.zeros_like(mesh.uv)), source)
    with pytest.raises(InputError, match="color"):
        PaintSource(mesh, np.zeros((3, 3), np.float32))
    with pytest.raises(InputError, match="scale"):
        FieldSource.for_mesh(LayeredField(LAYERS), mesh, scale=0.0)
    with pytest.raises(InputError, match="wear"):
        FieldSource.for_mesh(LayeredField(LAYERS), mesh, wear={"body": 1.5})

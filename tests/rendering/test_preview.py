"""The renderer: what must be seen in its pictures."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.rendering.camera import frame
from meshwright.rendering.develop import TOE, tone_map
from meshwright.rendering.environment import STUDIO, Studio, ambient_coefficients, irradiance
from meshwright.rendering.preview import render, turntable
from meshwright.rendering.surface import MapMaterial, creased_normals
from meshwright.texturing.maps import PBRMaps
from meshwright.vocabulary.colors import srgb_to_linear

DARK = (0.0, 0.0, 0.0)


def sphere(rings=24, radius=0.5):
    """A UV sphere with its own normals and texture coordinates, u growing eastwards, v downwards."""
    u, v = np.meshgrid(np.linspace(0, 1, 2 * rings + 1), np.linspace(0, 1, rings + 1))
    theta, phi = v * np.pi, u * 2 * np.pi
    n = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), np.sin(theta) * np.cos(phi)], axis=-1)
    i = np.arange(u.size).reshape(u.shape)
    a, b, c, d = i[:-1, :-1].ravel(), i[:-1, 1:].ravel(), i[1:, :-1].ravel(), i[1:, 1:].ravel()
    faces = np.concatenate([np.stack([a, c, d], 1), np.stack([a, d, b], 1)]).astype(np.int32)
    n, uv = n.reshape(-1, 3).astype(np.float32), np.stack([u, v], -1).reshape(-1, 2).astype(np.float32)
    p = n * radius + np.array([0, radius, 0], np.float32)
    flat = np.linalg.norm(np.cross(p[faces[:, 1]] - p[faces[:, 0]], p[faces[:, 2]] - p[faces[:, 0]]), axis=1)
    faces = faces[flat > 1e-9]
    return Mesh(p, faces, np.zeros(len(faces), np.int32), ("ball",), uv[faces], n[faces])


def maps(n=32, albedo=(0.5, 0.5, 0.5), normal=(0, 0, 1), roughness=0.6, metallic=0.0, emission=(0, 0, 0)):
    def full(value):
        return np.broadcast_to(np.asarray(value, np.float32), (n, n, *np.shape(value))).copy()

    normal = np.asarray(normal, float) / np.linalg.norm(normal)
    return PBRMaps(
        full(albedo),
        full(normal),
        full(roughness),
        full(metallic),
        full(1.0),
        full(emission),
        np.ones((n, n), bool),
    )


def picture(item, **options):
    return render(item, size=96, **({"azimuth": 0, "elevation": 0, "supersample": 1} | options)).astype(float)


def test_diffuse_sphere_shows_the_analytic_irradiance():
    """Fully rough, no key, uniform light L: albedo·L everywhere but for the sheen of F0 = 4 %."""
    light = (0.6, 0.6, 0.6)
    plain = Studio(light, light, light, light, STUDIO.key.__class__(0, 45, 1e-6, 1e-6, DARK), ())
    np.testing.assert_allclose(
        irradiance(np.array([[0, 1, 0], [0.6, 0, 0.8]]), ambient_coefficients(plain)), np.pi * 0.6, rtol=2e-3
    )
    image = srgb_to_linear(picture(sphere(), studio=plain, shadow=False, roughness=1.0, vertex_colors=None) / 255)
    assert image[48, 48].max() < 0.6
    white = np.full((len(sphere().faces), 3), 0.5, np.float32)
    image = srgb_to_linear(
        picture(sphere(), studio=plain, shadow=False, roughness=1.0, face_colors=white, backdrop=((0,) * 3,) * 2) / 255
    )
    # Half the light, plus up to 4 % of surface reflection, through the tone curve.
    low, high = tone_map(np.full(3, 0.6 * 0.5 * 0.94)), tone_map(np.full(3, 0.6 * (0.5 + 0.04)))
    for row, column in ((30, 48), (40, 30), (40, 66)):
        assert low[0] - 0.01 <= image[row, column, 0] <= high[0] + 0.01


def test_key_light_comes_from_the_upper_left():
    image = picture(sphere(), shadow=False, roughness=1.0)
    assert image[34, 34].mean() > image[62, 62].mean() + 25
    turned = picture(sphere(), shadow=False, roughness=1.0, azimuth=140)
    assert np.abs(turned - image).mean() < 0.3


def test_emission_is_seen_and_glows_around():
    dark = {"backdrop": ((20, 20, 20), (20, 20, 20)), "shadow": False}
    off = picture(Asset("ball", sphere(), maps(albedo=DARK)), **dark)
    on = picture(Asset("ball", sphere(), maps(albedo=DARK, emission=(0.1, 2.0, 0.1))), **dark)
    assert on[48, 48, 1] > off[48, 48, 1] + 120
    assert on[48, 48, 1] > on[48, 48, 0] + 60
    assert on[48, 3, 1] > off[48, 3, 1] + 4
    np.testing.assert_array_equal(off[2, 2], [20, 20, 20])


@pytest.mark.parametrize(
    ("tilt", "brighter", "darker"),
    [((-0.6, 0.0, 0.8), "left", "right"), ((0.0, 0.6, 0.8), "up", "down")],
)
def test_normal_map_turns_the_surface_the_right_way(tilt, brighter, darker):
    """The key stands at the upper left: normals bent to the left (-u) or up (+Y) catch more of it."""
    options = {"shadow": False}
    towards = picture(Asset("ball", sphere(), maps(normal=tilt, roughness=1.0)), **options)
    away = picture(Asset("ball", sphere(), maps(normal=(-tilt[0], -tilt[1], tilt[2]), roughness=1.0)), **options)
    level = picture(Asset("ball", sphere(), maps(roughness=1.0)), **options)
    centre = (slice(44, 52), slice(44, 52))
    assert towards[centre].mean() > level[centre].mean() + 5
    assert away[centre].mean() < level[centre].mean() - 5


def test_bare_meshes_keep_their_creases():
    """A box shades flat up to its edges; a finely divided ball shades round."""
    box = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
    quads = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    mesh = Mesh.from_arrays(box, [[q[0], q[i], q[i + 1]] for q in quads for i in (1, 2)])
    normals = creased_normals(mesh)
    assert (np.abs(normals).max(axis=2) > 0.999).all()
    ball = sphere(24)
    # Weld the seam and the poles, which the ball's texture coordinates had split.
    points, index = np.unique(np.round(ball.vertices, 5), axis=0, return_inverse=True)
    welded = Mesh.from_arrays(points, index[ball.faces])
    outward = (welded.triangles - np.array([0, 0.5, 0])) / 0.5
    assert ((creased_normals(welded) * outward).sum(axis=2) > 0.99).all()


def test_mirrored_texture_keeps_the_relief():
    """The same bumps with a mirrored chart: u runs the other way, and so does the map's x."""
    mesh = sphere()
    mirrored = Mesh(
        mesh.vertices, mesh.faces, mesh.face_part, mesh.part_names, mesh.uv * [-1, 1] + [1, 0], mesh.normals
    )
    straight = picture(Asset("ball", mesh, maps(normal=(0.5, 0, 0.8))), shadow=False)
    flipped = picture(Asset("ball", mirrored, maps(normal=(-0.5, 0, 0.8))), shadow=False)
    np.testing.assert_allclose(straight, flipped, atol=2)


def test_metal_mirrors_and_dielectric_does_not():
    colors = np.full((len(sphere().faces), 3), 0.8, np.float32)
    metal = picture(sphere(), face_colors=colors, metallic=1.0, roughness=0.1, shadow=False)
    paint = picture(sphere(), face_colors=colors, metallic=0.0, roughness=1.0, shadow=False)
    column = slice(20, 76)
    contrast = [np.abs(np.diff(i[column, 48].mean(axis=1))).max() for i in (metal, paint)]
    assert contrast[0] > 2 * contrast[1]


def test_floor_is_darker_under_the_object():
    """A ball on the floor, seen from above: the shadow falls away from the key, to the right and behind."""
    lit = picture(sphere(), elevation=30, shadow=False)
    shadowed = picture(sphere(), elevation=30)
    loss = (lit - shadowed).mean(axis=2)
    assert loss[84:94].max() > 15
    assert loss[60:80, 88:].mean() > loss[60:80, :8].mean() + 2
    assert abs(loss[0, 0]) < 2


def test_self_shadow():
    """A plate above a plate: the lower one is darker where the upper one hides the key."""
    ball = sphere(12, 0.2)
    plate = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]], np.float32)
    vertices = np.concatenate([plate, ball.vertices + np.array([0, 0.3, 0])]).astype(np.float32)
    faces = np.concatenate([[[0, 2, 1], [0, 3, 2]], ball.faces + 4]).astype(np.int32)
    both = Mesh(vertices, faces, np.zeros(len(faces), np.int32))
    lit, dark = (picture(both, elevation=50, shadow=s).mean(axis=2) for s in (False, True))
    assert (lit - dark)[20:76, 20:76].max() > 25


def test_same_bytes_every_time():
    asset = Asset("ball", sphere(), maps(emission=(0, 0.2, 0)))
    assert render(asset, size=64).tobytes() == render(asset, size=64).tobytes()


def test_maps_are_sampled_between_texels_and_repeat():
    m = maps(4)
    m.roughness[:] = np.arange(4) / 4
    uv = np.array([[0.125, 0.1], [0.25, 0.5], [1.0, 0.5], [-0.875, 0.2]], np.float32)
    sampled = MapMaterial.from_maps(m).sample(np.zeros(4, np.int32), np.zeros((4, 3), np.float32), uv)
    np.testing.assert_allclose(sampled.roughness, [0, 0.125, 0.375, 0], atol=1e-6)


def test_texture_is_upright_and_perspective_correct():
    """A checker seen at a slant: the boundary between its columns lands where projection says."""
    plate = np.array([[-1, 0, 0], [1, 0, 0], [1, 2, 0], [-1, 2, 0]], np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)[faces]
    mesh = Mesh(plate, faces, np.zeros(2, np.int32), ("plate",), uv)
    m = maps(128, albedo=DARK)
    m.albedo[:, :64] = (0.8, 0, 0)
    m.albedo[:64, 64:] = (0, 0.8, 0)
    image = picture(Asset("plate", mesh, m), azimuth=55, elevation=0, field_of_view=60, shadow=False)
    camera = frame(plate, azimuth=55, elevation=0, width=96, height=96, field_of_view=60)
    (x, y), (x2, y2), (x3, y3) = camera.project([[-0.2, 0.4, 0], [0.2, 1.6, 0], [0.2, 0.4, 0]])[0].astype(int)
    assert image[y, x, 0] > image[y, x, 1] + 60
    assert image[y2, x2, 1] > image[y2, x2, 0] + 60
    assert np.ptp(image[y3, x3]) < 40


def test_turntable_turns_evenly_and_ends_where_it_began():
    frames = turntable(sphere(8), 4, size=32, supersample=1, shadow=False)
    assert len(frames) == 4
    np.testing.assert_allclose(frames[0].astype(int), frames[2], atol=6)


def test_tone_curve_keeps_middle_colours_and_never_clips():
    np.testing.assert_allclose(tone_map([0.5, 0.4, 0.3]), np.array([0.5, 0.4, 0.3]) - TOE, atol=1e-6)
    ramp = tone_map(np.repeat(np.linspace(0, 50, 400)[:, None], 3, axis=1))[:, 0]
    assert (np.diff(ramp) > 0).all()
    assert ramp.max() <= 1


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"size": 4}, "size"),
        ({"supersample": 9}, "supersample"),
        ({"face_colors": np.zeros((2, 3))}, "face_colors"),
        ({"roughness": 2.0}, "roughness"),
        ({"elevation": 120}, "elevation"),
    ],
)
def test_bad_options_are_named(options, field):
    with pytest.raises(InputError) as error:
        render(sphere(6), **options)
    assert error.value.field == field


def test_bad_meshes_are_refused():
    empty = Mesh(np.zeros((3, 3), np.float32), np.zeros((0, 3), np.int32), np.zeros(0, np.int32))
    with pytest.raises(InputError, match="triangles"):
        render(empty)
    bare = sphere(6)
    with pytest.raises(InputError, match="texture coordinates"):
        render(Asset("x", Mesh(bare.vertices, bare.faces, bare.face_part), maps()))

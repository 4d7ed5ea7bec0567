"""Real meshes as supervision: placement, looks, grids and points."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import trimesh

from meshwright.dataset import mesh_store
from meshwright.dataset.batches import VOXEL, grid_points
from meshwright.dataset.grammar.table import FLOOR
from meshwright.dataset.mesh_sdf import mesh_distance
from meshwright.dataset.mesh_store import FIT, build_store, caption_words, face_look, place, solid_enough
from meshwright.dataset.packs import MeshRecord
from meshwright.vocabulary.colors import srgb_to_linear

CPU = torch.device("cpu")


def record(name: str, mesh: trimesh.Trimesh, held_out: bool = False, caption: str = "Small box") -> MeshRecord:
    """A mesh of longest side 1 whose colours run along its vertices."""
    v = (mesh.vertices - mesh.bounds.mean(0)) / np.ptp(mesh.bounds, 0).max()
    rng = np.random.default_rng(1)
    colors = rng.integers(0, 256, (len(v), 6)).astype(np.uint8)
    return MeshRecord(name, v.astype(np.float32), mesh.faces.astype(np.int32), colors, caption, "Props/open-box",
                      ("red", "blue"), held_out)  # fmt: skip


@pytest.fixture(scope="module")
def store() -> mesh_store.MeshStore:
    torch.manual_seed(0)
    cube = record("cube", trimesh.creation.box(extents=[1, 1, 1]))
    sheet = record("sheet", trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], [[0, 1, 2], [1, 3, 2]]))
    tall = record("tall", trimesh.creation.box(extents=[0.4, 1, 0.3]), held_out=True, caption="tall, thin b2x box")
    return build_store([cube, sheet, tall], CPU)


def test_place_stands_on_the_floor_in_the_middle() -> None:
    v = place(np.array([[0.1, -0.2, 0], [1.1, 0.3, 0.5]], np.float32))
    np.testing.assert_allclose(v.min(0), [-FIT / 2, FLOOR, -FIT / 4], atol=1e-6)
    np.testing.assert_allclose(v.max(0), [FIT / 2, FLOOR + FIT / 2, FIT / 4], atol=1e-6)


def test_face_look_decodes_the_stored_bytes() -> None:
    r = record("cube", trimesh.creation.box())
    same = np.tile(np.array([255, 128, 0, 51, 204, 255], np.uint8), (len(r.vertices), 1))
    look = face_look(MeshRecord(r.id, r.vertices, r.faces, same, "", "", (), False))
    tint = np.sqrt(srgb_to_linear(np.array([1, 128 / 255, 0], np.float32)))
    np.testing.assert_allclose(look[0], [*tint, 0.8, 0.2, 1], atol=1e-6)  # then roughness, metallic, emission


def test_sheets_without_inside_are_left_out(store: mesh_store.MeshStore) -> None:
    assert store.ids == ["cube", "tall"]
    assert store.held_out.tolist() == [False, True]


def test_solid_enough_wants_the_zero_set_to_follow_the_mesh() -> None:
    nodes = grid_points(CPU)
    cube = torch.from_numpy(place(np.array(trimesh.creation.box().vertices)))[
        torch.from_numpy(np.array(trimesh.creation.box().faces))
    ]
    half = FIT / 2
    center = torch.tensor([0, FLOOR + half, 0])
    exact = (nodes - center).abs().amax(1) - half
    assert solid_enough(exact, cube)
    assert not solid_enough(exact.abs() + 0.01, cube)  # nothing inside
    assert not solid_enough(exact + 0.3, cube)  # another surface


def test_grid_and_points_hold_the_distance(store: mesh_store.MeshStore) -> None:
    half = FIT / 2
    for at, sdf in ((grid_points(CPU), store.grid_sdf[0]), (store.points[0], store.sdf[0])):
        q = (at.float() - torch.tensor([0, FLOOR + half, 0])).abs() - half
        exact = q.clamp(min=0).norm(dim=1) + q.amax(1).clamp(max=0)
        np.testing.assert_allclose(sdf.float(), exact, atol=2e-3)  # half precision


def test_five_in_six_points_lie_near_the_surface_in_every_slice(store: mesh_store.MeshStore) -> None:
    near = (store.sdf.float().abs() < (1.6 + 3**0.5) * VOXEL).float()
    for slot in near.split(mesh_store.STORED_POINTS // 8, 1):
        assert (slot.mean(1) > 0.8).all()


def test_batch_takes_one_slice_and_says_that_parts_are_unknown(store: mesh_store.MeshStore) -> None:
    torch.manual_seed(3)
    b = store.batch(torch.tensor([1, 0]), 50)
    assert b.grid.shape == (2, 16, 64, 64, 64)
    assert b.points.shape == (2, 50, 3)
    assert not b.labelled.any()
    assert (b.grid[:, 2:10] == 0).all()  # part and material bits
    # the points and distances belong together, and to the object asked for
    r = record("tall", trimesh.creation.box(extents=[0.4, 1, 0.3]))
    corners = torch.from_numpy(place(r.vertices)[r.faces])
    exact, face = mesh_distance(corners, b.points[0])
    np.testing.assert_allclose(b.sdf[0], exact, atol=2e-3)
    np.testing.assert_allclose(b.look[0], torch.from_numpy(face_look(r))[face], atol=1.01 / 255)


def test_caption_words_are_letters_without_repeats(store: mesh_store.MeshStore) -> None:
    assert store.words[0] == ("small", "box", "props", "open", "red", "blue")
    assert store.words[1] == ("thin", "box", "props", "open", "red", "blue")
    long = record("x", trimesh.creation.box(), caption=" ".join("abcdefghijklm"))
    assert len(caption_words(long)) == 10


def test_no_usable_mesh_is_an_error() -> None:
    sheet = record("sheet", trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]]))
    with pytest.raises(ValueError, match="solid"):
        build_store([sheet], CPU)

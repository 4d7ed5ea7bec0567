"""Meshes from elsewhere become assets that instructions can edit, with the shipped autoencoder; or are refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.formats.source import SourceMaterial, SourceMesh
from meshwright.generator.backend import WEIGHTS, Backend, load_backend
from meshwright.geometry.mesh import Mesh
from meshwright.pipeline.adopt import FAITHFUL, adopt, mesh_field, part_slots
from meshwright.pipeline.edit import edit, plan_edit
from meshwright.pipeline.recipe import Recipe
from meshwright.pipeline.settings import FinishSettings
from meshwright.texturing.texels import atlas_of
from meshwright.vocabulary.materials import MATERIALS

from .toy import write_octahedron_weights

SETTINGS = FinishSettings(polycount=1500, texture_size=256, lods=1)
needs_weights = pytest.mark.skipif(
    not (WEIGHTS / "autoencoder.safetensors").is_file(),
    reason="the autoencoder's weights are not shipped in this checkout",
)


def drum(low: float, high: float, radius: float, sides: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """A closed cylinder along y: vertices and faces wound outward."""
    turn = 2 * np.pi * np.arange(sides) / sides
    ring = np.stack([radius * np.sin(turn), np.zeros(sides), radius * np.cos(turn)], axis=1)
    vertices = np.concatenate([ring, ring, np.zeros((2, 3))])
    vertices[:, 1] = np.repeat([low, high, low, high], [sides, sides, 1, 1])
    k, n = np.arange(sides), (np.arange(sides) + 1) % sides
    bottom, top = np.full(sides, 2 * sides), np.full(sides, 2 * sides + 1)
    faces = [(k, n, n + sides), (k, n + sides, k + sides), (n, k, bottom), (k + sides, n + sides, top)]
    return vertices, np.concatenate([np.stack(f, axis=1) for f in faces])


def barrel(body: str = "body", lid: str = "lid") -> SourceMesh:
    """A wooden barrel with an iron lid, 0.9 m tall."""
    (v0, f0), (v1, f1) = drum(0, 0.75, 0.3), drum(0.74, 0.9, 0.33)
    part = np.repeat([0, 1], [len(f0), len(f1)]).astype(np.int32)
    mesh = Mesh.from_arrays(np.concatenate([v0, v1]), np.concatenate([f0, f1 + len(v0)]))
    mesh = replace(mesh, face_part=part, part_names=(body, lid))
    wood = SourceMaterial("w", base_color=(0.26, 0.12, 0.04, 1.0), roughness=0.65)
    iron = SourceMaterial("i", base_color=(0.11, 0.11, 0.12, 1.0), roughness=0.55, metallic=1.0)
    return SourceMesh("my barrel", mesh, (wood, iron), part)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """Weights whose every latent decodes to one octahedron."""
    return load_backend(write_octahedron_weights(tmp_path_factory.mktemp("toy")))


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """The shipped autoencoder and lexicon; the flow beside it is random and is not sampled here."""
    folder = write_octahedron_weights(tmp_path_factory.mktemp("weights"))
    for name in ("autoencoder.safetensors", "lexicon.json"):
        shutil.copy(WEIGHTS / name, folder)
    return load_backend(folder)


@pytest.fixture(scope="module")
def adopted(backend: Backend) -> Asset:
    return adopt(backend, barrel("Body.001", "LID"), "barrel", SETTINGS, weights="test")


def test_a_mesh_as_a_field(backend: Backend) -> None:
    source = barrel()
    entry = backend.lexicon.category("barrel")
    found = mesh_field(source, part_slots(source, entry))
    scale = 1.84 / 0.9
    # On the side of the body, on top of the lid, and inside, in field units.
    points = np.array([[0.32, 0.4, 0], [0.05, 0.94, 0.02], [0, 0.2, 0]], np.float32)
    at = np.asarray(points * scale + (0, -0.92, 0), np.float32)
    assert found.sdf(at)[:2] == pytest.approx([0.02 * scale, 0.04 * scale], abs=0.004)  # 40 sides are not round
    assert found.sdf(at)[2] < -0.15 * scale
    seen = found.appearance(at[:2])
    assert seen.part.tolist() == [entry.slot("body"), entry.slot("lid")]
    assert [MATERIALS[k].name for k in seen.material] == ["wood", "iron"]
    assert seen.metallic.tolist() == [0, 1]
    np.testing.assert_allclose(seen.tint[0], [0.26, 0.12, 0.04], atol=1e-6)


@needs_weights
def test_it_is_the_same_object_with_the_same_parts(adopted: Asset) -> None:
    assert adopted.report["broken_promises"] == []
    assert adopted.report["adopted"]["iou"] > 0.9
    assert np.ptp(adopted.mesh.vertices, axis=0) == pytest.approx([0.66, 0.9, 0.66], rel=0.04)
    area = {part["name"]: part["area_m2"] for part in adopted.report["parts"]}
    assert {"body", "lid"} <= set(area)
    recipe = Recipe.of(adopted)
    assert (recipe.brief.category, recipe.weights, recipe.history) == ("barrel", "test", ())


@needs_weights
def test_it_is_edited_as_a_generated_one(adopted: Asset, backend: Backend, tmp_path: Path) -> None:
    (path,) = adopted.save(tmp_path / "barrel.glb")
    again = Asset.load(path)
    gold = edit(backend, again, plan_edit(backend, again, "make the lid gold"), weights="test")
    assert np.array_equal(gold.mesh.vertices, adopted.mesh.vertices)
    atlas = atlas_of(gold.mesh, 256)
    lid = atlas.flat[gold.mesh.face_part[atlas.face] == gold.mesh.part_names.index("lid")]
    body = atlas.flat[gold.mesh.face_part[atlas.face] == gold.mesh.part_names.index("body")]
    colour = gold.maps.albedo.reshape(-1, 3)
    # The network reads a rim of the lid as another part.
    assert (colour[lid, 0] > 1.5 * colour[lid, 2]).mean() > 0.8
    assert (gold.maps.metallic.ravel()[lid] > 0.5).mean() > 0.9
    # A texel of the body may see the lid's border; the rest is what it was.
    same = (gold.maps.albedo == adopted.maps.albedo).reshape(-1, 3).all(axis=1)
    assert same[body].mean() > 0.9


def test_what_cannot_be_adopted_is_refused(toy: Backend, backend: Backend) -> None:
    with pytest.raises(InputError, match="'Cube' is no part of a barrel") as caught:
        adopt(backend, barrel("Cube"), "barrel", SETTINGS, weights="test")
    assert "lid" in str(caught.value.limit)
    with pytest.raises(InputError, match="category: 'dirigible' is unknown"):
        adopt(backend, barrel(), "dirigible", SETTINGS, weights="test")
    # What the latent gives back is another object.
    chest = toy.lexicon.categories[0]
    names = [part.name for part in chest.parts]
    with pytest.raises(InputError, match=f"of the volume agrees.*{FAITHFUL:.0%}"):
        adopt(toy, barrel(names[0], names[-1]), chest.name, SETTINGS, weights="test")
    # A sheet has no inside.
    source = barrel()
    sheet = replace(source.mesh, faces=source.mesh.faces[:1], face_part=source.mesh.face_part[:1])
    with pytest.raises(InputError, match="encloses no volume"):
        adopt(
            backend, replace(source, mesh=sheet, face_material=source.face_material[:1]), "barrel", SETTINGS,
            weights="test",
        )  # fmt: skip

"""The shipped autoencoder through the whole pipeline: an object of the grammar, encoded, decoded and finished."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.generator.backend import WEIGHTS, Backend, load_backend
from meshwright.generator.sampler import SamplerSettings
from meshwright.pipeline.draw import read_brief
from meshwright.pipeline.edit import edit, plan_edit
from meshwright.pipeline.finish import finish_field
from meshwright.pipeline.latent_io import Layer, pack_layers, stored
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.recipe import Recipe, attach, usual_height
from meshwright.pipeline.settings import FinishSettings
from meshwright.pipeline.surface import surface_of

from .toy import write_octahedron_weights

torch = pytest.importorskip("torch", reason="encoding an object of the grammar needs PyTorch")
pytestmark = pytest.mark.skipif(
    not (WEIGHTS / "autoencoder.safetensors").is_file(),
    reason="the autoencoder's weights are not shipped in this checkout",
)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """The shipped autoencoder; the flow beside it is random and is not sampled here."""
    folder = write_octahedron_weights(tmp_path_factory.mktemp("weights"))
    shutil.copy(WEIGHTS / "autoencoder.safetensors", folder)
    return load_backend(folder)


@pytest.fixture(scope="module")
def sword(backend: Backend) -> Asset:
    from meshwright.dataset.batches import evaluate_near, grid_points, owners_look
    from meshwright.field.protocol import Appearance
    from meshwright.generator.codes_numpy import input_grid

    category = next(c for c in load() if c.name == "sword")
    rows = torch.from_numpy(np.ascontiguousarray(table_of(draw(category, random.Random(3)))))
    sdf, owner = evaluate_near(rows, grid_points(torch.device("cpu")))
    part, material, look = (v[0].numpy() for v in owners_look(rows[None], owner[None]))
    seen = Appearance(
        part.astype(np.int32), material.astype(np.int32), look[:, :3] ** 2, look[:, 3], look[:, 4], look[:, 5]
    )
    latent = stored(backend.encode(input_grid(sdf.numpy(), seen, labelled=True)))
    brief = read_brief("a sword with a gold blade", backend)
    settings = FinishSettings(polycount=1500, texture_size=256, lods=2)
    recipe = Recipe((Layer(latent),), brief, 0, 0, SamplerSettings(), "test", settings)
    field, stages = recipe.field(backend), Stages()
    surface = surface_of(field, settings.budget, stages)
    tall = float(np.ptp(surface.dense.vertices[:, 1]))
    asset, placed = finish_field(
        recipe.bound(field, backend.lexicon), surface, settings, name="sword",
        height=usual_height(tall, brief, backend.lexicon), look=recipe.look, stages=stages,
    )  # fmt: skip
    from dataclasses import replace

    done = replace(recipe, placed=placed, resolution=surface.resolution)
    return attach(asset, done, pack_layers(done.layers))


def test_it_is_sound_and_has_its_main_parts(sword: Asset, backend: Backend) -> None:
    report = sword.report
    assert report["broken_promises"] == []
    assert 1470 <= report["triangles"] <= 1500
    main = {p.name for p in backend.lexicon.category("sword").parts if p.main}
    assert main <= {p["name"] for p in report["parts"]}
    assert report["components"]["largest_volume_share"] > 0.95


def test_the_stated_material_is_on_the_blade(sword: Asset) -> None:
    from meshwright.texturing.texels import atlas_of

    atlas = atlas_of(sword.mesh, 256)
    blade = sword.mesh.face_part[atlas.face] == sword.mesh.part_names.index("blade")
    colour = sword.maps.albedo.reshape(-1, 3)[atlas.flat[blade]]
    assert (sword.maps.metallic.ravel()[atlas.flat[blade]] > 0.5).mean() > 0.95
    assert (colour[:, 0] > 1.5 * colour[:, 2]).mean() > 0.9  # gold, not grey


def test_paint_survives_a_file_and_keeps_the_mesh(sword: Asset, backend: Backend, tmp_path: Path) -> None:
    (path,) = sword.save(tmp_path / "sword.glb")
    again = Asset.load(path)
    steel = edit(backend, again, plan_edit(backend, again, "make the blade steel"), weights="test")
    assert np.array_equal(steel.mesh.vertices, sword.mesh.vertices)
    assert np.array_equal(steel.mesh.uv, sword.mesh.uv)  # type: ignore[arg-type]
    back = edit(backend, steel, plan_edit(backend, steel, "make the blade gold"), weights="test")
    assert np.array_equal(back.maps.albedo, sword.maps.albedo)
    assert np.array_equal(back.maps.normal, sword.maps.normal)

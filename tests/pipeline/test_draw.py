"""Samples drawn together are those drawn alone; previews look like what they announce."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from meshwright.client.modeler import Modeler
from meshwright.errors import InputError, MeshwrightError
from meshwright.formats import read_source
from meshwright.formats.glb import glb_bytes
from meshwright.generator.sampler import SamplerSettings
from meshwright.pipeline.draw import Draw, draw_together, read_brief
from meshwright.pipeline.generate import GenerateSettings, generate
from meshwright.pipeline.preview import Preview
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.settings import FinishSettings
from tests.formats.validator import assert_clean

from .toy import ToyBackend, latent_of, write_octahedron_weights

torch = pytest.importorskip("torch")
from meshwright.generator.torch_runtime import TorchRuntime  # noqa: E402

STEPS = 3
PROMPTS = ("a wooden chest with a gold lid", "a red chest", "an iron chest")
NEGATIVE = ("", "iron", "")
SEEDS = (5, 6, 2**40)


@pytest.fixture(scope="module")
def modeler(tmp_path_factory: pytest.TempPathFactory) -> Modeler:
    """The PyTorch runtime on the CPU, with small random networks."""
    torch.set_num_threads(1)
    folder = write_octahedron_weights(tmp_path_factory.mktemp("weights") / "w")
    made = Modeler(weights=folder)
    made.__dict__["backend"] = TorchRuntime.load(folder, "cpu")
    return made


def test_together_as_alone(modeler: Modeler) -> None:
    """Also where only some avoid something."""
    together = modeler.draw(PROMPTS, SEEDS, negative=NEGATIVE, steps=STEPS)
    latents = []
    for prompt, seed, negative, draw in zip(PROMPTS, SEEDS, NEGATIVE, together, strict=True):
        (alone,) = modeler.draw([prompt], [seed], negative=[negative], steps=STEPS)
        assert isinstance(draw, Draw)
        assert isinstance(alone, Draw)
        assert (draw.brief, draw.seed) == (alone.brief, seed)
        np.testing.assert_allclose(draw.latent, alone.latent, rtol=1e-4, atol=1e-4)
        latents.append(draw.latent)
    assert np.abs(latents[0] - latents[1]).max() > 0.1  # the words and seeds matter


def test_a_generation_from_its_draw_is_the_generation() -> None:
    """Also where it is unsound, and drawn again; nobody looks, so nothing is made to be looked at."""
    finish = FinishSettings(polycount=300, texture_size=64, lods=1)
    samples = (latent_of(detached=0.2), latent_of())
    backend, stages = ToyBackend(*samples), Stages()
    brief = read_brief("a chest", backend)
    (draw,) = draw_together(backend, [brief], [0], SamplerSettings())
    given = generate(backend, brief, GenerateSettings(), finish, weights="toy", first=draw, stages=stages)
    assert backend.drawn == 2
    assert "preview" not in stages.timings
    alone = generate(ToyBackend(*samples), brief, GenerateSettings(), finish, weights="toy")
    assert glb_bytes(given) == glb_bytes(alone)


def test_a_bad_prompt_is_an_error_in_its_place(modeler: Modeler) -> None:
    found = modeler.draw(["a chest", "x" * 3000, "a chest"], [1, 2, 1], steps=STEPS)
    assert isinstance(found[1], MeshwrightError)
    first, last = found[0], found[2]
    assert isinstance(first, Draw)
    assert isinstance(last, Draw)
    np.testing.assert_allclose(first.latent, last.latent, rtol=1e-4, atol=1e-4)
    assert modeler.draw([], []) == []


def test_a_draw_for_something_else_is_refused() -> None:
    backend = ToyBackend()
    brief = read_brief("a chest", backend)
    (draw,) = draw_together(backend, [brief], [0], SamplerSettings())
    with pytest.raises(InputError, match="first"):
        generate(backend, brief, GenerateSettings(seed=1), FinishSettings(), weights="toy", first=draw)
    with pytest.raises(InputError, match="seeds"):
        draw_together(backend, [brief], [0, 1], SamplerSettings())


def test_preview_is_the_asset_roughly(tmp_path: Path) -> None:
    """It comes before the surface is extracted, stands where the asset will, and is a clean GLB."""
    backend = ToyBackend()
    told: list[str] = []
    shown: list[Preview] = []

    def show(preview: Preview) -> None:
        told.append("shown")
        shown.append(preview)

    stages = Stages(lambda stage, _: told.append(stage), (), show)
    finish = FinishSettings(polycount=600, texture_size=64, lods=1, height=1.5)
    brief = read_brief("a chest", backend)
    asset = generate(backend, brief, GenerateSettings(), finish, weights="toy", stages=stages)
    (preview,) = shown
    assert told.index("shown") < told.index("surface")
    for found, wanted in ((preview.mesh.vertices.min(0), asset.mesh.vertices.min(0)),
                          (preview.mesh.vertices.max(0), asset.mesh.vertices.max(0))):  # fmt: skip
        np.testing.assert_allclose(found, wanted, atol=0.1)
    preview.save(tmp_path / "preview.glb")
    assert (tmp_path / "preview.glb").stat().st_size < 300_000
    assert_clean(tmp_path / "preview.glb")
    source = read_source(tmp_path / "preview.glb")
    assert source is not None
    # Body and lid have the colours that the toy's field gives them, lighter above.
    lid = preview.mesh.vertices[:, 1] > 1.2
    assert preview.colors[lid].mean() > preview.colors[~lid].mean()

"""The work that jobs do, over a recording stand-in for the networks: what is drawn together, and what becomes of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from meshwright.errors import InputError, MeshwrightError
from meshwright.formats import load_asset, save
from meshwright.generator.sampler import SamplerSettings
from meshwright.geometry.mesh import Mesh
from meshwright.pipeline.draw import Draw
from meshwright.pipeline.preview import Preview
from meshwright.prompt.brief import Brief
from meshwright.service.jobs import work
from meshwright.service.jobs.outputs import write_outputs
from meshwright.service.jobs.task import Task
from tests.formats.samples import sample_asset

TRIANGLE = Mesh.from_arrays(np.eye(3), [[0, 1, 2]])


class Networks:
    """Draws a latent that holds its seed, and notes the size of every batch; makes nothing of it."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.samplers: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []
        self.edited: list[dict[str, Any]] = []
        self.adopted: list[tuple[Any, str, dict[str, Any]]] = []
        self.progress: Any = None
        self.preview: Any = None

    def draw(
        self, prompts: Sequence[str], seeds: Sequence[int], *, negative: Sequence[str], **sampler: Any
    ) -> list[Draw | MeshwrightError]:
        self.batches.append(len(prompts))
        self.samplers.append(sampler)
        self.progress("sample", 1.0)
        return [
            InputError("prompt", "is bad")
            if p == "bad"
            else Draw(Brief(p, "chest"), s, SamplerSettings(), np.full((1,), s))
            for p, s in zip(prompts, seeds, strict=True)
        ]

    def generate(self, prompt: str, **options: Any) -> str:
        self.preview(Preview(TRIANGLE, np.eye(3, dtype=np.float32), np.ones((3, 3), np.float32)))
        self.made.append({"prompt": prompt, **options})
        return prompt

    def adopt(self, source: Any, category: str, **options: Any) -> str:
        self.adopted.append((source, category, options))
        return "adopted"

    def edit(self, asset: Any, instruction: str, mask: Any, **options: Any) -> Any:
        self.edited.append({"instruction": instruction, "mask": mask, **options})
        return asset


class Told:
    """A report that keeps what it hears."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.previews: list[Path] = []

    def __call__(self, stage: str, share: float) -> None:
        self.shares.append(share)

    def preview(self, path: Path) -> None:
        assert path.is_file()
        self.previews.append(path)


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Networks:
    made = Networks()
    monkeypatch.setattr(work, "_shared", lambda: made)
    return made


def _generation(prompt: str, folder: Path, **request: Any) -> Task:
    return Task("generation", {"prompt": prompt, **request}, {}, str(folder))


def test_draws_of_all_generations_in_batches(networks: Networks, tmp_path: Path) -> None:
    tasks = [
        _generation("a chest", tmp_path, count=3, seed=10),
        Task("edit", {"instruction": "taller"}, {"asset": "x"}, str(tmp_path)),
        _generation("bad", tmp_path),
        _generation("a sword", tmp_path, seed=7),
        Task("generation", {"prompt": "pictured"}, {"image0": "x"}, str(tmp_path)),
    ]
    told = [Told() for _ in tasks]
    chest, edit, bad, sword, pictured = work.prepare(tasks, told, 2)
    assert networks.batches == [2, 2, 1]
    assert isinstance(chest, list)
    assert isinstance(sword, list)
    assert [draw.seed for draw in chest] == [10, 11, 12]
    assert [draw.seed for draw in sword] == [7]
    assert isinstance(bad, InputError)
    assert edit is None
    assert pictured is None
    for report in told:
        assert report.shares == sorted(report.shares)
        assert 0 < report.shares[-1] <= 0.3


def test_only_what_samples_alike_is_drawn_together(networks: Networks, tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = [{}, {"steps": 8}, {}, {"steps": 8, "guidance": 2.0}, {"steps": 8}]
    tasks = [_generation("a chest", tmp_path, seed=k, **options) for k, options in enumerate(asked)]
    drawn = work.prepare(tasks, [Told() for _ in tasks], 4)
    assert networks.batches == [2, 2, 1]
    assert networks.samplers == [{}, {"steps": 8}, {"steps": 8, "guidance": 2.0}]
    assert [draws[0].seed for draws in drawn if isinstance(draws, list)] == [0, 1, 2, 3, 4]


def test_one_generation_is_not_drawn_beforehand(networks: Networks, tmp_path: Path) -> None:
    assert work.prepare([_generation("a chest", tmp_path)], [Told()], 8) == [None]
    assert networks.batches == []


def test_each_item_is_made_from_its_draw(networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_written", lambda asset, task, item, report: (asset, item))
    task = _generation("a chest", tmp_path, count=2, seed=10, negative_prompt="iron", polycount=300)
    (draws,) = work.prepare([task], [Told()], 8)
    told = Told()
    prepared = Task(task.kind, task.request, {}, task.folder, draws)
    assert work.run(prepared, told) == [("a chest", 0), ("a chest", 1)]
    assert isinstance(draws, list)
    assert [made["first"] for made in networks.made] == draws
    assert [(made["seed"], made["negative"], made["polycount"]) for made in networks.made] == [
        (10, "iron", 300),
        (11, "iron", 300),
    ]
    assert len(told.previews) == 2
    work.run(task, told)
    assert [made["first"] for made in networks.made[2:]] == [None, None]


def test_ktx2_that_cannot_be_written_is_refused_first(
    networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(InputError, match="ktx2"):
        work.run(_generation("a chest", tmp_path, texture_format="ktx2"), Told())
    assert networks.made == []


def test_an_edit_gets_its_mask_and_sampler(networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(sample_asset(), tmp_path / "a.glb")
    Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)).save(tmp_path / "mask.png")
    monkeypatch.setattr(work, "_written", lambda asset, task, item, report: asset)
    request = {"instruction": "make it taller", "seed": 3, "steps": 9}
    inputs = {"asset": str(tmp_path / "a.glb"), "mask": str(tmp_path / "mask.png")}
    work.run(Task("edit", request, inputs, str(tmp_path)), Told())
    (found,) = networks.edited
    assert found["instruction"] == "make it taller"
    assert found["mask"].tolist() == [[0, 1], [1, 0]]
    assert (found["seed"], found["steps"]) == (3, 9)
    (tmp_path / "mask.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match="mask"):
        work.run(Task("edit", request, inputs, str(tmp_path)), Told())
    assert len(networks.edited) == 1


def test_coarse_levels_of_ktx2_keep_sizes_that_it_can_hold(tmp_path: Path) -> None:
    asset = sample_asset(size=132)
    made = write_outputs(asset, tmp_path, "0", {"texture_format": "ktx2"}, lambda: None)
    coarse = [name for name in made.files if "_LOD" in name]
    assert len(coarse) == len(asset.lods)
    for name in coarse:
        assert load_asset(tmp_path / name).maps.size == (132, 132)  # 66 is no multiple of 4


def test_an_edit_with_a_category_encodes_the_mesh_first(
    networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(sample_asset(), tmp_path / "a.glb", strip=True)
    monkeypatch.setattr(work, "_written", lambda asset, task, item, report: asset)
    request = {"instruction": "make it taller", "category": "chest", "seed": 5}
    assert work.run(Task("edit", request, {"asset": str(tmp_path / "a.glb")}, str(tmp_path)), Told()) == ["adopted"]
    ((source, category, options),) = networks.adopted
    assert source.mesh.part_names == sample_asset().mesh.part_names
    assert (category, options) == ("chest", {"seed": 5})

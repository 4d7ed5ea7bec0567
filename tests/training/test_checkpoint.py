"""Going on from a checkpoint is the same as never having stopped."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import torch
from torch import nn

from meshwright.errors import FileFormatError
from meshwright.training.checkpoint import Checkpoint
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import Average, Schedule, World, save_weights

ALONE = World(0, 1, torch.device("cpu"))


def fresh(seed: int, width: int = 20) -> Checkpoint:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, 1))
    return Checkpoint(
        model, Average(model, 0.9), Optimizers(model, lr=0.01), Schedule(minutes=1e6, max_steps=10, warmup=3)
    )


def run(state: Checkpoint, steps: range) -> None:
    for step in steps:
        x = torch.randn(8, 20, generator=torch.Generator().manual_seed(step))
        (state.model(x) - x.sum(1, keepdim=True)).square().mean().backward()
        state.optimizers.step(state.schedule.scale(state.schedule.progress(ALONE)))
        state.average.update(state.model)
        state.schedule.step += 1


def test_a_stopped_run_ends_as_one_that_never_stopped(tmp_path: Path) -> None:
    whole = fresh(0)
    run(whole, range(10))
    first = fresh(0)
    run(first, range(4))
    first.save(tmp_path / "run.pt", first.schedule.progress(ALONE))
    second = fresh(1)
    second.load(tmp_path / "run.pt", ALONE)
    assert (second.schedule.step, second.schedule.offset) == (4, 0.4)
    run(second, range(4, 10))
    for mine, theirs in ((second.model, whole.model), (second.average.model, whole.average.model)):
        for a, b in zip(mine.parameters(), theirs.parameters(), strict=True):
            assert torch.equal(a, b)
    assert [p.name for p in tmp_path.iterdir()] == ["run.pt"]


def test_weights_alone_start_a_fresh_schedule(tmp_path: Path) -> None:
    first = fresh(0)
    save_weights(first.model.state_dict(), tmp_path / "w.safetensors", "{}", dtype=torch.float32)
    second = fresh(1)
    second.load(tmp_path / "w.safetensors", ALONE)
    assert second.schedule.step == 0
    for mine in (second.model, second.average.model):
        for a, b in zip(mine.parameters(), first.model.parameters(), strict=True):
            assert torch.equal(a, b)


def test_files_of_another_kind_or_network_are_refused(tmp_path: Path) -> None:
    (tmp_path / "junk.pt").write_bytes(b"junk")
    with pytest.raises(FileFormatError, match=r"junk\.pt"):
        fresh(0).load(tmp_path / "junk.pt", ALONE)
    fresh(0, width=24).save(tmp_path / "wide.pt", 0.5)
    with pytest.raises(FileFormatError, match="no checkpoint of this run"):
        fresh(0).load(tmp_path / "wide.pt", ALONE)
    with pytest.raises(FileNotFoundError):
        fresh(0).load(tmp_path / "none.pt", ALONE)


def test_due_answers_once_for_each_tenth() -> None:
    state = fresh(0)
    due = [p for p in (i / 40 for i in range(41)) if state.due(p)]
    assert len(due) in (9, 10)
    assert all(b - a >= 0.1 - 1e-9 for a, b in itertools.pairwise(due))

"""Schedules, averages, logs, checkpoints, and two processes that share gradients."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import nn

from meshwright.generator.persistence import read_weights
from meshwright.training.session import Average, Log, Schedule, World, join_world, save_weights

ALONE = World(0, 1, torch.device("cpu"))


def test_schedule_warms_up_stays_flat_and_falls_to_zero() -> None:
    s = Schedule(minutes=1e6, max_steps=1000, warmup=100, flat=0.2)
    scales = []
    for s.step in range(1000):
        scales.append(s.scale(s.progress(ALONE)))
    assert scales[0] == pytest.approx(0.01)
    assert scales[49] == pytest.approx(0.5)
    assert scales[100:200] == pytest.approx([1.0] * 100)
    assert scales[600] == pytest.approx(0.5, abs=0.01)
    assert scales[-1] < 0.01
    assert all(v >= 0 for v in scales)
    s.step = 1000
    assert s.progress(ALONE) == 1


def test_clock_ends_a_run_too(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    s = Schedule(minutes=2, max_steps=10**9)
    now[0] += 60
    assert s.progress(ALONE) == pytest.approx(0.5)
    now[0] += 120
    assert s.progress(ALONE) == 1


def test_resumed_runs_start_later() -> None:
    s = Schedule(minutes=1e6, max_steps=100, offset=0.5)
    s.step = 20
    assert s.progress(ALONE) == pytest.approx(0.5)
    s.step = 75  # steps count over all runs
    assert s.progress(ALONE) == pytest.approx(0.75)


def test_a_resumed_run_spreads_the_rest_over_its_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    s = Schedule(minutes=2, max_steps=10**9, offset=0.6)
    now[0] += 60
    assert s.progress(ALONE) == pytest.approx(0.8)


def test_average_is_exponential_with_a_warm_start() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    average = Average(model, 0.9)
    assert not average.model.weight.requires_grad
    expected, value = 0.0, 0.0
    for i in range(1, 300):
        value = 1.0 if i > 50 else 0.0
        nn.init.constant_(model.weight, value)
        average.update(model)
        decay = min(0.9, i / (i + 20))
        expected = decay * expected + (1 - decay) * value
        assert average.model.weight.item() == pytest.approx(expected, abs=1e-5)
    assert expected == pytest.approx(1, abs=1e-6)


def test_weights_round_trip_with_their_configuration(tmp_path: Path) -> None:
    state = {"w": torch.randn(3, 4).t(), "n": torch.arange(3)}
    path = tmp_path / "deep" / "w.safetensors"
    save_weights(state, path, "text")
    with safe_open(path, "pt") as file:
        assert file.metadata() == {"config": "text"}
        assert file.get_tensor("w").dtype == torch.float16
    back, _ = read_weights(path)
    torch.testing.assert_close(back["w"], state["w"], atol=1e-3, rtol=1e-3)
    assert back["w"].dtype == torch.float32
    assert torch.equal(back["n"], state["n"])
    save_weights(state, path, "text", dtype=torch.float32)
    assert torch.equal(read_weights(path)[0]["w"], state["w"])
    assert [p.name for p in path.parent.iterdir()] == ["w.safetensors"]  # nothing temporary stays


def test_log_appends_json_lines_by_the_chief_only(tmp_path: Path) -> None:
    Log(tmp_path, "run", ALONE).write(step=1, loss=0.123456789)
    Log(tmp_path, "run", ALONE).write(step=2)
    Log(tmp_path, "run", World(1, 2, torch.device("cpu"))).write(step=3)
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert [r["step"] for r in lines] == [1, 2]
    assert lines[0]["loss"] == 0.12346


def test_one_process_is_its_own_world(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    world = join_world()
    assert (world.rank, world.size, world.chief) == (0, 1, True)


TWO = """
import sys, torch
from torch import nn
from meshwright.training.session import Schedule, average_gradients, broadcast_parameters, join_world, leave_world
world = join_world()
torch.manual_seed(world.rank)
model = nn.Linear(2, 2)
broadcast_parameters(model, world)
for p in model.parameters():
    p.grad = torch.full_like(p, float(world.rank + 1))
average_gradients(list(model.parameters()), world)
s = Schedule(minutes=1e6, max_steps=100)
s.step = 50 if world.chief else 0
progress = s.progress(world) if world.chief else None
if not world.chief:
    progress = s.progress(world)
torch.save((model.state_dict(), [p.grad for p in model.parameters()], progress), f"{sys.argv[1]}/{world.rank}.pt")
leave_world(world)
"""


def test_two_processes_share_weights_gradients_and_clock(tmp_path: Path) -> None:
    script = tmp_path / "two.py"
    script.write_text(TWO)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(script),
               str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    (state0, grads0, p0), (state1, grads1, p1) = (torch.load(tmp_path / f"{i}.pt") for i in range(2))
    for key in state0:
        assert torch.equal(state0[key], state1[key])
    for a, b in zip(grads0, grads1, strict=True):
        assert torch.equal(a, b)
        assert (a == 1.5).all()
    assert p0 == p1 == pytest.approx(0.5)

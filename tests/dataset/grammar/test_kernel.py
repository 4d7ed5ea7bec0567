"""The Triton kernel against its plain-torch twin, interpreted on the CPU, and compiled without a GPU."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.producer import pad_tables
from tests.dataset.grammar.random_tables import random_tables

pytest.importorskip("triton")

ROOT = Path(__file__).resolve().parents[3]
INTERPRET = """
import sys
import numpy as np, torch
from meshwright.dataset.grammar.kernel import evaluate_batch
case = np.load(sys.argv[1])
rows, counts, points = (torch.from_numpy(case[k]) for k in ("rows", "counts", "points"))
sdf, owner = evaluate_batch(rows, counts, points)
shared, _ = evaluate_batch(rows[:2], counts[:2], points[0])
np.savez(sys.argv[2], sdf=sdf.numpy(), owner=owner.numpy(), shared=shared.numpy())
"""
COMPILE = """
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource, compile
from meshwright.dataset.grammar import kernel
signature = {"rows": "*fp32", "counts": "*i32", "points": "*fp32", "sdf": "*fp32", "owners": "*i32",
             "n_points": "i32", "point_stride": "i32", "MAX": "constexpr", "BLOCK": "constexpr"}
source = ASTSource(fn=kernel._evaluate, signature=signature, constexprs={"MAX": 40, "BLOCK": 512})
out = compile(source, target=GPUTarget("cuda", 90, 32))
assert ".entry _evaluate" in out.asm["ptx"], out.asm.keys()
"""


def python(code: str, *arguments: str, interpret: bool) -> None:
    """Run code in a fresh interpreter: whether Triton interprets is decided when it is imported."""
    environment = {k: v for k, v in os.environ.items() if k != "TRITON_INTERPRET"}
    environment |= {"TRITON_INTERPRET": "1"} if interpret else {}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_interpreted_kernel_agrees_with_its_twin(tmp_path: Path) -> None:
    rng = random.Random(4)
    drawn = [table_of(draw(rng.choice(load()), rng)) for _ in range(2)]
    tables = [*random_tables(3, 30), *drawn]
    # every branch is taken at least once
    used = np.concatenate(tables)
    assert set(used[:, t.TYPE]) == set(range(10))
    assert set(used[:, t.OP]) == set(range(4))
    assert set(used[:, t.MIRROR]) == set(range(4))
    assert set(used[:, t.ARRAY]) == set(range(3))
    for column in (t.TWIST, t.BEND, t.SHELL, t.ROUND):
        assert (used[:, column] != 0).any()
    rows, counts = pad_tables(tables)
    points = np.random.default_rng(0).uniform(-1, 1, (len(tables), 512, 3)).astype(np.float32)
    points[:, :3] = [[0, 0, 0], [0, 0.5, 0], [1, 1, 1]]
    np.savez(tmp_path / "in.npz", rows=rows, counts=counts, points=points)
    python(INTERPRET, str(tmp_path / "in.npz"), str(tmp_path / "out.npz"), interpret=True)
    got = np.load(tmp_path / "out.npz")
    for i, table in enumerate(tables):
        sdf, owner = evaluate(torch.from_numpy(table), torch.from_numpy(points[i]))
        np.testing.assert_allclose(got["sdf"][i], sdf.numpy(), rtol=0, atol=1e-5, err_msg=str(table[:, t.TYPE]))
        assert (got["owner"][i] != owner.numpy()).mean() < 0.01  # ties may fall either way
    for i in range(2):
        shared, _ = evaluate(torch.from_numpy(tables[i]), torch.from_numpy(points[0]))
        np.testing.assert_allclose(got["shared"][i], shared.numpy(), rtol=0, atol=1e-5)


def test_kernel_compiles_for_an_h100() -> None:
    python(COMPILE, interpret=False)

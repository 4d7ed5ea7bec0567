"""The mesh kernel against its plain-torch twin, interpreted on the CPU, and compiled without a GPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from meshwright.dataset.mesh_sdf import mesh_distance
from tests.dataset.grammar.test_kernel import python
from tests.dataset.shapes import icosahedron, open_box

pytest.importorskip("triton")

INTERPRET = """
import sys
import numpy as np, torch
from meshwright.dataset.mesh_kernel import mesh_distance_fast
case = np.load(sys.argv[1])
out = {}
for name in case.files:
    if name != "points":
        sdf, face = mesh_distance_fast(torch.from_numpy(case[name]), torch.from_numpy(case["points"]))
        out |= {name + " sdf": sdf.numpy(), name + " face": face.numpy()}
np.savez(sys.argv[2], **out)
"""
COMPILE = """
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource, compile
from meshwright.dataset import mesh_kernel
signature = {"corners": "*fp32", "points": "*fp32", "sdf": "*fp32", "nearest": "*i32", "n_points": "i32",
             "n_faces": "i32", "BLOCK": "constexpr"}
source = ASTSource(fn=mesh_kernel._mesh, signature=signature, constexprs={"BLOCK": 512})
out = compile(source, target=GPUTarget("cuda", 90, 32))
assert ".entry _mesh" in out.asm["ptx"], out.asm.keys()
"""


def test_interpreted_kernel_agrees_with_its_twin(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    degenerate = icosahedron(0.7)
    degenerate[:3, 2] = degenerate[:3, 1]  # faces of no area still have edges
    cases = {
        "closed": icosahedron(0.7),
        "open": open_box(0.5),
        "random": rng.uniform(-0.8, 0.8, (20, 3, 3)).astype(np.float32),
        "degenerate": degenerate,
    }
    points = rng.uniform(-1, 1, (700, 3)).astype(np.float32)
    np.savez(tmp_path / "in.npz", points=points, **cases)
    python(INTERPRET, str(tmp_path / "in.npz"), str(tmp_path / "out.npz"), interpret=True)
    got = np.load(tmp_path / "out.npz")
    for name, corners in cases.items():
        sdf, face = (x.numpy() for x in mesh_distance(torch.from_numpy(corners), torch.from_numpy(points)))
        fast, nearest = got[f"{name} sdf"], got[f"{name} face"]
        np.testing.assert_allclose(np.abs(fast), np.abs(sdf), rtol=0, atol=1e-5, err_msg=name)
        # the sign may only differ where the winding number is one half to rounding, or on the surface
        assert ((np.sign(fast) != np.sign(sdf)) & (np.abs(sdf) > 1e-4)).mean() < 0.003
        # neighbours share edges and vertices: the index may fall on either, but must be as near
        for f, p, d in zip(nearest[:50], points[:50], sdf[:50], strict=True):
            alone, _ = mesh_distance(torch.from_numpy(corners[f : f + 1]), torch.from_numpy(p[None]))
            assert float(alone.abs()) == pytest.approx(abs(d), abs=1e-5)
        assert (nearest == face).mean() > 0.5


def test_kernel_compiles_for_an_h100() -> None:
    python(COMPILE, interpret=False)

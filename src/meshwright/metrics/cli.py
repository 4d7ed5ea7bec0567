"""`meshwright evaluate SUITE`: every figure with n, seed and interval, as JSON or as a table."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from meshwright.dataset.packs import read_pack
from meshwright.generator.config import EDIT_GUIDANCE, EDIT_INTERVAL, GUIDANCE, INTERVAL, STEPS
from meshwright.generator.sampler import SamplerSettings
from meshwright.generator.torch_backend import TorchBackend
from meshwright.metrics.edit_suite import run_edit_suite
from meshwright.metrics.judge import load_judge
from meshwright.metrics.reconstruction_suite import run_reconstruction_suite
from meshwright.metrics.text_suite import run_text_suite

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
SUITES = ("reconstruction", "text", "edit", "delivered")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the weights on held-out specs; exits 0 whether or not targets are met."""
    parser = argparse.ArgumentParser(prog="meshwright evaluate", description=main.__doc__)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of weight files")
    parser.add_argument("--n", type=int, default=64, help="held-out objects (default 64)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--guidance", type=float, default=None, help=f"{GUIDANCE} for text, {EDIT_GUIDANCE} for edit")
    parser.add_argument("--shift", type=float, default=2.0, help="moves steps towards noise (default 2)")
    parser.add_argument("--order", type=int, default=2, help="of the solver, 1 or 2")
    parser.add_argument("--churn", type=float, default=0.0, help="share of fresh noise in a step, 0 to 1")
    parser.add_argument("--interval", type=float, nargs=2, default=None, help="times between which text weighs")
    parser.add_argument("--batch", type=int, default=0, help="samples at once (default 32 on a GPU, 1 on a CPU)")
    parser.add_argument("--resolution", type=int, default=0, help="nodes per axis for reconstruction IoU")
    parser.add_argument("--pack", type=Path, default=None, help="pack of real meshes for reconstruction")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    o = parser.parse_args(argv)
    device = torch.device(o.device)
    gpu = device.type == "cuda"
    edits = o.suite == "edit"
    low, high = o.interval or (EDIT_INTERVAL if edits else INTERVAL)
    guidance = o.guidance if o.guidance is not None else EDIT_GUIDANCE if edits else GUIDANCE
    settings = SamplerSettings(
        steps=o.steps, guidance=guidance, shift=o.shift, churn=o.churn, order=o.order, interval=(low, high)
    )
    result: dict[str, Any]
    if o.suite == "delivered":
        from meshwright.metrics.delivered_suite import run_delivered_suite  # needs more than PyTorch

        judge, names = load_judge(o.weights / "judge.safetensors")
        result = run_delivered_suite(o.weights, judge, names, n=o.n, seed=o.seed, settings=settings)
        print(json.dumps(result) if o.json else format_table(result))
        return 0
    backend = TorchBackend.load(o.weights, device)
    if o.suite == "reconstruction":
        meshes = [r for r in read_pack(o.pack) if r.held_out] if o.pack else []
        result = run_reconstruction_suite(
            backend.autoencoder, n=o.n, seed=o.seed, device=device,
            resolution=o.resolution or (128 if gpu else 64), meshes=meshes,
        )  # fmt: skip
    else:
        judge, names = load_judge(o.weights / "judge.safetensors")
        suite = run_text_suite if o.suite == "text" else run_edit_suite
        batch = o.batch or (32 if gpu else 1)
        result = suite(backend, judge, names, n=o.n, seed=o.seed, settings=settings, batch=batch)
    result["device"] = torch.cuda.get_device_name(device) if gpu else "cpu"
    print(json.dumps(result) if o.json else format_table(result))
    return 0


def format_table(result: dict[str, Any], indent: str = "") -> str:
    """A readable listing: one figure a line, with interval, n, and target if there is one."""
    lines = []
    for key, value in result.items():
        if isinstance(value, dict) and "ci95" in value:
            target = f"  target {value['target']}" if "target" in value else ""
            middle, low, high = ("none" if v is None else f"{v:.4f}" for v in (value["value"], *value["ci95"]))
            lines.append(f"{indent}{key:<28} {middle}  [{low}, {high}]  n={value['n']}{target}")
        elif isinstance(value, dict):
            lines += [f"{indent}{key}:", format_table(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines)

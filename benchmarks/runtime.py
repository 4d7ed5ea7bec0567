"""Time the CPU runtime: python benchmarks/runtime.py [--weights FOLDER] [--steps 25] [--torch] [--threads N]

Prints one row per setting: seconds to load, for the first object of one step with all compiling, and the least of
a few repetitions of a sample of one step, a further step, a whole sample, decoding, and a million distances and
appearances; then how far the latent strays from that of float32.
Without `--weights` the shipped ones are used.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from meshwright.generator.backend import WEIGHTS, Backend
from meshwright.generator.openvino.backend import OpenVINOBackend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.inference.device import Device
from meshwright.prompt.tokens import Role, Token

T = TypeVar("T")
HEADER = (
    "runtime",
    "load",
    "first",
    "text",
    "step",
    "sample",
    "decode",
    "1M sdf",
    "1M look",
    "encode",
    "error",
)


def least(work: Callable[[], T], repeat: int) -> tuple[float, T]:
    """Least seconds of a few repetitions, and the last result."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def surface_points(count: int) -> np.ndarray:
    """Points as an extraction asks for them: the nodes of a fine grid in a thin shell, in order."""
    line = np.linspace(-1, 1, 256, dtype=np.float32)
    x, y, z = np.meshgrid(line, line, line, indexing="ij")
    shell = np.abs(np.sqrt(x * x + y * y + z * z) - 0.7) < 0.04
    return np.stack((x[shell], y[shell], z[shell]), -1)[:count]


def measure(
    name: str, load: Callable[[], Backend], steps: int, repeat: int, reference: np.ndarray | None
) -> np.ndarray:
    """Print a row; returns the latent that was sampled."""
    load_seconds, backend = least(load, 1)
    category = backend.lexicon.categories[0]
    prompt = [Token(Role.CATEGORY, 0, category.name), Token(Role.PART, 1, category.parts[0].name)]
    noise = seeded_noise(0, 1, 16)

    def sample(n: int) -> np.ndarray:
        return backend.sample([prompt], noise, SamplerSettings(steps=n))

    first, _ = least(lambda: backend.decode(sample(1)[0], category.name), 1)
    one, _ = least(lambda: sample(1), repeat)
    whole, z = least(lambda: sample(steps), max(1, repeat // 2))
    step = (whole - one) / max(steps - 1, 1)
    decode, field = least(lambda: backend.decode(z[0], category.name), repeat)
    points = surface_points(1_000_000)
    share = 1_000_000 / len(points)
    distance, _ = least(lambda: field.sdf(points), repeat)
    look, _ = least(lambda: field.appearance(points), 1)
    grid = np.zeros((16, 64, 64, 64), np.float32)
    backend.encode(grid)
    encode, _ = least(lambda: backend.encode(grid), repeat)
    error = 0.0 if reference is None else np.linalg.norm(z - reference) / np.linalg.norm(reference - reference.mean())
    times = (load_seconds, first, one, step, whole, decode, distance * share, look * share, encode)
    print(f"{name:24}" + "".join(f"{t:9.3f}" for t in times) + f"{error:9.4f}", flush=True)
    return z


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--repeat", type=int, default=4)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--torch", action="store_true", help="PyTorch on the CPU as well")
    options = parser.parse_args()
    print(f"{platform.machine()}, bf16 in hardware: {Device().fastest() == 'bf16'}, steps {options.steps}")
    print(f"{HEADER[0]:24}" + "".join(f"{h:>9}" for h in HEADER[1:]))
    reference = None
    for name, device in (
        ("OpenVINO f32", Device("f32", options.threads, round_activations=False)),
        ("OpenVINO f32, rounded", Device("f32", options.threads)),
        ("OpenVINO bf16", Device("bf16", options.threads, round_activations=False)),
        ("OpenVINO bf16, rounded", Device("bf16", options.threads)),
    ):
        load = lambda d=device: OpenVINOBackend.load(options.weights, d)  # noqa: E731
        z = measure(name, load, options.steps, options.repeat, reference)
        reference = z if reference is None else reference
    if options.torch:
        import torch

        from meshwright.generator.torch_runtime import TorchRuntime

        if options.threads:
            torch.set_num_threads(options.threads)
        load = lambda: TorchRuntime.load(options.weights, "cpu")  # noqa: E731
        measure("PyTorch f32", load, options.steps, 2, reference)


if __name__ == "__main__":
    main()

"""Encoding pairs of objects and edited twins once, into a file: for training a flow model without a GPU."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from meshwright.dataset.producer import PairMaker, Producer
from meshwright.errors import FileFormatError
from meshwright.generator.config import GRID
from meshwright.generator.networks.autoencoder import Autoencoder
from meshwright.generator.persistence import load_autoencoder
from meshwright.training.pairs import PairEncoder
from meshwright.training.session import Log, World


@dataclass(frozen=True)
class LatentsRun:
    """Settings of a run.

    pairs: how many, at most.  minutes: stop after this long with what there is.  per_file: pairs in one file.
    """

    out: Path
    autoencoder: Path
    pairs: int = 4000
    minutes: float = 30.0
    per_file: int = 250
    workers: int = 0
    seed: int = 0


def openvino_means(model: Autoencoder) -> Callable[[Tensor], Tensor]:
    """The encoders' means through OpenVINO in bfloat16: about twice as fast as PyTorch on a CPU that has it."""
    import openvino as ov

    class Means(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, grid: Tensor) -> Tensor:
            return self.model.encode(grid)[0]

    graph = ov.convert_model(Means(), example_input=torch.zeros(1, 16, GRID, GRID, GRID))
    options = {"INFERENCE_PRECISION_HINT": "bf16", "INFERENCE_NUM_THREADS": torch.get_num_threads()}
    compiled = ov.Core().compile_model(graph, "CPU", options)
    return lambda grid: torch.cat([torch.from_numpy(compiled(g[None].numpy())[0].copy()) for g in grid])


def encode_latents(run: LatentsRun, world: World) -> None:
    """Write `out/latents-NNN.npz` with pairs (n, 2, c, 16, 16, 16) float16, tokens, and changed cells."""
    producer = Producer(functools.partial(PairMaker, 2), workers=run.workers, seed=f"latents/{run.seed}/{world.rank}")
    encoder = PairEncoder(load_autoencoder(run.autoencoder).to(world.device), world.device)
    if world.device.type == "cpu":
        encoder.means = openvino_means(encoder.model)
    log = Log(run.out, "latents", world)
    end = time.monotonic() + run.minutes * 60
    parts: list[tuple[np.ndarray, ...]] = []  # type: ignore[type-arg]
    done = files = 0

    def flush() -> None:
        nonlocal parts, files
        pairs, tokens, changed = (np.concatenate(c) for c in zip(*parts, strict=True))
        name = run.out / f"latents-{run.seed}-{world.rank}-{files:03d}.npz"
        np.savez(name.with_suffix(".tmp.npz"), pairs=pairs, tokens=tokens, changed=changed)
        name.with_suffix(".tmp.npz").replace(name)
        parts, files = [], files + 1
        log.write(event="encoded", pairs=done)

    while done < run.pairs and time.monotonic() < end:
        pairs, tokens, changed = encoder(producer.next())
        parts.append((pairs.half().cpu().numpy(), tokens.cpu().numpy(), changed.cpu().numpy()))
        done += len(pairs)
        if len(parts) * 2 >= run.per_file:
            flush()
    if parts:
        flush()
    producer.close()


def read_latents(folder: Path) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Everything that `encode_latents` wrote to a folder. Raises FileFormatError if there is nothing."""
    files = sorted(folder.glob("latents-*.npz"))
    files = [f for f in files if not f.name.endswith(".tmp.npz")]
    if not files:
        raise FileFormatError(str(folder), "holds no latents-*.npz")
    columns: list[list[torch.Tensor]] = [[], [], []]
    for file in files:
        with np.load(file) as z:
            for column, key in zip(columns, ("pairs", "tokens", "changed"), strict=True):
                column.append(torch.from_numpy(z[key]))
    pairs, tokens, changed = (torch.cat(c) for c in columns)
    return pairs, tokens, changed

"""Speed of the networks on one GPU: python benchmarks/gpu.py [--batches 1,8,64] [--train-batch 256] [--json]

Prints the rate of a large bf16 matrix product (the peak that anything is compared with); samples per second of the
flow model and of the decoder for each batch; and for a training step of the flow model and of the autoencoder, its
milliseconds and the share of that peak that its multiplications reach (counted by PyTorch's FlopCounterMode, forward
and backward; the optimiser's own are not counted). Networks have the shipped sizes and random weights: speed does not
depend on their values. `--device cpu --steps 1 --batches 1 --train-batch 1` tries the script without a GPU.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from meshwright.generator.config import LATENT_GRID, AutoencoderConfig, FlowConfig
from meshwright.generator.networks.autoencoder import Autoencoder, ResBlock
from meshwright.generator.networks.flow import Block, FlowTransformer
from meshwright.generator.sampler import SamplerSettings, combine_guidance, sample_flow
from meshwright.prompt.tokens import MAX_TOKENS
from meshwright.training.autoencoder import AutoencoderLoss
from meshwright.training.flow import FlowLoss
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import compile_blocks


def seconds(work: Callable[[], Any], device: torch.device, repeat: int = 7) -> float:
    """Median seconds of a few runs, after two that warm up."""
    took = []
    for i in range(repeat + 2):
        start = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        if i >= 2:
            took.append(time.perf_counter() - start)
    return median(took)


def matrix_peak(device: torch.device) -> float:
    """TFLOP/s of a bf16 product of large square matrices."""
    n = 8192 if device.type == "cuda" else 1024
    a, b = (torch.randn(n, n, device=device, dtype=torch.bfloat16) for _ in range(2))
    return 2 * n**3 / seconds(lambda: a @ b, device) / 1e12


def words(model: FlowTransformer, b: int, device: torch.device) -> tuple[Tensor, ...]:
    """Word, role and slot ids and vectors of b prompts of twelve tokens."""
    ids = torch.zeros(3, b, MAX_TOKENS, dtype=torch.int64, device=device)
    ids[:, :, :12] = 1
    return (*ids, torch.randn(b, MAX_TOKENS, model.config.word_vector, device=device))


def sampling(model: FlowTransformer, decoder: Autoencoder, b: int, steps: int, device: torch.device) -> dict[str, Any]:
    """Samples per second with guidance, and decoded feature grids per second."""
    noise = torch.randn(b, model.config.channels, *[LATENT_GRID] * 3, device=device)
    none, mask = torch.zeros_like(noise).repeat(2, 1, 1, 1, 1), torch.zeros(2 * b, 1, *noise.shape[2:], device=device)
    settings = SamplerSettings(steps=steps)

    @torch.no_grad()
    def sample() -> Tensor:
        with torch.autocast(device.type, torch.bfloat16):
            text = model.text(*words(model, 2 * b, device))

            def velocity(x: Tensor, t: float) -> Tensor:
                time_ = torch.full((2 * b,), t, device=device)
                v = model(x.repeat(2, 1, 1, 1, 1), time_, none, mask, text)
                guided: Tensor = combine_guidance(v.float().chunk(2), settings)
                return guided

            z: Tensor = sample_flow(velocity, noise, settings)
        return z

    @torch.no_grad()
    def decode() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            decoder.decode(noise)

    return {
        "batch": b,
        "steps": steps,
        "samples_per_second": b / seconds(sample, device, 3),
        "decoded_per_second": b / seconds(decode, device, 3),
    }


def training(model: nn.Module, loss: Callable[[], Tensor], kind: type[nn.Module], peak: float) -> dict[str, Any]:
    """Milliseconds of a step with its optimiser, and the share of the peak. Compiles the blocks, as training does."""
    device = next(model.parameters()).device

    def gradients() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            value = loss()
        value.backward()  # type: ignore[no-untyped-call]

    with FlopCounterMode(display=False) as counter:
        gradients()
    optimizers = Optimizers(model, lr=1e-4)
    if device.type == "cuda":
        compile_blocks(model, kind)

    def step() -> None:
        gradients()
        optimizers.step(1.0)

    took = seconds(step, device)
    rate = counter.get_total_flops() / took / 1e12
    return {"ms_per_step": took * 1e3, "tflops": rate, "share_of_peak": rate / peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--batches", default="1,8,64")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--train-batch", type=int, default=256, help="samples in a step of the flow model")
    parser.add_argument("--objects", type=int, default=32, help="objects in a step of the autoencoder")
    parser.add_argument("--patch", type=int, default=2)
    o = parser.parse_args()
    device = torch.device(o.device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    result: dict[str, Any] = {"device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"}
    peak = result["matrix_peak_tflops"] = matrix_peak(device)

    flow = FlowTransformer(FlowConfig(patch=o.patch)).to(device)
    autoencoder = Autoencoder(AutoencoderConfig()).to(device)
    result["sampling"] = [sampling(flow, autoencoder, int(b), o.steps, device) for b in o.batches.split(",")]

    b, n = o.train_batch, LATENT_GRID
    z, noise, source = (torch.randn(b, flow.config.channels, n, n, n, device=device) for _ in range(3))
    mask, at, said = torch.ones(b, 1, n, n, n, device=device), torch.rand(b, device=device), words(flow, b, device)
    flow_loss = FlowLoss(flow)
    result["flow_training"] = {"batch": b} | training(
        flow, lambda: flow_loss(z, noise, at, source, mask, *said).mean(), Block, peak
    )

    m, points = o.objects, 12_288 if device.type == "cuda" else 256
    grid = torch.randn(m, 16, 64, 64, 64, device=device)
    if device.type == "cuda":
        autoencoder = autoencoder.to(memory_format=torch.channels_last_3d)
        grid = grid.to(torch.bfloat16, memory_format=torch.channels_last_3d)
    where, sdf = torch.rand(m, points, 3, device=device) * 2 - 1, torch.randn(m, points, device=device) * 0.05
    label, look = torch.zeros(m, points, dtype=torch.int64, device=device), torch.rand(m, points, 6, device=device)
    known, eps = torch.ones(m, device=device), torch.randn(m, 16, n, n, n, device=device)
    ae_loss = AutoencoderLoss(autoencoder, 3e-5)
    result["autoencoder_training"] = {"objects": m, "points": points} | training(
        autoencoder, lambda: ae_loss(grid, where, sdf, label, label, look, known, eps, points // 4)[0], ResBlock, peak
    )
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

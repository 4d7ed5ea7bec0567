"""What every training run shares: devices, wall-clock schedule, averaging, logs, checkpoints."""

from __future__ import annotations

import copy
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from safetensors.torch import save_file
from torch import Tensor, nn


@dataclass(frozen=True)
class World:
    """This process among all (torchrun sets RANK, LOCAL_RANK and WORLD_SIZE)."""

    rank: int
    size: int
    device: torch.device

    @property
    def chief(self) -> bool:
        """Whether this process writes logs and checkpoints."""
        return self.rank == 0


def join_world() -> World:
    """Join the process group if torchrun started us; choose the GPU, or the CPU where there is none."""
    rank, size = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
    else:
        device = torch.device("cpu")
    if size > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return World(rank, size, device)


def leave_world(world: World) -> None:
    """Wait for the other processes and leave the group; exiting without this can abort a process."""
    if world.size > 1 and dist.is_initialized():
        dist.barrier()
        dist.destroy_process_group()


def average_gradients(parameters: list[Tensor], world: World) -> None:
    """Mean of the gradients over all processes, as one flat all-reduce."""
    if world.size == 1:
        return
    grads = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.flatten() for g in grads])
    dist.all_reduce(flat)
    flat /= world.size
    at = 0
    for g in grads:
        g.copy_(flat[at : at + g.numel()].view_as(g))
        at += g.numel()


def broadcast_parameters(model: nn.Module, world: World) -> None:
    """Give every process the chief's weights."""
    if world.size > 1:
        for p in model.state_dict().values():
            dist.broadcast(p, 0)


def compile_blocks(model: nn.Module, kind: type[nn.Module]) -> None:
    """Compile the repeated blocks only: seconds instead of the minutes that a whole network takes.

    Do it after copying the model: a compiled block's graph is shared by all blocks of one shape.
    """
    torch._dynamo.config.cache_size_limit = 64
    for module in model.modules():
        if isinstance(module, kind):
            module.compile(dynamic=False)


class Schedule:
    """Progress by wall clock or by steps, whichever ends first, with warm-up and linear decay to zero.

    minutes: length of this run.  max_steps: of this and the earlier runs that it goes on from.
    offset: progress already made by those (0-1).
    """

    def __init__(
        self, *, minutes: float, max_steps: int, warmup: int = 100, flat: float = 0.2, offset: float = 0.0
    ) -> None:
        self.seconds, self.max_steps = minutes * 60, max_steps
        self.warmup, self.flat, self.offset = warmup, flat, offset
        self.start = time.monotonic()
        self.step = 0

    def progress(self, world: World) -> float:
        """0 to 1; all processes see the chief's clock."""
        elapsed = (time.monotonic() - self.start) / self.seconds
        own = max(self.offset + (1 - self.offset) * elapsed, self.step / self.max_steps)
        if world.size > 1 and self.step % 10 == 0:
            shared = torch.tensor([own], device=world.device, dtype=torch.float64)
            dist.broadcast(shared, 0)
            self._shared = float(shared)
        elif world.size == 1:
            self._shared = own
        return min(self._shared, 1.0)

    def scale(self, progress: float) -> float:
        """Factor on the learning rate."""
        warm = min(1.0, (self.step + 1) / self.warmup)
        return warm * min(1.0, (1 - progress) / (1 - self.flat) + 1e-3)


class Average:
    """Exponential moving average of the weights (Polyak and Juditsky 1992), with a warm start."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move towards the model's weights."""
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 20))
        mine, theirs = list(self.model.parameters()), list(model.parameters())
        torch._foreach_lerp_(mine, theirs, 1 - decay)


class Log:
    """One JSON object per line in `folder/NAME.jsonl`, and a short line on standard output."""

    def __init__(self, folder: Path, name: str, world: World) -> None:
        self.path = folder / f"{name}.jsonl"
        self.chief = world.chief
        self.start = time.monotonic()
        if self.chief:
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, **values: Any) -> None:
        """Write one record; the seconds since the start are added."""
        if not self.chief:
            return
        record = {"seconds": round(time.monotonic() - self.start, 1)}
        record |= {k: round(v, 5) if isinstance(v, float) else v for k, v in values.items()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        print(json.dumps(record), flush=True)


def save_weights(state: dict[str, Tensor], path: Path, config: str, *, dtype: torch.dtype = torch.float16) -> None:
    """Write weights with their configuration as metadata; complete before it takes its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {k: (v.to(dtype) if v.is_floating_point() else v).detach().cpu().contiguous() for k, v in state.items()}
    temporary = path.with_suffix(".tmp")
    save_file(tensors, temporary, {"config": config})
    temporary.replace(path)

"""Muon for matrices, AdamW for the rest (Jordan et al. 2024; Liu et al. 2025; Loshchilov and Hutter 2019)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor, nn


def orthogonalise(g: Tensor, steps: int = 5) -> Tensor:
    """Approximate U Vᵀ of the singular value decomposition of g [k, m, n], by quintic Newton-Schulz."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16() if g.is_cuda else g.float()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * s @ s) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Momentum orthogonalised per matrix, scaled so that a step has Adam's size (0.2 sqrt(max side)).

    Convolutions count as matrices of shape (out, rest). Matrices of one shape are stepped together.
    """

    def __init__(self, params: Iterable[Tensor], *, lr: float, momentum: float = 0.95, decay: float = 0.02) -> None:
        super().__init__(list(params), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One update of every parameter that has a gradient."""
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[Tensor]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    by_shape[(p.shape[0], p[0].numel())].append(p)
            for (rows, columns), params in by_shape.items():
                momenta = []
                for p in params:
                    m = self.state[p].setdefault("momentum", torch.zeros_like(p))
                    m.lerp_(p.grad, 1 - group["momentum"])
                    momenta.append(torch.lerp(p.grad, m, group["momentum"]).reshape(rows, columns))
                update = orthogonalise(torch.stack(momenta)) * (0.2 * max(rows, columns) ** 0.5)
                for p, u in zip(params, update, strict=True):
                    p.mul_(1 - group["lr"] * group["decay"])
                    p.add_(u.reshape(p.shape).to(p.dtype), alpha=-group["lr"])


def split_parameters(model: nn.Module, outside: tuple[str, ...]) -> tuple[list[Tensor], list[Tensor]]:
    """Matrices for Muon and everything else for AdamW; names starting with `outside` go to AdamW."""
    matrices: list[Tensor] = []
    rest: list[Tensor] = []
    for name, p in model.named_parameters():
        ends = name.startswith(outside) or p.ndim < 2 or min(p.shape[0], p[0].numel()) < 16
        (rest if ends else matrices).append(p)
    return matrices, rest


class Optimizers:
    """Both optimisers under one schedule: `step(lr_scale)`, with gradients clipped to norm 1."""

    def __init__(self, model: nn.Module, *, lr: float, outside: tuple[str, ...] = ()) -> None:
        matrices, rest = split_parameters(model, outside)
        fused = next(model.parameters()).is_cuda
        self.lr = lr
        self.parameters = matrices + rest
        self.optimizers: list[torch.optim.Optimizer] = []  # torch refuses an empty list of parameters
        if matrices:
            self.optimizers.append(Muon(matrices, lr=lr))
        if rest:
            self.optimizers.append(torch.optim.AdamW(rest, lr=lr, betas=(0.9, 0.98), weight_decay=0.0, fused=fused))

    def step(self, scale: float) -> Tensor:
        """Clip, update with the learning rate times `scale`, clear gradients; returns the gradient norm."""
        norm = nn.utils.clip_grad_norm_(self.parameters, 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = self.lr * scale
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return norm

"""Rectified-flow transformer over latent patches (Liu et al. 2023; Peebles and Xie 2023; Esser et al. 2024).

One stream of text and latent tokens. The source latent and a change mask are extra input channels, so the same
network generates, follows instructions and completes.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from meshwright.generator.config import LATENT_GRID, LEAST_TIME, FlowConfig
from meshwright.generator.networks.text import TextEncoder


def patchify(x: Tensor, patch: int) -> Tensor:
    """[B, C, D, H, W] to tokens [B, n, C patch³]."""
    b, c, d, h, w = x.shape
    p = patch
    x = x.view(b, c, d // p, p, h // p, p, w // p, p)
    return x.permute(0, 2, 4, 6, 1, 3, 5, 7).reshape(b, (d // p) * (h // p) * (w // p), c * p**3)


def unpatchify(x: Tensor, patch: int, channels: int) -> Tensor:
    """Inverse of `patchify` for the latent grid."""
    b, p = x.shape[0], patch
    n = LATENT_GRID // p
    x = x.view(b, n, n, n, channels, p, p, p).permute(0, 4, 1, 5, 2, 6, 3, 7)
    return x.reshape(b, channels, LATENT_GRID, LATENT_GRID, LATENT_GRID)


def time_features(t: Tensor, width: int) -> Tensor:
    """Sinusoidal features [B, width] of times [B] in 0-1 (Vaswani et al. 2017)."""
    half = width // 2
    f = torch.exp(torch.arange(half, device=t.device, dtype=torch.float32) * (-9.21034 / half))
    a = t.float()[:, None] * 1000.0 * f
    return torch.cat((a.cos(), a.sin()), -1)


class RMSNorm(nn.Module):
    """Root-mean-square norm over the last axis, without or with gain."""

    def __init__(self, width: int, *, gain: bool) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width)) if gain else None

    def forward(self, x: Tensor) -> Tensor:
        y = x * torch.rsqrt(x.float().square().mean(-1, keepdim=True) + 1e-6).to(x.dtype)
        return y if self.gain is None else y * self.gain.to(x.dtype)


class Block(nn.Module):
    """Attention with normalised queries and keys, then a feed-forward network, both modulated (adaLN)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = RMSNorm(width, gain=False)
        self.q_norm, self.k_norm = RMSNorm(width // heads, gain=True), RMSNorm(width // heads, gain=True)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.modulation = nn.Parameter(torch.zeros(6, width))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        # x [B, N, W]; condition [B, 6, W] shared by all blocks, shifted per block
        m = (condition + self.modulation).to(x.dtype)
        shift1, scale1, gate1, shift2, scale2, gate2 = (v[:, None] for v in m.unbind(1))
        b, n, w = x.shape
        h = self.norm(x) * (1 + scale1) + shift1
        q, k, v = self.qkv(h).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(self.q_norm(q), self.k_norm(k), v)
        x = x + gate1 * self.out(a.transpose(1, 2).reshape(b, n, w))
        h = self.norm(x) * (1 + scale2) + shift2
        return x + gate2 * self.down(F.gelu(self.up(h), approximate="tanh"))


class FlowTransformer(nn.Module):
    """Velocity of the latent at time t (1 is noise, 0 is data), given text, source and mask.

    Latents are normalised per channel: (z - latent_mean) / latent_std, both stored with the weights.
    """

    latent_mean: Tensor
    latent_std: Tensor

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.text = TextEncoder(c)
        self.text_in = nn.Linear(c.text_width, c.width)
        self.patch_in = nn.Linear((2 * c.channels + 1) * c.patch**3, c.width)
        self.position = nn.Parameter(torch.randn((LATENT_GRID // c.patch) ** 3, c.width) * 0.02)
        self.time_in = nn.Sequential(nn.Linear(256, c.width), nn.SiLU(), nn.Linear(c.width, c.width))
        self.pooled_in = nn.Linear(c.text_width, c.width)
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(c.width, 6 * c.width))
        self.blocks = nn.ModuleList(Block(c.width, c.heads) for _ in range(c.depth))
        self.norm = RMSNorm(c.width, gain=False)
        self.final_modulation = nn.Linear(c.width, 2 * c.width)
        self.patch_out = nn.Linear(c.width, c.channels * c.patch**3)
        self.register_buffer("latent_mean", torch.zeros(c.channels))
        self.register_buffer("latent_std", torch.ones(c.channels))
        nn.init.zeros_(self.patch_out.weight)
        with torch.no_grad():  # gates start open: out and down start at zero instead
            for block in self.blocks:
                block.modulation[2] = 1.0
                block.modulation[5] = 1.0

    def forward(self, x: Tensor, t: Tensor, source: Tensor, mask: Tensor, text: tuple[Tensor, Tensor]) -> Tensor:
        """x, source: [B, C, 16, 16, 16].  mask: [B, 1, 16, 16, 16], 1 may change, -1 keep, 0 no source.

        t: [B].  text: what the text encoder returned.  Returns the velocity, like x.
        """
        c = self.config
        sequence, pooled = text
        tokens = self.patch_in(patchify(torch.cat((x, source, mask), 1), c.patch)) + self.position.to(x.dtype)
        words = self.text_in(sequence)
        h = torch.cat((words, tokens), 1)
        condition = self.time_in(time_features(t, 256).to(x.dtype)) + self.pooled_in(pooled)
        m = self.modulation(condition).view(-1, 6, c.width)
        for block in self.blocks:
            h = block(h, m)
        h = h[:, words.shape[1] :]
        shift, scale = self.final_modulation(F.silu(condition))[:, None].chunk(2, -1)
        out = unpatchify(self.patch_out(self.norm(h) * (1 + scale) + shift), c.patch, c.channels)
        if c.prediction == "clean":
            out = (x - out) / t.clamp(min=LEAST_TIME).view(-1, 1, 1, 1, 1)
        return out

"""The judge: a small network that names a category and reads attribute levels from a sampled field.

It is trained on ground truth only and never used in a loss of the generator.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from meshwright.dataset.grammar.table import MAX_SLOTS
from meshwright.errors import WeightsError
from meshwright.generator.config import GRID, TRUNCATION
from meshwright.generator.networks.autoencoder import ChannelNorm, ResBlock, space_to_depth
from meshwright.generator.persistence import read_weights
from meshwright.metrics.samples import GridSample

LEVELS = 8


def judge_input(sample: GridSample) -> Tensor:
    """[b, 9, 64, 64, 64]: truncated distance, and the part near the surface."""
    b = len(sample.sdf)
    d = sample.sdf.clamp(-TRUNCATION, TRUNCATION)[:, None] / TRUNCATION
    parts = F.one_hot(sample.part, MAX_SLOTS).transpose(1, 2) * sample.surface[:, None]
    return torch.cat((d, parts.to(d.dtype)), 1).view(b, 1 + MAX_SLOTS, GRID, GRID, GRID)


class Judge(nn.Module):
    """Convolutions at 32³, 16³ and 8³, pooled, to category logits and attribute levels per category."""

    def __init__(self, categories: int, width: int = 24) -> None:
        super().__init__()
        self.categories = categories
        w = width
        self.stem = nn.Conv3d((1 + MAX_SLOTS) * 8, w, 1)
        self.fine = ResBlock(w)
        self.down1 = nn.Conv3d(w * 8, 2 * w, 1)
        self.middle = nn.Sequential(ResBlock(2 * w), ResBlock(2 * w))
        self.down2 = nn.Conv3d(2 * w * 8, 3 * w, 1)
        self.coarse = nn.Sequential(ResBlock(3 * w), ResBlock(3 * w))
        self.norm = ChannelNorm(3 * w)
        self.squeeze = nn.Conv3d(3 * w, w, 1)
        self.hidden = nn.Linear(6 * w + w * 64, 256)
        self.category = nn.Linear(256, categories)
        self.levels = nn.Linear(256, categories * LEVELS)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [b, categories] and levels [b, categories, 8] in 0-1 of inputs from `judge_input`."""
        x = self.fine(self.stem(space_to_depth(x)))
        x = self.middle(self.down1(space_to_depth(x)))
        x = self.coarse(self.down2(space_to_depth(x)))
        x = F.silu(self.norm(x))
        # where things are matters for sizes: keep a 4³ map beside the pooled values
        place = F.avg_pool3d(self.squeeze(x), 2).flatten(1)
        h = F.silu(self.hidden(torch.cat((x.mean((2, 3, 4)), x.amax((2, 3, 4)), place), 1)))
        levels = self.levels(h).view(-1, self.categories, LEVELS).sigmoid()
        return self.category(h), levels


@torch.no_grad()
def judge_samples(judge: Judge, sample: GridSample, *, batch: int = 8) -> tuple[Tensor, Tensor]:
    """Logits (b, categories) and levels (b, categories, 8) of b sampled fields, a few at a time (memory)."""
    answers = [judge(judge_input(sample.take(slice(i, i + batch)))) for i in range(0, len(sample.sdf), batch)]
    return torch.cat([a[0] for a in answers]), torch.cat([a[1] for a in answers])


def load_judge(path: Path) -> tuple[Judge, tuple[str, ...]]:
    """The judge and the names of its categories. Raises WeightsError if the file is missing or damaged."""
    weights, names = read_weights(path)
    if not names:
        raise WeightsError(f"{path} does not name its categories")
    categories = tuple(names.split("\n"))
    model = Judge(len(categories))
    model.load_state_dict(weights)
    return model.eval(), categories

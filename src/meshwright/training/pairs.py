"""Pairs of objects and edited twins as a flow model reads them: normalised latents, token arrays, changed cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from meshwright.conditioning.words import WordTable
from meshwright.dataset.batches import VOXEL, grid_points, table_grids
from meshwright.dataset.grammar import table as t
from meshwright.dataset.mesh_store import MeshStore
from meshwright.generator.config import LATENT_GRID
from meshwright.generator.networks.autoencoder import Autoencoder, ResBlock
from meshwright.prompt.tokens import MAX_TOKENS, Role
from meshwright.training.autoencoder import move_rows
from meshwright.training.session import compile_blocks

KINDS = 4  # token lists per pair, see `PairBatch`


class Latents:
    """A ring of encoded pairs on the device.

    pairs: (n, 2, c, 16, 16, 16) bfloat16, source and twin.  tokens: (n, 4, 48, 3) int16.
    changed: (n, 1, 16, 16, 16) bool, cells that the edit touches.
    """

    def __init__(self, capacity: int, channels: int, device: torch.device) -> None:
        n = LATENT_GRID
        self.pairs = torch.zeros(capacity, 2, channels, n, n, n, dtype=torch.bfloat16, device=device)
        self.tokens = torch.zeros(capacity, KINDS, MAX_TOKENS, 3, dtype=torch.int16, device=device)
        self.changed = torch.zeros(capacity, 1, n, n, n, dtype=torch.bool, device=device)
        self.filled = self.at = 0

    def add(self, pairs: Tensor, tokens: Tensor, changed: Tensor) -> None:
        """Write n pairs over the oldest."""
        n = len(pairs)
        where = (torch.arange(n, device=pairs.device) + self.at) % len(self.pairs)
        self.pairs[where], self.tokens[where], self.changed[where] = pairs.bfloat16(), tokens, changed
        self.at = (self.at + n) % len(self.pairs)
        self.filled = min(self.filled + n, len(self.pairs))


class PairEncoder:
    """Produced pairs to normalised latents."""

    def __init__(self, model: Autoencoder, device: torch.device) -> None:
        self.model, self.device = model.eval().requires_grad_(False), device
        self.nodes = grid_points(device)
        if device.type == "cuda":
            compile_blocks(model, ResBlock)
        self.means: Callable[[Tensor], Tensor] = lambda grid: self.model.encode(grid)[0]
        self.mean = torch.zeros(1, device=device)
        self.std = torch.ones(1, device=device)

    @torch.no_grad()
    def latents(self, grid: Tensor) -> Tensor:
        """Normalised mean latents (b, c, 16, 16, 16) float32 of input grids."""
        if self.device.type == "cuda":
            grid = grid.to(torch.bfloat16, memory_format=torch.channels_last_3d)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            mean = self.means(grid)
        return (mean.float() - self.mean) / self.std

    @torch.no_grad()
    def __call__(self, batch: object) -> tuple[Tensor, Tensor, Tensor]:
        """Pairs (n, 2, c, 16, 16, 16), tokens, and changed cells of a `PairBatch`."""
        rows, counts = move_rows(batch, self.device)
        n = len(rows) // 2
        grid, sdf, owner = table_grids(rows, counts, self.nodes)
        z = self.latents(grid)
        part = torch.gather(rows[..., t.PART], 1, owner)
        look = grid.flatten(2)[:, 1:]
        near = (sdf[:n].abs() < 2 * VOXEL) | (sdf[n:].abs() < 2 * VOXEL)
        moved = (sdf[:n] - sdf[n:]).abs() > 0.3 * VOXEL
        repainted = (look[:n] - look[n:]).abs().amax(1) > 0.1
        changed = (near & (moved | repainted | (part[:n] != part[n:]))).float()
        n_grid = round(changed.shape[1] ** (1 / 3))
        cells = F.max_pool3d(changed.view(n, 1, n_grid, n_grid, n_grid), n_grid // LATENT_GRID) > 0
        cells = F.max_pool3d(cells.float(), 3, 1, 1) > 0
        tokens = torch.from_numpy(batch.tokens).to(self.device)  # type: ignore[attr-defined]
        return torch.stack((z[:n], z[n:]), 1), tokens, cells


class Words:
    """Word ids of batches to what the text encoder reads; ids above the vocabulary are free words."""

    def __init__(self, vocabulary: tuple[str, ...], free: list[str], device: torch.device) -> None:
        meanings = WordTable.load()
        table = np.zeros((1 + len(vocabulary) + len(free), 64), np.float32)
        for i, word in enumerate((*vocabulary, *free)):
            found = meanings.vector(word)
            if found is not None:
                table[i + 1] = found
        self.table = torch.from_numpy(table).to(device)
        self.trained = len(vocabulary)
        self.free_ids = {word: 1 + len(vocabulary) + i for i, word in enumerate(free)}

    def arrays(self, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """tokens (b, 48, 3) int16 to words, roles, slots (int64) and vectors (b, 48, 64)."""
        word, role, slot = (x.long() for x in tokens.unbind(-1))
        return torch.where(word > self.trained, 0, word), role, slot, self.table[word]


def mesh_tokens(store: MeshStore, words: Words, device: torch.device) -> Tensor:
    """Tokens (m, 48, 3) int16 of the real meshes: their caption as free words."""
    out = torch.zeros(len(store.words), MAX_TOKENS, 3, dtype=torch.int16)
    for i, caption in enumerate(store.words):
        for j, word in enumerate(caption):
            out[i, j] = torch.tensor((words.free_ids[word], int(Role.FREE), 0), dtype=torch.int16)
    return out.to(device)

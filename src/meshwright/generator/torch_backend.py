"""The networks on PyTorch: batches on a GPU, gradients, and the reference for the exported graphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from meshwright.conditioning.codec import TokenCodec
from meshwright.conditioning.words import WordTable
from meshwright.generator.networks.autoencoder import Autoencoder
from meshwright.generator.networks.flow import FlowTransformer
from meshwright.generator.persistence import load_autoencoder, load_flow
from meshwright.generator.sampler import SamplerSettings, combine_guidance, fresh_noise_of, sample_flow
from meshwright.prompt.tokens import Token
from meshwright.vocabulary.lexicon import Lexicon

FloatArray = npt.NDArray[np.float32]


@dataclass
class TorchBackend:
    """Autoencoder, flow model and codec on one device."""

    autoencoder: Autoencoder
    flow: FlowTransformer
    codec: TokenCodec
    lexicon: Lexicon
    device: torch.device

    @staticmethod
    def load(folder: Path, device: torch.device) -> TorchBackend:
        """Load `autoencoder.safetensors`, `flow.safetensors` and `lexicon.json` of a folder."""
        lexicon = Lexicon.load(folder / "lexicon.json")
        codec = TokenCodec(lexicon.vocabulary, WordTable.load())
        autoencoder = load_autoencoder(folder / "autoencoder.safetensors").to(device)
        flow = load_flow(folder / "flow.safetensors").to(device)
        return TorchBackend(autoencoder, flow, codec, lexicon, device)

    def normalise(self, latents: Tensor) -> Tensor:
        """Latents of the autoencoder to those of the flow model."""
        mean, std = (v.view(1, -1, 1, 1, 1) for v in (self.flow.latent_mean, self.flow.latent_std))
        return (latents - mean) / std

    def restore(self, latents: Tensor) -> Tensor:
        """Inverse of `normalise`."""
        mean, std = (v.view(1, -1, 1, 1, 1) for v in (self.flow.latent_mean, self.flow.latent_std))
        return latents * std + mean

    @torch.no_grad()
    def sample(
        self,
        prompts: Sequence[Sequence[Token]],
        noise: FloatArray,
        settings: SamplerSettings,
        *,
        avoid: Sequence[Sequence[Token]] | None = None,
        source: Tensor | None = None,
        mask: Tensor | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Tensor:
        """Latents (b, c, 16, 16, 16) float32 of the autoencoder for b prompts.

        noise: (b, c, 16, 16, 16).  avoid: tokens of what to avoid, per prompt.
        source: latents of the autoencoder to edit, or None.  mask: (b, 1, 16, 16, 16), 1 may change, -1 keep.
        """
        b = len(prompts)
        groups: list[Sequence[Sequence[Token]]] = [prompts, [[] for _ in range(b)]]
        if avoid is not None:
            groups.append(avoid)
        texts = []
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            for group in groups:
                c = self.codec.encode(group)
                arrays = (torch.from_numpy(a).to(self.device) for a in (c.words, c.roles, c.slots, c.vectors))
                texts.append(self.flow.text(*arrays))
        text = tuple(torch.cat([t[i] for t in texts]) for i in range(2))
        x = torch.from_numpy(noise).to(self.device)
        repeat = len(groups)
        src = torch.zeros_like(x) if source is None else self.normalise(source.to(self.device))
        m = torch.zeros_like(x[:, :1]) if source is None else torch.ones_like(x[:, :1])
        if mask is not None:
            m = mask.to(self.device, x.dtype)
        src, m = src.repeat(repeat, 1, 1, 1, 1), m.repeat(repeat, 1, 1, 1, 1)

        def velocity(x: Tensor, t: float) -> Tensor:
            branches = repeat if settings.guides(t) else 1
            n = b * branches
            time = torch.full((n,), t, device=self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
                v = self.flow(x.repeat(branches, 1, 1, 1, 1), time, src[:n], m[:n], (text[0][:n], text[1][:n]))
            guided: Tensor = combine_guidance(v.float().chunk(branches), settings) if branches > 1 else v.float()
            return guided

        fresh = fresh_noise_of(noise)

        def fresh_noise(step: int) -> Tensor:
            return torch.from_numpy(fresh(step)).to(self.device)

        return self.restore(sample_flow(velocity, x, settings, fresh_noise=fresh_noise, progress=progress))

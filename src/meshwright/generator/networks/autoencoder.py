"""Shape autoencoder: a 64³ grid of distance and appearance ↔ a 16³ latent ↔ values at any point.

Shape channels are encoded from distance alone and decoded to distance alone, so that a change of material
cannot move the surface. Every layer is local (no statistics over the grid), so that a change of one latent cell
only reaches its neighbourhood.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from meshwright.generator.config import MAX_SLOTS, TRUNCATION, AutoencoderConfig

INPUT_CHANNELS = 16  # distance, band, 3 part bits, 5 material bits, tint 3, roughness, metallic, emission
MATERIAL_CLASSES = 32
APPEARANCE_OUTPUTS = MAX_SLOTS + MATERIAL_CLASSES + 6


class ChannelNorm(nn.Module):
    """Root-mean-square norm over channels at each cell (Zhang and Sennrich 2019), with a gain."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:  # [B, C, D, H, W]
        scale = torch.rsqrt(x.float().square().mean(1, keepdim=True) + 1e-6).to(x.dtype)
        return x * scale * self.gain.view(1, -1, 1, 1, 1)


class ResBlock(nn.Module):
    """Two 3x3x3 convolutions with pre-activation and a skip."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = ChannelNorm(channels), ChannelNorm(channels)
        self.conv1 = nn.Conv3d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv3d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor) -> Tensor:  # [B, C, D, H, W]
        h = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(h)))


def space_to_depth(x: Tensor) -> Tensor:
    """[B, C, 2D, 2H, 2W] to [B, 8C, D, H, W]."""
    b, c, d, h, w = x.shape
    x = x.view(b, c, d // 2, 2, h // 2, 2, w // 2, 2)
    return x.permute(0, 1, 3, 5, 7, 2, 4, 6).reshape(b, c * 8, d // 2, h // 2, w // 2)


def depth_to_space(x: Tensor) -> Tensor:
    """[B, 8C, D, H, W] to [B, C, 2D, 2H, 2W]; inverse of `space_to_depth`."""
    b, c, d, h, w = x.shape
    x = x.view(b, c // 8, 2, 2, 2, d, h, w)
    return x.permute(0, 1, 5, 2, 6, 3, 7, 4).reshape(b, c // 8, d * 2, h * 2, w * 2)


class Encoder(nn.Module):
    """[B, channels_in, 64, 64, 64] to mean and log-variance, [B, 2 x channels_out, 16, 16, 16]."""

    def __init__(self, channels_in: int, channels_out: int, config: AutoencoderConfig) -> None:
        super().__init__()
        c = config
        self.stem = nn.Conv3d(channels_in * 8, c.encoder_fine, 1)
        self.fine = ResBlock(c.encoder_fine)
        self.down = nn.Conv3d(c.encoder_fine * 8, c.encoder_coarse, 1)
        self.coarse = nn.Sequential(*(ResBlock(c.encoder_coarse) for _ in range(c.encoder_blocks)))
        self.norm = ChannelNorm(c.encoder_coarse)
        self.head = nn.Conv3d(c.encoder_coarse, 2 * channels_out, 1)

    def forward(self, grid: Tensor) -> Tensor:
        x = self.fine(self.stem(space_to_depth(grid)))
        x = self.coarse(self.down(space_to_depth(x)))
        return self.head(F.silu(self.norm(x)))


class GridDecoder(nn.Module):
    """[B, channels_in, 16, 16, 16] to features [B, features, 64, 64, 64]."""

    def __init__(self, channels_in: int, coarse: int, fine: int, features: int, blocks: int) -> None:
        super().__init__()
        self.stem = nn.Conv3d(channels_in, coarse, 3, padding=1)
        self.coarse = nn.Sequential(*(ResBlock(coarse) for _ in range(blocks)))
        self.up = nn.Conv3d(coarse, fine * 8, 1)
        self.fine = nn.Sequential(*(ResBlock(fine) for _ in range(2)))
        self.norm = ChannelNorm(fine)
        self.head = nn.Conv3d(fine, features * 8, 1)
        self.smooth = nn.Conv3d(features, features, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.coarse(self.stem(z))
        x = self.fine(depth_to_space(self.up(x)))
        x = depth_to_space(self.head(F.silu(self.norm(x))))
        return x + self.smooth(F.silu(x))


class PointNetwork(nn.Module):
    """Features and positional encoding at a point to values (eqs 51-55, SiLU)."""

    def __init__(self, features: int, hidden: int, outputs: int, octaves: int) -> None:
        super().__init__()
        self.octaves = octaves
        self.layers = nn.Sequential(
            nn.Linear(features + 3 + 6 * octaves, hidden), nn.SiLU(),
            nn.Linear(hidden, hidden), nn.SiLU(),
            nn.Linear(hidden, outputs),
        )  # fmt: skip

    def forward(self, features: Tensor, points: Tensor) -> Tensor:  # [..., F], [..., 3] -> [..., outputs]
        return self.layers(torch.cat((features, positional_encoding(points, self.octaves).to(features.dtype)), -1))


def positional_encoding(points: Tensor, octaves: int) -> Tensor:
    """gamma(x) of eq 51 with the point itself in front: [..., 3] to [..., 3 + 6 octaves].

    The lowest octave is pi x 2 so that the encoding speaks of detail; the grid features know the place.
    """
    frequencies = (2.0 ** torch.arange(1, octaves + 1, device=points.device, dtype=points.dtype)) * torch.pi
    phase = points[..., None, :] * frequencies[:, None]
    waves = torch.cat((phase.sin(), phase.cos()), -1).flatten(-2)
    return torch.cat((points, waves), -1)


def sample_grid(features: Tensor, points: Tensor) -> Tensor:
    """Trilinear features [B, C, N, N, N] (z, y, x order; nodes at -1 and 1) at points [B, n, 3]: [B, n, C]."""
    at = points.float()[:, :, None, None, :]
    out = F.grid_sample(features.float(), at, mode="bilinear", padding_mode="border", align_corners=True)
    return out[:, :, :, 0, 0].transpose(1, 2)


class Autoencoder(nn.Module):
    """Both encoders, both decoders, and the local networks."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.shape_encoder = Encoder(1, c.shape_channels, c)
        self.appearance_encoder = Encoder(INPUT_CHANNELS, c.appearance_channels, c)
        self.shape_decoder = GridDecoder(
            c.shape_channels, c.shape_coarse, c.shape_fine, c.shape_features, c.decoder_blocks
        )
        self.appearance_decoder = GridDecoder(
            c.channels, c.appearance_coarse, c.appearance_fine, c.appearance_features, c.decoder_blocks - 1
        )
        self.distance = PointNetwork(c.shape_features, c.hidden, 1, c.octaves)
        self.appearance = PointNetwork(
            c.appearance_features + c.shape_features, c.hidden, APPEARANCE_OUTPUTS, c.octaves
        )

    def encode(self, grid: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance [B, channels, 16, 16, 16] of an input grid [B, 16, 64, 64, 64]."""
        s = self.shape_encoder(grid[:, :1]).chunk(2, 1)
        a = self.appearance_encoder(grid).chunk(2, 1)
        return torch.cat((s[0], a[0]), 1), torch.cat((s[1], a[1]), 1)

    def decode(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Shape and appearance features [B, F, 64, 64, 64] of a latent [B, channels, 16, 16, 16]."""
        return self.shape_decoder(z[:, : self.config.shape_channels]), self.appearance_decoder(z)

    def distance_at(self, shape: Tensor, points: Tensor) -> Tensor:
        """Signed distance [B, n] in field units at points [B, n, 3] (eq 10)."""
        f = sample_grid(shape, points)
        return (self.distance(f, points)[..., 0] + f[..., 0]) * TRUNCATION

    def appearance_at(self, shape: Tensor, look: Tensor, points: Tensor) -> Tensor:
        """Raw appearance [B, n, 46] at points [B, n, 3] (eq 12); see `split_appearance`."""
        f = torch.cat((sample_grid(look, points), sample_grid(shape, points)), -1)
        return self.appearance(f, points)


def split_appearance(raw: Tensor) -> dict[str, Tensor]:
    """Name the outputs of `appearance_at`: logits, and values in 0-1 (tint is square-root encoded)."""
    p, m = MAX_SLOTS, MAX_SLOTS + MATERIAL_CLASSES
    return {
        "part": raw[..., :p],
        "material": raw[..., p:m],
        "tint": raw[..., m : m + 3].sigmoid(),
        "roughness": raw[..., m + 3].sigmoid(),
        "metallic": raw[..., m + 4],
        "emission": raw[..., m + 5],
    }

"""The autoencoder's promises: locality, separate shape and appearance, exact rearrangements, eq 51."""

from __future__ import annotations

import math

import pytest
import torch

from meshwright.generator.config import AutoencoderConfig
from meshwright.generator.networks.autoencoder import (
    APPEARANCE_OUTPUTS,
    Autoencoder,
    ChannelNorm,
    depth_to_space,
    positional_encoding,
    sample_grid,
    space_to_depth,
    split_appearance,
)
from meshwright.training.autoencoder import AutoencoderLoss
from tests.generator.small import AUTOENCODER, autoencoder

MODEL = autoencoder()
S = AUTOENCODER.shape_channels


@pytest.fixture(scope="module")
def latent() -> torch.Tensor:
    return torch.randn(1, AUTOENCODER.channels, 16, 16, 16, generator=torch.Generator().manual_seed(3))


def test_space_to_depth_and_back() -> None:
    x = torch.randn(2, 3, 4, 6, 8)
    y = space_to_depth(x)
    assert y.shape == (2, 24, 2, 3, 4)
    assert torch.equal(depth_to_space(y), x)
    # the eight channels of one cell are its eight children
    assert set(y[0, :8, 1, 2, 3].tolist()) == set(x[0, 0, 2:4, 4:6, 6:8].flatten().tolist())


def test_channel_norm_is_local_and_has_unit_size() -> None:
    x = torch.randn(1, 8, 3, 3, 3) * 5
    y = ChannelNorm(8)(x)
    torch.testing.assert_close(y.square().mean(1), torch.ones(1, 3, 3, 3), atol=1e-4, rtol=0)
    x[0, :, 0, 0, 0] *= 100
    assert torch.equal(ChannelNorm(8)(x)[..., 1:, :, :], y[..., 1:, :, :])


@torch.no_grad()
def test_one_latent_cell_reaches_only_its_receptive_field(latent: torch.Tensor) -> None:
    moved = latent.clone()
    moved[:, :, 8, 8, 8] += 1
    coarse = 1 + 2 * AUTOENCODER.decoder_blocks  # 3x3x3 convolutions at 16³: the stem and two a block
    for a, b, blocks in zip(MODEL.decode(latent), MODEL.decode(moved), (0, 2), strict=True):
        # at 64³: cells at 16³, four more convolutions at 32³, one at 64³
        reach = 4 * (coarse - blocks) + 2 * 4 + 1
        changed = (a != b).any(1)[0]
        where = changed.nonzero()
        assert len(where) > 0
        assert where.min() >= 32 - reach
        assert where.max() <= 35 + reach
        assert not changed.all()
        assert changed[34, 34, 34]


@torch.no_grad()
def test_one_input_node_reaches_only_its_receptive_field() -> None:
    grid = torch.randn(1, 16, 64, 64, 64, generator=torch.Generator().manual_seed(1))
    moved = grid.clone()
    moved[:, :, 33, 33, 33] += 1
    # two convolutions at 32³ reach two nodes there, one cell at 16³; two more at 16³
    reach = 1 + 2 * AUTOENCODER.encoder_blocks
    for a, b in zip(MODEL.encode(grid), MODEL.encode(moved), strict=True):
        where = (a != b).any(1)[0].nonzero()
        assert len(where) > 0
        assert where.min() >= 8 - reach
        assert where.max() <= 8 + reach


@torch.no_grad()
def test_shape_ignores_appearance_exactly(latent: torch.Tensor) -> None:
    other = latent.clone()
    other[:, S:] = torch.randn_like(other[:, S:]) * 10
    (shape, look), (shape2, look2) = MODEL.decode(latent), MODEL.decode(other)
    assert torch.equal(shape, shape2)
    assert not torch.equal(look, look2)
    points = torch.rand(1, 50, 3) * 2 - 1
    assert torch.equal(MODEL.distance_at(shape, points), MODEL.distance_at(shape2, points))
    assert not torch.equal(MODEL.appearance_at(shape, look, points), MODEL.appearance_at(shape, look2, points))

    grid = torch.randn(1, 16, 64, 64, 64)
    repainted = grid.clone()
    repainted[:, 1:] = torch.randn_like(repainted[:, 1:])
    for a, b in zip(MODEL.encode(grid), MODEL.encode(repainted), strict=True):
        assert torch.equal(a[:, :S], b[:, :S])
        assert not torch.equal(a[:, S:], b[:, S:])


def test_positional_encoding_is_equation_51_from_the_second_octave_with_the_point_in_front() -> None:
    x = torch.tensor([[0.3, -0.7, 0.11]], dtype=torch.float64)
    out = positional_encoding(x, 3)[0].tolist()
    expected = [0.3, -0.7, 0.11]
    for k in (1, 2, 3):
        expected += [math.sin(2**k * math.pi * v) for v in x[0].tolist()]
        expected += [math.cos(2**k * math.pi * v) for v in x[0].tolist()]
    assert out == pytest.approx(expected, abs=1e-12)


def test_sampling_is_exact_on_nodes_and_on_trilinear_functions() -> None:
    s = torch.linspace(-1, 1, 9)
    z, y, x = torch.meshgrid(s, s, s, indexing="ij")
    grid = torch.stack((x, y, z, x * y * z))[None]
    p = torch.rand(1, 100, 3, generator=torch.Generator().manual_seed(0)) * 2 - 1
    out = sample_grid(grid, p)[0]
    torch.testing.assert_close(out[:, :3], p[0], atol=1e-5, rtol=0)  # x from the last axis, z from the first
    node = sample_grid(grid, torch.tensor([[[s[2], s[5], s[7]]]]))[0, 0]
    torch.testing.assert_close(node[3], s[2] * s[5] * s[7], atol=1e-6, rtol=0)
    outside = sample_grid(grid, torch.tensor([[[2.0, 0, 0]]]))[0, 0]
    torch.testing.assert_close(outside[0], torch.tensor(1.0))


def test_outputs_have_their_names_and_ranges() -> None:
    raw = torch.randn(2, 7, APPEARANCE_OUTPUTS) * 5
    out = split_appearance(raw)
    assert {k: tuple(v.shape) for k, v in out.items()} == {
        "part": (2, 7, 8), "material": (2, 7, 32), "tint": (2, 7, 3), "roughness": (2, 7), "metallic": (2, 7),
        "emission": (2, 7),
    }  # fmt: skip
    assert ((out["tint"] >= 0) & (out["tint"] <= 1)).all()
    assert torch.equal(out["emission"], raw[..., -1])


def test_gradients_reach_every_weight() -> None:
    model = autoencoder(1).train()
    generator = torch.Generator().manual_seed(0)
    grid = torch.randn(1, 16, 64, 64, 64, generator=generator)
    points = torch.rand(1, 40, 3, generator=generator) * 2 - 1
    sdf = torch.randn(1, 40, generator=generator) * 0.02
    look = torch.rand(1, 40, 6, generator=generator).round()
    part, material = torch.randint(8, (1, 40)), torch.randint(20, (1, 40))
    noise = torch.randn(1, AUTOENCODER.channels, 16, 16, 16, generator=generator)
    loss, terms = AutoencoderLoss(model, 1e-4)(grid, points, sdf, part, material, look, torch.tensor([True]), noise, 8)
    loss.backward()
    assert all(math.isfinite(float(v)) for v in terms.values())
    still = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert still == []


def test_a_fresh_model_starts_with_identity_blocks() -> None:
    torch.manual_seed(0)
    model = Autoencoder(AutoencoderConfig(encoder_fine=4, encoder_coarse=4, shape_coarse=4, shape_fine=4,
                                          appearance_coarse=4, appearance_fine=4, hidden=4))  # fmt: skip
    block = model.shape_decoder.coarse[0]
    x = torch.randn(1, 4, 5, 5, 5)
    torch.testing.assert_close(block(x), x + block.conv2.bias.view(1, -1, 1, 1, 1))

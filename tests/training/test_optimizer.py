"""Muon and AdamW: orthogonal updates, the split between the two, and that they find minima."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from meshwright.training.optimizer import Muon, Optimizers, orthogonalise, split_parameters


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 20, 7), (2, 5, 30)])
def test_orthogonalise_brings_singular_values_near_one_and_keeps_directions(shape: tuple[int, int, int]) -> None:
    g = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    u, s, vt = torch.linalg.svd(g, full_matrices=False)
    out = orthogonalise(g)
    assert out.shape == g.shape
    # in the singular basis of g the result is diagonal, with values near one for all but the least directions
    inner = u.mT @ out @ vt.mT
    values = inner.diagonal(dim1=-2, dim2=-1)
    torch.testing.assert_close(inner, torch.diag_embed(values), atol=1e-3, rtol=0)
    large = s > 0.1 * s.amax(-1, keepdim=True)
    assert ((values[large] > 0.6) & (values[large] < 1.3)).all()
    assert (values > 0).all()


def test_orthogonalise_ignores_scale() -> None:
    g = torch.randn(1, 6, 9)
    torch.testing.assert_close(orthogonalise(g), orthogonalise(g * 1000), atol=1e-4, rtol=1e-4)
    assert torch.isfinite(orthogonalise(torch.zeros(1, 4, 4))).all()


def test_muon_steps_have_the_size_of_adams() -> None:
    p = nn.Parameter(torch.zeros(24, 40))
    optimizer = Muon([p], lr=0.1, decay=0.0)
    p.grad = torch.randn(24, 40) * 1e-4
    optimizer.step()
    assert 0.1 * 0.2 * 0.6 < p.detach().square().mean().sqrt() < 0.1 * 0.2 * 40**0.5 / 24**0.5 * 1.3


def test_muon_decays_weights_and_skips_parameters_without_gradient() -> None:
    p, q = nn.Parameter(torch.ones(16, 16)), nn.Parameter(torch.ones(16, 16))
    optimizer = Muon([p, q], lr=0.5, decay=0.1)
    p.grad = torch.zeros(16, 16)
    optimizer.step()
    torch.testing.assert_close(p.detach(), torch.full((16, 16), 0.95))
    assert (q == 1).all()


class Mixed(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(40, 32)
        self.matrix = nn.Linear(32, 32)
        self.conv = nn.Conv3d(32, 20, 3)
        self.narrow = nn.Linear(32, 4)
        self.gain = nn.Parameter(torch.ones(32))


def test_matrices_go_to_muon_and_the_rest_to_adam() -> None:
    model = Mixed()
    names = {id(p): n for n, p in model.named_parameters()}
    matrices, rest = split_parameters(model, ("table",))
    assert {names[id(p)] for p in matrices} == {"matrix.weight", "conv.weight"}
    assert len(matrices) + len(rest) == len(names)
    assert "table.weight" in {names[id(p)] for p in rest}


def test_both_together_fit_a_regression_and_clear_gradients() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(16, 32), nn.Tanh(), nn.Linear(32, 16))
    x = torch.randn(64, 16)
    target = torch.sin(x)
    optimizers = Optimizers(model, lr=0.02)
    first = last = 0.0
    for i in range(150):
        loss = (model(x) - target).square().mean()
        loss.backward()
        norm = optimizers.step(1 - i / 150)
        assert torch.isfinite(norm)
        assert all(p.grad is None for p in model.parameters())
        first, last = first or loss.item(), loss.item()
    assert last < 0.1 * first


def test_a_scale_of_zero_moves_nothing() -> None:
    model = nn.Linear(16, 16)
    before = model.weight.clone()
    optimizers = Optimizers(model, lr=0.1)
    model(torch.randn(4, 16)).sum().backward()
    optimizers.step(0.0)
    assert torch.equal(model.weight, before)

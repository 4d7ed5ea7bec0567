"""Training of the autoencoder: it fits a batch, writes what it should, and goes on where it stopped."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from meshwright.dataset.batches import PAIR_POINTS, grid_points, table_batch
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.producer import pad_tables
from meshwright.generator.networks.autoencoder import Autoencoder
from meshwright.generator.persistence import load_autoencoder, read_weights
from meshwright.training.autoencoder import (
    SCATTER,
    AutoencoderLoss,
    AutoencoderRun,
    mesh_batch,
    scatter,
    train_autoencoder,
)
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import World
from tests.dataset.grammar.made_up import GADGET
from tests.generator.small import AUTOENCODER

ALONE = World(0, 1, torch.device("cpu"))
POINTS = 0.02


def one_batch() -> tuple[torch.Tensor, ...]:
    torch.manual_seed(0)
    rows, counts = (torch.from_numpy(a) for a in pad_tables([table_of(draw(GADGET, random.Random(1)))]))
    b = table_batch(rows, counts, grid_points(ALONE.device), POINTS)
    return b.grid, b.points, b.sdf, b.part, b.material, b.look, b.labelled


def test_a_small_model_fits_one_object() -> None:
    grid, *rest = one_batch()
    batch = (grid[..., ::2, ::2, ::2], *rest)  # the networks are convolutions: half the grid is enough here
    torch.manual_seed(0)
    model = Autoencoder(AUTOENCODER)
    loss_of = AutoencoderLoss(model, 3e-5)
    optimizers = Optimizers(model, lr=0.02, outside=("distance", "appearance.layers"))
    pairs = int(PAIR_POINTS * POINTS)
    noise = torch.zeros(1, AUTOENCODER.channels, 8, 8, 8)
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    steps = 40
    for i in range(steps):
        loss, terms = loss_of(*batch, noise, pairs)
        loss.backward()
        optimizers.step(min(1.0, 2 * (1 - i / steps)))
        last = {k: float(v) for k, v in terms.items()} | {"loss": loss.item()}
        first = first or last
    assert last["loss"] < 0.5 * first["loss"]
    assert last["sdf"] < 0.4 * first["sdf"]
    assert last["part"] < 0.5 * first["part"]
    assert last["tint"] < 0.5 * first["tint"]


def test_loss_is_least_at_the_truth_and_ignores_unknown_labels() -> None:
    grid, points, sdf, part, material, look, labelled = one_batch()
    model = Autoencoder(AUTOENCODER).eval()
    noise = torch.zeros(1, AUTOENCODER.channels, 16, 16, 16)
    loss_of = AutoencoderLoss(model, 0.0)
    # a model that answers with the truth: every distance term is zero
    model.distance_at = lambda shape, at: sdf  # type: ignore[method-assign,assignment]
    _, exact = loss_of(grid, points, sdf, part, material, look, labelled, noise, 81)
    assert exact["sdf"] == 0
    assert exact["pair"] == 0
    model.distance_at = lambda shape, at: sdf + 0.01  # type: ignore[method-assign,assignment]
    _, shifted = loss_of(grid, points, sdf, part, material, look, labelled, noise, 81)
    assert shifted["sdf"] > 0.02
    assert shifted["pair"] < 0.05  # a shift has the right differences
    _, unknown = loss_of(grid, points, sdf, part, material, look, torch.tensor([False]), noise, 81)
    assert unknown["part"] == unknown["material"] == 0
    assert unknown["tint"] > 0


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> AutoencoderRun:
    out = tmp_path_factory.mktemp("autoencoder")
    run = AutoencoderRun(out, batch=1, meshes=0, minutes=100, max_steps=2, workers=0, points=POINTS, config=AUTOENCODER)
    train_autoencoder(run, ALONE)
    return run


def test_run_writes_weights_and_log(trained: AutoencoderRun) -> None:
    model = load_autoencoder(trained.out / "autoencoder.safetensors")
    assert model.config == AUTOENCODER
    (line,) = [json.loads(x) for x in (trained.out / "autoencoder.jsonl").read_text().splitlines()]
    assert line["step"] == 1
    assert {"loss", "grad", "sdf", "pair", "sign", "part", "material", "tint", "glow", "kl"} <= set(line)


def test_resumed_run_starts_from_the_weights(trained: AutoencoderRun, tmp_path: Path) -> None:
    again = replace(trained, out=tmp_path, resume=trained.out / "autoencoder.safetensors", lr=0.0, max_steps=1)
    train_autoencoder(again, ALONE)
    a, b = (load_autoencoder(f / "autoencoder.safetensors").state_dict() for f in (trained.out, tmp_path))
    fresh = Autoencoder(AUTOENCODER).state_dict()
    for key in a:
        torch.testing.assert_close(a[key], b[key], atol=1e-3, rtol=1e-3)
    assert any((a[k] - fresh[k]).abs().max() > 0.05 for k in a)


def test_real_meshes_repeat_their_first_points_where_pairs_would_be() -> None:
    from meshwright.dataset.batches import ShapeBatch

    class Store:
        def batch(self, pick: torch.Tensor, count: int) -> ShapeBatch:
            z = torch.arange(count).expand(len(pick), count)
            return ShapeBatch(torch.zeros(len(pick), 16, 2, 2, 2), torch.rand(len(pick), count, 3), z.float(), z, z,
                              torch.rand(len(pick), count, 6), torch.zeros(len(pick), dtype=torch.bool))  # fmt: skip

    b = mesh_batch(Store(), torch.tensor([0, 1]), 30, 8)  # type: ignore[arg-type]
    assert b.points.shape == (2, 30, 3)
    assert torch.equal(b.points[:, 22:], b.points[:, :8])
    assert torch.equal(b.sdf[:, 22:], b.sdf[:, :8])


def test_decoder_only_leaves_the_encoder(trained: AutoencoderRun, tmp_path: Path) -> None:
    start = trained.out / "autoencoder.safetensors"
    again = replace(trained, out=tmp_path, resume=start, decoder_only=True, max_steps=2)
    before, after = read_weights(start)[0], train_autoencoder(again, ALONE).state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert not {name for name in moved if "encoder" in name}


def test_half_of_the_scattered_latents_have_no_noise_and_the_others_up_to_the_limit() -> None:
    torch.manual_seed(0)
    factors = scatter(4000, ALONE.device)
    assert 0.47 < float((factors == 0).float().mean()) < 0.53
    assert float(factors.min()) == 0
    assert 0.99 * SCATTER < float(factors.max()) <= SCATTER
    assert 0.47 < float(factors[factors > 0].mean()) / SCATTER < 0.53

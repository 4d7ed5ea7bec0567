"""Training of the flow model: mixed batches, stored latents, fitting, resuming."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar import table as t
from meshwright.errors import FileFormatError
from meshwright.generator.config import LATENT_GRID, config_json
from meshwright.generator.networks.flow import FlowTransformer
from meshwright.generator.persistence import load_flow
from meshwright.generator.quantise import quantise_file
from meshwright.prompt.tokens import MAX_TOKENS, Role
from meshwright.training.flow import (
    FlowLoss,
    FlowRun,
    channel_stats,
    draw_batch,
    feed_from_file,
    train_flow,
)
from meshwright.training.latents import LatentsRun, encode_latents, read_latents
from meshwright.training.optimizer import Optimizers
from meshwright.training.pairs import Latents, PairEncoder, Words
from meshwright.training.session import World, save_weights
from tests.dataset.test_batches import ball
from tests.generator.small import AUTOENCODER, FLOW, autoencoder

CPU = torch.device("cpu")
ALONE = World(0, 1, CPU)
C, N = FLOW.channels, LATENT_GRID


def ring(n: int) -> Latents:
    """n pairs: source and twin of pair i hold i + 1 and -(i + 1); token words tell kind and pair apart."""
    out = Latents(n, C, CPU)
    value = torch.arange(1.0, n + 1).view(n, 1, 1, 1, 1, 1).expand(n, 1, C, N, N, N)
    tokens = torch.zeros(n, 4, MAX_TOKENS, 3, dtype=torch.int16)
    tokens[:, :, 0, 0] = torch.arange(n)[:, None] * 10 + torch.arange(4)
    tokens[:, :, 0, 1] = 1
    changed = torch.zeros(n, 1, N, N, N, dtype=torch.bool)
    changed[:, :, :4] = True
    out.add(torch.cat((value, -value), 1), tokens, changed)
    return out


def test_ring_writes_over_the_oldest() -> None:
    r = Latents(4, C, CPU)
    for i in range(3):
        r.add(torch.full((2, 2, C, N, N, N), float(i)), torch.full((2, 4, MAX_TOKENS, 3), i).short(),
              torch.zeros(2, 1, N, N, N, dtype=torch.bool))  # fmt: skip
        assert r.filled == min(2 * i + 2, 4)
    assert r.pairs[:, 0, 0, 0, 0, 0].tolist() == [2, 2, 1, 1]
    assert r.tokens[:, 0, 0, 0].tolist() == [2, 2, 1, 1]


def test_batches_mix_the_modes_as_declared() -> None:
    torch.manual_seed(0)
    n = 4
    r, run = ring(n), FlowRun(Path(), batch=600, edits=0.35, real=0.2)
    real = torch.full((2, C, N, N, N), 99.0), torch.full((2, MAX_TOKENS, 3), 7).short()
    b = draw_batch(r, real, run, CPU)
    value = b.target[:, 0, 0, 0, 0]
    word, silent = b.tokens[:, 0, 0], (b.tokens == 0).all(2).all(1)
    from_real = value == 99
    assert abs(b.edit.float().mean() - 0.35) < 0.06
    assert abs(silent.float().mean() - 0.1) < 0.04
    assert abs(from_real[~b.edit].float().mean() - 0.2) < 0.06
    assert not from_real[b.edit].any()
    # instructions: from source to twin, words of kind 2 or 3, mask free or given
    e = b.edit
    assert (value[e] < 0).all()
    assert torch.equal(b.source[e][:, 0, 0, 0, 0], -value[e])
    said = e & ~silent
    assert set((word[said] % 10).tolist()) == {2, 3}
    assert torch.equal(word[said] // 10 + 1, (-value[said]).to(torch.int16))
    whole = (b.mask[e] == 1).flatten(1).all(1)
    assert 0.35 < whole.float().mean() < 0.65
    given = b.mask[e][~whole]
    assert (given[:, :, :4] == 1).all()
    assert (given[:, :, 4:] == -1).all()
    # the rest: either side, its own words, no source
    new = ~e & ~from_real & ~silent
    assert torch.equal(word[new] % 10, (value[new] < 0).to(torch.int16))
    assert (b.source[~e] == 0).all()
    assert (b.mask[~e] == 0).all()
    # words of real meshes are dropped one in five
    kept = (b.tokens[from_real & ~silent] != 0).all(2).float().mean()
    assert abs(kept - 0.8) < 0.05


def test_words_above_the_vocabulary_are_free() -> None:
    words = Words(("red", "table"), ["wooden"], CPU)
    tokens = torch.tensor([[[1, 5, 0], [3, int(Role.FREE), 0], [0, 0, 0]]], dtype=torch.int16)
    word, role, slot, vectors = words.arrays(tokens)
    assert word.tolist() == [[1, 0, 0]]
    assert role.tolist() == [[5, int(Role.FREE), 0]]
    assert slot.dtype == torch.int64
    assert vectors[0, 0].norm() == pytest.approx(1, abs=1e-3)
    assert vectors[0, 1].norm() == pytest.approx(1, abs=1e-3)
    assert vectors[0, 2].norm() == 0


def test_loss_is_the_velocity_error() -> None:
    torch.manual_seed(0)
    model = FlowTransformer(FLOW)
    with torch.no_grad():
        model.patch_out.bias.zero_()  # predicts zero: the loss is the size of ε - x_0
    g = torch.randn(2, C, N, N, N), torch.randn(2, C, N, N, N)
    word = torch.zeros(2, MAX_TOKENS, dtype=torch.long)
    loss = FlowLoss(model)(g[0], g[1], torch.tensor([0.2, 0.9]), torch.zeros_like(g[0]), torch.zeros(2, 1, N, N, N),
                           word, word, word, torch.zeros(2, MAX_TOKENS, 64))  # fmt: skip
    torch.testing.assert_close(loss, (g[1] - g[0]).square().mean((1, 2, 3, 4)))


def test_changed_cells_are_where_source_and_twin_differ() -> None:
    rows, _ = ball(0.5)
    near, far = rows.clone(), rows.clone()
    far[0, 0, t.PARAM : t.PARAM + 3] = 0.55
    repainted = rows.clone()
    repainted[0, 0, t.TINT] = 0.9
    encoder = PairEncoder(autoencoder(), CPU)

    def cells(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        class Batch:
            rows = torch.cat((a, b)).numpy()
            counts = np.array([1, 1], np.int32)
            tokens = np.zeros((1, 4, MAX_TOKENS, 3), np.int16)

        pairs, _, changed = encoder(Batch())
        assert pairs.shape == (1, 2, AUTOENCODER.channels, N, N, N)
        return changed[0, 0]

    assert not cells(rows, near).any()
    for twin in (far, repainted):
        c = cells(rows, twin)
        assert 0.02 < c.float().mean() < 0.9
        assert not c[0, 0, 0]
        assert c[8, 8, 12] or c[8, 8, 11]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs encoded by a small autoencoder."""
    folder = tmp_path_factory.mktemp("latents")
    save_weights(autoencoder().state_dict(), folder / "a.safetensors", config_json(AUTOENCODER))
    encode_latents(LatentsRun(folder, folder / "a.safetensors", pairs=2, minutes=5, per_file=2), ALONE)
    return folder


def test_stored_latents_come_back(stored: Path, tmp_path: Path) -> None:
    pairs, tokens, changed = read_latents(stored)
    assert pairs.shape == (2, 2, C, N, N, N)
    assert tokens.shape == (2, 4, MAX_TOKENS, 3)
    assert changed.shape == (2, 1, N, N, N)
    assert torch.isfinite(pairs.float()).all()
    feed = feed_from_file(FlowRun(tmp_path), stored, ("a",), ALONE)
    assert feed.ring.filled == 2
    whole = feed.ring.pairs.float()
    torch.testing.assert_close(channel_stats(whole, ALONE)[0], torch.zeros(C), atol=0.02, rtol=0)
    torch.testing.assert_close(channel_stats(whole, ALONE)[1], torch.ones(C), atol=0.02, rtol=0)
    with pytest.raises(FileFormatError, match="latents"):
        read_latents(tmp_path)


def test_run_writes_weights_lexicon_and_log_and_resumes(stored: Path, tmp_path: Path) -> None:
    run = FlowRun(tmp_path / "a", latents=stored, batch=4, minutes=100, max_steps=3, config=FLOW)
    train_flow(run, ALONE)
    first = load_flow(run.out / "flow.safetensors")
    assert first.config.channels == C
    assert (run.out / "lexicon.json").is_file()
    lines = [json.loads(x) for x in (run.out / "flow.jsonl").read_text().splitlines()]
    assert [x.get("step") for x in lines] == [None, 1]
    again = replace(run, out=tmp_path / "b", resume=run.out / "flow.safetensors", lr=0.0, max_steps=1)
    train_flow(again, ALONE)
    second = load_flow(again.out / "flow.safetensors")
    for (key, a), b in zip(first.state_dict().items(), second.state_dict().values(), strict=True):
        torch.testing.assert_close(a, b, atol=2e-3, rtol=1e-3, msg=key)
    # 8-bit weights can be gone on from, and the normalisation saved is that of the latents trained on
    small = tmp_path / "small.safetensors"
    first.latent_mean += 5
    save_weights(first.state_dict(), tmp_path / "moved.safetensors", config_json(first.config))
    quantise_file(tmp_path / "moved.safetensors", small)
    third = train_flow(replace(again, out=tmp_path / "c", resume=small), ALONE)
    torch.testing.assert_close(third.latent_mean, second.latent_mean, atol=1e-2, rtol=1e-2)


def test_a_small_model_fits_one_sample() -> None:
    torch.manual_seed(0)
    model = FlowTransformer(replace(FLOW, prediction="clean"))
    target = torch.randn(1, C, 4, 4, 4).repeat_interleave(4, 2).repeat_interleave(4, 3).repeat_interleave(4, 4)
    word = torch.zeros(4, MAX_TOKENS, dtype=torch.long)
    optimizers = Optimizers(model, lr=0.02, outside=("position", "patch_in", "patch_out"))
    loss_of = FlowLoss(model)
    first = last = 0.0
    for i in range(50):
        time = torch.tensor([0.3, 0.5, 0.7, 0.9])
        noise = torch.randn(4, C, N, N, N)
        blank = torch.zeros(4, C, N, N, N)
        loss = loss_of(target.expand(4, -1, -1, -1, -1), noise, time, blank, blank[:, :1], word, word, word,
                       torch.zeros(4, MAX_TOKENS, 64)).mean()  # fmt: skip
        loss.backward()
        optimizers.step(1 - i / 50)
        first, last = first or loss.item(), loss.item()
    assert last < 0.3 * first

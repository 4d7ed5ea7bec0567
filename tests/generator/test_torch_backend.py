"""The torch backend: normalisation, guidance batches, editing inputs, loading."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from meshwright.conditioning.codec import TokenCodec
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.errors import MeshwrightError
from meshwright.generator.config import config_json
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.generator.torch_backend import TorchBackend
from meshwright.prompt.tokens import Role, Token
from meshwright.training.session import save_weights
from tests.dataset.grammar.made_up import GADGET
from tests.generator.small import AUTOENCODER, FLOW, autoencoder, flow

LEXICON = export_lexicon([GADGET])
CPU = torch.device("cpu")
TALL = [Token(Role.CATEGORY, 0, "gadget"), Token(Role.ATTRIBUTE, 0, "tall")]
GOLD = [Token(Role.CATEGORY, 0, "gadget"), Token(Role.MATERIAL, 1, "gold")]
NOISE = seeded_noise(1, 2, FLOW.channels)
FAST = SamplerSettings(steps=2)


class NoMeanings:
    def vector(self, word: str) -> None:
        return None


@pytest.fixture(scope="module")
def backend() -> TorchBackend:
    model = flow()
    ids = TokenCodec(LEXICON.vocabulary, NoMeanings())
    model.text.word = torch.nn.Embedding(len(LEXICON.vocabulary) + 1, FLOW.text_width)
    with torch.no_grad():
        model.latent_mean.copy_(torch.arange(FLOW.channels) * 0.1)
        model.latent_std.copy_(torch.arange(FLOW.channels) * 0.2 + 0.5)
    return TorchBackend(autoencoder(), model, ids, LEXICON, CPU)


def test_normalise_and_restore_are_inverse(backend: TorchBackend) -> None:
    z = torch.randn(2, FLOW.channels, 16, 16, 16)
    n = backend.normalise(z)
    torch.testing.assert_close(n[:, 2], (z[:, 2] - 0.2) / 0.9)
    torch.testing.assert_close(backend.restore(n), z)


def test_sampling_repeats_and_follows_noise_and_words(backend: TorchBackend) -> None:
    a = backend.sample([TALL, GOLD], NOISE, FAST)
    assert a.shape == (2, FLOW.channels, 16, 16, 16)
    assert torch.equal(a, backend.sample([TALL, GOLD], NOISE, FAST))
    torch.testing.assert_close(a[1:], backend.sample([GOLD], NOISE[1:], FAST), atol=1e-4, rtol=1e-4)
    assert (a[:1] - backend.sample([GOLD], NOISE[:1], FAST)).abs().max() > 1e-3


def test_guidance_one_needs_no_free_prediction(backend: TorchBackend) -> None:
    """With weight one the answer is the conditioned velocity: one Euler step by hand."""
    settings = SamplerSettings(steps=1, guidance=1.0)
    c = backend.codec.encode([TALL])
    with torch.no_grad():
        text = backend.flow.text(*(torch.from_numpy(v) for v in (c.words, c.roles, c.slots, c.vectors)))
        x = torch.from_numpy(NOISE[:1])
        zero = torch.zeros_like(x)
        v = backend.flow(x, torch.ones(1), zero, zero[:, :1], text)
    torch.testing.assert_close(
        backend.sample([TALL], NOISE[:1], settings), backend.restore(x - v), atol=1e-4, rtol=1e-4
    )


def test_avoiding_nothing_new_changes_nothing_and_avoiding_words_does(backend: TorchBackend) -> None:
    plain = backend.sample([TALL], NOISE[:1], FAST)
    torch.testing.assert_close(backend.sample([TALL], NOISE[:1], FAST, avoid=[[]]), plain, atol=1e-4, rtol=1e-4)
    assert (backend.sample([TALL], NOISE[:1], FAST, avoid=[GOLD]) - plain).abs().max() > 1e-3


def test_source_and_mask_reach_the_network(backend: TorchBackend) -> None:
    source = torch.randn(1, FLOW.channels, 16, 16, 16)
    plain = backend.sample([TALL], NOISE[:1], FAST)
    edit = backend.sample([TALL], NOISE[:1], FAST, source=source)
    whole = backend.sample([TALL], NOISE[:1], FAST, source=source, mask=torch.ones(1, 1, 16, 16, 16))
    kept = backend.sample([TALL], NOISE[:1], FAST, source=source, mask=-torch.ones(1, 1, 16, 16, 16))
    assert (edit - plain).abs().max() > 1e-3
    assert torch.equal(edit, whole)
    assert (kept - whole).abs().max() > 1e-3


def test_progress_is_reported(backend: TorchBackend) -> None:
    seen: list[float] = []
    backend.sample([TALL], NOISE[:1], FAST, progress=seen.append)
    assert seen == [0.5, 1.0]


def test_load_from_a_folder_and_errors(backend: TorchBackend, tmp_path: Path) -> None:
    save_weights(backend.autoencoder.state_dict(), tmp_path / "autoencoder.safetensors", config_json(AUTOENCODER))
    config = json.loads(config_json(FLOW)) | {"words": len(LEXICON.vocabulary) + 1}
    save_weights(backend.flow.state_dict(), tmp_path / "flow.safetensors", json.dumps(config))
    (tmp_path / "lexicon.json").write_text(LEXICON.to_json(), encoding="utf-8")
    loaded = TorchBackend.load(tmp_path, CPU)
    assert loaded.lexicon == LEXICON
    assert np.isfinite(loaded.sample([TALL], NOISE[:1], FAST).numpy()).all()
    (tmp_path / "flow.safetensors").unlink()
    with pytest.raises(MeshwrightError, match="flow"):
        TorchBackend.load(tmp_path, CPU)

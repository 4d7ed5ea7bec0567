"""The flow transformer: patches, attention (eqs 56-58), predictions, conditioning."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from meshwright.generator.config import LEAST_TIME
from meshwright.generator.networks.flow import (
    Block,
    FlowTransformer,
    RMSNorm,
    patchify,
    time_features,
    unpatchify,
)
from tests.generator.small import FLOW, flow, shaken


def inputs(b: int = 2, seed: int = 0) -> dict[str, torch.Tensor]:
    g = torch.Generator().manual_seed(seed)
    return {
        "x": torch.randn(b, FLOW.channels, 16, 16, 16, generator=g),
        "t": torch.rand(b, generator=g) * 0.9 + 0.05,
        "source": torch.randn(b, FLOW.channels, 16, 16, 16, generator=g),
        "mask": torch.randn(b, 1, 16, 16, 16, generator=g).sign(),
    }


def text(model: FlowTransformer, b: int = 2, word: int = 3) -> tuple[torch.Tensor, torch.Tensor]:
    words = torch.zeros(b, 6, dtype=torch.long)
    words[:, 0] = word
    roles = (words > 0).long()
    pair = model.text(words, roles, torch.zeros_like(words), torch.zeros(b, 6, FLOW.word_vector))
    return pair[0], pair[1]


@pytest.mark.parametrize("patch", [1, 2, 4])
def test_patches_and_back(patch: int) -> None:
    x = torch.randn(2, 3, 16, 16, 16)
    tokens = patchify(x, patch)
    assert tokens.shape == (2, (16 // patch) ** 3, 3 * patch**3)
    assert torch.equal(unpatchify(tokens, patch, 3), x)


def test_a_token_holds_one_patch() -> None:
    x = torch.arange(16.0**3).view(1, 1, 16, 16, 16)
    tokens = patchify(x, 4)
    assert torch.equal(tokens[0, 4 * 1 + 2], x[0, 0, :4, 4:8, 8:12].flatten())


def test_time_features_start_at_cos_one_sin_zero_and_tell_times_apart() -> None:
    f = time_features(torch.tensor([0.0, 0.5, 0.501]), 8)
    assert f[0].tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert f[1, 0] == pytest.approx(math.cos(500), abs=1e-4)
    assert (f[1] - f[2]).abs().max() > 0.1


@torch.no_grad()
def test_attention_equals_a_plain_loop_over_heads() -> None:
    torch.manual_seed(0)
    block = shaken(Block(12, 3))
    assert isinstance(block, Block)
    x, condition = torch.randn(1, 5, 12), torch.randn(1, 6, 12)
    m = condition[0] + block.modulation

    def norm(v: torch.Tensor, gain: torch.Tensor | None = None) -> torch.Tensor:
        y = v / (v.square().mean() + 1e-6).sqrt()
        return y if gain is None else y * gain

    h = torch.stack([norm(v) * (1 + m[1]) + m[0] for v in x[0]])
    heads = []
    for j in range(3):
        rows = slice(4 * j, 4 * j + 4)
        q, k, v = (
            h @ block.qkv.weight[12 * i :][:12][rows].T + block.qkv.bias[12 * i :][:12][rows] for i in range(3)
        )  # eq 56
        q = torch.stack([norm(r, block.q_norm.gain) for r in q])
        k = torch.stack([norm(r, block.k_norm.gain) for r in k])
        weights = torch.stack([torch.softmax(r / math.sqrt(4), 0) for r in q @ k.T])
        heads.append(weights @ v)  # eq 57
    joined = torch.cat(heads, 1)  # eq 58
    y = x[0] + m[2] * (joined @ block.out.weight.T + block.out.bias)
    h = torch.stack([norm(v) * (1 + m[4]) + m[3] for v in y])
    up = torch.nn.functional.gelu(h @ block.up.weight.T + block.up.bias, approximate="tanh")
    y = y + m[5] * (up @ block.down.weight.T + block.down.bias)
    torch.testing.assert_close(block(x, condition)[0], y, atol=1e-5, rtol=1e-5)


def test_rms_norm_without_gain_has_no_weights() -> None:
    assert list(RMSNorm(4, gain=False).parameters()) == []
    y = RMSNorm(4, gain=True)(torch.tensor([[3.0, 4.0, 0, 0]]))
    torch.testing.assert_close(y, torch.tensor([[3.0, 4.0, 0, 0]]) / 2.5)


@torch.no_grad()
def test_clean_prediction_is_the_same_velocity_by_algebra() -> None:
    model = flow()
    case = inputs()
    case["t"] = torch.tensor([0.7, 0.01])
    raw = model(**case, text=text(model))
    clean = flow(config=replace(FLOW, prediction="clean"))
    clean.load_state_dict(model.state_dict())
    v = clean(**case, text=text(model))
    # x = (1 - t) x_0 + t ε and v = ε - x_0 give x_0 = x - t v
    torch.testing.assert_close(case["x"][0] - 0.7 * v[0], raw[0], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(v[1], (case["x"][1] - raw[1]) / LEAST_TIME, atol=1e-4, rtol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize("key", ["x", "t", "source", "mask", "text"])
def test_every_input_matters(key: str) -> None:
    model = flow()
    case, other = inputs(), inputs(seed=1)
    first = model(**case, text=text(model))
    if key == "text":
        second = model(**case, text=text(model, word=4))
    else:
        second = model(**(case | {key: other[key]}), text=text(model))
    assert (first - second).abs().max() > 1e-3


@torch.no_grad()
def test_samples_of_a_batch_do_not_mix() -> None:
    model = flow()
    case = inputs()
    both = model(**case, text=text(model))
    alone = model(**{k: v[1:] for k, v in case.items()}, text=text(model, 1))
    torch.testing.assert_close(both[1:], alone, atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_a_fresh_model_predicts_nothing_but_its_bias() -> None:
    torch.manual_seed(0)
    model = FlowTransformer(FLOW)
    out = patchify(model(**inputs(), text=text(model)), FLOW.patch)
    torch.testing.assert_close(out, model.patch_out.bias.expand_as(out))


def test_gradients_reach_every_weight() -> None:
    model = flow().train()
    words = torch.full((2, 6), 3)
    sequence = model.text(words, words, words, torch.ones(2, 6, FLOW.word_vector))
    model(**inputs(), text=sequence).square().sum().backward()
    still = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert still == []

"""The text encoder: eqs 1-4 against a plain loop, and padding that says nothing."""

from __future__ import annotations

import math

import torch

from meshwright.generator.networks.text import TextBlock, TextEncoder
from tests.generator.small import FLOW, shaken


def encoder() -> TextEncoder:
    torch.manual_seed(0)
    model = shaken(TextEncoder(FLOW))
    assert isinstance(model, TextEncoder)
    return model


def tokens(n: int, length: int, seed: int = 0) -> tuple[torch.Tensor, ...]:
    g = torch.Generator().manual_seed(seed)
    words, roles = torch.randint(1, 30, (1, length), generator=g), torch.randint(1, 20, (1, length), generator=g)
    slots, vectors = torch.randint(0, 9, (1, length), generator=g), torch.randn(1, length, 64, generator=g)
    roles[:, n:] = 0
    return words, roles, slots, vectors


@torch.no_grad()
def test_block_is_attention_and_feed_forward() -> None:
    torch.manual_seed(1)
    block = shaken(TextBlock(8, 2))
    assert isinstance(block, TextBlock)
    x = torch.randn(1, 4, 8)
    bias = torch.tensor([0.0, 0, -1e4, 0])
    h = torch.nn.functional.layer_norm(x[0], (8,), block.norm1.weight, block.norm1.bias)
    heads = []
    for j in range(2):
        q, k, v = ((h @ block.qkv.weight.T + block.qkv.bias)[:, 8 * i + 4 * j : 8 * i + 4 * j + 4] for i in range(3))
        heads.append(torch.softmax(q @ k.T / math.sqrt(4) + bias, -1) @ v)
    y = x[0] + torch.cat(heads, 1) @ block.out.weight.T + block.out.bias
    h = torch.nn.functional.layer_norm(y, (8,), block.norm2.weight, block.norm2.bias)
    h = torch.nn.functional.gelu(h @ block.up.weight.T + block.up.bias, approximate="tanh")
    y = y + h @ block.down.weight.T + block.down.bias
    torch.testing.assert_close(block(x, bias.view(1, 1, 1, 4))[0], y, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_padding_changes_nothing_and_comes_out_as_zero() -> None:
    model = encoder()
    words, roles, slots, vectors = tokens(3, 8)
    sequence, pooled = model(words, roles, slots, vectors)
    assert sequence.shape == (1, 9, FLOW.text_width)
    assert (sequence[0, 4:] == 0).all()
    assert (sequence[0, :4] != 0).any(-1).all()
    assert torch.equal(pooled, sequence[:, 0])  # the [CLS] position, eq 4
    short = model(words[:, :3], roles[:, :3], slots[:, :3], vectors[:, :3])
    torch.testing.assert_close(sequence[:, :4], short[0], atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_every_part_of_a_token_matters() -> None:
    model = encoder()
    base = tokens(3, 3)
    pooled = model(*base)[1]
    for i in range(4):
        changed = list(base)
        changed[i] = changed[i].clone()
        changed[i][0, 1] = (changed[i][0, 1] + 1) % 9 if i < 3 else -changed[i][0, 1]
        if i == 1:
            changed[i][0, 1] = changed[i][0, 1].clamp(min=1)
        assert (model(*changed)[1] - pooled).abs().max() > 1e-4, i


@torch.no_grad()
def test_order_of_tokens_does_not_matter_because_slots_carry_the_structure() -> None:
    model = encoder()
    base = tokens(5, 5)
    turned = tuple(v.flip(1) for v in base)
    torch.testing.assert_close(model(*base)[1], model(*turned)[1], atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_no_words_at_all_give_a_finite_answer() -> None:
    model = encoder()
    sequence, pooled = model(*tokens(0, 4))
    assert torch.isfinite(sequence).all()
    assert (sequence[0, 1:] == 0).all()
    assert pooled.abs().sum() > 0

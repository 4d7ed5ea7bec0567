"""Tokens to arrays."""

from __future__ import annotations

import numpy as np

from meshwright.conditioning.codec import TokenCodec
from meshwright.prompt.tokens import MAX_TOKENS, Role, Token


class Meanings:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, word: str) -> np.ndarray | None:
        self.asked.append(word)
        return None if word == "qwxz" else np.full(64, len(word), np.float32)


def codec() -> TokenCodec:
    return TokenCodec(("blade", "gold", "sword"), Meanings())


def test_words_roles_slots_and_vectors() -> None:
    tokens = [Token(Role.CATEGORY, 0, "sword"), Token(Role.MATERIAL, 2, "gold"), Token(Role.FREE, 0, "shiny")]
    c = codec().encode([tokens, []])
    assert c.words.shape == c.roles.shape == c.slots.shape == (2, MAX_TOKENS)
    assert c.vectors.shape == (2, MAX_TOKENS, 64)
    assert c.words[0, :4].tolist() == [3, 2, 0, 0]  # ids start at 1, free words are 0
    assert c.roles[0, :4].tolist() == [Role.CATEGORY, Role.MATERIAL, Role.FREE, Role.PAD]
    assert c.slots[0, :3].tolist() == [0, 2, 0]
    assert c.vectors[0, :4, 0].tolist() == [5, 4, 5, 0]
    assert not c.words[1].any()
    assert not c.roles[1].any()
    assert not c.vectors[1].any()


def test_free_words_have_no_id_even_if_they_are_in_the_vocabulary() -> None:
    c = codec().encode([[Token(Role.FREE, 0, "gold"), Token(Role.STYLE, 0, "unheard")]])
    assert c.words[0, :2].tolist() == [0, 0]


def test_words_without_meaning_are_zero() -> None:
    c = codec().encode([[Token(Role.FREE, 0, "qwxz")]])
    assert not c.vectors.any()


def test_long_prompts_are_cut() -> None:
    many = [Token(Role.FREE, 0, f"w{i}") for i in range(60)]
    c = codec().encode([many])
    assert (c.roles[0] == Role.FREE).all()


def test_each_word_is_looked_up_once() -> None:
    meanings = Meanings()
    c = TokenCodec((), meanings)
    c.encode([[Token(Role.FREE, 0, "a")] * 3, [Token(Role.FREE, 0, "a")]])
    assert meanings.asked == ["a"]

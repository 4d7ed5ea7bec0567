"""Tokens as arrays: word ids, roles, slots, and the distilled meaning of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshwright.prompt.tokens import MAX_TOKENS, Role, Token

FloatArray = npt.NDArray[np.float32]
LongArray = npt.NDArray[np.int64]


class Meanings(Protocol):
    """Anything that gives a word's distilled vector (64,) float32, or None if it has none."""

    def vector(self, word: str) -> FloatArray | None:
        """Unit vector of a word."""
        ...


@dataclass(frozen=True)
class Conditioning:
    """Tokens of b prompts, padded.

    words, roles, slots: (b, 48) int64; role 0 is padding, word 0 is a free word (or padding).
    vectors: (b, 48, 64) float32, zero where a word has no distilled meaning.
    """

    words: LongArray
    roles: LongArray
    slots: LongArray
    vectors: FloatArray


class TokenCodec:
    """Turns tokens into arrays. Word id 0 stands for words without a trained embedding; others start at 1."""

    def __init__(self, vocabulary: Sequence[str], meanings: Meanings, size: int = 64) -> None:
        self.ids = {word: i + 1 for i, word in enumerate(vocabulary)}
        self.meanings = meanings
        self.size = size
        self._cache: dict[str, FloatArray] = {}

    def vector(self, word: str) -> FloatArray:
        """Distilled vector of a word (64,) float32; zeros if it has none."""
        if word not in self._cache:
            found = self.meanings.vector(word)
            self._cache[word] = np.zeros(self.size, np.float32) if found is None else found
        return self._cache[word]

    def encode(self, prompts: Sequence[Sequence[Token]]) -> Conditioning:
        """Arrays for a batch of token lists, each at most 48 long (longer ones are cut)."""
        b = len(prompts)
        words, roles, slots = (np.zeros((b, MAX_TOKENS), np.int64) for _ in range(3))
        vectors = np.zeros((b, MAX_TOKENS, self.size), np.float32)
        for i, tokens in enumerate(prompts):
            for j, token in enumerate(tokens[:MAX_TOKENS]):
                words[i, j] = 0 if token.role == Role.FREE else self.ids.get(token.word, 0)
                roles[i, j], slots[i, j] = token.role, token.slot
                vectors[i, j] = self.vector(token.word)
        return Conditioning(words, roles, slots, vectors)

"""Word vectors: what a word means, as a point near words of like meaning (`crimson` near `red`).

The table is distilled from a sentence encoder by `meshwright.training.distill_words`;
reading it needs only numpy.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from meshwright.errors import WeightsError

FloatArray = npt.NDArray[np.float32]

DIMENSIONS: Final = 64
WORDS_FILE: Final = Path(__file__).parent.parent / "weights" / "words.safetensors"
_SPLIT: Final = re.compile(r"[^\w']+")


class WordTable:
    """Vectors of single words; phrases are composed from them.

    words: n distinct lower-case words.  vectors: (n, 64) float32 of unit length, in the same order.
    """

    def __init__(self, words: Sequence[str], vectors: FloatArray) -> None:
        if vectors.shape != (len(words), DIMENSIONS):
            raise WeightsError(f"word table: {len(words)} words but vectors of shape {vectors.shape}")
        self.words = tuple(words)
        self._vectors = vectors
        self._rows = {word: row for row, word in enumerate(self.words)}
        self._candidates: dict[tuple[str, ...], tuple[tuple[str, ...], FloatArray]] = {}

    @staticmethod
    @functools.cache
    def load(path: Path = WORDS_FILE) -> WordTable:
        """Read a table: `vectors` (n, 64) int8, `scales` (n,) float16, `words` (bytes,) uint8 UTF-8 lines.

        Raises WeightsError if the file is missing or does not hold such a table.
        """
        try:
            data = load_file(path)
            words = data["words"].tobytes().decode("utf-8").split("\n")
            vectors = data["vectors"].astype(np.float32) * data["scales"].astype(np.float32)[:, None]
        except (OSError, SafetensorError, KeyError, ValueError, IndexError) as error:
            raise WeightsError(f"the word table {path.name} cannot be read: {error}") from error
        return WordTable(words, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def __contains__(self, word: str) -> bool:
        return word.lower() in self._rows

    def vector(self, word: str) -> FloatArray | None:
        """Unit vector (64,) float32 of a word; of a phrase the mean of its words; None if none is known."""
        text = word.lower()
        row = self._rows.get(text)
        if row is not None:
            return np.asarray(self._vectors[row])
        rows = [self._rows[w] for w in _SPLIT.split(text) if w in self._rows]
        if not rows:
            return None
        mean = self._vectors[rows].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), dtype=np.float32)

    def matrix(self, words: Sequence[str]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        """Vectors (n, 64) float32 of words or phrases, zero where unknown, and a mask (n,) of known ones."""
        out = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
        known = np.zeros(len(words), dtype=np.bool_)
        for i, word in enumerate(words):
            vector = self.vector(word)
            if vector is not None:
                out[i], known[i] = vector, True
        return out, known

    def nearest(self, word: str, candidates: Sequence[str]) -> tuple[str, float]:
        """The candidate of greatest cosine similarity, and that similarity; ("", 0.0) if nothing is known.

        The first of equally similar candidates wins.
        """
        vector = self.vector(word)
        key = tuple(candidates)
        if key not in self._candidates:
            vectors, known = self.matrix(key)
            self._candidates[key] = tuple(w for w, k in zip(key, known, strict=True) if k), vectors[known]
        names, vectors = self._candidates[key]
        if vector is None or not names:
            return "", 0.0
        similarity = vectors @ vector
        best = int(np.argmax(similarity))
        return names[best], float(similarity[best])

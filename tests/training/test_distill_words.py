"""Distillation: compression keeps neighbours, the file round trip stays within quantisation error."""

from __future__ import annotations

import numpy as np
from safetensors.numpy import load_file

from meshwright.conditioning.words import WordTable
from meshwright.training.distill_words import compress, extend, lexicon_words, save, whole_words


def test_whole_words_leaves_out_pieces_and_marks():
    assert whole_words(["[PAD]", "##ing", "sword", "a", "été", "12", "don't", "the"]) == [
        "sword",
        "don't",
        "the",
    ]


def test_lexicon_words_are_single_words():
    words = lexicon_words()
    assert {"chest", "crimson", "obsidian", "halberd"} <= set(words)
    assert all(" " not in w for w in words)


def test_compress_keeps_a_low_rank_geometry():
    rng = np.random.default_rng(0)
    low = rng.normal(size=(400, 40)).astype(np.float32)
    basis = np.linalg.qr(rng.normal(size=(120, 40)))[0].astype(np.float32)
    out = compress(low @ basis.T + 3.0, np.arange(400))
    centred = low - low.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    np.testing.assert_allclose(out @ out.T, centred @ centred.T, atol=1e-4)


def test_save_and_load(tmp_path):
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(5, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = ["one", "two", "three", "four", "naïve"]
    save(tmp_path / "w.safetensors", words, vectors)
    table = WordTable.load(tmp_path / "w.safetensors")
    assert table.words == tuple(words)
    for word, expected in zip(words, vectors, strict=True):
        assert float(table.vector(word) @ expected) > 0.9995


class _LinearTeacher:
    """Embeddings that are the table's own vectors, rotated into 384 dimensions."""

    def __init__(self, words, vectors):
        self.rows = dict(zip(words, vectors, strict=True))
        self.basis = np.linalg.qr(np.random.default_rng(3).normal(size=(384, 64)))[0].astype(np.float32)

    def embed_words(self, words, *, context):
        return np.stack([self.basis @ self.rows[w] for w in words])


def test_extend_appends_without_touching_what_is_there(tmp_path):
    rng = np.random.default_rng(2)
    words = [f"w{i:03d}" for i in range(300)]
    vectors = rng.normal(size=(303, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    path = tmp_path / "w.safetensors"
    save(path, words, vectors[:300])
    before = load_file(path)
    new = ["zoo", "ant", "bee"]
    teacher = _LinearTeacher([*words, *sorted(new)], vectors)
    assert extend(path, teacher, [*new, "w001"]) == 3
    after = load_file(path)
    np.testing.assert_array_equal(after["vectors"][:300], before["vectors"])
    np.testing.assert_array_equal(after["scales"][:300], before["scales"])
    WordTable.load.cache_clear()
    table = WordTable.load(path)
    assert table.words[300:] == ("ant", "bee", "zoo")
    for word, expected in zip(sorted(new), vectors[300:], strict=True):
        assert float(table.vector(word) @ expected) > 0.99
    WordTable.load.cache_clear()
    assert extend(path, teacher, new) == 0

"""The word table: words of like meaning lie together, phrases are composed, bad files are refused."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save_file

from meshwright.conditioning.words import DIMENSIONS, WORDS_FILE, WordTable
from meshwright.errors import WeightsError


@pytest.fixture(scope="module")
def table() -> WordTable:
    return WordTable.load()


def test_file_is_small_and_complete(table):
    assert WORDS_FILE.stat().st_size <= 2.5e6
    assert len(table.words) == len(set(table.words)) > 20_000
    assert {"sword", "halberd", "rusty", "lid", "obsidian"} <= set(table.words)


def test_vectors_have_unit_length(table):
    for word in ("sword", "Sword", "a treasure chest", "dark wood"):
        vector = table.vector(word)
        assert vector is not None
        assert vector.shape == (DIMENSIONS,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_array_equal(table.vector("SWORD"), table.vector("sword"))


def test_unknown_words(table):
    assert table.vector("qwrtzx") is None
    assert table.vector("меч") is None
    assert table.nearest("qwrtzx", ["sword"]) == ("", 0.0)
    assert table.nearest("sword", ["qwrtzx"]) == ("", 0.0)
    vectors, known = table.matrix(["sword", "qwrtzx"])
    assert known.tolist() == [True, False]
    assert not vectors[1].any()


def test_phrase_is_the_mean_of_its_words(table):
    mean = table.vector("golden") + table.vector("chalice")
    np.testing.assert_allclose(table.vector("golden chalice"), mean / np.linalg.norm(mean), atol=1e-6)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("katana", "sword"),
        ("armchair", "chair"),
        ("wagon", "cart"),
        ("toadstool", "mushroom"),
        ("cottage", "house"),
        ("crate", "chest"),
        ("canoe", "boat"),
    ],
)
def test_nearest_is_of_like_meaning(table, word, expected):
    candidates = ["sword", "chair", "cart", "mushroom", "house", "boat", "chest", "table", "tree", "lamp"]
    name, similarity = table.nearest(word, candidates)
    assert name == expected
    assert 0.3 < similarity < 1.0


def test_a_word_is_nearest_to_itself(table):
    name, similarity = table.nearest("hammer", ["mallet", "hammer", "sledgehammer"])
    assert name == "hammer"
    assert similarity == pytest.approx(1.0, abs=1e-5)


def test_bad_files_are_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"missing\.safetensors"):
        WordTable.load(tmp_path / "missing.safetensors")
    (tmp_path / "noise.safetensors").write_bytes(b"not a table at all")
    with pytest.raises(WeightsError):
        WordTable.load(tmp_path / "noise.safetensors")
    bad = {
        "vectors": np.ones((3, DIMENSIONS), np.int8),
        "scales": np.ones(3, np.float16),
        "words": np.frombuffer(b"one\ntwo", np.uint8),
    }
    save_file(bad, tmp_path / "short.safetensors")
    with pytest.raises(WeightsError, match="2 words"):
        WordTable.load(tmp_path / "short.safetensors")

"""What the data workers hand out: shapes, meaning, and the same batches for the same seed."""

from __future__ import annotations

import functools
import random

import numpy as np
import pytest

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.producer import ObjectBatch, ObjectMaker, PairBatch, PairMaker, Producer, pad_tables
from meshwright.prompt.tokens import MAX_TOKENS, Role


@pytest.fixture(scope="module")
def objects() -> ObjectBatch:
    return ObjectMaker(40)(random.Random(1))


@pytest.fixture(scope="module")
def pairs() -> PairBatch:
    return PairMaker(30)(random.Random(2))


def test_pad_tables() -> None:
    rows, counts = pad_tables([np.full((2, t.ROW), 1, np.float32), np.full((3, t.ROW), 2, np.float32)])
    assert rows.shape == (2, t.MAX_ROWS, t.ROW)
    assert counts.tolist() == [2, 3]
    assert (rows[0, 2:] == 0).all()
    assert (rows[1, :3] == 2).all()


def test_objects(objects: ObjectBatch) -> None:
    assert objects.rows.shape == (40, t.MAX_ROWS, t.ROW)
    assert objects.rows.dtype == np.float32
    assert objects.counts.dtype == np.int32
    soup = objects.category == -1
    assert 2 <= soup.sum() <= 16  # a fifth of 40
    assert np.isnan(objects.levels[soup]).all()
    categories = load()
    for k, levels in zip(objects.category[~soup], objects.levels[~soup], strict=True):
        n = min(len(categories[k].attributes), 8)
        assert ((levels[:n] >= 0) & (levels[:n] <= 1)).all()
        assert np.isnan(levels[n:]).all()


def test_no_soup_on_request() -> None:
    assert (ObjectMaker(10, 0.0)(random.Random(0)).category >= 0).all()


def test_pairs_differ_in_some_rows_and_their_tokens_are_words_of_the_lexicon(pairs: PairBatch) -> None:
    assert pairs.rows.shape == (60, t.MAX_ROWS, t.ROW)
    assert pairs.tokens.shape == (30, 4, MAX_TOKENS, 3)
    same = [(pairs.rows[i] == pairs.rows[30 + i]).all() for i in range(30)]
    assert sum(same) <= 5  # no-ops are 3 %
    vocabulary = export_lexicon(load()).vocabulary
    word, role, slot = np.moveaxis(pairs.tokens, -1, 0)
    used = role != Role.PAD
    assert ((word[used] >= 1) & (word[used] <= len(vocabulary))).all()
    assert (word[~used] == 0).all()
    assert (slot <= t.MAX_SLOTS).all()
    # every kind starts by naming the category, the same in all four
    assert (role[:, :, 0] == Role.CATEGORY).all()
    assert (word[:, :, 0] == word[:, :1, 0]).all()
    edits = (role >= Role.EDIT_ATTRIBUTE).sum(-1)
    assert (edits[:, :2] == 0).all()
    assert (edits[:, 2] == edits[:, 3]).all()
    assert ((edits[:, 2] > 0) == ~np.array(same)).mean() > 0.9


def test_instruction_alone_is_short_and_the_other_adds_what_is_said_of_the_twin(pairs: PairBatch) -> None:
    role = pairs.tokens[..., 1]
    length = (role != Role.PAD).sum(-1)
    assert (length[:, 2] <= 3).all()
    np.testing.assert_array_equal(length[:, 3], np.minimum(length[:, 1] + length[:, 2] - 1, MAX_TOKENS))


@pytest.mark.parametrize("make", [functools.partial(ObjectMaker, 3), functools.partial(PairMaker, 2)])
def test_same_seed_same_batches(make: functools.partial[object]) -> None:
    def first(seed: str) -> list[object]:
        p = Producer(make, workers=0, seed=seed)
        return [p.next(), p.next()]

    a, b, c = first("a"), first("a"), first("b")
    for x, y in zip(a, b, strict=True):
        for key, value in vars(x).items():
            np.testing.assert_array_equal(value, vars(y)[key])
    assert not np.array_equal(vars(a[0])["rows"], vars(a[1])["rows"])
    assert not np.array_equal(vars(a[0])["rows"], vars(c[0])["rows"])


def test_a_worker_process_draws_what_this_process_would() -> None:
    make = functools.partial(ObjectMaker, 2)
    producer = Producer(make, workers=1, seed="x")
    try:
        got = producer.next()
    finally:
        producer.close()
    np.testing.assert_array_equal(got.rows, make()(random.Random("x/0")).rows)


class Broken:
    def __call__(self, rng: random.Random) -> None:
        raise SystemExit(3)


def test_a_dead_worker_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    producer = Producer(Broken, workers=1, seed="x", patience=0.5)
    with pytest.raises(RuntimeError, match="worker has died"):
        producer.next()
    producer.close()

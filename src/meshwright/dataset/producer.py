"""Worker processes that draw objects, edits and words for training, in plain Python and numpy."""

from __future__ import annotations

import multiprocessing as mp
import queue
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.grammar.sampling import draw, scale_of, table_of
from meshwright.dataset.grammar.soup import soup
from meshwright.prompt.tokens import MAX_TOKENS, Role, Token, brief_tokens, plan_tokens
from meshwright.vocabulary.lexicon import Lexicon

SOUP_SHARE = 0.2
WHOLE = 0xFF


def pad_tables(
    tables: Sequence[npt.NDArray[np.float32]],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Tables of different lengths as rows (n, 40, 64) float32 and counts (n,) int32."""
    rows = np.zeros((len(tables), t.MAX_ROWS, t.ROW), np.float32)
    for i, table in enumerate(tables):
        rows[i, : len(table)] = table
    return rows, np.array([len(table) for table in tables], np.int32)


@dataclass(frozen=True)
class ObjectBatch:
    """n objects for the autoencoder or the judge.

    rows, counts: padded tables.  category: (n,) int64, -1 for soup.
    levels: (n, 8) float32 attribute levels in the category's order, nan where there is none.
    """

    rows: npt.NDArray[np.float32]
    counts: npt.NDArray[np.int32]
    category: npt.NDArray[np.int64]
    levels: npt.NDArray[np.float32]


@dataclass(frozen=True)
class PairBatch:
    """n objects with their edited twins.

    rows, counts: of the 2n objects, sources first.
    tokens: (n, 4, 48, 3) int16 of (word, role, slot): what is said of the source, of the twin, the
    instruction alone, and the instruction with what is said of the twin.
    """

    rows: npt.NDArray[np.float32]
    counts: npt.NDArray[np.int32]
    tokens: npt.NDArray[np.int16]


class ObjectMaker:
    """Draws `ObjectBatch`es; one per worker process."""

    def __init__(self, count: int, soup_share: float = SOUP_SHARE) -> None:
        self.count, self.soup_share = count, soup_share
        self.categories = load()
        for c in self.categories:
            scale_of(c)

    def __call__(self, rng: random.Random) -> ObjectBatch:
        tables, category = [], np.full(self.count, -1, np.int64)
        levels = np.full((self.count, 8), np.nan, np.float32)
        for i in range(self.count):
            if rng.random() < self.soup_share:
                tables.append(soup(rng))
                continue
            k = rng.randrange(len(self.categories))
            d = draw(self.categories[k], rng)
            tables.append(table_of(d))
            category[i] = k
            values = [d.levels[a.name] for a in d.category.attributes][:8]
            levels[i, : len(values)] = values
        return ObjectBatch(*pad_tables(tables), category, levels)


class PairMaker:
    """Draws `PairBatch`es; one per worker process."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.categories = load()
        self.lexicon: Lexicon = export_lexicon(self.categories)
        self.ids = {word: i + 1 for i, word in enumerate(self.lexicon.vocabulary)}
        self.entries = {c.name: c for c in self.lexicon.categories}

    def __call__(self, rng: random.Random) -> PairBatch:
        sources, twins = [], []
        tokens = np.zeros((self.count, 4, MAX_TOKENS, 3), np.int16)
        for i in range(self.count):
            category = self.categories[rng.randrange(len(self.categories))]
            entry = self.entries[category.name]
            d = draw(category, rng)
            twin, plan = edit_of(d, rng)
            sources.append(table_of(d))
            twins.append(table_of(twin))
            mention = rng.random()  # from silent to complete
            said = brief_tokens(brief_of(d, rng, mention=mention), entry)
            said_twin = brief_tokens(brief_of(twin, rng, mention=rng.random()), entry)
            change = plan_tokens(plan, entry)
            kinds = (
                said,
                said_twin,
                [Token(Role.CATEGORY, 0, category.name), *change],
                [*said_twin, *change],
            )
            for k, kind in enumerate(kinds):
                for j, token in enumerate(kind[-MAX_TOKENS:]):
                    tokens[i, k, j] = (self.ids[token.word], token.role, token.slot)
        return PairBatch(*pad_tables(sources + twins), tokens)


def _work(make: Callable[[], Callable[[random.Random], Any]], seed: str, out: mp.Queue[Any]) -> None:
    maker, rng = make(), random.Random(seed)
    while True:
        out.put(maker(rng))


class Producer:
    """Keeps worker processes busy and hands their batches out; `workers=0` draws in this process.

    make: builds the maker inside each worker.  seed: all workers derive theirs from it.
    patience: seconds without a batch after which the workers are checked.
    """

    def __init__(
        self,
        make: Callable[[], Callable[[random.Random], Any]],
        *,
        workers: int,
        seed: str,
        patience: float = 20.0,
    ) -> None:
        self.workers: list[Any] = []
        self.patience = patience
        if workers == 0:
            self._maker, self._rng = make(), random.Random(seed)
            return
        context = mp.get_context("fork")
        self._queue = context.Queue(maxsize=4 * workers)
        for i in range(workers):
            p = context.Process(target=_work, args=(make, f"{seed}/{i}", self._queue), daemon=True)
            p.start()
            self.workers.append(p)

    def next(self) -> Any:
        """The next batch. Raises RuntimeError if a worker has died."""
        if not self.workers:
            return self._maker(self._rng)
        while True:
            try:
                return self._queue.get(timeout=self.patience)
            except queue.Empty:
                if not all(p.is_alive() for p in self.workers):
                    raise RuntimeError("a data worker has died; run with workers=0 to see why") from None

    def close(self) -> None:
        """End the workers."""
        for p in self.workers:
            p.terminate()

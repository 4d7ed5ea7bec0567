"""Typing errors: a word that no list knows becomes the one known word within reach."""

from __future__ import annotations

from collections.abc import Iterable


def distance(a: str, b: str, limit: int) -> int:
    """Damerau-Levenshtein distance with adjacent transpositions (optimal string alignment), at most `limit` +
    1.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def corrected(word: str, known: Iterable[str]) -> str:
    """The known word nearest to a misspelt one, or "" if none is near enough.

    One error is allowed in words of four letters or more, two from eight on; words of equal distance are told
    apart by a common first letter, then by the alphabet.
    """
    if len(word) < 4 or not word.isalpha():
        return ""
    limit = 2 if len(word) >= 8 else 1
    best: tuple[int, bool, str] | None = None
    for candidate in known:
        if len(candidate) < 4:
            continue
        d = distance(word, candidate, limit)
        if d <= limit:
            rank = (d, candidate[0] != word[0], candidate)
            if best is None or rank < best:
                best = rank
    return best[2] if best else ""

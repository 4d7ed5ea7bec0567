"""The exported lexicon holds what the categories declare, and every token's word has an id."""

from __future__ import annotations

import random

import pytest

from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.grammar.sampling import draw, scale_of
from meshwright.prompt.tokens import brief_tokens, plan_tokens
from meshwright.vocabulary.lexicon import Lexicon
from tests.dataset.grammar.made_up import GADGET


def test_fields_and_round_trip():
    lexicon = export_lexicon([GADGET])
    entry = lexicon.category("gadget")
    assert entry.words == ("widget", "thingamajig")
    assert entry.scale == scale_of(GADGET)
    assert [p.slot for p in entry.parts] == [0, 1, 2, 3]
    assert entry.parts[3].main is False
    assert entry.options[1].phrase == "a chain"
    expected = {"gadget", "stem", "very tall", "much taller", "square", "crystal", "teal"}
    assert expected <= set(lexicon.vocabulary)
    assert list(lexicon.vocabulary) == sorted(set(lexicon.vocabulary))
    assert Lexicon.from_json(lexicon.to_json()) == lexicon
    with pytest.raises(KeyError):
        lexicon.category("unheard of")


def test_every_token_has_an_id():
    categories = [GADGET, *load()]
    lexicon = export_lexicon(categories)
    words = set(lexicon.vocabulary)
    rng = random.Random(0)
    for category in categories:
        entry = lexicon.category(category.name)
        for _ in range(30):
            d = draw(category, rng)
            tokens = brief_tokens(brief_of(d, rng), entry) + plan_tokens(edit_of(d, rng)[1], entry)
            assert {token.word for token in tokens} <= words

"""Captions and instructions say what the brief and the plan say, and the parser reads them back."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from meshwright.conditioning.words import WordTable
from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.captions import caption_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.instructions import instruction_of
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.grammar.sampling import draw
from meshwright.prompt.brief import AttributeRequest, Brief, EditPlan, EditStep, PartRequest
from meshwright.prompt.instructions import parse_instruction
from meshwright.prompt.parser import parse
from meshwright.prompt.tokens import brief_tokens
from tests.dataset.grammar.made_up import GADGET


@pytest.fixture(scope="module")
def words() -> WordTable:
    return WordTable.load()


def test_every_statement_is_worded():
    entry = export_lexicon([GADGET]).category("gadget")
    brief = Brief(
        "", "gadget", "low-poly", True, (AttributeRequest("crown size", "crown", True, True),),
        (PartRequest("crown", "gold", "red"), PartRequest("gems", "", "blue", True)), ("gems", "chain"),
        (("foot shape", "square"),),
    )  # fmt: skip
    rng = random.Random(0)
    for _ in range(40):
        text = caption_of(brief, entry, rng).lower()
        assert any(w in text for w in ("very big", "extremely big", "really big"))
        assert "square" in text
        assert "chain" in text
        assert any(w in text for w in ("gems", "stones"))


def test_a_full_brief_is_worded_in_many_ways():
    entry = export_lexicon([GADGET]).category("gadget")
    brief = Brief("", "gadget", "", True, (), (PartRequest("crown", "gold"),), ("chain",))
    rng = random.Random(1)
    texts = {caption_of(brief, entry, rng) for _ in range(200)}
    assert len(texts) > 120
    for shape in ("whose", "; its", ". The", " with ", " featuring ", ", "):
        assert any(shape in t for t in texts), shape


def test_instructions_name_part_and_value():
    entry = export_lexicon([GADGET]).category("gadget")
    rng = random.Random(2)
    plan = EditPlan("", "gadget", (EditStep("attribute", "crown", "crown size", direction=1, factor=1.5),))
    for _ in range(20):
        text = instruction_of(plan, entry, rng).lower()
        assert "bigger" in text
        assert any(w in text for w in ("1.5", "50%", "50 percent"))
    nothing = instruction_of(EditPlan("", "gadget", ()), entry, rng)
    assert nothing


def test_same_seed_same_words():
    entry = export_lexicon([GADGET]).category("gadget")
    d = draw(GADGET, random.Random(5))
    brief = brief_of(d, random.Random(6))
    assert caption_of(brief, entry, random.Random(7)) == caption_of(brief, entry, random.Random(7))


def test_the_parser_reads_captions_and_instructions_back(words):
    """A small version of benchmarks/parser.py over every category."""
    categories = [GADGET, *load()]
    lexicon = export_lexicon(categories)
    rng = random.Random(11)
    n = exact = plans = hits = total = 0
    for _ in range(6):
        for category in categories:
            entry = lexicon.category(category.name)
            brief = brief_of(draw(category, rng), rng)
            read = parse(caption_of(brief, entry, rng), lexicon, words)
            a = Counter(brief_tokens(brief, entry))
            b = Counter(brief_tokens(read, lexicon.category(read.category)))
            exact += a == b
            hits, total = hits + 2 * (a & b).total(), total + a.total() + b.total()
            plan = edit_of(draw(category, rng), rng)[1]
            got = parse_instruction(instruction_of(plan, entry, rng), lexicon, entry, words)
            plans += [(s.operation, s.part, s.name, s.value, s.direction, s.amount) for s in got.steps] == [
                (s.operation, s.part, s.name, s.value, s.direction, s.amount) for s in plan.steps
            ]
            n += 1
    assert exact / n >= 0.95
    assert hits / total >= 0.99
    assert plans / n >= 0.95

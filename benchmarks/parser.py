"""How well the parser reads what the grammar says: briefs → captions → briefs, plans → instructions → plans.

    python benchmarks/parser.py [--n 2000] [--seed 0] [--json]

Prints n, seed and 95 % Wilson intervals. Captions and parser share the lexicon, so these figures are upper
bounds for
what people type; the hand-written prompts of `tests/prompt` are the other half of the evidence. It also
prints the
calibration of the thresholds at which an unknown word is read as a near one.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from dataclasses import replace

from meshwright.conditioning.words import WordTable
from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.captions import caption_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.instructions import instruction_of
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.grammar.sampling import draw
from meshwright.errors import InputError
from meshwright.prompt.grounding import trained_materials
from meshwright.prompt.instructions import parse_instruction
from meshwright.prompt.parser import parse
from meshwright.prompt.phrases import lexicon_index
from meshwright.prompt.tokens import brief_tokens
from meshwright.vocabulary.materials import MATERIALS

NEAR_CATEGORIES = {
    # a word → a category that a person would accept for it, "" if none
    "katana": "sword", "cutlass": "sword", "machete": "sword", "scimitar": "sword", "armchair": "chair",
    "couch": "sofa", "settee": "sofa", "hammock": "", "galleon": "boat", "canoe": "boat", "yacht": "boat",
    "kayak": "boat", "castle": "castle gate", "cabin": "house", "mansion": "house", "villa": "house",
    "shack": "house",
    "truck": "car", "jeep": "car", "taxi": "car", "bus": "car", "van": "car", "helicopter": "",
    "jet": "airplane",
    "dragon": "", "dog": "", "cat": "", "horse": "", "robot": "", "person": "", "wizard": "", "phone": "",
    "laptop": "", "guitar": "", "piano": "", "clock": "", "mirror": "", "pizza": "", "banana": "",
    "rose": "flower",
    "orchid": "flower", "lily": "flower", "birch": "tree", "willow": "tree", "tiara": "crown",
    "diadem": "crown",
    "diamond": "gemstone", "ruby": "gemstone", "chalice": "goblet", "elixir": "potion", "novel": "book",
    "tome": "book", "urn": "vase", "jug": "vase", "desk": "table", "barstool": "stool", "wardrobe": "cabinet",
    "lighthouse": "tower", "skyscraper": "tower", "boulder": "rock", "pebble": "rock", "happiness": "",
    "music": "",
    "mountain": "rock", "river": "", "sky": "", "elephant": "", "missile": "rocket", "submarine": "",
    "bicycle": "",
    "computer": "", "sandwich": "", "shoe": "", "hat": "", "helmet": "", "gun": "", "rifle": "", "pistol": "",
    "cannon": "", "drum": "", "statue": "", "ladder": "",
}  # fmt: skip
NEAR_MATERIALS = {
    "hardwood": "wood", "lumber": "wood", "fiberglass": "plastic", "cobblestones": "stone", "magical": "",
    "mighty": "", "ornate": "", "elegant": "", "fancy": "", "scary": "", "haunted": "", "medieval": "",
    "futuristic": "", "gothic": "", "royal": "", "cursed": "", "elven": "", "beautiful": "", "dangerous": "",
    "shiny": "", "glossy": "", "matte": "", "transparent": "glass", "frozen": "crystal", "burning": "light",
    "fiery": "light", "flaming": "light", "muddy": "soil", "bloody": "", "slimy": "", "floral": "",
    "feathered": "",
    "furry": "", "tribal": "", "electric": "", "steampunk": "", "woven": "rope", "knitted": "cloth",
    "embroidered": "cloth", "quilted": "cloth", "carved": "", "polished": "", "jeweled": "crystal",
    "asphalt": "stone", "gravel": "stone", "frosted": "glass", "translucent": "glass", "foam": "plastic",
    "lego": "",
    "nickel": "steel", "uranium": "", "diamonds": "crystal", "gems": "crystal", "twigs": "wood",
    "sticks": "wood",
    "vines": "foliage", "fur": "", "holy": "", "evil": "", "modern": "", "smoke": "", "noble": "",
    "crude": "",
}  # fmt: skip


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % Wilson score interval of a proportion."""
    z, p = 1.959964, hits / n
    centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)


def round_trips(n: int, seed: int) -> dict[str, object]:
    """Exact briefs, token F1 and exact plans over n captions and n instructions of random categories."""
    categories = load()
    lexicon, words = export_lexicon(categories), WordTable.load()
    rng = random.Random(seed)
    exact = exact_plans = hits = found = true = 0
    failures: list[str] = []
    parsing = 0.0
    for _ in range(n):
        category = rng.choice(categories)
        entry = lexicon.category(category.name)
        brief = brief_of(draw(category, rng), rng)
        text = caption_of(brief, entry, rng)
        start = time.perf_counter()
        read = parse(text, lexicon, words)
        parsing += time.perf_counter() - start
        a = Counter(brief_tokens(brief, entry))
        b = Counter(brief_tokens(read, lexicon.category(read.category) if read.category else None))
        exact += a == b
        if a != b:
            failures.append(text)
        hits, found, true = hits + (a & b).total(), found + b.total(), true + a.total()
        plan = edit_of(draw(category, rng), rng)[1]
        text = instruction_of(plan, entry, rng)
        try:
            steps = parse_instruction(text, lexicon, entry, words).steps
        except InputError:
            steps = None  # type: ignore[assignment]
        same = steps is not None and [rounded(s) for s in steps] == [rounded(s) for s in plan.steps]
        exact_plans += same
        if not same:
            failures.append(f"[{category.name}] {text}")
    return {
        "n": n, "seed": seed, "categories": len(categories),
        "exact briefs": exact / n, "exact briefs 95%": wilson(exact, n),
        "token F1": 2 * hits / (found + true),
        "exact plans": exact_plans / n, "exact plans 95%": wilson(exact_plans, n),
        "milliseconds per prompt": 1000 * parsing / n, "failures": failures[:12],
    }  # fmt: skip


def rounded(step):  # type: ignore[no-untyped-def]
    """A step with its factor rounded to what an instruction can say."""
    return step if step.factor is None else replace(step, factor=round(step.factor, 3))


def calibration() -> dict[str, list[tuple[float, int, float, float]]]:
    """(threshold, words read, precision, recall) of reading unknown words as near ones."""
    lexicon, words = export_lexicon(load()), WordTable.load()
    index = lexicon_index(lexicon)
    material = {w: m.name for m in MATERIALS for w in m.words}
    out = {}
    for name, truth, candidates, meaning in (
        ("category", NEAR_CATEGORIES, index.candidates, index.by_candidate),
        ("material", NEAR_MATERIALS, tuple(trained_materials()), material),
    ):
        read = []
        for word, expected in truth.items():
            if word in meaning:
                continue
            near, similarity = words.nearest(word, candidates)
            if near:
                read.append((similarity, meaning[near] == expected, bool(expected)))
        wanted = sum(e for _, _, e in read)
        rows = []
        for threshold in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
            right = [ok for s, ok, _ in read if s >= threshold]
            rows.append((threshold, len(right), sum(right) / max(len(right), 1), sum(right) / max(wanted, 1)))
        out[name] = rows
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result: dict[str, object] = {**round_trips(arguments.n, arguments.seed), "calibration": calibration()}
    if arguments.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        if key == "calibration":
            print("threshold, words read, precision, recall")
            for name, rows in value.items():  # type: ignore[attr-defined]
                for row in rows:
                    print(f"  {name:9s} {row[0]:.2f} {row[1]:4d} {row[2]:.2f} {row[3]:.2f}")
        else:
            print(f"{key}: {value}")


if __name__ == "__main__":
    main()

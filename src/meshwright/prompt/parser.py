"""From a prompt to a brief: a small deterministic grammar of English noun phrases over the lexicon.

Modifiers wait for the noun that follows them (`a red iron lid`); without one they go to the noun before
(`a lid of red iron`, `its lid is red`). Each word that could not be used is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.prompt.brief import Brief
from meshwright.prompt.category import choose_category
from meshwright.prompt.grounding import Grounding
from meshwright.prompt.items import Item, items_of
from meshwright.prompt.numbers import measures_of
from meshwright.prompt.phrases import Modifier, Noun, category_index, lexicon_index
from meshwright.prompt.reading import Reading
from meshwright.prompt.synonyms import VERY_BUILT_IN
from meshwright.prompt.tokenise import Token, check, normal, tokens_of
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon


def parse(text: str, lexicon: Lexicon, words: WordTable | None, *, negative: str = "") -> Brief:
    """The brief of a prompt.

    text: 1 to 2,000 characters.  words: word vectors for words outside the lexicon, or None to do without.
    negative: what the object must not be; joins what the prompt itself denies in `Brief.avoid`.
    Raises InputError (field `prompt` or `negative`) for empty, overlong or non-text input, and if no word
    of the prompt can be grounded.
    """
    clean = check(text, "prompt")
    measures = measures_of(clean)
    grounding = Grounding(lexicon_index(lexicon), words)
    tokens = grounding.correct(tokens_of(measures.text))
    choice = choose_category(tokens, grounding.index, words)
    if choice is None:
        brief = _without_category(text, grounding, tokens)
        return replace(brief, polycount=measures.polycount, height=measures.height)
    category = lexicon.category(choice.category)
    asked, avoid = Reading(category), Reading(category)
    if choice.approximated:
        asked.approximated.append(choice.approximated)
    span = (choice.start, choice.end)
    _Grammar(asked, avoid, grounding).read(items_of(tokens, category_index(category), grounding.index, span))
    if negative.strip():
        denied = grounding.correct(tokens_of(check(negative, "negative")))
        items = items_of(denied, category_index(category), grounding.index, None)
        _Grammar(avoid, Reading(category), grounding, head="").read(items)
    asked.approximated += grounding.corrections
    brief = replace(asked.brief(text), polycount=measures.polycount, height=measures.height)
    if avoid.empty:
        return replace(brief, ungrounded=tuple(dict.fromkeys((*brief.ungrounded, *avoid.ungrounded))))
    for p in category.parts:  # an optional part is avoided by avoiding every option that brings it
        if not p.main and p.name in avoid.mentioned and not avoid.parts.get(p.name):
            own = {o.name for o in category.options if o.part == p.name}
            avoid.options |= own if not avoid.options & own else set()
    return replace(brief, avoid=replace(avoid.brief(negative), approximated=(), free=()))


def _without_category(text: str, grounding: Grounding, tokens: list[Token]) -> Brief:
    """A brief of free words only, for a prompt that names no category that is known or near."""
    content = [t for t in tokens if t.is_word and not grounding.ignored(t.text)]
    free = tuple(dict.fromkeys(t.text for t in content if grounding.close_to_trained(t.text, None)))
    ungrounded = tuple(dict.fromkeys(t.raw for t in content if t.text not in free))
    if not free:
        shown = ", ".join(ungrounded[:5]) or "no content words"
        raise InputError("prompt", f"nothing in it can be used: {shown}", "English words for an object")
    return Brief(text=text, category="", free=free, ungrounded=ungrounded, approximated=tuple(grounding.corrections))


@dataclass
class _Pending:
    """A modifier that waits for its noun."""

    modifier: Modifier
    said: str
    very: bool


class _Grammar:
    """Reads items left to right. `head` is the last noun: a part's name, "" for the whole, None for a noun
    that the
    model cannot use, whose modifiers are lost with it."""

    def __init__(self, asked: Reading, avoid: Reading, grounding: Grounding, *, head: str | None = "") -> None:
        self.asked, self.avoid, self.grounding = asked, avoid, grounding
        self.category: CategoryEntry = asked.category
        self.head = head
        self.pending: list[_Pending] = []
        self.negated = self.predicate = self.very = self.entire = False
        self.open = True  # inside a noun phrase whose noun has not come yet

    def read(self, items: list[Item]) -> None:
        """Read all items."""
        for i, item in enumerate(items):
            getattr(self, f"_{item.kind}")(item, items, i)
        self._flush()

    # -- separators and function words ------------------------------------------------------------

    def _comma(self, item: Item, items: list[Item], i: int) -> None:
        if not self.open:
            self.negated = False
            if not self.predicate:
                self.head = ""

    def _stop(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.head, self.negated, self.predicate, self.open = "", False, False, True

    def _but(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.negated = False

    def _and(self, item: Item, items: list[Item], i: int) -> None:
        if self.predicate and item.said in ("and", "&"):
            self.negated = False  # `is not glowing and made of glass`

    def _with(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.negated, self.predicate, self.open = False, False, True

    def _without(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.negated, self.predicate, self.open = True, False, True

    def _not(self, item: Item, items: list[Item], i: int) -> None:
        self.negated = True

    def _det(self, item: Item, items: list[Item], i: int) -> None:
        if not self.open:
            self._flush()
            self.open = True

    def _is(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.predicate, self.open = True, False

    def _it(self, item: Item, items: list[Item], i: int) -> None:
        self._flush()
        self.head, self.predicate, self.open = "", True, False

    def _of(self, item: Item, items: list[Item], i: int) -> None:
        entire = self.entire
        self._flush()
        self.open, self.entire = False, entire

    def _entire(self, item: Item, items: list[Item], i: int) -> None:
        self.entire = True

    def _count(self, item: Item, items: list[Item], i: int) -> None:
        self.asked.ungrounded.append(item.said)

    # -- content ----------------------------------------------------------------------------------

    def _entry(self, item: Item, items: list[Item], i: int) -> None:
        after = self._next(items, i)
        if item.having:
            if self.pending:
                self._attach(self.pending.pop(), item.nouns[0].part)
            return
        amount = next((m for m in item.modifiers if m.kind in ("very", "slightly", "much")), None)
        if amount is not None and after is not None and after.kind in ("entry", "unknown"):
            self.very = self.very or amount.kind in ("very", "much")
            return
        prefer_noun = item.nouns and not (item.modifiers and (after is not None or self._wants_modifier(items, i)))
        if prefer_noun:
            self._noun(item, item.nouns, after)
            return
        if not item.modifiers:
            return
        modifier = item.modifiers[0]
        if modifier.kind in ("slightly", "much", "very"):
            return
        very = self.very or normal(item.said) in VERY_BUILT_IN
        self.very = False
        waiting = _Pending(modifier, item.said, very)
        if self.open or (after is not None and not self.predicate) or self._noun_follows(items, i):
            self.pending.append(waiting)
        else:
            self._attach(waiting, self.head)

    def _unknown(self, item: Item, items: list[Item], i: int) -> None:
        after = self._next(items, i)
        noun = after is None and not self._wants_modifier(items, i)
        found = self.grounding.read_unknown(item.said, self.category, noun=noun)
        if found is not None:
            word, entry = found
            into = self.avoid if self.negated else self.asked
            into.approximated.append((item.said, word))
            self._entry(replace(item, kind="entry", nouns=entry.nouns, modifiers=entry.modifiers), items, i)
            return
        if self.grounding.has_vector(item.said) and not self.negated:
            self.asked.free.append(normal(item.said))
            if not self.grounding.close_to_trained(item.said, self.category):
                self.asked.ungrounded.append(item.said)
        else:
            self.asked.ungrounded.append(item.said)
        if noun and not self.predicate and (self.head != "" or (self.open and i and self.pending)):
            self._drop()
        self.very = False

    def _noun(self, item: Item, nouns: tuple[Noun, ...], after: Item | None) -> None:
        """A noun: it takes the waiting modifiers, unless it only describes the next noun (`chest lid`)."""
        kinds = {n.kind: n for n in nouns}
        into = self.avoid if self.negated else self.asked
        whole = "category" in kinds and ("part" not in kinds or item.is_category)
        if after is not None and after.nouns and whole:
            return  # `chest lid`: the lid is the head
        if "other" in kinds and len(kinds) == 1:
            self.asked.ungrounded.append(item.said)
            self._drop()
            return
        if whole:
            target = ""
        else:
            noun = kinds.get("option") or kinds.get("part") or nouns[0]
            target = kinds["part"].part if "part" in kinds else noun.part
            into.mentioned.add(target)
            if "option" in kinds:
                into.options.add(kinds["option"].name)
            elif self.negated and self._is_main(target):
                self.asked.ungrounded.append(f"without {item.said}")
        if after is not None and after.nouns and not whole:
            return  # a part that describes the next noun: the waiting modifiers are that noun's
        self.head, self.open, self.predicate = target, False, False
        for waiting in self.pending:
            self._attach(waiting, target)
        self.pending = []
        self.entire = False

    # -- helpers ----------------------------------------------------------------------------------

    def _is_main(self, part: str) -> bool:
        return any(p.main and p.name == part for p in self.category.parts)

    def _wants_modifier(self, items: list[Item], i: int) -> bool:
        """Whether `of`, `is` or `made of` stands right before: `crystal` is then a material."""
        return i > 0 and (items[i - 1].kind in ("of", "is", "entire") or (self.predicate and not self.open))

    @staticmethod
    def _next(items: list[Item], i: int) -> Item | None:
        """The next item if it belongs to the same run of words."""
        following = items[i + 1] if i + 1 < len(items) else None
        return following if following is not None and following.kind in ("entry", "unknown") else None

    def _noun_follows(self, items: list[Item], i: int) -> bool:
        """Whether the run of content words after item i holds a noun."""
        for item in items[i + 1 :]:
            if item.kind not in ("entry", "unknown"):
                return False
            if item.nouns:
                return True
        return False

    def _attach(self, waiting: _Pending, target: str | None) -> None:
        modifier = waiting.modifier
        if target is None:
            self.asked.ungrounded.append(waiting.said)
            return
        negated = self.negated
        if modifier.kind == "new":
            modifier, negated = Modifier("worn", "worn"), not negated
        if negated and modifier.kind in ("glow", "unlit"):
            modifier = Modifier("unlit" if modifier.kind == "glow" else "glow", modifier.value)
            negated = False
        into = self.avoid if negated else self.asked
        if not into.say(modifier, target, said=waiting.said, very=waiting.very, entire=self.entire):
            self.asked.ungrounded.append(waiting.said)

    def _flush(self) -> None:
        """Modifiers that no noun took belong to the last noun."""
        for waiting in self.pending:
            self._attach(waiting, self.head)
        self.pending = []
        self.very = self.entire = False

    def _drop(self) -> None:
        """A noun that the model does not know takes its modifiers with it."""
        self.asked.ungrounded += [w.said for w in self.pending if w.modifier.kind not in ("style", "worn", "new")]
        for waiting in self.pending:
            if waiting.modifier.kind in ("style", "worn", "new"):
                self._attach(waiting, "")
        self.pending = []
        self.head, self.open = None, False

"""Messages that ask for several things, and where each of them begins: what the encoder is trained to cut a message by."""

import random

from . import augment, fill, mix
from .talk import openings

SHARES = {"several": 46, "single": 24, "listed": 8, "missing": 10, "near": 6, "small": 6}
# Beside the ways in which the language model's messages are joined; most people just say "and".
JOINED = mix.JOINED + ["{a} and {b}"] * 20 + ["{a}, and {b}"] * 5 + [
    "{a}, and while you are at it, {b}", "{a}, and please {b}", "{a}, after that {b}", "{a}, but first {b}", "{a} and, if you can, {b}", "{a} as well as {b}", "{a} & {b}",
    "{a}, and once that is done, {b}", "{a}; also {b}", "{a}, {b}", "{a} before you {b}", "could you {a} and {b}", "please {a} and {b}", "I need you to {a} and to {b}"]
APART = mix.APART + [
    "{A} While you're at it, {b}", "{A} Please also {b}", "{A} By the way, {b}", "{A} One more thing: {b}", "{A} Next, {b}", "{A} And please {b}", "{A} Additionally, {b}",
    "{A} Thanks. {B}", "{A}\n{B}", "- {A}\n- {B}", "a) {A} b) {B}", "{A} Second: {b}", "{A} Plus, {b}", "{A} Now {b}", "{A} When that's done, {b}"]
# What people say around what they ask for, which asks for nothing.
BEFORE = ["Hi!", "Hello,", "Good morning.", "Sorry to bother you again.", "Quick one:", "I'm in a hurry.", "Okay.", "Right,", "Thanks for before.", "It has been a long day."]
AFTER = ["Thanks!", "Thank you.", "That's all.", "Please be quick.", "It matters to me.", "No rush.", "As always.", "I'd appreciate it.", "You know why.", "Cheers"]


class Asker(mix.Mixer):
    """Draws messages with the places where what is asked for beside the first thing begins."""

    def __init__(self, functions, apart=frozenset()):
        super().__init__(functions, [], apart)
        self.openings = [one["user"] for one in openings(1, 200, 0, 100) if one.get("user")]

    def draw(self, seed):
        """The kind of a message, its text, and the places; `None` where nothing could be drawn."""
        rng = random.Random(seed)
        shown = augment.variants(rng, self._chosen(rng, 6), self.apart)
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        try:
            said = getattr(self, "_draw_" + kind)(rng, shown)
        except fill.Unfillable:
            return None
        return said and (kind, *_framed(rng, said, list(getattr(said, "begins", ()))))

    def _draw_several(self, rng, shown):
        one = lambda: self._draw_missing(rng, shown) if rng.random() < 0.15 else self._asked(rng, rng.choice(shown), typed=False)[0]
        asked = [one() for _ in range(3 if rng.random() < 0.2 else 2)]
        return mix.joined(rng, asked, (JOINED, APART)) if all(asked) else None

    def _draw_single(self, rng, shown):
        return self._asked(rng, rng.choice(shown), typed=rng.random() < 0.5)[0]

    def _draw_listed(self, rng, shown):
        listed = mix.listed(rng, rng.choice(shown))
        return listed and mix.Said(listed[0], [])

    def _draw_missing(self, rng, shown):
        function = rng.choice(shown)
        return _unfilled(rng, function, [text for text, _ in function.missing])

    def _draw_near(self, rng, shown):
        function = rng.choice(shown)
        return _unfilled(rng, function, function.misses)

    def _draw_small(self, rng, shown):
        return mix.Said(rng.choice(self.openings), [])


def _unfilled(rng, function, texts):
    """One of some questions that need not have all that the function requires."""
    if not texts:
        return None
    said, _, spoken = fill.question(rng, function, rng.choice(texts), whole=False)
    return mix.Said(said, spoken)


def _framed(rng, said, begins):
    """The text, sometimes with something before it or behind it."""
    before = rng.choice(BEFORE) + " " if rng.random() < 0.1 else ""
    after = " " + rng.choice(AFTER) if rng.random() < 0.1 else ""
    return f"{before}{said}{after}", [len(before) + place for place in begins]

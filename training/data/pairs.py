"""Questions with the functions that they may mean: what the encoder is trained on."""

import random
import re

from . import augment, fill, mix
from .talk import openings

SHARES = {"single": 52, "two": 8, "removed": 12, "near": 11, "other": 4, "small": 4, "missing": 9}


def words(name):
    """A name as words: `get_wind`, `getWind` -> `get wind`."""
    return " ".join(re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).replace("_", " ").split()).lower()


def text(function):
    """What the encoder reads of a function, exactly as the runtime writes it."""
    parameters = ", ".join(words(one.shown or one.name) for one in function.parameters)
    return f"{words(function.name)}: {function.description}" + (f" ({parameters})" if parameters else "")


class Asker(mix.Mixer):
    """Draws lists of functions, and questions with those of the list that they ask for."""

    def __init__(self, functions, apart=frozenset()):
        super().__init__(functions, [], apart)
        self.openings = [one["user"] for one in openings(1, 200, 0, 100) if one.get("user")]

    def list(self, seed, count, sizes):
        """Texts of functions, and questions, each with the numbers of the functions that it asks for."""
        rng = random.Random(seed)
        shown = augment.variants(rng, self._chosen(rng, rng.randint(*sizes)), self.apart)
        asked = []
        while len(asked) < count:
            kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
            try:
                one = getattr(self, "_ask_" + kind)(rng, shown)
            except fill.Unfillable:
                continue
            if one:
                asked.append((kind, one[0], sorted({shown.index(function) for function in one[1]})))
        return [text(one) for one in shown], asked

    def _ask_single(self, rng, shown):
        function = rng.choice(shown)
        return self._asked(rng, function)[0], [function]

    def _ask_two(self, rng, shown):
        picked = rng.sample(shown, 2)
        return mix.joined(rng, [self._asked(rng, one, typed=False)[0] for one in picked]), picked

    def _ask_missing(self, rng, shown):
        function = rng.choice(shown)
        if not function.missing:
            return None
        said, _, spoken = fill.question(rng, function, rng.choice(function.missing)[0], whole=False)
        return augment.slips(rng, said, spoken), [function]

    def _ask_small(self, rng, shown):
        return rng.choice(self.openings), []

    def _ask_removed(self, rng, shown):
        return _first(self._removed(rng, shown))

    def _ask_near(self, rng, shown):
        return _first(self._near(rng, shown))

    def _ask_other(self, rng, shown):
        return _first(self._other(rng, shown))


def _first(turns):
    return (turns["turns"][0][1], []) if turns else None

"""Questions with what they say of each parameter: what the encoder is trained on beside the functions that they mean."""

import random

from . import augment, fill, mix
from .pairs import words
from .spans import span
from .values import enumerated

SHARES = {"single": 58, "two": 20, "missing": 22}
# The texts that an answer is compared with, where it is no value.
UNSAID, SAID = "not said", "said"


def kind(parameter):
    """What a parameter takes, in words."""
    one = parameter.kind
    if one == "boolean":
        return "yes or no"
    if enumerated(one):
        return " or ".join(words(value) for value in one.split("|"))
    if one.startswith("["):
        return "list"
    return {"string": "text", "date": "date", "time": "time"}.get(one, "number")


def asked(said, function, parameter):
    """What the encoder reads of a question and a parameter, exactly as the runtime writes it."""
    return f"{said} | {words(function.name)}: {words(parameter.shown or parameter.name)} ({kind(parameter)})"


def labels(parameter):
    """The texts that it is compared with, and the value that each stands for; the first is that nothing was said."""
    name = words(parameter.shown or parameter.name)
    if parameter.kind == "boolean":
        return [(UNSAID, None), (f"{name}: yes", True), (f"{name}: no", False)]
    if enumerated(parameter.kind):
        return [(UNSAID, None)] + [(f"{name}: {words(value)}", value) for value in parameter.kind.split("|")]
    return [(UNSAID, None), (SAID, ...)]


class Asker(mix.Mixer):
    """Draws questions, and asks of each parameter of the functions that it means what was said."""

    def __init__(self, functions, apart=frozenset()):
        super().__init__(functions, [], apart)

    def draw(self, seed):
        """The kind of a question, and for each parameter the text, the labels, the place of the right label among them (`None`
        where at least one that is required was left out, and nobody says which), and where a value stands that is copied."""
        rng = random.Random(seed)
        shown = augment.variants(rng, self._chosen(rng, 6), self.apart)
        form = rng.choices(list(SHARES), list(SHARES.values()))[0]
        try:
            said, made = getattr(self, "_ask_" + form)(rng, shown)
        except fill.Unfillable:
            return None
        rows = []
        for function, arguments in made:
            for parameter in function.parameters:
                # What else stands in a question that leaves something out, nobody has written down.
                if form == "missing" and parameter.optional:
                    continue
                texts = labels(parameter)
                value = (arguments or {}).get(parameter.name)
                right = None if arguments is None else _place(texts, value)
                copied = span(said, value) if texts[-1][1] is ... else None
                rows.append((asked(said, function, parameter), [text for text, _ in texts], right, copied))
        return form, rows

    def _ask_single(self, rng, shown):
        function = rng.choice(shown)
        said, arguments = self._asked(rng, function)
        return said, [(function, arguments)]

    def _ask_two(self, rng, shown):
        picked = rng.sample(shown, 2)
        both = [self._asked(rng, one, typed=False) for one in picked]
        return mix.joined(rng, [said for said, _ in both]), [(one, arguments) for one, (_, arguments) in zip(picked, both)]

    def _ask_missing(self, rng, shown):
        function = rng.choice(shown)
        if not function.missing:
            raise fill.Unfillable(function.name)
        said, arguments, spoken = fill.question(rng, function, rng.choice(function.missing)[0], whole=False)
        required = [one.name for one in function.parameters if not one.optional]
        left = [name for name in required if name not in arguments]
        # Where all that stands in the question was filled in, what is left was left out.
        known = len(left) == 1
        said = augment.slips(rng, said, spoken)
        return said, [(function, {**arguments} if known else None)]


def _place(texts, value):
    if value is None:
        return 0
    return next((place for place, (_, known) in enumerate(texts) if known is ... or (place and known == value)), 1)

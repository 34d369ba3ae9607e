"""What a question says of a parameter: the logits are the cosines of the two together with each label, times a scale. Where a
value is copied, its first and its last word are found in the same way among the words of the question."""

import jax
import jax.numpy as jnp
import numpy as np

from data.stated import UNSAID, Asker
from model import bert

from .blocks import LENGTH, ROWS, packed, told

PAIRS, LABELS, LONGEST = 72, 72, 96
# Texts leave some of the rows empty, and a block that finds no room is lost.
ROOM = round(0.93 * ROWS * LENGTH)
START = {"said": np.float32(np.log(20.0)), "pointed": np.float32(np.log(20.0))}
# What the words of a question are compared with.
ENDS = ["first word", "last word"]
asker = Asker


def batch(asker, reader, seed):
    """Questions with parameters as one block, then labels, of which the first is that nothing was said."""
    rows, kinds, encode = [], [], reader.encode
    labels = {text: place for place, text in enumerate([UNSAID, *ENDS])}
    tokens = {text: encode(text).ids for text in labels}
    used = sum(map(len, tokens.values()))
    for index in range(PAIRS):
        drawn = asker.draw(f"{seed}:{index}")
        if not drawn:
            continue
        kind, asked = drawn
        asked = [(encode(text), *others) for text, *others in asked]
        if any(len(text.ids) > LONGEST for text, *_ in asked):
            continue
        new = dict.fromkeys(label for _, those, *_ in asked for label in those if label not in labels)
        cost = sum(len(encode(text).ids) for text in new) + sum(len(text.ids) for text, *_ in asked)
        if used + cost > ROOM or len(rows) + len(asked) > PAIRS or len(labels) + len(new) > LABELS:
            break
        used += cost
        for label in new:
            labels[label], tokens[label] = len(labels), encode(label).ids
        kinds += [(kind, index)] * len(asked)
        rows += asked
    block = packed([text.ids for text, *_ in rows] + [[]] * (PAIRS - len(rows)) + [tokens[label] for label in labels])
    return None if block is None else ({**block, **_wanted(rows, labels, kinds), **_words(rows, block)}, kinds)


def _wanted(rows, labels, kinds):
    """For each pair the labels that it may have and the right one; what was left out by several has their question's number."""
    shown, share, left = np.zeros((PAIRS, LABELS), bool), np.zeros((PAIRS, LABELS), np.float32), np.full(PAIRS, -1, np.int32)
    for row, (_, those, right, _) in enumerate(rows):
        shown[row, [labels[label] for label in those]] = True
        if right is None:
            left[row] = kinds[row][1]
        else:
            share[row, labels[those[right]]] = 1
    shown[len(rows):, 0] = True
    return {"shown": shown, "share": share, "left": left}


def _words(rows, block):
    """Where words of the question begin and end, and of each pair the places of a value's first and last one, or -1."""
    ends, wanted = np.zeros((2, ROWS * LENGTH), bool), np.full((2, PAIRS), -1, np.int32)
    texts, places = block["text"].reshape(-1), block["places"].reshape(-1)
    for row, (text, _, _, copied) in enumerate(rows):
        start = np.flatnonzero((texts == row) & (places == 0))[0]
        found = [(text.offsets[place], start + place) for place in range(1, _asked(text))]
        whole = [not text.tokens[place].startswith("##") for place in range(1, _asked(text) + 1)]
        for ((begin, end), at), begins, last in zip(found, whole, whole[1:]):
            ends[0, at], ends[1, at] = begins, last
            if copied and begins and begin == copied[0]:
                wanted[0, row] = at
            if copied and last and end == copied[1]:
                wanted[1, row] = at
    wanted[:, (wanted < 0).any(0)] = -1
    return {"ends": ends, "copied": wanted}


def _asked(text):
    """The place of the bar behind the question."""
    return max(place for place, token in enumerate(text.tokens) if token == "|")


def likely(adapter, base, block):
    """The logarithm of each label's probability: [pairs, labels]; and of each token's to begin and to end what was said:
    [2, tokens]."""
    x = bert.hidden(base, adapter["pairs"], block)
    found = bert.pooled(x, block, PAIRS + LABELS)
    cosines = found[:PAIRS] @ found[PAIRS:].T
    labels = jax.nn.log_softmax(jnp.where(block["shown"], jnp.exp(adapter["said"]) * cosines, -1e9), -1)
    # A cosine is at most 1: nothing is too large.
    scale = jnp.exp(adapter["pointed"])
    logits = scale * (found[PAIRS + 1:PAIRS + 1 + len(ENDS)] @ bert.unit(x).T) - scale
    text = jnp.where(block["text"].reshape(-1) < 0, PAIRS, block["text"].reshape(-1))
    total = jax.ops.segment_sum(jnp.where(block["ends"], jnp.exp(logits), 0.0).T, text, PAIRS + LABELS)
    return labels, logits - jnp.log(total[text] + 1e-30).T


def loss(adapter, base, block):
    """Cross entropy to the right labels, and where somebody left out at least one of several, to that; and to the right words."""
    found, words = likely(adapter, base, block)
    share, left = block["share"], block["left"]
    group = jnp.where(left < 0, PAIRS, left)
    said = jnp.log(jnp.clip(1 - jnp.exp(found[:, 0]), 1e-6, 1.0))
    whole = jax.ops.segment_sum(said, group, PAIRS + 1)[:PAIRS]
    some = jax.ops.segment_sum(jnp.ones_like(said), group, PAIRS + 1)[:PAIRS] > 0
    lost = -jnp.sum(jnp.where(some, jnp.log(jnp.clip(1 - jnp.exp(whole), 1e-6, 1.0)), 0.0))
    copied = block["copied"]
    pointed = -jnp.sum(jnp.where(copied < 0, 0.0, jnp.take_along_axis(words, jnp.maximum(copied, 0), 1)))
    return (lost - jnp.sum(share * found)) / jnp.maximum(jnp.sum(share) + jnp.sum(some), 1.0) + pointed / jnp.maximum(jnp.sum(copied >= 0), 1)


LIKELY = jax.jit(likely)


def judged(adapter, base, batches):
    """How many parameters are right: those that were not said, those that were, the value of those that are chosen, and the words
    of those that are copied; how many questions are right in all of theirs; and how many of those that leave something out are
    found to."""
    found = {}
    for block, kinds in batches:
        guessed, words = map(np.asarray, LIKELY(adapter, base, block))
        questions = {}
        for row, (kind, index) in enumerate(kinds):
            if block["copied"][0, row] >= 0:
                found.setdefault("pointed", []).append(_pointed(words, block, row) == tuple(block["copied"][:, row]))
            wanted, guess = block["share"][row], np.argmax(guessed[row])
            if block["left"][row] >= 0 or kind == "missing":
                questions.setdefault((kind, index), []).append(guess == 0)
                continue
            right = bool(wanted[guess])
            questions.setdefault((kind, index), []).append(right)
            chosen = block["shown"][row].sum() > 2
            of = "unsaid" if wanted[0] else "chosen" if chosen else "copied"
            found.setdefault(of, []).append(right)
        for (kind, _), right in questions.items():
            found.setdefault(f"all of {kind}", []).append(any(right) if kind == "missing" else all(right))
    return told(found)


def _pointed(words, block, row):
    """The likeliest first and last word, in their order."""
    of = block["text"].reshape(-1) == row
    firsts, lasts = (np.flatnonzero(of & block["ends"][end]) for end in range(2))
    return max(((first, last) for first in firsts for last in lasts if first <= last), key=lambda one: words[0, one[0]] + words[1, one[1]])

"""What a question says of a parameter: the logits are the cosines of the two together with each label, times a scale."""

import jax
import jax.numpy as jnp
import numpy as np

from data.stated import UNSAID, Asker
from model import bert

from .blocks import LENGTH, ROWS, packed, told

PAIRS, LABELS, LONGEST = 72, 72, 96
# Texts leave some of the rows empty, and a block that finds no room is lost.
ROOM = round(0.93 * ROWS * LENGTH)
START = {"said": np.float32(np.log(20.0))}
asker = Asker


def batch(asker, encode, seed):
    """Questions with parameters as one block, then labels, of which the first is that nothing was said."""
    rows, labels, kinds, tokens = [], {UNSAID: 0}, [], {UNSAID: encode(UNSAID)}
    used = len(tokens[UNSAID])
    for index in range(PAIRS):
        drawn = asker.draw(f"{seed}:{index}")
        if not drawn or any(len(encode(text)) > LONGEST for text, _, _ in drawn[1]):
            continue
        kind, asked = drawn
        new = dict.fromkeys(label for _, those, _ in asked for label in those if label not in labels)
        cost = sum(len(encode(text)) for text in new) + sum(len(encode(text)) for text, _, _ in asked)
        if used + cost > ROOM or len(rows) + len(asked) > PAIRS or len(labels) + len(new) > LABELS:
            break
        used += cost
        for label in new:
            labels[label], tokens[label] = len(labels), encode(label)
        kinds += [(kind, index)] * len(asked)
        rows += asked
    texts = [encode(text) for text, _, _ in rows] + [[]] * (PAIRS - len(rows)) + [tokens[label] for label in labels]
    block = packed(texts)
    return None if block is None else ({**block, **_wanted(rows, labels, kinds)}, kinds)


def _wanted(rows, labels, kinds):
    """For each pair the labels that it may have and the right one; what was left out by several has their question's number."""
    shown, share, left = np.zeros((PAIRS, LABELS), bool), np.zeros((PAIRS, LABELS), np.float32), np.full(PAIRS, -1, np.int32)
    for row, (_, those, right) in enumerate(rows):
        shown[row, [labels[label] for label in those]] = True
        if right is None:
            left[row] = kinds[row][1]
        else:
            share[row, labels[those[right]]] = 1
    shown[len(rows):, 0] = True
    return {"shown": shown, "share": share, "left": left}


def likely(adapter, base, block):
    """The logarithm of each label's probability: [pairs, labels]."""
    found = bert.embeddings(base, adapter["pairs"], block, PAIRS + LABELS)
    cosines = found[:PAIRS] @ found[PAIRS:].T
    return jax.nn.log_softmax(jnp.where(block["shown"], jnp.exp(adapter["said"]) * cosines, -1e9), -1)


def loss(adapter, base, block):
    """Cross entropy to the right labels; where somebody left out at least one of several, to that."""
    found, share, left = likely(adapter, base, block), block["share"], block["left"]
    group = jnp.where(left < 0, PAIRS, left)
    said = jnp.log(jnp.clip(1 - jnp.exp(found[:, 0]), 1e-6, 1.0))
    whole = jax.ops.segment_sum(said, group, PAIRS + 1)[:PAIRS]
    some = jax.ops.segment_sum(jnp.ones_like(said), group, PAIRS + 1)[:PAIRS] > 0
    lost = -jnp.sum(jnp.where(some, jnp.log(jnp.clip(1 - jnp.exp(whole), 1e-6, 1.0)), 0.0))
    return (lost - jnp.sum(share * found)) / jnp.maximum(jnp.sum(share) + jnp.sum(some), 1.0)


LIKELY = jax.jit(likely)


def judged(adapter, base, batches):
    """How many parameters are right: those that were not said, those that were, and the value of those that are chosen; how
    many questions are right in all of theirs; and how many of those that leave something out are found to."""
    found = {}
    for block, kinds in batches:
        guessed = np.asarray(LIKELY(adapter, base, block))
        questions = {}
        for row, (kind, index) in enumerate(kinds):
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

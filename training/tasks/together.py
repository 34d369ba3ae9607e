"""Which function a question means, read together with each of a few: a function's logit is by how much the two are nearer to one
label than to the other, times a scale; that of no function is a number."""

import jax
import jax.numpy as jnp
import numpy as np

from data.pairs import Asker
from model import bert

from .blocks import LENGTH, ROWS, packed, told

PAIRS, SIZE, LONGEST = 56, 4, 96
# How many functions a list has from which the nearest are read, and how many questions.
SIZES, ASKED = (4, 12), 6
LABELS = ["meant", "not meant"]
# Texts leave some of the rows empty, and a block that finds no room is lost.
ROOM = round(0.93 * ROWS * LENGTH)
START = {"together": np.float32(np.log(20.0)), "apart": np.float32(0.0)}
asker = Asker


def batch(asker, reader, seed):
    """Questions with each of the functions near them as one block, then the labels. Of each pair the number of its question, and
    its share in what that means; of each question whether it means nothing."""
    encode = reader.encode
    labels = [encode(one).ids for one in LABELS]
    texts, owners, share, kinds, none = [], [], [], [], []
    for functions, kind, question, right in _drawn(asker, reader, seed):
        new = [encode(f"{question} | {one}").ids[:LONGEST] for one in functions]
        if sum(map(len, texts + labels + new)) > ROOM or len(texts) + len(new) > PAIRS:
            break
        texts += new
        owners += [len(kinds)] * len(new)
        share += [(one in right) / max(len(right), 1) for one in range(len(new))]
        none.append(not right)
        kinds.append(kind)
    room = PAIRS - len(texts)
    block = packed(texts + [[]] * room + labels)
    filled = lambda values, rest, kind: np.array(values + [rest] * (PAIRS - len(values)), kind)
    wanted = {"owner": filled(owners, PAIRS, np.int32), "share": filled(share, 0.0, np.float32), "nothing": filled(none, 0.0, np.float32)}
    return None if block is None else ({**block, **wanted}, kinds)


def _drawn(asker, reader, seed):
    """Questions, without end, with the functions of a list that are nearest to them by their cosines, which are those that the
    runtime reads, and the places of those that they mean."""
    index = 0
    while True:
        functions, asked = asker.list(f"{seed}:{index}", ASKED, SIZES)
        vectors = reader.embed([question for _, question, _ in asked] + functions)
        for (kind, question, right), cosines in zip(asked, vectors[:ASKED] @ vectors[ASKED:].T):
            # What is meant is always among them.
            cosines[right] += 2
            near = np.argsort(-cosines, kind="stable")[:SIZE]
            yield [functions[one] for one in near], kind, question, [place for place, one in enumerate(near) if one in right]
        index += 1


def logits(adapter, base, block):
    """The logit of each pair."""
    found = bert.embeddings(base, adapter["pairs"], block, PAIRS + len(LABELS))
    cosines = found[:PAIRS] @ found[PAIRS:].T
    return jnp.exp(adapter["together"]) * (cosines[:, 0] - cosines[:, 1])


def loss(adapter, base, block):
    """Cross entropy to the functions that are right, or to none."""
    logit, owner, none = logits(adapter, base, block), block["owner"], adapter["apart"]
    per = lambda values: jax.ops.segment_sum(values, owner, PAIRS + 1)[:PAIRS]
    # A logit is at most twice the scale: nothing is too large.
    whole = jnp.log(per(jnp.exp(logit)) + jnp.exp(none))
    right = per(block["share"] * logit) + block["nothing"] * none
    asked = jnp.minimum(per(block["share"]) + block["nothing"], 1.0)
    return jnp.sum(asked * whole - right) / jnp.maximum(jnp.sum(asked), 1.0)


LOGITS = jax.jit(logits)


def judged(adapter, base, batches):
    """How many are right by kind: of calls the likeliest function whatever none has, of the others none before all; and how
    many of the calls are called."""
    found = {}
    for block, kinds in batches:
        all_logits, none = np.asarray(LOGITS(adapter, base, block)), float(adapter["apart"])
        for number, kind in enumerate(kinds):
            of = np.flatnonzero(block["owner"] == number)
            called = all_logits[of].max() > none
            if block["nothing"][number]:
                found.setdefault(kind, []).append(not called)
            else:
                found.setdefault(kind, []).append(bool(block["share"][of[np.argmax(all_logits[of])]] > 0))
                found.setdefault("called", []).append(called)
    return told(found)

"""Which function a question means: its logit is the cosine of the two texts times a scale; that of no function is a number."""

import jax
import jax.numpy as jnp
import numpy as np

from data.pairs import Asker
from model import bert

from .blocks import packed, told

LISTS, ASKED, SIZES, LONGEST = 6, 12, (4, 12), 64
QUESTIONS, FUNCTIONS = LISTS * ASKED, LISTS * SIZES[1]
START = {"scale": np.float32(np.log(20.0)), "none": np.float32(6.0)}
asker = Asker


def batch(asker, reader, seed, sizes=SIZES):
    """Lists of functions and their questions as one block; questions first, then functions."""
    questions, functions, share, shown, kinds = [], [], np.zeros((QUESTIONS, FUNCTIONS + 1), np.float32), np.zeros((QUESTIONS, FUNCTIONS), bool), []
    for index in range(LISTS):
        texts, asked = asker.list(f"{seed}:{index}", ASKED, sizes)
        for kind, question, right in asked:
            row = len(questions)
            shown[row, len(functions):len(functions) + len(texts)] = True
            for one in right:
                share[row, len(functions) + one] = 1 / len(right)
            share[row, FUNCTIONS] = float(not right)
            questions.append(question)
            kinds.append(kind)
        functions += texts
    room = QUESTIONS - len(questions)
    texts = [reader.encode(one).ids[:LONGEST] for one in questions] + [[]] * room + [reader.encode(one).ids[:LONGEST] for one in functions]
    block = packed(texts)
    return None if block is None else ({**block, "share": share, "shown": shown}, kinds)


def likely(adapter, base, block):
    """The logarithm of each function's probability, no function last: [questions, functions + 1]."""
    found = bert.embeddings(base, adapter["pairs"], block, QUESTIONS + FUNCTIONS)
    cosines = found[:QUESTIONS] @ found[QUESTIONS:].T
    logits = jnp.where(block["shown"], jnp.exp(adapter["scale"]) * cosines, -1e9)
    none = jnp.broadcast_to(adapter["none"], (QUESTIONS, 1))
    return jax.nn.log_softmax(jnp.concatenate([logits, none], 1), -1)


def loss(adapter, base, block):
    """Cross entropy to the functions that are right, or to none."""
    share = block["share"]
    return -jnp.sum(share * likely(adapter, base, block)) / jnp.maximum(jnp.sum(share), 1.0)


LIKELY = jax.jit(likely)


def judged(adapter, base, batches):
    """How many are right by kind: of calls the likeliest function whatever none has, of the others none before all; and how
    many of the calls are called."""
    found = {}
    for block, kinds in batches:
        for kind, row, wanted in zip(kinds, np.asarray(LIKELY(adapter, base, block)), block["share"] > 0):
            calls, called = not wanted[-1], np.argmax(row) != FUNCTIONS
            found.setdefault(kind, []).append(wanted[np.argmax(row[:-1])] if calls else not called)
            if calls:
                found.setdefault("called", []).append(called)
    return told(found)

"""Trains the adapter of the encoder, which finds the function that a question means.

    python train_encoder.py --model ENCODER.gguf --out DIRECTORY --steps 2000 [--minutes 60] [--apart functions.jsonl ...]

The logit of a function is the cosine of its text and the question, times a scale; that of no function is a number. Both are
trained along, and printed: the runtime's profile has them. Run again with the same arguments, it goes on from its newest
checkpoint; every checkpoint is also written as `latest.gguf`, and tried on the domains held out.
"""

import argparse
import json
import os
import pickle
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from data import parse
from data.mix import held_out
from data.pairs import Asker
from export import export
from generate import HERE, names_apart
from model import bert, gguf, llama, tokens
from train import BETA1, BETA2, CLIP, DECAY, rate_at

LISTS, ASKED, SIZES, LENGTH, LONGEST = 6, 12, (4, 12), 128, 64
ROWS, QUESTIONS, FUNCTIONS = 18, LISTS * ASKED, LISTS * SIZES[1]


def packed(texts, rows):
    """Texts of tokens as rows: the tokens, the number of each one's text (-1 where there is none), its place in the text."""
    block = {"tokens": np.zeros((rows, LENGTH), np.int32), "text": np.full((rows, LENGTH), -1, np.int32), "places": np.zeros((rows, LENGTH), np.int32)}
    used = [0] * rows
    for number in sorted(range(len(texts)), key=lambda number: -len(texts[number])):
        ids = texts[number]
        row = next((row for row in range(rows) if used[row] + len(ids) <= LENGTH), None)
        if row is None:
            return None
        place = slice(used[row], used[row] + len(ids))
        block["tokens"][row, place], block["text"][row, place], block["places"][row, place] = ids, number, np.arange(len(ids))
        used[row] += len(ids)
    return block


def batch(asker, encode, seed, lists=LISTS, sizes=SIZES):
    """Lists of functions and their questions as one block; questions first, then functions."""
    questions, functions, share, shown, kinds = [], [], np.zeros((QUESTIONS, FUNCTIONS + 1), np.float32), np.zeros((QUESTIONS, FUNCTIONS), bool), []
    for index in range(lists):
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
    texts = [encode(one) for one in questions] + [[]] * room + [encode(one) for one in functions]
    block = packed(texts, ROWS)
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


@partial(jax.jit, donate_argnums=(0, 1))
def step(adapter, state, base, block, rate):
    """One step of AdamW."""
    value, grads = jax.value_and_grad(loss)(adapter, base, block)
    norm = jnp.sqrt(sum(jnp.sum(grad * grad) for grad in jax.tree.leaves(grads)))
    scale = jnp.where(jnp.isfinite(norm), jnp.minimum(1.0, CLIP / (norm + 1e-9)), 0.0)
    count = state["count"] + 1
    first = jax.tree.map(lambda m, grad: BETA1 * m + (1 - BETA1) * jnp.nan_to_num(grad * scale), state["first"], grads)
    second = jax.tree.map(lambda v, grad: BETA2 * v + (1 - BETA2) * jnp.nan_to_num(grad * scale) ** 2, state["second"], grads)

    def moved(weight, m, v):
        change = (m / (1 - BETA1 ** count)) / (jnp.sqrt(v / (1 - BETA2 ** count)) + 1e-8)
        return weight - rate * (change + DECAY * weight * (weight.ndim > 0))

    return jax.tree.map(moved, adapter, first, second), {"first": first, "second": second, "count": count}, value


LIKELY = jax.jit(likely)


def judged(adapter, base, batches):
    """How many are right by kind: of calls the likeliest function whatever none has, of the others none before all."""
    right, count = {}, {}
    for block, kinds in batches:
        found = np.asarray(LIKELY(adapter, base, block))
        for row, kind in enumerate(kinds):
            wanted = block["share"][row] > 0
            calls = not wanted[-1]
            for name, ok in ([(kind, wanted[np.argmax(found[row, :-1])]), ("called", np.argmax(found[row]) != FUNCTIONS)] if calls else [(kind, np.argmax(found[row]) == FUNCTIONS)]):
                right[name], count[name] = right.get(name, 0) + int(ok), count.get(name, 0) + 1
    return {name: f"{right[name]}/{count[name]} = {right[name] / count[name]:.3f}" for name in sorted(count)}


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--apart", type=Path, nargs="*", default=[])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hold-out", nargs="*", default=[], help="more domains that are not trained on")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    keys, tensors = gguf.read(options.model)
    tokenizer, base = tokens.wordpiece(keys), jax.tree.map(jnp.asarray, bert.base_weights(tensors))
    encode = lambda text: tokenizer.encode(text).ids[:LONGEST]
    apart = names_apart(options.apart)
    functions = [one for one in parse.read(HERE / "functions") if one.name not in apart]
    kept = lambda one: held_out(one.domain) or one.domain in options.hold_out
    learnt = Asker([one for one in functions if not kept(one)], apart)
    tests = [made for index in range(24) if (made := batch(Asker([one for one in functions if kept(one)], apart), encode, f"dev{index}", sizes=(6, 6)))]
    checkpoint = options.out / "checkpoint.pickle"
    if checkpoint.exists():
        adapter, state, done, spent = pickle.loads(checkpoint.read_bytes())
    else:
        adapter = {"pairs": bert.new_adapter(tensors, options.seed), "scale": np.float32(np.log(20.0)), "none": np.float32(6.0)}
        zero = lambda: jax.tree.map(np.zeros_like, adapter)
        state, done, spent = {"first": zero(), "second": zero(), "count": np.float32(0)}, 0, 0.0
    adapter, state = jax.tree.map(jnp.asarray, (adapter, state))

    def keep():
        held = jax.tree.map(np.asarray, (adapter, state))
        (options.out / "new").write_bytes(pickle.dumps((*held, done, spent)))
        os.replace(options.out / "new", checkpoint)
        export(options.out / "latest.gguf", held[0]["pairs"], "bert", "all-MiniLM-L6-v2 functions", llama.ALPHA)
        print(json.dumps({"step": done, "minutes": round(spent / 60, 1), "loss": round(float(np.mean(losses or [0])), 4), "scale": round(float(np.exp(held[0]["scale"])), 2),
                          "none": round(float(held[0]["none"]), 2), **judged(adapter, base, tests)}), flush=True)

    losses, kept_at = [], time.time()
    keep()
    while (progress := max(done / options.steps, spent / 60 / options.minutes)) < 1:
        began = time.time()
        made = batch(learnt, encode, f"{options.seed}:{done}")
        done += 1
        if made is None:
            continue
        adapter, state, value = step(adapter, state, base, made[0], rate_at(progress, options.rate, 0.2))
        losses.append(float(value))
        spent += time.time() - began
        if time.time() - kept_at > 120:
            keep()
            losses, kept_at = [], time.time()
    keep()


if __name__ == "__main__":
    main()

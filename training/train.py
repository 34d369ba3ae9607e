"""Trains the adapter.

    python train.py --model BASE.gguf --rows DIRECTORY --talk talk.jsonl --out DIRECTORY --tokens 1500000 [--minutes 60]

Run again with the same arguments, it goes on from its newest checkpoint. The rate falls to its end as the tokens (or the
minutes, if those are over first) are used up. `log.csv` tells the loss; every checkpoint is also written as `latest.gguf`.
"""

import argparse
import csv
import json
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp

from export import export
from model import adamw, adapter as adapters, gguf, llama, tokens
from model.pack import Encoder, Packer
from model.run import Run


def visible(group, branch):
    """0 where a token sees another one, and next to nothing elsewhere."""
    length = group.shape[1]
    before = jnp.tril(jnp.ones((length, length), bool))[None]
    same = group[:, :, None] == group[:, None, :]
    known = (branch[:, None, :] == 0) | (branch[:, :, None] == branch[:, None, :])
    return jnp.where(before & same & known, 0.0, -1e9).astype(jnp.float32)


def loss(adapter, base, block):
    """Cross entropy to the targets; what the teacher's kept tokens do not cover is one more target, all others."""
    logits = llama.logits(base, adapter, block["tokens"], block["positions"], visible(block["group"], block["branch"]), block["places"])
    total = jax.nn.logsumexp(logits, -1, keepdims=True)
    likely = jnp.take_along_axis(logits, block["targets"], 1) - total
    rest = jnp.clip(1 - jnp.sum(block["share"], 1), 0.0, 1.0)
    others = jnp.log(jnp.clip(1 - jnp.sum(jnp.where(block["share"] > 0, jnp.exp(likely), 0.0), 1), 1e-6, 1.0))
    each = -jnp.sum(block["share"] * likely, 1) - jnp.where(rest > 1e-4, rest * others, 0.0)
    calls = block["weight"] * (block["share"][:, 0] == 1.0)
    right = likely[:, 0] + total[:, 0] >= jnp.max(logits, -1)
    share = lambda value, weight: jnp.sum(value * weight) / jnp.maximum(jnp.sum(weight), 1.0)
    return share(each, block["weight"]), (share(each, calls), share(right, calls), jnp.sum(calls))


@partial(jax.jit, donate_argnums=(0, 1))
def step(adapter, state, base, block, rate):
    """One step of AdamW."""
    (_, facts), grads = jax.value_and_grad(loss, has_aux=True)(adapter, base, block)
    adapter, state, norm = adamw.moved(adapter, state, grads, rate)
    return adapter, state, facts, norm


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--talk", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--begin", help="an adapter to begin with, in place of one that changes nothing")
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--hold", type=float, default=0.3, help="the share of the way at the full rate")
    parser.add_argument("--shape", type=int, nargs=3, default=[2, 512, 480], help="rows, tokens a row, targets of a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-every", type=float, default=240, help="seconds")
    options = parser.parse_args()
    keys, tensors = gguf.read(options.model)
    base = jax.tree.map(jnp.asarray, llama.base_weights(tensors))
    talk = [json.loads(line) for line in options.talk.read_text().splitlines()]
    prompts = [json.loads(line) for line in (options.rows / "train.jsonl").read_text().splitlines()]
    encoder = Encoder(tokens.tokenizer(keys), talk)
    packer = Packer(encoder, prompts, [row for index, row in enumerate(talk) if index % 10], options.shape, options.seed)
    begin = lambda: adapters.read(options.begin) if options.begin else llama.new_adapter(tensors, options.seed)
    run, kept = Run(options.out, begin, export), time.time()
    with open(options.out / "log.csv", "a", newline="") as file:
        log = csv.writer(file)
        while (progress := max(run.seen / options.tokens, run.spent / 60 / options.minutes)) < 1:
            began = time.time()
            rate = adamw.rate_at(progress, options.rate, options.hold)
            block = packer.block(run.step)
            run.adapter, run.state, facts, norm = step(run.adapter, run.state, base, block, rate)
            loss_calls, right, count = (float(fact) for fact in facts)
            run.step += 1
            run.seen += int((block["group"] >= 0).sum())
            run.spent += time.time() - began
            log.writerow([run.step, run.seen, round(run.spent, 1), f"{loss_calls:.4f}", f"{right:.4f}", int(count), int(block["weight"].sum()), f"{float(norm):.3f}", f"{rate:.2e}", packer.answers])
            file.flush()
            if time.time() - kept > options.keep_every:
                run.keep()
                kept = time.time()
        run.keep()


if __name__ == "__main__":
    main()

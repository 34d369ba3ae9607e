"""Trains the adapter of the encoder, which finds the function that a question means and what it says of each parameter.

    python train_encoder.py --model ENCODER.gguf --out DIRECTORY --steps 2000 [--minutes 60] [--apart functions.jsonl ...]

The numbers beside the adapter (scales, and the logit of no function) are trained along and printed: the runtime's profile
begins with them. Run again with the same arguments, it goes on from its newest checkpoint; every checkpoint is also written as
`latest.gguf`, and tried on the domains held out.
"""

import argparse
import json
import random
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from data import parse
from data.mix import held_out
from export import export
from generate import HERE, names_apart
from model import adamw, adapter as adapters, bert, gguf, llama, tokens
from model.run import Run
from tasks import meant, parts, said, together
from tasks.reader import Reader

TASKS = {"meant": meant, "said": said, "together": together, "parts": parts}


# Of the numbers beside the adapter, those that are no logarithms of scales.
LOGITS = {"none", "apart"}


@partial(jax.jit, static_argnums=0, donate_argnums=(1, 2))
def step(task, adapter, state, base, block, rate):
    """One step of AdamW."""
    value, grads = jax.value_and_grad(TASKS[task].loss)(adapter, base, block)
    adapter, state, _ = adamw.moved(adapter, state, grads, rate)
    return adapter, state, value


def batches(task, asker, reader, count):
    """Blocks to be judged by, always the same."""
    return [made for index in range(count) if (made := task.batch(asker, reader, f"dev{index}"))]


def facts(run, losses, base, tests):
    """Where it stands, as a line of JSON."""
    numbers = {name: round(float(value if name in LOGITS else jnp.exp(value)), 2) for name, value in run.adapter.items() if name != "pairs"}
    lost = {name: round(float(np.mean(values)), 4) for name, values in losses.items() if values}
    right = {name: TASKS[name].judged(run.adapter, base, blocks) for name, blocks in tests.items()}
    return json.dumps({"step": run.step, "tokens": run.seen, "minutes": round(run.spent / 60, 1), "loss": lost, "numbers": numbers, **right})


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--begin", help="an adapter to begin with, in place of one that changes nothing")
    parser.add_argument("--apart", type=Path, nargs="*", default=[])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--shares", type=float, nargs=4, default=[0.2, 0.3, 0.3, 0.2], metavar=tuple(TASKS), help="of the steps")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-every", type=float, default=240, help="seconds")
    parser.add_argument("--hold-out", nargs="*", default=[], help="more domains that are not trained on")
    options = parser.parse_args()
    keys, tensors = gguf.read(options.model)
    tokenizer, base = tokens.wordpiece(keys), jax.tree.map(jnp.asarray, bert.base_weights(tensors))
    apart = names_apart(options.apart)
    functions = [one for one in parse.read(HERE / "functions") if one.name not in apart]
    kept = lambda one: held_out(one.domain) or one.domain in options.hold_out
    learnt = {name: task.asker([one for one in functions if not kept(one)], apart) for name, task in TASKS.items()}
    pairs = lambda: adapters.read(options.begin) if options.begin else bert.new_adapter(tensors, options.seed)
    write = lambda path, adapter: export(path, adapter["pairs"], "bert", "all-MiniLM-L6-v2 functions", llama.ALPHA)
    run = Run(options.out, lambda: {"pairs": pairs(), **{name: value for task in TASKS.values() for name, value in task.START.items()}}, write)
    reader = Reader(tokenizer.encode, base, run.adapter["pairs"])
    tests = {name: batches(task, task.asker([one for one in functions if kept(one)], apart), reader, 16) for name, task in TASKS.items()}
    losses, kept_at = {name: [] for name in TASKS}, time.time()
    while (progress := max(run.step / options.steps, run.spent / 60 / options.minutes)) < 1:
        began = time.time()
        name = random.Random(f"{options.seed}:{run.step}").choices(list(TASKS), options.shares)[0]
        made = TASKS[name].batch(learnt[name], reader, f"{options.seed}:{run.step}")
        run.step += 1
        if made is None:
            continue
        run.adapter, run.state, value = step(name, run.adapter, run.state, base, made[0], adamw.rate_at(progress, options.rate, 0.2))
        reader.pairs = run.adapter["pairs"]
        losses[name].append(float(value))
        run.seen += int((made[0]["text"] >= 0).sum())
        run.spent += time.time() - began
        if time.time() - kept_at > options.keep_every:
            run.keep()
            print(facts(run, losses, base, tests), flush=True)
            losses, kept_at = {name: [] for name in TASKS}, time.time()
    run.keep()
    print(facts(run, losses, base, tests), flush=True)


if __name__ == "__main__":
    main()

"""Judges a checkpoint in seconds, without decoding: an answer is greedily right if each of its tokens is the likeliest.

    python quick.py --model BASE.gguf --rows DIRECTORY --talk talk.jsonl --adapter ADAPTER.gguf [--most 30] [--file dev.jsonl]

Stricter than `judge.py` for words, which can be right in many ways; the same for calls.
"""

import argparse
import collections
import json

import jax
import jax.numpy as jnp
import numpy as np

from check import loaded
from model import gguf, llama, tokens
from model.pack import Block, Encoder
from train import visible

SHAPE = (1, 1024, 512)


def blocks(encoder, prompts):
    """Each prompt with its conversations in a block of its own, and where the first answer of each lies."""
    for prompt in prompts:
        block, prefix, spans = Block(*SHAPE), encoder.prefix(prompt["system"]), []
        block.place(0, prefix, 0, 0)
        for index, branch in enumerate(prompt["branches"]):
            if branch["kind"] in ("small", "onward"):
                continue
            start = len(block.targets)
            if block.segment(0, encoder.branch(branch), index + 1, len(prefix)):
                spans.append((branch, start, len(block.targets)))
        yield block, spans


def verdicts(branch, right, likeliest, text, opens):
    """What is right about the first answer, whose tokens are `text` and of which `right` are the likeliest."""
    kind = branch["kind"]
    if not branch["expect"]:
        yield ("missing" if kind == "missing" else "no call") + ": says no call", likeliest[0] != opens
        return
    end = "".join(text).find("(")
    name = [ok for ok, at in zip(right, np.cumsum([0] + [len(one) for one in text])) if at <= end]
    yield f"{'one call' if len(branch['expect']) == 1 else 'two calls'}: first function", all(name)
    yield f"{'one call' if len(branch['expect']) == 1 else 'two calls'}: all exact", all(right)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--model", "--rows", "--talk", "--adapter"):
        parser.add_argument(name, required=True)
    parser.add_argument("--most", type=int, default=30, help="prompts")
    parser.add_argument("--file", default="dev.jsonl")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    keys, tensors = gguf.read(options.model)
    base, words, adapter = jax.tree.map(jnp.asarray, llama.base_weights(tensors)), tokens.tokenizer(keys), loaded(options.adapter)
    with open(options.talk) as file:
        encoder = Encoder(words, [json.loads(line) for line in file])
    with open(f"{options.rows}/{options.file}") as file:
        prompts = [json.loads(line) for line in file][-options.most:]
    (opens,) = words.encode("[").ids
    compute = jax.jit(lambda block: jnp.argmax(llama.logits(base, adapter, block["tokens"], block["positions"], visible(block["group"], block["branch"]), block["places"]), -1))
    met = collections.defaultdict(list)
    for block, spans in blocks(encoder, prompts):
        found = np.asarray(compute(block.arrays()))
        for branch, start, end in spans:
            wanted = [tokens_[0] for _, tokens_, *_ in block.targets[start:end]]
            stop = wanted.index(tokens.IM_END) + 1
            wanted, likeliest = wanted[:stop], found[start:start + stop].tolist()
            right = [one == two for one, two in zip(wanted, likeliest)]
            text = [words.decode([one], skip_special_tokens=False) for one in wanted]
            judged = list(verdicts(branch, right, likeliest, text, opens))
            for measure, ok in judged:
                met[measure].append(ok)
            if options.misses and not all(ok for _, ok in judged):
                shown = "".join(one if ok else f"<{words.decode([two], skip_special_tokens=False)}|{one}>" for one, two, ok in zip(text, likeliest, right))
                print(branch["kind"], "|", branch["turns"][0][1], "|", shown)
    for measure, rights in sorted(met.items()):
        print(f"{measure}: {sum(rights)} of {len(rights)} = {100 * sum(rights) / len(rights):.1f} %")


if __name__ == "__main__":
    main()

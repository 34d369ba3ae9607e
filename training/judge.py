"""Judges an adapter on the development set: functions of domains that training never sees.

    python judge.py --server PATH/llama-server --model BASE.gguf --rows DIRECTORY --talk talk.jsonl [--adapter ADAPTER.gguf] [--misses]

Answers are the likeliest tokens without any grammar, so that what the runtime's grammar rules out counts as wrong here.
"""

import argparse
import collections
import json
import re
from concurrent.futures import ThreadPoolExecutor

import jax
import jax.numpy as jnp
import numpy as np

from check import loaded
from model import gguf, llama, tokens
from model.server import serving

CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\(")
ARGUMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
JSON = json.JSONDecoder()


def read_calls(text):
    """The calls of a message, or nothing if it is none or malformed."""
    if not text.startswith("["):
        return None
    at, made = 1, []
    try:
        while True:
            name = CALL.match(text, at)
            at, arguments = name.end(), {}
            while text[at] != ")":
                key = ARGUMENT.match(text, at)
                arguments[key[1]], at = JSON.raw_decode(text, key.end())
                at += 2 * (text[at:at + 2] == ", ")
            made.append([name[1], arguments])
            if text[at + 1] == "]":
                return made
            at += 3
    except (AttributeError, IndexError, ValueError):
        return None


def plain(value):
    """A value as it is compared: case and a final stop do not matter."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.lower().rstrip(".!?") if isinstance(value, str) else value


def verdicts(branch, said):
    """What is right about the messages of a conversation: pairs of a measure and whether it was met."""
    kind, expect = branch["kind"], branch["expect"]
    first, calls = said[0], read_calls(said[0])
    if kind in ("single", "result"):
        name = bool(calls) and calls[0][0] == expect[0][0]
        yield "function", name
        yield "function and arguments", plain(calls) == plain(expect)
    elif kind in ("two", "twice", "results"):
        yield kind + ": all calls", plain(calls) == plain(expect)
    elif kind in ("removed", "near", "other", "small"):
        yield "no call: " + kind, not first.startswith("[")
    elif kind == "missing":
        yield "asks for what is missing", first.endswith("?") and not first.startswith("[")
    if kind in ("result", "results"):
        wanted, result = branch["turns"][-1][1], branch["turns"][-2][1].lower()
        facts = [word for word in re.findall(r"[\w.:@/-]*\w", wanted) if (word[0].isdigit() or word[0].isupper()) and word.lower() in result]
        yield "answer states the facts", all(fact.lower() in said[-1].lower() for fact in facts)


def conversation(system, turns):
    """A prompt of the turns."""
    text = f"<|im_start|>system\n{system}<|im_end|>\n"
    for role, said in turns:
        text += f"<|im_start|>{role}\n{said}<|im_end|>\n"
    return text + "<|im_start|>assistant\n"


def perplexities(options, talk):
    """Of recorded talk that was not trained on, without and with the adapter."""
    keys, tensors = gguf.read(options.model)
    base, words = jax.tree.map(jnp.asarray, llama.base_weights(tensors)), tokens.tokenizer(keys)
    length, losses = 192, [0.0, 0.0]
    adapters = [llama.new_adapter(tensors, 0), loaded(options.adapter)]
    mask = jnp.where(jnp.tril(jnp.ones((length, length), bool)), 0.0, -1e9)[None]
    compute = jax.jit(lambda adapter, row: jax.nn.log_softmax(llama.logits(base, adapter, row, jnp.arange(length)[None], mask, jnp.arange(length))))
    count = 0
    for row in talk:
        prompt = words.encode(row["prompt"]).ids
        whole, start = (prompt + row["tokens"])[:length], len(prompt)
        block = np.zeros((1, length), np.int32)
        block[0, :len(whole)] = whole
        for index, adapter in enumerate(adapters):
            likely = np.asarray(compute(adapter, block))
            losses[index] -= sum(likely[at - 1, whole[at]] for at in range(start, len(whole)))
        count += len(whole) - start
    return [float(np.exp(loss / count)) for loss in losses]


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--server", "--model", "--rows", "--talk"):
        parser.add_argument(name, required=True)
    parser.add_argument("--adapter")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--most", type=int, default=60, help="prompts")
    options = parser.parse_args()
    with open(f"{options.rows}/dev.jsonl") as file:
        prompts = [json.loads(line) for line in file][:options.most]
    jobs = [(prompt["system"], branch) for prompt in prompts for branch in prompt["branches"] if branch["kind"] != "onward"]
    met = collections.defaultdict(list)
    with serving(options.server, options.model, 18251, *(["--lora", options.adapter] if options.adapter else []), slots=4) as ask:
        def say(job):
            system, branch = job
            places = [index for index, turn in enumerate(branch["turns"]) if turn[0] == "assistant"]
            return [ask(prompt=conversation(system, branch["turns"][:place]), n_predict=120, temperature=0)["content"] for place in places]
        with ThreadPoolExecutor(4) as pool:
            for (_, branch), said in zip(jobs, pool.map(say, jobs)):
                found = list(verdicts(branch, said))
                for measure, right in found:
                    met[measure].append(right)
                if options.misses and not all(right for _, right in found):
                    print(branch["kind"], "|", branch["turns"][0][1], "|", branch["turns"][1][1], "|", said)
    for measure, rights in sorted(met.items()):
        print(f"{measure}: {sum(rights)} of {len(rights)} = {100 * sum(rights) / len(rights):.1f} %")
    if options.adapter:
        with open(options.talk) as file:
            held = [json.loads(line) for index, line in enumerate(file) if index % 10 == 0]
        before, after = perplexities(options, held)
        print(f"perplexity of plain conversation: {before:.3f} without, {after:.3f} with the adapter ({100 * (after / before - 1):+.2f} %)")


if __name__ == "__main__":
    main()

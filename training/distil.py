"""Asks the base model for plain conversation, and keeps its answers with its probabilities: what the adapter must not change.

    python distil.py --server PATH/llama-server --model BASE.gguf --out talk.jsonl

Each line holds the opening, the answer, its tokens, and at each of them the most likely tokens with their probabilities.
"""

import argparse
import json
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from data.talk import chat, openings
from model import gguf, llama, tokens
from model.server import serving

PORT, KEPT, LENGTH = 18232, 16, 192


def answer(ask, index, opening):
    """An opening with its answer, and whether that came to its end."""
    plain = opening["kind"] == "plain"
    prompt = opening["text"] if plain else chat(opening["system"], [opening["user"]])
    reply = ask(prompt=prompt, n_predict=70 if opening["kind"] == "small" else 110, temperature=0.7, seed=index, top_k=100, min_p=0.02)
    return {**opening, "prompt": prompt, "reply": reply["content"], "ended": reply["stop_type"] == "eos"}


def answers(options):
    """Everything that was asked, answered by the server."""
    asked = list(openings(options.seed, *options.count))
    random.Random(options.seed).shuffle(asked)
    with serving(options.server, options.model, PORT, slots=8) as ask, ThreadPoolExecutor(8) as pool:
        return [row for row in pool.map(partial(answer, ask), range(len(asked)), asked) if row["reply"].strip()]


def teacher(base):
    """The most likely tokens after each token of some rows, as the base model has them."""
    @jax.jit
    def likely(rows):
        none = [{name: {"a": jnp.zeros((1, weight[1])), "b": jnp.zeros((weight[0], 1))} for name, weight in SHAPES.items()}] * llama.LAYERS
        length = rows.shape[1]
        mask = jnp.where(jnp.tril(jnp.ones((length, length), bool)), 0.0, -1e9)[None]
        places = jnp.broadcast_to(jnp.arange(length), rows.shape)
        logits = llama.logits(base, none, rows, places, mask, jnp.arange(rows.size))
        values, found = jax.lax.top_k(logits, KEPT)
        return found, jnp.exp(values - jax.nn.logsumexp(logits, -1, keepdims=True))
    return likely


SHAPES = {"attn_q": (576, 576), "attn_k": (192, 576), "attn_v": (192, 576), "attn_output": (576, 576),
          "ffn_gate": (1536, 576), "ffn_up": (1536, 576), "ffn_down": (576, 1536)}


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, nargs=3, default=[300, 250, 150], help="small talk, questions, prose")
    options = parser.parse_args()
    rows = answers(options)
    keys, tensors = gguf.read(options.model)
    words = tokens.tokenizer(keys)
    likely = teacher(jax.tree.map(jnp.asarray, llama.base_weights(tensors)))
    with open(options.out, "w") as file:
        for at in range(0, len(rows), 4):
            batch, block = rows[at:at + 4], np.zeros((4, LENGTH), np.int32)
            for index, row in enumerate(batch):
                prompt = words.encode(row["prompt"]).ids
                row["tokens"] = (words.encode(row["reply"]).ids + [tokens.IM_END] * row["ended"])[:LENGTH - len(prompt)]
                row["start"] = len(prompt)
                whole = prompt + row["tokens"]
                block[index, :len(whole)] = whole
            found, share = (np.asarray(one).reshape(4, LENGTH, KEPT) for one in likely(block))
            for index, row in enumerate(batch):
                span = slice(row["start"] - 1, row["start"] - 1 + len(row["tokens"]))
                row["likely"] = found[index, span].tolist()
                row["share"] = np.round(share[index, span].astype(float), 5).tolist()
                print(json.dumps(row), file=file)


if __name__ == "__main__":
    main()

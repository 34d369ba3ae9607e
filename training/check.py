"""Holds our model against llama.cpp's: the same tokens, and the same most likely next ones, with and without an adapter.

    python check.py --server PATH/llama-server --model BASE.gguf [--adapter ADAPTER.gguf]

Without `--adapter`, a random one. llama.cpp computes with activations of eight bits, so that log-probabilities differ a little.
"""

import argparse
import tempfile

import jax
import jax.numpy as jnp
import numpy as np

from data.talk import chat
from export import export
from model import gguf, llama, tokens
from model.server import serving

PROMPTS = [chat("You are a helpful assistant.\nFunctions:\nget_wind(place: string, unit?: kmh|knots) - Wind speed at a place", ["How windy is it in Oslo in 2024?"]),
           chat(None, ["What is the capital of France? I've forgotten!"]), "The history of bread begins with grain, café and 1.5 °C — it's old"]
MOST = 0.6


def loaded(path):
    """The adapter of a file, as the model takes it."""
    _, tensors = gguf.read(path)
    return [{name: {half: tensors[f"blk.{index}.{name}.weight.lora_{half}"] for half in "ab"} for name in llama.MATRICES} for index in range(llama.LAYERS)]


def next_tokens(base, adapter, prompt):
    """Log-probabilities of the token after a prompt."""
    length = len(prompt)
    mask = jnp.where(jnp.tril(jnp.ones((length, length), bool)), 0.0, -1e9)[None]
    logits = llama.logits(base, adapter, jnp.asarray([prompt]), jnp.arange(length)[None], mask, jnp.asarray([length - 1]))
    return np.asarray(jax.nn.log_softmax(logits[0]))


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--adapter")
    options = parser.parse_args()
    keys, tensors = gguf.read(options.model)
    words, base = tokens.tokenizer(keys), jax.tree.map(jnp.asarray, llama.base_weights(tensors))
    empty = llama.new_adapter(tensors, 0)
    path = options.adapter or tempfile.mkstemp(suffix=".gguf")[1]
    if not options.adapter:
        rng = np.random.default_rng(1)
        export(path, [{name: {"a": pair["a"], "b": rng.normal(0, 0.01, pair["b"].shape)} for name, pair in layer.items()} for layer in empty])
    worst = 0.0
    for name, adapter, more in [("base", empty, []), ("adapted", loaded(path), ["--lora", path])]:
        with serving(options.server, options.model, 18241, *more) as ask:
            for prompt in PROMPTS:
                ids = words.encode(prompt).ids
                reply = ask(prompt=prompt, n_predict=1, temperature=0, n_probs=10)
                if reply["tokens_evaluated"] != len(ids):
                    raise SystemExit(f"llama.cpp makes {reply['tokens_evaluated']} tokens of a prompt, and we {len(ids)}: {prompt}")
                ours, theirs = next_tokens(base, adapter, ids), reply["completion_probabilities"][0]["top_logprobs"]
                differs = max(abs(ours[one["id"]] - one["logprob"]) for one in theirs)
                worst = max(worst, differs)
                print(f"{name}: differs by {differs:.3f} at most; first {words.decode([theirs[0]['id']])!r} and {words.decode([int(ours.argmax())])!r}")
    if worst > MOST:
        raise SystemExit(f"the two differ by {worst:.2f}, which is more than {MOST}")


if __name__ == "__main__":
    main()

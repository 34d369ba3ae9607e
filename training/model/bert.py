"""The sentence encoder with an adapter, in JAX: weights as they lie in the GGUF, several texts in one row.

Texts are short, so that rows of many texts waste little: a token sees the tokens of its own text only, and its place is
counted from that text's first token, which gives the same numbers as one text a row.
"""

import jax
import jax.numpy as jnp
import numpy as np

from .llama import RANK, adapted

HEADS, EPS = 12, 1e-12
MATRICES = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down"]
# Those that read the same input are one product.
GROUPS = {"qkv": MATRICES[:3], "attn_output": ["attn_output"], "ffn_up": ["ffn_up"], "ffn_down": ["ffn_down"]}
NORMS = ["attn_output_norm", "layer_output_norm"]


def base_weights(tensors):
    """The frozen weights, layer by layer."""
    layers, index = [], 0
    while f"blk.{index}.attn_q.weight" in tensors:
        joined = {f"{name}.{part}": np.concatenate([tensors[f"blk.{index}.{one}.{part}"] for one in ones])
                  for name, ones in GROUPS.items() for part in ("weight", "bias")}
        layers.append(joined | {f"{name}.{part}": tensors[f"blk.{index}.{name}.{part}"] for name in NORMS for part in ("weight", "bias")})
        index += 1
    # Every text is of the first kind.
    place = tensors["position_embd.weight"] + tensors["token_types.weight"][:1]
    return {"layers": layers, "words": tensors["token_embd.weight"], "places": place,
            "norm.weight": tensors["token_embd_norm.weight"], "norm.bias": tensors["token_embd_norm.bias"]}


def new_adapter(tensors, seed):
    """A pair for each matrix: A small and random, B zero, so that it changes nothing."""
    rng = np.random.default_rng(seed)

    def pair(weight):
        out, into = weight.shape
        return {"a": rng.normal(0, into ** -0.5, (RANK, into)).astype(np.float32), "b": np.zeros((out, RANK), np.float32)}

    layers = len(base_weights(tensors)["layers"])
    return [{name: pair(tensors[f"blk.{index}.{name}.weight"]) for name in MATRICES} for index in range(layers)]


def _norm(x, layer, name):
    mean = jnp.mean(x, -1, keepdims=True)
    variance = jnp.mean((x - mean) ** 2, -1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + EPS) * layer[f"{name}.weight"] + layer[f"{name}.bias"]


def _attention(qkv, mask, shape):
    q, k, v = (one.reshape(*shape, HEADS, -1).transpose(0, 2, 1, 3) for one in jnp.split(qkv, 3, -1))
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(0, 1, 3, 2) + mask
    return (jax.nn.softmax(scores, -1) @ v).transpose(0, 2, 1, 3).reshape(qkv.shape[0], -1)


def hidden(base, adapter, block):
    """What the encoder makes of each token: [rows * length, width]."""
    shape = block["tokens"].shape
    mask = jnp.where(block["text"][:, :, None] == block["text"][:, None, :], 0.0, -1e9)[:, None]
    x = base["words"][block["tokens"]] + base["places"][block["places"]]
    x = _norm(x.reshape(shape[0] * shape[1], -1), base, "norm")
    for layer, pairs in zip(base["layers"], adapter):
        def through(y, name, layer=layer, pairs=pairs):
            return adapted(y, layer[f"{name}.weight"], [pairs[one] for one in GROUPS[name]]) + layer[f"{name}.bias"]
        seen = _attention(through(x, "qkv"), mask, shape)
        x = _norm(x + through(seen, "attn_output"), layer, "attn_output_norm")
        x = _norm(x + through(jax.nn.gelu(through(x, "ffn_up"), approximate=False), "ffn_down"), layer, "layer_output_norm")
    return x


def embeddings(base, adapter, block, texts):
    """The embedding of each of so many texts, of length 1. Texts are numbered from 0 in `block`."""
    return pooled(hidden(base, adapter, block), block, texts)


def pooled(x, block, texts):
    """The mean of each text's tokens, as a vector of length 1."""
    text = jnp.where(block["text"].reshape(-1) < 0, texts, block["text"].reshape(-1))
    total = jax.ops.segment_sum(x, text, texts + 1)[:texts]
    # A mean has the direction of its sum.
    return unit(total)


def unit(x):
    """Vectors of length 1."""
    return x / jnp.maximum(jnp.linalg.norm(x, axis=-1, keepdims=True), 1e-9)

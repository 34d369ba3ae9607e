"""The base model with an adapter, in JAX: weights and rotary pairs as they lie in the GGUF.

The adapter is merged into each weight once a step, forward and backward, which costs far less than carrying thin matrices
along with every token; `adapted` has the gradients of both halves and none of the weight, which stays as it is.
"""

import jax
import jax.numpy as jnp
import numpy as np

ALPHA, RANK = 32.0, 16
HEADS, KV_HEADS, LAYERS, EPS, THETA, WIDTH, CHUNK = 9, 3, 30, 1e-5, 100000.0, 64, 64
MATRICES = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
# Those that read the same input are one product.
GROUPS = {"qkv": ["attn_q", "attn_k", "attn_v"], "out": ["attn_output"], "wide": ["ffn_gate", "ffn_up"], "down": ["ffn_down"]}


def base_weights(tensors):
    """The frozen weights, layer by layer."""
    layers = []
    for index in range(LAYERS):
        layer = {name: np.concatenate([tensors[f"blk.{index}.{one}.weight"] for one in ones]) for name, ones in GROUPS.items()}
        layer |= {name: tensors[f"blk.{index}.{name}.weight"] for name in ("attn_norm", "ffn_norm")}
        layers.append(layer)
    return {"layers": layers, "embedding": tensors["token_embd.weight"], "norm": tensors["output_norm.weight"]}


def new_adapter(tensors, seed):
    """A pair for each matrix: A small and random, B zero, so that it changes nothing."""
    rng = np.random.default_rng(seed)
    layers = []
    for index in range(LAYERS):
        layer = {}
        for name in MATRICES:
            out, into = tensors[f"blk.{index}.{name}.weight"].shape
            a = rng.normal(0, into ** -0.5, (RANK, into)).astype(np.float32)
            layer[name] = {"a": a, "b": np.zeros((out, RANK), np.float32)}
        layers.append(layer)
    return layers


@jax.custom_vjp
def adapted(x, weight, pairs):
    """`x` through a frozen weight with its pairs, one below the other."""
    return _forward(x, weight, pairs)[0]


def _forward(x, weight, pairs):
    change = jnp.concatenate([pair["b"] @ pair["a"] for pair in pairs])
    merged = weight + (ALPHA / RANK) * change
    return jnp.einsum("ti,oi->to", x, merged), (x, merged, pairs)


def _backward(kept, dy):
    x, merged, pairs = kept
    a = jnp.concatenate([pair["a"] for pair in pairs])
    thin = x @ a.T
    grads, down, starts = [], [], 0
    for index, pair in enumerate(pairs):
        part = dy[:, starts:starts + pair["b"].shape[0]]
        starts += pair["b"].shape[0]
        grads.append({"b": (ALPHA / RANK) * (part.T @ thin[:, index * RANK:(index + 1) * RANK])})
        down.append(part @ pair["b"])
    da = (ALPHA / RANK) * (jnp.concatenate(down, 1).T @ x)
    for index, grad in enumerate(grads):
        grad["a"] = da[index * RANK:(index + 1) * RANK]
    return dy @ merged, None, grads


adapted.defvjp(_forward, _backward)


def _norm(x, weight):
    return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + EPS) * weight


def _rotated(x, cos, sin):
    """Pairs of neighbours turned, as the GGUF has them."""
    even, odd = x[..., ::2], x[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape)


def _attention(qkv, cos, sin, mask, shape):
    rows, length = shape
    q, k, v = jnp.split(qkv, [HEADS * WIDTH, (HEADS + KV_HEADS) * WIDTH], -1)
    q = _rotated(q.reshape(rows, length, HEADS, WIDTH), cos, sin) * WIDTH ** -0.5
    k = _rotated(k.reshape(rows, length, KV_HEADS, WIDTH), cos, sin)
    v = v.reshape(rows, length, KV_HEADS, WIDTH)
    q = q.reshape(rows, length, KV_HEADS, HEADS // KV_HEADS, WIDTH)
    seen = []
    # What comes later is never looked at, so it is not computed either.
    for start in range(0, length, CHUNK):
        end = min(start + CHUNK, length)
        scores = jnp.einsum("bqghw,bkgw->bghqk", q[:, start:end], k[:, :end]) + mask[:, None, None, start:end, :end]
        seen.append(jnp.einsum("bghqk,bkgw->bqghw", jax.nn.softmax(scores, -1), v[:, :end]))
    return jnp.concatenate(seen, 1).reshape(rows * length, HEADS * WIDTH)


def hidden(base, adapter, tokens, positions, mask):
    """What the model has in mind at each place: [rows * length, 576]."""
    rows, length = tokens.shape
    angle = positions[..., None, None] * THETA ** (-jnp.arange(0, WIDTH, 2) / WIDTH)
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    x = base["embedding"][tokens].reshape(rows * length, -1)
    for layer, pairs in zip(base["layers"], adapter):
        def through(y, name, layer=layer, pairs=pairs):
            return adapted(y, layer[name], [pairs[one] for one in GROUPS[name]])
        qkv = through(_norm(x, layer["attn_norm"]), "qkv")
        x = x + through(_attention(qkv, cos, sin, mask, (rows, length)), "out")
        gate, up = jnp.split(through(_norm(x, layer["ffn_norm"]), "wide"), 2, -1)
        x = x + through(jax.nn.silu(gate) * up, "down")
    return _norm(x, base["norm"])


def logits(base, adapter, tokens, positions, mask, places):
    """The logits at some places of the flattened rows."""
    return jnp.einsum("ti,vi->tv", hidden(base, adapter, tokens, positions, mask)[places], base["embedding"])

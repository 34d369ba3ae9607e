"""The optimizer that both adapters are trained by: AdamW, with gradients that are clipped as a whole."""

import jax
import jax.numpy as jnp
import numpy as np

BETA1, BETA2, DECAY, CLIP = 0.9, 0.98, 0.01, 1.0


def fresh(adapter):
    """The state before the first step."""
    zero = lambda: jax.tree.map(np.zeros_like, adapter)
    return {"first": zero(), "second": zero(), "count": np.float32(0)}


def moved(adapter, state, grads, rate):
    """The adapter and the state after a step, and how long the gradient was. Single numbers do not decay towards nothing."""
    norm = jnp.sqrt(sum(jnp.sum(grad * grad) for grad in jax.tree.leaves(grads)))
    scale = jnp.where(jnp.isfinite(norm), jnp.minimum(1.0, CLIP / (norm + 1e-9)), 0.0)
    count = state["count"] + 1
    first = jax.tree.map(lambda m, grad: BETA1 * m + (1 - BETA1) * jnp.nan_to_num(grad * scale), state["first"], grads)
    second = jax.tree.map(lambda v, grad: BETA2 * v + (1 - BETA2) * jnp.nan_to_num(grad * scale) ** 2, state["second"], grads)

    def weight_after(weight, m, v):
        change = (m / (1 - BETA1 ** count)) / (jnp.sqrt(v / (1 - BETA2 ** count)) + 1e-8)
        return weight - rate * (change + DECAY * weight * (weight.ndim > 0))

    return jax.tree.map(weight_after, adapter, first, second), {"first": first, "second": second, "count": count}, norm


def rate_at(progress, highest, hold):
    """Warm-up, level until `hold` of the way, then straight down to a fiftieth."""
    if progress < 0.02:
        return highest * (0.05 + 0.95 * progress / 0.02)
    return highest * (1.0 if progress < hold else max(0.02, 1 - 0.98 * (progress - hold) / (1 - hold)))

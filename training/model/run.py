"""Where a training stands, kept on disk: a kill at any time leaves the older files whole."""

import os
import pickle

import jax
import jax.numpy as jnp
import numpy as np

from . import adamw


class Run:
    """The newest checkpoint of a folder, or a beginning: the adapter with the optimizer's state, steps, tokens seen, seconds."""

    def __init__(self, folder, begin, write):
        """`begin` makes the first adapter, `write` its file, from a path and the adapter."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.write = folder, write
        kept = folder / "checkpoint.pickle"
        found = pickle.loads(kept.read_bytes()) if kept.exists() else self._fresh(begin())
        self.adapter, self.state = jax.tree.map(jnp.asarray, (found["adapter"], found["state"]))
        self.step, self.seen, self.spent = int(found["step"]), int(found["seen"]), float(found["spent"])

    def keep(self):
        """Writes a checkpoint, and the adapter as `latest.gguf`."""
        adapter, state = jax.tree.map(np.asarray, (self.adapter, self.state))
        found = {"adapter": adapter, "state": state, "step": self.step, "seen": self.seen, "spent": self.spent}
        self._whole("checkpoint.pickle", lambda path: path.write_bytes(pickle.dumps(found)))
        self._whole("latest.gguf", lambda path: self.write(path, adapter))

    @staticmethod
    def _fresh(adapter):
        return {"adapter": adapter, "state": adamw.fresh(adapter), "step": 0, "seen": 0, "spent": 0.0}

    def _whole(self, name, write):
        new = self.folder / f"{name}.new"
        write(new)
        os.replace(new, self.folder / name)

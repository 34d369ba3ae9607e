"""Reads the GGUF of the base model, and writes the GGUF of an adapter."""

import struct

import numpy as np

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_F32, _F16, _Q4_0, _Q4_1, _Q8_0 = 0, 1, 2, 3, 8


class _Reader:
    def __init__(self, data, at):
        self.data, self.at = data, at

    def number(self, kind):
        (value,) = struct.unpack_from("<" + kind, self.data, self.at)
        self.at += struct.calcsize("<" + kind)
        return value

    def text(self):
        length = self.number("Q")
        self.at += length
        return bytes(self.data[self.at - length:self.at]).decode("utf-8", "surrogateescape")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            kind, count = self.number("I"), self.number("Q")
            return [self.value(kind) for _ in range(count)]
        return self.number(_SCALARS[kind])


def read(path):
    """The keys of a file, and its tensors as f32 arrays of the shape [rows, columns]."""
    data = np.memmap(path, np.uint8, "r")
    reader = _Reader(data, 4)
    if bytes(data[:4]) != b"GGUF" or reader.number("I") != 3:
        raise SystemExit(f"{path} is no GGUF of version 3")
    tensors, keys = reader.number("Q"), reader.number("Q")
    found = {}
    for _ in range(keys):
        name = reader.text()
        found[name] = reader.value(reader.number("I"))
    places = []
    for _ in range(tensors):
        name, dimensions = reader.text(), reader.number("I")
        shape = [reader.number("Q") for _ in range(dimensions)]
        places.append((name, shape[::-1], reader.number("I"), reader.number("Q")))
    alignment = found.get("general.alignment", 32)
    start = -(-reader.at // alignment) * alignment
    return found, {name: _numbers(data[start + at:], kind, shape) for name, shape, kind, at in places}


def _numbers(data, kind, shape):
    count = int(np.prod(shape))
    if kind == _F32:
        return data[:4 * count].view("<f4").reshape(shape).copy()
    if kind == _F16:
        return data[:2 * count].view("<f2").reshape(shape).astype(np.float32)
    size, head = {_Q4_0: (18, 2), _Q4_1: (20, 4), _Q8_0: (34, 2)}[kind]
    blocks = data[:count // 32 * size].reshape(-1, size)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    body = blocks[:, head:]
    if kind == _Q8_0:
        return (body.copy().view(np.int8) * scale).reshape(shape)
    nibbles = np.concatenate([body & 15, body >> 4], 1).astype(np.float32)
    least = blocks[:, 2:4].copy().view("<f2").astype(np.float32) if kind == _Q4_1 else -8 * scale
    return (nibbles * scale + least).astype(np.float32).reshape(shape)


def write(path, keys, tensors):
    """Writes keys (text or f32) and tensors (as f16)."""
    def text(value):
        return struct.pack("<Q", len(value.encode())) + value.encode()

    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for name, value in keys.items():
        out += text(name)
        out += struct.pack("<I", 8) + text(value) if isinstance(value, str) else struct.pack("<If", 6, value)
    body = b""
    for name, array in tensors.items():
        out += text(name) + struct.pack("<I", array.ndim) + struct.pack(f"<{array.ndim}Q", *array.shape[::-1])
        out += struct.pack("<IQ", _F16, len(body))
        body += array.astype("<f2").tobytes()
        body += bytes(-len(body) % 32)
    with open(path, "wb") as file:
        file.write(out + bytes(-len(out) % 32) + body)

"""llama.cpp's server as a child process: the one that answers and checks."""

import json
import subprocess
import time
import urllib.request
from contextlib import contextmanager


@contextmanager
def serving(server, model, port, *more, slots=1):
    """A server while the block runs; gives what asks it."""
    child = subprocess.Popen([server, "-m", model, "--host", "127.0.0.1", "--port", str(port), "-c", str(2048 * slots),
                              "-np", str(slots), "-t", "2", *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(child, port)
        yield lambda **body: _post(port, body)
    finally:
        child.terminate()
        child.wait()


def _wait(child, port):
    for _ in range(240):
        time.sleep(0.5)
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as reply:
                if reply.status == 200:
                    return
        except OSError:
            pass
    raise SystemExit("the server did not load the model; are the paths of the server, the model and the adapter right?")


def _post(port, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/completion", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)

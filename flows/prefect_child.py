"""The child process that is the Prefect server of one run; started as a script by prefect_server.py."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time


def serve(owner: int) -> None:
    """The child: say the port at once, then be Prefect's server until the owner is gone."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))  # the system gives a free port, so no two runs can meet on one
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with, args=(owner,), daemon=True).start()
    import uvicorn

    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on",
        timeout_graceful_shutdown=3,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])


def _end_with(owner: int) -> None:
    if os.name == "nt":
        sys.stdin.buffer.read()  # the pipe closes when the owner ends
    while os.name != "nt" and os.getppid() == owner:
        time.sleep(0.5)
    signal.raise_signal(signal.SIGTERM)
    time.sleep(6)
    os._exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]))

"""Runs a program, and ends it when standard input closes: even tests that are killed leave no server behind.

Not imported: run with the name of a user (or an empty word) and the command.
"""

import os
import signal
import subprocess
import sys
import threading

user, *command = sys.argv[1:]
started = subprocess.Popen(
    command, stdin=subprocess.DEVNULL, **({"user": user, "group": user, "extra_groups": []} if user else {})
)


def follow_parent() -> None:
    while os.read(0, 4096):
        pass
    started.terminate()
    try:
        started.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)


signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Thread(target=follow_parent, daemon=True).start()
os._exit(abs(started.wait()) & 0xFF)

"""Runs a program, and ends it when standard input closes: even tests that are killed leave no server behind.

Not imported: run with the name of a user (or an empty word), the number of the signal that ends the program, and
the command.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = float(os.environ.get("KEEPER_PATIENCE", "15"))

user, number, *command = sys.argv[1:]
if sys.platform == "linux":  # orphans of the program become our children, so that we can see them end
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
signal.signal(signal.SIGINT, signal.SIG_IGN)
started = subprocess.Popen(
    command, stdin=subprocess.DEVNULL, **({"user": user, "group": user, "extra_groups": []} if user else {})
)


def follow_parent() -> None:
    while os.read(0, 4096):
        pass
    started.send_signal(int(number))
    time.sleep(PATIENCE)
    started.kill()


threading.Thread(target=follow_parent, daemon=True).start()
code = started.wait()
end = time.monotonic() + PATIENCE
while time.monotonic() < end:
    try:
        if os.waitpid(-1, os.WNOHANG) == (0, 0):
            time.sleep(0.01)
    except ChildProcessError:
        os._exit(abs(code) & 0xFF)
os.killpg(0, signal.SIGKILL)

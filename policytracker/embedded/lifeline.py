"""Runs a program and ends it when standard input ends: `lifeline.py SIGNAL PROGRAM ARGUMENT...`.

For systems without PR_SET_PDEATHSIG (macOS): the supervisor holds the other end of the pipe, so
the program ends also when the supervisor was killed. A script of its own; imports nothing of ours.
"""

import os
import signal
import subprocess
import sys
import threading


def main(number: int, argv: list[str]) -> int:
    """Run `argv`; its exit code."""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)

    def end(received: int, frame: object) -> None:
        child.send_signal(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        child.send_signal(number)

    threading.Thread(target=watch, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))

"""System calls of a running server that fail, by strace: attached for as long as the `with` lasts."""
import contextlib
import os
import shutil
import signal
import subprocess
import time

import pytest

ATTACH_SECONDS_MAX = 30


def may_trace():
    if not shutil.which("strace"):
        return False
    run = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return run.returncode == 0


def tracer_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("TracerPid:"))


def all_traced(pid):
    return all(tracer_of(f"{pid}/task/{thread}") for thread in os.listdir(f"/proc/{pid}/task"))


@contextlib.contextmanager
def failing(server, calls, how, *paths):
    """how: as strace has it, "error=EIO" or "retval=1:when=2+3". With paths only calls on those files."""
    if not may_trace():
        pytest.skip("this machine has no strace, or does not permit it")
    command = ["strace", "-f", "-qq", "-o", str(server.folder / "strace"), "-p", str(server.process.pid)]
    for path in paths:
        command += ["-P", str(path)]
    command += ["-e", f"trace={calls}", "-e", f"inject={calls}:{how}"]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + ATTACH_SECONDS_MAX
        while not all_traced(server.process.pid):
            assert tracer.poll() is None and time.monotonic() < deadline, "strace did not attach"
            time.sleep(0.01)
        yield
    finally:
        tracer.send_signal(signal.SIGINT)  # it lets the server go
        tracer.wait(ATTACH_SECONDS_MAX)


def times_injected(server):
    return (server.folder / "strace").read_text().count("(INJECTED)")

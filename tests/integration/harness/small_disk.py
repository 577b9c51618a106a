"""A server on a small disk of its own, which a test can fill: a tmpfs in a mount namespace, gone with the
server.
"""
import contextlib
import os
import subprocess
from pathlib import Path

import pytest

from harness.server import Server

MOUNT = 'mkdir -p "$0" && mount -t tmpfs -o size=%dm tmpfs "$0" && exec "$@"'


def may_mount():
    run = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return run.returncode == 0


class SmallDisk:
    """The disk of a server that runs, seen from outside."""

    def __init__(self, server):
        self.folder = Path(f"/proc/{server.process.pid}/root{server.data_dir}")
        self.filler = self.folder / "filler"

    def fill(self, free_bytes=0):
        """Takes all room but so much."""
        room = os.statvfs(self.folder)
        taken = room.f_bavail * room.f_frsize - free_bytes
        if taken <= 0:
            return
        with self.filler.open("ab") as filler, contextlib.suppress(OSError):  # the server may take some, too
            os.posix_fallocate(filler.fileno(), filler.tell(), taken)

    def empty(self):
        self.filler.unlink(missing_ok=True)


@contextlib.contextmanager
def server_on_a_small_disk(name, mib, *arguments):
    if not may_mount():
        pytest.skip("this machine does not permit a mount, so there is no small disk to fill")
    server = Server(name, arguments=arguments)
    server.prefix = ["unshare", "--mount", "sh", "-c", MOUNT % mib, str(server.data_dir)]
    with server:
        yield server, SmallDisk(server)

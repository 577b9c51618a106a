"""A full disk: intake says 507 before it reads a body, reads go on, and room is noticed without a restart."""
import os
import subprocess
from pathlib import Path

import pytest

from harness.server import Server

DISK_MIB = 256
HEADING = "date,platform,campaign_id,clicks\n"
# In a mount namespace of its own, so that the disk goes away with the server.
MOUNT = 'mkdir -p "$0" && mount -t tmpfs -o size=%dm tmpfs "$0" && exec "$@"' % DISK_MIB


def may_mount():
    run = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return run.returncode == 0


def test_intake_pauses_while_the_disk_is_full():
    if not may_mount():
        pytest.skip("this machine does not permit a mount, so there is no small disk to fill")
    server = Server("disk-full")
    server.prefix = ["unshare", "--mount", "sh", "-c", MOUNT, str(server.data_dir)]
    with server:
        client = server.client()
        client.ingest_and_wait(HEADING + "2024-01-01,tiktok,c,1\n")
        disk = Path(f"/proc/{server.process.pid}/root{server.data_dir}")
        room = os.statvfs(disk)
        with (disk / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, room.f_bavail * room.f_frsize - (8 << 20))

        refused = client.ingest(HEADING + "2024-01-02,tiktok,c,2\n")
        assert refused.status == 507, refused
        assert refused.headers.get_content_type() == "application/problem+json"
        assert client.roi()["total_clicks"] == "1"

        (disk / "filler").unlink()
        assert client.ingest_and_wait(HEADING + "2024-01-02,tiktok,c,2\n")["status"] == "applied"
        assert client.roi()["total_clicks"] == "3"
        assert server.stop() == 0

"""Paths that would lead out of what is served: no file of the machine is behind any of them."""
import collections
import http.client
import itertools
import re
import socket

import pytest

from harness.patience import PATIENCE
from harness.server import API_KEY, Server

PREFIXES = ("/", "/api/docs/", "/setup", "/setup/", "/api/v1/", "/api/v1/data/batches/", "/campaign/")
UP = (
    "../", "..%2f", "..%2F", "%2e%2e/", "%2e%2e%2f", "%2E%2E%2F", ".%2e/", "..%252f", "%252e%252e%252f",
    "%25252e%25252e%25252f", "..\\", "..%5c", "%2e%2e%5c", "..%255c", "....//", "..../", "..;/", "..%00/",
    "..%0d/", "%c0%ae%c0%ae/", "..%c0%af", "%uff0e%uff0e/", "./../", "..//",
)  # fmt: skip
DEPTHS = (1, 3, 12)
# Of the machine, and of the server's own folder.
TARGETS = ("etc/passwd", "etc/passwd%00.html", "proc/self/environ", "secret.key", "insightflow.sqlite")
DIRECT = (
    "/etc/passwd", "//etc/passwd", "///etc/passwd", "%2fetc%2fpasswd", "%2f%2fetc/passwd", "\\etc\\passwd",
    "C:\\Windows\\win.ini", "C:%5cWindows%5cwin.ini", "file:///etc/passwd", "file:%2f%2f%2fetc%2fpasswd",
    "\\\\127.0.0.1\\share", "%00", "%00/etc/passwd", "swagger-ui.css%00", "swagger-ui.css/../../etc/passwd",
    "swagger-ui.css/..%2f..%2fetc%2fpasswd", "/proc/self/root/etc/passwd", "proc/self/cwd/conftest.py",
    "dev/fd/0", "~root/.profile", ".git/config", ".env", "secret.key", "insightflow.sqlite",
)  # fmt: skip


def targets():
    for prefix, up, depth, target in itertools.product(PREFIXES, UP, DEPTHS, TARGETS):
        yield prefix + up * depth + target
    for prefix, direct in itertools.product(PREFIXES, DIRECT):
        yield prefix + direct


@pytest.fixture(scope="module")
def server():
    with Server("paths") as running:
        yield running


def exchange(stream, target):
    """Status, type and body for the target as it stands: http.client and curl would mend some."""
    stream.write(f"GET {target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {API_KEY}\r\n\r\n".encode())
    stream.flush()
    status = int(re.match(rb"HTTP/1\.1 (\d{3}) ", stream.readline())[1])
    headers = http.client.parse_headers(stream)
    return status, headers.get_content_type(), stream.read(int(headers["Content-Length"]))


def contents(server):
    """What a file that got out would show: of the system, of the databases, of the secret, of these tests."""
    secret = (server.data_dir / "secret.key").read_bytes().strip()
    assert secret
    return [b"root:", b"SQLite format 3", b"pytest", b"[core]", b"API_KEY=", secret]


def test_no_path_leads_to_a_file(server, tell):
    within, answered = contents(server), collections.Counter()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30 * PATIENCE) as connection:
        stream = connection.makefile("rwb")
        for target in targets():
            status, kind, body = exchange(stream, target)
            assert status in (400, 404) and kind == "application/problem+json", (target, status, body)
            assert not any(content in body for content in within), (target, body)
            answered[status] += 1
        status, kind, _ = exchange(stream, "/api/docs/swagger-ui.css")
        assert (status, kind) == (200, "text/css"), "what is served still is"
    assert answered[404] > answered[400] > 0
    tell(f"paths that lead out: {answered.total()}, {answered[404]} not found, {answered[400]} refused")

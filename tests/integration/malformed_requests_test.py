"""Requests that no server may take (tests/data/http/malformed.yaml): ours refuses every one and closes. nginx
gets the same bytes in the same run, for comparison."""
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from harness.server import API_KEY, Server, die_with_parent, free_port, temporary_folder

DATA = Path(__file__).resolve().parents[1] / "data/http/malformed.yaml"
PIECES = {"get": "GET /healthz HTTP/1.1\r\nHost: a\r\n"}
PIECES["post"] = (
    "POST /api/v1/data/ingest HTTP/1.1\r\nHost: a\r\n"
    f"Authorization: Bearer {API_KEY}\r\nContent-Type: text/csv\r\n"
)
PIECES["chunked"] = PIECES["post"] + "Transfer-Encoding: chunked\r\n\r\n"
FOLLOWING = b"GET /healthz HTTP/1.1\r\nHost: following\r\nConnection: close\r\n\r\n"
PATIENCE_SECONDS = 3

# What the same senders must get through, or a refusal would prove nothing.
GOOD = {
    "get": PIECES["get"] + "\r\n",
    "a length": PIECES["post"] + "Content-Length: 2\r\n\r\nab",
    "chunks": PIECES["chunked"] + '1\r\na\r\n1;a=b;c="d"\r\nb\r\n0\r\nX-Trailer: a\r\n\r\n',
    "an absolute form": "GET http://a:80/healthz HTTP/1.1\r\nHost: a:80\r\n\r\n",
    "an IPv6 host": "GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
    "an empty line before": "\r\n" + PIECES["get"] + "\r\n",
}

NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    # A body is read whole before it is passed on: what nginx takes, it has taken as valid.
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{behind}; }} }}
    server {{ listen 127.0.0.1:{behind}; location / {{ return 200 "taken"; }} }}
}}
"""


def cases():
    return yaml.safe_load(DATA.read_text("ascii"))


def bytes_of(request):
    parts = request if isinstance(request, list) else [request]
    text = "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts)
    for name, piece in PIECES.items():
        text = text.replace("${" + name + "}", piece)
    return text.encode("latin-1")


def statuses(port, sent):
    """The statuses of all replies on one connection, and whether the server closed it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        received, closed = b"", True
        try:
            connection.sendall(sent)
        except OSError:
            pass  # it was closed before all was sent; the reply is still there to be read
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
        except TimeoutError:
            closed = False
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)], closed


@pytest.fixture(scope="module")
def ours():
    with Server("malformed") as running:
        yield running


@pytest.fixture(scope="module")
def nginx_port():
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).exists(), "nginx is missing: tools/setup.sh test installs it"
    folder, port, behind = temporary_folder("nginx"), free_port(), free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, behind=behind))
    process = subprocess.Popen(
        [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    try:
        deadline = time.monotonic() + 10
        while True:
            assert process.poll() is None, (folder / "error.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield port
    finally:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("name", GOOD)
def test_good_requests_are_taken_by_both(ours, nginx_port, name):
    sent = bytes_of(GOOD[name]) + FOLLOWING
    for port in (ours.port, nginx_port):
        replies, closed = statuses(port, sent)
        assert closed and len(replies) == 2 and all(200 <= status < 300 for status in replies), replies


def test_every_malformed_request_is_refused_and_the_connection_closed(ours, nginx_port, tell):
    faults, taken_by_nginx = [], []
    for case in cases():
        sent = bytes_of(case["request"]) + FOLLOWING
        replies, closed = statuses(ours.port, sent)
        if replies != [case.get("status", 400)] or not closed:
            faults.append(f"{case['name']}: answered {replies}, {'closed' if closed else 'left open'}")
        replies, _ = statuses(nginx_port, sent)
        if any(status < 400 for status in replies[:1]):
            taken_by_nginx.append(case["name"])
    count = len(cases())
    tell(
        f"malformed requests: {count}; ours refuses {count - len(faults)},"
        f" nginx {count - len(taken_by_nginx)}. nginx takes: {', '.join(taken_by_nginx)}"
    )
    assert not faults, "\n".join(faults)
    assert count >= 85
    assert len({case["name"] for case in cases()}) == count
    assert ours.client().get("/healthz").status == 200


def test_the_list_says_what_rule_each_breaks():
    for case in cases():
        assert set(case) <= {"name", "rule", "request", "status"}
        assert re.match(r"(9110|9112|RFC \d+) [\d.]+", case["rule"]), case["name"]

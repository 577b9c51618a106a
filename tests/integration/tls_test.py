"""TLS: what is spoken, what is refused, and a new certificate under open connections."""
import base64
import http.client
import shutil
import signal
import socket
import ssl
import subprocess
import time

import pytest

from harness.patience import PATIENCE
from harness.server import API_KEY, BINARY, Server, command_line, die_with_parent, environment


def make_certificate(folder, name, alternative="IP:127.0.0.1"):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def trusting(folder):
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))


class TlsServer(Server):
    def __init__(self, files, context=None):
        pair = ["--tls-cert", str(files / "cert.pem"), "--tls-key", str(files / "key.pem")]
        super().__init__("tls", arguments=pair)
        self.files = files
        self.context = context

    def connect(self, context=None):
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=20, context=context or self.context or trusting(self.files)
        )

    def wait_until_ready(self):
        deadline = time.monotonic() + 30
        while True:
            assert self.process.poll() is None, self.log_tail()
            try:
                if ask(self.connect(), "/readyz").status == 200:
                    return self
            except OSError:
                assert time.monotonic() < deadline, self.log_tail()
                time.sleep(0.02)


def ask(connection, path="/healthz"):
    connection.request("GET", path, headers={"Authorization": f"Bearer {API_KEY}"})
    reply = connection.getresponse()
    reply.read()
    return reply


@pytest.fixture
def server(tmp_path):
    make_certificate(tmp_path, "first")
    with TlsServer(tmp_path) as running:
        yield running


def test_requests_go_through_tls_and_browsers_are_told_to_stay_there(server):
    connection = server.connect()
    for _ in range(3):
        reply = ask(connection)
        assert reply.status == 200
        assert "max-age=" in reply.headers["Strict-Transport-Security"]
    assert connection.sock.version() == "TLSv1.3"
    rows = "date,platform,campaign_id,clicks,cost\n" + "2024-01-01,tiktok,c,1,1\n" * 200_000
    headers = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "text/csv"}
    connection.request("POST", "/api/v1/data/ingest?collisions=sum", rows, headers)
    assert connection.getresponse().status == 202


def test_a_large_reply_comes_whole(server):
    connection = server.connect()
    connection.request("GET", "/api/docs/swagger-ui-bundle.js")
    reply = connection.getresponse()
    assert len(reply.read()) == int(reply.headers["Content-Length"]) > 1_000_000


def test_commands_on_this_machine_know_the_server_of_their_folder(tmp_path):
    make_certificate(tmp_path, "dash.example.com", "DNS:dash.example.com")
    context = trusting(tmp_path)
    context.check_hostname = False
    with TlsServer(tmp_path, context) as server:
        on_folder = ("--data-dir", server.data_dir)
        assert command_line("health", *on_folder).stdout == "ready\n"
        assert command_line("batches", *on_folder).returncode == 0
        assert "runs and is ready" in command_line("doctor", *on_folder, check=False).stdout
        by_address = command_line("health", "--url", f"https://127.0.0.1:{server.port}", check=False)
        assert by_address.returncode == 1, "who names an address wants its certificate to be of that name"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(server, version):
    context = trusting(server.files)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with pytest.raises(ssl.SSLError) as refused:
        ask(server.connect(context))
    assert refused.value.reason == "TLSV1_ALERT_PROTOCOL_VERSION", "the server's word, not our library's"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_today_s_versions_are_spoken(server, version):
    context = trusting(server.files)
    context.minimum_version = context.maximum_version = version
    connection = server.connect(context)
    assert ask(connection).status == 200
    assert connection.sock.version() == version.name.replace("_", ".")


def test_cleartext_on_the_tls_port_is_not_answered(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert not connection.makefile("rb").read().startswith(b"HTTP")


def test_who_does_not_begin_to_speak_tls_is_let_go(server):
    """Each is closed by the deadline of a header, 10 s, and nobody else waits for that."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20 * PATIENCE) as mute:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20 * PATIENCE) as slow:
            slow.send(b"\x16\x03\x01\x02\x00\x01")
            began = time.monotonic()
            assert ask(server.connect()).status == 200
            assert mute.recv(1) == b"" and slow.recv(1) == b""
            assert time.monotonic() - began > 5, "there was time to begin"


def test_a_new_certificate_serves_new_connections_and_drops_none(server, tmp_path):
    old = trusting(server.files)
    held = server.connect(old)
    assert ask(held).status == 200
    make_certificate(tmp_path, "second")
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 20
    while True:
        try:
            assert ask(server.connect()).status == 200
            break
        except ssl.SSLError:
            assert time.monotonic() < deadline, "the new certificate is not served"
            time.sleep(0.02)
    assert ask(held).status == 200, "the connection that was open goes on"
    with pytest.raises(ssl.SSLError):
        ask(server.connect(old))


def test_a_broken_certificate_changes_nothing(server):
    good = trusting(server.files)
    (server.files / "cert.pem").write_text("no certificate")
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 20
    while "certificate" not in server.log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert ask(server.connect(good)).status == 200


def test_the_private_key_is_in_no_file_of_ours(server):
    text = (server.files / "key.pem").read_text().splitlines()[1:-1]
    number = base64.b64decode("".join(text))[36:68]  # where PKCS #8 has the secret of a P-256 key
    wanted = [text[0].encode(), number]
    assert ask(server.connect()).status == 200
    server.process.send_signal(signal.SIGHUP)
    assert server.stop() == 0
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert server.log in files and len(files) > 3
    for path in files:
        assert not any(piece in path.read_bytes() for piece in wanted), path


def test_sigterm_lets_a_tls_connection_finish(server):
    connection = server.connect()
    assert ask(connection).status == 200
    assert server.stop() == 0


def test_cleartext_beyond_the_loopback_is_refused_unless_told(tmp_path):
    def serve(*arguments):
        return subprocess.run(
            [str(BINARY), "serve", "--data-dir", str(tmp_path / "data"), "--listen", "0.0.0.0:1", *arguments],
            env=environment({"API_KEY": "x" * 40}), capture_output=True, text=True, timeout=30, check=False,
            preexec_fn=die_with_parent,
        )  # fmt: skip

    refused = serve()
    assert refused.returncode == 78
    assert "--tls-cert" in refused.stderr and "--insecure-listen" in refused.stderr
    shutil.rmtree(tmp_path / "data", ignore_errors=True)
    assert serve("--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem").returncode == 78

"""Starts the product's binary on a free port of 127.0.0.1 with its own data folder; stops it by its id."""
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from harness.client import Client
from harness.patience import PATIENCE

REPOSITORY = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("INSIGHTFLOW_BUILD", REPOSITORY / "build/release"))
BINARY = Path(os.environ.get("INSIGHTFLOW_BINARY", BUILD / "insightflow"))
OUTPUT = BUILD / "test-output"
SHARED_DATA = REPOSITORY.parent / "shared/data"
API_KEY = "secret123"
START_SECONDS_MAX = 60 * PATIENCE
STOP_SECONDS_MAX = 40 * PATIENCE

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port():
    """One below those that the system gives to connections: none of them takes it before the server does."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def temporary_folder(name):
    OUTPUT.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=OUTPUT))


def environment(extra=None):
    """The caller's environment without settings of the product, and the key of the tests."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("INSIGHTFLOW_", "API_KEY", "DATA_SOURCE", "ENABLED_SOURCES"))
    }
    return {
        name: value
        for name, value in (clean | {"API_KEY": API_KEY} | (extra or {})).items()
        if value is not None
    }


class Server:
    """One running server. Use it in a `with`; its folder goes away with it unless data_dir was given."""

    def __init__(self, name="server", data_dir=None, arguments=(), env=None, prefix=()):
        self.folder = temporary_folder(name)
        self.data_dir = Path(data_dir) if data_dir else self.folder / "data"
        self.arguments, self.prefix = list(arguments), list(prefix)
        self.environment = environment(env)
        self.log = self.folder / "log"
        self.port = free_port()
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def client(self, key=API_KEY, timeout=60 * PATIENCE):
        return Client(self.port, key=key, timeout=timeout)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        self.kill()
        if kind is None:
            self.remove()

    def remove(self):
        """What a failed test leaves is kept for a look; everything else goes."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def launch(self, stderr=None, listen=None):
        """Starts the process and does not wait for it. Where stderr is not given, it goes to the log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self.prefix,
                    str(BINARY),
                    "serve",
                    "--data-dir",
                    str(self.data_dir),
                    "--listen",
                    listen or self.address,
                    *self.arguments,
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=stderr or log,
                preexec_fn=die_with_parent,
            )
        return self

    def start(self):
        self.launch()
        return self.wait_until_ready()

    def wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                if self.client(timeout=5 * PATIENCE).get("/readyz").status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"the server was not ready after {START_SECONDS_MAX} s:\n{self.log_tail()}")

    def stop(self):
        """Asks the server to end (SIGTERM) and gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"the server ran on {STOP_SECONDS_MAX} s after SIGTERM:\n{self.log_tail()}"
            ) from None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def rss_kib(self, field="VmRSS"):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise AssertionError(f"no {field} in /proc")

    def log_tail(self, lines=40):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def command_line(*arguments, server=None, env=None, timeout=120 * PATIENCE, check=True, prefix=(), **options):
    """Runs the binary as a command; server sets INSIGHTFLOW_URL."""
    extra = {"INSIGHTFLOW_URL": server.url} if server else {}
    run = subprocess.run(
        [*prefix, str(BINARY), *map(str, arguments)],
        env=environment(extra | (env or {})),
        text=True,
        capture_output=True,
        timeout=timeout,
        check=False,
        preexec_fn=die_with_parent,
        **options,
    )
    assert not check or run.returncode == 0, f"{arguments}: {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run

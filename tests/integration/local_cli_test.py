"""The commands without a URL: they find the folder's server, or do its work themselves."""
import json
import socket
import subprocess
import time

import pytest

from harness.patience import PATIENCE, SANITIZER
from harness.server import BINARY, Server, command_line, die_with_parent, environment

DATA, UNAVAILABLE, UNREADABLE, NO_PERMISSION = 65, 69, 74, 77
GOOD = "date,platform,campaign,cost\n2024-01-01,google,a,1.50\n2024-01-02,google,a,2\n"


@pytest.fixture
def csv(tmp_path):
    file = tmp_path / "good.csv"
    file.write_text(GOOD)
    return file


def cost(*arguments, **options):
    run = command_line("query", "--metrics", "cost", "--format", "json", *arguments, **options)
    return json.loads(run.stdout)[0]["cost"], run.stderr


def test_without_a_server_a_command_works_on_the_folder_itself(tmp_path, csv):
    folder = tmp_path / "data"
    loaded = command_line("import", csv, "--data-dir", folder, env={"API_KEY": None})
    assert "2 accepted" in loaded.stdout
    assert f"no server has {folder}" in loaded.stderr
    assert "Made an API key" not in loaded.stdout + loaded.stderr
    assert cost("--data-dir", folder, env={"API_KEY": None})[0] == 3.5
    assert cost(env={"API_KEY": None, "INSIGHTFLOW_DATA_DIR": str(folder)})[0] == 3.5
    batches = command_line("batches", "--format", "json", "--data-dir", folder)
    assert [batch["status"] for batch in json.loads(batches.stdout)] == ["applied"]
    assert not (folder / "insightflow.url").exists()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_server_afterwards_has_what_a_command_loaded(server, csv):
    assert server.stop() == 0
    command_line("import", csv, "--data-dir", server.data_dir)
    server.start()
    assert server.client().roi()["total_cost"] == "3.5"


def test_the_server_of_the_folder_is_found(server, csv):
    told = command_line("import", csv, "--data-dir", server.data_dir)
    assert told.stderr == ""
    assert server.client().roi()["total_cost"] == "3.5"
    assert cost("--data-dir", server.data_dir) == (3.5, "")
    refused = command_line("query", "--data-dir", server.data_dir, env={"API_KEY": "wrong"}, check=False)
    assert refused.returncode == NO_PERMISSION
    published = server.data_dir / "insightflow.url"
    assert published.read_text() == server.url + "\n"
    assert published.stat().st_mode & 0o777 == 0o600


def test_a_command_seals_with_the_configured_secret_as_the_server_does(tmp_path, csv):
    secret = {"INSIGHTFLOW_SECRET_KEY": "ab" * 32}
    folder = tmp_path / "data"
    command_line("import", csv, "--data-dir", folder, env=secret)
    assert not (folder / "secret.key").exists()
    with Server("sealed", data_dir=folder, env=secret) as server:
        assert server.client().roi()["total_cost"] == "3.5"
    assert cost("--data-dir", folder, env=secret)[0] == 3.5
    refused = command_line("query", "--data-dir", folder, check=False)
    assert refused.returncode != 0 and "secret" in refused.stderr


def test_a_key_says_whose_data_a_folder_without_a_server_is_asked_for(tmp_path, csv):
    folder = tmp_path / "data"
    command_line("import", csv, "--data-dir", folder)
    command_line("workspace", "create", "Beta", "--data-dir", folder)
    scopes = ("--scope", "data:write", "--scope", "analytics:read", "--scope", "data:read")
    made = command_line(
        "key", "create", "--label", "b", "--workspace", "Beta", *scopes, "--data-dir", folder
    )
    (tmp_path / "beta").write_text(made.stdout)
    (tmp_path / "revoked").write_text("ifk_" + "a" * 38)
    as_beta = ("--key-file", tmp_path / "beta")
    command_line("import", csv, "--source", "theirs", "--data-dir", folder, *as_beta)
    assert cost("--data-dir", folder, *as_beta)[0] == 3.5
    assert cost("--data-dir", folder, *as_beta, "--source", "theirs")[0] == 3.5
    assert cost("--data-dir", folder, "--source", "theirs")[0] is None
    in_environment = cost("--data-dir", folder, "--source", "theirs", env={"API_KEY": made.stdout.strip()})
    assert in_environment[0] == 3.5
    for file, code in (("revoked", NO_PERMISSION), ("none", UNREADABLE)):
        run = command_line("query", "--data-dir", folder, "--key-file", tmp_path / file, check=False)
        assert run.returncode == code, run.stderr


def test_a_url_wins_over_a_folder(server, csv, tmp_path):
    command_line("import", csv, "--data-dir", tmp_path / "other", server=server)
    assert server.client().roi()["total_cost"] == "3.5"
    assert not (tmp_path / "other").exists()


def test_the_default_folder_is_looked_at_where_it_is_there(tmp_path, csv):
    nothing = command_line("query", cwd=tmp_path, check=False, env={"INSIGHTFLOW_URL": None})
    assert nothing.returncode == UNAVAILABLE
    assert "--data-dir" in nothing.stderr and not (tmp_path / "insightflow-data").exists()
    command_line("import", csv, "--data-dir", tmp_path / "insightflow-data")
    assert cost(cwd=tmp_path)[0] == 3.5


@pytest.mark.parametrize(
    "command",
    [("query",), ("batches",), ("undo", "0" * 26), ("changes", "--since", "2024-01-01"), ("health",)],
)
def test_only_an_import_makes_a_folder(tmp_path, command):
    run = command_line(*command, "--data-dir", tmp_path / "none", check=False)
    assert run.returncode in (UNAVAILABLE, 1)
    assert str(tmp_path / "none") in run.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "command", [("audit", "verify"), ("key", "list"), ("query",), ("batches",), ("import", "-")]
)
def test_in_a_folder_of_other_things_no_installation_is_made(tmp_path, command):
    (tmp_path / "notes.txt").write_text("mine")
    refused = command_line(*command, "--data-dir", tmp_path, input="", check=False)
    assert refused.returncode in (65, 78) and "holds other files" in refused.stderr, refused
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_of_a_secret_is_read_no_further_than_needed(tmp_path, csv):
    for variable in ("API_KEY_FILE", "INSIGHTFLOW_SECRET_KEY_FILE"):
        refused = command_line(
            "query", "--data-dir", tmp_path, env={variable: "/dev/zero", "API_KEY": None}, check=False
        )
        assert refused.returncode != 0 and "/dev/zero" in refused.stderr, refused


def test_a_folder_that_cannot_be_used_is_named(tmp_path, csv):
    (tmp_path / "file").write_text("")
    run = command_line("import", csv, "--data-dir", tmp_path / "file", check=False)
    assert run.returncode != 0 and str(tmp_path / "file") in run.stderr


def test_commands_on_one_folder_wait_for_each_other(tmp_path, csv):
    folder = tmp_path / "data"
    commands = 2 if SANITIZER else 4  # they do not wait for ever
    runs = [
        subprocess.Popen(
            [str(BINARY), "import", str(csv), "--source", f"s{number}", "--data-dir", str(folder)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )
        for number in range(commands)
    ]
    for run in runs:
        said, _ = run.communicate(timeout=60 * PATIENCE)
        assert run.returncode == 0, said
    assert cost("--data-dir", folder)[0] == 3.5 * commands


def test_the_address_of_a_killed_server_is_not_believed(server, csv):
    server.client().ingest_and_wait(GOOD)
    server.kill()
    assert (server.data_dir / "insightflow.url").exists()
    assert cost("--data-dir", server.data_dir)[0] == 3.5


def test_health_is_the_readiness_of_the_server(server):
    fine = command_line("health", "--data-dir", server.data_dir, env={"API_KEY": None})
    assert fine.stdout == "ready\n"
    assert command_line("health", server=server).returncode == 0
    server.stop()
    assert command_line("health", "--data-dir", server.data_dir, check=False).returncode == 1
    assert command_line("health", server=server, check=False).returncode == 1


def test_a_service_manager_is_told_of_start_life_and_end(tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(10)
        with Server("notify", env={"NOTIFY_SOCKET": str(path)}) as server:
            told = [manager.recv(100) for _ in range(3)]
            assert told[0] == b"READY=1" or told[:2] == [b"WATCHDOG=1", b"READY=1"]
            began = time.monotonic()
            while manager.recv(100) != b"WATCHDOG=1":
                pass
            assert time.monotonic() - began < 5
            assert server.stop() == 0
        manager.setblocking(False)
        rest = []
        try:
            while True:
                rest.append(manager.recv(100))
        except BlockingIOError:
            pass
        assert rest[-1] == b"STOPPING=1"

"""`insightflow doctor`: every finding says what to do, and the exit code whether something must be done."""
import json
import os
import pwd
import shutil
import socket

import pytest

from harness.server import command_line, free_port

ROWS = "date,platform,campaign,cost\n2024-01-01,google,a,1\n"


def doctor(*arguments, **options):
    run = command_line("doctor", "--json", *arguments, check=False, **options)
    return run.returncode, {finding["check"]: finding for finding in json.loads(run.stdout)}


def test_a_running_server_is_found_well(server):
    server.client().ingest_and_wait(ROWS)
    code, findings = doctor("--data-dir", server.data_dir)
    assert code == 0, findings
    assert findings["server"]["detail"] == f"runs and is ready at {server.url}"
    assert findings["database"]["verdict"] == "ok"
    assert "port" not in findings and "fact store" not in findings
    for finding in findings.values():
        assert (finding["remedy"] is None) == (finding["verdict"] == "ok"), finding
    words = command_line("doctor", "--data-dir", server.data_dir).stdout
    assert "ok    server: runs and is ready" in words


def test_a_stopped_server_leaves_everything_sound(server):
    server.client().ingest_and_wait(ROWS)
    assert server.stop() == 0
    code, findings = doctor("--data-dir", server.data_dir, "--listen", server.address)
    assert code == 0, findings
    assert {findings[name]["verdict"] for name in ("data folder", "database", "fact store", "port")} == {"ok"}
    server.start()
    assert server.client().roi()["total_cost"] == "1"


def test_the_secret_must_be_there_and_open_what_it_sealed(server):
    secret = server.data_dir / "secret.key"
    place = ("--data-dir", server.data_dir, "--listen", server.address)
    code, findings = doctor(*place)
    assert code == 0 and findings["secret"]["verdict"] == "ok"
    assert server.stop() == 0
    code, findings = doctor(*place)
    assert code == 0 and findings["secret"]["detail"] == "opens the stored signing keys (1)"
    kept = secret.read_text()
    secret.write_text("0" * 64 + "\n")
    code, findings = doctor(*place)
    assert code == 1 and "not the one" in findings["secret"]["detail"]
    secret.unlink()
    code, findings = doctor(*place)
    assert code == 1 and f"{secret} is not there" in findings["secret"]["detail"]
    assert "backup" in findings["secret"]["remedy"] and not secret.exists()
    code, findings = doctor(*place, env={"INSIGHTFLOW_SECRET_KEY": kept.strip()})
    assert code == 0 and findings["secret"]["verdict"] == "ok"


def give_to_nobody(*files):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    for file in files:
        shutil.chown(file, "nobody")


def test_files_of_another_user_are_warned_of(server):
    server.client().ingest_and_wait(ROWS)
    assert server.stop() == 0
    place = ("--data-dir", server.data_dir, "--listen", server.address)
    owner = pwd.getpwuid(os.geteuid()).pw_name
    assert doctor(*place)[1]["owners"]["detail"] == f"all files are of the user {owner}"
    (body,) = (server.data_dir / "spool").iterdir()
    give_to_nobody(body, server.data_dir / "facts.duckdb")
    code, findings = doctor(*place)
    assert code == 0 and findings["owners"]["verdict"] == "warn"
    assert findings["owners"]["detail"].startswith("2 files belong to another user")
    assert findings["owners"]["remedy"] == f"chown -R {owner} {server.data_dir}"


def test_nothing_is_written_into_the_folder_of_another_user(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    give_to_nobody(folder)
    rows = tmp_path / "rows.csv"
    rows.write_text(ROWS)
    for command in (("import", rows, "--data-dir", folder), ("serve", "--data-dir", folder)):
        run = command_line(*command, check=False)
        assert run.returncode == 78, run
        assert f"{folder} belongs to the user nobody, and this is root" in run.stderr
        assert "sudo -u nobody" in run.stderr
    code, findings = doctor("--data-dir", folder, "--listen", f"127.0.0.1:{free_port()}")
    assert code == 0 and findings["data folder"]["verdict"] == "warn"
    assert "sudo -u nobody" in findings["data folder"]["remedy"]
    assert not list(folder.iterdir())


def test_before_the_first_start_nothing_is_made(tmp_path):
    folder = tmp_path / "new"
    code, findings = doctor("--data-dir", folder, "--listen", f"127.0.0.1:{free_port()}")
    assert code == 0 and findings["data folder"]["verdict"] == "warn"
    assert not folder.exists()


@pytest.mark.parametrize("name,check", [("insightflow.sqlite", "database"), ("facts.duckdb", "fact store")])
def test_a_damaged_file_is_named_with_what_to_do(server, name, check):
    server.client().ingest_and_wait(ROWS)
    assert server.stop() == 0
    (server.data_dir / name).write_bytes(os.urandom(65536))
    code, findings = doctor("--data-dir", server.data_dir)
    assert code == 1 and findings[check]["verdict"] == "fail"
    assert str(server.data_dir / name) in findings[check]["detail"]
    assert "backup" in findings[check]["remedy"]


def test_a_port_that_is_taken_and_an_open_folder_are_named(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        code, findings = doctor("--data-dir", folder, "--listen", listen)
    assert code == 1
    assert findings["port"]["verdict"] == "fail" and listen in findings["port"]["detail"]
    assert findings["data folder"]["remedy"] == f"chmod 700 {folder}"


def test_few_descriptors_and_unknown_variables_are_warned_of(tmp_path):
    code, findings = doctor(
        *("--data-dir", tmp_path / "new", "--listen", f"127.0.0.1:{free_port()}"),
        env={"INSIGHTFLOW_LISTN": "x"},
        prefix=("prlimit", "--nofile=1024"),
    )
    assert code == 0
    assert findings["limits"]["verdict"] == findings["configuration"]["verdict"] == "warn"
    assert "ulimit" in findings["limits"]["remedy"]


def test_a_configuration_that_is_not_valid_is_the_only_finding(tmp_path):
    code, findings = doctor("--listen", "nowhere", cwd=tmp_path)
    assert code == 1 and set(findings) == {"configuration"}
    code, findings = doctor("--data-dir", tmp_path / "x", env={"API_KEY": "a b"})
    assert code == 1 and findings["configuration"]["verdict"] == "fail"
    assert "a b" not in str(findings)

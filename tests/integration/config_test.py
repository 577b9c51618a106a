"""The configuration as an operator meets it: where a value comes from, what is wrong, what is never shown."""
import json
import os
import pty
import shutil
import subprocess

import pytest

from harness.server import BINARY, Server, command_line, environment, free_port
from tls_test import make_certificate

CONFIG = 78
CANARIES = {"API_KEY": "canary-api-key-0123", "INSIGHTFLOW_METRICS_TOKEN": "canary-metrics-0123"}


def shown(*arguments, env=None, **options):
    run = command_line("config", "show", "--format", "json", *arguments, env=env, **options)
    return {row["setting"]: (row["value"], row["from"]) for row in json.loads(run.stdout)}


def test_every_value_is_shown_with_its_place_and_no_secret(tmp_path):
    file = tmp_path / "insightflow.toml"
    file.write_text('log_level = "debug"\n\ndata_dir = "/srv/data"\n')
    env = CANARIES | {"INSIGHTFLOW_DEMO": "true"}
    values = shown("--config", file, "--listen", "127.0.0.1:9999", env=env)
    assert values == {
        "data_dir": ("/srv/data", f"{file}:3"),
        "listen": ("127.0.0.1:9999", "--listen"),
        "log_level": ("debug", f"{file}:1"),
        "api_key": ("***", "API_KEY"),
        "tls_cert": (None, "default"),
        "tls_key": (None, "default"),
        "insecure_listen": ("false", "default"),
        "connections_per_client": ("256", "default"),
        "disk_reserve_mib": ("64", "default"),
        "trusted_proxies": (None, "default"),
        "rate_limit": ("1000", "default"),
        "cors_origins": (None, "default"),
        "secret_key": (None, "default"),
        "keep_bodies": (None, "default"),
        "demo": ("true", "INSIGHTFLOW_DEMO"),
        "demo_end": (None, "default"),
        "data_source": (None, "default"),
        "enabled_sources": (None, "default"),
        "simulate_every": ("2s", "default"),
        "metrics_listen": (None, "default"),
        "metrics_token": ("***", "INSIGHTFLOW_METRICS_TOKEN"),
    }
    everything = command_line("config", "show", env=CANARIES)
    assert "canary" not in everything.stdout + everything.stderr


def test_the_file_of_the_working_directory_is_read(tmp_path):
    (tmp_path / "insightflow.toml").write_text("demo = true\n")
    assert shown(cwd=tmp_path)["demo"] == ("true", f"{tmp_path}/insightflow.toml:1")


@pytest.mark.parametrize(
    "text,named",
    [
        ("listen = 8080\n", "/insightflow.toml:1: listen: '8080' is not ADDRESS:PORT"),
        ("\ndata_dri = 'x'\n", "insightflow.toml:2: 'data_dri' is no setting; did you mean 'data_dir'?"),
        ("listen = [\n", "insightflow.toml:"),
    ],
)
def test_a_mistake_in_the_file_is_named_and_nothing_starts(tmp_path, text, named):
    (tmp_path / "insightflow.toml").write_text(text)
    for command in (("config", "check"), ("config", "show"), ("serve",)):
        run = command_line(*command, check=False, cwd=tmp_path)
        assert run.returncode == CONFIG and named in run.stderr, run
    assert not (tmp_path / "insightflow-data").exists()


def test_check_judges_the_key_and_names_unknown_variables():
    fine = command_line("config", "check", env={"INSIGHTFLOW_LISTN": "x"})
    assert "did you mean 'INSIGHTFLOW_LISTEN'?" in fine.stderr
    weak = command_line("config", "check", "--listen", "0.0.0.0:80", env={"API_KEY": "canary"}, check=False)
    assert weak.returncode == CONFIG and "canary" not in weak.stderr


def spoil_owner(file):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    shutil.chown(file, "nobody")


def spoil_group(file):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another group")
    os.chown(file, -1, 54321)
    file.chmod(0o660)


def link_to_other(file):
    other = file.with_name("other.toml")
    file.rename(other)
    file.symlink_to(other)
    spoil_owner(other)


@pytest.mark.parametrize(
    "spoil,reason",
    [
        (spoil_owner, "belongs to the user nobody"),
        (link_to_other, "belongs to the user nobody"),
        (lambda file: file.chmod(0o666), "may be written by others"),
        (spoil_group, "may be written by others"),
        (lambda file: (file.unlink(), os.mkfifo(file)), "is no plain file"),
    ],
)
def test_a_file_that_another_user_could_have_left_is_not_obeyed(tmp_path, spoil, reason):
    file = tmp_path / "insightflow.toml"
    file.write_text('data_dir = "canary"\n')
    spoil(file)
    for command in (("config", "show"), ("query",)):
        run = command_line(*command, check=False, cwd=tmp_path)
        assert run.returncode == CONFIG and f"{file}: {reason}" in run.stderr, run
        assert "canary" not in run.stdout + run.stderr
    if not file.is_fifo():
        assert shown("--config", file, cwd=tmp_path)["data_dir"][0] == "canary"


def test_a_file_that_the_users_own_group_may_write_is_read(tmp_path):
    file = tmp_path / "insightflow.toml"
    file.write_text('data_dir = "own"\n')
    file.chmod(0o664)
    assert shown(cwd=tmp_path)["data_dir"][0] == "own"


def encrypt(folder):
    subprocess.run(
        ["openssl", "pkey", "-aes256", "-passout", "pass:canary", "-in", folder / "key.pem"]
        + ["-out", folder / "locked.pem"],
        check=True,
        capture_output=True,
    )
    (folder / "locked.pem").rename(folder / "key.pem")


def other_key(*kind):
    def make(folder):
        subprocess.run(
            ["openssl", "genpkey", *kind, "-out", folder / "key.pem"], check=True, capture_output=True
        )

    return make


@pytest.mark.parametrize(
    "spoil,file,reason",
    [
        (lambda folder: (folder / "key.pem").unlink(), "key.pem", "No such file"),
        (lambda folder: (folder / "cert.pem").write_text("no certificate"), "cert.pem", "cannot be used"),
        (other_key("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), "key.pem", "not the key of"),
        (other_key("-algorithm", "RSA"), "key.pem", "not the key of"),
        (encrypt, "key.pem", "the key is encrypted, and must be given without a pass phrase"),
    ],
)
def test_a_certificate_that_cannot_serve_is_found_before_the_start(tmp_path, spoil, file, reason):
    make_certificate(tmp_path, "127.0.0.1")
    pair = ("--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem")
    place = ("--data-dir", tmp_path / "data", "--listen", f"127.0.0.1:{free_port()}")
    assert "valid" in command_line("config", "check", *pair).stdout
    good = json.loads(command_line("doctor", "--json", *place, *pair, check=False).stdout)
    assert [found["verdict"] for found in good if found["check"] == "certificate"] == ["ok"]
    spoil(tmp_path)
    for command in (("config", "check", *pair), ("serve", *place, *pair)):
        run = command_line(*command, check=False, timeout=30)
        assert run.returncode == CONFIG, run
        assert str(tmp_path / file) in run.stderr and reason in run.stderr, run
    doctor = command_line("doctor", "--json", *place, *pair, check=False)
    (finding,) = [found for found in json.loads(doctor.stdout) if found["check"] == "certificate"]
    assert doctor.returncode == 1 and finding["verdict"] == "fail" and reason in finding["detail"]


def test_nobody_is_asked_for_a_pass_phrase(tmp_path):
    make_certificate(tmp_path, "127.0.0.1")
    encrypt(tmp_path)
    pair = ("--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem")
    ours, theirs = pty.openpty()
    # In a session of its own, whose terminal is the one that a question would come on.
    command = ["setsid", "--ctty", "--wait", str(BINARY), "config", "check", *map(str, pair)]
    run = subprocess.run(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), timeout=20, check=False
    )
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert run.returncode == CONFIG and "the key is encrypted" in said, said
    assert "Enter PEM" not in said


def test_show_warns_of_unknown_variables_too():
    run = command_line("config", "show", env={"INSIGHTFLOW_LISTN": "x"})
    assert "did you mean 'INSIGHTFLOW_LISTEN'?" in run.stderr and "LISTN" not in run.stdout


def test_metrics_that_others_reach_are_warned_of_at_the_start():
    with Server("open-metrics", arguments=["--metrics-listen", f"0.0.0.0:{free_port()}"]) as server:
        (warning,) = [line for line in server.log.read_text().splitlines() if "/metrics is open" in line]
        assert json.loads(warning)["metrics_listen"] == server.arguments[1]


def test_an_unknown_variable_is_warned_of_at_the_start():
    with Server("unknown-variable", env={"INSIGHTFLOW_LOGLEVEL": "debug"}) as server:
        (warning,) = [
            json.loads(line) for line in server.log.read_text().splitlines() if "INSIGHTFLOW_LOGLEVEL" in line
        ]
        assert warning["level"] == "warning"
        assert "INSIGHTFLOW_LOG_LEVEL" in warning["detail"]

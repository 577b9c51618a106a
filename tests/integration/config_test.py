"""The configuration as an operator meets it: where a value comes from, what is wrong, what is never shown."""
import json

import pytest

from harness.server import Server, command_line

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
        "trusted_proxies": (None, "default"),
        "rate_limit": ("1000", "default"),
        "cors_origins": (None, "default"),
        "secret_key": (None, "default"),
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
    assert shown(cwd=tmp_path)["demo"] == ("true", "insightflow.toml:1")


@pytest.mark.parametrize(
    "text,named",
    [
        ("listen = 8080\n", "insightflow.toml:1: '8080' is not ADDRESS:PORT"),
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


def test_an_unknown_variable_is_warned_of_at_the_start():
    with Server("unknown-variable", env={"INSIGHTFLOW_LOGLEVEL": "debug"}) as server:
        (warning,) = [
            json.loads(line) for line in server.log.read_text().splitlines() if "INSIGHTFLOW_LOGLEVEL" in line
        ]
        assert warning["level"] == "warning"
        assert "INSIGHTFLOW_LOG_LEVEL" in warning["detail"]

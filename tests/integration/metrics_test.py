"""/metrics: what is counted, who may read it, and that Prometheus' own tool finds nothing to say."""
import re
import shutil
import subprocess
import time

import pytest

from harness.client import Client
from harness.server import API_KEY, Server, free_port

TOKEN = "metrics-token-0123456789"
GOOD = "date,platform,campaign,cost\n2024-01-01,google,a,1.50\n2024-01-02,google,a,2\n"


def scrape(client):
    reply = client.get("/metrics")
    assert reply.status == 200, reply
    assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return reply.body.decode()


def samples(text):
    """Name with labels in order of the text -> value."""
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def test_batches_rows_queries_and_requests_are_counted(server):
    client = server.client()
    client.ingest_and_wait(GOOD)
    client.ingest_and_wait(GOOD.replace("1.50", "9") + "2024-02-30,google,a,nan\n")
    client.ingest_and_wait("date,platform,campaign,cost\n2024-01-01,google,a,x\n")
    client.roi()
    client.roi(group_by="platform")
    client.get("/api/v1/data/batches/01HF7YAT020000000000000000")
    client.get("/no/such/place/at/all")
    found = samples(scrape(server.client(key=None)))
    deadline = time.monotonic() + 10
    active = 'http_server_active_requests{http_request_method="GET"}'

    # A batch is at its end a moment before it is counted, a request a moment after it was answered.
    def settled():
        return found['insightflow_batches_total{status="rejected"}'] == found[active] == "1"

    while not settled() and time.monotonic() < deadline:
        time.sleep(0.01)
        found = samples(scrape(server.client(key=None)))
    assert found['insightflow_batches_total{status="applied"}'] == "2"
    assert found['insightflow_batches_total{status="rejected"}'] == "1"
    rows = {
        name: found[f'insightflow_rows_total{{outcome="{name}"}}']
        for name in ("new", "restated", "unchanged", "rejected")
    }
    assert rows == {"new": "2", "restated": "1", "unchanged": "1", "rejected": "2"}
    assert int(found['insightflow_engine_queries_duration_seconds_count{outcome="ok"}']) >= 2
    assert found[active] == "1"
    assert found["insightflow_ingest_queue_batches"] == "0"
    assert found["insightflow_fact_store_dead"] == "0"
    assert float(found["insightflow_data_folder_free_bytes"]) > 0

    def requests(method, status, route):
        labels = f'http_request_method="{method}",http_response_status_code="{status}",http_route="{route}"'
        return found.get(f"http_server_request_duration_seconds_count{{{labels}}}")

    assert requests("POST", 202, "/api/v1/data/ingest") == "3"
    assert requests("GET", 200, "/api/v1/analytics/roi") == "2"
    assert requests("GET", 404, "/api/v1/data/batches/{id}") == "1"
    assert requests("_OTHER", 404, "") == "1"
    assert "01HF7YAT02" not in str(found) and "no/such" not in str(found)


def test_the_quality_of_data_is_counted_by_code(server):
    client = server.client()
    start = "date,platform,account_id,campaign_id,cost\n"
    no_days = "2024-02-30,google,a,c,1\n" * 3
    client.ingest_and_wait(start + "2024-01-01,google,a,c,1\n" + no_days, source="one")
    ads = "date,platform,account_id,campaign_id,ad_group_id,ad_id,cost\n2024-01-01,google,a,c,g,x,1\n"
    client.ingest_and_wait(ads, source="two")
    reply = client.get("/api/v1/data/quality")
    assert reply.status == 200 and reply.json["meta"]["commit_sequence"] == "2"
    text = scrape(client)
    found = samples(text)
    codes = {
        name: found[f'insightflow_quality_findings{{code="{name}"}}']
        for name in ("gap", "validation_rate", "level_mismatch", "late")
    }
    assert codes == {"gap": "0", "validation_rate": "2", "level_mismatch": "1", "late": "0"}
    assert float(found["insightflow_quality_validation_ratio"]) == pytest.approx(2 / 5)
    assert 0 <= float(found["insightflow_quality_newest_batch_age_seconds"]) < 60
    assert 'source="one"' not in text


def test_the_process_is_described(server):
    found = {name: float(value) for name, value in samples(scrape(server.client())).items()}
    assert found["process_resident_memory_bytes"] == pytest.approx(server.rss_kib() * 1024, rel=0.2)
    assert found["process_cpu_seconds_total"] > 0
    assert 3 < found["process_open_fds"] < found["process_max_fds"]


def test_promtool_finds_nothing_to_say(server):
    if not shutil.which("promtool"):
        pytest.skip("there is no promtool; tools/setup.sh test installs it (Debian's prometheus)")
    server.client().ingest_and_wait(GOOD)
    server.client().roi()
    checked = subprocess.run(
        ["promtool", "check", "metrics"],
        input=scrape(server.client()),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_strange_methods_and_paths_do_not_add_series(server):
    client = server.client()
    for number in range(50):
        client.request(f"BREW{number}", f"/pots/{number}")
        client.get(f"/campaign/c{number}/insights")
    text = scrape(client)
    assert len(re.findall("^http_server_request_duration_seconds_count", text, re.M)) < 8
    assert len(samples(text)) < 2000
    assert "BREW" not in text and "pots" not in text


def test_a_token_guards_them_and_opens_nothing_else():
    with Server("metrics-token", env={"INSIGHTFLOW_METRICS_TOKEN": TOKEN}) as server:
        assert server.client(key=None).get("/metrics").status == 401
        assert server.client(key=API_KEY).get("/metrics").status == 403
        assert "process_open_fds" in scrape(server.client(key=TOKEN))
        assert server.client(key=TOKEN).get("/api/v1/analytics/roi").status == 403
        assert TOKEN not in server.log.read_text()


def test_a_listener_of_their_own_takes_them_off_the_main_port():
    port = free_port()
    with Server("metrics-listen", env={"INSIGHTFLOW_METRICS_LISTEN": f"127.0.0.1:{port}"}) as server:
        assert "process_open_fds" in scrape(Client(port))
        assert server.client(key=None).get("/metrics").status == 401
        assert server.client().get("/metrics").status == 404
        assert Client(port).get("/api/v1/analytics/roi").status == 401
        assert server.stop() == 0


def test_a_metrics_port_that_is_taken_is_an_error_that_names_it(server):
    other = Server("metrics-port", env={"INSIGHTFLOW_METRICS_LISTEN": server.address})
    other.launch()
    assert other.process.wait(30) == 69
    assert str(server.port) in other.log_tail()
    other.remove()


@pytest.mark.parametrize("env,warned", [({}, True), ({"INSIGHTFLOW_METRICS_TOKEN": TOKEN}, False)])
def test_open_metrics_on_all_addresses_are_warned_of(server, env, warned):
    """The folder is taken, so the server ends before it listens anywhere; the warning comes first."""
    settings = env | {"API_KEY": "a-key-of-16-or-more", "INSIGHTFLOW_INSECURE_LISTEN": "true"}
    other = Server("metrics-all", data_dir=server.data_dir, env=settings)
    other.launch(listen="0.0.0.0:0")
    assert other.process.wait(30) == 69
    assert ("/metrics is open" in other.log_tail()) is warned
    other.remove()

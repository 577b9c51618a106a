"""A restart under load, as users behind a load balancer see it: 1,000 requests at 100/s, SIGTERM amid them.

Every request is a connection of its own. Only a connection that is refused is tried again, as a load
balancer does; a connection that was made must be answered with 200, or the request has failed.

How long a start takes is judged by the best of a few: a machine that does other things at the time makes one
of them slow, a server that is slow makes all of them so.
"""
import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from harness.patience import PATIENCE
from harness.server import Server

REQUESTS = 1000
PER_SECOND = 100
RETRY_SECONDS_MAX = 10 * PATIENCE
READY_SECONDS_MAX = 1 * PATIENCE
STARTS = 5
LAST_WEEK = str(datetime.date.today() - datetime.timedelta(days=7))


def ask(client, failures, refused):
    deadline = time.monotonic() + RETRY_SECONDS_MAX
    while True:
        try:
            status = client.get("/api/v1/analytics/roi", {"source": "demo", "from": LAST_WEEK}).status
            if status != 200:
                failures.append(status)
            return
        except ConnectionRefusedError as fault:
            refused.append(fault)
            if time.monotonic() > deadline:
                failures.append("refused for too long")
                return
            time.sleep(0.01)
        except OSError as fault:
            failures.append(repr(fault))
            return


def send_all(client, failures, refused, half_sent):
    began = time.monotonic()
    with ThreadPoolExecutor(64) as clients:
        for number in range(REQUESTS):
            time.sleep(max(0, began + number / PER_SECOND - time.monotonic()))
            clients.submit(ask, client, failures, refused)
            if number == REQUESTS // 2:
                half_sent.set()


def start(server):
    """Seconds until it is ready."""
    began = time.monotonic()
    server.start()
    return time.monotonic() - began


def restart(server):
    assert server.stop() == 0
    return start(server)


def test_no_request_fails_while_the_server_restarts(tell):
    failures, refused, half_sent = [], [], threading.Event()
    with Server("restart", arguments=["--demo"]) as server:
        client = server.client(timeout=20)
        load = threading.Thread(target=send_all, args=(client, failures, refused, half_sent))
        load.start()
        half_sent.wait()
        assert server.stop() == 0
        taken = start(server)
        load.join()
        starts = [taken, *(restart(server) for _ in range(STARTS - 1))]
    tell(
        f"restart: {len(failures)} of {REQUESTS} requests failed, {len(refused)} connections refused,"
        f" tried again; ready {taken:.2f} s after its start on the demo data, {min(starts):.2f} s at best"
    )
    assert not failures
    assert min(starts) < READY_SECONDS_MAX

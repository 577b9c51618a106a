"""A process that gets no more memory refuses the request that wants it; it lives, and serves the next one."""
import resource
import threading

from harness.server import Server

HEADING = "date,platform,campaign_id,clicks\n"
ROWS = 60_000


def rows(number):
    return HEADING + "".join(f"2024-01-01,tiktok,c{number}-{row},1\n" for row in range(ROWS))


def test_without_memory_a_request_is_refused_and_the_process_lives():
    """The address space ends a little above what the server has at rest."""
    with Server("memory") as server:
        client = server.client()
        for number in range(4):
            assert client.ingest_and_wait(rows(number))["status"] == "applied"
        process = server.process
        with open(f"/proc/{process.pid}/statm", encoding="ascii") as statm:
            in_use = int(statm.read().split()[0]) * 4096
        hard = resource.prlimit(process.pid, resource.RLIMIT_AS)[1]
        resource.prlimit(process.pid, resource.RLIMIT_AS, (in_use + (8 << 20), hard))
        seen = set()

        def ask():
            for _ in range(15):
                query = {"group_by": "campaign", "limit": "1000"}
                try:
                    seen.add(server.client().get("/api/v1/analytics/roi", query).status)
                except OSError:
                    seen.add("closed")

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert process.poll() is None, f"ended with {process.returncode}:\n{server.log_tail()}"
        assert 503 in seen and seen <= {200, 503, "closed"}, (seen, server.log_tail())
        resource.prlimit(process.pid, resource.RLIMIT_AS, (hard, hard))
        assert client.roi()["total_clicks"] == str(4 * ROWS)
        assert client.ingest_and_wait(rows(5))["status"] == "applied"
        assert server.stop() == 0

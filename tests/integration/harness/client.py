"""A small HTTP client, and JSON in which a number keeps its text: 25.5 is not 2.55E1."""
import http.client
import json
import time
from urllib.parse import urlencode

from harness.patience import PATIENCE

BATCH_SECONDS_MAX = 120 * PATIENCE
END_STATES = ("applied", "rejected", "failed", "undone")


class Number(str):
    """A JSON number as it was written."""

    def __repr__(self):
        return f"Number({str(self)})"


def no_constant(text):
    raise ValueError(f"{text} is no JSON")


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a key twice in {keys}")
    return dict(pairs)


def read_json(text):
    return json.loads(
        text, parse_float=Number, parse_int=Number, parse_constant=no_constant, object_pairs_hook=unique_keys
    )


class Reply:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    @property
    def json(self):
        return read_json(self.body.decode("utf-8"))

    def __repr__(self):
        return f"{self.status} {self.body[:2000].decode('utf-8', 'replace')}"


class Client:
    """Every request on its own connection, so that a test sees each failure where it happens."""

    def __init__(self, port, key=None, timeout=60 * PATIENCE):
        self.port, self.key, self.timeout = port, key, timeout

    def request(self, method, path, query=None, headers=None, body=None):
        target = path + ("?" + urlencode(query, doseq=True) if query else "")
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {name: value for name, value in (headers or {}).items() if value is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request(method, target, body=body, headers=sent)
            response = connection.getresponse()
            return Reply(response, response.read())
        finally:
            connection.close()

    def get(self, path, query=None, headers=None):
        return self.request("GET", path, query, headers)

    def ingest(self, body, content_type="text/csv", key=None, **options):
        headers = {"Content-Type": content_type} | ({"Idempotency-Key": key} if key else {})
        data = body.encode() if isinstance(body, str) else body
        return self.request("POST", "/api/v1/data/ingest", options, headers, data)

    def batch(self, batch_id):
        reply = self.get(f"/api/v1/data/batches/{batch_id}")
        assert reply.status == 200, reply
        return reply.json

    def wait(self, batch_id, seconds=BATCH_SECONDS_MAX):
        """The batch once it has ended."""
        deadline = time.monotonic() + seconds
        pause = 0.002
        while True:
            batch = self.batch(batch_id)
            if batch["status"] in END_STATES:
                return batch
            assert time.monotonic() < deadline, f"not ended after {seconds} s: {batch}"
            time.sleep(pause)
            pause = min(pause * 2, 0.2)

    def ingest_and_wait(self, body, content_type="text/csv", **options):
        reply = self.ingest(body, content_type, **options)
        assert reply.status == 202, reply
        return self.wait(reply.json["batch_id"])

    def roi(self, **query):
        reply = self.get("/api/v1/analytics/roi", query)
        assert reply.status == 200, reply
        return reply.json

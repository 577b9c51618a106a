"""Requests drawn from the server's own OpenAPI document: right, wrong, hostile ones. None may be a 500.

INSIGHTFLOW_FUZZ_REQUESTS says how many, INSIGHTFLOW_FUZZ_SEED which.
"""
import collections
import json
import os
import random
import urllib.parse

from harness.accounts import PASSWORD, log_in, send_json

REQUESTS = int(os.environ.get("INSIGHTFLOW_FUZZ_REQUESTS", "2000"))
SEED = int(os.environ.get("INSIGHTFLOW_FUZZ_SEED", "1"))
MEMBERS = 8
HOSTILE = [
    "", " ", "\t", "\n", "\0", "\x1b[31m", "'", "''", '"', "`", ";", "--", "' OR '1'='1",
    "1; DROP TABLE workspace", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "<script>alert(1)</script>",
    "../../../etc/passwd", "..%2f..%2f", "%00", "%", "%zz", "%c0%ae", "\ud7ff\ue000", "\U0001f4a9" * 50,
    "a" * 5000, "\u202e", "\uff46\uff55\uff4c\uff4c", "null", "NaN", "-0", "1e400", "0x10", "\uff11\uff12",
    "9" * 40, "-1", "0", "2147483648", "9223372036854775808", "1.5", "true", "2024-02-30", "0000-01-01",
    "9999-12-31", "2024-01-01T00:00:00", "-roas", "roas,roas", ",", ",,,", "campaign,date", "{id}", ":id",
    "*", "name:x", "01ARZ3NDEKTSV4RRFFQ69G5FAV",
]  # fmt: skip


class Fuzzer:
    def __init__(self, document, seed, known):
        """known: for names of parameters and members, values that lead to what there is."""
        self.document = document
        self.known = known
        self.random = random.Random(seed)
        self.operations = [
            (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def scalar(self, schema):
        schema = self.resolve(schema)
        kind = schema.get("type", "string")
        kind = kind[0] if isinstance(kind, list) else kind
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if kind == "integer":
            ends = [schema.get("minimum", 0), schema.get("maximum", 10**6)]
            return self.random.choice([0, 1, 2, 7, 100, *ends])
        if kind == "number":
            return self.random.choice([0, 1.5, -3, 10**9])
        if kind == "boolean":
            return self.random.choice([True, False])
        if schema.get("format") == "date":
            return f"2024-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
        if schema.get("format") == "date-time":
            return "2030-01-01T00:00:00Z"
        texts = ["google_ads", "demo", "a@example.com", "Europe/Berlin", "EUR", "cost", "x"]
        return self.random.choice(texts)

    def value(self, schema, depth=0):
        if self.random.random() < 0.3:
            return self.hostile(depth)
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            count = self.random.randint(0, 3)
            return [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]
        if schema.get("type") == "object" or "properties" in schema:
            required = set(schema.get("required", ()))
            out = {
                name: self.named(name, part, depth + 1)
                for name, part in schema.get("properties", {}).items()
                if name in required and self.random.random() < 0.95 or self.random.random() < 0.5
            }
            if self.random.random() < 0.1:
                out[self.random.choice(HOSTILE)] = self.hostile(depth)
            return out
        return self.scalar(schema)

    def named(self, name, schema, depth=0):
        if name in self.known and self.random.random() < 0.5:
            return self.random.choice(self.known[name])
        return self.value(schema, depth)

    def hostile(self, depth):
        kind = self.random.random()
        if kind < 0.8 or depth > 3:
            return self.random.choice(HOSTILE)
        return self.random.choice([None, [], {}, [[]], {"a": {}}, -1, 10**30, 1e300, [1, "a", None], True])

    def text(self, name, schema):
        value = self.named(name, schema)
        if isinstance(value, list):
            return ",".join(map(str, value))
        return value if isinstance(value, str) else json.dumps(value)

    def request(self):
        method, template, operation = self.random.choice(self.operations)
        path, query = template, []
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                text = self.text(parameter["name"], parameter["schema"])
                segment = urllib.parse.quote(text, safe="", errors="replace")
                path = path.replace("{" + parameter["name"] + "}", segment)
            elif parameter["in"] == "query" and self.random.random() < 0.6:
                times = self.random.choice([1, 1, 1, 2])
                text = self.text(parameter["name"], parameter["schema"])
                query += [(parameter["name"], text)] * times
        if self.random.random() < 0.05:
            query.append((self.random.choice(HOSTILE), "x"))
        body, headers = self.body(operation)
        if self.random.random() < 0.05:
            method = self.random.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
        target = path + ("?" + urllib.parse.urlencode(query, errors="replace") if query else "")
        return method, target, body, headers

    def body(self, operation):
        content = operation.get("requestBody", {}).get("content")
        if not content:
            return None, {}
        media = self.random.choice(list(content))
        if media == "application/json" and content[media].get("schema"):
            data = json.dumps(self.value(content[media]["schema"])).encode()
        else:
            data = self.rows()
        if self.random.random() < 0.1:
            at = self.random.randrange(len(data) + 1)
            data = data[:at] + bytes(self.random.randrange(256) for _ in range(3)) + data[at:]
        return data, {"Content-Type": media if self.random.random() < 0.95 else "text/plain"}

    def rows(self):
        cells = ["2024-01-01", "Meta", "a", "1.5", *HOSTILE]
        headings = ["date", "platform", "campaign", "cost", "?"]
        lines = [",".join(self.random.choice(headings) for _ in range(4))]
        for _ in range(self.random.randint(0, 4)):
            lines.append(",".join(self.random.choice(cells) for _ in range(self.random.randint(1, 6))))
        return "\n".join(lines).encode("utf-8", "replace")


def what_may_be_lost(server, client):
    """Members, sessions and a key that the attack may end; the attacker's own would end the test."""
    known = {"id": [], "refresh_token": []}
    for number in range(MEMBERS):
        body = {"email": f"member{number}@example.com", "password": PASSWORD, "role": "viewer"}
        known["id"].append(send_json(client, "POST", "/api/v1/users", body).json["id"])
        known["refresh_token"].append(log_in(server, body["email"])["refresh_token"])
    key = send_json(client, "POST", "/api/v1/keys", {"label": "to be lost"}).json
    known["id"].append(key["details"]["id"])
    return known


def test_no_request_is_answered_with_500(server, owner_key, tell):
    client = server.client(key=owner_key)
    known = what_may_be_lost(server, client)
    fuzzer = Fuzzer(json.loads(client.get("/api/openapi.json").body), SEED, known)
    assert len(fuzzer.operations) > 5
    statuses = collections.Counter()
    for _ in range(REQUESTS):
        method, target, body, headers = fuzzer.request()
        reply = client.request(method, target, headers=headers, body=body)
        statuses[reply.status] += 1
        assert reply.status not in (500, 501, 502), (method, target, headers, body, reply)
        if reply.status >= 400 and method != "HEAD":
            assert reply.headers.get_content_type() == "application/problem+json", (method, target, reply)
        assert server.process.poll() is None, server.log_tail()
    assert client.get("/readyz").status == 200
    # A fuzzer that only ever meets a closed door proves nothing.
    assert sum(count for status, count in statuses.items() if 200 <= status < 300) > REQUESTS / 50, statuses
    assert statuses[401] < REQUESTS / 5, statuses
    replies = dict(sorted(statuses.items()))
    tell(f"fuzz: {REQUESTS} requests over {len(fuzzer.operations)} operations, replies {replies}")

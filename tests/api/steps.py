"""Runs the steps of a tests/api YAML file and compares replies. README.md tells the format."""
import json
import re

import yaml
from examples import check_example

from harness.client import Number
from harness.server import API_KEY

STEP_KEYS = {"name", "request", "reply", "example", "save", "batch", "report", "rejects"}
REQUEST_KEYS = {"method", "path", "query", "headers", "json", "body", "hex", "key", "type"}
REPLY_KEYS = {"status", "headers", "json", "exact", "text", "faults"}

ULID = r"[0-9A-HJKMNP-TV-Z]{26}"
PATTERNS = {
    "<ulid>": ULID,
    "<timestamp>": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z",
}


class Loader(yaml.SafeLoader):
    """YAML with JSON's scalars: numbers keep their text, dates are texts, a key twice is an error."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if len(set(keys)) != len(keys):
            raise yaml.constructor.ConstructorError(None, None, f"a key twice in {keys}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"null", "n"),
    ("bool", r"true|false", "tf"),
    ("merge", r"<<", "<"),
    ("float", r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", "-0123456789"),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Number(loader.construct_scalar(node)))


def load(text):
    return yaml.load(text, Loader)


def write(value):
    """JSON in which a Number stands as it was written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{write(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return json.dumps(value)


def differences(expected, actual, exact, at="$"):
    """Lines that tell where actual is not what is expected."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        if exact and set(expected) != set(actual):
            yield f"{at}: keys {sorted(actual)} are not {sorted(expected)}"
        for key, value in expected.items():
            if value == "<absent>":
                if key in actual:
                    yield f"{at}.{key}: {write(actual[key])} should be absent"
            elif key not in actual:
                yield f"{at}.{key}: absent; keys are {sorted(actual)}"
            else:
                yield from differences(value, actual[key], exact, f"{at}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{at}: {len(actual)} items are not {len(expected)}: {write(actual)}"
        for number, (one, other) in enumerate(zip(expected, actual)):
            yield from differences(one, other, exact, f"{at}[{number}]")
    elif not fits(expected, actual):
        yield f"{at}: {write(actual)} is not {write(expected)}"


def fits(expected, actual):
    if isinstance(expected, str) and not isinstance(expected, Number) and expected.startswith("<"):
        return fits_matcher(expected, actual)
    return type(expected) is type(actual) and expected == actual


def fits_matcher(matcher, actual):
    if matcher == "<any>":
        return True
    if matcher == "<number>":
        return isinstance(actual, Number)
    if not isinstance(actual, str) or isinstance(actual, Number):
        return False
    if matcher == "<text>":
        return actual != ""
    if matcher in PATTERNS:
        return re.fullmatch(PATTERNS[matcher], actual) is not None
    found = re.fullmatch(r"<contains (.*)>", matcher, re.S)
    assert found, f"unknown matcher {matcher}"
    return found[1].lower() in actual.lower()


def filled(value, saved):
    """${name} in any text stands for what an earlier step saved."""
    if isinstance(value, dict):
        return {key: filled(item, saved) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, saved) for item in value]
    if isinstance(value, str) and not isinstance(value, Number):
        return re.sub(r"\$\{(\w+)\}", lambda found: saved[found[1]], value)
    return value


def body_of(request):
    if "json" in request:
        return write(request["json"]).encode()
    if "hex" in request:
        return bytes.fromhex(request["hex"])
    body = request.get("body")
    if isinstance(body, list):
        body = "".join(part if isinstance(part, str) else part[0] * int(part[1]) for part in body)
    return body.encode("utf-8") if body is not None else None


def pointed_at(place, body):
    for name in place.split("."):
        body = body[int(name)] if isinstance(body, list) else body[name]
    return body


class Run:
    def __init__(self, server):
        self.server = server
        # A server that nobody owns has printed one.
        token = re.search(r"\bifs_\w+", server.log_tail(1000))
        self.saved = {"setup_token": token[0]} if token else {}

    def step(self, step):
        assert set(step) <= STEP_KEYS, f"unknown keys {set(step) - STEP_KEYS}"
        request = filled(step.get("request", {}), self.saved)
        reply = self.send(request)
        self.check(filled(step.get("reply", {}), self.saved), reply)
        if "example" in step:
            is_json = "json" in request or request.get("type") == "application/json"
            check_example(step["example"], reply, body_of(request) if is_json else None)
        for name, place in step.get("save", {}).items():
            self.saved[name] = pointed_at(place, reply.json)
        if "batch" in step:
            self.follow(filled(step, self.saved), reply)
        assert self.server.process.poll() is None, f"the server went down:\n{self.server.log_tail()}"

    def send(self, request):
        assert set(request) <= REQUEST_KEYS, f"unknown keys {set(request) - REQUEST_KEYS}"
        headers = dict(request.get("headers") or {})
        if "type" in request or "json" in request:
            headers["Content-Type"] = request.get("type", "application/json")
        client = self.server.client(key=request.get("key", API_KEY))
        body = body_of(request)
        method = request.get("method", "GET" if body is None else "POST")
        path = request.get("path", "/api/v1/data/ingest")
        return client.request(method, path, request.get("query"), headers, body)

    def check(self, expected, reply):
        assert set(expected) <= REPLY_KEYS, f"unknown keys {set(expected) - REPLY_KEYS}"
        faults = []
        if reply.status != int(expected.get("status", 200)):
            faults.append(f"status {reply.status} is not {expected.get('status', 200)}")
        headers = expected.get("headers", {})
        sent = {name: reply.headers[name] for name in headers if name in reply.headers}
        faults += differences(headers, sent, False, "headers")
        for kind in {"json", "exact"} & set(expected):
            faults += differences(expected[kind], reply.json, kind == "exact")
        if "text" in expected:
            body = reply.body.decode()
            faults += [f"{text!r} is not in the body" for text in expected["text"] if text not in body]
        if "faults" in expected:
            faults += self.problem_faults(expected["faults"], reply)
        assert not faults, "\n".join([*faults, f"reply: {reply}"])

    def problem_faults(self, expected, reply):
        """A problem+json whose errors point at exactly these places."""
        if reply.headers.get_content_type() != "application/problem+json":
            return [f"content type {reply.headers.get('Content-Type')} is no problem"]
        places = sorted(error["pointer"] for error in reply.json.get("errors", []))
        return [] if places == sorted(expected) else [f"faults at {places} are not {sorted(expected)}"]

    def follow(self, step, reply):
        """Waits for the batch of a 202 and checks its end state, report and rejects."""
        client = self.server.client()
        batch = client.wait(reply.json["batch_id"])
        counts = {
            name: int(batch[f"rows_{name}"])
            for name in (
                "received",
                "accepted",
                "rejected",
                "new",
                "restated",
                "unchanged",
                "folded",
                "stale",
            )
        }
        assert counts["received"] == counts["accepted"] + counts["rejected"], batch
        assert counts["accepted"] == sum(
            counts[name] for name in ("new", "restated", "unchanged", "folded", "stale")
        ), batch
        faults = list(differences({"status": step["batch"]} | step.get("report", {}), batch, False))
        if "rejects" in step:
            listed = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects").json
            faults += differences(step["rejects"], listed["data"], False)
            batch = [batch, listed]
        assert not faults, "\n".join([*faults, f"batch: {write(batch)}"])

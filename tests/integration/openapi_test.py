"""The interface's description: one truth, served, printed and kept."""
import json

from harness.server import REPOSITORY, command_line

GOLDEN = REPOSITORY / "tests/golden/openapi.json"


def test_served_printed_and_kept_description_are_one(server):
    served = server.client().get("/api/openapi.json").body.decode()
    printed = command_line("openapi").stdout
    assert json.loads(served) == json.loads(printed)
    assert (
        printed == GOLDEN.read_text()
    ), "the interface has changed: look at the difference, then `make golden`"


def test_every_reference_leads_somewhere(server):
    document = json.loads(server.client().get("/api/openapi.json").body)

    def references(value):
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    found = set(references(document))
    assert found
    for reference in found:
        place = document
        for name in reference.removeprefix("#/").split("/"):
            assert name in place, reference
            place = place[name]


def test_every_operation_says_what_can_go_wrong_and_who_may_ask(server):
    document = json.loads(server.client().get("/api/openapi.json").body)
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict)
    ]
    identifiers = [operation["operationId"] for _, _, operation in operations]
    assert len(set(identifiers)) == len(identifiers)
    for path, method, operation in operations:
        assert operation.get("summary"), (path, method)
        if operation.get("security", document.get("security")):
            assert "401" in operation["responses"], (path, method)
            assert "application/problem+json" in json.dumps(operation["responses"]), (path, method)


def test_operations_have_examples_that_tests_have_seen():
    """tests/api compares each with a live reply; here: none is missing, and none is of nothing."""
    document = json.loads(GOLDEN.read_text())
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    for operation in operations:
        successes = [reply for status, reply in operation["responses"].items() if status.startswith("2")]
        assert successes, operation["operationId"]
        for success in successes:
            content = success.get("content", {}).get("application/json")
            assert content is None or "example" in content, operation["operationId"]
    steps = "".join(path.read_text() for path in (REPOSITORY / "tests/api").glob("*.yaml"))
    kept = {path.name.split(".")[0] for path in (REPOSITORY / "src/http/api/examples").iterdir()}
    assert kept == {name for name in kept if f"example: {name}\n" in steps}

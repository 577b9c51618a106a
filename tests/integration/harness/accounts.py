"""Users, keys and workspaces of a test's server, made by the product's own commands."""
import json

from harness.server import command_line

PASSWORD = "correct horse battery"


def add_user(server, email, role, workspace=None, password=PASSWORD):
    where = ["--workspace", workspace] if workspace else []
    command_line(
        "user", "add", email, "--role", role, "--data-dir", server.data_dir, *where, input=password + "\n"
    )


def create_key(server, *options):
    """The key itself."""
    return command_line("key", "create", "--data-dir", server.data_dir, *options).stdout.strip()


def create_workspace(server, name, *options):
    command_line("workspace", "create", name, "--data-dir", server.data_dir, *options)


def send_json(client, method, path, body):
    return client.request(
        method, path, headers={"Content-Type": "application/json"}, body=json.dumps(body).encode()
    )


def log_in(server, email, workspace=None, password=PASSWORD):
    body = {"email": email, "password": password} | ({"workspace": workspace} if workspace else {})
    reply = send_json(server.client(key=None), "POST", "/api/v1/auth/login", body)
    assert reply.status == 200, reply
    return reply.json

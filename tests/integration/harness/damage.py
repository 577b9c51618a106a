"""A data folder with known contents, copies of it that are damaged, and what a server makes of them."""
import shutil
import time

from harness.patience import PATIENCE
from harness.server import Server

HEADING = "date,platform,campaign_id,clicks,cost\n"
QUERIES = (
    {},
    {"group_by": "campaign", "limit": "1000"},
    {"group_by": "date", "limit": "1000"},
    {"group_by": "source"},
)


def rows(number, count=40):
    """Keys of its own, and some that every batch of the source restates."""
    own = "".join(
        f"2024-{1 + row % 12:02}-{1 + number % 28:02},tiktok,c{number}-{row},{row},{row}.25\n"
        for row in range(count)
    )
    shared = "".join(f"2024-02-{day:02},tiktok,shared,{number},{number}.5\n" for day in range(1, 6))
    return HEADING + own + shared


class KnownData:
    """Batches of which some are in the database file and some in its log; the server was killed."""

    def __init__(self, name, in_file=12, in_log=18, undone=(3, 14, 25)):
        self.undone = {number for number in undone if number < in_file + in_log}
        self.server = Server(name).start()
        client = self.server.client()
        self.ids = []
        for number in range(in_file + in_log):
            if number == in_file:
                assert self.server.stop() == 0  # puts the log into the file
                self.server.start()
            batch = client.ingest_and_wait(rows(number), source=f"s{number % 2}")
            self.ids.append(batch["batch_id"])
            if number - 1 in self.undone:
                undo = client.request("DELETE", f"/api/v1/data/batches/{self.ids[number - 1]}")
                assert undo.status == 200, undo
        self.answers = answers(client)
        self.batches = {batch_id: outcomes(client.batch(batch_id)) for batch_id in self.ids}
        self.server.kill()

    def copy(self):
        """A server that is not started, on a copy of the folder."""
        server = Server("damaged")
        shutil.copytree(self.server.data_dir, server.data_dir)
        return server

    def remove(self):
        self.server.remove()


def outcomes(batch):
    return {name: value for name, value in batch.items() if name.startswith("rows_") or name == "status"}


def answers(client):
    """What the analytics say, without what tells the moment."""
    found = []
    for query in QUERIES:
        answer = client.roi(**query)
        data = answer["data"] if "data" in answer else answer
        if isinstance(data, list):
            found.append(sorted(str(row) for row in data))
        else:
            found.append({name: value for name, value in data.items() if name.startswith("total_")})
    return found


def wait_for(server, seconds=60 * PATIENCE):
    """The exit status where the server does not come up, None where it is ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = server.process.poll()
        if status is not None:
            return status
        try:
            if server.client(timeout=5 * PATIENCE).get("/readyz").status == 200:
                return None
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError(f"neither ready nor ended after {seconds} s:\n{server.log_tail()}")

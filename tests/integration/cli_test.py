"""The commands that speak to a running server, as a person types them."""
import json
import subprocess
import threading
import time

import pytest

from harness.patience import PATIENCE
from harness.server import BINARY, Server, command_line, environment

OK, USAGE, DATA, UNAVAILABLE, IO, NO_PERMISSION = 0, 2, 65, 69, 74, 77
GOOD = "date,platform,campaign,cost\n2024-01-01,google,a,1.50\n2024-01-02,google,a,2\n"
MIXED = GOOD + "2024-02-30,google,a,nan\n2024-01-03,meta,b,3\n"
UNKNOWN_BATCH = "01HF7YAT020000000000000000"


@pytest.fixture
def loaded(server, tmp_path):
    """A server with one batch of each of two sources, and their ids."""
    ids = {}
    for source, text in (("shop", GOOD), ("mixed", MIXED)):
        file = tmp_path / f"{source}.csv"
        file.write_text(text)
        run = command_line("import", file, "--source", source, "--json", server=server)
        ids[source] = json.loads(run.stdout)["batch_id"]
    return server, ids


def lines_of(*arguments, server):
    return command_line(*arguments, server=server).stdout.splitlines()


def failing(*arguments, server=None, env=None):
    run = command_line(*arguments, server=server, env=env, check=False)
    return run.returncode, run.stderr


def test_batches_lists_the_newest_first(loaded):
    server, ids = loaded
    heading, _, *rows = lines_of("batches", server=server)
    assert heading.split()[:4] == ["batch_id", "status", "source", "rows_received"]
    assert [row.split()[:7] for row in rows] == [
        [ids["mixed"], "applied", "mixed", "4", "3", "1", "3"],
        [ids["shop"], "applied", "shop", "2", "2", "0", "2"],
    ]


def test_batches_can_be_narrowed_and_printed_for_programs(loaded):
    server, ids = loaded
    _, row = lines_of("batches", "--source", "shop", "--format", "csv", server=server)
    assert row.startswith(f"{ids['shop']},applied,shop,2,2,0,2,0,")
    (newest,) = json.loads(command_line("batches", "--limit", "1", "--format", "json", server=server).stdout)
    assert (newest["batch_id"], newest["rows_rejected"]) == (ids["mixed"], 1)


def test_one_batch_is_shown_whole(loaded):
    server, ids = loaded
    _, _, *lines = lines_of("batches", ids["shop"], server=server)
    assert "rows_new            2" in lines
    end = lines.index("")
    shown = dict(line.split(maxsplit=1) for line in lines[:end])
    assert not {"totals", "undo"} & shown.keys()
    totals = [line.split() for line in lines[end + 4 :]]
    assert totals == [["USD", "rows", "0", "2"], ["USD", "cost", "-", "3.5"]]
    assert (shown["status"], shown["rows_new"], shown["first_day"]) == ("applied", "2", "2024-01-01")
    assert shown["error"] == "-"
    batch = json.loads(command_line("batches", ids["shop"], "--format", "json", server=server).stdout)
    assert batch["options"]["collisions"] is None


def test_a_batch_is_taken_back_once(loaded):
    server, ids = loaded
    heading, _, row, _, said, *totals = lines_of("undo", ids["shop"], server=server)
    assert heading.split()[3:] == ["rows_ended", "rows_restored", "commit_sequence"]
    assert row.split() == [ids["shop"], "undone", "shop", "2", "0", "3"]
    assert said.startswith("The source on the days that the undo touched (2)")
    assert [line.split() for line in totals[2:]] == [["USD", "rows", "2", "0"], ["USD", "cost", "3.5", "-"]]
    lines = lines_of("batches", ids["shop"], server=server)
    assert "rows_ended       2" in lines[lines.index("Its undo:") :]
    assert server.client().roi()["total_cost"] == "6.5"
    assert failing("undo", ids["shop"], server=server)[1] == "insightflow: This batch is undone already.\n"
    again = json.loads(command_line("undo", ids["mixed"], "--format", "json", server=server).stdout)
    assert (again["status"], again["undo"]["rows_ended"]) == ("undone", 3)
    assert failing("undo", UNKNOWN_BATCH, server=server)[0] == DATA
    assert failing("undo", "everything", server=server)[0] == USAGE
    assert failing("undo", server=server)[0] == USAGE


def test_rejects_are_one_line_a_fault(loaded):
    server, ids = loaded
    heading, *faults = lines_of("batches", ids["mixed"], "--rejects", "--format", "csv", server=server)
    assert heading == "row,line,field,code,message"
    assert [fault.split(",")[:4] for fault in faults] == [
        ["3", "4", "date", "no_such_day"],
        ["3", "4", "cost", "not_finite"],
    ]


def test_a_batch_without_an_accepted_row_says_why_and_what_is_not_shown(server, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("date,platform,campaign,cost\n" + "2024-01-01,google,a,x\n" * 1100)
    run = command_line("import", file, server=server, check=False)
    assert run.returncode == DATA
    batch_id = run.stdout.split()[-1]
    rejects = command_line("batches", batch_id, "--rejects", "--format", "csv", server=server)
    assert len(rejects.stdout.splitlines()) == 1001
    assert "all rows were rejected" in rejects.stderr
    assert "1000 of 1100 rejected rows" in rejects.stderr


def test_a_batch_that_failed_is_not_said_to_be_rejected(server):
    """Its body is lost while the server is down."""
    text = "date,platform,campaign,cost\n" + "".join(f"2024-01-01,google,c{n},1\n" for n in range(300_000))
    batch_id = server.client().ingest(text).json["batch_id"]
    server.kill()
    (server.data_dir / "spool" / batch_id).unlink()
    server.start()
    assert server.client().batch(batch_id)["status"] == "failed"
    rejects = command_line("batches", batch_id, "--rejects", server=server)
    assert "failed, and nothing of it counts" in rejects.stderr
    assert "is not there" in rejects.stderr and "rejected" not in rejects.stderr


def test_import_without_waiting_gives_the_batch(server, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(GOOD)
    accepted = json.loads(command_line("import", file, "--no-wait", "--json", server=server).stdout)
    assert server.client().wait(accepted["batch_id"])["status"] == "applied"
    said = command_line("import", file, "--no-wait", server=server).stdout
    assert server.client().wait(said.split()[-1])["status"] == "applied"


def test_import_says_what_a_file_does_not_tell_and_takes_the_answers(server, tmp_path):
    file = tmp_path / "export.tsv"
    file.write_text("Stichtag\tKampagne\tNetto\n03/04/2024\tFrüh\t1.234,5\n", encoding="utf-16")
    options = ("--source", "s", "--platform", "meta", "--map", "Stichtag=date", "--map", "Netto=cost")
    code, words = failing("import", *options, file, server=server)
    assert code == DATA and "date_order=dmy ('03/04/2024' is 2024-04-03)" in words
    told = command_line("import", *options, "--date-order", "dmy", file, server=server)
    assert "1 received, 1 accepted" in told.stdout
    assert "how the file is written: numbers have a decimal comma, dates the day first" in told.stderr
    answer = server.client().roi(source="s", **{"from": "2024-04-03", "to": "2024-04-03"})
    assert answer["total_cost"] == "1234.5"


def test_the_first_failure_of_several_files_is_the_exit_code(server, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("date,platform,cost\n2024-01-01,google,x\n")
    good = tmp_path / "good.csv"
    good.write_text(GOOD)
    missing = tmp_path / "missing"
    code, words = failing("import", bad, missing, good, server=server)
    assert code == DATA and f"cannot read {missing}" in words
    assert failing("import", missing, good, bad, server=server)[0] == IO


def test_query_over_time_has_every_bucket(server, tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("date,platform,campaign,cost\n2024-01-01,google,a,10\n2024-01-15,meta,b,5\n")
    command_line("import", file, server=server)
    asked = ["query", "--metrics", "cost", "--format", "csv", "--from", "2024-01-01", "--to", "2024-01-15"]
    assert command_line(*asked, "--grain", "week", server=server).stdout.split() == [
        "date,cost", "2024-01-01,10", "2024-01-08,", "2024-01-15,5"
    ]
    by_platform = command_line(*asked, "--grain", "month", "--by", "platform", server=server).stdout.split()
    assert by_platform == ["date,platform,cost", "2024-01-01,google_ads,10", "2024-01-01,meta_ads,5"]
    assert command_line(*asked, "--grain", "year", server=server, check=False).returncode == 2
    assert command_line(*asked, "--grain", "day", "--limit", "3", server=server, check=False).returncode == 2


def test_query_shows_what_was_shown_then(loaded):
    server, ids = loaded
    asked = ["query", "--metrics", "cost", "--format", "csv"]
    assert lines_of(*asked, server=server) == ["cost", "10"]
    assert lines_of(*asked, "--as-of", ids["shop"], server=server) == ["cost", "3.5"]
    assert lines_of(*asked, "--as-of", "2020-01-01", "--by", "source", server=server) == ["source,cost"]
    code, words = failing(*asked, "--as-of", "2999-01-01", server=server)
    assert code == DATA and "as_of: has yet to come" in words


def test_quality_is_a_line_per_finding(loaded):
    server, _ = loaded
    printed = command_line("quality", "--format", "csv", server=server).stdout
    columns = "severity,code,source,platform,account_id,first_day,last_day,days,field,currency,seen,"
    assert printed.startswith(columns)
    assert "meta" in json.loads(command_line("quality", "--format", "json", server=server).stdout)
    sources = command_line("quality", "--sources", "--format", "csv", server=server).stdout
    assert sources.startswith("source,level,accounts,rows,first_day,last_day,validation_rate,")
    assert failing("quality", "--from", "yesterday", server=server)[0] != 0


def test_changes_are_a_line_per_figure(loaded):
    server, ids = loaded
    printed = command_line("changes", "--since", ids["shop"], "--format", "csv", server=server).stdout
    heading, *rows = printed.splitlines()
    assert heading == (
        "date,source,platform,account_id,campaign_id,campaign_name,currency,metric,before,after,by"
    )
    applied = f"applied {ids['mixed']}"
    assert rows[0] == f"2024-01-01,mixed,google_ads,,name:a,a,USD,cost,,1.5,{applied}"
    assert len(rows) == 3 and all(row.endswith(applied) for row in rows)
    cut = command_line("changes", "--since", "2020-01-01", "--limit", "1", server=server)
    assert "there is more" in cut.stderr
    nothing = command_line("changes", "--since", ids["mixed"], "--format", "json", server=server)
    assert json.loads(nothing.stdout)["data"] == []
    assert failing("changes", server=server)[0] == USAGE


def test_query_says_what_qualifies_its_numbers(server, tmp_path):
    file = tmp_path / "half.csv"
    file.write_text(
        "date,platform,campaign,cost,conversions,new_customers\n"
        "2024-01-01,google,a,10,4,1\n2024-01-01,meta,b,5,2,\n2024-01-01,tiktok,c,5,,\n"
    )
    command_line("import", file, "--value-per-conversion", "10", server=server)

    def notes(*arguments):
        return command_line("query", *arguments, server=server).stderr

    assert notes("--metrics", "cost") == ""
    assert "share of revenue that is estimated from conversions: 1\n" in notes("--metrics", "roas")
    cac = notes("--metrics", "cac")
    assert "counts conversions, for want of new_customers: 0.5\n" in cac
    assert "share of rows that carry conversions: 0.666666667\n" in cac and "revenue" not in cac
    assert "raise --limit" in notes("--metrics", "cost", "--by", "platform", "--limit", "2")
    shown = command_line("query", "--metrics", "cost,cost", "--format", "json", server=server).stdout
    assert json.loads(shown, object_pairs_hook=list) == [[("cost", 20)]]


def test_mistakes_are_named(loaded):
    server, _ = loaded
    code, words = failing("batches", UNKNOWN_BATCH, server=server)
    assert (code, words) == (DATA, "insightflow: There is no such batch.\n")
    for arguments, named in (
        (("batches", "../../etc"), "is not a batch id"),
        (("batches", "--rejects"), "--rejects wants a batch id"),
        (("batches", "--limit", "0"), "--limit"),
        (("query", "--metrics", "clickz"), "clickz"),
        (("query", "--form", "2024-01-01"), "--form"),
        (("query", "--format", "xml"), "xml not in {csv,json,table}"),
        (("query", "--format", "2"), "2 not in {csv,json,table}"),
        (("foo",), "foo"),
        ((), "Usage: insightflow"),
        (("import",), "FILE"),
    ):
        code, words = failing(*arguments, server=server)
        assert code == USAGE and named in words, (arguments, code, words)
    code, words = failing("query", "--metrics", "cost", "--from", "2024-13-01", server=server)
    assert code == DATA and "\n  from: " in words
    code, words = failing("batches", server=server, env={"API_KEY": "wrong"})
    assert code == NO_PERMISSION and "API_KEY" in words and "wrong" not in words


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["serve", "--help"],
        ["import", "--help"],
        ["query", "--help"],
        ["batches", "--help"],
        ["undo", "--help"],
        ["changes", "--help"],
        ["quality", "--help"],
        ["openapi", "--help"],
        ["version", "--help"],
        ["version"],
    ],
)
def test_every_command_explains_itself(arguments):
    assert command_line(*arguments).stdout.strip()


def test_without_a_server_it_says_how_to_start_one():
    code, words = failing("batches", env={"INSIGHTFLOW_URL": "http://127.0.0.1:1"})
    assert code == UNAVAILABLE and "insightflow serve" in words


def test_a_key_may_come_from_a_file(loaded, tmp_path):
    server, _ = loaded
    key_file = tmp_path / "key"
    key_file.write_text("secret123\n")
    for arguments, env in (
        (("--key-file", key_file), {"API_KEY": None}),
        ((), {"API_KEY": None, "API_KEY_FILE": str(key_file)}),
    ):
        run = command_line("batches", *arguments, server=server, env=env)
        assert "applied" in run.stdout
    code, words = failing("batches", server=server, env={"API_KEY_FILE": str(key_file)})
    assert code == USAGE and "both API_KEY and API_KEY_FILE" in words


def test_import_goes_on_when_the_server_comes_back(tmp_path):
    """Nobody listens at first; the command tries again, and the batch is there once."""
    file = tmp_path / "late.csv"
    file.write_text(GOOD)
    with_server = Server("late")
    importing = subprocess.Popen(
        [str(BINARY), "import", str(file), "--json"],
        env=environment({"INSIGHTFLOW_URL": with_server.url}),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    tried_again = threading.Event()
    words = []

    def listen():
        for line in importing.stderr:
            words.append(line)
            if "trying again" in line:
                tried_again.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert tried_again.wait(30), words
    with with_server as server:
        assert importing.wait(60) == OK, words
        listener.join()
        batch = json.loads(importing.stdout.read())
        assert (batch["status"], batch["rows_new"]) == ("applied", 2)
        assert len(server.client().get("/api/v1/data/batches").json["data"]) == 1


def test_import_outlives_a_server_that_is_killed_and_started_again(server, tmp_path):
    """The outage is longer than the pause between two questions of the command, so that it meets it."""
    files = []
    for n in range(100):
        file = tmp_path / f"{n}.csv"
        file.write_text(f"date,platform,campaign,cost\n2024-01-01,google,c{n},1\n")
        files.append(str(file))
    importing = subprocess.Popen(
        [str(BINARY), "import", *files],
        env=environment({"INSIGHTFLOW_URL": server.url}),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    client = server.client()
    while not client.get("/api/v1/data/batches").json["data"]:
        assert importing.poll() is None, importing.communicate()
        time.sleep(0.005)
    server.kill()
    time.sleep(1)
    server.start()
    out, err = importing.communicate(timeout=120 * PATIENCE)
    assert importing.returncode == OK, out + err
    assert "trying again" in err
    assert out.count("applied") == 100
    assert client.roi()["total_cost"] == "100"

"""The same rows in every format and container, and what makes such files."""
import datetime
import gzip
import io
import random
import subprocess
import zipfile

import xlsxwriter
import zstandard
from openpyxl import Workbook

from harness.server import REPOSITORY, temporary_folder

HEADINGS = ["date", "platform", "campaign_id", "clicks", "cost", "note"]
ROWS = [
    [f"2024-01-{day:02}", "meta", f"c{campaign}", campaign * day, f"{day}.{campaign}5", f"é {campaign}"]
    for day in range(1, 29)
    for campaign in range(50)
]
CSV = "\n".join(",".join(map(str, row)) for row in [HEADINGS, *ROWS]) + "\n"
NDJSON = "".join(
    '{"date":"%s","platform":"%s","campaign_id":"%s","clicks":%s,"cost":%s,"note":"%s"}\n' % tuple(row)
    for row in ROWS
)
JSON = "[" + ",".join(NDJSON.splitlines()) + "]"
CLICKS = str(sum(row[3] for row in ROWS))
OCTETS = "application/octet-stream"


def zipped(*files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return out.getvalue()


def workbook(*sheets, **named):
    """Sheets as lists of rows, written by openpyxl."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in [*enumerate(sheets, 1), *named.items()]:
        sheet = book.create_sheet(f"Sheet{name}" if isinstance(name, int) else name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_of_shared_texts(rows):
    """One sheet as Excel writes it, each text once for all cells; by xlsxwriter."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Report")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def typed(row):
    day = datetime.date.fromisoformat(row[0])
    return [day, row[1], row[2], row[3], float(row[4]), row[5]]


def member(archive, name, change):
    """The zip with one of its files changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as given:
        files = [(entry, given.read(entry)) for entry in given.namelist()]
    return zipped(*((entry, change(text) if entry == name else text) for entry, text in files))


XLSX = workbook([HEADINGS, *map(typed, ROWS)])


WRITER = """
#include <duckdb.h>
#include <cstdio>
int main(int, char** argv) {
    duckdb_database database; duckdb_connection connection; duckdb_result result;
    duckdb_open(nullptr, &database); duckdb_connect(database, &connection);
    if (duckdb_query(connection, argv[1], &result) == DuckDBSuccess) return 0;
    std::puts(duckdb_result_error(&result)); return 1;
}
"""


class ParquetWriter:
    """Writes Parquet files of queries, by the engine of the repository."""

    def __init__(self):
        self.folder = temporary_folder("parquet")
        program, self.binary = self.folder / "write.cpp", self.folder / "write"
        program.write_text(WRITER)
        modules = REPOSITORY / "tools/npm/node_modules"
        library = modules / "@duckdb/node-bindings-linux-x64"
        flags = [f"-I{modules}/duckdb/src/duckdb/src/include", f"-L{library}", "-lduckdb"]
        subprocess.run(["g++", "-o", self.binary, program, *flags, f"-Wl,-rpath,{library}"], check=True)

    def write(self, query):
        file = self.folder / f"{random.randrange(10**12)}.parquet"
        sql = f"COPY ({query}) TO '{file}' (FORMAT parquet)"
        run = subprocess.run([self.binary, sql], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout
        return file.read_bytes()

    def rows(self):
        """The rows of CSV."""
        file = self.folder / "rows.csv"
        file.write_text(CSV)
        return self.write(f"SELECT * REPLACE (cost::DECIMAL(18, 6) AS cost) FROM read_csv('{file}')")


PACKED = {
    "gzip": gzip.compress,
    "several gzips": lambda text: gzip.compress(text[:999]) + gzip.compress(text[999:]),
    "zstd": zstandard.ZstdCompressor().compress,
    "zip": lambda text: zipped(("report", text)),
    "stored zip": lambda text: zipped(("report", text), method=zipfile.ZIP_STORED),
    "zip of a Mac": lambda text: zipped(("a/", ""), ("a/report", text), ("__MACOSX/a/._report", "x" * 99)),
    "nothing": lambda text: text,
}


def applied(client, body, kind=OCTETS, **options):
    batch = client.ingest_and_wait(body, kind, **options)
    assert batch["status"] == "applied", batch
    return batch


def refused(client, body, kind=OCTETS):
    batch = client.ingest_and_wait(body, kind)
    assert batch["status"] == "rejected", batch
    return batch["error"]

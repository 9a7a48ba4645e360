"""Tabulate a request ledger against merely reading it: whole processes, paired, in one run.

``python bench/annual.py [ROWS] [ROUNDS]``. The peer reads the same workbook with calamine into
pandas and does nothing else. The ledger is synthetic: every column of the blank ledger, all of
the form's results, 3 % extensions, 2 % corrections, 1 % consultations of third parties, 1 % slips
of the pen.
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from pubaudit.form import Forms, Line, load_forms
from pubaudit.schemes import catalog_root

YEAR = 2025
LAST = date(2026, 1, 20)
TARGET = 1.5
COMMAND = (
    "-m pubaudit annual {ledger} --year 2025 --as-of 2026-01-20 --format json -o {out} "
    "--fail-on never --quiet"
)
PANDAS = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='calamine')"
APPLICANTS = ("自然人",) * 12 + ("商业企业", "法律服务机构", "社会公益组织", "其他")
CHANNELS = ("当面", "邮寄", "网络", "网络", "网络", "平常信函", "传真")


def build(path: Path, rows: int, forms: Forms) -> None:
    """Write ``rows`` requests under the headers of the blank ledger."""
    from xlsxwriter import Workbook

    draw = random.Random(1)
    results = [line.label.partition("．")[2] or line.stems[0] for line in _results(forms)]
    with Workbook(path) as book:
        shown = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("申请台账")
        roles = [role for role in forms.request_roles if role.blank]
        sheet.write_row(0, 0, [role.name for role in roles])
        for row in range(1, rows + 1):
            cells = _request(draw, row, results)
            for column, role in enumerate(roles):
                value = cells.get(role.key)
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, shown)
                elif value is not None:
                    sheet.write_string(row, column, value)


def _results(forms: Forms) -> list[Line]:
    lines = forms.of_year(YEAR).requests
    return [line for line in lines if line.key[0] == "C" and line.key != "C7" and line.stems]


def _request(draw: random.Random, number: int, results: list[str]) -> dict[str, str | date]:
    received = date(YEAR, 1, 2) + timedelta(days=draw.randrange(360))
    cells: dict[str, str | date] = {
        "number": f"{YEAR}-{number:06d}",
        "applicant": draw.choice(APPLICANTS),
        "received": received,
        "channel": draw.choice(CHANNELS),
        "replied": min(received + timedelta(days=int(draw.gammavariate(4, 4))), LAST),
        "reply_number": f"某依复〔{YEAR}〕{number}号",
        "result": draw.choice(results),
        "body": f"第{number % 40}局",
        "who": f"A{draw.randrange(30000)}",
        "document": f"某政发〔{YEAR}〕{draw.randrange(3000)}号",
    }
    if cells["channel"] in {"网络", "平常信函", "传真"}:
        cells["confirmed"] = received + timedelta(days=1)
    if draw.random() < 0.03:
        cells |= {"extended": "是", "extension_told": received + timedelta(days=15)}
    if draw.random() < 0.02:
        cells["correction_asked"] = received + timedelta(days=3)
        cells["corrected"] = received + timedelta(days=8)
    if draw.random() < 0.01:
        result = str(cells["result"])
        cells["result"] = result.replace(result[len(result) // 2], "误")
    if draw.random() < 0.01:
        cells["asked_from"] = received + timedelta(days=2)
        cells["asked_to"] = received + timedelta(days=12)
    return cells


def seconds(*command: str) -> float:
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, *command], check=False, stdout=subprocess.DEVNULL)
    assert done.returncode in {0, 3}, done  # 3: the slips of the pen are not counted
    return time.perf_counter() - begin


def main(arguments: list[str]) -> None:
    rows, rounds = [*arguments, *("100000", "7")[len(arguments) :]]
    compare(int(float(rows)), int(rounds))


def compare(rows: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger, out = (str(Path(folder, name)) for name in ("台账.xlsx", "o.json"))
        build(Path(ledger), rows, load_forms(catalog_root() / "annual.yaml"))
        ours = [part.format(ledger=ledger, out=out) for part in COMMAND.split()]
        ratios = []
        for number in range(rounds + 1):
            mine, peer = seconds(*ours), seconds("-c", PANDAS, ledger)
            if number:  # the first pair only warms the caches
                ratios.append(mine / peer)
                print(f"{mine:.2f} s, peer {peer:.2f} s, ratio {mine / peer:.3f}")
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
        print(
            f"{rows:,} rows: {middle:.3f} ({low:.3f}-{high:.3f}), target <= {TARGET}; "
            f"largest process {most} MiB"
        )


if __name__ == "__main__":
    main(sys.argv[1:])

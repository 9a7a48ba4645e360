"""Start-up and checking, as whole processes, paired with peers: ``python bench/startup.py [RUNS]``.

A and B run in turn, so that a busy machine slows both; the median of the pairwise ratios is what
counts. Needs ``frictionless`` beside the run-time packages.
"""

import contextlib
import importlib.util
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

Command = Sequence[str]

MINIMAL_TYPER = '''\
import typer

app = typer.Typer(help="A minimal app.")


@app.command()
def check(file: str, region: str = typer.Option("", help="A place.")) -> None:
    """Check a file."""


@app.command()
def rules() -> None:
    """List the rules."""


app()
'''
BARE_PANDAS = """\
import sys

import pandas

pandas.read_excel(sys.argv[1], engine="calamine")
"""

HEADER = (
    ("序号", ""),
    ("公开事项", "一级事项"),
    ("", "二级事项"),
    ("公开内容（要素）", ""),
    ("公开依据", ""),
    ("公开时限", ""),
    ("公开主体", ""),
    ("公开渠道和载体", ""),
    ("公开对象", "全社会"),
    ("", "特定群众"),
    ("公开方式", "主动"),
    ("", "依申请公开"),
    ("公开层级", "县级"),
    ("", "乡级"),
)
HEADER_MERGES = ("A2:A3", "B2:C2", *(f"{c}2:{c}3" for c in "DEFGH"), "I2:J2", "K2:L2", "M2:N2")
SUBJECTS = {
    "政府采购": ("采购公告", "采购文件", "预算金额", "中标、成交结果", "合同信息", "投诉处理决定"),
    "工程建设项目招标投标": ("审批核准信息", "招标公告", "中标候选人公示", "中标结果", "合同履约"),
    "国有土地使用权出让": ("土地供应计划", "出让公告", "成交公示", "供应结果"),
    "国有产权交易": ("产权交易决策及批准信息", "交易项目信息", "成交价格", "审计结果"),
    "住房保障": ("年度建设计划", "建设计划完成情况", "分配政策", "分配对象", "分配结果"),
}
LIMITS = ("信息形成之日起20个工作日内", "及时公开", "合同签订之日起2个工作日内")
CHANNELS = "■政府网站　□政府公报\n□两微一端　□公开查阅点\n■公共资源交易平台　□其他"


def write_catalog(path: Path, count: int) -> None:
    """Write a catalog of ``count`` rows in the 14-column national layout, merged as people do."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某县公共资源配置领域政府信息公开标准目录"])
    sheet.merge_cells("A1:N1")
    for level in (0, 1):
        sheet.append([names[level] or None for names in HEADER])
    for merged in HEADER_MERGES:
        sheet.merge_cells(merged)
    rows = [(field, name) for field, names in SUBJECTS.items() for name in names]
    groups: dict[tuple[int, str], list[int]] = {}
    for number in range(1, count + 1):
        turn, place = divmod(number - 1, len(rows))
        field, name = rows[place]
        sheet.append(catalog_row(number, field, f"{name}（第{turn + 1}批）"))
        groups.setdefault((turn, field), []).append(number + 3)
    for group in groups.values():
        sheet.merge_cells(f"B{group[0]}:B{group[-1]}")
    book.save(path)


def catalog_row(number: int, field: str, name: str) -> list[str | int | None]:
    """Return the fourteen cells of one row."""
    content = f"{name}的名称、范围、金额、时间、地点；\n办理依据和结果；联系方式和监督渠道"
    basis = "《中华人民共和国政府信息公开条例》\n《中华人民共和国政府采购法》"
    limit, body = LIMITS[number % len(LIMITS)], f"县{field}主管部门"
    ticks = ("√", None, "√", None, "√", None)
    return [number, field, name, content, basis, limit, body, CHANNELS, *ticks]


def seconds(command: Command) -> float:
    """Wall time of one whole process; exit 1 is no failure of a checker that found something."""
    allowed = (0, 1) if {"pubaudit", "frictionless"} & set(command) else (0,)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in allowed or b"resource-error" in done.stdout:
        said = (done.stderr or done.stdout).decode(errors="replace")
        sys.exit(f"{' '.join(command)}: {said}")
    return taken


def paired(title: str, ours: Command, peer: Command, target: float, runs: int) -> None:
    """Run both in turn and print the median of the ratios, their range, and the target."""
    for command in (ours, peer):
        seconds(command)  # once unmeasured: warms the file cache and the bytecode
    a, b = [], []
    for turn in range(runs):
        order = (ours, peer) if turn % 2 == 0 else (peer, ours)
        taken = {command: seconds(command) for command in order}
        a.append(taken[ours])
        b.append(taken[peer])
    ratios = [x / y for x, y in zip(a, b, strict=True)]
    print(
        f"{title}\n  ratio {statistics.median(ratios):.2f}"
        f" ({min(ratios):.2f}-{max(ratios):.2f}), target <= {target:.2f}"
        f"; median {statistics.median(a):.3f} s against {statistics.median(b):.3f} s, n={runs}"
    )


def main() -> None:
    """Make the files and scripts in a temporary folder and run the four pairs."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    if any(importlib.util.find_spec(peer) is None for peer in ("frictionless", "python_calamine")):
        install = ".venv/bin/pip install 'frictionless[excel]' python-calamine"
        sys.exit(f"缺少对比用的工具，请先安装：{install}\nthe peers are absent: {install}")
    # Here, and by relative names: frictionless refuses a path that leads out of the folder.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        write_catalog(Path("small.xlsx"), 50)
        write_catalog(Path("large.xlsx"), 2000)
        Path("typer_app.py").write_text(MINIMAL_TYPER, encoding="utf-8")
        Path("bare_pandas.py").write_text(BARE_PANDAS, encoding="utf-8")
        check = ("-m", "pubaudit", "check", "--region", "天津")
        paired(
            "pubaudit --help / minimal Typer app --help",
            ("-m", "pubaudit", "--help"),
            ("typer_app.py", "--help"),
            1.3,
            runs,
        )
        paired(
            "deadlines / pubaudit --help",
            ("-m", "pubaudit", "deadlines", "--region", "云南"),
            ("-m", "pubaudit", "--help"),
            1.3,
            runs,
        )
        paired(
            "check, 50 rows / frictionless validate",
            (*check, "small.xlsx"),
            ("-m", "frictionless", "validate", "small.xlsx"),
            0.45,
            runs,
        )
        paired(
            "check, 2,000 rows / pandas.read_excel with calamine",
            (*check, "large.xlsx"),
            ("bare_pandas.py", "large.xlsx"),
            1.0,
            runs,
        )


if __name__ == "__main__":
    main()

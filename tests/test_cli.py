"""The command line as a user meets it, in-process through its one door."""

import json
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pubaudit.cli import main
from tests.workbooks import catalog, write_workbook

SAMPLES = Path(__file__).parent.parent / "sample_data"
TRADING = SAMPLES / "亭湖区公共资源交易领域政府信息公开事项目录.xlsx"
HOUSING = SAMPLES / "亭湖区住房保障领域政府信息公开事项目录.xlsx"
(COMPLETE,) = SAMPLES.glob("*（完整）.xlsx")
DAY = ("--as-of", "2026-11-22")

PROSE_ONLY = {"采购文件", "采购项目预算金额", "产权交易决策及批准信息", "对供货企业积分管理的信息"}
PROSE_IN_DOUBT = {"交易项目信息", "市场主体信用"}


def run_json(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, Any]]:
    code = main(["check", *argv, *DAY, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_trading_catalog_against_tianjin(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, str(TRADING), "--region", "天津", "--field", "政府采购")
    assert code == 1
    items = {i["name"]: i for i in report["items"]}
    assert len(items) == 8
    assert items["采购文件"]["verdict"] == items["采购项目预算金额"]["verdict"] == "missing"
    assert not items["采购文件"]["needs_review"]
    result = items["采购结果"]
    assert result["verdict"] == "covered"
    (evidence,) = result["evidence"]
    assert (evidence["text"], evidence["sheet"], evidence["row"]) == (
        "采购公告、成交公告",
        "Sheet1",
        15,
    )


@pytest.mark.parametrize("region", [("--region", "亭湖"), ()], ids=["named", "found"])
def test_trading_catalog_against_its_own_scheme(
    capsys: pytest.CaptureFixture[str], region: tuple[str, ...]
) -> None:
    code, report = run_json(capsys, str(TRADING), *region)
    assert code == 0
    assert report["scheme"]["region"] == "盐城市亭湖区"
    missing = {i["name"]: i["needs_review"] for i in report["items"] if i["verdict"] != "covered"}
    assert missing == dict.fromkeys(PROSE_ONLY, False) | dict.fromkeys(PROSE_IN_DOUBT, True)
    gaps = [f for f in report["findings"] if f["code"] == "COV001"]
    assert len(gaps) == 6
    assert {f["severity"] for f in gaps} == {"warning"}
    assert all(e["items"] for e in report["entries"])


def test_limits_are_compared_by_the_calendar_of_the_users_notices(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    overlay = tmp_path / "地方.yaml"
    overlay.write_text(
        'title: 某市地方假日\nyear: 2026\nkind: amendment\nregion: "530000"\n'
        "off: [{name: 地方假日, from: 2026-04-20, to: 2026-04-20}]\nwork: []\n",
        encoding="utf-8",
    )
    given = (
        str(SAMPLES / "云岫县公共资源交易管理局政务公开标准目录.xlsx"),
        "--holidays",
        str(overlay),
    )
    _, here = run_json(capsys, *given, "--region", "云南")
    assert "某市地方假日" in here["calendar"]
    _, elsewhere = run_json(capsys, *given, "--region", "亭湖")
    assert "某市地方假日" not in elsewhere["calendar"]
    assert any("某市地方假日" in note and "未采用" in note for note in elsewhere["notes"])


def test_without_region_the_first_line_says_which_and_how_to_change_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", str(TRADING), *DAY]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert "亭湖区" in first
    assert "--region" in first


def test_housing_annex_has_no_gap(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, str(HOUSING))
    assert {i["verdict"] for i in report["items"]} == {"covered"}
    assert len(report["items"]) == 10


def test_complete_catalog_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, str(COMPLETE), "--region", "天津")
    assert code == 0
    assert report["summary"]["items"]["covered"] == report["summary"]["items"]["total"] == 8


def test_several_catalogs_give_the_regions_gaps_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, str(TRADING), str(HOUSING))
    assert code == 0
    assert report["kind"] == "region"
    assert [p["kind"] for p in report["parts"]] == ["check", "check"]
    assert {e["input"] for p in report["parts"] for e in p["entries"]} == {0}
    assert {e["input"] for e in report["entries"]} == {0, 1}
    missing = {i["name"] for i in report["items"] if i["verdict"] == "missing"}
    assert missing == PROSE_ONLY | PROSE_IN_DOUBT


def test_catalog_findings_of_each_file_count_in_the_regions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong with each file itself is not lost in the union."""
    code, alone = run_json(capsys, str(COMPLETE), "--region", "天津", "--fail-on", "info")
    code, report = run_json(
        capsys, str(TRADING), str(HOUSING), "--region", "亭湖", "--fail-on", "warning"
    )
    assert code == 1
    columns = [f for f in report["findings"] if f["code"] == "QUA003"]
    assert [f["location"]["input"] for f in columns] == [0, 0, 1, 1]
    assert alone["findings"] == []


def test_catalogs_of_two_regions_are_not_judged_by_one_scheme(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = catalog(tmp_path / "天津.xlsx", [("政府采购", "采购公告")], title="天津市财政局目录")
    assert main(["check", str(TRADING), str(other)]) == 2
    assert "--region" in capsys.readouterr().err
    assert main(["check", str(TRADING), str(other), "--region", "天津"]) == 1


def test_a_catalog_of_other_business_is_not_passed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [("义务教育", "招生入学政策"), ("义务教育", "学校收费标准")]
    path = catalog(tmp_path / "目录.xlsx", rows, title="天津市某区教育局目录")
    code, report = run_json(capsys, str(path))
    assert code == 3
    assert report["items"] == report["tables"] == []
    assert "不涉及本方案任何领域" in report["inputs"][0]["problems"][0]["message"]


def test_declared_absent_business_does_not_apply(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [("土地供应", "供地计划"), ("矿业权出让", "本区不涉及")]
    path = catalog(tmp_path / "目录.xlsx", rows)
    _, report = run_json(capsys, str(path), "--region", "天津")
    mining = [i for i in report["items"] if i["field"] == "矿业权出让"]
    assert {i["verdict"] for i in mining} == {"not_applicable"}
    assert len(mining) == 3
    assert "本区不涉及" in mining[0]["reason"]
    (row,) = [r for r in report["tables"][0]["rows"] if r["field"] == "矿业权出让"]
    assert (row["not_applicable"], row["rate"]) == (3, None)


def test_a_header_without_rows_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = catalog(tmp_path / "目录.xlsx", [])
    assert main(["check", str(path), "--region", "天津"]) == 2
    assert "没有数据行" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fail_on", "code"), [("never", 0), ("error", 0), ("warning", 1), ("info", 1)]
)
def test_fail_on(capsys: pytest.CaptureFixture[str], fail_on: str, code: int) -> None:
    assert main(["check", str(TRADING), *DAY, "--fail-on", fail_on]) == code
    assert "共45项" in capsys.readouterr().err


def test_an_unreadable_file_among_several_is_skipped_and_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    code, report = run_json(capsys, str(HOUSING), str(broken))
    assert code == 3
    assert report["summary"]["skipped"] == 1
    (problem,) = report["inputs"][1]["problems"]
    assert "坏.xlsx" in problem["message"]


def test_all_fields_and_entries(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, str(HOUSING), "--region", "天津", "--all-fields")
    assert {i["field"] for i in report["items"]} >= {"矿业权出让", "政府采购", "住房保障"}
    assert main(["check", str(HOUSING), "--entries", "--quiet", *DAY]) == 0
    captured = capsys.readouterr()
    assert "计划户型" in captured.out
    assert captured.err == ""


def test_the_topic_chooses_among_a_places_schemes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [("重大建设项目", "批准结果信息：初步设计审批结果")]
    path = str(catalog(tmp_path / "目录.xlsx", rows, title="凤冈县发展和改革局目录"))
    topic = "重大建设项目批准和实施"
    _, report = run_json(capsys, path, "--region", "凤冈", "--topic", topic, "--all-fields")
    assert report["scheme"]["id"] == f"520327/{topic}"
    main(["check", path, "--region", "凤冈", "--topic", topic, *DAY])
    assert f"{topic}领域政府信息公开目录核查" in capsys.readouterr().out
    main(["check", path, "--region", "凤冈", "--all-fields", *DAY])
    assert "（用--topic指定）" in "".join(capsys.readouterr().out.split())
    assert main(["check", path, "--region", "凤冈", "--topic", topic, "--why", "初步设计"]) == 0
    assert "初步设计文件审批结果" in capsys.readouterr().out


# --- what cannot be done ---------------------------------------------------------------------


@pytest.mark.parametrize("more", [("-o", "说明.json"), ("--format", "json")])
def test_why_is_for_the_screen_only(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    more: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(TRADING), "--why", "采购结果", *more]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("pubaudit：--why 只显示在屏幕上，不能与 -o、--format json 同用")
    assert not list(tmp_path.iterdir())


def png(folder: Path) -> Path:
    path = folder / "目录.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return path


def empty_workbook(folder: Path) -> Path:
    return write_workbook(folder / "目录.xlsx", {"Sheet1": []})


def no_table(folder: Path) -> Path:
    return write_workbook(folder / "目录.xlsx", {"Sheet1": [("通知",), ("各单位请报送目录。",)]})


def truncated(folder: Path) -> Path:
    path = catalog(folder / "目录.xlsx", [("政府采购", "采购公告")])
    path.write_bytes(path.read_bytes()[:-400])
    return path


def plain_zip(folder: Path) -> Path:
    path = folder / "目录.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    return path


def no_file(folder: Path) -> Path:
    return folder / "没有.xlsx"


def itself(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize(
    "make", [png, empty_workbook, no_table, truncated, plain_zip, no_file, itself]
)
def test_unreadable_inputs(capsys: pytest.CaptureFixture[str], tmp_path: Path, make: Any) -> None:
    path = make(tmp_path)
    assert main(["check", str(path), "--region", "天津"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert path.name in line
    assert "Traceback" not in line
    assert any("\u4e00" <= c <= "\u9fff" for c in line)


def test_a_stray_cell_in_the_last_corner_never_aborts(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["序号", "公开事项", "公开内容"])
    sheet.append([1, "政府采购", "采购公告"])
    sheet["XFD1048576"] = "x"
    path = tmp_path / "目录.xlsx"
    workbook.save(path)
    assert main(["check", str(path), "--region", "天津"]) in {0, 1, 2}


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["check", str(TRADING), "--region", "不存在县"], "不存在县"),
        (["check", str(TRADING), "--region", "朝阳区"], "110105"),
        (["check", str(TRADING), "--region", "天津", "--field", "没有"], "可选"),
        (["check", str(TRADING), "--region", "天津", "--as-of", "2017-01-01"], "2018-02-09"),
        (["check", str(TRADING), "--topic", "住房"], "可选：公共资源配置"),
        (
            ["check", str(TRADING), "--topic", "公共资源配置", "--against", str(HOUSING)],
            "两者只能写一个",
        ),
        (["check", str(TRADING), "--as-of", "昨天"], "昨天"),
        (["check", str(TRADING), "-o", "报告.xyz"], ".xyz"),
        (["check", str(TRADING), "-o", "没有这个目录/报告.json"], "报告.json"),
        (["check"], "目录文件"),
        (["check", "--nonsense"], "--nonsense"),
        (["check", "a.xlsx", "--fail-on", "sometimes"], "warning"),
        (["nonsense"], "check"),
        (["explain", "COV999"], "COV001"),
    ],
)
def test_refusals_are_one_chinese_line(
    capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    assert main(argv) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("pubaudit：")
    assert said in line
    line.encode("gbk")


def test_internal_errors_are_one_line_and_debug_shows_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("pubaudit.api.check", fail)
    assert main(["check", "a.xlsx"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main(["check", "a.xlsx", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


# --- files, help, processes ------------------------------------------------------------------


def test_outputs_by_name_and_stdout(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, second = tmp_path / "报告.json", tmp_path / "报告.txt"
    assert main(["check", str(HOUSING), "-o", str(first), "-o", str(second), *DAY]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(first.read_text("utf-8"))["kind"] == "check"
    assert "住房保障" in second.read_text("utf-8")
    assert main(["check", str(HOUSING), "-o", "-", "--format", "json", *DAY]) == 0
    assert capsys.readouterr().out == first.read_text("utf-8")


def test_same_input_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("json", "table"):
        texts = []
        for _ in range(2):
            main(["check", str(TRADING), "--format", form, *DAY])
            texts.append(capsys.readouterr().out)
        assert texts[0] == texts[1]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("argv", [[], ["--help"], ["check", "--help"], ["explain", "--help"]])
def test_help_is_chinese_and_whole(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(argv) == 0
    text = capsys.readouterr().out
    text.encode("gbk")
    assert text.startswith("用法：pubaudit")
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "<", "[default"):
        assert english not in text
    joined = "".join(text.split())
    if "check" in argv:
        assert "写入文件，格式由扩展名决定；可写多个；-为屏幕。" in joined
        assert "有此级别及以上的结果时退出码为1。默认error。" in joined


def test_version_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pubaudit ")
    assert main(["rules"]) == 0
    assert "COV001" in capsys.readouterr().out
    assert main(["rules", "--format", "json"]) == 0
    assert {"code", "name", "severity", "version", "basis"} == set(
        json.loads(capsys.readouterr().out)[0]
    )
    assert main(["explain", "cov001"]) == 0
    assert "## 怎么办" in capsys.readouterr().out


FORBIDDEN = ("pandas", "numpy", "openpyxl")


@pytest.mark.parametrize(
    "argv",
    [
        ["--help"],
        ["check", str(TRADING)],
        ["check", str(TRADING), "--format", "json"],
        ["rules"],
        ["explain", "COV001"],
    ],
    ids=" ".join,
)
def test_no_heavy_import(argv: list[str]) -> None:
    program = (
        "import sys; from pubaudit.cli import main; code = main(sys.argv[1:]);"
        f"sys.exit(10 * sum(m in sys.modules for m in {FORBIDDEN!r}) + code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *argv], capture_output=True, check=False)
    assert done.returncode == 0, (done.stderr, done.returncode)


def test_closed_pipe_and_gbk_console_are_silent_and_whole() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "pubaudit", "check", str(TRADING), *DAY]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    text = done.stdout.decode("gbk")
    assert done.returncode == 0
    assert "?" not in text
    assert "采购项目预算金额" in text
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait() == 2
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="the shell's own way to close a stream")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rules >&-", 2),
        ("schemes list >&-", 2),
        ("rules 2>&- >/dev/null", 0),
        ("nosuch 2>&-", 2),
        ("nosuch >&- 2>&-", 2),
    ],
)
def test_streams_closed_by_the_caller_change_no_exit_code(line: str, code: int) -> None:
    command = f"exec {shlex.quote(sys.executable)} -m pubaudit {line}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_behind_the_screen_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pubaudit", "schemes", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "pubaudit：结果没有写完：输出写不进去，请检查磁盘空间，或用 -o 写到别处"
    ]

"""``pubaudit schemes check`` on a user's own scheme: everything that is wrong, and where."""

import re
import textwrap
from pathlib import Path

import pytest

from pubaudit.cli import main
from tests.test_cli_schemes import CATALOGS, printed, refused

(TINGHU,) = CATALOGS.glob("320902_*/公共资源配置.yaml")
(LIAONING,) = CATALOGS.glob("210000_*/公共资源配置.yaml")


def faults(capsys: pytest.CaptureFixture[str], path: Path) -> list[str]:
    capsys.readouterr()
    assert main(["schemes", "check", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines: list[str] = captured.err.splitlines()
    assert all(line.startswith("pubaudit：") for line in lines)
    return lines


def copied(folder: Path, path: Path = TINGHU, *, text: bool = True) -> Path:
    copy = folder / "我的方案.yaml"
    # Without its line "source" the text is the one of the same name.
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    copy.write_text("".join(x for x in lines if not x.startswith("source:")), encoding="utf-8")
    if text:
        copy.with_suffix(".txt").write_bytes(path.with_suffix(".txt").read_bytes())
    return copy


def findings(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what is listed with ×, each without its line breaks."""
    return ["".join(x.split()) for x in capsys.readouterr().out.split("  × ")[1:]]


def changed(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_check_of_a_good_file_counts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = printed(capsys, "check", str(copied(tmp_path)))
    assert "7个领域55项，共通4项" in text
    assert "医用耗材采购：9 项" in text
    assert "都在" in text
    assert "区划表" not in text


@pytest.mark.parametrize("path", sorted(CATALOGS.glob("[0-9]*/*.yaml")), ids=lambda path: path.stem)
def test_check_finds_nothing_in_the_held_schemes(path: Path) -> None:
    assert main(["schemes", "check", str(path)]) == 0


def test_check_without_a_text_says_that_quotes_were_not_looked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "引句未核对" in printed(capsys, "check", str(copied(tmp_path, text=False)))


def test_check_joins_what_is_extended(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "6个领域36项，共通1项" in printed(capsys, "check", str(copied(tmp_path, LIAONING)))


def test_check_lists_quotes_that_are_not_in_the_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old, new = "quote: 强化目录动态管理\n", "quote: 强化目录的动态管理\n"
    assert main(["schemes", "check", str(changed(copied(tmp_path), old, new))]) == 1
    (finding,) = findings(capsys)
    assert "320902/公共资源配置/人工核查/2四（一）：“强化目录的动态管理”" in finding
    assert re.search(r"我的方案.yaml第\d+行checklist.第2项.basis.quote：", finding)


def test_check_reads_the_text_that_the_scheme_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = changed(
        copied(tmp_path, text=False), "status: in_hand", "source: 原文.txt\nstatus: in_hand"
    )
    line = refused(capsys, "check", str(path))
    number = path.read_text("utf-8").splitlines().index("source: 原文.txt") + 1
    assert f"我的方案.yaml 第{number}行 source：" in line
    assert "没有原文 原文.txt" in line
    (tmp_path / "原文.txt").write_bytes(TINGHU.with_suffix(".txt").read_bytes())
    path.with_suffix(".txt").write_text("别的文字", encoding="utf-8")
    text = "".join(printed(capsys, "check", str(path)).split())
    assert "都在" in text
    assert "原文.txt中。" in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("计划户型]", "计划户型, 开工日期]", "320902/公共资源配置/住房保障/2要素“开工日期”"),
        ("    name: 分配对象\n", "    name: 住房分配的对象\n", "住房保障/6名称“住房分配的对象”"),
    ],
)
@pytest.mark.parametrize("text", [True, False])
def test_check_lists_names_and_elements_that_no_quote_of_their_item_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, said: str, *, text: bool
) -> None:
    path = changed(copied(tmp_path, text=text), old, new)
    assert main(["schemes", "check", str(path)]) == 1
    (finding,) = findings(capsys)
    assert said in finding


def test_check_says_that_no_place_has_the_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = copied(tmp_path)
    path.write_text(path.read_text("utf-8").replace("320902", "329999"), encoding="utf-8")
    assert "没有代码 329999" in printed(capsys, "check", str(path))


def test_check_says_where_a_scheme_belongs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = "".join(printed(capsys, "check", str(copied(tmp_path))).split())
    assert "请放在catalogs/320902_盐城市亭湖区/公共资源配置.yaml" in text
    assert "请放在" not in printed(capsys, "check", str(TINGHU))


def test_the_example_of_the_contributors_guide_is_a_scheme(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    guide = (CATALOGS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^ *```yaml\n( *id:.*?)^ *```$", guide, re.DOTALL | re.MULTILINE)
    path = tmp_path / "示例.yaml"
    path.write_text(textwrap.dedent(block), encoding="utf-8")
    assert "没有原文 公共资源配置.txt" in refused(capsys, "check", str(path))
    source = (
        "某县推进公共资源配置领域政府信息公开实施方案\n主要公开采购文件（包括采购需求、评审标准）。"
    )
    (tmp_path / "公共资源配置.txt").write_text(source, encoding="utf-8")
    assert "政府采购：1 项，要素 2 个" in printed(capsys, "check", str(path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    amount: 20\n", "    amount: 二十\n", ["行 limits.第1项.amount：应为大于零的整数"]),
        ("status: in_hand", "status: 有效", ["第", "行 status：只能是 in_hand"]),
        ("status: in_hand", "statsu: in_hand", ["statsu：不认识这个键"]),
        ("  issued: null", "  issued: 2018-02-30", ["document.issued：应为日期"]),
        ("name: 住房保障", "name: 12345", ["fields.第1项.name：应为文字"]),
        ("fields:", "fields: 无\nfields2:", ["fields"]),
        (
            "status: in_hand",
            "status: in_hand\nextends: 110000/没有",
            ["extends：没有收录代码 110000"],
        ),
        ("status: in_hand", "status: [", ["第", "YAML"]),
        ("status: in_hand", "status: 9" + "9" * 5000, ["YAML"]),
    ],
)
def test_check_of_a_bad_file_names_file_line_and_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, said: list[str]
) -> None:
    lines = faults(capsys, changed(copied(tmp_path), old, new))
    assert any(all(part in line for part in ["我的方案.yaml", *said]) for line in lines), lines
    for english in ("Input should", "pydantic", "valid string", "Error"):
        assert not any(english in line for line in lines)


def test_check_names_every_fault_in_one_run_in_the_order_of_the_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = copied(tmp_path)
    for old, new in (
        ("status: in_hand", "status: extends"),
        ("  issued: null", "  issued: 去年"),
        ("    name: 分配对象\n", "    name: ''\n"),
        ("计划户型]", "计划户型, 开工日期]"),
        ("    amount: 20\n", "    amount: 二十\n"),
        ('    dates: ["12-31"]', '    dates: ["2018-12-31"]'),
        ("quote: 强化目录动态管理\n", "quote: ''\n"),
        ("  - 五、保障措施\n", "  - 六、保障措施\n"),
    ):
        changed(path, old, new)
    lines = faults(capsys, path)
    numbers = [int(re.search(r"第(\d+)行", line)[1]) for line in lines]  # type: ignore[index]
    assert numbers == sorted(numbers)
    said = "\n".join(lines)
    for part in (
        "extends：status 是 extends，应写明补充哪个方案",
        "document.issued：应为日期",
        "items.第6项.name：不能为空",
        "要素“开工日期”不在本事项的引句中",
        "limits.第1项.amount：应为大于零的整数",
        ".dates：每年一次的写月日",
        "checklist.第2项.basis.quote：不能为空",
        "“六、保障措施”在原文中找不到",
    ):
        assert part in said, part
    assert len(lines) == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("no_demand:\n", "no_demand:\n  - 各单位每周\n", "no_demand.第1项：“各单位每周”"),
        ("    elements: [", "    condition: 限额以上\n    elements: [", "条件“限额以上”"),
    ],
)
def test_check_lists_conditions_and_openings_that_are_not_in_the_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert main(["schemes", "check", str(changed(copied(tmp_path), old, new))]) == 1
    (finding,) = findings(capsys)
    assert said in finding


def test_check_of_a_field_that_neither_the_scheme_nor_its_parent_has(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = copied(tmp_path, LIAONING)
    known = changed(path, "    rank: scheme\n", "    fields: [住房保障]\n    rank: scheme\n")
    assert main(["schemes", "check", str(known)]) == 0
    (line,) = faults(capsys, changed(path, "fields: [住房保障]", "fields: [住房]"))
    assert "limits.第1项.fields.第1项：“住房”不在 fields 所列领域之内" in line


def test_check_of_what_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "没有.yaml" in refused(capsys, "check", str(tmp_path / "没有.yaml"))
    path = copied(tmp_path)
    path.with_suffix(".txt").write_bytes("强化".encode("gbk"))
    assert "我的方案.txt 不是 UTF-8" in refused(capsys, "check", str(path))
    assert "方案文件" in refused(capsys, "check")

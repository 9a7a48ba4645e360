"""``pubaudit schemes`` as a user meets it; counts of every held scheme as expected.

``python -m tests.test_cli_schemes`` writes the expected counts anew.
"""

import ast
import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from pubaudit import api, schemes
from pubaudit.cli import main
from pubaudit.models import Scheme
from pubaudit.report import View, checklist, scheme, words
from pubaudit.report.lines import cells

GOLDEN = Path(__file__).parent / "golden" / "schemes.json"
CATALOGS = Path(__file__).parent.parent / "catalogs"
(TINGHU,) = CATALOGS.glob("320902_*/公共资源配置.yaml")
(LIAONING,) = CATALOGS.glob("210000_*/公共资源配置.yaml")
HELD = {held.id: held for held in api.list_schemes()}


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def loaded(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    assert main(["schemes", *argv, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["schemes", *argv]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["schemes", *argv]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("pubaudit：")
    line.encode("gbk")
    return line


def counted(shown: dict[str, Any]) -> dict[str, Any]:
    """What a document demands, in numbers; of each field its items and their elements."""
    fields = {
        field["name"]: [len(field["items"]), sum(len(i["elements"]) for i in field["items"])]
        for field in shown["fields"]
    }
    parts = ("time_limits", "duties", "targets", "exceptions", "channels", "checklist")
    return {"fields": fields, **{part: len(shown[part]) for part in parts}}


# --- list --------------------------------------------------------------------------------------


def test_list_names_every_scheme_with_its_document_standing_and_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {row["id"]: row for row in loaded(capsys, "list")}
    assert list(rows) == list(HELD)
    yunnan = rows["530000/公共资源配置"]
    assert (yunnan["fields"], yunnan["items"], yunnan["common_items"]) == (10, 46, 2)
    assert yunnan["document"]["issued"] == "2018-05-22"
    assert {row["status"] for row in rows.values()} == {"in_hand", "extends", "reconstructed"}
    text = printed(capsys, "list")
    for row in rows.values():
        assert row["code"] in text
        assert row["topic"] in text
    for said in (
        "原文在库",
        "补充上级方案",
        "据转述整理",
        "10个领域46项，共通2项",
        "2018-02-09印发",
    ):
        assert said in text


# --- show --------------------------------------------------------------------------------------

KEYS = (
    "schema id code region topic document status in_force extends changes superiors notes fields "
    "duties "
    "time_limits targets exceptions channels form checklist"
)
FIELD_KEYS = "name common lead bodies note items"
ITEM_KEYS = (
    "id field name elements quote force origin bodies subject act level condition audience closed "
    "exceptions basis note replaces quotes"
)


@pytest.mark.parametrize("key", HELD)
def test_show_holds_what_the_document_demands(capsys: pytest.CaptureFixture[str], key: str) -> None:
    code, topic = key.split("/")
    shown = loaded(capsys, "show", code, "--topic", topic)
    assert shown["id"] == key
    assert shown.keys() >= set(KEYS.split())
    for field in shown["fields"]:
        assert field.keys() >= set(FIELD_KEYS.split())
        for item in field["items"]:
            assert item.keys() >= set(ITEM_KEYS.split())
            assert item["quotes"] == [basis["quote"] for basis in item["basis"]]
            assert item["quote"] == item["quotes"][0]
            assert item["field"] == field["name"]
    assert counted(shown) == json.loads(GOLDEN.read_text(encoding="utf-8"))[key]


def test_the_expected_counts_are_those_of_the_held_schemes() -> None:
    assert json.loads(GOLDEN.read_text(encoding="utf-8")).keys() == HELD.keys()


@pytest.mark.parametrize("key", HELD)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_text_fits_the_console_and_gbk(key: str, width: int) -> None:
    view = View(width)
    held = HELD[key]
    for text in (
        scheme.scheme_text(held, ("某地：该地可能另有方案，未收录",), view),
        checklist.checklist_text(held, (), view),
        scheme.list_text(HELD.values(), view),
    ):
        text.encode("gbk")
        assert all(cells(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("module", [scheme, checklist, words])
def test_every_literal_is_within_gbk(module: object) -> None:
    source = Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value.encode("gbk")


def test_show_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "show", "凤冈", "--topic", "重大建设项目批准和实施")
    for said in (
        "2018-07-24印发",
        "〔应当公开；正文；项目法人或实施主体〕",
        "〔应当公开；正文；告知〕",
        "自信息形成或变更之日起20个工作日内",
        "报送：具体实施方案",
        "一次，10个工作日内",
        "须人工核查",
        "栏目：事项、内容、时限、方式、责任单位、监督渠道",
    ):
        assert said in text, said
    assert "〔应当公开；正文和附件〕" in printed(capsys, "show", "亭湖")
    assert "；计划户型" in printed(capsys, "show", "天津")
    assert "收到政府信息公开申请（未定天数） 答复申请人" in printed(capsys, "show", "天津")
    assert "代替上级方案的：000000/公共资源配置/共通/1" in printed(capsys, "show", "辽宁")


def test_an_extending_scheme_holds_its_parents_items(capsys: pytest.CaptureFixture[str]) -> None:
    shown = loaded(capsys, "show", "辽宁")
    assert shown["extends"] == "000000/公共资源配置"
    ids = [item["id"] for field in shown["fields"] for item in field["items"]]
    assert {i.split("/")[0] for i in ids} == {"000000", "210000"}
    assert any("附件清单未收录" in note for note in shown["notes"])


def test_what_an_extending_scheme_changes_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    shown = loaded(capsys, "show", "辽宁")["changes"]
    assert {change["kind"] for change in shown} == {"adds", "replaces"}
    text = "".join(printed(capsys, "show", "辽宁").split())
    for said in (
        "与上级方案（000000/公共资源配置）相比，未列的沿用上级方案",
        "代替事项“黑名单”（000000/公共资源配置/共通/1）：力度、责任单位不同",
        "代替时限“信息形成或变更之日”（000000/公共资源配置/时限/1）：要求相同，措辞和依据以本方案为准",
        "代替例外“国家秘密”：要求相同",
        "增加例外2项：个人隐私；其他不予公开的内容",
    ):
        assert said in text, said
    assert loaded(capsys, "show", "云南")["changes"] == []
    assert "与上级方案" not in printed(capsys, "show", "云南")


def test_every_attribute_that_may_differ_has_its_word() -> None:
    compared = {key for keys in schemes.COMPARED.values() for key in keys}
    assert compared == words.DIFFERS.keys()


@pytest.mark.parametrize(
    ("place", "region", "notes"),
    [
        (
            "盐城市响水县",
            "国家",
            ["未收录；按国家", "盐政办发〔2018〕54号", "苏政办发〔2018〕50号"],
        ),
        ("昆明市五华区", "云南省", ["昆明市五华区：该地可能另有方案，未收录"]),
        ("吉林", "国家", ["吉林市（220200）", "未收录"]),
        ("贵州凤冈经济开发区", "遵义市凤冈县", ["不在区划表中", "重大建设项目批准和实施"]),
        ("320902", "盐城市亭湖区", []),
        ("亭湖", "盐城市亭湖区", []),
        ("国家", "国家", []),
    ],
)
def test_where_a_place_falls_is_said_in_the_notes(
    capsys: pytest.CaptureFixture[str], place: str, region: str, notes: list[str]
) -> None:
    shown = loaded(capsys, "show", place)
    assert (shown["region"], shown["topic"]) == (region, "公共资源配置")
    said = shown["notes"][: len(shown["notes"]) - len(HELD[shown["id"]].notes)]
    assert bool(said) == bool(notes)
    assert all(any(note in line for line in said) for note in notes)
    text = "".join(printed(capsys, "show", place).split())
    assert all("".join(line.split()) in text for line in said)


@pytest.mark.parametrize("command", ["show", "checklist"])
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["朝阳区"], ["北京市朝阳区（110105）", "吉林省长春市朝阳区（220104）"]),
        (["不存在县"], ["不存在县", "最接近的有"]),
        (["凤冈", "--topic", "没有"], ["公共资源配置、社会公益事业建设、重大建设项目批准和实施"]),
        (["天津", "--topic", "社会公益事业建设"], ["天津市没有", "可选：公共资源配置"]),
        ([], ["地区"]),
        (["天津", "-o", "方案.xyz"], ["方案.xyz", ".json"]),
        (["天津", "-o", "没有这个目录/方案.json"], ["没有这个目录/方案.json"]),
    ],
)
def test_refusals(
    capsys: pytest.CaptureFixture[str], command: str, argv: list[str], said: list[str]
) -> None:
    line = refused(capsys, command, *argv)
    assert all(part in line for part in said)


# --- checklist ---------------------------------------------------------------------------------


def test_checklist_has_blanks_to_fill_in(capsys: pytest.CaptureFixture[str]) -> None:
    listed = loaded(capsys, "checklist", "亭湖")
    tinghu = HELD["320902/公共资源配置"]
    assert [line["id"] for line in listed["checklist"]] == [one.id for one in tinghu.checklist]
    for line in listed["checklist"]:
        assert line["what"]
        assert line["who"]
        assert line["how"]
        assert line["basis"]["quote"]
        assert (line["result"], line["evidence"], line["checked_by"]) == ("", "", "")
    text = printed(capsys, "checklist", "亭湖")
    for column in ("核查结果：", "证据链接：", "核查人："):
        assert text.count(column) == len(tinghu.checklist)
    flat = "".join(text.split())
    for one in tinghu.checklist:
        assert "".join((one.what + "责任：" + one.who).split()) in flat
        assert "".join(one.basis.quote.split()) in flat


def test_checklist_says_when_there_is_nothing_and_where_it_falls_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "没有条目" in printed(capsys, "checklist", "国家")
    text = printed(capsys, "checklist", "昆明市五华区")
    assert "该地可能另有方案，未收录" in text
    assert "云南省公共资源配置领域" in text


@pytest.mark.parametrize("command", ["show", "checklist"])
def test_files_by_name_and_stdout(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    first, second = tmp_path / "清单.json", tmp_path / "清单.txt"
    assert main(["schemes", command, "亭湖", "-o", str(first), "-o", str(second)]) == 0
    assert capsys.readouterr().out == ""
    assert printed(capsys, command, "亭湖", "-o", "-") == second.read_text("utf-8")
    assert json.loads(first.read_text("utf-8")) == loaded(capsys, command, "亭湖")


# --- check -------------------------------------------------------------------------------------


def copied(folder: Path, path: Path = TINGHU, *, text: bool = True) -> Path:
    copy = folder / "我的方案.yaml"
    # Without its line "source" the text is the one of the same name.
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    copy.write_text("".join(x for x in lines if not x.startswith("source:")), encoding="utf-8")
    if text:
        copy.with_suffix(".txt").write_bytes(path.with_suffix(".txt").read_bytes())
    return copy


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
    (finding,) = (x for x in capsys.readouterr().out.splitlines() if x.startswith("  × "))
    assert "320902/公共资源配置/人工核查/2 四（一）：“强化目录的动态管理”" in finding


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
        ("计划户型]", "计划户型, 开工日期]", "320902/公共资源配置/住房保障/2 要素“开工日期”"),
        ("    name: 分配对象\n", "    name: 住房分配的对象\n", "住房保障/6 名称“住房分配的对象”"),
    ],
)
@pytest.mark.parametrize("text", [True, False])
def test_check_lists_names_and_elements_that_no_quote_of_their_item_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, said: str, *, text: bool
) -> None:
    path = changed(copied(tmp_path, text=text), old, new)
    assert main(["schemes", "check", str(path)]) == 1
    (finding,) = (x for x in capsys.readouterr().out.splitlines() if x.startswith("  × "))
    assert said in finding


def test_goals_are_shown_apart_from_duties(capsys: pytest.CaptureFixture[str]) -> None:
    goals = loaded(capsys, "show", "凤冈")["targets"]
    assert [goal["by"] for goal in goals] == ["2018", "2019", "2020"]
    assert all(goal["basis"]["quote"].startswith(goal["by"]) for goal in goals)
    text = printed(capsys, "show", "凤冈")
    duties, _, rest = text.partition("目标 3 条（不作任务，不核查）")
    assert "基本实现全覆盖" in rest
    assert "基本实现全覆盖" not in duties
    assert "目标 " not in printed(capsys, "show", "天津")


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
    (block,) = re.findall(r"^ *```yaml\n(.*?)^ *```$", guide, re.DOTALL | re.MULTILINE)
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
    line = refused(capsys, "check", str(changed(copied(tmp_path), old, new)))
    assert all(part in line for part in ["我的方案.yaml", *said]), line
    for english in ("Input should", "pydantic", "valid string", "Error"):
        assert english not in line


def test_check_of_what_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "没有.yaml" in refused(capsys, "check", str(tmp_path / "没有.yaml"))
    path = copied(tmp_path)
    path.with_suffix(".txt").write_bytes("强化".encode("gbk"))
    assert "我的方案.txt 不是 UTF-8" in refused(capsys, "check", str(path))
    assert "方案文件" in refused(capsys, "check")


# --- help --------------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [(), ("list",), ("show",), ("check",), ("checklist",)])
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]) -> None:
    text = printed(capsys, *argv, "--help")
    assert "用法" in text
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this"):
        assert english not in text


def test_without_a_command_the_commands_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "list、show、check、checklist" in refused(capsys)


def _golden(held: dict[str, Scheme]) -> str:
    shown = {key: json.loads(scheme.scheme_json(one, ())) for key, one in held.items()}
    counts = {key: counted(one) for key, one in shown.items()}
    text = json.dumps(counts, ensure_ascii=False, indent=1) + "\n"
    return re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", text)


if __name__ == "__main__":
    GOLDEN.write_text(_golden(HELD), encoding="utf-8")

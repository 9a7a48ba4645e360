"""``pubaudit schemes`` as a user meets it; counts of every held scheme as expected.

``python -m tests.test_cli_schemes`` writes the expected counts anew.
"""

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pubaudit import api
from pubaudit.cli import main
from pubaudit.models import Scheme, Standing
from pubaudit.report import View, checklist, scheme, words
from pubaudit.report.lines import cells
from pubaudit.schemes.extend import COMPARED

GOLDEN = Path(__file__).parent / "golden" / "schemes.json"
CATALOGS = Path(__file__).parent.parent / "catalogs"
HELD = {held.id: held for held in api.list_schemes()}


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
    "schema id code region topic place standing document status in_force extends changes "
    "superiors notes fields duties time_limits targets exceptions channels form checklist"
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
    compared = {key for keys in COMPARED.values() for key in keys}
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
    ("asked", "place", "holder"),
    [
        ("昆明市五华区", "530102 云南省昆明市五华区", "530000 云南省"),
        ("响水", "320921 江苏省盐城市响水县", "000000 国家"),
        ("《亭湖区》", "320902 江苏省盐城市亭湖区", "320902 盐城市亭湖区"),
        ("凤冈县龙泉镇", "520327 贵州省遵义市凤冈县", "520327 遵义市凤冈县"),
    ],
)
def test_the_place_asked_for_and_whose_scheme_holds_there_are_data(
    capsys: pytest.CaptureFixture[str], command: str, asked: str, place: str, holder: str
) -> None:
    shown = loaded(capsys, command, asked)
    code, _, name = place.partition(" ")
    whose, _, region = holder.partition(" ")
    assert shown["place"] == {"asked": asked, "code": code, "name": name}
    assert shown["standing"] == {"own": code == whose, "code": whose, "region": region}


def test_the_topic_may_have_spaces_around_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert loaded(capsys, "show", "凤冈", "--topic", " 社会公益事业建设 ")["topic"] == (
        "社会公益事业建设"
    )


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


def test_goals_are_shown_apart_from_duties(capsys: pytest.CaptureFixture[str]) -> None:
    goals = loaded(capsys, "show", "凤冈")["targets"]
    assert [goal["by"] for goal in goals] == ["2018", "2019", "2020"]
    assert all(goal["basis"]["quote"].startswith(goal["by"]) for goal in goals)
    text = printed(capsys, "show", "凤冈")
    duties, _, rest = text.partition("目标 3 条（不作任务，不核查）")
    assert "基本实现全覆盖" in rest
    assert "基本实现全覆盖" not in duties
    assert "目标 " not in printed(capsys, "show", "天津")


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


def test_the_checklist_as_a_workbook_has_columns_to_fill_in(tmp_path: Path) -> None:
    path, held = tmp_path / "清单.xlsx", HELD["320902/公共资源配置"]
    assert main(["schemes", "checklist", "亭湖", "-o", str(path)]) == 0
    head, lines = openpyxl.load_workbook(path).worksheets
    assert head["A1"].value == "盐城市亭湖区公共资源配置领域政府信息公开人工核查清单"
    titles, *rows = lines.iter_rows(values_only=True)
    assert titles[-3:] == ("核查结果（符合／部分符合／不符合）", "证据链接或材料", "核查人、日期")
    assert [row[:4] for row in rows] == [
        (number, one.what, one.who, one.how) for number, one in enumerate(held.checklist, 1)
    ]
    assert all(
        one.basis.quote in str(row[4]) for row, one in zip(rows, held.checklist, strict=True)
    )
    assert {cell for row in rows for cell in row[5:]} == {None}


@pytest.mark.parametrize(
    ("argv", "suffixes"),
    [(("show", "亭湖"), ".txt、.json"), (("checklist", "亭湖"), ".txt、.json、.xlsx")],
)
def test_another_suffix_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, argv: tuple[str, ...], suffixes: str
) -> None:
    line = refused(capsys, *argv, "-o", str(tmp_path / "清单.docx"))
    assert line.endswith(f"只能写成 {suffixes}，请改文件名后缀。")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["show", "checklist"])
def test_a_scheme_not_yet_issued_is_refused(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    line = refused(capsys, command, "云南", "--as-of", "2018-05-21")
    assert "2018-05-22印发，晚于 --as-of 2018-05-21" in line
    assert main(["schemes", command, "云南", "--as-of", "2018-05-22"]) == 0
    capsys.readouterr()
    assert "印发日期未知，未能核对" in printed(capsys, command, "亭湖", "--as-of", "2016-01-01")


@pytest.mark.parametrize("command", ["show", "checklist"])
def test_files_by_name_and_stdout(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    first, second = tmp_path / "清单.json", tmp_path / "清单.txt"
    assert main(["schemes", command, "亭湖", "-o", str(first), "-o", str(second)]) == 0
    assert capsys.readouterr().out == ""
    assert printed(capsys, command, "亭湖", "-o", "-") == second.read_text("utf-8")
    assert json.loads(first.read_text("utf-8")) == loaded(capsys, command, "亭湖")


def test_the_list_may_be_written_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "方案.json"
    assert main(["schemes", "list", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(path.read_text("utf-8")) == loaded(capsys, "list")


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
    own = {
        key: Standing(one.code, one.code, one.region, one.code, one.region)
        for key, one in held.items()
    }
    shown = {key: json.loads(scheme.scheme_json(one, own[key])) for key, one in held.items()}
    counts = {key: counted(one) for key, one in shown.items()}
    text = json.dumps(counts, ensure_ascii=False, indent=1) + "\n"
    return re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", text)


if __name__ == "__main__":
    GOLDEN.write_text(_golden(HELD), encoding="utf-8")

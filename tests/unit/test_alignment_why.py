"""A decision laid open: ``check --why``."""

from pathlib import Path

from pubaudit import api
from pubaudit.matching import align, why
from tests.aligned import DATA, ready
from tests.workbooks import catalog


def test_why_tells_rule_wordings_rows_and_nearest(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", "成交公告"), ("政府采购", "采购文书")])
    read = [api.read_catalog(path)]
    text = "\n".join(why(ready(), read, "采购结果"))
    assert "采购结果：已列明" in text
    assert "目录 第3行“成交公告”：是该事项的通行说法" in text
    text = "\n".join(why(ready(), read, "采购文件"))
    assert "采购文件：缺" in text
    assert "可能性" in text
    assert why(ready(), read, "没有这个事项") == ()
    text = "\n".join(why(ready(), read, "出让公告公示"))
    assert "该领域未列入本次核查" in text


def test_why_names_the_rows_that_only_look_alike(tmp_path: Path) -> None:
    rows = [("政府采购", "采购合同融资、采购公告"), ("政府采购", "对采购结果的质疑答复")]
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows))]
    text = "\n".join(why(ready(), read, "采购合同"))
    assert "看着像而没有算的行：" in text
    assert "目录 第3行“采购合同融资、采购公告”：写的是“合同融资”" in text
    assert "看着像而没有算的行" not in "\n".join(why(ready(), read, "采购项目公告"))


def test_why_names_the_rows_of_other_fields_that_hold_the_words(tmp_path: Path) -> None:
    rows = [("政府采购", "采购公告"), ("医用耗材集中采购", "采购文件")]
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows))]
    text = "\n".join(why(ready(), read, "采购文件"))
    assert "目录 第4行“采购文件”：该行属于别的领域（医用耗材采购）" in text


def test_why_names_the_words_of_every_part_and_rows_of_no_field(tmp_path: Path) -> None:
    rows = [("招标方案", "招标范围核准意见"), ("企业投资项目", "核准批复、备案证明")]
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows, title="目录"))]
    text = "\n".join(why(ready(), read, "审批核准备案"))
    assert "没有写明领域、补上它的部分的行：\n    目录 第4行" in text
    assert "备案：目录 第4行“备案证明”" in text
    assert "核准：目录 第3行“招标范围核准意见”" in text


def test_why_says_what_a_nearly_whole_list_rests_on(tmp_path: Path) -> None:
    listed = (
        "中标候选人排序、名称、投标报价、质量、工期、评标情况、项目负责人、证书及编号、资格能力条件、"
        "提出异议的渠道和方式"
    )
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", [("中标候选人公示", listed)]))]
    text = "\n".join(why(ready(), read, "中标候选人"))
    assert "未写明：个人业绩，或即“质量”" in text
    assert "个人业绩：没有见到" in text
    assert "判定规则：有一行写到该事项，又自列了内容，只有一项没有见到" in text


def test_why_tells_what_the_report_tells() -> None:
    """Also where a row that names no field was asked last."""
    for path in sorted((DATA / "heldout" / "xlsx").glob("*.xlsx"))[:6]:
        read = [api.read_catalog(path)]
        for match in align(ready(), read).matches:
            text = "\n".join(why(ready(), read, match.item.name))
            assert f"  理由：{match.reason}" in text

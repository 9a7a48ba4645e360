"""Rows that declare that there is no such business, or that are marked as secret."""

from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.matching import align, says_not_here
from pubaudit.matching.marks import says_secret
from pubaudit.models import Entry, Location
from tests.aligned import judged, ready
from tests.workbooks import catalog


def test_a_secret_row_is_for_people_to_review(tmp_path: Path) -> None:
    rows = [
        ("国有产权交易", "交易项目信息（涉及商业秘密）"),
        ("政府采购", "采购合同，涉及商业秘密的除外"),
    ]
    found = {m.item.name: m for m in judged(catalog(tmp_path / "目录.xlsx", rows)).matches}
    assert found["交易项目信息"].needs_review
    assert "商业秘密" in found["交易项目信息"].reason
    assert not found["采购合同"].needs_review


@pytest.mark.parametrize(
    ("content", "absent"),
    [
        ("本区不涉及", True),
        ("本级暂无此项业务", True),
        ("无", True),
        ("本县无矿产资源", True),
        ("农村危房改造：本镇不涉及", True),
        ("本单位无此项职责", True),
        ("不属于本单位职责范围", True),
        ("职能已划转至行政审批局", True),
        ("本年度未发生", True),
        ("县级无权限", True),
        ("N/A", True),
        ("本市不涉及矿业权出让", True),
        ("本市不涉及国家秘密的采购文件", False),
        ("由区住房建设部门负责公开，街道不涉及", True),
        ("无涉密信息", False),
        ("采购文件（本单位不涉及）", True),
        ("不涉及商业秘密的采购公告", False),
        ("采购公告（不适用招标的项目除外）", False),
        ("采购公告", False),
    ],
)
def test_what_declares_that_there_is_no_such_business(content: str, absent: bool) -> None:
    entry = Entry(Location(0, "目录", 3, 3), ("类别",), content)
    assert says_not_here(entry) is absent
    alone = Entry(Location(0, "目录", 3, 3), (content,), "")
    assert says_not_here(alone) is absent


def test_a_category_may_declare_that_there_is_no_such_business() -> None:
    path = ("国有土地使用权出让", "不涉及")
    assert says_not_here(Entry(Location(0, "目录", 3, 3), path, "由市自然资源局负责公开"))


def test_a_row_that_declares_it_may_name_the_field_in_its_content(tmp_path: Path) -> None:
    rows = [("政府采购", "采购公告"), ("其他", "矿业权出让由市级统一组织，本级不涉及")]
    found = align(ready(), [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows))])
    assert found.concerned == ("矿业权出让", "政府采购")


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        ("交易项目信息（涉及商业秘密）", True),
        ("属于国家秘密", True),
        ("采购合同，涉及国家秘密、商业秘密的除外", False),
        ("除涉及商业秘密外，交易价格", False),
        ("依法不公开涉及商业秘密的部分", False),
        ("采购合同（涉及国家秘密、商业秘密的内容不公开）", False),
    ],
)
def test_what_marks_a_row_as_secret(content: str, secret: bool) -> None:
    assert says_secret(Entry(Location(0, "目录", 3, 3), ("类别",), content)) is secret


def test_a_declaration_contradicted_by_a_row_does_not_hide_it(tmp_path: Path) -> None:
    rows = [("矿业权出让", "本区不涉及"), ("矿业权出让", "采矿权出让公告")]
    found = {m.item.name: m.verdict for m in judged(catalog(tmp_path / "目录.xlsx", rows)).matches}
    assert found["出让公告公示"] == "partial"
    assert found["项目信息"] == "not_applicable"

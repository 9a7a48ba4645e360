"""Clauses of a cell: cut at lists and brackets, shared heads and modifiers given back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.matching.segment import Shared, clauses

SHARED = Shared.of(
    ("公告", "处理决定", "检查结果", "结果公告", "结果", "信息"),
    ("合同", "采购"),
)


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("采购公告、成交公告", {"采购公告", "成交公告"}),
        ("招标、拍卖、挂牌公告", {"拍卖公告", "挂牌公告"}),
        ("转让、成交结果公告", {"成交结果公告"}),
        ("合同订立、履约以及有关变更信息", {"合同订立", "合同履约", "合同变更信息"}),
        ("投诉和监督检查等处理决定", {"投诉处理决定", "监督检查处理决定"}),
        ("采购公告（含预算、最高限价）", {"采购公告", "含预算", "最高限价"}),
        ("1.采购意向；2.采购公告\n3.采购文件", {"采购意向", "采购公告", "采购文件"}),
        ("●出让公告 ●成交公示", {"出让公告", "成交公示"}),
        ("（1）房源信息 （2）配租结果", {"房源信息", "配租结果"}),
        ("国有土地\n使用权出\n让", {"国有土地使用权出让"}),
    ],
)
def test_clauses(cell: str, named: set[str]) -> None:
    assert named <= set(clauses(cell, SHARED))


def test_no_head_is_given_across_sentences() -> None:
    assert "预算公告" not in clauses("预算；采购公告", SHARED)


@given(st.text(alphabet="采购结果公告合同、，；（）和等1.● \n"))
def test_readings_are_unique_and_never_empty(cell: str) -> None:
    readings = clauses(cell, SHARED)
    assert all(readings)
    assert len(set(readings)) == len(readings)

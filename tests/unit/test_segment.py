"""Clauses of a cell: cut at lists and brackets, shared heads and modifiers given back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.matching.segment import Shared, clauses, labelled

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
    assert named <= set(clauses(cell, SHARED)[1])


def test_no_head_is_given_across_sentences() -> None:
    assert "预算公告" not in clauses("预算；采购公告", SHARED)[1]


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        ("采购公告，不含采购文件、采购合同", "采购公告,"),
        ("采购公告（不含采购文件、采购合同）；成交公告", "采购公告();成交公告"),
        ("采购合同不公开", ""),
        ("暂不公开采购文件；采购公告", ";采购公告"),
        ("除涉及国家秘密外，招标公告", "招标公告"),
        ("除险加固工程招标公告", "除险加固工程招标公告"),
        ("采购合同（不涉及国家秘密）", "采购合同(不涉及国家秘密)"),
    ],
)
def test_what_is_left_out_is_not_read(cell: str, whole: str) -> None:
    assert clauses(cell, SHARED)[0] == whole


def test_a_short_part_takes_the_category_until_a_longer_one_comes() -> None:
    assert labelled("土地供应", "计划、结果、出让公告、公示") == ("土地供应计划", "土地供应结果")
    assert labelled("土地出让", "闲置土地处置、公告") == ()


def test_a_cell_of_brackets_or_repetitions_only_is_read_like_any_other() -> None:
    """Each of these once took seconds: a pattern began anew at every character."""
    assert clauses("(" + "采" * 30_000, SHARED)[0] == "(" + "采" * 30_000
    assert clauses("不公开" * 10_000, SHARED)[0] == ""
    assert len(clauses("、".join(["采购"] * 9_000), SHARED)[1]) == 1


@given(st.text(alphabet="采购结果公告合同、，；（）和等1.● \n"))
def test_readings_are_unique_and_never_empty(cell: str) -> None:
    _, readings = clauses(cell, SHARED)
    assert all(readings)
    assert len(set(readings)) == len(readings)

"""What a wording is, in its three forms, and when a cell says it."""

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.matching import load_thesaurus
from pubaudit.matching.views import Reader
from pubaudit.matching.wordings import Vocabulary, Wordings, blanked, said, shown
from pubaudit.schemes import catalog_root

THESAURUS = load_thesaurus(catalog_root())
KNOWN = [Wordings((*c.same, *c.composed, *c.narrower, *c.weak)) for c in THESAURUS.concepts]
READER = Reader(THESAURUS, Vocabulary(word for known in KNOWN for word in known.words))

CASES = [
    ("采购合同", "政府采购合同", True),
    ("采购合同", "采购、合同", False),
    ("采购合同", "采购合同管理办法", False),
    ("采购合同", "采购合同、管理办法", True),
    ("投诉...处理结果", "投诉、举报的处理结果", True),
    ("投诉...处理结果", "投诉；检查处理结果", False),
    ("成交|中标+公告|金额", "中标（成交）供应商及成交金额", True),
    ("成交|中标+公告|金额", "成交；采购公告", False),
    ("成交|中标+公告|金额", "公告成交", False),
    ("成交|中标+公告", "成交公告发布平台使用", False),
    ("中标+单位$", "中标单位", True),
    ("中标+单位$", "中标单位名", False),
]


@pytest.mark.parametrize(("wording", "cell", "is_said"), CASES)
def test_said(wording: str, cell: str, is_said: bool) -> None:
    reader = Reader(THESAURUS, Vocabulary(Wordings([wording]).words))
    assert bool(said(reader.cell(cell), wording)) is is_said
    assert bool(Wordings([wording]).said(reader.cell(cell))) is is_said


def test_nothing_stands_between_the_words_of_a_composed_wording_once_it_is_blanked() -> None:
    wording = "采购+公告"
    cell = READER.cell("采购更正公告")
    assert said(cell, wording)
    assert not said(cell.read(lambda text: blanked(text, "更正")), wording)


def test_a_reader_sees_no_code_in_a_wording() -> None:
    assert shown("成交|中标+单位$|金额") == "成交/中标…单位/金额"
    assert shown("投诉...处理") == "投诉…处理"


WORDS = sorted({word for known in KNOWN for word in known.words})
TEXTS = st.lists(st.sampled_from([*WORDS, "、", "；", "，", "及", "的", "（", "）"]), max_size=12)


@given(TEXTS.map("".join))
def test_no_wording_is_ruled_out_that_a_cell_says(text: str) -> None:
    cell = READER.cell(text)
    for known in KNOWN:
        tried = known.among(cell.words)
        assert all(w in tried for w in known.all if said(cell, w))


def test_the_example_of_the_contributors_guide_is_a_concept(tmp_path: Path) -> None:
    root = catalog_root()
    guide = (root.parent / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = re.findall(r"^```yaml\n(- fields:.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    own = (root / "thesaurus.yaml").read_text("utf-8")
    (tmp_path / "thesaurus.yaml").write_text(own + textwrap.indent(block, "  "), "utf-8")
    added = load_thesaurus(tmp_path).concepts[-1]
    assert added.alone == ("结果",)
    assert added.elements["供应商"] == ("中标人", "~单位")
    assert added.composed == ("中标|成交+结果|供应商|金额",)

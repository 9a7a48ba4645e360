"""The normaliser, fingerprints and citations."""

import hashlib
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.models import Basis
from pubaudit.text import (
    NORMALISER_VERSION,
    as_written,
    cite,
    fingerprint,
    list_items,
    normalise,
    one_line,
    shorten,
    strip_numbering,
)

NORMALISED = [
    ("公开 主体", "公开主体"),
    ("国有土地\n使用权出\n让", "国有土地使用权出让"),
    ("国办发〔2017〕97 号", "国办发(2017)97号"),
    ("国办发[2017]97号", "国办发(2017)97号"),
    ("20　个\u200b工作日\u00a0内", "20个工作日内"),
    ("ＡＢＣ１２３", "abc123"),
    ("“黑名单”", '"黑名单"'),
    ("入户⁄现场", "入户/现场"),
    ("⼈⼯", "人工"),
    ("⻔户⽹站⻚面", "门户网站页面"),
    ("公共資源配置領(lǐng)域", "公共资源配置领域"),
    ("于(yú)(yú)是", "于是"),
    ("公开内容(pdf)", "公开内容(pdf)"),
    ("乾隆年间、著作权", "乾隆年间、著作权"),
    ("", ""),
]


@pytest.mark.parametrize(("shown", "comparable"), NORMALISED)
def test_normalise(shown: str, comparable: str) -> None:
    assert normalise(shown) == comparable


def test_another_normaliser_is_another_version() -> None:
    """Fingerprints of two versions differ, and reports say by which theirs were made."""
    shown = " ".join(text for text, _ in NORMALISED) + "1. 甲；（二）乙：①丙 ●丁2、戊"
    digest = hashlib.sha256(normalise(shown).encode()).hexdigest()[:16]
    assert (NORMALISER_VERSION, digest) == (2, "cae0e5ad66e9e86a")


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="關于領開後乾著薴堃公(guān)āi（ǐ） 1"))
def test_normalise_is_idempotent_on_traditional_text(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


WRITTEN = (
    "施工",
    "裝修",
    "总承包",
    "ＥＰＣ",
    "工(gōng)程",
    "缮",
    " ",
    "\u3000",
    "\u200b",
    "、",
    "合同",
)


@given(
    st.lists(st.sampled_from(WRITTEN), max_size=6), st.sampled_from(["施工", "装修", "epc", "工程"])
)
def test_what_holds_a_word_is_matched_as_written(pieces: list[str], word: str) -> None:
    text = "".join(pieces)
    assert word not in normalise(text) or re.search(as_written(word), text)


def test_few_texts_without_the_word_are_matched() -> None:
    assert not re.search(as_written("施工"), "工程、施、工作；施-工；花卉采购合同")


def test_simplified_text_loads_no_dictionary() -> None:
    code = (
        "import sys; from pubaudit.text import normalise;"
        "normalise('■政府网站 √£〔2017〕97 号 二〇二四①公开'); sys.exit('opencc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.项目名称；2.预算金额\n3.采购需求", ("项目名称", "预算金额", "采购需求")),
        ("①征收范围②土地现状", ("征收范围", "土地现状")),
        ("包括：(1)名称 (2)金额", ("名称", "金额")),
        ("●甲\n●乙", ("甲", "乙")),
        ("（1）名称（2）金额（3）需求", ("名称", "金额", "需求")),
        ("1.名称2.金额2.5万元", ("名称", "金额2.5万元")),
        ("按第1、2、3项办理", ()),
        ("依照（2）和（3）办理", ()),
        ("〇甲 〇乙", ("甲", "乙")),
        ("甲；乙（丙；丁）；戊。", ("甲", "乙（丙；丁）", "戊")),
        ("二〇二四年度计划", ()),
        ("20个工作日内", ()),
        ("3.5万元以上", ()),
        ("项目名称、预算", ()),
        ("1.项目名称", ()),
        ("", ()),
    ],
)
def test_list_items(text: str, items: tuple[str, ...]) -> None:
    assert list_items(text) == items


ITEMS = st.lists(
    st.text("采购公告结果金额", min_size=1, max_size=6), min_size=2, max_size=9, unique=True
)
MARKS = st.sampled_from(["{n}.", "{n}、", "（{n}）", "({n})", "●", "■", "◆", "①", ""])
JOINTS = st.sampled_from(["；", ";", "；\n", "。\n"])


@given(ITEMS, MARKS, JOINTS)
def test_however_a_list_is_marked_its_items_are_the_same(
    items: list[str], mark: str, joint: str
) -> None:
    if not mark:
        joint = "；"
    text = joint.join(mark.format(n=n) + item for n, item in enumerate(items, 1))
    assert list_items(text) == tuple(items)


@given(
    st.text(alphabet="公开政府采购结果（）〔〕、，；1２ab"),
    st.text(alphabet=" \t\n\u3000\u200b\u00a0"),
)
def test_white_space_never_matters(text: str, blank: str) -> None:
    assert normalise(blank.join(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("一、机构概况", "机构概况"),
        ("(三)政府采购", "政府采购"),
        ("12.采购公告", "采购公告"),
        ("2022年目录", "2022年目录"),
        ("1.5倍", "1.5倍"),
    ],
)
def test_strip_numbering(text: str, bare: str) -> None:
    assert strip_numbering(text) == bare


def test_one_line_joins_broken_words_and_keeps_latin_spaces() -> None:
    assert one_line("政府\n采购 v 2.0  版") == "政府采购 v 2.0 版"


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_shorten_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_fingerprint_follows_the_words_and_nothing_else() -> None:
    base = fingerprint("COV001", "120000/x/y/1", "区财政局", "采购 文件")
    assert base == fingerprint("COV001", "120000/x/y/1", "区财政局", "采购\n文件")
    assert len(base) == 16
    assert int(base, 16) >= 0
    others = {
        fingerprint("COV002", "120000/x/y/1", "区财政局", "采购文件"),
        fingerprint("COV001", "120000/x/y/2", "区财政局", "采购文件"),
        fingerprint("COV001", "120000/x/y/1", "区教育局", "采购文件"),
        fingerprint("COV001", "120000/x/y/1", "区财政局", "采购公告"),
    }
    assert base not in others
    assert len(others) == 4


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (Basis("二（二）4", "…", "方案", "津政办函〔2018〕9号"), "津政办函〔2018〕9号二（二）4"),
        (Basis("三（三）", "…", "亭湖区实施方案"), "《亭湖区实施方案》三（三）"),
        (
            Basis("二（一）", "…", "意见", "国办发〔2017〕97号", "reconstructed"),
            "国办发〔2017〕97号二（一）（据转述，原文未核）",
        ),
    ],
)
def test_cite(basis: Basis, words: str) -> None:
    assert cite(basis) == words

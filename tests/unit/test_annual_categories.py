"""What the wordings of ledgers mean: a refusal is never a disclosure, a hint never its contrary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.annual.categories import Categories
from tests.annual_sets import FORMS

KNOWN = Categories(FORMS.edition("2021"), FORMS)
GROUP = "只写了大类"

RESULTS = """
予以公开 C1
决定予以公开 C1
告知已主动公开 C1
部分公开、其余不掌握 C2
部分公开（其余不予公开） C2
不予公开：属于国家秘密 C3.1
不予公开（属于国家秘密） C3.1
不予公开属于国家秘密 C3.1
不予以公开：属于国家秘密 C3.1
属于内部管理信息 C3.5
不掌握 C4.1
本机关不掌握，不予公开 C4.1
不存在 C4.1
不属于本机关公开职责 C4.1
无现成信息 C4.2
补正后仍不明确 C4.3
重复 C5.2
逾期不补正 C6.1
其它 C6.3
申请人已撤回 C6.3
其他处理：申请人撤回 C6.3
补正中 D
不予公开 只写了大类
不予以公开 只写了大类
决定不予以公开 只写了大类
不公开 只写了大类
不同意公开 只写了大类
无法提供 只写了大类
不予处理 只写了大类
不予以公开，理由见答复书 -
经研究不予以公开 -
暂不予以公开 -
无法予以公开 -
不能予以公开 -
未予以公开 -
拒绝予以公开 -
不能部分公开 -
不同意部分公开 -
不属于国家秘密 -
不涉及国家秘密 -
并非行政执法案卷 -
不属于四类过程性信息 -
不是重复申请 -
部分不予公开 -
予以公开，不属于国家秘密 C1
"""


@pytest.mark.parametrize("line", RESULTS.split("\n")[1:-1])
def test_results(line: str) -> None:
    text, _, meant = line.rpartition(" ")
    told = KNOWN.result(text) or (GROUP if KNOWN.group(text) else "-")
    assert told == meant


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("予已公开", "予以公开"),
        ("信息不存再", "信息不存在"),
        ("本机关不掌屋", "本机关不掌握"),
        ("不公幵", ""),
        ("部分不予公开", ""),
        ("不属于国家秘密", ""),
        ("无需公开", ""),
    ],
)
def test_a_hint_denies_what_the_wording_denies(text: str, near: str) -> None:
    assert KNOWN.near(text, "result") == near


@given(
    stem=st.sampled_from([w for r in FORMS.edition("2021").requests for w in r.stems]),
    mark=st.sampled_from(FORMS.wordings.negations.marks),
    between=st.lists(st.sampled_from(FORMS.wordings.negations.between), max_size=2),
)
def test_what_is_denied_is_not_counted_as_such(stem: str, mark: str, between: list[str]) -> None:
    if not stem.startswith(FORMS.wordings.negations.marks):
        denied = KNOWN.result(f"决定{mark}{''.join(between)}{stem}")
        rows = {row.key for row in FORMS.edition("2021").requests if stem in row.stems}
        assert denied not in rows


def test_an_applicant_that_is_no_person_is_not_one() -> None:
    assert KNOWN.applicant("其它") == "other"
    assert KNOWN.applicant("非自然人") == ""
    assert KNOWN.near("非自然人", "applicant") == ""

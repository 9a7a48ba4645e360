"""No demand slips through the walk over a scheme's text, wherever it is put."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit import schemes
from tests.unit.test_schemes import ALL, prose_lines, scheme
from tests.walk import unreferred

SCHEME = """\
id: 990000/公共资源配置
code: "990000"
region: 某省
topic: 公共资源配置
document: {title: 某方案, issuer: 某省人民政府办公厅}
status: in_hand
fields: [{name: 政府采购}]
items:
  - id: 990000/公共资源配置/政府采购/1
    field: 政府采购
    name: 采购文件
    basis: [{article: 二, quote: 主要公开采购文件、采购合同等信息}]
no_demand:
  - 为贯彻落实上级精神
  - 一、公开内容
  - （三）强化公开时效
  - 某省人民政府办公厅
  - 按照“谁批准、谁公开”的原则
"""
TEXT = """\
为贯彻落实上级精神，制定本方案。
一、公开内容
1.政府采购领域。主要公开采购文件、采购合同等信息。（责任单位：县财政局（国资办）、各镇乡）
牵头单位：县财政局
（三）强化公开时效。按照“谁批准、谁公开”的原则，主要公开采购文件、采购合同等信息。
某省人民政府办公厅
"""


def walked(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "某省.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    return unreferred(schemes.load(path), text.splitlines())


def test_a_text_all_referred_to_or_noted(tmp_path: Path) -> None:
    assert walked(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("after", "added", "found"),
    [
        ("制定本方案。", "各单位应当每周公布采购进展。", "各单位应当每周公布采购进展"),
        ("制定本方案", "，各单位应当每周公布采购进展", "各单位应当每周公布采购进展"),
        ("一、公开内容", "\n（四）每月5日前公布执行进度。", "（四）每月5日前公布执行进度"),
        ("一、公开内容", "，各单位定期公布采购合同", "各单位定期公布采购合同"),
        ("采购合同等信息", "，每月5日前公布采购执行进度", "每月5日前公布采购执行进度"),
        ("采购合同等信息", "，同时抄送县审计局", "同时抄送县审计局"),
        ("采购合同等信息", "并抄送县审计局", "并抄送县审计局"),
        ("采购合同等信息", "；做好解读回应", "做好解读回应"),
        ("各镇乡", "，每月5日前公布", "（责任单位：县财政局（国资办）、各镇乡，每月5日前公布）"),
        ("牵头单位：县财政局", "。各单位报送统计表。", "各单位报送统计表"),
        ("牵头单位：县财政局", "，每季度报送统计表", "每季度报送统计表"),
        ("的原则", "公布采购结果", "公布采购结果"),
        ("办公厅", "每月公布采购结果", "每月公布采购结果"),
        ("办公厅\n", "附件1\n各单位应当公开采购合同全文。", "各单位应当公开采购合同全文"),
        ("办公厅\n", "附件1\n县财政局每季度报送统计表。", "县财政局每季度报送统计表"),
        ("办公厅\n", "逐步做到全程透明。", "逐步做到全程透明"),
        ("办公厅\n", "社会关注度高。", "社会关注度高"),
    ],
)
def test_a_demand_beside_what_is_referred_to_is_found(
    tmp_path: Path, after: str, added: str, found: str
) -> None:
    head, middle, tail = TEXT.partition(after)
    assert middle
    assert any(found in words for words in walked(tmp_path, head + middle + added + tail))


@pytest.mark.parametrize("key", ALL)
@given(data=st.data())
def test_a_demand_put_at_the_end_of_any_clause_is_found(key: str, data: st.DataObject) -> None:
    text = "\n".join(prose_lines(key))
    ends = [mark.start() for mark in re.finditer("[。，,；;]|$", text)]
    at = data.draw(st.sampled_from(ends))
    added = data.draw(st.sampled_from(["，", "。", "\n", "\n（四）", "\n附件1\n各单位应当"]))
    lines = f"{text[:at]}{added}每月5日前公布执行进度。{text[at:]}".splitlines()
    assert any("公布执行进度" in words for words in unreferred(scheme(key), lines))

"""Bodies under their many names, and who took over from whom: cases from the five documents."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.bodies import Bodies, load
from pubaudit.bodies.local import LocalBody, load_local, local_line
from pubaudit.duty import Desk, Holder
from pubaudit.errors import SchemeError
from pubaudit.schemes import available, catalog_root, load_for

BODIES = load(catalog_root() / "bodies.yaml")
NOW = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("区财政局（国资办）", ["office", "office"]),
        ("区住建局、各镇（街道）", ["office", "government"]),
        ("项目实施主体，区公共资源交易中心", ["implementer", "platform"]),
        ("招标人及行政监督部门", ["implementer", "generic"]),
        ("区住建局、区交运局、区水利局、区农委等部门", ["office"] * 4),
        ("各州、市人民政府", ["government", "government"]),
        ("贵州凤冈经济开发区管委会", ["government"]),
        ("其他所涉部门", ["generic"]),
        ("区级招标事项审批核准备案实施部门", ["generic"]),
        ("省公安厅等执法机关", ["office"]),
        ("采购股", ["internal"]),
        ("县财政局采购股", ["office"]),
        ("县招标办", ["unknown"]),
        ("各行业主管部门", ["generic"]),
        ("住房和城乡建设局", ["office"]),
        ("区财政局和区住建局", ["office", "office"]),
    ],
)
def test_cells_come_apart(text: str, kinds: list[str]) -> None:
    assert [name.kind for name in BODIES.names(text)] == kinds


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区财政局", "财政部门", True),
        ("省财政厅", "县财政局", True),
        ("柏川市住房和城乡建设局", "县住建局", True),
        ("市住房城乡建设委", "市建委", True),
        ("区国土分局", "区自然资源和规划局", True),
        ("市规划和自然资源局河东分局", "市国土房管局", True),
        ("区市场局", "县市管局", True),
        ("省工商局", "省市场监督管理局", True),
        ("县扶贫办", "县农业农村局", True),
        ("县文广局", "县文化和旅游局", True),
        ("区卫计委", "区医疗保障局", True),
        ("区卫计委", "区卫生健康委员会", True),
        ("区政务办", "区行政审批局", True),
        ("县水务局", "县水利局", True),
        ("自然资源和水务局", "县水利局", True),
        ("县环保局", "市生态环境局凤冈分局", True),
        ("区财政局", "区住建局", False),
        ("区教育局", "区体育局", False),
        ("县国土局", "县住建局", False),
    ],
)
def test_one_body_under_its_names(one: str, other: str, same: bool) -> None:
    assert BODIES.same(one, other) is same
    assert BODIES.same(other, one) is same


@pytest.mark.parametrize(
    ("body", "matter", "now"),
    [
        ("市国土房管局", "矿业权出让 矿业权出让公告", ("市规划和自然资源局",)),
        ("市国土房管局", "国有土地使用权出让 土地供应计划", ("市规划和自然资源局",)),
        ("市国土房管局", "住房保障 分配政策", ("市住房城乡建设委",)),
        ("省国土资源厅", "矿业权出让", ("省自然资源厅",)),
        ("区国土分局", "", ("区自然资源和规划局",)),
        ("区卫计委", "医用耗材采购 采购文件", ("区医疗保障局",)),
        ("县卫计局", "基本医疗卫生 医疗服务", ("县卫生健康局",)),
        ("县扶贫办", "脱贫攻坚", ("县农业农村局",)),
        ("县环保局", "环境保护", ("县生态环境局",)),
        ("县安监局", "质量安全监督信息", ("县应急管理局",)),
        ("区农委", "", ("区农业农村局",)),
        ("县财政局", "政府采购", ("县财政局",)),
    ],
)
def test_today_follows_reforms_by_matter(body: str, matter: str, now: tuple[str, ...]) -> None:
    (name,) = BODIES.names(body)
    today = BODIES.today_of(name, matter, NOW)
    assert today.names == now
    assert bool(today.how) is today.unverified is (now != (body,))


def test_a_reform_changes_nothing_before_its_day() -> None:
    old, heir = BODIES.names("区国土分局、县扶贫办")
    assert BODIES.today_of(old, "", date(2018, 9, 1)).names == ("区国土分局",)
    assert BODIES.today_of(heir, "", date(2022, 6, 1)).names == ("县乡村振兴局",)


def test_names_are_counted_as_one() -> None:
    names = ("区住建委", "柏川市住房和城乡建设局", "住房城乡建设部门", "区住建局")
    assert {BODIES.normal(name) for name in names} == {"住房城乡建设局"}
    assert BODIES.normal("某某中心") == "某某中心"


def test_every_office_of_the_schemes_is_known() -> None:
    """A body that a scheme names is an office, a government, a platform or no one body."""
    unknown = set()
    for file in available(catalog_root()):
        scheme = load_for(catalog_root(), file.code, file.topic)
        texts = [b for f in scheme.fields for b in (*f.lead, *f.bodies)]
        texts += [b for item in scheme.items for b in item.bodies]
        unknown |= {n.shown for text in texts for n in BODIES.names(text) if n.kind == "unknown"}
    assert unknown == set()


# What names of bodies are made of, so that many of the texts name one.
PIECES = st.sampled_from(
    [
        *("区", "县", "凤冈县", "财政", "住建", "国土", "发展和改革", "某某"),
        *("局", "委", "分局", "政府", "科", "交易中心", "医院", "有关部门"),
        *("（", "）", "、", "和", "与", "等", "牵头", "责任单位：", " ", "\n"),
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30))
def test_any_text_is_read(text: str) -> None:
    for name in BODIES.names(text):
        assert name.shown
        assert bool(name.offices) or name.kind != "office"
        assert BODIES.match(name, name)


def local(*lines: LocalBody) -> Bodies:
    return BODIES.with_local(lines)


@pytest.mark.parametrize(
    ("on", "owner"),
    [(date(2020, 1, 1), "县公管办"), (date(2019, 1, 1), "县财政局、县政府采购中心等")],
)
def test_a_countys_own_lines_come_first(on: date, owner: str) -> None:
    scheme = load_for(catalog_root(), "520327")
    bodies = local(LocalBody("县公管办", "政府采购", date(2019, 5, 1)))
    desk = Desk(bodies, scheme, Holder(bodies.names("县住建局"), whole=False), on)
    item = next(i for i in scheme.items if i.field == "政府采购")
    assert desk.charge(item).owner == owner


def test_local_lines_are_read_from_yaml_and_cells(tmp_path: Path) -> None:
    path = tmp_path / "三定.yaml"
    path.write_text("bodies:\n- {body: 县公管办, matter: 政府采购, since: 2019-05-01}\n", "utf-8")
    assert load_local(path) == (LocalBody("县公管办", "政府采购", date(2019, 5, 1)),)
    assert local_line("表", "县公管办", "政府采购", "2019年5月", "三定").since == date(2019, 5, 1)
    with pytest.raises(SchemeError, match="不是日期"):
        local_line("表 第3行", "县公管办", "政府采购", "去年", "")
    path.write_text("bodies:\n- {body: 县公管办}\n", "utf-8")
    with pytest.raises(SchemeError, match="缺少这一项"):
        load_local(path)


def test_a_broken_table_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bodies.yaml"
    path.write_text("offices: []\n", "utf-8")
    with pytest.raises(SchemeError, match=r"bodies\.yaml 第1行.*缺少这一项"):
        load(path)

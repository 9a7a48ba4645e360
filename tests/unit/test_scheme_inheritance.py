"""What an extending scheme takes over, and whose scheme holds where a place has none."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pubaudit import regions, schemes
from pubaudit.errors import SchemeError
from pubaudit.models import Basis, Channel, DisclosureException, MandatedItem, Scheme, TimeLimit

ROOT = schemes.catalog_root()


@cache
def places() -> regions.Regions:
    return regions.load(ROOT / "regions.csv")


def held_for(name: str, topic: str | None = None) -> tuple[Scheme, tuple[str, ...]]:
    return schemes.scheme_for(ROOT, places(), places().resolve(name).region, topic)


# --- extends -----------------------------------------------------------------------------------


def test_liaoning_is_the_national_list_with_its_own_duties_limits_and_exceptions() -> None:
    nation, liaoning = schemes.load_for(ROOT, "000000"), schemes.load_for(ROOT, "210000")
    assert (liaoning.status, liaoning.extends) == ("extends", nation.id)
    assert liaoning.fields == nation.fields
    assert liaoning.items[:-1] == nation.items[:-1]
    blacklist = liaoning.items[-1]
    assert blacklist.replaces == nation.items[-1].id == "000000/公共资源配置/共通/1"
    assert (blacklist.id, blacklist.force) == ("210000/公共资源配置/共通/1", "must")
    assert {limit.id.split("/")[0] for limit in liaoning.limits} == {"210000"}
    assert [one.name for one in liaoning.exceptions if not one.fields] == [
        "国家秘密",
        "商业秘密",
        "个人隐私",
        "其他不予公开的内容",
    ]
    assert {one.fields for one in liaoning.exceptions if one.fields} == {
        ("国有产权交易",),
        ("工程建设项目招标投标",),
    }
    assert nation.form is not None
    assert liaoning.form is None
    assert any("附件清单未收录" in note for note in liaoning.notes)


def test_only_before_seven_days_does_liaoning_reserve_other_law() -> None:
    numbered = [one for one in schemes.load_for(ROOT, "210000").limits if one.amount]
    assert ["除法律法规另有规定外" in one.basis.quote for one in numbered] == [False, True]


def test_what_liaoning_puts_in_the_place_of_the_nations_is_told_from_what_it_adds() -> None:
    changes = schemes.load_for(ROOT, "210000").changes
    assert [(c.part, c.kind, c.id, c.instead_of, c.differs) for c in changes if c.instead_of] == [
        (
            "items",
            "replaces",
            "210000/公共资源配置/共通/1",
            "000000/公共资源配置/共通/1",
            ("force", "bodies"),
        ),
        *(
            ("limits", "replaces", f"210000/{limit}", f"000000/{limit}", ())
            for limit in ("公共资源配置/时限/1", "公共资源配置/时限/2")
        ),
        ("exceptions", "replaces", "", "国家秘密", ()),
        ("exceptions", "replaces", "", "商业秘密", ()),
    ]
    added = [c for c in changes if c.kind == "adds"]
    assert all(c.instead_of == "" and c.differs == () for c in added)
    assert Counter(c.part for c in added) == {
        "limits": 3,
        "exceptions": 2,
        "channels": 5,
        "duties": 6,
        "checklist": 9,
    }


@pytest.mark.parametrize(
    ("name", "elements", "kind", "differs"),
    [
        ("年度建设计划信息", ("计划户型",), "narrows", ("elements",)),
        ("年度计划信息", ("计划户型",), "renames", ("name", "elements")),
        ("年度建设计划信息", ("计划户型", "计划投资"), "replaces", ("elements",)),
    ],
)
def test_an_own_item_narrows_renames_or_replaces(
    name: str, elements: tuple[str, ...], kind: str, differs: tuple[str, ...]
) -> None:
    where, parents = "210102/公共资源配置/住房保障/1", "000000/公共资源配置/住房保障/2"
    own = MandatedItem(where, "住房保障", name, (BASIS,), elements, replaces=parents)
    (change,) = schemes.inherited(ROOT, child(items=(own,))).changes
    assert (change.kind, change.what, change.id) == (kind, name, where)
    assert (change.instead_of, change.differs) == (parents, differs)


def test_a_scheme_that_extends_none_stays_as_it_is() -> None:
    yunnan = schemes.load_for(ROOT, "530000")
    assert yunnan.changes == ()
    assert schemes.inherited(ROOT, yunnan) is yunnan


def test_the_version_changes_with_the_parent(tmp_path: Path) -> None:
    for code in ("000000", "210000"):
        folder = next(ROOT.glob(f"{code}_*"))
        (tmp_path / folder.name).mkdir()
        for file in folder.iterdir():
            (tmp_path / folder.name / file.name).write_bytes(file.read_bytes())
    first = schemes.load_for(tmp_path, "210000").version
    assert first == schemes.load_for(ROOT, "210000").version
    parent = tmp_path / "000000_国家" / "公共资源配置.yaml"
    parent.write_bytes(parent.read_bytes() + "# 注\n".encode())
    assert schemes.load_for(tmp_path, "210000").version != first


BASIS = Basis(article="二", quote="主要公开采购文件")


def child(**changes: object) -> Scheme:
    """Return a made-up scheme of a county that extends the national list and says nothing else."""
    empty: dict[str, object] = {"fields": (), "items": (), "limits": (), "exceptions": ()}
    empty |= {"channels": (), "duties": (), "checklist": (), "form": None}
    empty |= {"id": "210102/公共资源配置", "extends": "000000/公共资源配置"}
    return replace(schemes.load_for(ROOT, "000000"), **(empty | changes))  # type: ignore[arg-type]


def test_a_silent_child_takes_over_everything_but_the_form() -> None:
    nation = schemes.load_for(ROOT, "000000")
    joined = schemes.inherited(ROOT, child())
    for part in ("fields", "items", "limits", "exceptions", "channels", "duties", "checklist"):
        assert getattr(joined, part) == getattr(nation, part)
    assert joined.form is None


def test_own_items_replace_split_or_add() -> None:
    def own(n: int, name: str, replaces: str) -> MandatedItem:
        where = f"210102/公共资源配置/政府采购/{n}"
        return MandatedItem(where, "政府采购", name, (BASIS,), replaces=replaces)

    parents = "000000/公共资源配置/政府采购/2"
    items = (own(1, "招标文件", parents), own(2, "谈判文件", parents), own(3, "补充通知", ""))
    joined = schemes.inherited(ROOT, child(items=items)).items
    names = [one.name for one in joined if one.field == "政府采购"]
    assert names[:4] == ["采购项目公告", "招标文件", "谈判文件", "采购项目预算金额"]
    assert joined[-1].name == "补充通知"
    assert parents not in {one.id for one in joined}


def test_the_child_goes_before_the_parent_where_it_speaks() -> None:
    ten = TimeLimit(
        "210102/公共资源配置/时限/1",
        "within",
        10,
        "working_day",
        "信息形成或变更之日",
        BASIS,
        "scheme",
    )
    channel = Channel("政府网站", BASIS)
    secret = DisclosureException("国家秘密", BASIS)
    joined = schemes.inherited(
        ROOT, child(limits=(ten,), channels=(channel,), exceptions=(secret,))
    )
    assert [limit.amount for limit in joined.limits] == [10, 7]
    (change,) = (c for c in joined.changes if c.part == "limits")
    assert (change.instead_of, change.differs) == ("000000/公共资源配置/时限/1", ("amount",))
    assert joined.channels == (channel,)
    assert [(one.name, one.fields) for one in joined.exceptions[:2]] == [
        ("国家秘密", ()),
        ("商业秘密", ()),
    ]
    assert len(joined.exceptions) == len(schemes.load_for(ROOT, "000000").exceptions)


def test_a_missing_parent_or_item_is_said() -> None:
    with pytest.raises(SchemeError, match=r"999999.*已收录：000000 国家"):
        schemes.inherited(ROOT, child(extends="999999/公共资源配置"))
    lost = MandatedItem(
        "210102/公共资源配置/政府采购/1", "政府采购", "采购文件", (BASIS,), replaces="无此编号"
    )
    with pytest.raises(SchemeError, match=r"210102/公共资源配置 的 replaces：.*没有 无此编号"):
        schemes.inherited(ROOT, child(items=(lost,)))


# --- fallback ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("亭湖", "320902"),
        ("320902", "320902"),
        ("天津", "120000"),
        ("云南", "530000"),
        ("辽宁", "210000"),
        ("贵州凤冈经济开发区", "520327"),
        ("国家", "000000"),
    ],
)
def test_a_place_with_a_scheme_has_its_own_without_notes(name: str, code: str) -> None:
    scheme, notes = held_for(name)
    assert (scheme.code, notes) == (code, ())


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        (
            "昆明市五华区",
            "530000",
            "云南省昆明市五华区：该地可能另有方案，未收录；按云南省的方案核查",
        ),
        ("天津市和平区", "120000", "天津市和平区：该地可能另有方案，未收录；按天津市的方案核查"),
        ("沈阳市", "210000", "辽宁省沈阳市：该地可能另有方案，未收录；按辽宁省的方案核查"),
        ("重庆市万州区", "000000", "重庆市万州区：该地可能另有方案，未收录；按国家的方案核查"),
    ],
)
def test_a_place_without_one_falls_to_its_superiors(name: str, code: str, said: str) -> None:
    scheme, notes = held_for(name)
    assert (scheme.code, notes) == (code, (said,))


def test_xiangshui_is_told_of_the_documents_of_its_city_and_province() -> None:
    scheme, notes = held_for("盐城市响水县")
    assert (scheme.code, scheme.status) == ("000000", "reconstructed")
    assert notes == (
        "江苏省盐城市响水县：该地可能另有方案，未收录；按国家的方案核查",
        "盐城市的盐政办发〔2018〕54号未收录（见于盐城市亭湖区的方案）",
        "江苏省的苏政办发〔2018〕50号未收录（见于盐城市亭湖区的方案）",
    )


def test_another_city_is_told_of_the_province_only() -> None:
    _, notes = held_for("南京市")
    assert [note.partition("未收录")[0] for note in notes[1:]] == ["江苏省的苏政办发〔2018〕50号"]


def test_a_topic_that_no_superior_has_is_refused() -> None:
    with pytest.raises(SchemeError, match=r"江苏省盐城市亭湖区的“社会公益事业建设”方案；已收录："):
        held_for("亭湖", "社会公益事业建设")


def test_all_superior_documents_say_whose_they_are() -> None:
    named = [
        (file.path.parent.name, superior)
        for file in schemes.available(ROOT)
        for superior in schemes.load(file.path).superiors
    ]
    assert named
    for folder, superior in named:
        assert places().get(superior.region), (folder, superior.title)

"""Which column of a ledger holds which day: by its header, by ``--column``, or refused."""

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubaudit.errors import InputError
from pubaudit.ledger import Batch, batches, load, parts_of
from pubaudit.schemes import catalog_root

WORDS = load(catalog_root() / "ledger.yaml")
FORMED, PUBLISHED = "形成日期", "公开日期"


def read(path: Path, **named: str) -> list[Batch]:
    return [
        b
        for part in parts_of(0, path, named=named)
        for b in batches(part, WORDS)
        if isinstance(b, Batch)
    ]


def under(folder: Path, *headers: str, **named: str) -> dict[str, str]:
    """Return the header that was taken for each role, in a csv with these headers."""
    path = folder / "台账.csv"
    days = ",".join("2026-02-10" for _ in headers)
    path.write_text(f"{','.join(headers)}\n{days}\n", encoding="utf-8")
    (batch,) = read(path, **named)
    return dict(batch.headers)


def table(folder: Path, suffix: str, *headers: str) -> Path:
    """Write one record under these headers."""
    path = folder / f"t.{suffix}"
    if suffix == "csv":
        path.write_text(f"{','.join(headers)}\n{'2026-02-10,' * len(headers)}", encoding="utf-8")
    else:
        parquet.write_table(pa.table({header: ["2026-02-10"] for header in headers}), path)
    return path


@pytest.mark.parametrize(
    "planned",
    [
        "应公开日期",
        "计划公开时间",
        "拟公开日期",
        "最迟公开时间",
        "公开日期（计划）",
        "截止发布日期",
    ],
)
def test_a_day_that_is_only_due_is_no_publication(tmp_path: Path, planned: str) -> None:
    taken = under(tmp_path, "标题", FORMED, planned, "实际公开日期")
    assert taken["published"] == "实际公开日期"
    with pytest.raises(InputError, match=f"没有认出公开日期一列.*--column.*{planned}"):
        under(tmp_path, "标题", FORMED, planned)


@pytest.mark.parametrize(
    ("headers", "both"),
    [
        ((FORMED, "网站公开日期", "微信公开日期"), "“网站公开日期”“微信公开日期”都像公开日期"),
        ((FORMED, "公开日期", "发布时间"), "“公开日期”“发布时间”都像公开日期"),
        (
            (FORMED, "公开日期（网站）", "公开日期（微信）"),
            "“公开日期（网站）”“公开日期（微信）”都像公开日期",
        ),
        (("产生日期", "生成时间", PUBLISHED), "“产生日期”“生成时间”都像形成日期"),
        ((FORMED, "公开", "发布"), "“公开”“发布”都像公开日期"),
        (("公文形成日期", "档案形成日期", PUBLISHED), "“公文形成日期”“档案形成日期”都像形成日期"),
    ],
)
def test_of_two_columns_with_equal_claim_none_is_taken(
    tmp_path: Path, headers: tuple[str, ...], both: str
) -> None:
    with pytest.raises(InputError, match=f"{both}；请用 --column"):
        under(tmp_path, *headers)


def test_a_named_column_ends_the_doubt(tmp_path: Path) -> None:
    headers = (FORMED, "网站公开日期", "微信公开日期")
    assert under(tmp_path, *headers, 公开日期="微信公开日期")["published"] == "微信公开日期"


@pytest.mark.parametrize(
    ("headers", "named", "role", "header", "gone"),
    [
        ((FORMED, "首次发布日期", "发布日期"), {PUBLISHED: "发布日期"}, "published",
         "发布日期", "first"),
        ((FORMED, "许可决定日期", PUBLISHED), {FORMED: FORMED}, "formed", FORMED, "decided"),
        ((FORMED, "签订日期", PUBLISHED), {FORMED: FORMED}, "formed", FORMED, "signed"),
        ((FORMED, "公开日期（应）", "公开日期（实）"), {PUBLISHED: "公开日期（实）"}, "published",
         "公开日期（实）", "first"),
    ],
)  # fmt: skip
def test_a_named_day_goes_before_the_others(
    tmp_path: Path,
    headers: tuple[str, ...],
    named: dict[str, str],
    role: str,
    header: str,
    gone: str,
) -> None:
    taken = under(tmp_path, *headers, **named)
    assert taken[role] == header
    assert gone not in taken


def test_the_others_stay_where_they_are_named_too(tmp_path: Path) -> None:
    taken = under(tmp_path, FORMED, "签订日期", PUBLISHED, 形成日期=FORMED, 合同签订日期="签订日期")
    assert taken["signed"] == "签订日期"


def test_a_named_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有“nothing”一列.*表头有：标题、形成日期、公开日期"):
        under(tmp_path, "标题", FORMED, PUBLISHED, 公开日期="nothing")


@pytest.mark.parametrize("named", [{}, {PUBLISHED: PUBLISHED}])
def test_of_two_columns_of_one_name_none_can_be_taken(
    tmp_path: Path, named: dict[str, str]
) -> None:
    with pytest.raises(InputError, match=r"有2列都叫“公开日期”，.*；请把表头改得不同"):
        under(tmp_path, FORMED, PUBLISHED, PUBLISHED, **named)


def test_a_name_that_two_columns_have_but_for_their_notes_is_refused(tmp_path: Path) -> None:
    headers = (FORMED, "公开日期（网站）", "公开日期（微信）")
    with pytest.raises(InputError, match="“公开日期（网站）”“公开日期（微信）”都像公开日期"):
        under(tmp_path, *headers, 公开日期=PUBLISHED)
    assert under(tmp_path, *headers, 公开日期="公开日期（微信）")["published"] == "公开日期（微信）"


HEADERS: list[tuple[tuple[str, ...], str, str]] = [
    ((FORMED, PUBLISHED, "网站发布时间"), "published", PUBLISHED),
    ((FORMED, PUBLISHED, "实际公开日期"), "published", "实际公开日期"),
    ((FORMED, PUBLISHED, "首次公开时间"), "first", "首次公开时间"),
    ((FORMED, PUBLISHED, "首次上网时间"), "first", "首次上网时间"),
    ((FORMED, PUBLISHED, "网站首发日期"), "first", "网站首发日期"),
    (("形成或变更日期", PUBLISHED), "formed", "形成或变更日期"),
    (("信息形成或者变更日期", PUBLISHED), "formed", "信息形成或者变更日期"),
    (("形成（变更）日期", "公开日期（年月日）"), "formed", "形成（变更）日期"),
    (("形成日期", "变更日期", PUBLISHED), "changed", "变更日期"),
    (("发文时间", PUBLISHED), "issued", "发文时间"),
    (("成文日期", "公布日期"), "published", "公布日期"),
    (("决定作出日期", PUBLISHED), "decided", "决定作出日期"),
    (("Issue Date", "Publish Date"), "issued", "Issue Date"),
    (("成文", "发布"), "dated", "成文"),
    (("落款", "公开"), "published", "公开"),
    (("标题", "所属栏目名称", FORMED, PUBLISHED), "field", "所属栏目名称"),
    (("落款日期", PUBLISHED), "sealed", "落款日期"),
    (("成文日期", "落款日期", PUBLISHED), "dated", "成文日期"),
    (("成文日期", "落款日期", PUBLISHED), "sealed", "落款日期"),
    (("签发日期", PUBLISHED), "approved", "签发日期"),
    (("文件签批时间", PUBLISHED), "approved", "文件签批时间"),
    (("批准日期", PUBLISHED), "approved", "批准日期"),
    (("印发日期", "签发时间", PUBLISHED), "approved", "签发时间"),
    (("制作时间", PUBLISHED), "formed", "制作时间"),
    (("文件日期", PUBLISHED), "dated", "文件日期"),
    ((FORMED, "登载时间"), "published", "登载时间"),
    ((FORMED, PUBLISHED, "登载时间"), "published", PUBLISHED),
    (("印发", "上网"), "issued", "印发"),
    (("作出决定", "公布"), "decided", "作出决定"),
    (("合同签订", "首次发布"), "signed", "合同签订"),
    ((FORMED, PUBLISHED, "公开", "落款"), "published", PUBLISHED),
    ((FORMED, PUBLISHED, "中标单位", "采购单位", "代理机构"), "body", "采购单位"),
    ((FORMED, PUBLISHED, "代理机构", "采购人", "采购类别"), "body", "采购人"),
    ((FORMED, PUBLISHED, "监督部门", "公开单位"), "body", "公开单位"),
    ((FORMED, PUBLISHED, "采购单位", "公开主体"), "body", "公开主体"),
    ((FORMED, PUBLISHED, "采购类别", "公告类型"), "type", "公告类型"),
    ((FORMED, PUBLISHED, "项目类型", "采购公告类型"), "type", "采购公告类型"),
]


@pytest.mark.parametrize(("headers", "role", "header"), HEADERS)
def test_the_better_claim_wins(
    tmp_path: Path, headers: tuple[str, ...], role: str, header: str
) -> None:
    assert under(tmp_path, *headers)[role] == header


@pytest.mark.parametrize(
    ("header", "role"),
    [("中标单位", "body"), ("成交供应商单位", "body"), ("招标代理机构", "body"),
     ("被处罚单位", "body"), ("行业监督部门", "body"), ("计量单位", "body"), ("采购类别", "type"),
     ("项目类型", "type"), ("应公布日期", "published"), ("公开", "published"), ("落款", "sealed"),
     ("制作时间", "formed"), ("批准日期", "approved"), ("刊登日期", "published")],
)  # fmt: skip
def test_what_names_something_else_is_no_column(tmp_path: Path, header: str, role: str) -> None:
    assert under(tmp_path, FORMED, PUBLISHED, header).get(role) != header


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ((FORMED, PUBLISHED, "网站发布时间"), ("“网站发布时间”也像公开日期",)),
        (
            (FORMED, PUBLISHED, "生成时间", "档案形成日期"),
            ("“生成时间”“档案形成日期”也像形成日期",),
        ),
        ((FORMED, PUBLISHED, "公开单位", "发布单位"), ("“发布单位”也像单位",)),
        ((FORMED, PUBLISHED, "主管部门", "采购方单位"), ("“采购方单位”也像单位",)),
        ((FORMED, PUBLISHED, "公开单位", "主管部门", "标题", "项目名称"), ()),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_what_was_left_aside_is_said(
    tmp_path: Path, headers: tuple[str, ...], said: tuple[str, ...], suffix: str
) -> None:
    (batch,) = read(table(tmp_path, suffix, *headers))
    assert batch.aside == said


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_columns_that_mean_nothing_are_named(tmp_path: Path, suffix: str) -> None:
    headers = ("序号", FORMED, PUBLISHED, "网站发布时间", "经办人", "成交金额")
    (batch,) = read(table(tmp_path, suffix, *headers))
    assert batch.unused == ("经办人", "成交金额")
    (batch,) = read(table(tmp_path, suffix, *headers), 文件标题="经办人")
    assert batch.unused == ("成交金额",)


GROUPS: list[tuple[str, ...]] = [
    ("标题", FORMED, "政府网站", "", "微信公众号", ""),
    ("", "", PUBLISHED, "链接", PUBLISHED, "链接"),
]


def test_a_day_under_a_group_is_named_with_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    record = ("甲", "2026-03-02", "2026-03-04", "u1", "2026-03-05", "u2")
    path.write_text("\n".join(map(",".join, [*GROUPS, record])), encoding="utf-8")
    with pytest.raises(InputError, match="“政府网站公开日期”“微信公众号公开日期”都像公开日期"):
        read(path)
    (batch,) = read(path, 公开日期="微信公众号公开日期")
    assert (batch.size, batch.headers["published"]) == (1, "微信公众号公开日期")
    assert batch.days["published"] - batch.days["formed"] == 3


def test_channels_under_groups_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    upper = (*GROUPS[0][:2], "政府采购网", "", "公共资源交易平台", "")
    record = ("甲", "2026-03-02", "2026-03-04", "u1", "2026-03-05", "u2")
    path.write_text("\n".join(map(",".join, [upper, GROUPS[1], record])), encoding="utf-8")
    (batch,) = read(path)
    assert batch.headers["on_media"] == "政府采购网公开日期"
    assert batch.headers["on_platform"] == "公共资源交易平台公开日期"

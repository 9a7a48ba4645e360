"""Which column of a ledger holds which day: by its header, by ``--column``, or refused."""

from pathlib import Path

import pytest

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
        (("公文形成日期", "档案形成日期", PUBLISHED), "“公文形成日期”“档案形成日期”都像形成日期"),
    ],
)
def test_of_two_columns_by_their_ending_none_is_taken(
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

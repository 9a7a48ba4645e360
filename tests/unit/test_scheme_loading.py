"""The loader on made-up folders and files: what it finds, what it refuses and how it says so."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pubaudit import schemes
from pubaudit.errors import FaultsError, SchemeError

GOOD = """\
id: 990000/公共资源配置
code: "990000"
region: 某省
topic: 公共资源配置
document: {title: 某方案, issuer: 某省人民政府办公厅}
status: in_hand
fields:
  - name: 政府采购
items:
  - id: 990000/公共资源配置/政府采购/1
    field: 政府采购
    name: 采购文件
    closed: true
    basis:
      - article: 二
        quote: 主要公开采购文件
limits:
  - id: 990000/公共资源配置/时限/1
    direction: within
    amount: 20
    unit: working_day
    trigger: 信息形成或变更之日
    rank: scheme
    basis: {article: 二, quote: 二十个工作日内}
"""


DUTY = """\
duties:
  - id: 990000/公共资源配置/任务/1
    act: report
    what: 进展
    who: 各部门
    recurrence: yearly
    basis: {article: 二, quote: 每年报送}
"""


MONTHLY, STANDING = (DUTY.replace("yearly", every) for every in ("monthly", "standing"))


@pytest.mark.parametrize("amount", ["06-20", "02-29", '"*-20"', "2018-07-31"])
def test_a_fixed_date_may_be_of_every_year_every_month_or_once(tmp_path: Path, amount: str) -> None:
    text = GOOD.replace("amount: 20\n    unit: working_day", f"amount: {amount}\n    unit: date")
    (limit,) = schemes.load(write(tmp_path, text)).limits
    assert limit.amount == amount.strip('"')


def test_a_limit_without_a_number_is_advisory(tmp_path: Path) -> None:
    text = GOOD.replace("amount: 20\n    unit: working_day", "amount: null\n    unit: none")
    (limit,) = schemes.load(write(tmp_path, text.replace("within", "advisory"))).limits
    assert (limit.amount, limit.direction) == (None, "advisory")


def write(folder: Path, text: str) -> Path:
    path = folder / "某省.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- finding a scheme --------------------------------------------------------------------------


def test_available_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "530000_云南省").mkdir()
    (tmp_path / "530000_云南省" / "公共资源配置.yaml").write_bytes(b"\xff")
    (tmp_path / "530000_云南省" / "公共资源配置.txt").touch()
    (tmp_path / "holidays").mkdir()
    (tmp_path / "thesaurus.yaml").touch()
    found = schemes.available(tmp_path)
    assert [(f.code, f.region, f.topic) for f in found] == [("530000", "云南省", "公共资源配置")]


def test_an_unknown_code_lists_what_is_held() -> None:
    with pytest.raises(SchemeError, match=r"999999.*120000 天津市.*320902 盐城市亭湖区"):
        schemes.load_for(schemes.catalog_root(), "999999")


def test_catalog_root_prefers_the_data_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pubaudit"
    package.mkdir()
    monkeypatch.setattr("pubaudit.schemes.held.files", lambda _: package)
    with pytest.raises(SchemeError, match="catalogs"):
        schemes.catalog_root()
    (tmp_path / "catalogs").mkdir()
    assert schemes.catalog_root() == tmp_path / "catalogs"
    (package / "catalogs").mkdir()
    assert schemes.catalog_root() == package / "catalogs"


# --- reading one ---------------------------------------------------------------------------------


def test_version_changes_with_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    first = schemes.load(path).version
    assert re.fullmatch(r"[0-9a-f]{12}", first)
    assert schemes.load(write(tmp_path, GOOD + "# 注\n")).version != first


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "expected"),
    [
        ("    name: 采购文件", "    nmae: 采购文件", 12, "items.第1项.nmae", "不认识"),
        ("    closed: true", "    close: true", 13, "items.第1项.close", "不认识"),
        ("    closed: true", "    closed: 也许", 13, "items.第1项.closed", "true"),
        ("    name: 采购文件", "    name: 2018", 12, "items.第1项.name", "文字"),
        ("region: 某省\n", "", 1, "region", "缺少"),
        ("status: in_hand", "status: 有效", 6, "status", "in_hand, extends, reconstructed"),
        ("    amount: 20", "    amount: [20]", 20, "limits.第1项.amount", "整数"),
        ("    amount: 20", "    amount: 二十", 20, "limits.第1项.amount", "整数"),
        ("    amount: 20", '    amount: "20"', 20, "limits.第1项.amount", "整数"),
        ("    amount: 20", "    amount: null", 20, "limits.第1项.amount", "整数"),
        ("    amount: 20", "    amount: 0", 20, "limits.第1项.amount", "整数"),
        ("unit: working_day", "unit: none", 21, "limits.第1项.unit", "单位"),
        ("unit: working_day", "unit: date", 20, "limits.第1项.amount", "06-20"),
        ("20\n    unit: working_day", "6-20\n    unit: date", 20, "amount", "06-20"),
        ("20\n    unit: working_day", "02-30\n    unit: date", 20, "amount", "06-20"),
        ("limits:", DUTY + "    dates: [七月底]\nlimits:", 24, "duties.第1项.dates", "06-20"),
        ("  - name: 政府采购", "  name: 政府采购", 7, "fields", "列表"),
        ("{title: 某方案, issuer: 某省人民政府办公厅}", "某方案", 5, "document", "一组"),
        ("issuer: 某省", "issued: 去年, issuer: 某省", 5, "document.issued", "日期"),
        ("issuer: 某省", "issued: 2018-02-30, issuer: 某省", 5, "document.issued", "日期"),
        ("    field: 政府采购", "    field: 采购", 11, "items.第1项.field", "领域"),
        ("/政府采购/1", "/政府采购/一", 10, "items.第1项.id", "990000/公共资源配置/政府采购/"),
        ("/时限/1", "/政府采购/1", 18, "limits.第1项.id", "重复"),
        ("id: 990000/公共资源配置\n", "id: 某省\n", 1, "id", "990000/公共资源配置"),
        ("status: in", "extends: 990000/公共资源配置\nstatus: in", 6, "extends", "上级方案"),
        ("    closed: true", "    replaces: 000000/某/1", 13, "replaces", "extends"),
        ("topic: ", "region: 重写\ntopic: ", 4, "region", "重复"),
        ("fields:\n", "fields: ]\n", 7, "", "YAML"),
        ("field: 政府采购", "field: !!str [政府采购]", 11, "", "YAML"),
        ('"990000"', '"99"', 2, "code", "六位"),
        ("quote: 主要公开采购文件", 'quote: " "', 16, "items.第1项.basis.第1项.quote", "不能为空"),
        ("name: 采购文件", 'name: ""', 12, "items.第1项.name", "不能为空"),
        ("    closed: true", '    elements: [""]', 13, "items.第1项.elements.第1项", "不能为空"),
        ("status: in_hand", "status: extends", 1, "extends", "补充哪个方案"),
        ("status: in", "extends: 000000/某\nstatus: in", 7, "status", "应为 extends"),
        ("/政府采购/1", "/政府采购/7", 10, "items.第1项.id", "从 0 跳到 7"),
        ("limits:", "withdrawn: [990000/公共资源配置/政府采购/1]\nlimits:", 10, "id", "已撤销"),
        ("    rank:", "    fields: [采购]\n    rank:", 23, "limits.第1项.fields.第1项", "领域"),
        ("limits:", DUTY + "    dates: [2018-07-31]\nlimits:", 24, "dates", "12-31"),
        ("limits:", MONTHLY + '    dates: ["12-31"]\nlimits:', 24, "dates", "*-20"),
        ("limits:", STANDING + '    dates: ["12-31"]\nlimits:', 24, "dates", "没有日期"),
        ("limits:", DUTY + "    within: 10\nlimits:", 24, "within", "unit"),
        ("limits:", DUTY + "    unit: day\nlimits:", 18, "within", "unit"),
        ("limits:", DUTY + "    within: 0\n    unit: day\nlimits:", 24, "within", "大于零"),
        ("limits:", DUTY + "    within: 9\n    unit: date\nlimits:", 25, "unit", "dates"),
        (GOOD, "", 1, "整个文件", "一组"),
    ],
)
def test_a_bad_scheme_is_one_line_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, expected: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SchemeError) as caught:
        schemes.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path.as_posix()} 第{line}行")
    assert key in message
    assert expected in message
    assert "\n" not in message
    assert message.encode("gbk")


def test_every_fault_is_a_line_also_those_beside_what_could_not_be_read(tmp_path: Path) -> None:
    item = GOOD.partition("items:\n")[2].partition("limits:\n")[0]
    text = GOOD.replace("limits:\n", item.replace("/1", "/3") + item + "limits:\n", 1)
    for old, new in (
        ("name: 采购文件", "nmae: 采购文件"),
        ("closed: true\n    basis:\n      - article: 二\nlimits", "limits"),
        ("amount: 20", "amount: [20]"),
        ("title: 某方案", 'title: ""'),
    ):
        text = text.replace(old, new, 1)
    path = write(tmp_path, text)
    with pytest.raises(FaultsError) as caught:
        schemes.load(path)
    assert str(caught.value).endswith("items.第1项.nmae：不认识这个键，请改正或删去（另有 4 处）。")
    assert [line.partition("yaml ")[2] for line in caught.value.lines] == [
        "第5行 document.title：不能为空。",
        "第10行 items.第1项.name：缺少这一项。",
        "第12行 items.第1项.nmae：不认识这个键，请改正或删去。",
        "第17行 items.第2项.id：编号从 1 跳到 3，应当连续；撤销了的编号写进 withdrawn。",
        "第34行 limits.第1项.amount：应为整数。",
    ]


JUNK = st.sampled_from([None, 3, 1.5, True, "", "x", "2018-02-30", [], {}, [None], {"a": 1}])


def places(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*here, key))


@given(data=st.data())
def test_a_file_with_anything_in_it_loads_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = yaml.safe_load(GOOD + DUTY)
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(list(places(content))))
        holder = content
        for step in above:
            holder = holder[step]
        holder[last] = data.draw(JUNK)
    path = write(tmp_path_factory.mktemp("x"), yaml.safe_dump(content, allow_unicode=True))
    lines: tuple[str, ...] = ("",)
    try:
        schemes.load(path)
    except FaultsError as error:
        lines = error.lines
    assert lines == ("",) or all(line.startswith(f"{path.as_posix()} 第") for line in lines)


def test_a_withdrawn_number_is_no_gap(tmp_path: Path) -> None:
    text = GOOD.replace("/政府采购/1", "/政府采购/2")
    withdrawn = "withdrawn: [990000/公共资源配置/政府采购/1]\n"
    assert schemes.load(write(tmp_path, withdrawn + text)).items


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ('code: "990000"', "code: 990000", ["第2行 code：应为文字（数字和日期请加引号）。"]),
        ("  - name: 政府采购", "  - {}", ["第8行 fields.第1项.name：缺少这一项。"]),
        ("fields:\n  - name: 政府采购\n", "", ["第1行 fields：缺少这一项。"]),
    ],
)
def test_what_only_follows_from_a_fault_is_none(
    tmp_path: Path, old: str, new: str, lines: list[str]
) -> None:
    with pytest.raises(FaultsError) as caught:
        schemes.load(write(tmp_path, GOOD.replace(old, new, 1)))
    assert [line.partition("yaml ")[2] for line in caught.value.lines] == lines


def test_an_item_without_basis_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace(
        "    basis:\n      - article: 二\n        quote: 主要公开采购文件\n", "    basis: []\n"
    )
    with pytest.raises(SchemeError, match=r"第14行 items\.第1项\.basis：至少要有一处依据"):
        schemes.load(write(tmp_path, text))


def test_an_unreadable_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="读不到"):
        schemes.load(tmp_path / "无此文件.yaml")
    path = tmp_path / "gbk.yaml"
    path.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(SchemeError, match="UTF-8"):
        schemes.load(path)

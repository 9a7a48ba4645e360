"""The scheme files against their own source texts, and what the loader says of bad ones."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pubaudit import schemes
from pubaudit.errors import SchemeError
from pubaudit.models import Basis, MandatedItem, Scheme
from pubaudit.schemes import plain_source

DATA = Path(__file__).parent.parent / "data"
FILES = schemes.available(schemes.catalog_root())
TIANJIN, TINGHU = "120000/公共资源配置", "320902/公共资源配置"

COUNTS = {
    TIANJIN: {
        "住房保障": 10,
        "国有土地使用权出让": 4,
        "矿业权出让": 3,
        "政府采购": 8,
        "国有产权交易": 5,
        "工程建设项目招标投标": 6,
        "共通": 2,
    },
    TINGHU: {
        "住房保障": 10,
        "国有土地使用权出让": 3,
        "政府采购": 11,
        "国有产权交易": 8,
        "工程建设项目招标投标": 10,
        "医用耗材采购": 9,
        "公共资源交易目录": 1,
        "共通": 2,
    },
}
ALL = tuple(f"{file.code}/{file.topic}" for file in FILES)


@cache
def scheme(key: str) -> Scheme:
    code, topic = key.split("/")
    return schemes.load_for(schemes.catalog_root(), code, topic)


def source_lines(key: str) -> list[str]:
    path = next(file.path for file in FILES if f"{file.code}/{file.topic}" == key)
    return (path.parent / scheme(key).source).read_text(encoding="utf-8").splitlines()


def all_bases(of: Scheme) -> Iterator[Basis]:
    for item in of.items:
        yield from item.basis
    for part in (of.limits, of.duties, of.exceptions, of.channels, of.checklist):
        for entry in part:
            yield entry.basis
    if of.form:
        yield of.form.basis


def item(key: str, field: str, name: str) -> MandatedItem:
    return next(i for i in scheme(key).items if (i.field, i.name) == (field, name))


# --- the data against the documents ------------------------------------------------------------


@pytest.mark.parametrize("key", ALL)
def test_every_quote_is_in_the_source(key: str) -> None:
    source = plain_source("".join(source_lines(key)))
    quotes = [basis.quote for basis in all_bases(scheme(key))]
    assert [quote for quote in quotes if plain_source(quote) not in source] == []
    assert all(len(plain_source(quote)) > 3 for quote in quotes)


@pytest.mark.parametrize("key", ALL)
def test_every_name_and_element_is_in_its_own_governing_quote(key: str) -> None:
    for one in scheme(key).items:
        words = plain_source(one.basis[0].quote)
        assert [w for w in (one.name, *one.elements) if plain_source(w) not in words] == []


@pytest.mark.parametrize("key", ALL)
def test_every_no_demand_line_begins_a_line_or_sentence_of_the_source(key: str) -> None:
    starts = [plain_source(s) for line in source_lines(key) for s in (line, *sentences(line))]
    for words in scheme(key).no_demand:
        assert any(start.startswith(plain_source(words)) for start in starts), words


HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）).].{1,20}")


def sentences(line: str) -> list[str]:
    """Cut at 。 and put the closing bracket of responsible bodies (责任单位) aside."""
    line = re.sub(r"[（(]责任单位[：:].*[）)]$", "", line.strip())
    return [part for part in line.split("。") if part]


def unreferred(key: str) -> Iterator[str]:
    quotes = [plain_source(basis.quote) for basis in all_bases(scheme(key))]
    nothing = tuple(map(plain_source, scheme(key).no_demand))
    for line in source_lines(key):
        if plain_source(line) == "附件1":
            return
        if plain_source(line).startswith(nothing):
            continue
        for sentence in map(plain_source, sentences(line)):
            referred = any(quote in sentence or sentence in quote for quote in quotes)
            if not (referred or sentence.startswith(nothing) or HEADING.fullmatch(sentence)):
                yield sentence


@pytest.mark.parametrize("key", ALL)
def test_every_sentence_is_referred_to_or_noted_as_no_demand(key: str) -> None:
    assert list(unreferred(key)) == []


@pytest.mark.parametrize("key", ALL)
def test_counts_per_field(key: str) -> None:
    assert Counter(one.field for one in scheme(key).items) == COUNTS[key]


@pytest.mark.parametrize("key", ALL)
def test_ids_count_from_one_within_each_field(key: str) -> None:
    for field in scheme(key).fields:
        ids = [one.id for one in scheme(key).items if one.field == field.name]
        assert ids == [f"{key}/{field.name}/{n}" for n in range(1, len(ids) + 1)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.parent.name)
def test_a_scheme_is_what_its_path_says(file: schemes.SchemeFile) -> None:
    loaded = schemes.load(file.path)
    assert (loaded.code, loaded.region, loaded.topic) == (file.code, file.region, file.topic)


def test_tianjin_has_the_labelled_items_of_the_six_fields() -> None:
    labelled = json.loads((DATA / "mandated_tianjin.json").read_text(encoding="utf-8"))["items"]
    assert [
        (one.field, one.name, list(one.elements))
        for one in scheme(TIANJIN).items
        if one.field != "共通"
    ] == [(one["field"], one["item"], one["elements"]) for one in labelled]


def annex_rows(annex: int) -> dict[int, list[str]]:
    """Return the cells after the number of each row of an annex of the 亭湖 scheme."""
    text = "\n".join(source_lines(TINGHU)).split(f"\n附件{annex}\n")[1].split("\n附件")[0]
    rows: dict[int, list[str]] = {}
    for cell in map(plain_source, text.split("\n\t")[1:]):
        if cell.isdecimal():
            rows[int(cell)] = []
        elif rows and cell:
            rows[max(rows)].append(cell)
    return rows


@pytest.mark.parametrize(("annex", "count"), [(1, 24), (2, 18)])
def test_every_annex_row_of_tinghu_is_named_by_an_item(annex: int, count: int) -> None:
    rows = annex_rows(annex)
    assert list(rows) == list(range(1, count + 1))
    named: dict[int, list[str]] = {}
    for one in scheme(TINGHU).items:
        for basis in one.basis:
            if span := re.fullmatch(rf"附件{annex} 序号(\d+)(?:至(\d+))?", basis.article):
                for number in range(int(span[1]), int(span[2] or span[1]) + 1):
                    named.setdefault(number, []).extend([basis.quote, *one.elements])
    for number, cells in rows.items():
        assert set(cells) & set(named[number]), (number, cells)


def test_origins_of_tinghu() -> None:
    by_origin: dict[str, list[str]] = {}
    for one in scheme(TINGHU).items:
        if one.field != "共通":
            by_origin.setdefault(one.origin, []).append(one.name)
        kinds = {basis.article.startswith("附件") for basis in one.basis}
        assert kinds == {"prose": {False}, "annex": {True}, "both": {False, True}}[one.origin]
    assert by_origin["prose"] == [
        "采购文件",
        "采购项目预算金额",
        "产权交易决策及批准信息",
        "交易项目信息",
        "市场主体信用",
        "供货企业积分管理的信息",
    ]
    assert by_origin["annex"] == [
        "集中采购目录表、政府采购限额标准和公开招标数额标准",
        "标的低价",
        "转让公告",
        "交易活动当事人资质资格信息",
        "公共资源交易范围和规模标准",
    ]


def test_open_lists_are_those_that_end_with_deng() -> None:
    for key in ALL:
        for one in scheme(key).items:
            if one.elements:
                ends_open = f"{one.elements[-1]}等" in plain_source(one.basis[0].quote)
                assert one.closed != ends_open, one.id


@pytest.mark.parametrize("key", [TIANJIN, TINGHU])
def test_numbered_limits(key: str) -> None:
    limits = [limit for limit in scheme(key).limits if limit.direction == "within"]
    assert [(limit.amount, limit.unit, limit.trigger) for limit in limits] == [
        (20, "working_day", "信息形成或变更之日"),
        (7, "working_day", "作出行政决定之日"),
    ]


# --- what the loader fills in ------------------------------------------------------------------


def test_an_item_takes_bodies_and_document_from_its_scheme() -> None:
    budget = item(TINGHU, "政府采购", "采购项目预算金额")
    assert budget.bodies[:2] == ("区财政局", "区公共资源交易管理办公室")
    assert item(TINGHU, "政府采购", "采购合同").bodies == ("项目实施主体", "区公共资源交易中心")
    basis = item(TIANJIN, "矿业权出让", "项目信息").basis[0]
    assert basis.number == "津政办函〔2018〕9号"
    assert all(basis.document for key in ALL for basis in all_bases(scheme(key)))


def test_a_limit_holds_as_long_as_its_scheme() -> None:
    assert all(limit.in_force == scheme(TIANJIN).in_force for limit in scheme(TIANJIN).limits)


def test_version_changes_with_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    first = schemes.load(path).version
    assert re.fullmatch(r"[0-9a-f]{12}", first)
    assert schemes.load(write(tmp_path, GOOD + "# 注\n")).version != first


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
    monkeypatch.setattr(schemes, "files", lambda _: package)
    with pytest.raises(SchemeError, match="catalogs"):
        schemes.catalog_root()
    (tmp_path / "catalogs").mkdir()
    assert schemes.catalog_root() == tmp_path / "catalogs"
    (package / "catalogs").mkdir()
    assert schemes.catalog_root() == package / "catalogs"


# --- bad schemes -------------------------------------------------------------------------------

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


def write(folder: Path, text: str) -> Path:
    path = folder / "某省.yaml"
    path.write_text(text, encoding="utf-8")
    return path


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
        ("  - name: 政府采购", "  name: 政府采购", 7, "fields", "列表"),
        ("{title: 某方案, issuer: 某省人民政府办公厅}", "某方案", 5, "document", "一组"),
        ("issuer: 某省", "issued: 去年, issuer: 某省", 5, "document.issued", "日期"),
        ("    field: 政府采购", "    field: 采购", 11, "items.第1项.field", "领域"),
        ("/政府采购/1", "/政府采购/一", 10, "items.第1项.id", "990000/公共资源配置/政府采购/"),
        ("/时限/1", "/政府采购/1", 18, "limits.第1项.id", "重复"),
        ("id: 990000/公共资源配置\n", "id: 某省\n", 1, "id", "990000/公共资源配置"),
        ("topic: ", "region: 重写\ntopic: ", 4, "region", "重复"),
        ("fields:\n", "fields: ]\n", 7, "", "YAML"),
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

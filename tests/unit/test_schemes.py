"""The scheme files, each as written (nothing inherited), against their own source texts."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pubaudit import schemes
from pubaudit.errors import SchemeError
from pubaudit.models import Basis, MandatedItem, Match, Scheme
from pubaudit.rules.coverage import missing_severity
from pubaudit.schemes import plain_source
from pubaudit.schemes.quotes import unquoted
from pubaudit.yardstick import require_issued, standing, undated
from tests.walk import unreferred

DATA = Path(__file__).parent.parent / "data"
FILES = schemes.available(schemes.catalog_root())
NATION, TIANJIN = "000000/公共资源配置", "120000/公共资源配置"
LIAONING, TINGHU, YUNNAN = "210000/公共资源配置", "320902/公共资源配置", "530000/公共资源配置"

COUNTS = {
    NATION: {
        "住房保障": 10,
        "国有土地使用权出让": 4,
        "矿业权出让": 3,
        "政府采购": 8,
        "国有产权交易": 5,
        "工程建设项目招标投标": 6,
        "共通": 1,
    },
    TIANJIN: {
        "住房保障": 10,
        "国有土地使用权出让": 4,
        "矿业权出让": 3,
        "政府采购": 8,
        "国有产权交易": 5,
        "工程建设项目招标投标": 6,
        "共通": 2,
    },
    LIAONING: {"共通": 1},
    TINGHU: {
        "住房保障": 10,
        "国有土地使用权出让": 3,
        "政府采购": 13,
        "国有产权交易": 9,
        "工程建设项目招标投标": 10,
        "医用耗材采购": 9,
        "公共资源交易目录": 1,
        "共通": 4,
    },
    YUNNAN: {
        "住房保障": 3,
        "国有土地使用权": 3,
        "矿业权出让": 3,
        "政府采购": 14,
        "药品(疫苗)及高值医用耗材和乙类大型医用设备集中采购": 5,
        "国有产权交易": 4,
        "工程建设项目招标投标": 8,
        "排污权交易": 2,
        "政府特许经营权交易": 2,
        "执法机关罚没财物处置": 2,
        "共通": 2,
    },
}
DEVICES = "药品(疫苗)及高值医用耗材和乙类大型医用设备集中采购项目"
ALL = tuple(f"{file.code}/{file.topic}" for file in FILES)


@cache
def scheme(key: str) -> Scheme:
    return schemes.load(path_of(key))


def path_of(key: str) -> Path:
    return next(file.path for file in FILES if f"{file.code}/{file.topic}" == key)


def source_lines(key: str) -> list[str]:
    path = path_of(key).parent / scheme(key).source
    return path.read_text(encoding="utf-8").splitlines()


def all_bases(of: Scheme) -> Iterator[Basis]:
    for item in of.items:
        yield from item.basis
    for part in (of.limits, of.duties, of.targets, of.exceptions, of.channels, of.checklist):
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
        alone = replace(scheme(key), items=(replace(one, basis=one.basis[:1]),))
        assert list(unquoted(alone)) == []


@pytest.mark.parametrize("key", ALL)
def test_every_no_demand_line_begins_a_line_or_clause_of_the_source(key: str) -> None:
    starts = [
        plain_source(line[start:])
        for line in source_lines(key)
        for start in (0, *(mark.end() for mark in re.finditer("[。，,；;：:]", line)))
    ]
    for words in scheme(key).no_demand:
        assert any(start.startswith(plain_source(words)) for start in starts), words


def prose_lines(key: str) -> list[str]:
    """Return what is walked; the annexes of 亭湖 are tables, held row by row: ``annex_rows``."""
    lines = source_lines(key)
    return lines[: [line.strip() for line in lines].index("附件1")] if key == TINGHU else lines


@pytest.mark.parametrize("key", ALL)
def test_every_demand_is_referred_to_and_every_sentence_or_noted_as_no_demand(key: str) -> None:
    assert unreferred(scheme(key), prose_lines(key)) == []


@pytest.mark.parametrize("key", COUNTS)
def test_counts_per_field(key: str) -> None:
    assert Counter(one.field for one in scheme(key).items) == COUNTS[key]


def test_what_is_withdrawn() -> None:
    assert [one for key in ALL for one in scheme(key).withdrawn] == [
        "320902/公共资源配置/政府采购/11",
        "320902/公共资源配置/任务/6",
        "520327/社会公益事业建设/教育/1",
        "520327/社会公益事业建设/共通/1",
        "520327/社会公益事业建设/人工核查/34",
        "520327/重大建设项目批准和实施/政府和社会资本合作项目信息/1",
    ]


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


def test_the_bodies_of_yunnan_are_the_words_of_their_lines_in_order() -> None:
    fields = [field for field in scheme(YUNNAN).fields if not field.common]
    for label, of in (("牵头单位:", "lead"), ("责任单位:", "bodies")):
        lines = [x.removeprefix(label) for x in source_lines(YUNNAN) if x.startswith(label)]
        assert len(lines) == len(fields) == 10
        for field, line in zip(fields, lines, strict=True):
            rest = re.sub(r"等部门|等执法机关", "", line)
            for body in getattr(field, of):
                assert rest.startswith(body), (field.name, body, rest)
                rest = rest.removeprefix(body).lstrip(",、或及")
            assert rest == "", field.name


def test_the_numbered_items_of_yunnan_are_all_there_in_order() -> None:
    text = "\n".join(source_lines(YUNNAN))
    headings = re.findall(r"^\((\d+)\)(.+?)(?=[:。]|$)", text, re.MULTILINE)
    items = [one for one in scheme(YUNNAN).items if one.field != "共通"]
    assert len(headings) == 46
    assert [(one.id.rpartition("/")[2], one.name) for one in items] == headings
    assert all(one.elements for one in items)


def test_the_conditions_of_yunnan() -> None:
    conditional = [(one.name, one.condition) for one in scheme(YUNNAN).items if one.condition]
    assert conditional == [
        ("单一来源公示", "达到公开招标数额标准及以上的单一来源采购"),
        ("政府采购公共服务项目信息", "政府向社会公众提供的公共服务项目"),
        ("采购目录信息", DEVICES),
        ("采购公告信息", DEVICES),
        ("采购文件信息", DEVICES),
        ("采购结果信息", DEVICES),
        ("招标项目核准信息", "依法必须招标的项目"),
    ]


def test_both_lists_of_mining_rights_are_there_whole() -> None:
    notice = item(YUNNAN, "矿业权出让", "出让公告公示信息")
    lists = notice.basis[0].quote.partition("探矿权的出让,包括")[2]
    glossed = re.sub(r"情况\(包括([^()]+)等\)", r"情况,\1", lists)
    written: list[str] = []
    for half in glossed.split("等。采矿权的出让,包括"):
        # One 顿号 stands within an element (的时间、地点); one 及 stands between two.
        words = half.removesuffix("等").replace("时间、地点", "时间，地点")
        written += re.split("[,、]|(?<=方式)及(?=交易)", words)
    assert list(notice.elements) == [part.replace("，", "、") for part in written]
    assert (len(written), len(set(written))) == (40, 28)


def test_levels_are_only_those_that_a_document_states() -> None:
    levels = {(k, one.field, one.level) for k in ALL for one in scheme(k).items if one.level}
    assert levels == {(TINGHU, "医用耗材采购", "区级")}
    for one in scheme(TINGHU).items:
        rows = [basis.quote for basis in one.basis if basis.article == "附件1 序号22"]
        assert (one.level == "区级") == bool(rows)
        assert all("区级医用耗材集中采购" in quote for quote in rows)
    assert any("乙类大型医用设备" in n and "level" in n for n in scheme(YUNNAN).notes)


def test_in_tinghu_only_an_item_without_any_organ_is_the_owners() -> None:
    others = {one.name for one in scheme(TINGHU).items if one.subject != "organ"}
    organless = {"项目实施主体", "区公共资源交易中心"}
    alone = [one for one in scheme(TINGHU).items if one.bodies and set(one.bodies) <= organless]
    annexed = {one.name for one in alone if one.origin == "annex"}
    assert annexed == others == {"标的低价", "转让公告", "评估结果"}
    led = {field.name for field in scheme(TINGHU).fields if field.lead}
    assert all(one.field in led for one in alone if one.origin == "both")
    assert any("序号18标的低价" in note for note in scheme(TINGHU).notes)


def test_annex_rows_of_tinghu_are_mandated_and_only_an_organs_is_a_departments_gap() -> None:
    gaps = {
        one.name: missing_severity(Match(one, "missing", 1.0, ""), scheme(TINGHU))
        for one in scheme(TINGHU).items
        if one.origin != "both" and one.field != "共通"
    }
    assert Counter(gaps.values()) == {"warning": 6, "error": 5, "info": 3}
    assert gaps["采购文件"] == "warning"
    assert gaps["公共资源交易范围和规模标准"] == gaps["交易活动当事人资质资格信息"] == "error"
    assert gaps["标的低价"] == gaps["转让公告"] == gaps["评估结果"] == "info"


def test_the_national_list_is_the_cut_of_tianjin_in_passages_of_tianjin_and_fenggang() -> None:
    texts = {
        "【天津市": "".join(source_lines(TIANJIN)),
        "【凤冈县": "".join(source_lines("520327/公共资源配置")),
    }
    held = dict.fromkeys(texts, 0)
    heading = ""
    for line in source_lines(NATION):
        heading = line[:4] if line.startswith("【") else heading
        if heading in texts and line and not line.startswith("【"):
            assert plain_source(line) in plain_source(texts[heading])
            held[heading] += 1
    assert held == {"【天津市": 8, "【凤冈县": 9}
    named = [[(i.field, i.name, i.elements) for i in scheme(k).items] for k in (NATION, TIANJIN)]
    differ = [own[1] for own, other in zip(*named, strict=False) if own != other]
    assert differ == ["产权交易决策及批准信息"]


def test_only_the_scope_paragraph_of_the_national_list_is_more_than_reconstructed() -> None:
    assert scheme(NATION).status == "reconstructed"
    for basis in all_bases(scheme(NATION)):
        if basis.confidence == "published":
            assert basis.quote.startswith("各地区、各部门要根据区域、行业特点")
        else:
            assert basis.confidence == "reconstructed"
            assert re.search("，据(津政办函〔2018〕9号|凤府办函〔2018〕52号).*转述", basis.article)
            assert basis.article.endswith("97号原文未核")


def test_the_national_list_is_no_yardstick_before_it_was_published() -> None:
    nation = scheme(NATION)
    assert (nation.document.issued, nation.in_force.confidence) == (None, "published")
    require_issued(nation, date(2017, 12, 28))
    with pytest.raises(SchemeError, match="于2017-12-28公布，晚于 --as-of 2017-12-27"):
        require_issued(nation, date(2017, 12, 27))
    require_issued(scheme(TINGHU), date(2000, 1, 1))
    with pytest.raises(SchemeError, match="--as-of 0001-01-01"):
        require_issued(nation, date(1, 1, 1))


def test_a_day_of_issue_that_is_not_known_is_said() -> None:
    assert [key for key in ALL if undated(scheme(key))] == [TINGHU]
    assert standing(scheme(TINGHU))[-1].startswith("盐城市亭湖区的方案印发日期未知")


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
        rows = [basis for basis in one.basis if basis.article != "四（一）"]
        kinds = {basis.article.startswith("附件") for basis in rows}
        assert kinds == {"prose": {False}, "annex": {True}, "both": {False, True}}[one.origin]
    assert by_origin["prose"] == [
        "采购文件",
        "采购项目预算金额",
        "产权交易决策及批准信息",
        "交易项目信息",
        "市场主体信用",
        "对供货企业积分管理的信息",
    ]
    assert by_origin["annex"] == [
        "集中采购目录表",
        "政府采购限额标准",
        "公开招标数额标准",
        "标的低价",
        "转让公告",
        "评估结果",
        "交易活动当事人资质资格信息",
        "公共资源交易范围和规模标准",
    ]


def test_open_lists_are_those_with_deng_after_an_element() -> None:
    for key in ALL:
        for one in scheme(key).items:
            if one.elements:
                words = plain_source(one.basis[0].quote)
                glossed = re.sub(r"\([^()]*\)", "", words)
                texts = (words, glossed)
                is_open = any(f"{each}等" in text for each in one.elements for text in texts)
                assert one.closed != is_open, one.id


@pytest.mark.parametrize("key", [NATION, TIANJIN, LIAONING, TINGHU, YUNNAN])
def test_numbered_limits(key: str) -> None:
    limits = [limit for limit in scheme(key).limits if limit.direction == "within"]
    assert [(limit.amount, limit.unit, limit.trigger) for limit in limits] == [
        (20, "working_day", "信息形成或变更之日"),
        (7, "working_day", "作出行政决定之日"),
        *([(2, "working_day", "验收结束之日")] if key == YUNNAN else []),
    ]


@pytest.mark.parametrize(
    ("key", "dated"),
    [
        (LIAONING, [("establish", ("2018-08-31",))]),
        (TINGHU, [("report", ("12-31",))]),
        (
            YUNNAN,
            [
                ("establish", ("2018-07-31",)),
                ("report", ("2018-07-31",)),
                ("report", ("06-20", "12-20")),
                ("publish", ("06-20", "12-20")),
            ],
        ),
    ],
)
def test_dated_duties(key: str, dated: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(duty.act, duty.dates) for duty in scheme(key).duties if duty.dates] == dated


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

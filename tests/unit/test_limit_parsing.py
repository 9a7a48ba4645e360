"""公开时限 cells: wordings met in catalogs, and that what is printed is read back."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.limits.stated import StatedLimit, in_words, parse_stated
from pubaudit.models import Basis, Direction, TimeLimit, Unit

DATA = Path(__file__).parent.parent / "data"
WORDINGS = list(csv.reader((DATA / "limit_wordings.csv").read_text(encoding="utf-8").splitlines()))[
    1:
]


def told(stated: StatedLimit) -> str:
    """A reading in short, as the data file has it: direction 20 working_day @trigger."""
    limit = stated.limit
    if limit is None:
        return stated.kind
    parts: list[str] = [limit.direction if stated.kind == "amount" else stated.kind]
    if limit.amount is not None:
        parts.append(str(limit.amount))
    if limit.unit not in {"none", "date"}:
        parts.append(limit.unit)
    return " ".join([*parts, *([f"@{limit.trigger}"] if limit.trigger else [])])


def read(text: str) -> str:
    return " | ".join(map(told, parse_stated(text)))


@pytest.mark.parametrize(("number", "text", "expected"), WORDINGS, ids=lambda v: v[:12])
def test_wordings_of_catalogs(number: str, text: str, expected: str) -> None:
    assert read(text) == expected


def test_the_wordings_are_all_there() -> None:
    assert [int(number) for number, _, _ in WORDINGS] == list(range(1, 50))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20个工作日内", "within 20 working_day"),
        ("二十个工作日", "within 20 working_day"),
        ("两个工作日内", "within 2 working_day"),
        ("一百二十日内", "within 120 day"),
        ("７日内", "within 7 day"),
        (
            "自信息形\n成或者变\n更之日起\n２０ 个工\n作日内",
            "within 20 working_day @信息形成或者变更之日",
        ),
        ("自信息形成之日起，20个工作日内", "within 20 working_day @信息形成之日"),
        ("个20个工作日内", "within 20 working_day"),
        ("10-15个工作日内", "within 15 working_day"),
        ("2周内", "within 14 day"),
        ("3个月内", "within 3 month"),
        ("收到数据后12小时内", "within 12 hour @收到数据"),
        ("合同签订当日", "within 0 day @合同签订"),
        ("次日", "within 1 day"),
        ("公示3个工作日", "shown 3 working_day @公示"),
        ("公示期不少于3日", "shown 3 day @公示"),
        ("不得少于5个工作日", "shown 5 working_day"),
        ("公示期满后5个工作日内", "within 5 working_day @公示期满"),
        ("挂牌时间不少于10日", "window 10 day @挂牌"),
        ("招标文件提供期限不得少于5个工作日", "window 5 working_day @招标文件提供"),
        ("开标前20日", "before 20 day @开标"),
        ("至少提前3日公告", "before 3 day"),
        ("每月5日前", "by *-05"),
        ("每年6月底前", "by 06-30"),
        ("2026年12月31日前", "by 2026-12-31"),
        ("每季度结束后10个工作日内", "within 10 working_day @每季度结束"),
        ("每季度", "cadence @每季度"),
        ("每3个月更新", "cadence @每3个月"),
        ("长期", "standing"),
        ("随时", "promptly"),
        ("按进展", "promptly"),
        ("合同签订后及时公开", "promptly @合同签订"),
        (
            "除法律法规另有规定外，自信息形成之日起20个工作日内",
            "exception | within 20 working_day @信息形成之日",
        ),
        ("①20个工作日内；②公示5日", "within 20 working_day | shown 5 day @公示"),
        (
            "依法必须进行招标的项目，自收到评标报告之日起3日内公示，公示期不得少于3日",
            "within 3 day @收到评标报告之日 | shown 3 day @公示",
        ),
        (
            "内容发生变化的，应当自该信息形成或者变更之日起20个工作日内予以调整。另有规定的，从其规定",
            "within 20 working_day @该信息形成或者变更之日 | exception | exception",
        ),
        ("依法必须进行招标的项目", "unreadable"),
        (
            "信息形成之日起20个工作日内（公示期7天）",
            "within 20 working_day @信息形成之日 | shown 7 day @公示",
        ),
        ("即时公开(公示五日)", "promptly | shown 5 day @公示"),
        ("有则更新", "promptly"),
        ("每月10日前（遇节假日顺延至下一工作日）", "by *-10"),
        ("2个工作日内，遇节假日顺延至下一工作日", "within 2 working_day | exception"),
        ("2个工作日内（公示一周）", "within 2 working_day | shown 7 day @公示"),
        ("公示1个月", "shown 1 month @公示"),
        ("20个工作日内（2024年5月1日起执行）", "exception | within 20 working_day"),
        ("20个工作日内，2024年5月1日起执行", "within 20 working_day | exception"),
        ("自2024年起20个工作日内", "exception | within 20 working_day"),
        ("长期（9999天）", "standing"),
        ("900年内", "unreadable"),
        ("按照上级要求，根据实际情况，适当公开", "unreadable"),
        ("原则上20个工作日", "within 20 working_day"),
        ("每季度第一个月10日前", "unreadable"),
        ("投标截止前3日内", "unreadable"),
        ("第3个工作日", "unreadable"),
        ("按规定", "unreadable"),
        ("", ""),
        ("—", ""),
    ],
)
def test_more_wordings(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["同上", "按规定", "批准后20内", "每季度第一个月10日前", "13月40日前"]
)
def test_what_cannot_be_read_says_why(text: str) -> None:
    (stated,) = parse_stated(text)
    assert stated.reason
    stated.reason.encode("gbk")


def test_a_page_of_text_is_refused_at_once() -> None:
    (stated,) = parse_stated("公示" * 16_000 + "3日")
    assert stated.kind == "unreadable"
    assert "超过400字" in stated.reason
    assert len(stated.words) <= 40
    assert parse_stated("公示" * 190 + "3日")


@pytest.mark.parametrize(
    ("text", "bare"),
    [("20工作日", True), ("3日", True), ("20个工作日内", False), ("公示3日", False)],
)
def test_a_number_alone_is_marked_as_such(text: str, bare: bool) -> None:
    assert [s.bare for s in parse_stated(text)] == [bare]


def test_a_stated_limit_is_a_catalogs() -> None:
    limit = parse_stated("合同签订之日起2个工作日内")[0].limit
    assert limit == TimeLimit(
        "", "within", 2, "working_day", "合同签订之日", Basis("", ""), "catalog"
    )


TRIGGERS = {
    "within": (
        "",
        "信息形成或变更之日",
        "合同签订之日",
        "行政决定作出",
        "中标、成交供应商确定之日",
    ),
    "reply": ("收到申请之日",),
    "shown": ("", "公示", "公告", "征求意见", "单一来源公示"),
    "before": ("", "投标截止时间", "组织听证", "开标"),
    "window": ("招标文件提供", "挂牌"),
}


@st.composite
def limits(draw: st.DrawFn) -> TimeLimit:
    direction = draw(st.sampled_from([*TRIGGERS, "by"]))
    if direction == "by":
        month = draw(st.sampled_from(("*", *(f"{m:02}" for m in range(1, 13)))))
        amount: int | str = f"{month}-{draw(st.integers(1, 28)):02}"
        if month != "*" and draw(st.booleans()):
            amount = f"{draw(st.integers(2018, 2030))}-{amount}"
        return TimeLimit("", "by", amount, "date", "", Basis("", ""), "catalog")
    unit: Unit = draw(st.sampled_from(("working_day", "day", "hour", "month", "year")))
    chosen: Direction = direction  # type: ignore[assignment]
    trigger = draw(st.sampled_from(TRIGGERS[direction]))
    number = draw(st.integers(1, {"month": 120, "year": 10}.get(unit, 400)))
    return TimeLimit("", chosen, number, unit, trigger, Basis("", ""), "catalog")


@given(limits())
def test_what_is_printed_is_read_back(limit: TimeLimit) -> None:
    (stated,) = parse_stated(in_words(limit))
    assert stated.limit == limit
    assert not stated.reason


@given(
    st.text(alphabet="0123456789二十两个工作日内前后自起公示月每年季度,;、。 \n及时", max_size=24)
)
def test_no_text_is_passed_over_in_silence(text: str) -> None:
    for stated in parse_stated(text):
        assert stated.limit is not None or stated.reason
        assert stated.words
    if any(c.isalnum() for c in text):
        assert parse_stated(text)


@given(limits(), limits())
def test_two_limits_in_one_cell_are_two(first: TimeLimit, second: TimeLimit) -> None:
    read_back = parse_stated(f"{in_words(first)}；{in_words(second)}")
    assert [s.limit for s in read_back] == [first, replace(second)]

"""Notices as files: what they settle, where they hold, and what is wrong with them."""

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import InputError
from pubaudit.workdays import (
    DaysOff,
    Notice,
    code_prefix,
    dump_notice,
    read_notice,
)
from pubaudit.workdays.notice_text import parse_notice
from tests.unit.test_workdays import CALENDAR, DATA, D, named, notice_rows

NOTICE_2027 = Notice(
    title="国务院办公厅关于2027年部分节假日安排的通知（虚构）",
    year=2027,
    kind="yearly",
    off=(
        DaysOff("元旦", D("2026-12-31"), D("2027-01-02")),
        DaysOff("春节", D("2027-02-05"), D("2027-02-12")),
        DaysOff("清明节", D("2027-04-03"), D("2027-04-05")),
        DaysOff("劳动节", D("2027-05-01"), D("2027-05-05")),
        DaysOff("端午节", D("2027-06-09"), D("2027-06-09")),
        DaysOff("中秋节", D("2027-09-15"), D("2027-09-15")),
        DaysOff("国庆节", D("2027-10-01"), D("2027-10-07")),
    ),
    work=(D("2027-01-03"), D("2027-02-20"), D("2027-05-08"), D("2027-09-26"), D("2027-10-09")),
)


def test_a_notice_makes_its_year_official_and_changes_nothing_else() -> None:
    told = CALENDAR.with_notices([NOTICE_2027])
    answer = told.due(D("2026-12-25"), 10)
    assert (answer.official, str(answer.date)) == (True, "2027-01-11")
    assert answer.calendar == f"{CALENDAR.name}＋{NOTICE_2027.title}"
    assert told.day(D("2026-12-31")).why == "元旦放假"
    assert told.day(D("2027-01-03")).why == "调休上班"
    assert told.day(D("2027-02-13")).why == "周末"
    assert not told.day(D("2027-12-29")).official
    assert told.last == date(2037, 12, 31)
    assert not CALENDAR.due(D("2026-12-25"), 10).official
    assert CALENDAR.is_workday(D("2026-12-31"))


def test_a_decree_within_a_year_changes_the_days_it_names() -> None:
    decree = Notice(
        "延长假期", 2027, "amendment", off=(DaysOff("延长", D("2027-02-11"), D("2027-02-12")),)
    )
    told = CALENDAR.with_notices([decree])
    assert told.day(D("2027-02-11")).why == "延长放假（暂估）"
    assert not told.is_workday(D("2027-02-11"))
    assert CALENDAR.is_workday(D("2027-02-11"))
    longest = told.due(D("2027-02-04"), 1)
    assert (str(longest.date), str(longest.latest)) == ("2027-02-15", "2027-02-15")


@pytest.mark.parametrize(
    ("code", "name", "workday", "note"),
    [
        ("450000", "广西壮族自治区", False, False),
        ("450103", "广西壮族自治区南宁市青秀区", False, False),
        ("530000", "云南省", True, False),
        ("532301", "云南省楚雄彝族自治州楚雄市", True, True),
        ("", "", True, False),
    ],
)
def test_local_holidays_hold_in_their_region(
    code: str, name: str, workday: bool, note: bool
) -> None:
    local = Notice(
        "关于2026年“三月三”放假的通知（虚构）",
        2026,
        "amendment",
        off=(DaysOff("三月三", D("2026-04-20"), D("2026-04-21")),),
        region=code_prefix("450000"),
    )
    told = CALENDAR.with_notices([local], code)
    assert told.is_workday(D("2026-04-20")) == workday
    assert (told.name == CALENDAR.name) == workday
    said = told.local_holiday_note(code, name)
    assert ("未计入地方假日" in said) == note
    assert bool(CALENDAR.local_holiday_note(code, name)) == ("自治" in name)


def test_an_overlay_file_is_read_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "2027.yaml"
    path.write_text(dump_notice(NOTICE_2027), encoding="utf-8")
    assert read_notice(path) == NOTICE_2027


GOOD = dump_notice(NOTICE_2027)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: yearly", "kind: annual", r"第4行 kind：只能是 yearly 或 amendment"),
        ("year: 2027", "year: 二〇二七", r"第3行 year：应为四位年份"),
        ("year: 2027", "year: 2028", r"不在 2028 年"),
        ("year: 2027\n", "", r"第1行 year：缺少这一项"),
        ("number:", "no:", r"第2行 no：不认识这个键"),
        ("from: 2027-02-05", "from: 2027-02-30", r"第10行 from：应为日期"),
        ("from: 2027-02-05", "from: 2027-02-13", r"第9行 off：2027-02-13 至 2027-02-12 首尾颠倒"),
        ("  - 2027-02-20", "  - 2027-02-22", r"上班的 2027-02-22 不是周六、周日"),
        ("  - 2027-02-20", "  - 2027-02-06", r"2027-02-06 既放假又上班"),
        ('name: "清明节"', 'name: "假"', r"缺少 清明"),
        ("work:", "work: 2027-01-03\nnote:", r"work：应为列表"),
        ("kind: yearly", "kind: yearly\nregion: 广西", r"第5行 region：应为区划代码"),
        ("kind: yearly", 'kind: yearly\nregion: "450000"', r"只能是 kind: amendment"),
        ("kind: yearly", "kind: [", r"第\d+行：不是合法的 YAML"),
        ("kind: yearly", "kind: yearly\nkind: yearly", r"第5行 kind：键重复"),
        (GOOD, "- 1", r"第1行 整个文件：应为“键: 值”的一组"),
        (GOOD, "", r"第1行 整个文件"),
    ],
)
def test_a_malformed_overlay_is_said_in_one_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    path = tmp_path / "坏.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as error:
        read_notice(path)
    assert "坏.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_an_overlay_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    for content, said in ((None, "读不到文件"), (b"\xff\xfe\x00\xd8", "不是文本文件")):
        path = tmp_path / "无.yaml"
        if content:
            path.write_bytes(content)
        with pytest.raises(InputError, match=said):
            read_notice(path)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_text_of_a_notice_gives_what_the_package_has(year: int) -> None:
    text = (DATA / f"{year}.txt").read_text(encoding="utf-8")
    notice = parse_notice(text, source="通知.txt")
    assert (notice.year, notice.kind) == (year, "yearly")
    assert notice.title == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert notice.number == ("国办发明电〔2024〕12号" if year == 2025 else "")
    (row,) = (row for row in notice_rows() if row[0] == year)
    assert {day for block in notice.off for day in block.days()} == named(year, row[1])
    assert set(notice.work) == named(year, row[2])


def test_a_press_report_and_older_wordings_are_read() -> None:
    text = (
        "新华社北京11月4日电 国务院办公厅关于2014年部分节假日安排的通知，全文如下：\n"
        "各省：\n一、元旦：1月1日放假1天。\n二、春节：1月31日至2月6日放假调休，共7天。"
        "1月26日（星期日）、2月8日（星期六）上班。\n三、清明节：4月5日放假，4月7日（星期一）补休。\n"
        "四、劳动节：5月1日—3日放假调休，共3天。5月4日（星期日）上班。\n"
        "五、端午节：6月2日放假，与周末连休。\n六、中秋节：9月8日放假，与周末连休。\n"
        "七、国庆节：10月1日至7日放假调休，共7天。9月28日（星期日）、10月11日（星期六）上班。"
    )
    notice = parse_notice(text, source="通知.txt")
    (row,) = (row for row in notice_rows() if row[0] == 2014)
    assert notice.title == "国务院办公厅关于2014年部分节假日安排的通知"
    assert {day for block in notice.off for day in block.days()} == named(2014, row[1])
    assert set(notice.work) == named(2014, row[2])


def test_a_decree_and_a_local_notice_are_amendments() -> None:
    text = (
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知\n"
        "2015年9月3日全国放假1天。为方便公众安排假日期间生产生活，特作如下调休：\n"
        "9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，"
        "9月6日（星期日）上班。"
    )
    with pytest.raises(InputError, match="标题"):
        parse_notice(text, source="通知.txt")
    notice = parse_notice(
        "某自治区人民政府关于2026年三月三放假的通知\n4月18日（周六）至21日（周二）放假，共4天。",
        source="通知.txt",
        region="45",
    )
    assert (notice.kind, notice.region, notice.off[0].last) == ("amendment", "45", D("2026-04-21"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("4月4日（周六）", "4月4日（周五）", "写作周五，应为周六"),
        ("关于2026年", "关于2027年", "应为周"),
        ("共9天", "共8天", "写作8天，算来是9天"),
        ("2月14日（周六）、", "2月14日（周六）起、", "看不懂"),
        ("6月19日（周五）至21日", "6月19日（周五）至31日", "2026年6月没有31日"),
        ("五、端午节", "五、节日", "没有找到 端午"),
        ("关于2026年", "", "标题"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(old: str, new: str, said: str) -> None:
    text = (DATA / "2026.txt").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(InputError, match=said):
        parse_notice(text.replace(old, new), source="通知.txt")


@given(st.text(alphabet="一、：元旦1月日至放假上班。（周四）关于2026年通知共3天\n", max_size=60))
def test_any_text_is_a_notice_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        notice = parse_notice(text, source="通知.txt")
        assert notice.off or notice.work

"""The days of a ledger as registers and systems export them: with hours, zones, at the limits."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.ledger import MISSING, UNREADABLE, day_of_value

EPOCH = date(1970, 1, 1)
DAY = (date(2025, 3, 5) - EPOCH).days


@pytest.mark.parametrize(
    "written",
    ["2025年3月5日10时30分", "2025年3月5日上午", "2025年3月5日下午3:00", "2025年3月5日10：30",
     "20250305103000", "202503051030", 20250305103000, 20250305103000.0, "20250305103000.0",
     "2025-03-05起", "2025年3月5日起", "2025年3月5日 10时", "2025/03/05 下午3:00",
     "2025-03-05上午", "2025-03-05下午3:00", "2025年3月5日印发", "2025-03-05发布",
     "2025.03.05.", "2025。03。05。", "2025\\3\\5", "2025＼03＼05",
     "2025-03-05 8:30 AM", "2025年3月5日星期三", "2025-03-05周三 10:30", "2025年3月5日（星期三）"],
    ids=repr,
)  # fmt: skip
def test_the_hour_does_not_hide_the_day(written: object) -> None:
    assert day_of_value(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "2025/03/05 23:30:00Z",
        "2025/3/5 23:30Z",
        "2025.03.05 23:30:00+00:00",
        "2025-3-5 9:30-09:00",
    ],
)
def test_a_zone_counts_whatever_separates_the_day(written: str) -> None:
    assert day_of_value(written) == DAY + 1


@pytest.mark.parametrize("day", ["2025-03-05", "2025/3/5", "20250305", "2025年3月5日"])
@pytest.mark.parametrize("clock", ["16:30", "16:30:00", "16:30:00.123", "163000", "1630"])
@pytest.mark.parametrize(
    "zone",
    ["Z", "z", " UTC", "GMT", "+00", " +0000", "+00:00", "−00:00", "-01", "−08:00", "UTC-1",
     "GMT-01:00", "－07:00"],
)  # fmt: skip
def test_every_zone_is_read(day: str, clock: str, zone: str) -> None:
    assert day_of_value(f"{day} {clock}{zone}") == DAY + 1
    assert day_of_value(f"{day}T{clock}{zone}") == DAY + 1


@pytest.mark.parametrize(
    "zone", ["+08", "+0800", " +08:00", "+09:30", " CST", " Asia/Shanghai", "UTC+8"]
)
def test_a_clock_of_ours_stays_on_its_day(zone: str) -> None:
    assert day_of_value(f"2025-03-05 16:30{zone}") == DAY


@pytest.mark.parametrize(
    "zone", [" EST", "PDT", " America/New_York", " Z（补录）", "+15:00", "-20", " (EST)", " +8小时"]
)
def test_the_day_of_a_zone_that_is_not_known_is_not_guessed(zone: str) -> None:
    assert day_of_value(f"2025-03-05 16:30{zone}") == UNREADABLE


@pytest.mark.parametrize(
    "written",
    ["二O二五年三月五日", "二Ｏ二五年三月五日", "二o二五年三月五日", "二0二五年三月五日",
     "二〇二五年3月5日", "2025年三月五日", "二〇二五年三月五日 上午10:30",
     "二〇二五年三月五日星期三", "2025－03－05", "2025．3．5", "2025。3。5",
     "2025／3／5", "2025—03—05", "2025–3–5", "2025−03−05"],
)  # fmt: skip
def test_numerals_and_marks_of_every_width(written: str) -> None:
    assert day_of_value(written) == DAY


@pytest.mark.parametrize(
    "written",
    ["——", "———", "－", "--", "/", "//", "N/A", "n/a", "NA", "尚未公开", "暂未公开",
     "未发布", "尚未上网", "还未公开", "待公开", "尚未公开（拟下月公开）"],
)  # fmt: skip
def test_what_says_that_nothing_is_published_is_missing(written: str) -> None:
    assert day_of_value(written) == MISSING


@pytest.mark.parametrize(
    "beyond",
    ["9999-12-31T20:00:00Z", "0001-01-01T00:00:00+23:00", "2025-03-05T25:00:00Z",
     datetime(9999, 12, 31, 20, tzinfo=UTC),
     datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23))),
     "20250305256000", "2025030510", "2025-03-0510:30", "2025年3月5日至6日",
     "2025-03-05..", "2025.03.05.06", "2025年3月5日印发通知", 1e300, float("inf")],
    ids=repr,
)  # fmt: skip
def test_what_has_no_day_in_beijing_is_unreadable(beyond: object) -> None:
    assert day_of_value(beyond) == UNREADABLE


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_every_moment_is_read_as_it_is_written(plain: datetime, minutes: int) -> None:
    moment = plain.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert day_of_value(moment.isoformat()) == day_of_value(moment)

"""LIM: stated limits against those that govern what the row serves."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.models import AuditReport, Finding
from tests.workbooks import COLUMNS, write_workbook

AS_OF = date(2026, 11, 22)
Rows = list[tuple[str, str, str]]


def judge(path: Path, rows: Rows, region: str = "亭湖") -> AuditReport:
    body = [
        (n, item, content, "《条例》", limit, "区财政局", "政府网站", "主动公开", "12345")
        for n, (item, content, limit) in enumerate(rows, 1)
    ]
    book = write_workbook(path / "目录.xlsx", {"目录": [COLUMNS, *body]})
    return api.check([book], region=region, as_of=AS_OF)


def found(report: AuditReport) -> list[tuple[str, str, int]]:
    """Code, severity and row of each LIM finding."""
    return [
        (f.code, f.severity, f.location.row if f.location else 0)
        for f in report.findings
        if f.code.startswith("LIM")
    ]


def only(report: AuditReport) -> Finding:
    (finding,) = (f for f in report.findings if f.code.startswith("LIM"))
    return finding


PROCUREMENT, WORKS = "政府采购", "工程建设项目招标投标"


@pytest.mark.parametrize("region", ["亭湖", "天津", "云南", "国家"])
@pytest.mark.parametrize(
    ("field", "content", "limit", "code", "severity"),
    [
        # a contract of procurement has a law of its own, one of works has none
        (PROCUREMENT, "政府采购合同", "20个工作日内", "LIM001", "error"),
        (PROCUREMENT, "采购合同", "自合同签订之日起2个工作日内", None, ""),
        (WORKS, "施工合同订立及履行", "20个工作日内", None, ""),
        # permits and penalties: the ministry rule and the policy of seven working days
        ("行政许可", "行政许可决定", "20个工作日", "LIM002", "warning"),
        ("行政许可", "行政许可决定", "7个工作日", None, ""),
        ("行政处罚", "行政处罚决定", "20个工作日内；行政处罚决定作出后7个工作日内", None, ""),
        # a display is held against its least period, a limit “within” is none
        (PROCUREMENT, "单一来源公示", "3个工作日", "LIM005", "error"),
        (PROCUREMENT, "单一来源公示", "公示期3个工作日", "LIM005", "error"),
        (PROCUREMENT, "单一来源公示", "10个工作日", None, ""),
        (PROCUREMENT, "单一来源公示", "3个工作日内", None, ""),
        # the general limit
        (PROCUREMENT, "采购文件", "20个工作日内", None, ""),
        (PROCUREMENT, "采购文件", "30个工作日内", "LIM001", "error"),
        (PROCUREMENT, "采购文件", "30日内", "LIM006", "warning"),
        ("财务", "部门预算", "30个工作日内", "LIM001", "warning"),
        ("财务", "部门预算", "本级人民代表大会批准后60日内", None, ""),
        ("依申请公开", "答复", "自收到申请之日起40个工作日内", None, ""),
        # other special limits
        (PROCUREMENT, "中标、成交结果", "20个工作日内", "LIM001", "error"),
        (WORKS, "中标候选人公示", "收到评标报告之日起3日内，公示期不少于3日", None, ""),
        (WORKS, "中标候选人公示", "收到评标报告之日起3日内，公示期不少于2日", "LIM005", "error"),
        (PROCUREMENT, "投诉处理决定", "20个工作日内", "LIM002", "warning"),
        (PROCUREMENT, "采购文件", "按规定", "LIM007", "info"),
        (PROCUREMENT, "采购文件", "批准后20内", "LIM007", "info"),
    ],
)
def test_one_row(
    tmp_path: Path,
    region: str,
    field: str,
    content: str,
    limit: str,
    code: str | None,
    severity: str,
) -> None:
    report = judge(tmp_path, [(field, content, limit)], region)
    assert found(report) == ([(code, severity, 2)] if code else [])


def test_the_yardstick_and_the_remedy_are_said(tmp_path: Path) -> None:
    finding = only(judge(tmp_path, [(PROCUREMENT, "政府采购合同", "20个工作日内")]))
    assert "实施条例》第五十条为政府采购合同签订之日起2个工作日内" in finding.message
    assert "请改为不超过2个工作日" in finding.message
    assert finding.item == "320902/公共资源配置/政府采购/5"
    assert finding.basis is not None
    assert finding.basis.quote == "自政府采购合同签订之日起2个工作日内"


def test_policy_and_ministry_rule_are_both_shown(tmp_path: Path) -> None:
    message = only(judge(tmp_path, [("行政处罚", "行政处罚决定", "30个工作日内；公示7日")])).message
    assert "国务院令第711号第二十六条" in message
    message = only(judge(tmp_path, [("行政处罚", "行政处罚决定", "20个工作日")])).message
    assert "国办发〔2017〕97号" in message
    assert "7个工作日内" in message
    assert "总局令第45号第九条为作出处罚决定之日起20个工作日内" in message


def test_the_clause_of_another_item_does_not_weaken_its_own(tmp_path: Path) -> None:
    limit = "信息形成之日起20个工作日内；行政许可和行政处罚决定作出后10个工作日内"
    finding = only(judge(tmp_path, [("行政许可", "行政许可决定", limit)]))
    assert (finding.code, finding.severity) == ("LIM002", "warning")
    assert "10个工作日" in finding.message


def test_an_example_each_way(tmp_path: Path) -> None:
    message = only(judge(tmp_path, [(PROCUREMENT, "采购文件", "30日内")])).message
    assert message.count("起算到") == 2
    assert "晚于" in message
    assert "不晚于" in message


def test_one_wording_of_a_column_is_one_finding(tmp_path: Path) -> None:
    """及时公开 down a whole column is one finding, with what binds each row."""
    rows = [
        (WORKS, "招标公告", "及时公开"),
        (PROCUREMENT, "采购文件", "及时 公开"),
        (PROCUREMENT, "采购合同", "及时公开"),
    ]
    finding = only(judge(tmp_path, rows))
    assert (finding.code, finding.severity) == ("LIM003", "info")
    assert "全部3行" in finding.message
    assert "20个工作日内（国务院令第711号第二十六条）" in finding.message
    assert "第4行最迟政府采购合同签订之日起2个工作日内" in finding.message


@pytest.mark.parametrize("limit", ["实时公开", "随时公开", "按进展情况及时公开", "长期公开"])
def test_vague_words(tmp_path: Path, limit: str) -> None:
    assert found(judge(tmp_path, [(PROCUREMENT, "采购文件", limit)])) == [("LIM003", "info", 2)]


@pytest.mark.parametrize("limit", ["及时公开，最迟20个工作日内", "随采购公告公开", "每季度"])
def test_not_vague(tmp_path: Path, limit: str) -> None:
    assert found(judge(tmp_path, [(PROCUREMENT, "采购文件", limit)])) == []


def test_one_long_wording_of_a_column_is_one_finding_a_limit(tmp_path: Path) -> None:
    rows = [
        (PROCUREMENT, "采购文件", "30个工作日内"),
        (WORKS, "招标公告", "30个工作日内"),
        (PROCUREMENT, "采购合同", "30个工作日内"),
        ("财务", "部门预算", "30个工作日内"),
    ]
    report = judge(tmp_path, rows)
    assert found(report) == [
        ("LIM001", "error", 2),
        ("LIM001", "error", 4),
        ("LIM001", "warning", 5),
    ]
    general = next(f for f in report.findings if f.code == "LIM001")
    assert "第2、3行公开时限" in general.message
    assert not general.item


def test_blank_limits(tmp_path: Path) -> None:
    rows = [(PROCUREMENT, "采购文件", "20个工作日内"), (WORKS, "招标公告", "")]
    finding = only(judge(tmp_path, rows))
    assert (finding.code, finding.severity) == ("LIM004", "info")
    assert "第3行未写公开时限" in finding.message
    assert "整列为空" in only(judge(tmp_path, [(a, b, "") for a, b, _ in rows])).message


def test_display_of_several_kinds_of_lead_time(tmp_path: Path) -> None:
    limit = (
        "投标截止时间至少15日前、提交资格预审申请文件截止时间至少3日前，"
        "或者提交首次响应文件截止之日3个工作日前"
    )
    assert found(judge(tmp_path, [(PROCUREMENT, "更正公告", limit)])) == []
    shorter = limit.replace("15日前", "10日前")
    assert found(judge(tmp_path, [(PROCUREMENT, "更正公告", shorter)])) == [("LIM005", "error", 2)]


def test_the_report_names_the_calendar_only_where_it_was_used(tmp_path: Path) -> None:
    report = judge(tmp_path, [(PROCUREMENT, "采购文件", "20个工作日内")])
    assert "chinese-calendar" in report.calendar
    plain = write_workbook(
        tmp_path / "无时限.xlsx",
        {"目录": [("序号", "公开事项", "公开内容"), (1, "政府采购", "采购文件")]},
    )
    report = api.check([plain], region="亭湖", as_of=AS_OF)
    assert report.calendar == "未使用（本报告未推算日期）"
    assert not found(report)


def test_messages_state_facts(tmp_path: Path) -> None:
    rows = [
        (PROCUREMENT, "政府采购合同", "20个工作日内"),
        (PROCUREMENT, "单一来源公示", "3个工作日"),
        ("行政许可", "行政许可决定", "20个工作日"),
        (WORKS, "招标公告", "及时公开"),
        (PROCUREMENT, "采购文件", "30日内"),
        (PROCUREMENT, "采购文件", "按规定"),
    ]
    findings = [f for f in judge(tmp_path, rows).findings if f.code.startswith("LIM")]
    assert len(findings) == len(rows)
    for finding in findings:
        assert not any(word in finding.message for word in ("违法", "违规公开", "不作为"))
        assert "\n" not in finding.message
        finding.message.encode("gbk")

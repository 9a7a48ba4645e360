"""What a row says of itself: that there is no such business here, or that it is secret."""

import re

from pubaudit.models import Entry
from pubaudit.text import normalise

_PLACE = (
    r"(?:本|我|该)?"
    r"(?:单位|部门|辖区|行政区域|地区|县|区|市|镇|乡|旗|街道|局|委|中心|园区|级|地|院|[省市县区镇乡]级)?"
)
_NOT_HERE = re.compile(
    _PLACE + r"(?:范围内|内|目前|暂时|暂|已|均)?"
    r"(?:年度|年)?"
    r"(?:不涉及|不适用|未涉及|未开展|尚未发生|未发生|不存在|无(?=权限|职责|职权)"
    r"|无此类?项?|无该类?项?|无相关|没有此项|没有该项|没有相关)"
    r"(?:此项|该项|本项|此类|该类|相关|这项)?"
    r"(?:业务|工作|事项|内容|情况|任务|职能|职责|职权|权限|信息|数据)?"
)
_NOT_OURS = re.compile(
    r"不(?:属于|属|在)(?:本|我)(?:单位|部门|县|区|市|局|委|镇|乡)职[责能权](?:范围)?内?"
    r"|(?:该项|相关|此项)?职[责能](?:均|已)*(?:划转|移交|划出|调整)(?:至|到|给)?[^,;。]{0,20}"
)
_NOTHING_HERE = re.compile(
    r"本(?:级|县|区|市|镇|乡|旗|地|街道|单位|部门|局|中心)(?:暂)?(?:无|没有|不涉及)"
    r"(?!国家|商业|个人|工作|涉?密)[^,;。]{2,14}"
)
_BLANK = frozenset({"无", "暂无", "没有", "/", "//", "-", "--", "—", "——", "n/a", "na"})
_CLAUSE = re.compile(r"[,;。:、()\n]+")
_SECRET = re.compile(
    r"(?<![除非不])(?:涉及?|属于|列为|定为)(?:国家秘密|商业秘密|密)"
    r"(?:[、和及或与](?:国家秘密|商业秘密|个人隐私|工作秘密))*"
    r"(?![^,;。)]{0,40}(?:除外|以外|之外|不公开|不予公开))"
)
_EXCEPT = re.compile(r"(?:除|不公开|不予公开)[^,;。)]{0,40}$")
_JUST_BEFORE = 50


def says_not_here(entry: Entry) -> bool:
    """Tell whether a row declares that there is no such business here (本县不涉及).

    The declaration is a clause of its own in the content, the innermost category, the remark or
    the column of bodies, so that 不涉及国家秘密 declares nothing; a content, or else a category,
    that is but 无 declares it too, a remark that is but 无 says nothing.
    """
    inmost = entry.path[-1] if entry.path else ""
    if normalise(entry.content or inmost).lower() in _BLANK:
        return True
    texts = map(normalise, (entry.content, inmost, entry.note, entry.body))
    clauses = (c for text in texts for c in _CLAUSE.split(text))
    forms = (_NOT_HERE, _NOTHING_HERE, _NOT_OURS)
    return any(form.fullmatch(c) for c in clauses if c for form in forms)


def says_secret(entry: Entry) -> bool:
    """Tell whether a row is marked as secret (涉密), rather than says what it leaves out."""
    said = normalise(f"{entry.content};{entry.note};{entry.mode}")
    starts = (m.start() for m in _SECRET.finditer(said))
    return any(not _EXCEPT.search(said[max(0, n - _JUST_BEFORE) : n]) for n in starts)

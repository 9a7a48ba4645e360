"""``pubaudit workdays --import``: the pasted text of a holiday notice into an overlay file."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pubaudit.cli.calendars import user_folder
from pubaudit.cli.console import say
from pubaudit.schemes import catalog_root
from pubaudit.textfiles import read_text

if TYPE_CHECKING:
    from pubaudit.regions import Region
    from pubaudit.workdays import Notice


def import_notice(path: Path, region: "Region | None", *, quiet: bool) -> str:
    """Return the overlay file for the notice whose text is in ``path``; say what was read.

    Raises ``InputError`` with the sentence that cannot be read or contradicts itself.
    """
    from pubaudit.workdays import code_prefix, dump_notice
    from pubaudit.workdays.notice_text import parse_notice
    from pubaudit.workdays.notices import MAX_BYTES

    prefix = code_prefix(region.code) if region else ""
    notice = parse_notice(read_text(path, MAX_BYTES), source=path.as_posix(), region=prefix)
    for line in () if quiet else _summary(notice):
        say(line)
    return dump_notice(notice)


def _summary(notice: "Notice") -> list[str]:
    from pubaudit.workdays import load

    lines = [f"{notice.title}（{notice.number or '文号未写'}）："]
    lines += [f"  {b.name}：{b.first} 至 {b.last}，共{len(list(b.days()))}天" for b in notice.off]
    lines += [f"  上班：{'、'.join(map(str, notice.work)) or '无'}"]
    if notice.kind == "yearly":
        base = load(catalog_root() / "holidays")
        calendar = base.with_notices([notice])
        days = calendar.between(date(notice.year - 1, 12, 31), date(notice.year, 12, 31)).days
        lines.append(f"  采用后 {notice.year} 年共 {days} 个工作日。")
    return [*lines, f"请与通知原文核对；存到 {user_folder().as_posix()} 即长期采用。"]

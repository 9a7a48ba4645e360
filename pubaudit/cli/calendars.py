"""The calendar that a command counts by: our data, the user's folder, ``--holidays`` files."""

import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pubaudit.regions import Region
    from pubaudit.workdays import Calendar

HolidaysOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--holidays",
        metavar="文件",
        help="放假通知或地方假日的覆盖文件（YAML，可用 workdays --import 由通知全文生成）；"
        "可写多个，后者优先。",
    ),
]

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def user_folder() -> Path:
    """Return the folder of the user's own holiday files; it need not exist."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "pubaudit" / "holidays"


def calendar_for(
    files: Sequence[Path] | None = None, region: "Region | None" = None
) -> "tuple[Calendar, tuple[str, ...]]":
    """Return the calendar for a place, and what to tell the user about local holidays.

    The user's folder lies over the published days, ``files`` over both. Raises ``InputError`` for
    an overlay that cannot be read.
    """
    from pubaudit import workdays
    from pubaudit.schemes import catalog_root

    calendar = workdays.load(catalog_root() / "holidays")
    notices = workdays.read_all(sorted(user_folder().glob("*.yaml")))
    notices += [workdays.read_notice(path) for path in files or ()]
    code = region.code if region else ""
    notes = [
        f"“{notice.label}”只适用于区划代码 {notice.region} 开头的地区，未采用；如需请用 --region"
        for notice in notices
        if not code.startswith(notice.region)
    ]
    calendar = calendar.with_notices(notices, code) if notices else calendar
    if region:
        notes.append(calendar.local_holiday_note(region.code, region.full_name))
    return calendar, tuple(filter(None, notes))


def region_named(name: str | None) -> "Region | None":
    """Return the place that ``--region`` names; raises ``RegionError`` if there is none."""
    if name is None:
        return None
    from pubaudit.regions import load
    from pubaudit.schemes import catalog_root

    return load(catalog_root() / "regions.csv").resolve(name).region


def read_date(text: str) -> date | None:
    """Return the day that a person wrote: 2026-02-10, 2026/2/10, 2026年2月10日, 20260210."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    match = _DATE.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None

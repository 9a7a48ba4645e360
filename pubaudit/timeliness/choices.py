"""What was chosen for a ledger without being asked: columns, triggers, limits; said at its head."""

from collections.abc import Iterator, Mapping, Sequence

from pubaudit.ledger import LedgerWords
from pubaudit.models import TimeLimit
from pubaudit.timeliness import seen as repeats
from pubaudit.timeliness.beside import Beside
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.tally import ASIDE, NAMED, UNUSED, Tally

_SHOWN = 20


def choices(  # noqa: PLR0913
    tally: Tally,
    book: RuleBook,
    seen: repeats.Seen | None,
    *,
    pinned: str,
    asked: bool | None,
    files: Sequence[str],
    by: Sequence[str] = (),
) -> Iterator[str]:
    """Say which columns were taken for what, and what was not looked for.

    ``files`` are the names of the ledgers, ``by`` the dimensions asked for. ``seen`` is what looked
    for repeats, None if nothing did; ``asked`` whether that was ordered.
    """
    used: dict[str, dict[str, None]] = {}
    for _, role, header in sorted(tally.headers):
        used.setdefault(role, {})[header] = None
    yield from _columns(book, used, by)
    yield from _limits(tally.beside, used, pinned, files)
    yield from _repeats(seen, asked)


def _columns(
    book: RuleBook, used: Mapping[str, Mapping[str, None]], by: Sequence[str]
) -> Iterator[str]:
    columns = book.words.columns
    shown = [f"{columns[role].name}←{'、'.join(used[role])}" for role in columns if role in used]
    yield f"各列：{'；'.join(shown)}（不对请用 --column 名称=表头 指定）"
    if ASIDE in used:
        yield f"未采用的列：{'；'.join(used[ASIDE])}（要用请以 --column 指定）"
    if UNUSED in used:
        rest = list(used[UNUSED])
        more = f"等{len(rest)}列" if len(rest) > _SHOWN else ""
        yield f"其余未用的列：{'、'.join(rest[:_SHOWN])}{more}"
    yield f"起算：{'；'.join(_triggers(book, used))}"
    absent = [columns[role].name for role in by if role in NAMED and role not in used]
    if absent:
        yield f"台账没有{'、'.join(absent)}一列，未按它汇总；有的请用 --column 名称=表头 指定"


def _limits(
    beside: Beside | None, used: Mapping[str, object], pinned: str, files: Sequence[str]
) -> Iterator[str]:
    if pinned:
        yield f"时限：全部记录按“{pinned}”判定（由 --rule 指定）"
    elif not {"type", "item"} & set(used):
        yield "时限：台账没有信息类型和公开事项，全部按一般时限（自形成或变更之日起20个工作日）判定"
    elif beside and beside.untyped:
        yield (
            f"时限：有{sum(beside.untyped.values())}条没有写信息类型和公开事项"
            f"{_where_untyped(beside, files)}，按一般时限（自形成或变更之日起20个工作日）判定"
        )
    if beside and beside.rough:
        yield (
            f"暂估：有{beside.rough}条的到期日或迟的天数按尚无放假安排的日子推算，已标“暂估”；"
            "安排公布后请用 --holidays 重新核查"
        )


def _repeats(seen: repeats.Seen | None, asked: bool | None) -> Iterator[str]:
    if seen is None:
        why = "按 --no-repeats " if asked is False else ""
        yield f"{why}未查重复登记（同一文号或链接只算一条）；要查请用 --repeats"
    elif seen.full:
        yield (
            f"文号和链接超过{repeats.MOST}个，其后的未全部查重复登记；要全部查，请按单位或年度分开核查"
        )


def _where_untyped(beside: Beside, files: Sequence[str]) -> str:
    """Name the files and sheets that have no column of type or item, with their records."""
    places = [
        f"{' '.join(filter(None, (files[at], sheet)))} 的{number}条"
        for (at, sheet, has_column), number in sorted(beside.untyped.items())
        if not has_column
    ]
    return f"（其中没有这两列的：{'、'.join(places)}）" if places else ""


def _triggers(book: RuleBook, used: Mapping[str, Mapping[str, None]]) -> Iterator[str]:
    """Say from which columns the clocks start: those of a kind first, then those of all."""
    by_column: dict[str, list[str]] = {}
    for one in book.kinds:
        own = [role for role in one.kind.triggers if role in used]
        if own and not one.doubted:
            column = "、".join(header for role in own for header in used[role])
            by_column.setdefault(column, []).append(one.name)
    for column, kinds in by_column.items():
        yield f"{'、'.join(dict.fromkeys(kinds))}从“{column}”"
    general = [header for role in book.words.formed if role in used for header in used[role]]
    rest = "没有填写的" if by_column and book.pinned else "其余" if by_column else "全部"
    yield f"{rest}从“{'”“'.join(general)}”" + ("（依次取有值的）" if len(general) > 1 else "")
    if "changed" in used:
        yield f"公开前又变更的从“{'、'.join(used['changed'])}”重新起算"


def step_demand(demands: Sequence[TimeLimit], words: LedgerWords) -> TimeLimit | None:
    """Return the limit of a scheme that asks the trading platform to keep step (同步), if any."""
    return next(
        (
            limit
            for limit in demands
            if limit.direction == "advisory" and any(w in limit.trigger for w in words.in_step)
        ),
        None,
    )

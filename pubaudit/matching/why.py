"""One decision laid open, in Chinese, for a reader without the code."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pubaudit.matching.assign import PERHAPS, Bench, align, judge, lay_out
from pubaudit.matching.hits import Hit, hit
from pubaudit.matching.how import SEEN, SURE
from pubaudit.matching.nearest import WORTH_A_LOOK, open_clauses
from pubaudit.matching.prepared import Prepared
from pubaudit.matching.segment import comparable
from pubaudit.matching.targets import Part, Target
from pubaudit.matching.views import View
from pubaudit.matching.wordings import LOOSE, Wordings, any_in, shown
from pubaudit.models import Catalog, Match
from pubaudit.text import cite, one_line, rows_words, shorten
from pubaudit.words import VERDICT

_SHOWN = 5
_WORDINGS = 24
_NEAREST = 3
_RULE = {
    "equal": "有一行写的就是该事项（或附件中的该行原文），即为列明",
    "contained": "有一行的内容或末级类别含有该事项的名称，即为列明",
    "synonym": "有一行的内容或末级类别含有该事项的通行说法，即为列明",
    "category": "上级类别就是该事项，其下的行即为列明",
    "topic": "各行讲的是该事项，没有一行只列其中一部分，即为列明",
    "parts": "没有一行点名该事项，但各行合起来写到它的组成部分；写全为列明，缺则为要素不全",
    "narrower": "只见该事项的一个种类或一个环节，为要素不全",
    "similar": f"没有一行含有已知的说法，最接近的一行是该事项的可能达到{WORTH_A_LOOK:.0%}，"
    "按缺项处理并请人核实",
    "weak": "只见可能包含、也可能不包含该事项的说法，按缺项处理并请人核实",
    "declared": "目录自己写明不涉及，且没有其他行写到它，为不适用",
    "": "本领域各行都不含已知的说法，也没有足够接近的说法，为缺项",
}
_NEARLY = (
    "有一行写到该事项，又自列了内容，只有一项没有见到，而有一处用语不认识：按列明处理，并请人核实"
)
_LISTED_IN_PART = "有一行写到该事项，又自列了内容而没有列全（也没有以“等”收尾），为要素不全"


def why(
    prepared: Prepared,
    catalogs: Sequence[Catalog],
    name: str,
    fields: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Explain the judgement on every item whose name holds ``name``; empty if none does.

    The judgement is the one that ``align`` gives for the same arguments; an item of a field that
    was not judged is explained as if it had been, and said so.

    Each line is a Chinese sentence: verdict, basis, wordings known, rows that speak of the item
    and how, rows that come nearest, and the rule that decided.
    """
    bench = lay_out(prepared, catalogs)
    wanted = comparable(name)
    decided = {m.item.id: m for m in align(prepared, catalogs, fields).matches}
    chosen = [t for t in prepared.targets if wanted and wanted in t.full]
    return tuple(line for t in chosen for line in _account(t, bench, decided.get(t.item.id)))


def _account(target: Target, bench: Bench, decided: Match | None) -> Iterator[str]:
    match = decided or judge(target, bench)
    near, hits = bench.near(target), bench.hits(target)
    review = "，请核实" if match.needs_review else ""
    yield f"【{match.item.field}】{match.item.name}：{VERDICT[match.verdict]}{review}"
    if decided is None:
        yield "  该领域未列入本次核查：目录的类别、工作表名都没有写到它，也没有列出它的事项"
    yield f"  把握：{match.confidence:.2f}（1 为确定）"
    yield f"  理由：{match.reason}"
    for basis in match.item.basis:
        yield f"  依据：{cite(basis)}“{one_line(basis.quote)}”"
    yield f"  判定规则：{_rule(match)}"
    yield from _known(target)
    yield f"  属于该领域的行：{len(near)}行（按类别、内容、工作表名和标题认出）"
    indices = {view.index for view in near}
    own = [h for h in hits if h.view.index in indices]
    yield from _speaking("写到它的行", own)
    further = [h for h in hits if h.view.index not in indices]
    yield from _speaking("没有写明领域、补上它的部分的行", further)
    yield from _parts(target, hits)
    yield from _ruled_out(target, bench, hits, covered=match.verdict == "covered")
    yield from _nearest(target, bench, hits, match)


def _speaking(title: str, hits: Sequence[Hit]) -> Iterator[str]:
    if hits:
        yield f"  {title}："
        yield from (f"    {_row(found)}" for found in hits[:_SHOWN])
    if len(hits) > _SHOWN:
        yield f"    ……另有{len(hits) - _SHOWN}行"


def _parts(target: Target, hits: Sequence[Hit]) -> Iterator[str]:
    """Name for each part the first row that says it, and the clause; only where rows list some."""
    listing = [h for h in hits if h.parts]
    if not listing:
        return
    yield "  各部分见于："
    for part in (*target.parts, *target.makeup):
        said = ((h, _clause(part, h)) for h in listing if part.label in h.parts)
        row, clause = next(said, (None, ""))
        where = f"{rows_words([row.view.entry.location])}“{clause}”" if row else "没有见到"
        yield f"    {part.shown}：{where}"


def _clause(part: Part, found: Hit) -> str:
    """Return the clause by which a row says a part, as it is compared."""
    for cell in found.view.cells:
        wordings = part.loose.among(cell.words)
        for clause in cell.clauses.split("\n"):
            if any_in(clause, wordings):
                return shorten(clause, 20)
    return shorten(found.words, 20)


def _ruled_out(
    target: Target, bench: Bench, hits: Sequence[Hit], *, covered: bool
) -> Iterator[str]:
    """Name the rows that would speak of the item, but for words that look like it and are not.

    Where the item is not plainly there, rows of other fields that hold its words are named too.
    """
    near = {v.index for v in bench.near(target)} - {h.view.index for h in hits}
    unguarded = replace(target, but=Wordings(()), apart=Wordings(()))
    rows: list[tuple[Hit, str]] = []
    for view in bench.views:
        found = hit(unguarded if view.index in near else target, view)
        if found is None or found.how not in SURE:
            continue
        if view.index in near and (words := _guard(target, view)):
            rows.append((found, f"写的是“{words}”"))
        elif not covered and view.fields and target.field not in view.fields:
            rows.append((found, f"该行属于别的领域（{'、'.join(sorted(view.fields))}）"))
    if rows:
        yield "  看着像而没有算的行："
        for found, reason in rows[:_SHOWN]:
            place = rows_words([found.view.entry.location])
            yield f"    {place}“{shorten(found.words, 40)}”：{reason}"


def _guard(target: Target, view: View) -> str:
    """Return the words of a row, or above it, that keep it from speaking of the item."""
    held = view.words | view.title.words
    texts = [c.whole for c in (*view.cells, view.title)]
    likely = (*target.apart.among(held), *target.but.among(held))
    return next((shown(w) for w in likely if any(any_in(text, [w]) for text in texts)), "")


def _rule(match: Match) -> str:
    if PERHAPS in match.reason:
        return _NEARLY
    in_part = match.verdict == "partial" and match.how not in {"parts", "narrower"}
    return _LISTED_IN_PART if in_part else _RULE[match.how]


def _known(target: Target) -> Iterator[str]:
    known = _some((*target.plain, *target.same.all))
    note = "（“甲…乙”为先甲后乙，“甲/乙”为任一）" if "…" in known else ""
    yield f"  认作该事项的说法{note}：{known}"
    if target.parts:
        yield f"  它的组成部分：{'、'.join(p.shown for p in target.parts)}"
    for title, words in (
        ("只算一部分的说法", target.narrower.all),
        ("需要核实的说法", target.weak.all),
        ("看着像而不是的说法", (*target.but.all, *target.apart.all)),
    ):
        if words:
            yield f"  {title}：{_some(words)}"


def _some(wordings: Sequence[str]) -> str:
    """List wordings, but not more than a reader will look through."""
    every = dict.fromkeys(shown(w.removeprefix(LOOSE)) for w in wordings)
    more = "……" if len(every) > _WORDINGS else ""
    return "、".join(islice(every, _WORDINGS)) + more


def _row(found: Hit) -> str:
    place = rows_words([found.view.entry.location])
    return f"{place}“{shorten(found.words, 40)}”：{SEEN[found.how]}（见“{found.wording}”）"


def _nearest(target: Target, bench: Bench, hits: Sequence[Hit], match: Match) -> Iterator[str]:
    """Name the rows in words not known that come nearest, where the item is not plainly there."""
    if match.verdict == "covered" or match.how == "declared":
        return
    taken = {h.view.index for h in hits}
    similarity = bench.prepared.similarity
    best: dict[int, tuple[float, str, str, View]] = {}
    for clause, (view, words) in open_clauses(target.field, bench.prepared, bench.near(target)):
        for wording in target.plain:
            chance = similarity.chance(wording, clause) if similarity.score(wording, clause) else 0
            if chance > best.get(view.index, (0.0,))[0] and view.index not in taken:
                best[view.index] = chance, words, wording, view
    nearest = sorted(best.values(), key=lambda b: (-b[0], b[3].index))[:_NEAREST]
    if nearest:
        yield f"  其余用语没有收录的行中最接近的（可能性达到 {WORTH_A_LOOK:.0%} 才请人核实）："
        for chance, words, wording, view in nearest:
            place = rows_words([view.entry.location])
            yield f"    {place}“{shorten(words, 40)}”：与“{wording}”相比，可能性 {chance:.0%}"

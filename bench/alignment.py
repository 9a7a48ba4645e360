"""The frozen measure of alignment: labelled catalogs against what the tool says of them.

usage: python bench/alignment.py [FOLDER …]          default: tests/data/devset

A folder holds ``xlsx/``, ``gold/`` and ``rowmap.json`` (JSON row -> [sheet, row as Excel numbers
it]); the gold file names its mandated list, and that the scheme. Each catalog is read and aligned
with all fields of the scheme judged, so that a field not recognised hides nothing; whether the
fields were recognised is counted by itself.

- accuracy: verdict = label, over covered, partial and missing; ambiguous labels are left out.
- gap: the label and the verdict ``missing``.
- review: share of ``needs_review``; error rates inside and outside it.
- evidence: of the items labelled covered or partial, those whose evidence rows overlap the labelled
  rows; exact: are those rows and no others.
- negatives: catalogs that concern no field; clean if nothing in them is covered or partial.
- fields: the set recognised is the set labelled. A field the catalog declares 不涉及 may be in it
  or not; its items are labelled ``not_applicable``, counted apart and never in the rates above.
  The common field (共通) is in no labelled list and does not count.

Beside it three naive baselines over the same parsed rows, which know no ``partial``; the threshold
is the one that is best (gap F1) on the set itself, which flatters them.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pubaudit import api
from pubaudit.matching import Thesaurus, align, load_thesaurus, prepare
from pubaudit.models import Catalog, Match, Scheme
from pubaudit.schemes import catalog_root, load_for
from pubaudit.text import normalise

DEFAULT = Path(__file__).parents[1] / "tests" / "data" / "devset"
SCHEMES = json.loads((DEFAULT.parent / "labelled.json").read_text("utf-8"))["schemes"]
LABELS = ("covered", "partial", "missing")

Row = tuple[str, int]
Similarity = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled item and what was said of it; rows are (sheet, row as Excel numbers it)."""

    catalog: str
    item: str
    gold: str
    got: str
    review: bool = False
    ambiguous: bool = False
    gold_rows: frozenset[Row] = frozenset()
    got_rows: frozenset[Row] = frozenset()
    how: str = ""
    reason: str = ""

    @property
    def scored(self) -> bool:
        return not self.ambiguous and self.gold in LABELS


@dataclass(frozen=True, slots=True)
class Labelled:
    """One catalog as read, its labels, and where its JSON rows stand in the workbook."""

    name: str
    catalog: Catalog
    scheme: Scheme
    concerned: frozenset[str]
    labels: tuple[dict[str, Any], ...]
    places: dict[str, Row]

    @property
    def declared_absent(self) -> frozenset[str]:
        return frozenset(x["field"] for x in self.labels if x["label"] == "not_applicable")

    def rows(self, label: dict[str, Any]) -> frozenset[Row]:
        return frozenset(self.places[str(row)] for row in label["rows"])


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over the scored items of a list of judgements."""

    total: int
    right: int
    gap_labelled: int
    gap_said: int
    gap_both: int
    review: int
    review_wrong: int
    evidence: int
    evidence_right: int
    evidence_exact: int


def score(judged: Sequence[Judged]) -> Score:
    """Count; ambiguous and not_applicable labels are left out."""
    scored = [j for j in judged if j.scored]
    shown = [j for j in scored if j.gold != "missing"]
    review = [j for j in scored if j.review]
    return Score(
        total=len(scored),
        right=sum(j.gold == j.got for j in scored),
        gap_labelled=sum(j.gold == "missing" for j in scored),
        gap_said=sum(j.got == "missing" for j in scored),
        gap_both=sum(j.gold == j.got == "missing" for j in scored),
        review=len(review),
        review_wrong=sum(j.gold != j.got for j in review),
        evidence=len(shown),
        evidence_right=sum(bool(j.gold_rows & j.got_rows) for j in shown),
        evidence_exact=sum(j.gold_rows == j.got_rows for j in shown),
    )


def rate(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "    -"


def f1(s: Score) -> float:
    """2·both / (labelled + said), 1 where there is no gap and none was said."""
    both = s.gap_labelled + s.gap_said
    return 2 * s.gap_both / both if both else 1.0


# --- reading a labelled set --------------------------------------------------------------------


def load(folder: Path) -> Iterator[Labelled]:
    """Read every labelled catalog of a folder, in the order of their names."""
    rowmap = json.loads((folder / "rowmap.json").read_text("utf-8"))
    schemes: dict[str, Scheme] = {}
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        key = SCHEMES[gold["mandated"]]
        if key not in schemes:
            code, _, topic = key.partition("/")
            schemes[key] = load_for(catalog_root(), code, topic)
        yield Labelled(
            name=path.stem,
            catalog=api.read_catalog(folder / "xlsx" / f"{path.stem}.xlsx"),
            scheme=schemes[key],
            concerned=frozenset(gold["fields_concerned"]),
            labels=tuple(gold["labels"]),
            places={row: (sheet, line) for row, (sheet, line) in rowmap[path.stem].items()},
        )


@cache
def thesaurus_of(topic: str) -> Thesaurus:
    """Return the language of the field, with that of a scheme's topic."""
    return load_thesaurus(catalog_root(), topic)


def judge(one: Labelled, matches: Sequence[Match]) -> list[Judged]:
    """Put each label beside the match of the same field and name; an unknown item is an error."""
    said = {(m.item.field, m.item.name): m for m in matches}
    judged = []
    for label in one.labels:
        match = said.get((label["field"], label["item"]))
        if match is None:
            sys.exit(f"{one.name}：方案中没有事项“{label['item']}”，请核对标注文件。")
        judged.append(
            Judged(
                catalog=one.name,
                item=label["item"],
                gold=label["label"],
                got=match.verdict,
                review=match.needs_review,
                ambiguous=label["ambiguous"],
                gold_rows=one.rows(label),
                got_rows=frozenset((e.sheet, e.row) for e in match.evidence),
                how=match.how,
                reason=match.reason,
            )
        )
    return judged


def fields_right(one: Labelled, recognised: Sequence[str]) -> bool:
    common = {f.name for f in one.scheme.fields if f.common}
    left_out = one.declared_absent | common
    return set(recognised) - left_out == one.concerned - left_out


# --- the naive baselines -----------------------------------------------------------------------


def substring(item: str, text: str) -> float:
    return float(item in text)


def bigrams(item: str, text: str) -> float:
    """Share of the item's character bigrams that the row has."""
    wanted = {item[i : i + 2] for i in range(len(item) - 1)}
    return len(wanted & {text[i : i + 2] for i in range(len(text) - 1)}) / len(wanted)


def baselines() -> Iterator[tuple[str, Similarity]]:
    yield "整词相含 exact substring", substring
    try:
        fuzz = import_module("rapidfuzz.fuzz")
    except ModuleNotFoundError:
        print("未安装 rapidfuzz，略去该基线；需要时：pip install rapidfuzz (MIT, bench only)")
    else:
        yield "rapidfuzz partial_ratio", lambda item, text: fuzz.partial_ratio(item, text) / 100
    yield "字二元组 character bigrams", bigrams


def nearest(one: Labelled, similarity: Similarity) -> Iterator[tuple[dict[str, Any], float, Row]]:
    """For each label its best row: the categories and the content, joined."""
    rows = [
        ((e.location.sheet, e.location.row), normalise("，".join((*e.path, e.content))))
        for e in one.catalog.entries
    ]
    for label in one.labels:
        item = normalise(label["item"])
        hits = ((similarity(item, text), at) for at, text in rows)
        best, place = max(hits, key=lambda hit: hit[0], default=(0.0, ("", 0)))
        yield label, best, place


def baseline(entire: Sequence[Labelled], similarity: Similarity) -> tuple[float, list[Judged]]:
    """Judge with the threshold that is best on this set; the lowest of equally good ones."""
    found = [(one, *hit) for one in entire for hit in nearest(one, similarity)]

    def at(threshold: float) -> list[Judged]:
        return [
            Judged(
                catalog=one.name,
                item=label["item"],
                gold=label["label"],
                got="covered" if value >= threshold else "missing",
                ambiguous=label["ambiguous"],
                gold_rows=one.rows(label),
                got_rows=frozenset({place} if value >= threshold else ()),
            )
            for one, label, value, place in found
        ]

    def goodness(threshold: float) -> tuple[float, int, float]:
        result = score(at(threshold))
        return f1(result), result.right, -threshold

    best = max(sorted({value for _, _, value, _ in found if value > 0}), key=goodness)
    return best, at(best)


# --- printing ----------------------------------------------------------------------------------

HEAD = "right/all acc   gap P R     F1    review in    out   evid. exact"


def line(s: Score) -> str:
    precision, recall = rate(s.gap_both, s.gap_said), rate(s.gap_both, s.gap_labelled)
    outside = s.total - s.right - s.review_wrong
    return " ".join(
        (
            f"{s.right:4}/{s.total:<4}",
            rate(s.right, s.total),
            *(precision, recall, f"{f1(s):.3f}"),
            rate(s.review, s.total),
            *(rate(s.review_wrong, s.review), rate(outside, s.total - s.review)),
            *(rate(s.evidence_right, s.evidence), rate(s.evidence_exact, s.evidence)),
        )
    )


def show_errors(judged: Sequence[Judged]) -> None:
    for j in judged:
        if j.scored and j.gold != j.got:
            review = " 需复核" if j.review else ""
            print(f"  {j.catalog} | {j.item} | {j.gold} -> {j.got}{review} | {j.how} | {j.reason}")
        elif j.scored and j.gold != "missing" and not j.gold_rows & j.got_rows:
            print(f"  {j.catalog} | {j.item} | 依据行 {spell(j.gold_rows)} -> {spell(j.got_rows)}")


def spell(rows: frozenset[Row]) -> str:
    return "、".join(f"{sheet}!{row}" for sheet, row in sorted(rows)) or "无"


def report(folder: Path) -> None:
    """Print the measure of one labelled set."""
    entire = list(load(folder))
    judged: list[Judged] = []
    false_hits: list[str] = []
    wrong_fields: list[str] = []
    print(f"标注集 {folder.name}：{len(entire)} 份目录\n{HEAD}")
    for one in entire:
        ready = prepare(one.scheme, thesaurus_of(one.scheme.topic))
        recognised = align(ready, [one.catalog], None).concerned
        everything = [f.name for f in one.scheme.fields]
        matches = align(ready, [one.catalog], everything).matches
        own = judge(one, matches)
        judged += own
        if not fields_right(one, recognised):
            want, got = (" ".join(sorted(x)) or "无" for x in (one.concerned, recognised))
            wrong_fields.append(f"  {one.name} | 领域 {want} -> {got}")
        hits = [] if one.concerned else [m for m in matches if m.verdict in ("covered", "partial")]
        false_hits += [f"  {one.name} | {m.item.name} | {m.verdict} | {m.reason}" for m in hits]
        print(f"{line(score(own))}  {one.name}")
    print(f"{line(score(judged))}  合计")
    show_counts(entire, judged, false_hits, wrong_fields)
    print("逐条差错（目录 | 事项 | 标注 -> 结论 | 方式 | 理由）")
    show_errors(judged)
    for error in (*wrong_fields, *false_hits):
        print(error)
    print(f"朴素基线（阈值按本集缺项 F1 最优选取）\n{HEAD}")
    for name, similarity in baselines():
        threshold, guesses = baseline(entire, similarity)
        print(f"{line(score(guesses))}  {name}，阈值 {threshold:.2f}")


def show_counts(
    entire: Sequence[Labelled],
    judged: Sequence[Judged],
    false_hits: Sequence[str],
    wrong_fields: Sequence[str],
) -> None:
    pairs = Counter((j.gold, j.got) for j in judged if j.scored)
    matrix = "  ".join(
        f"{gold}->{got} {count}" for (gold, got), count in sorted(pairs.items()) if count
    )
    absent = [j for j in judged if j.gold == "not_applicable" and not j.ambiguous]
    negatives = [one.name for one in entire if not one.concerned]
    dirty = {hit.split(" | ")[0].strip() for hit in false_hits}
    print(f"标注 -> 结论：{matrix}")
    print(f"标为有歧义、未计分：{sum(j.ambiguous for j in judged)}")
    print(f"声明不涉及、判为不适用：{sum(j.got == j.gold for j in absent)}/{len(absent)}")
    print(f"领域认定正确：{len(entire) - len(wrong_fields)}/{len(entire)}")
    print(f"无关目录未误认：{len(negatives) - len(dirty)}/{len(negatives)}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for argument in sys.argv[1:] or [str(DEFAULT)]:
        report(Path(argument))

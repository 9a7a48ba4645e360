"""Counting batch by batch against counting record by record, dense tables and sorted ones."""

from collections import Counter as Count
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubaudit.errors import UsageError
from pubaudit.ledger.batch import Batch, words_of
from pubaudit.timeliness import dense
from pubaudit.timeliness.counter import Counter
from pubaudit.timeliness.judged import JudgedBatch
from pubaudit.timeliness.kernel import LATE, OVERDUE, VERDICTS, Judged
from pubaudit.timeliness.tally import NAMED, TABLES, Tally, add, require_room


@dataclass(frozen=True)
class Record:
    body: str
    field: str
    item: str
    verdict: int
    kind: int
    late: int
    formed: int
    published: int
    held: int
    rough: bool
    repeat: bool


def record() -> st.SearchStrategy[Record]:
    word = st.sampled_from(["甲", "乙", "丙", ""])
    many = st.integers(0, 5_000).map(str)
    day = st.integers(-3, 30_000)
    return st.builds(
        Record,
        body=word | many,
        field=word,
        item=word | many,
        verdict=st.integers(0, VERDICTS - 1),
        kind=st.integers(-1, 4),
        late=st.integers(0, 3_000),
        formed=day,
        published=day,
        held=st.integers(0, 3),
        rough=st.booleans(),
        repeat=st.booleans(),
    ).map(lambda r: r if r.verdict in (LATE, OVERDUE) else replace(r, late=0))


def judged(records: list[Record], number: int) -> JudgedBatch:
    def integers(name: str, kind: type[np.signedinteger]) -> np.ndarray:
        return np.array([getattr(r, name) for r in records], kind)

    words = {role: words_of([getattr(r, role) for r in records]) for role in NAMED}
    batch = Batch(number, "", 2, len(records), words)
    published = integers("published", np.int32)
    return JudgedBatch(
        batch,
        integers("kind", np.int32),
        integers("formed", np.int32),
        published,
        Judged(
            integers("verdict", np.int8),
            published,
            integers("late", np.int32),
            published,
            integers("held", np.int8),
            published,
            np.zeros(len(records), np.bool_),
            np.array([r.rough for r in records], np.bool_),
        ),
        np.array([r.repeat for r in records], np.bool_),
    )


def counted(tally: Tally) -> dict[str, Count[tuple[object, ...]]]:
    """The tables with words in place of codes."""
    tables = {}
    for name, cells in tally.cells.items():
        assert (np.diff(cells.keys) > 0).all()
        columns = [
            [tally.names[d][c] for c in cells.column(d)] if d in NAMED else cells.column(d).tolist()
            for d in TABLES[name]
        ]
        rows = zip(*columns, strict=True)
        tables[name] = Count(dict(zip(rows, cells.counts.tolist(), strict=True)))
    return tables


def expected(records: list[Record]) -> dict[str, Count[tuple[object, ...]]]:
    tables: dict[str, Count[tuple[object, ...]]] = {name: Count() for name in TABLES}
    for r in records:
        if r.repeat:
            continue
        day = np.datetime64(r.formed, "D").astype("datetime64[M]").astype(int)
        month = int(day) + 1 + 70 * 12 + 1
        tables["verdicts"][r.body, r.field, r.item, month, r.verdict] += 1
        tables["kinds"][r.kind + 1, r.verdict] += 1
        tables["days"][r.body, r.verdict, max(r.published, 0)] += 1
        if r.verdict in (LATE, OVERDUE):
            tables["lateness"][r.body, r.field, r.rough, r.late] += 1
            tables["limits"][r.body, r.kind + 1, r.held, r.verdict, r.rough, r.late] += 1
    return tables


@pytest.mark.parametrize("places", [1 << 20, 1 << 12, 0], ids=["dense", "some dense", "sorted"])
@settings(deadline=None, max_examples=40)
@given(batches=st.lists(st.lists(record(), max_size=30), min_size=1, max_size=8))
def test_batches_are_counted_as_records(places: int, batches: list[list[Record]]) -> None:
    records = [r for batch in batches for r in batch]
    with (
        patch.object(dense, "_DENSE", places),
        patch.object(dense, "_PLACES", 1 << 20),
        patch.object(dense, "_WAITING", 2),
        patch.object(dense, "_SLICE", 1 << 10),
    ):
        halves = Counter(), Counter()
        for number, batch in enumerate(batches):
            halves[number % 2].count(judged(batch, number))
        total = add(halves[0].tally(), halves[1].tally())
    assert counted(total) == expected(records)
    assert total.records == sum(not r.repeat for r in records)
    assert total.repeated == sum(r.repeat for r in records)
    counted_late = [r for r in records if r.verdict in (LATE, OVERDUE) and not r.repeat]
    latest = sorted((r.late for r in counted_late), reverse=True)
    assert [case.late for case in total.worst] == latest[:20]


def test_what_is_counted_can_be_asked_for_twice() -> None:
    counter = Counter(("body",))
    one = judged([Record("甲", "", "", 0, 0, 0, 1, 1, 0, rough=False, repeat=False)] * 3, 0)
    counter.count(one)
    assert counter.tally().cells["kinds"].counts.tolist() == [3]
    counter.count(one)
    assert counter.tally().cells["kinds"].counts.tolist() == [6]


def test_too_many_words_are_refused() -> None:
    require_room("field", 1_000)
    with pytest.raises(UsageError, match="不同的领域多于 1024 个"):
        require_room("field", 1_024)

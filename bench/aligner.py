"""What aligning costs, side by side with rapidfuzz on the same strings, one core, in-process.

    python bench/aligner.py [RUNS]

A scheme is made ready once a run, and that is told apart; since it remembers what it has read, each
run gets one newly made ready. Two figures: 50 entries against some 60 items (milliseconds), and
1,000 entries against about 300 items as a multiple of ``rapidfuzz.process.cdist(ratio)`` over the
same texts, taken in turn.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pubaudit.matching import align, load_thesaurus, prepare
from pubaudit.models import Catalog, CatalogTable, Entry, Location, Scheme
from pubaudit.schemes import available, catalog_root, load, load_for
from pubaudit.text import normalise

ROOT = catalog_root()
CATEGORIES = ("政府采购", "工程建设项目招标投标", "住房保障", "国有土地使用权出让", "国有产权交易")
CONTENTS = (
    "采购公告、成交公告", "采购文件", "合同签订、履行及变更", "中标候选人公示（排序、名称、报价）",
    "年度建设计划：任务量、项目清单、户型", "供地计划、出让公告、成交公示", "审计报告、评估结果",
    "投诉和监督检查等处理决定", "机构职能、领导分工", "信用评价结果及不良行为记录",
)  # fmt: skip


def entries(count: int) -> tuple[Entry, ...]:
    """Make entries whose contents all differ, as no cache should flatter the figure."""
    return tuple(
        Entry(
            Location(0, "目录", n + 3, n + 3),
            (CATEGORIES[n % len(CATEGORIES)],),
            f"{CONTENTS[n % len(CONTENTS)]}（第{n // len(CONTENTS) + 1}批）",
        )
        for n in range(count)
    )


def catalog(count: int) -> Catalog:
    """Wrap entries into a catalog."""
    table = CatalogTable("目录", 2, 2, (), "某县公共资源配置领域公开目录")
    return Catalog("目录.xlsx", "", table.title, ("目录",), (table,), entries(count))


def many_items(least: int) -> Scheme:
    """Join the items of every held scheme under one head."""
    schemes = [load(f.path) for f in available(ROOT)]
    items = [i for s in schemes for i in s.items]
    fields = {f.name: f for s in schemes for f in s.fields}
    return replace(schemes[0], fields=tuple(fields.values()), items=tuple(items[:least]))


def taken(work: Callable[[], object]) -> float:
    """CPU seconds of one call (one thread), the normaliser's memory emptied first."""
    normalise.cache_clear()
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print both figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    thesaurus = load_thesaurus(ROOT)
    scheme, small = load_for(ROOT, "320902"), catalog(50)
    ready = [prepare(scheme, thesaurus) for _ in range(runs)]
    made = [taken(lambda: prepare(scheme, thesaurus)) for _ in range(runs)]
    print(f"prepare, {len(scheme.items)} items: median {statistics.median(made) * 1e3:.1f} ms")
    times = [taken(partial(align, r, [small])) for r in ready]
    print(
        f"align, 50 entries x {len(scheme.items)} items: median"
        f" {statistics.median(times) * 1e3:.1f}"
        f" ms ({min(times) * 1e3:.1f}-{max(times) * 1e3:.1f}), target <= 20 ms"
    )
    try:
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import cdist
    except ImportError:
        sys.exit("缺少对比用的工具，请先安装：.venv/bin/pip install rapidfuzz numpy")
    large, wide = catalog(1000), many_items(300)
    texts = [normalise(e.content) for e in large.entries]
    names = [normalise(i.name) for i in wide.items]
    cdist(texts, names, scorer=ratio, workers=1)  # the first call loads its code
    ratios = []
    for _ in range(runs):
        fresh = prepare(wide, thesaurus)
        ours = taken(partial(align, fresh, [large]))
        peer = taken(lambda: cdist(texts, names, scorer=ratio, workers=1))
        ratios.append(ours / peer)
    print(
        f"align, 1,000 entries x {len(names)} items / rapidfuzz cdist(ratio): median"
        f" {statistics.median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f}), target <= 50"
    )


if __name__ == "__main__":
    main()

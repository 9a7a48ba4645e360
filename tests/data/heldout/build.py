"""Build the workbooks of the held-out set: ``python tests/data/heldout/build.py [FOLDER]``.

The layout is that of the labelled set's builder, given the ``catalogs/*.json`` that stand here.
"""

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Build = Callable[[dict[str, Any], Path], dict[str, list[Any]]]


def main(folder: Path) -> None:
    """Write ``xlsx/`` and ``rowmap.json`` into ``folder``."""
    build: Build = runpy.run_path(str(HERE.parent / "labelled" / "build.py"))["build"]
    (folder / "xlsx").mkdir(parents=True, exist_ok=True)
    rowmap = {}
    for source in sorted((HERE / "catalogs").glob("*.json")):
        catalog = json.loads(source.read_text("utf-8"))
        rowmap[source.stem] = build(catalog, folder / "xlsx" / f"{source.stem}.xlsx")
    text = json.dumps(rowmap, ensure_ascii=False, indent=1) + "\n"
    (folder / "rowmap.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)

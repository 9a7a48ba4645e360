"""Where schemes lie, and which are held."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pubaudit.errors import SchemeError

MAIN_TOPIC = "公共资源配置"


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A scheme as its path names it, not yet read."""

    code: str
    region: str
    topic: str
    path: Path


def catalog_root() -> Path:
    """Return the folder of the data: inside the package in a wheel, beside it in a checkout.

    Raises ``SchemeError`` if there is neither.
    """
    package = Path(str(files("pubaudit")))
    for root in (package / "catalogs", package.parent / "catalogs"):
        if root.is_dir():
            return root
    raise SchemeError("找不到随程序安装的 catalogs 数据目录，请重新安装 pubaudit。")


def available(root: Path) -> tuple[SchemeFile, ...]:
    """List every scheme under ``root`` by code and topic, from the names alone."""
    found = []
    for folder in sorted(root.iterdir()):
        code, _, region = folder.name.partition("_")
        if region and code.isdecimal() and folder.is_dir():
            found += [
                SchemeFile(code, region, path.stem, path)
                for path in sorted(folder.iterdir())
                if path.suffix == ".yaml"
            ]
    return tuple(found)


def none_held(whose: str, topic: str, known: Iterable[SchemeFile]) -> SchemeError:
    """Build the error for a place without a scheme on the topic; lists what is held."""
    held = "、".join(f"{file.code} {file.region}（{file.topic}）" for file in known) or "无"
    return SchemeError(f"没有收录{whose}的“{topic}”方案；已收录：{held}。")

"""Schemes (实施方案) as data: where they lie, which there are, and one of them read and checked.

A scheme is ``catalogs/<division code>_<region>/<topic>.yaml`` with its source text beside it.
"""

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from pubaudit.errors import SchemeError
from pubaudit.models import (
    Basis,
    Channel,
    ChecklistLine,
    DisclosureException,
    Duty,
    InForce,
    Scheme,
    TimeLimit,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

MAIN_TOPIC = "公共资源配置"

Quoted = TypeVar("Quoted", TimeLimit, Duty, DisclosureException, Channel, ChecklistLine)


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


def load_for(root: Path, code: str, topic: str | None = None) -> Scheme:
    """Load the scheme of exactly this division code; ``topic`` None is 公共资源配置.

    This is the one place where a region's own scheme is chosen; falling back to the city's, the
    province's or the national one belongs here. Raises ``SchemeError`` if there is none.
    """
    topic = topic or MAIN_TOPIC
    known = available(root)
    for file in known:
        if (file.code, file.topic) == (code, topic):
            return load(file.path)
    held = "、".join(f"{file.code} {file.region}（{file.topic}）" for file in known) or "无"
    raise SchemeError(f"没有收录代码为 {code} 的“{topic}”方案；已收录：{held}。")


def load(path: Path) -> Scheme:
    """Read one scheme file and fill in what it leaves to its head.

    ``version`` is the first 12 hex digits of the SHA-256 of the file; a basis without document
    and number gets the scheme's own, a limit without validity the scheme's, an item without
    bodies its field's (lead first). Raises ``SchemeError``, one Chinese line with file, line and
    key, if the file cannot be read, is not YAML, or is not a scheme.
    """
    content, text = _read(path)
    scheme = _validated(path, text, _parsed(path, text))
    for where, what in _bad_references(scheme):
        raise SchemeError(_fault(path, text, where, what))
    return _complete(scheme, version=hashlib.sha256(content).hexdigest()[:12])


def plain_source(text: str) -> str:
    """Return a source text or a quote without any whitespace, the one licence a quote has.

    The published texts break lines and put spaces (“20 个工作日”) where their layout did.
    """
    return "".join(text.split())


# --- reading -----------------------------------------------------------------------------------


class _DuplicateKey(yaml.constructor.ConstructorError):
    """A key stands twice in one mapping; YAML would silently keep the last."""


class _UniqueKeyLoader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) == len(node.value):
            return mapping
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _DuplicateKey(problem=f"键 {key.value} 重复", problem_mark=key.start_mark)
            seen.add(key.value)
        return mapping


def _read(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        return content, content.decode("utf-8-sig")
    except OSError as error:
        raise SchemeError(f"读不到方案文件 {path.as_posix()}，请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise SchemeError(f"{path.as_posix()} 不是 UTF-8 编码，请另存为 UTF-8 后再试。") from error


def _parsed(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第{mark.line + 1}行" if mark else ""
        what = "不是合法的 YAML，请检查缩进、引号和冒号后的空格"
        if isinstance(error, _DuplicateKey):
            what = f"{error.problem}，请删去一处"
        raise SchemeError(f"{path.as_posix()}{line}：{what}。") from error


@cache
def _adapter() -> "TypeAdapter[tuple[Scheme, ...]]":
    """Build the validator; only within a tuple may dataclasses without pydantic get a config."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(tuple[Scheme, ...], config=ConfigDict(extra="forbid"))


def _validated(path: Path, text: str, data: Any) -> Scheme:
    from pydantic import ValidationError

    try:
        return _adapter().validate_python((data,))[0]
    except ValidationError as error:
        raise SchemeError(_first_fault(path, text, error)) from error


# --- what is wrong with a file, said in one line -----------------------------------------------

Where = tuple[str | int, ...]

_EXPECTED = {
    "missing": "缺少这一项",
    "unexpected_keyword_argument": "不认识这个键，请改正或删去",
    "string": "应为文字（数字和日期请加引号）",
    "int": "应为整数",
    "bool": "应为 true 或 false",
    "date": "应为日期，如 2018-02-09",
    "tuple": "应为列表，每项以“- ”开头",
    "dataclass": "应为“键: 值”的一组",
}


def _first_fault(path: Path, text: str, error: "ValidationError") -> str:
    faults = error.errors(include_url=False, include_input=False)
    # A mistyped key is unknown and leaves one missing: the unknown one says where.
    faults.sort(key=lambda fault: fault["type"] != "unexpected_keyword_argument")
    kind, context = faults[0]["type"], faults[0].get("ctx", {})
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        what = f"只能是 {expected} 之一"
    else:
        what = _EXPECTED.get(kind) or _EXPECTED.get(kind.partition("_")[0], "值不合要求")
    more = f"（另有 {len(faults) - 1} 处）" if len(faults) > 1 else ""
    return _fault(path, text, faults[0]["loc"][1:], what + more)


def _fault(path: Path, text: str, where: Where, what: str) -> str:
    """Name file, line (1-based) and key of a place; the line is looked up only now, on failure."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line, keys = node.start_mark.line + 1 if node else 1, []
    for step in where:
        below = _below(node, step)
        if below is None:
            # An absent key is named at its parent; what pydantic adds for a union is not a key.
            keys += [str(step)] if isinstance(node, yaml.MappingNode) else []
            break
        line, node = below
        keys.append(f"第{step + 1}项" if isinstance(step, int) else step)
    return f"{path.as_posix()} 第{line}行 {'.'.join(keys) or '整个文件'}：{what}。"


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step].start_mark.line + 1, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None


def _bad_references(scheme: Scheme) -> Iterator[tuple[Where, str]]:
    """Yield what the types cannot say: ids are well formed and unique, fields are declared."""
    home = f"{scheme.code}/{scheme.topic}"
    if scheme.id != home:
        yield ("id",), f"应为 {home}"
    declared = {field.name for field in scheme.fields}
    seen: set[str] = set()
    for n, item in enumerate(scheme.items):
        if item.field not in declared:
            yield ("items", n, "field"), "不在 fields 所列领域之内"
        if not item.basis:
            yield ("items", n, "basis"), "至少要有一处依据"
        start, _, number = item.id.rpartition("/")
        if start != f"{home}/{item.field}" or not number.isdecimal():
            yield ("items", n, "id"), f"应为 {home}/{item.field}/<序号>"
    for part in ("items", "limits", "duties", "checklist"):
        for n, entry in enumerate(getattr(scheme, part)):
            if entry.id in seen:
                yield (part, n, "id"), "编号重复"
            seen.add(entry.id)


# --- what a file leaves to its head ------------------------------------------------------------


def _complete(scheme: Scheme, version: str) -> Scheme:
    def own(basis: Basis) -> Basis:
        if basis.document or basis.number:
            return basis
        document = scheme.document
        return replace(basis, document=document.title, number=document.number or "")

    def all_own(parts: Iterable[Quoted]) -> tuple[Quoted, ...]:
        return tuple(replace(part, basis=own(part.basis)) for part in parts)

    bodies = {field.name: field.lead + field.bodies for field in scheme.fields}
    items = (
        replace(item, basis=tuple(map(own, item.basis)), bodies=item.bodies or bodies[item.field])
        for item in scheme.items
    )
    limits = (
        replace(limit, in_force=scheme.in_force) if limit.in_force == InForce() else limit
        for limit in scheme.limits
    )
    return replace(
        scheme,
        version=version,
        items=tuple(items),
        limits=all_own(limits),
        duties=all_own(scheme.duties),
        exceptions=all_own(scheme.exceptions),
        channels=all_own(scheme.channels),
        checklist=all_own(scheme.checklist),
        form=scheme.form and replace(scheme.form, basis=own(scheme.form.basis)),
    )

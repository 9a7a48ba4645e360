"""A YAML file of ours, read into dataclasses; what is wrong with it is said in one line."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from pubaudit.errors import FaultsError, SchemeError

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

Shape = TypeVar("Shape")
Where = tuple[str | int, ...]
# Where something is wrong, and what should be there.
Fault = tuple[Where, str]


def read(path: Path, what: str) -> tuple[bytes, str]:
    """Return the bytes and the text of a UTF-8 file; ``what`` names its kind (方案文件).

    Raises ``SchemeError`` naming the file and the remedy.
    """
    try:
        content = path.read_bytes()
        return content, content.decode("utf-8-sig")
    except OSError as error:
        raise SchemeError(f"读不到{what} {path.as_posix()}，请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise SchemeError(f"{path.as_posix()} 不是 UTF-8 编码，请另存为 UTF-8 后再试。") from error


def parse(path: Path, text: str) -> Any:
    """Return the YAML of a file; dates stay text. Raises ``SchemeError`` with file and line."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError) as error:
        line = f" 第{mark.line + 1}行" if (mark := getattr(error, "problem_mark", None)) else ""
        twice = isinstance(error, _DuplicateKey) and f"{error.problem}，请删去一处"
        what = twice or "不是合法的 YAML，请检查缩进、引号和冒号后的空格"
        raise SchemeError(f"{path.as_posix()}{line}：{what}。") from error


def shaped(path: Path, text: str, data: Any, shape: type[Shape]) -> Shape:
    """Validate what ``parse`` gave into a dataclass; unknown keys are forbidden.

    Raises ``FaultsError`` with file, line and key; the lines are looked up only then.
    """
    value, faults = validated(data, shape)
    if value is None:
        raise faulty(path, text, faults)
    return value


def validated(data: Any, shape: type[Shape]) -> tuple[Shape | None, tuple[Fault, ...]]:
    """Return the dataclass, or None and all that keeps the data from being one."""
    from pydantic import ValidationError

    try:
        value: Shape = _adapter(shape).validate_python((data,))[0]  # type: ignore[arg-type]
    except ValidationError as error:
        return None, _faults_of(error)
    return value, ()


def faulty(path: Path, text: str, faults: Sequence[Fault]) -> FaultsError:
    """Build the error that names every fault of a file by line, the first as the headline."""
    lines = located(path, text, faults)
    where, what = faults[0]
    more = f"（另有 {len(lines) - 1} 处）" if len(lines) > 1 else ""
    return FaultsError(fault(path, text, where, what + more), lines)


def fault(path: Path, text: str, where: Where, what: str) -> str:
    """Name file, line (1-based) and key of a place; the line is looked up only now, on failure."""
    (line,) = located(path, text, [(where, what)])
    return line


def located(path: Path, text: str, faults: Iterable[Fault]) -> tuple[str, ...]:
    """Name file, line and key of every fault, each once, in the order of the lines."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    placed = sorted((*_place(node, where), what) for where, what in faults)
    return tuple(
        dict.fromkeys(f"{path.as_posix()} 第{line}行 {key}：{what}。" for line, key, what in placed)
    )


# --- reading ----------------------------------------------------------------------------------


_TEXT = "tag:yaml.org,2002:str"


class _DuplicateKey(yaml.constructor.ConstructorError):
    """A key stands twice in one mapping; YAML would silently keep the last."""


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - a date stays text, so that a bad one has a key
        first: [(tag, form) for tag, form in tags if not tag.endswith(":timestamp")]
        for first, tags in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        # Most nodes are plain text, which needs none of the library's bookkeeping.
        if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
            return node.value
        return super().construct_object(node, deep=deep)

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


@cache
def _adapter(shape: Hashable) -> "TypeAdapter[tuple[Any, ...]]":
    """Build the validator; only within a tuple may dataclasses without pydantic get a config."""
    from pydantic import ConfigDict, TypeAdapter

    several = tuple[shape, ...]  # type: ignore[valid-type]
    return TypeAdapter(several, config=ConfigDict(extra="forbid"))


# --- what is wrong, and where ------------------------------------------------------------------

_KINDS = (("int",), ("str",))
_UNKNOWN = "unexpected_keyword_argument"
_EXPECTED = {
    "missing": "缺少这一项",
    _UNKNOWN: "不认识这个键，请改正或删去",
    "string": "应为文字（数字和日期请加引号）",
    "int": "应为整数",
    "bool": "应为 true 或 false",
    "date": "应为日期，如 2018-02-09",
    "tuple": "应为列表，每项以“- ”开头",
    "dataclass": "应为“键: 值”的一组",
}


def _faults_of(error: "ValidationError") -> tuple[Fault, ...]:
    found = error.errors(include_url=False, include_input=False)
    # A mistyped key is unknown and leaves one missing: the unknown one says where.
    found.sort(key=lambda one: one["type"] != _UNKNOWN)
    said: dict[Where, str] = {}
    for one in found:
        where = one["loc"][1:]
        # What keeps a value from being either kind of a union is one fault, not two.
        where = where[:-1] if where[-1:] in _KINDS else where
        said.setdefault(where, _said(one["type"], one.get("ctx", {})))
    return tuple(said.items())


def _said(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"只能是 {expected} 之一"
    return _EXPECTED.get(kind) or _EXPECTED.get(kind.partition("_")[0], "值不合要求")


def _place(node: yaml.Node | None, where: Where) -> tuple[int, str]:
    line, keys = node.start_mark.line + 1 if node else 1, []
    for step in where:
        below = _below(node, step)
        if below is None:
            # An absent key is named at its parent; what pydantic adds for a union is not a key.
            keys += [str(step)] if isinstance(node, yaml.MappingNode) else []
            break
        line, node = below
        keys.append(f"第{step + 1}项" if isinstance(step, int) else step)
    return line, ".".join(keys) or "整个文件"


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step].start_mark.line + 1, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None

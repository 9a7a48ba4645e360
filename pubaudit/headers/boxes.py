"""Lists of boxes in a cell (■政府网站 □政府公报), and the legend that says what the boxes mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pubaudit.headers.words import BoxWords
from pubaudit.models import Tick
from pubaudit.text import one_line

Legend = Mapping[str, bool]
"""Which box marks an optional choice (True) and which a required one (False)."""

_SEPARATOR = r"[、，,；;{more}]+(?![^（(]*[)）])"
_ON_ONE_LINE = re.compile(_SEPARATOR.format(more=""))
_ON_LINES = re.compile(_SEPARATOR.format(more="\r\n"))
_EDGES = " \t\r\n\u3000\u00a0、，,；;。."
_LEAD = ("：", ":")


def read_legend(texts: Iterable[str], boxes: BoxWords) -> dict[str, bool]:
    """Read “■”表示必选项，“□”表示可选项 wherever it stands in ``texts``; empty if nowhere."""
    legend: dict[str, bool] = {}
    for text in texts:
        if any(word in text for word in boxes.optional):
            for mark, meaning in _legend_pattern(boxes).findall(text):
                legend[mark] = meaning in boxes.optional
    return legend


def choices(text: str, boxes: BoxWords, legend: Legend) -> tuple[Tick, ...]:
    """Decode a cell: one Tick a choice, in the order shown.

    A choice without a box is ticked: either nothing in the cell has one, or its box was lost. Only
    behind ticks that follow their names (主动公开√ 依申请公开) it is not.
    """
    text = _unbracketed(text, boxes)
    cut = _box_pattern(boxes).split(text)
    names, marks = cut[::2], ["", *cut[1::2]]
    if names[0].rstrip().endswith(_LEAD):
        names[0] = ""
    if len(cut) > 1 and names[0].strip() and _follow(names):
        only_ticks = not legend and set(marks[1:]) <= set(boxes.ticked)
        rest = boxes.empty[0] if only_ticks else ""
        marks = [*marks[1:], rest]  # 政府网站■ 政府公报□: each box stands after its name
    separator = _ON_ONE_LINE if len(cut) > 1 or _is_broken(text) else _ON_LINES
    ticks: dict[str, Tick] = {}
    for mark, part in zip(marks, names, strict=True):
        ticked = mark in legend or mark not in boxes.empty + boxes.empty_letters
        for name in separator.split(part):
            shown = one_line(name.strip(_EDGES))
            if shown:
                ticks.setdefault(shown, Tick(shown, ticked, legend.get(mark, False)))
    return tuple(ticks.values())


def under_label(text: str, label: str, boxes: BoxWords) -> Tick:
    """Decode what stands in a ticked sub-column in the place of a tick: √面向村民, 申请人."""
    if text.startswith(boxes.empty):
        return Tick(label, ticked=False)
    return Tick(label, note=one_line(text.lstrip("".join(boxes.ticked))))


def _follow(names: Sequence[str]) -> bool:
    """Tell whether boxes follow their names, by the names around them: before, between, after.

    They do if nothing stands behind the last, or if each is close to the name before it only.
    """
    if not names[-1].strip():
        return True
    ahead = all(name and not name[-1].isspace() for name in names[:-1])
    return ahead and all(name[:1] in _EDGES for name in names[1:])


def _unbracketed(text: str, boxes: BoxWords) -> str:
    """Turn 主动公开（√） 依申请公开（ ） into boxes; in □其他（ ） the brackets are a blank."""
    brackets = _bracket_pattern(boxes)
    marks = brackets.findall(text)
    if not any(marks) or _box_pattern(boxes).search(brackets.sub("", text)):
        return text
    return brackets.sub(lambda match: match[1] or boxes.empty[0], text)


def _is_broken(text: str) -> bool:
    """Tell whether a line break stands inside a word: a line then holds a single character."""
    return any(len(line.strip()) == 1 for line in text.split("\n"))


@lru_cache(maxsize=8)
def _box_pattern(boxes: BoxWords) -> re.Pattern[str]:
    """Match a box; ○ and 〇 not in a number (二〇二四), letters only in front of a known name.

    A Latin letter that begins a Chinese word is odd in itself and needs no known name (R县政府
    网站); 口 begins words of its own (口头, 口岸), so only a place may come before the name.
    """
    marks = re.escape("".join(boxes.ticked + boxes.empty))
    letters = "".join(boxes.ticked_letters)
    looks_like_a_word = "".join(boxes.empty_letters)
    name = "|".join(map(re.escape, boxes.names))
    start = r"(?<![^\s、，,；;。）)])"
    return re.compile(
        rf"((?<![零一二三四五六七八九十])[{marks}]"
        rf"|{start}[{letters}](?=\s*[一-鿿])|(?<![A-Za-z])[{letters}](?=\s*(?:{name}))"
        rf"|{start}[{looks_like_a_word}](?=\s*[省市州盟县区旗乡镇]{{0,2}}(?:{name})))"
    )


@lru_cache(maxsize=8)
def _bracket_pattern(boxes: BoxWords) -> re.Pattern[str]:
    marks = re.escape("".join(boxes.ticked + boxes.empty))
    return re.compile(rf"[（(\[【]\s*([{marks}]?)\s*[)）\]】]")


@lru_cache(maxsize=8)
def _legend_pattern(boxes: BoxWords) -> re.Pattern[str]:
    meanings = "|".join(map(re.escape, boxes.required + boxes.optional))
    return re.compile(
        rf"[“\"‘「]?([^\s“”\"‘’「」])[”\"’」]?\s*(?:表示|代表|为|是|指)\s*[“\"]?({meanings})"
    )

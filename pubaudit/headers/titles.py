"""What the lines above a table, and a file's name, say: the title, and whose catalog it is."""

from collections import Counter
from collections.abc import Sequence

from pubaudit.headers.words import HeaderWords
from pubaudit.text import normalise

_MAX_TITLE = 60
_ATTACHMENT_NUMBER = "0123456789一二三四五六七八九十：:.、-—（）() \n\u3000"
_BODY_BREAKS = str.maketrans(dict.fromkeys("、，,；;/", "\n"))
_TITLE_BREAKS = str.maketrans(dict.fromkeys("《》：:，,〔〕", "\n") | dict.fromkeys("_-－+", ""))
_NUMERALS = "一二三四五六七八九十"


def title_of(lines: Sequence[str], words: HeaderWords) -> str:
    """Return the title among the lines above a table: neither 附件 or unit lines nor prose."""
    titles = [
        line
        for line in map(_without_attachment, lines)
        if 0 < len(line) <= _MAX_TITLE and not words.is_filler(line) and line[-1] not in "。；："
    ]
    kept = [line for line in titles if not section_level(line)]
    # The national guides number their catalogs: （一）重大建设项目领域基层政务公开标准目录.
    numbered = [line for line in titles if line.endswith(words.titles)]
    return "".join(kept[-2:] or numbered[-1:])


def _without_attachment(line: str) -> str:
    """Drop 附件2： before a title."""
    return line[2:].lstrip(_ATTACHMENT_NUMBER) if line.startswith(("附件", "附表")) else line


def section_level(text: str) -> int:
    """Return 1 for a heading 第一部分, 2 for 一、, 3 for （一）, 0 if it is not numbered so."""
    start = normalise(text[:8])
    bare = start.lstrip("第(")
    after = bare.lstrip(_NUMERALS)[:1]
    if after == bare[:1]:
        return 0
    return {"部": 1, "章": 1, "类": 1, "、": 2, ".": 2, ")": 3}.get(after, 0)


def body_in(title: str, words: HeaderWords) -> str:
    """Return the body that a title or file name begins with (柏川市财政局主动公开… ), or ""."""
    text = "".join(title.split()).translate(_TITLE_BREAKS)
    for part in text.split("\n"):
        plain = normalise(part)
        if len(plain) != len(part):
            plain = part
        for end in range(2, len(part) + 1):
            if _ends_body(plain[:end], plain[end:], words):
                return part[:end]
    return ""


def _ends_body(name: str, rest: str, words: HeaderWords) -> bool:
    suffix = next((suffix for suffix in words.body.suffixes if name.endswith(suffix)), "")
    if not suffix or len(name) <= len(suffix):
        return False
    tail = suffix + rest
    explicit = suffix != "政府" or not tail.startswith(words.body.exceptions)
    return explicit and (not rest or rest.replace("（", "(").startswith(words.body.follows))


def find_body(
    lines: Sequence[str],
    path: str,
    bodies: Sequence[str],
    words: HeaderWords,
    sheets: Sequence[str] = (),
) -> tuple[str, str]:
    """Return the catalog's own body and where it was found: title, file, sheet, column or "".

    ``lines`` are the lines outside the rows, of which the title and those such as 填报单位：…
    count; ``bodies`` is the 公开主体 cell of every entry, as shown; ``sheets`` are the sheets'
    names, which count if they agree.
    """
    units = [line for line in lines if words.is_filler(line)]
    titles = [title_of(lines, words), *units]
    body = next(filter(None, (body_in(title, words) for title in titles)), "")
    if body:
        return body, "title"
    name = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    body = body_in(name.lstrip("0123456789._-+（）() "), words)
    if body:
        return body, "file"
    named = {body_in(sheet, words) for sheet in sheets}
    if len(named) == 1 and (body := named.pop()):
        return body, "sheet"
    body = _majority(bodies, words)
    return body, "column" if body else ""


def _majority(bodies: Sequence[str], words: HeaderWords) -> str:
    """Return the one body that more than half of the rows name, or ""."""
    counts: Counter[str] = Counter()
    for text, times in Counter(bodies).items():
        for name in {"".join(name.split()) for name in text.translate(_BODY_BREAKS).split("\n")}:
            if name.endswith(words.body.suffixes):
                counts[name] += times
    common = [name for name, count in counts.items() if count * 2 > len(bodies)]
    return common[0] if len(common) == 1 else ""

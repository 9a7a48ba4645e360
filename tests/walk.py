"""The walk over a scheme's text: what demands something there and is referred to by nothing.

A sentence (cut at 。) is referred to by the quotes of items, limits, duties and the rest; in it,
every clause (cut at ，；：) must be quoted as far as it demands: a quote beside a demand is none
of it. What demands nothing is noted in ``no_demand`` by its opening words, which stand for the
rest of a sentence that is not quoted at all, but never for a clause that binds (应当, 每月, 日前).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pubaudit.models import Scheme
from pubaudit.schemes import plain_source
from pubaudit.schemes.quotes import quotes_of

_BINDS = re.compile(
    r"应当|必须|须|不得|严禁|[应要][公建制明及按报]|每[年季月周日半个]|按[年季月周]|定期|工作日|\d日"
    r"|[日底]前|之前|公布|公示|公告|发布|通报|报送|上报|抄送|开展"
)
_DEMANDS = re.compile(
    rf"{_BINDS.pattern}|应|要|禁止|公开|报告|报备|备案|建立|制[定订]|编制|完善|健全|加强|强化"
    r"|明确|确保|保证|做[到好]|组织|落实|推[进动]|督[促查]|检查|考核|评估|纳入|答复|告知|通知|更新"
    r"|提供|共享|归集|推送|汇总|统计|解读|回应|整改|追究|问责|接受|设[立置]|配[合备]|培训|宣传|负责"
)
_BARE_HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）).].{1,20}|——.{4}原则")
_BODIES = re.compile(
    r"[（(](?:牵头|责任)单位[：:](?:[^。（()）]|[（(][^。（()）]*[）)])*[）)]|^(?:牵头|责任)单位[：:][^。]*"
)
_SENTENCE = re.compile("[^。]+")
_CLAUSE = re.compile("[^，,；;：:]+")
_HAN = re.compile("[一-鿿]")
_REFERRED = "\0"


def unreferred(scheme: Scheme, lines: Iterable[str]) -> list[str]:
    """Return the words of the text that are neither referred to nor noted as no demand."""
    plain = [plain_source(line) for line in lines]
    left = _without("".join(plain), [quote.basis.quote for quote in quotes_of(scheme)])
    noted = tuple(map(plain_source, scheme.no_demand))
    found: list[str] = []
    start = 0
    for line in plain:
        found += _unreferred(line, left[start : start + len(line)], noted)
        start += len(line)
    return found


def _without(text: str, quotes: Sequence[str]) -> str:
    left = text
    for quote in map(plain_source, quotes):
        at = text.find(quote)
        while at >= 0:
            left = _struck(left, at, at + len(quote))
            at = text.find(quote, at + 1)
    return left


def _struck(left: str, start: int, end: int) -> str:
    return left[:start] + _REFERRED * (end - start) + left[end:]


def _unreferred(line: str, left: str, noted: tuple[str, ...]) -> Iterator[str]:
    """Walk one line; ``left`` is the line with what is quoted struck out."""
    for bodies in _BODIES.finditer(line):
        if not _BINDS.search(bodies[0]):
            left = _struck(left, *bodies.span())
    for sentence in _SENTENCE.finditer(line):
        words = sentence[0]
        rest = _without_noted(words, left[slice(*sentence.span())], noted)
        if _REFERRED in rest:
            runs = re.split(rf"[{_REFERRED}，,；;：:]+", rest)
            yield from (run for run in runs if _DEMANDS.search(run))
        elif _HAN.search(words) and not (
            _BARE_HEADING.fullmatch(words) and not _DEMANDS.search(words)
        ):
            yield words


def _without_noted(words: str, left: str, noted: tuple[str, ...]) -> str:
    opened = words.startswith(noted) and _REFERRED not in left
    for clause in _CLAUSE.finditer(words):
        for phrase in noted:
            if words.startswith(phrase, clause.start()):
                left = _struck(left, clause.start(), clause.start() + len(phrase))
        if opened and not _BINDS.search(clause[0]):
            left = _struck(left, *clause.span())
    return left

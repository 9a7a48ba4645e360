"""One normaliser for matching, ledgers and fingerprints; what a person sees is never normalised."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from pubaudit.models import Basis, Confidence, Location

NORMALISER_VERSION = 2

_VARIANTS = str.maketrans(
    {
        "〔": "(", "〕": ")", "[": "(", "]": ")", "【": "(", "】": ")", "{": "(", "}": ")",
        "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'",
        "—": "-", "–": "-", "‒": "-", "―": "-", "─": "-", "−": "-", "‐": "-", "‑": "-",
        "•": "·", "∙": "·", "・": "·", "‧": "·",
        "⁄": "/", "∕": "/",
        # Radicals that PDF files put in the place of characters, and that NFKC leaves alone.
        "⺠": "民", "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝",
        "⻋": "车", "⻓": "长", "⻔": "门", "⻘": "青", "⻙": "韦", "⻚": "页",
        "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨", "⻥": "鱼",
        "⻦": "鸟", "⻨": "麦", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙",
    }
)  # fmt: skip

_INVISIBLE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]+")
# Letters, radicals, Chinese characters, compatibility and full-width forms.
_WRITTEN = (
    range(0x41, 0x5B),
    range(0x2E80, 0x2FE0),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0xFF00, 0xFFF0),
)
_PINYIN_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = re.compile(rf"(?<=[一-鿿])(?:\([a-zü]*[{_PINYIN_VOWELS}][a-zü]*\))+")
# What may stand between the characters of a word: white space, invisible marks, pinyin.
_BETWEEN = (
    "(?:[\\s\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u00ad\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]|[(\uff08\u3014\u3010\\[][^)\uff09\u3015\u3011\\]]{0,9}[)\uff09\u3015\u3011\\]])*"
)
# One character class in front, and what it must be behind it: the search is three times as fast.
_LIST_MARK = re.compile(
    r"[●■◆▲◇★□①-⑳〇○(（0-9](?:(?<=[●■◆▲◇★□①-⑳])"
    r"|(?<=[〇○])(?<![零一二三四五六七八九][〇○])"
    r"|(?<![^\s；;。，,、：:][(（0-9])"
    r"(?:(?<=[(（])\d{1,2}[)）]|(?<=[0-9])\d?\s*[.．、)）](?!\d)))"
)
# Numbers that stand directly after a word are marks only if they count from 1 on.
_ORDINAL = re.compile(
    r"[(（0-9](?<![0-9第][(（0-9])"
    r"(?:(?<=[(（])\d{1,2}[)）]|(?<=[0-9])\d?\s*[.．、](?!\d))"
)
_LINE_AFTER_STOP = re.compile(r"(?<=[；;。，,、：:])\s*[\r\n]+")
_OUTER_SEMICOLON = re.compile(r"[；;](?![^（(]*[)）])")
_ORDINAL_EDGES = " \t\r\n\u3000\u00a0(（）).．、"
_LIST_EDGES = " \t\r\n\u3000\u00a0、，,。；;"
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|\([一二三四五六七八九十\d]+\)|\d{1,3}[.、](?!\d))+"
)

_NUMERALS = "零一二三四五六七八九"
_MOST_PASSES = 4

_CAVEAT: dict[Confidence, str] = {
    "full_text": "",
    "published": "",
    "scheme": "据方案转引",
    "reconstructed": "据转述，原文未核",
    "unverified": "未核实",
}


@lru_cache(maxsize=1 << 15)
def normalise(text: str) -> str:
    """Return the comparable form of ``text``: NFKC, lower case, no white space of any kind.

    Full-width letters, digits and punctuation become half-width, the many brackets, quotes and
    dashes become one of each, traditional characters simplified; pinyin in brackets (領(lǐng)域) is
    dropped. Idempotent.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_VARIANTS)
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", folded))
    if "(" in folded:
        folded = _PINYIN.sub("", folded)
    return _simplified(folded) if _beyond_simplified(folded) else folded


def as_written(word: str) -> str:
    """Return a pattern (RE2, or ``re``) of all that ``normalise`` turns into a normalised word.

    It is for looking through many texts at once; a text that it matches need not hold the word.
    """
    forms = _forms()
    return _BETWEEN.join(f"[{re.escape(c + forms.get(c, ''))}]" for c in word)


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, str]:
    """Return by normalised character the others that become it (some tenths of a second)."""
    forms: defaultdict[str, str] = defaultdict(str)
    for character in map(chr, chain.from_iterable(_WRITTEN)):
        plain = normalise.__wrapped__(character)
        if plain != character:
            forms[plain] += character
    return forms


def _beyond_simplified(text: str) -> bool:
    """Tell whether a Chinese character is outside GB 2312, which holds no traditional forms."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return any(map(_is_rare, text))
    return False


@lru_cache(maxsize=1 << 12)
def _is_rare(character: str) -> bool:
    return "㐀" <= character <= "鿿" and not character.encode("gb2312", "ignore")


def _simplified(text: str) -> str:
    """Convert to the fixed point, so that a second pass changes nothing."""
    convert = _converter()
    for _ in range(_MOST_PASSES):
        before, text = text, convert(text)
        if text == before:
            break
    return text


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """Load the dictionaries (about 10 ms), which few catalogs need."""
    from opencc import OpenCC

    return OpenCC("t2s").convert


def list_to_clauses(text: str) -> str:
    """Return ``text`` with ；in the place of list marks (1. （1） ① ●) and after closed lines."""
    if "1" in text and "2" in text:
        numbers = [int(mark.strip(_ORDINAL_EDGES)) for mark in _ORDINAL.findall(text)]
        if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
            text = _ORDINAL.sub("；", text)
    marked = _LIST_MARK.sub("；", text)
    return _LINE_AFTER_STOP.sub("；", marked) if "\n" in marked or "\r" in marked else marked


def list_items(text: str) -> tuple[str, ...]:
    """Return the items of a numbered, bulleted or ；-parted list, without their marks.

    A lead that ends with ：is no item. Empty if the text holds no list of two or more.
    """
    marked = list_to_clauses(text)
    if marked == text and "；" not in text and ";" not in text:
        return ()
    items = [item for part in _OUTER_SEMICOLON.split(marked) if (item := part.strip(_LIST_EDGES))]
    if items and items[0][-1] in "：:":
        del items[0]
    return tuple(items) if len(items) > 1 else ()


def strip_numbering(text: str) -> str:
    """Drop a leading 一、 / (一) / 1. from a normalised text."""
    return _NUMBERING.sub("", text)


def one_line(text: str) -> str:
    """Return ``text`` as shown, on one line: white space folded, and gone between Chinese words."""
    folded = " ".join(text.split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", folded)


def chinese_number(text: str) -> int:
    """Return a number in digits or Chinese (二十, 两, 一百二十)."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text.replace("两", "二"):
        if character in "十百":
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
        else:
            digit = digit * 10 + _NUMERALS.index(character)
    return total + digit


def shorten(text: str, limit: int = 40) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters with an ellipsis (GBK-safe)."""
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def rows_words(places: Sequence[Location], most: int = 12) -> str:
    """Name rows as Excel shows them, sheet by sheet: 目录 第3、5行; at most ``most`` of them.

    Inputs after the first are named by their number, as the report's head counts them (目录2).
    """
    sheets: dict[tuple[int, str], list[int]] = {}
    for place in places[:most]:
        sheets.setdefault((place.input, place.sheet), []).append(place.row)
    named = (
        f"{f'目录{number + 1} ' if number else ''}{sheet} 第{'、'.join(map(str, rows))}行"
        for (number, sheet), rows in sheets.items()
    )
    more = f"等{len(places)}行" if len(places) > most else ""
    return "、".join(named) + more


def fingerprint(code: str, item: str, body: str, place: str) -> str:
    """Return the identity of a finding across runs: 16 hex digits.

    ``place`` is the text of the place, never its sheet, row or path, so that moving or reformatting
    a row does not make an old finding look new.
    """
    joined = "\x1f".join((code, item, body, normalise(place)))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def cite(basis: Basis) -> str:
    """Name a basis as a sentence can carry it: number (else title) and article, with a caveat."""
    name = basis.number or (f"《{basis.document}》" if basis.document else "")
    caveat = _CAVEAT[basis.confidence]
    return f"{name}{basis.article}" + (f"（{caveat}）" if caveat else "")


def cite_fully(basis: Basis) -> str:
    """Name a basis by title, number and article, with a caveat: 《某办法》（某令第1号）第二条."""
    title = f"《{basis.document}》" if basis.document else ""
    number = f"（{basis.number}）" if title and basis.number else basis.number
    caveat = _CAVEAT[basis.confidence]
    return f"{title}{number}{basis.article}" + (f"（{caveat}）" if caveat else "")

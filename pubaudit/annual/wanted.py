"""What several applicants asked for and got, and no catalog lists (条例第四十四条).

Only document numbers and titles of documents are ever shown: a title that ends in no known kind of
document, may name a person, or is the request's own words, is withheld and told by its rows alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pubaudit.annual.records import Request
from pubaudit.form import Suggestion, Wanted
from pubaudit.matching import Thesaurus
from pubaudit.matching.segment import bare
from pubaudit.matching.similarity import ClauseIndex, Similarity
from pubaudit.matching.views import Reader
from pubaudit.matching.wordings import Vocabulary
from pubaudit.models import Catalog, Column, Entry, Table
from pubaudit.rules.privacy import personal_numbers
from pubaudit.text import normalise, shorten

_NUMBER = re.compile(r"(?<![一-鿿])([一-鿿]{1,8})\((?:19|20)\d\d\)第?\d{1,5}号")
_SHORT_LETTERS = 4
_BOOK = re.compile(r"《([^《》]+)》")
_BRACKETED_END = re.compile(r"\([^()]*\)$")
_SEVERAL = 2
_SHORTEST_NAME = 4
_NEAR = 0.5
_MOST_ROWS = 12
_NOT_COMPARED, _NONE_NEAR = "未与目录核对", "无"
_COLUMNS = (
    Column("info", "信息（文号或名称）", "text"),
    Column("body", "单位", "text"),
    Column("applicants", "申请人数", "count"),
    Column("full", "予以公开", "count"),
    Column("partial", "部分公开", "count"),
    Column("near", "目录中相近的条目", "text"),
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions, and the notes on what they leave out."""

    wanted: tuple[Wanted, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What the catalogs list: texts to look in, and clauses that may be what a title ends with."""

    whole: str
    clauses: frozenset[str]
    index: ClauseIndex
    rows: Sequence[str]

    @classmethod
    def of(
        cls, catalogs: Sequence[Catalog], thesaurus: Thesaurus, vague: Iterable[str]
    ) -> "Listed":
        """Read the contents and the innermost categories of catalogs."""
        reader = Reader(thesaurus, Vocabulary(()))
        cells = [
            (reader.cell(text), _row(entry, text))
            for catalog in catalogs
            for entry in catalog.entries
            for text in (entry.content, *entry.path[-1:])
            if text
        ]
        clauses = [(c, row) for cell, row in cells for c in cell.naming.split("\n") if c]
        texts = [clause for clause, _ in clauses]
        return cls(
            whole="\n".join(cell.whole for cell, _ in cells),
            clauses=frozenset(c for c in texts if len(c) >= _SHORTEST_NAME).difference(
                map(bare, vague)
            ),
            index=ClauseIndex(Similarity(texts, thesaurus.kinds), texts),
            rows=[row for _, row in clauses],
        )

    def has(self, names: Iterable[str]) -> bool:
        """Tell whether some row names the information, or the kind that its title ends with."""
        return any(
            name in self.whole
            or any(name[at:] in self.clauses for at in range(len(name) - _SHORTEST_NAME + 1))
            for name in map(bare, names)
        )

    def near(self, names: Sequence[str]) -> str:
        """Name the row that comes nearest, "" if none comes near."""
        near = self.index.near([bare(name) for name in names], _NEAR)
        best = max(near, key=lambda n: (n.chance, -n.place), default=None)
        return self.rows[best.place] if best else ""


def suggest(
    granted: Sequence[Request],
    requests: Iterable[Request],
    words: Suggestion,
    listed: Listed | None,
) -> Suggested:
    """Suggest what two or more applicants asked one body for and got.

    ``granted`` are the counted requests that were granted, ``requests`` all, whose applicants must
    not be named; ``listed`` is None without a catalog. A request whose applicant the ledger does
    not tell counts as an applicant of its own.
    """
    groups = _grouped(granted)
    several = [group for group in groups.values() if _applicants(group) >= _SEVERAL]
    names = _names(requests) if several else {}
    wanted: list[Wanted] = []
    withheld: list[Request] = []
    for group in several:
        titles = _titles(group)
        if listed is not None and listed.has(titles):
            continue
        info = _shown(group, words, names)
        if not info:
            withheld += group
            continue
        results = Counter(request.result for request in group)
        near = None if listed is None else listed.near(titles)
        full, partial = results["C1"], results["C2"]
        wanted.append(Wanted(info, group[0].body, _applicants(group), full, partial, near))
    wanted.sort(key=lambda one: (-one.applicants, one.body, one.info))
    unnamed = sum(not request.asked.who for group in several for request in group)
    checked = listed is not None or not wanted
    return Suggested(tuple(wanted), tuple(_notes(withheld, unnamed, checked=checked)))


def suggestion_table(wanted: Sequence[Wanted]) -> Table:
    """Return the suggestions as a table of the report."""
    rows = tuple(
        {column.key: getattr(one, column.key) for column in _COLUMNS}
        | {"near": _NOT_COMPARED if one.near is None else one.near or _NONE_NEAR}
        for one in wanted
    )
    return Table("annual_suggested", "建议主动公开的信息（条例第四十四条）", _COLUMNS, rows)


# --- what was asked for ------------------------------------------------------------------------


def _grouped(requests: Sequence[Request]) -> dict[tuple[str, str], list[Request]]:
    """Group requests by body and information: its document number, else its title.

    A title alone means the number that another request gives with it.
    """
    named = [(one, _document(one), _core(one.asked.title)) for one in requests]
    numbers = {(one.body, title): number for one, number, title in named if number and title}
    groups: dict[tuple[str, str], list[Request]] = {}
    for one, number, title in named:
        key = number or numbers.get((one.body, title), title)
        if len(key) >= _SHORTEST_NAME:
            groups.setdefault((one.body, key), []).append(one)
    return groups


def _document(request: Request) -> str:
    """Return the normalised document number of what was asked for, wherever it stands."""
    given = normalise(request.asked.document)
    if any(map(str.isdigit, given)):
        return given
    found = _NUMBER.search(normalise(request.asked.title))
    return found[0] if found else ""


def _core(title: str) -> str:
    """Return a normalised title without quotation marks and a bracket behind."""
    plain = normalise(title)
    bare = _BRACKETED_END.sub("", plain) or plain
    inside = _BOOK.fullmatch(bare)
    return inside[1] if inside else bare


def _titles(group: Sequence[Request]) -> list[str]:
    """Return every name that a catalog may use: number, titles, and titles within them."""
    names: dict[str, None] = {}
    for request in group:
        inner = _BOOK.findall(normalise(request.asked.title))
        names |= dict.fromkeys((_document(request), _core(request.asked.title), *inner))
    return [name for name in names if len(name) >= _SHORTEST_NAME]


def _applicants(group: Sequence[Request]) -> int:
    known = {request.asked.who for request in group if request.asked.who}
    return len(known) + sum(not request.asked.who for request in group)


# --- what is not shown -------------------------------------------------------------------------


def _names(requests: Iterable[Request]) -> Mapping[int, set[int]]:
    """Return what tells the applicants' names, by their length; one character is a mere code."""
    names: dict[int, set[int]] = {}
    for who in {request.asked.who for request in requests}:
        if who is not None and who[1] > 1:
            names.setdefault(who[1], set()).add(who[0])
    return names


def _shown(group: Sequence[Request], words: Suggestion, names: Mapping[int, set[int]]) -> str:
    """Return the number as somebody wrote it, else the shortest title that may be shown, or ""."""
    for request in group:
        for text in (request.asked.document, request.asked.title):
            found = _NUMBER.search(normalise(text))
            if found and _is_number(found, words) and not _names_one_of(found[0], names):
                return text if normalise(text) == found[0] else found[0]
    titles = {request.asked.title for request in group}
    may_be = [title for title in titles if _may_be_shown(title, words, names)]
    return min(may_be, key=lambda title: (len(title), title), default="")


def _is_number(found: re.Match[str], words: Suggestion) -> bool:
    """Tell a document number from what somebody wrote before one."""
    letters = found[1]
    name = re.match(_pattern("{surname}[一-鿿]{1,2}", words), letters)
    return letters.endswith(tuple(words.number_endings)) and (
        len(letters) <= _SHORT_LETTERS or name is None
    )


def _may_be_shown(title: str, words: Suggestion, names: Mapping[int, set[int]]) -> bool:
    """Tell whether a title is a document's, and neither a request's words nor names anybody."""
    plain = normalise(title)
    core = _core(title)
    return (
        (_BOOK.fullmatch(plain) is not None or core.endswith(words.kinds))
        and len(plain) <= words.longest_title
        and not any(
            normalise(word) in plain for word in (*words.request_words, *words.private_words)
        )
        and not any(re.search(_pattern(known, words), core) for known in words.private_patterns)
        and not any(True for _ in personal_numbers(title))
        and not _names_one_of(plain, names)
    )


def _pattern(known: str, words: Suggestion) -> str:
    others = "|".join(words.not_names)
    return known.replace("{surname}", f"(?!{others})[{words.surnames}]")


def _names_one_of(text: str, names: Mapping[int, set[int]]) -> bool:
    """Tell whether an applicant's name stands in a text; A1 and the like are codes, not names."""
    return any(
        hash(window) in known and not window.isascii()
        for length, known in names.items()
        for at in range(len(text) - length + 1)
        if (window := text[at : at + length])
    )


def _notes(withheld: Sequence[Request], unnamed: int, *, checked: bool) -> Iterator[str]:
    if not checked:
        yield "没有给出目录（--catalog），建议主动公开的信息未与目录核对。"
    if unnamed:
        yield f"建议主动公开的信息中，{unnamed}件申请没有申请人代号，各按一名申请人计。"
    if withheld:
        rows = "、".join(f"{one.sheet} 第{one.row}行" for one in withheld[:_MOST_ROWS])
        more = f"等{len(withheld)}行" if len(withheld) > _MOST_ROWS else ""
        yield (
            f"两名以上申请人申请并获得的信息中，{rows}{more}的名称不是文件名称，或可能含个人信息，没有列出，"
            "请人工核对。"
        )


def _row(entry: Entry, text: str) -> str:
    place = entry.location
    return f"{place.sheet} 第{place.row}行“{shorten(text, 24)}”"

"""The schemes against four independent transcriptions of their documents."""

import json
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from pubaudit.schemes import catalog_root, load_for
from pubaudit.text import normalise

FOLDER = Path(__file__).parent / "data" / "transcriptions"
READERS = sorted(path.stem for path in FOLDER.glob("*.json"))
Strings = list[str]


def plain(text: str) -> str:
    return re.sub(r"[\"、,;:。.的]|等$", "", normalise(text))


def transcribed(reader: str) -> dict[str, Strings]:
    lists = json.loads((FOLDER / f"{reader}.json").read_text("utf-8"))
    return {key: [plain(w) for _, *words in rows for w in words] for key, rows in lists.items()}


def held(key: str) -> Strings:
    scheme = load_for(catalog_root(), *key.split("/"))
    return [plain(w) for item in scheme.items for w in (item.name, *item.elements)]


def is_in(text: str, others: Strings) -> bool:
    """Tell whether a string stands among others, cut a little finer or less finely there."""
    return any(
        text in other
        or other in text
        or SequenceMatcher(None, text, other, autojunk=False).ratio() >= 0.85
        for other in others
    )


@pytest.mark.parametrize("reader", READERS)
def test_what_an_independent_reader_finds_is_there_and_little_else(reader: str) -> None:
    lost: Strings = []
    invented: Strings = []
    theirs_in_all = ours_in_all = 0
    for key, theirs in transcribed(reader).items():
        ours = held(key)
        theirs_in_all, ours_in_all = theirs_in_all + len(theirs), ours_in_all + len(ours)
        lost += [text for text in theirs if not is_in(text, ours)]
        invented += [text for text in ours if not is_in(text, theirs)]
    assert theirs_in_all > 600
    assert len(lost) / theirs_in_all <= 0.02, lost
    assert len(invented) / ours_in_all <= 0.05, invented


def test_the_readers_transcribed_every_list() -> None:
    assert {key for reader in READERS for key in transcribed(reader)} == {
        "000000/公共资源配置",
        "120000/公共资源配置",
        "320902/公共资源配置",
        "520327/公共资源配置",
        "520327/重大建设项目批准和实施",
        "520327/社会公益事业建设",
        "530000/公共资源配置",
    }

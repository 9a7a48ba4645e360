"""One normaliser for matching, ledgers and fingerprints; what a person sees is never normalised."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from pubaudit.models import Basis, Confidence

NORMALISER_VERSION = 1

_VARIANTS = str.maketrans(
    {
        "〔": "(", "〕": ")", "[": "(", "]": ")", "【": "(", "】": ")", "{": "(", "}": ")",
        "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'",
        "—": "-", "–": "-", "‒": "-", "―": "-", "─": "-", "−": "-", "‐": "-", "‑": "-",
        "•": "·", "∙": "·", "・": "·", "‧": "·",
        "⁄": "/", "∕": "/",
    }
)  # fmt: skip

_INVISIBLE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]+")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|\([一二三四五六七八九十\d]+\)|\d{1,3}[.、](?!\d))+"
)

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
    dashes become one of each. Idempotent.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_VARIANTS)
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", folded))


def strip_numbering(text: str) -> str:
    """Drop a leading 一、 / (一) / 1. from a normalised text."""
    return _NUMBERING.sub("", text)


def one_line(text: str) -> str:
    """Return ``text`` as shown, on one line: white space folded, and gone between Chinese words."""
    folded = " ".join(text.split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", folded)


def shorten(text: str, limit: int = 40) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters with an ellipsis (GBK-safe)."""
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


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

"""What a file really is, told from its bytes; the name of a file proves nothing."""

from pathlib import Path

from pubaudit.readers.ole import Compound
from pubaudit.readers.package import Limits, Package
from pubaudit.signatures import OLE, ZIP

_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"
_COPY = "请把其中的表格复制到 Excel 或 WPS，存为 .xlsx 后再试"
_ORIGINAL = "请找到原来的 Excel 文件再试"

OTHERS: dict[str, tuple[str, str]] = {
    "xml2003": ("Excel 2003 XML 表格", _RESAVE),
    "html": ("网页（HTML）", _RESAVE),
    "text": ("文本（如 .csv、.txt）", _RESAVE),
    "encrypted": ("设有密码的 Office 文件", "请输入密码打开，去掉密码后另存为 .xlsx 再试"),
    "docx": ("Word 文档（.docx）", _COPY),
    "doc": ("旧版 Word 文档（.doc）", _COPY),
    "odf": ("ODF 文档（不是电子表格）", _COPY),
    "pptx": ("PowerPoint 演示文稿（.pptx）", _COPY),
    "rtf": ("RTF 文档", _COPY),
    "ole": ("旧版 Office 格式的文件", _RESAVE),
    "ofd": ("OFD 版式文件", _ORIGINAL),
    "pdf": ("PDF 文档", _ORIGINAL),
    "png": ("PNG 图片", _ORIGINAL),
    "jpeg": ("JPEG 图片", _ORIGINAL),
    "gif": ("GIF 图片", _ORIGINAL),
    "bmp": ("BMP 图片", _ORIGINAL),
    "tiff": ("TIFF 图片", _ORIGINAL),
    "zip": ("普通压缩包（.zip）", "请先解压，再检查其中的 .xlsx 文件"),
    "rar": ("压缩包（.rar）", "请先解压，再检查其中的 .xlsx 文件"),
    "7z": ("压缩包（.7z）", "请先解压，再检查其中的 .xlsx 文件"),
    "gzip": ("压缩文件（.gz）", "请先解压，再检查其中的 .xlsx 文件"),
}
UNKNOWN = ("无法识别的数据", "请确认文件没有损坏，或用 Excel、WPS 打开后另存为 .xlsx 再试")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
)
# Streams of an OLE compound file, in the order in which they decide.
_STREAMS = (
    ("encryptedpackage", "encrypted"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
)
# Parts of a zip, in the order in which they decide; a trailing slash means any part below.
_PARTS = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("ofd.xml", "ofd"),
)
_HEAD = 4096


def recognise(path: Path, data: bytes, limits: Limits) -> str:
    """Return the type of the file ``data``: a key of ``READERS`` or ``OTHERS``, or ``unknown``.

    ``path`` is for messages only. Raises ``InputError`` if it is a zip or an OLE file that is
    damaged or unsafe.
    """
    if data.startswith(ZIP):
        return _zip_kind(Package(path, data, limits))
    if data.startswith(OLE):
        names = Compound(path, data).names
        return next((kind for name, kind in _STREAMS if name in names), "ole")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    return _text_kind(data)


def _zip_kind(package: Package) -> str:
    names = package.names
    for part, kind in _PARTS:
        if part in names or (part.endswith("/") and any(name.startswith(part) for name in names)):
            return kind
    if "mimetype" in names:
        mimetype = b"".join(package.chunks("mimetype"))
        return "ods" if b"opendocument.spreadsheet" in mimetype else "odf"
    return "zip"


def _text_kind(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:_HEAD].decode("utf-16", errors="replace").lower()
    elif b"\0" in data[:_HEAD]:
        return "unknown"
    else:
        head = data[:_HEAD].decode("latin-1").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "xml2003"
    if any(mark in head for mark in ("<html", "<!doctype html", "<table", "<head", "<meta")):
        return "html"
    return "text" if _is_text(data[:_HEAD]) else "unknown"


def _is_text(head: bytes) -> bool:
    """Whether ``head`` reads as text; its last character may be cut off."""
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - 3 or None].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return controls == 0
    return False

"""Bundle: the files of a folder, each line in its one print, and whether every file is as its list says."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from . import entry, envelope
from .errors import Malformed, Problem, Refused
from .strict_json import Fields, base64_strict, load_object, version

MANIFEST_LIMIT = SUMS_LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 1024 * 1024
MOST_ITEMS = 100_000
FOLDERS = ("records", "media", "details", "policies")
NAME = re.compile(r"[A-Za-z0-9_-]([A-Za-z0-9._-]{0,198}[A-Za-z0-9_-])?", re.ASCII)


@dataclass
class RecordFile:
    commitment: str
    withheld: bool


@dataclass
class Piece:
    """One part of a medium, with what recomputes its commitment unless it is withheld."""

    commitment: str
    salt: str | None
    size: int | None


@dataclass
class Medium:
    file: str | None
    first_part: int
    parts: list[Piece]


@dataclass
class Item:
    item: str
    device: str
    as_of: str
    opening: RecordFile | None
    record: RecordFile | None
    media: list[Medium]


@dataclass
class Bundle:
    """Everything that a bundle shows. `sums` are the digests that SHA256SUMS lists."""

    organisation: bytes
    items: list[Item]
    files: dict[str, bytes]
    sums: dict[str, str]

    def whole(self, entries: list[entry.Entry]) -> bool:
        """Whether every listed file is here as listed, and every file of the four folders is listed and has an item."""
        here = {path: hashlib.sha256(data).hexdigest() for path, data in self.files.items() if path != "SHA256SUMS"}
        used = {f"policies/{one.digest}" for one in self.policies()} | {f"details/{one.details}" for one in entries}
        for item in self.items:
            used |= {f"records/{one.commitment}" for one in (item.opening, item.record)
                     if one and not one.withheld}
            used |= {one.file for one in item.media if one.file}
        ours = {path for path in here if path.split("/")[0] in FOLDERS}
        return all(here.get(path) == digest for path, digest in self.sums.items()) and ours <= used & self.sums.keys()

    def lines(self, path: str) -> list[Fields]:
        """The lines of a file that are spelled in their one print; others say nothing."""
        out = []
        # The last line has a newline too: what follows it is no line.
        for line in self.files.get(path, b"").split(b"\n")[:-1]:
            try:
                fields = load_object(line, LINE_LIMIT)
            except Malformed:
                continue
            if _print(fields.raw).encode() == line:
                out.append(fields)
        return out

    def entries(self) -> list[entry.Entry]:
        """The entries of entries.jsonl whose form is right."""
        out = []
        for fields in self.lines("entries.jsonl"):
            try:
                out.append(entry.read(_envelope(fields)))
            except Problem:
                continue
        return out

    def details(self, entries: list[entry.Entry]) -> dict[str, entry.Details]:
        """Details that say something, by the digest of their entry."""
        found = {one.digest: entry.details_of(one, self.files.get(f"details/{one.details}")) for one in entries}
        return {digest: said for digest, said in found.items() if said is not None}

    def policies(self) -> list[envelope.Envelope]:
        """Envelopes under policies/ that are named by the digest of their payload."""
        out = []
        for path in sorted(self.files):
            if path.startswith("policies/"):
                try:
                    signed = envelope.read(self.files[path])
                except Problem:
                    continue
                if path == f"policies/{signed.digest}":
                    out.append(signed)
        return out

    def receipts(self, name: str, fields: tuple) -> list[Fields]:
        """Lines of a list that have exactly these fields, in this order."""
        return [one for one in self.lines(name) if tuple(one.raw) == fields]


def _envelope(fields: Fields) -> envelope.Envelope:
    """An envelope in its one print: each field, in order, and no other."""
    if list(fields.raw) != ["payload", "payloadType", "signatures"]:
        raise Malformed("an envelope in another print")
    if [list(one.raw) for one in fields.objects("signatures")] != [["keyid", "sig"]]:
        raise Malformed("a signature in another print")
    return envelope.from_fields(fields)


def carried(fields: Fields, name: str) -> envelope.Envelope:
    """An envelope inside of a line, with its details where they are not withheld."""
    raw = dict(fields.object(name).raw)
    beside = list(raw)[3:]
    said = raw.pop("details", None)
    signed = _envelope(Fields(raw))
    if beside:
        signed.details = base64_strict(said) if beside == ["details"] and isinstance(said, str) else None
        if signed.details is None or len(signed.details) > entry.LIMIT:
            raise Malformed("details in another print")
    return signed


def member(fields: Fields, name: str) -> envelope.Envelope:
    """An envelope inside of a line."""
    return _envelope(fields.object(name))


def _print(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(folder: Path) -> Bundle:
    """Reads the bundle in a folder."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return of_files(files)


def of_files(files: dict[str, bytes]) -> Bundle:
    """Reads a bundle; malformed without its manifest or its list of digests."""
    if "bundle.json" not in files:
        raise Malformed("no manifest")
    organisation, items = _manifest(files["bundle.json"])
    if "SHA256SUMS" not in files:
        raise Malformed("no list of digests")
    return Bundle(organisation, items, files, _sums(files["SHA256SUMS"]))


def _sums(data: bytes) -> dict[str, str]:
    """SHA256SUMS: one line for each file, sorted by path."""
    out = {}
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("a list that is not UTF-8") from error
    for line in text.split("\n")[:-1]:
        match = re.fullmatch(r"([0-9a-f]{64})  ([^\n]+)", line)
        if not match:
            raise Malformed("a line of the list of digests")
        out[match[2]] = match[1]
    if "".join(f"{out[path]}  {path}\n" for path in sorted(out)) != text or len(data) > SUMS_LIMIT:
        raise Malformed("the list of digests is spelled in another way")
    return out


def _manifest(data: bytes) -> tuple[bytes, list[Item]]:
    fields = load_object(data, MANIFEST_LIMIT)
    version(fields.text("format"), "testamur-bundle-v2")
    fields.utc("made_at")
    listed = fields.objects("items")
    if len(listed) > MOST_ITEMS:
        raise Refused(f"{len(listed)} items")
    items = [_item(one) for one in listed]
    if len({(one.device, one.item) for one in items}) != len(items):
        raise Malformed("an item is listed twice")
    return entry.read_key(fields, "organisation"), items


def _item(fields: Fields) -> Item:
    def record(name):
        said = fields.object(name, optional=True)
        return said and RecordFile(said.digest("commitment"), bool(said.flag("withheld", optional=True)))

    return Item(fields.id("item"), fields.digest("device"), fields.digest("as_of"), record("opening"), record("record"),
                [_medium(one) for one in fields.objects("media")])


def _medium(fields: Fields) -> Medium:
    file = fields.text("file", optional=True)
    folder, _, name = (file or "media/name").partition("/")
    if folder != "media" or not NAME.fullmatch(name):
        raise Malformed("a medium's path is media/ and a plain name")
    parts = [Piece(one.digest("commitment"), one.digest("salt", optional=True), one.count("size", True, 2**32 - 1))
             for one in fields.objects("parts")]
    return Medium(file, fields.count("first_part", most=2**32 - 1), parts)

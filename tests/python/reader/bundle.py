"""Bundle: the files of a folder, each line in its one print, and whether every file is as its list says."""

import hashlib
import json
import os
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import entry, envelope
from .errors import Malformed, Problem, Refused, Unsupported
from .strict_json import Fields, base64_strict, load_object, version

MANIFEST_LIMIT = SUMS_LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 1024 * 1024
MOST_ITEMS = 100_000
FOLDERS = ("records", "media", "trees", "details", "policies")
TREE_LIMIT = 16 * 1024 * 1024
MOST_FILES = 200_000
# Packed members of a zip may together become this many bytes, and so many times the zip's size more.
MOST_UNPACKED, GROWTH = 256 * 1024 * 1024, 100
PLAIN = r"[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?"
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

    def shown(self) -> set[str]:
        """Records and media that items list and do not withhold."""
        used = set()
        for item in self.items:
            used |= {f"records/{one.commitment}" for one in (item.opening, item.record)
                     if one and not one.withheld}
            used |= {one.file for one in item.media if one.file}
        return used

    def used(self, entries: list[entry.Entry], trees: set[str]) -> set[str]:
        """Files of the five folders that something here names. `trees` are the roots over lines that entries of the items state."""
        used = {f"policies/{one.digest}" for one in self.policies()} | {f"details/{one.details}" for one in entries}
        return used | {f"trees/{root}" for root in trees} | self.shown()

    def whole(self, used: set[str]) -> bool:
        """Whether every listed file is here as listed, and every file of the five folders is listed and has an item."""
        here = self._here()
        # What is on no list and is used by nothing is litter: told beside the verdict, and no part of the bundle.
        ours = {path for path in here if path.split("/")[0] in FOLDERS and (path in used or path in self.sums)}
        return all(here.get(path) == digest for path, digest in self.sums.items()) and ours <= used & self.sums.keys()

    def own(self, used: set[str], altered: set[str]) -> tuple[bool, bool]:
        """Whether a file of no item is another than its list says, or gone; and whether anything could be cut.

        `altered` are files of which their item says that they are not what the device sealed, or not here.
        """
        here, shown = self._here(), self.shown()
        differ = {path for path, digest in self.sums.items() if here.get(path) != digest} - altered
        judged = used | {"bundle.json", "entries.jsonl"}
        unlisted = {path for path in here if path in judged and path not in self.sums}
        return bool(differ - shown), bool(differ | unlisted)

    def _here(self) -> dict[str, str]:
        return {path: hashlib.sha256(data).hexdigest() for path, data in self.files.items() if path != "SHA256SUMS"}

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


def read(place: Path) -> Bundle:
    """Reads the bundle in a folder, or in a zip that any program packed."""
    return of_files(_zipped(place) if place.is_file() else _in_folder(place))


def _in_folder(folder: Path) -> dict[str, bytes]:
    """Ordinary files; a link is never followed."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            files[os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")] = path.read_bytes()
    return files


def _zipped(place: Path) -> dict[str, bytes]:
    """Files of a zip, unpacked in memory: stored or deflated ones, within the limits of the page."""
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(place) as packed:
            members = [one for one in packed.infolist() if not one.filename.endswith(("/", "\\"))]
            packed_ones = [one.file_size for one in members if one.compress_type]
            if len(members) > MOST_FILES or sum(packed_ones) > MOST_UNPACKED + GROWTH * place.stat().st_size:
                raise Refused("unpack it where there is room and verify the folder")
            for one in members:
                if one.flag_bits & 0x2041 or one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Unsupported("packed so that it is not read here: unpack it and verify the folder")
                name = one.filename.replace("\\", "/").removeprefix("./")
                if one.create_system in (3, 19) and one.external_attr >> 28 not in (0, 4, 8):
                    continue
                if name in files:
                    raise Unsupported("two files have the same path: unpack it and verify the folder")
                files[name] = packed.read(one)
    except zipfile.BadZipFile as error:
        raise Malformed("a zip that was cut off or is damaged") from error
    return files


def _root(files: dict[str, bytes]) -> str:
    """The one folder that is a bundle, at the top or in it: with a list, or where none has one, with a manifest alone."""
    around = [path.removesuffix("bundle.json") for path in files
              if path == "bundle.json" or path.endswith("/bundle.json") and path.count("/") == 1]
    around = [one for one in around if f"{one}SHA256SUMS" in files] or around
    if "" in around or not around:
        return ""
    if len(around) > 1:
        raise Refused("several bundles: verify one of them alone")
    return around[0]


def _plain(path: str) -> bool:
    """A path that a bundle can have; any other is litter and says nothing."""
    names = path.split("/")
    return len(path) <= 240 and len(names) <= 2 and all(re.fullmatch(PLAIN, name, re.ASCII) for name in names)


def of_files(files: dict[str, bytes]) -> Bundle:
    """Reads a bundle; malformed without its manifest or its list of digests."""
    root = _root(files)
    files = {path[len(root):]: data for path, data in files.items() if path.startswith(root)}
    files = {path: data for path, data in files.items() if _plain(path)}
    if "bundle.json" not in files:
        raise Malformed("no manifest")
    organisation, items = _manifest(files["bundle.json"])
    if "SHA256SUMS" not in files:
        raise Malformed("no list of digests")
    sums = _sums(files["SHA256SUMS"])
    return Bundle(organisation, items, _settled(files, sums), sums)


def _settled(files: dict[str, bytes], sums: dict[str, str]) -> dict[str, bytes]:
    """Without files that are on no list and differ from another in upper and lower case only."""
    listed = sums.keys() | {"bundle.json", "SHA256SUMS"}
    folded = Counter(path.lower() for path in files)
    if any(count > 1 for count in Counter(path.lower() for path in files if path in listed).values()):
        raise Refused("two paths differ in upper and lower case only")
    return {path: data for path, data in files.items() if folded[path.lower()] == 1 or path in listed}


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
    if len({(one.device, one.item, one.as_of) for one in items}) != len(items):
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

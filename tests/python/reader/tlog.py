"""Log and receipts: RFC 6962 hashes, C2SP signed notes, checkpoints, cosignatures, proofs and tile paths."""

import hashlib
import re
from dataclasses import dataclass, field

from . import keys
from .errors import Malformed, Refused, Unsupported
from .strict_json import base64_strict

LARGEST = 2**63 - 1
DECIMAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)
NAME = re.compile(r"[^\s+]{1,255}")
ED25519, COSIGNATURE = 1, 4


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def root_of_inclusion(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162 2.1.3.2), or None if its length is wrong."""
    if index >= size:
        return None
    number, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(one, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, one)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


def continued(old: int, old_root: bytes, new: int, path: list[bytes]) -> bytes | None:
    """The root of the tree `new` that a proof of RFC 6962 2.1.2 leads to from the tree `old` (walked as in RFC 9162 2.1.4.2)."""
    if old == 0 or old >= new or new > LARGEST:
        return None
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return None
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = steps[0]
    for one in steps[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, one)
        number, last = number >> 1, last >> 1
    return second if last == 0 and first == old_root else None


@dataclass(frozen=True)
class VerifierKey:
    """A C2SP verifier key: NAME+ID+KEY. `algorithm` 1 signs notes, 4 cosigns checkpoints."""

    name: str
    id: bytes
    algorithm: int
    key: bytes


def verifier_key(text: str) -> VerifierKey:
    pieces = text.split("+", 2)
    if len(pieces) != 3 or not NAME.fullmatch(pieces[0]) or len(pieces[0].encode()) > 255:
        raise Malformed("no verifier key")
    name, identifier, key = pieces
    if not re.fullmatch(r"[0-9a-f]{8}", identifier):
        raise Malformed("no key id")
    data = base64_strict(key)
    if not data:
        raise Malformed("no key")
    if sha256(name.encode() + b"\n" + data)[:4].hex() != identifier:
        raise Malformed("the id is another key's")
    if data[0] not in (ED25519, COSIGNATURE):
        raise Unsupported(f"algorithm {data[0]}")
    return VerifierKey(name, bytes.fromhex(identifier), data[0], keys.check_key(data[1:]))


@dataclass
class Note:
    """A signed note: its text, and its signature lines as (name, key id, signature)."""

    text: str
    lines: list[tuple[str, bytes, bytes]]

    def of(self, key: VerifierKey) -> list[bytes]:
        return [s for name, identifier, s in self.lines if (name, identifier) == (key.name, key.id)]

    def signed_by(self, key: VerifierKey) -> bool:
        """One line of this key at least, and none of them wrong."""
        found = self.of(key)
        return bool(found) and all(keys.verifies(key.key, self.text.encode(), one) for one in found)

    def cosigned_by(self, key: VerifierKey) -> int | None:
        """The earliest time of a cosignature that holds (seconds since 1970), or None: a carrier can add lines that do not."""
        times = [self._cosigned(key, one) for one in self.of(key)]
        return min((time for time in times if time is not None), default=None)

    def _cosigned(self, key: VerifierKey, line: bytes) -> int | None:
        if len(line) != 72:
            return None
        time = int.from_bytes(line[:8], "big")
        message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
        if not 0 < time <= LARGEST or not keys.verifies(key.key, message, line[8:]):
            return None
        return time


def note(data: bytes) -> Note:
    """Reads a signed note."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    if any(ord(letter) < 32 and letter != "\n" for letter in whole):
        raise Malformed("a control character")
    split = whole.rfind("\n\n")
    if split < 0 or not whole.endswith("\n"):
        raise Malformed("no blank line before signatures, or no last newline")
    text, rest = whole[: split + 1], whole[split + 2 :]
    lines = rest.split("\n")[:-1]
    if not 1 <= len(lines) <= 64:
        raise Malformed(f"{len(lines)} signatures")
    out = []
    for line in lines:
        pieces = line.split(" ")
        if len(pieces) != 3 or pieces[0] != "\u2014" or not NAME.fullmatch(pieces[1]):
            raise Malformed("no signature line")
        signature = base64_strict(pieces[2])
        if len(signature) < 5:
            raise Malformed("no signature behind the key id")
        out.append((pieces[1], signature[:4], signature[4:]))
    return Note(text, out)


@dataclass
class Checkpoint:
    """A log's size and root, with the note that says so."""

    origin: str
    size: int
    root: bytes
    note: Note
    known: dict[tuple[str, bytes], int | None] = field(default_factory=dict, repr=False, compare=False)

    def log_signed(self, key: VerifierKey) -> "Checkpoint":
        if self.origin != key.name or key.algorithm != ED25519 or not self.note.signed_by(key):
            raise Refused("not this log's checkpoint")
        return self

    def times(self, cosigners: list[VerifierKey]) -> list[int]:
        """When the cosigners saw it, in order; each key counts once."""
        keys = {(c.name, c.key): c for c in cosigners if c.algorithm == COSIGNATURE}
        self.known |= {named: self.note.cosigned_by(c) for named, c in keys.items() if named not in self.known}
        return sorted(time for named in keys if (time := self.known[named]) is not None)


def decimal(text: str, most: int = LARGEST) -> int:
    if not DECIMAL.fullmatch(text) or int(text) > most:
        raise Malformed(f"{text!r} is no number here")
    return int(text)


def checkpoint(data: bytes) -> Checkpoint:
    """Reads a checkpoint: a note with origin, size, root and perhaps extension lines."""
    read = note(data)
    lines = read.text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise Malformed("origin, size and root are three lines")
    size, root = decimal(lines[1]), base64_strict(lines[2])
    if len(root) != 32:
        raise Malformed(f"a root of {len(root)} bytes")
    if size == 0 and root != sha256(b""):
        raise Malformed("an empty tree has the empty root")
    return Checkpoint(lines[0], size, root, read)


@dataclass
class Proof:
    """A C2SP tlog-proof: index, inclusion proof, checkpoint."""

    index: int
    path: list[bytes]
    checkpoint: Checkpoint
    extra: bytes | None = field(default=None)

    def holds(self, leaf: bytes) -> bool:
        """Whether the checkpoint's tree has this leaf hash at the index."""
        found = root_of_inclusion(self.index, self.checkpoint.size, leaf, self.path)
        return found == self.checkpoint.root


def proof(data: bytes) -> Proof:
    """Reads a proof."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    head, found, rest = text.partition("\n\n")
    if not found:
        raise Malformed("no checkpoint")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1":
        if re.fullmatch(r"c2sp\.org/tlog-proof@v[0-9]+", lines[0], re.ASCII):
            raise Unsupported(lines[0])
        raise Malformed("no proof")
    lines.pop(0)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = base64_strict(lines.pop(0)[6:])
        if not extra:
            raise Malformed("an empty extra line")
    if not lines or not lines[0].startswith("index "):
        raise Malformed("no index")
    index = decimal(lines.pop(0)[6:])
    path = [base64_strict(line) for line in lines]
    if len(path) > 63 or any(len(one) != 32 for one in path):
        raise Malformed("not a path of hashes")
    read = checkpoint(rest.encode())
    if index >= read.size:
        raise Malformed("an index outside of the tree")
    return Proof(index, path, read, extra)


def tile_path(text: str):
    """Checks a path of C2SP tlog-tiles: `tile/LEVEL/INDEX[.p/WIDTH]` or `tile/entries/…`."""
    match = re.fullmatch(r"tile/(entries|[0-9]+)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]+))?", text, re.ASCII)
    if not match:
        raise Malformed("no tile path")
    level, groups, width = match.groups()
    if level != "entries":
        decimal(level, 63)
    if groups.startswith("x000/"):
        raise Malformed("a needless group")
    if int(groups.replace("x", "").replace("/", "")) > LARGEST // 256:
        raise Malformed("an index above the largest tree")
    if width is not None and not 1 <= decimal(width) <= 255:
        raise Malformed("a partial tile has 1 to 255")

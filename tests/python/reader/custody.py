"""Custody statement: a server's signature over every part that it holds of an item, which its details name."""

import hashlib
import re
from dataclasses import dataclass

from . import envelope
from .entry import LARGEST_SEALED_PART, LIMIT, statement
from .envelope import Envelope
from .errors import Malformed, Problem
from .strict_json import instant, load_object

CUSTODY_V2 = "urn:testamur:custody:v2"
LONGEST_NOTE = 16 * 1024
SUBJECT = re.compile(r"entry/(0|[1-9][0-9]*)", re.ASCII)


@dataclass
class Custody:
    """`entries` are (number, digest); `held` are (SHA-256, size) of sealed parts, none while the details say nothing."""

    digest: str
    server: str
    seq: int
    prev: str | None
    device: str
    item: str
    entries: list[tuple[int, str]]
    held: list[tuple[str, int]] | None
    at: str
    after: str | None

    @property
    def instant(self) -> float:
        return instant(self.at)


def read(signed: Envelope, key: bytes, details: bytes | None) -> Custody:
    """Reads a custody statement that the log's key signed."""
    subjects, said = statement(signed.open(envelope.STATEMENT, key), CUSTODY_V2)
    entries = []
    for name, digest in subjects:
        match = SUBJECT.fullmatch(name)
        if not match or int(match[1]) >= 2**64:
            raise Malformed(f"subject {name!r}")
        entries.append((int(match[1]), digest))
    if not 1 <= len(entries) <= 128:
        raise Malformed("too many entries, or none")
    after = said.text("after", optional=True)
    if after is not None and len(after.encode()) > LONGEST_NOTE:
        raise Malformed("a checkpoint that is too long")
    named, held = said.digest("details"), None
    if details is not None and hashlib.sha256(details).hexdigest() == named:
        held = read_details(details)
    return Custody(signed.digest, said.text("server"), said.count("seq"), said.digest("prev", optional=True),
                   said.digest("device"), said.id("item"), entries, held, said.utc("at"), after)


def read_details(data: bytes) -> list[tuple[str, int]] | None:
    """The parts that are held; nothing where the details cannot be read."""
    try:
        fields = load_object(data, LIMIT)
        fields.id("salt")
        held = [(one.digest("sha256"), one.count("size")) for one in fields.objects("held")]
    except Problem:
        return None
    if not 1 <= len(held) <= 256 or any(not 0 < size <= LARGEST_SEALED_PART for _, size in held):
        return None
    return held

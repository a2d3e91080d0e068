"""Custody statement: a server's signature over every part that it holds of an item."""

import re
from dataclasses import dataclass

from . import envelope
from .entry import LARGEST_SEALED_PART, statement
from .envelope import Envelope
from .errors import Malformed
from .strict_json import instant

CUSTODY_V1 = "urn:testamur:custody:v1"
SUBJECT = re.compile(r"entry/(0|[1-9][0-9]*)", re.ASCII)


@dataclass
class Custody:
    """`entries` are (number, digest); `held` are (SHA-256, size) of sealed parts."""

    digest: str
    server: str
    seq: int
    prev: str | None
    device: str
    item: str
    entries: list[tuple[int, str]]
    held: list[tuple[str, int]]
    at: str

    @property
    def instant(self) -> float:
        return instant(self.at)


def read(signed: Envelope, key: bytes) -> Custody:
    """Reads a custody statement that the log's key signed."""
    subjects, said = statement(signed.open(envelope.STATEMENT, key), CUSTODY_V1)
    entries = []
    for name, digest in subjects:
        match = SUBJECT.fullmatch(name)
        if not match:
            raise Malformed(f"subject {name!r}")
        entries.append((int(match[1]), digest))
    held = [(one.digest("sha256"), one.count("size")) for one in said.objects("held")]
    if not 1 <= len(entries) <= 128 or not 1 <= len(held) <= 256:
        raise Malformed("too many entries or parts, or none")
    if any(not 0 < size <= LARGEST_SEALED_PART for _, size in held):
        raise Malformed("a part of no size that a part has")
    seq, prev = said.count("seq"), said.digest("prev", optional=True)
    if (seq == 0) != (prev is None):
        raise Malformed("prev is absent in the server's first statement alone")
    return Custody(signed.digest, said.text("server"), seq, prev, said.digest("device"), said.id("item"), entries, held,
                   said.utc("at"))

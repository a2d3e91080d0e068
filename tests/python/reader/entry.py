"""Entry and details: what a device signs of one piece of evidence, and what travels beside it."""

import hashlib
import re
from dataclasses import dataclass, field

from . import envelope, keys
from .envelope import Envelope
from .errors import Malformed, Problem
from .strict_json import Fields, load_object, version

LIMIT = 65_535
LARGEST_SEALED_PART = 4_207_918
STATEMENT_V1 = "https://in-toto.io/Statement/v1"
ENTRY_V2 = "urn:testamur:entry:v2"
ROLE = re.compile(r"part/(0|[1-9][0-9]*)", re.ASCII)
PLATFORM = re.compile(r"[a-z]{0,16}")
MOST_PARTS = 2**32 - 1


@dataclass
class Seen:
    """The newest checkpoint that the device knew."""

    origin: str
    size: int
    root: str


@dataclass
class Entry:
    """One link of a device's chain."""

    digest: str
    envelope: Envelope
    details: str
    device: str
    seq: int
    prev: str | None
    key: bytes | None
    next_key: bytes
    item: str | None
    ends: bool
    seen: Seen | None


@dataclass
class Part:
    """One sealed part as its entry states it."""

    role: str
    commitment: str
    tree: str | None
    sha256: str
    size: int

    @property
    def number(self) -> int | None:
        return int(self.role[5:]) if self.role.startswith("part/") else None


@dataclass
class Details:
    """What an entry says behind a digest."""

    sha256: str
    salt: str
    claimed_at: str
    policy: str
    review: str | None
    parts: list[Part]
    organisation: str | None
    transport_key: str | None
    platform: str | None
    ticket: Envelope | None
    admission: Envelope | None
    continues: tuple[str, str] | None
    raw: dict = field(repr=False)


def statement(payload: bytes, predicate_type: str) -> tuple[list[tuple[str, str]], Fields]:
    """An in-toto statement: its subjects as (name, SHA-256), and its predicate."""
    fields = load_object(payload, LIMIT)
    version(fields.text("_type"), STATEMENT_V1)
    said = fields.text("predicateType")
    if said.rpartition(":")[0] != predicate_type.rpartition(":")[0]:
        raise Malformed(f"a statement of another kind: {said}")
    version(said, predicate_type)
    subjects = [(s.text("name"), s.object("digest").digest("sha256")) for s in fields.objects("subject")]
    return subjects, fields.object("predicate")


def read_key(fields: Fields, name: str, optional=False) -> bytes | None:
    """A field that is an Ed25519 public key."""
    text = fields.digest(name, optional)
    return None if text is None else keys.check_key(bytes.fromhex(text))


def read(signed: Envelope) -> Entry:
    """Reads an entry. Its signature is checked by whoever knows the key: see chain.py."""
    signed.must_be(envelope.STATEMENT)
    subjects, said = statement(signed.payload, ENTRY_V2)
    if [name for name, _ in subjects] != ["details"]:
        raise Malformed("the subject is not the details")
    seq, genesis = said.count("seq"), said.count("seq") == 0
    for name, wanted in (("device", not genesis), ("prev", not genesis), ("key", genesis)):
        if said.has(name) != wanted:
            raise Malformed(f"{name} is {'missing' if wanted else 'there'} in entry {seq}")
    seen = said.object("seen", optional=True)
    item = said.id("item", optional=True)
    ends = said.flag("ends", optional=True)
    if ends and item is None:
        raise Malformed("ends no item")
    return Entry(
        digest=signed.digest,
        envelope=signed,
        details=subjects[0][1],
        device=signed.digest if genesis else said.digest("device"),
        seq=seq,
        prev=said.digest("prev", optional=True),
        key=read_key(said, "key", optional=True),
        next_key=read_key(said, "next_key"),
        item=item,
        ends=bool(ends),
        seen=None if seen is None else Seen(seen.text("origin"), seen.count("size"), seen.digest("root")),
    )


def read_details(data: bytes) -> Details:
    """Reads details from their bytes."""
    fields = load_object(data, LIMIT)
    uptime = fields.object("uptime")
    uptime.id("boot"), uptime.count("ms")
    ticket, admission = (fields.object(name, optional=True) for name in ("ticket", "admission"))
    continues = fields.object("continues", optional=True)
    transport_key = read_key(fields, "transport_key", optional=True)
    platform = fields.text("platform", optional=True)
    if not PLATFORM.fullmatch(platform or ""):
        raise Malformed("a platform is up to 16 lower-case letters")
    return Details(
        sha256=hashlib.sha256(data).hexdigest(),
        salt=fields.id("salt"),
        claimed_at=fields.claimed("claimed_at"),
        policy=fields.digest("policy"),
        review=fields.text("review", optional=True),
        parts=_parts(fields.objects("parts")),
        organisation=fields.digest("organisation", optional=True),
        transport_key=None if transport_key is None else transport_key.hex(),
        platform=platform,
        ticket=None if ticket is None else envelope.from_fields(ticket),
        admission=None if admission is None else envelope.from_fields(admission),
        continues=None if continues is None else (continues.digest("device"), continues.digest("entry")),
        raw=fields.raw,
    )


def details_of(entry: Entry, data: bytes | None) -> Details | None:
    """The details that say something of an entry: its own, readable, and without contradiction."""
    if data is None or hashlib.sha256(data).hexdigest() != entry.details:
        return None
    try:
        return fit(entry, read_details(data))
    except Problem:
        return None


def _parts(listed: list[Fields]) -> list[Part]:
    if len(listed) > 64:
        raise Malformed(f"{len(listed)} parts")
    out: list[Part] = []
    for one in listed:
        part = Part(one.text("role"), one.digest("commitment"), one.digest("tree", optional=True), one.digest("sha256"),
                    one.count("size"))
        if part.role not in ("opening", "record"):
            match = ROLE.fullmatch(part.role)
            if not match or int(match[1]) > MOST_PARTS:
                raise Malformed(f"role {part.role!r}")
        if not 0 < part.size <= LARGEST_SEALED_PART:
            raise Malformed(f"a sealed part of {part.size} bytes")
        if part.tree is not None and part.number is not None:
            raise Malformed("a medium has no lines")
        out.append(part)
    order = [0 if p.role == "opening" else 2 if p.role == "record" else 1 for p in out]
    if order != sorted(order) or order.count(0) > 1 or order.count(2) > 1:
        raise Malformed("roles out of order")
    numbers = [p.number for p in out if p.number is not None]
    if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise Malformed("numbers of parts with a hole")
    return out


def fit(entry: Entry, details: Details) -> Details:
    """Details that do not contradict their entry; malformed where they do, and then they say nothing."""
    if bool(details.parts) != (entry.item is not None):
        raise Malformed("parts without an item, or an item without parts")
    if any(p.role == "record" for p in details.parts) != entry.ends:
        raise Malformed("ends and the record contradict each other")
    start = (details.organisation, details.transport_key, details.platform)
    travel = (details.ticket, details.admission)
    genesis = entry.seq == 0
    if genesis and None in start:
        raise Malformed("genesis without its fields")
    if not genesis and any(start + travel) and (None in start + travel or details.parts):
        raise Malformed("half a renewal, or one with parts")
    if not genesis and details.continues:
        raise Malformed("a later entry that goes on from another chain")
    return details

"""Ticket, admission and invitation: how a device becomes the organisation's, and is renewed."""

import hashlib
from dataclasses import dataclass

from . import envelope, keys, policy
from .entry import Details, Entry, Seen, read_key
from .envelope import Envelope
from .errors import Malformed, Refused
from .policy import Policy
from .strict_json import load_object, version

LIMIT = 4_096
INVITATION_LIMIT = 512 * 1024


@dataclass
class Ticket:
    """One place that an organisation gives away: to a device, to one device again, or to an archivist."""

    digest: str
    role: str
    admission_key: bytes | None
    log: str | None
    device: str | None
    key: bytes | None


def read_ticket(signed: Envelope, organisation: bytes) -> Ticket:
    """Reads a ticket that this organisation signed and that names it."""
    fields = load_object(signed.open(envelope.TICKET, organisation), LIMIT)
    named = read_key(fields, "organisation")
    ticket = Ticket(
        digest=signed.digest,
        role=fields.choice("role", ("device", "archivist")),
        admission_key=read_key(fields, "admission_key", optional=True),
        log=fields.text("log", optional=True),
        device=fields.digest("device", optional=True),
        key=read_key(fields, "key", optional=True),
    )
    fields.utc("expires", optional=True)
    if named != organisation:
        raise Refused("a ticket of another organisation")
    of_device = (ticket.admission_key is not None, ticket.key is None)
    if of_device != (ticket.role == "device",) * 2:
        raise Malformed("a key that the role has not, or none")
    return ticket


def check(entry: Entry, details: Details, organisation: bytes) -> Ticket:
    """The ticket that admits genesis or renews a device, once everything fits; refused otherwise."""
    if details.ticket is None or details.admission is None:
        raise Refused("no ticket or no admission")
    if details.organisation != hashlib.sha256(organisation).hexdigest():
        raise Refused("genesis or renewal of another organisation")
    ticket = read_ticket(details.ticket, organisation)
    if ticket.role != "device":
        raise Refused("an archivist's ticket")
    said = load_object(details.admission.open(envelope.ADMISSION, ticket.admission_key), LIMIT)
    key = read_key(said, "key")
    seen = said.object("seen", optional=True)
    if not entry.envelope.signed_by(key):
        raise Refused("another key signs the entry")
    wanted = (ticket.digest, details.organisation, entry.seq, details.transport_key, details.policy)
    told = (said.digest("ticket"), said.digest("organisation"), said.count("seq"), said.digest("transport_key"),
            said.digest("policy"))
    genesis = entry.seq == 0
    place = (None, None) if genesis else (entry.device, entry.prev)
    if told != wanted or (said.digest("device", optional=True), said.digest("prev", optional=True)) != place:
        raise Refused("admitted something else")
    if (None if seen is None else Seen(seen.text("origin"), seen.count("size"), seen.digest("root"))) != entry.seen:
        raise Refused("admitted with another checkpoint")
    if genesis and key != entry.key:
        raise Refused("admitted another key")
    if ticket.device != (None if genesis else entry.device):
        raise Refused("a ticket for another device, or for a new one")
    return ticket


@dataclass
class Invitation:
    """An organisation's invitation to one device."""

    organisation: bytes
    policy: Policy
    ticket: Ticket
    admission_key: bytes


def read_invitation(data: bytes) -> Invitation:
    """Reads an invitation; refused where its parts are not of one organisation and one device."""
    fields = load_object(data, INVITATION_LIMIT)
    version(fields.text("format"), "testamur-invitation-v2")
    organisation = read_key(fields, "organisation")
    signed = [envelope.from_fields(fields.object(name)) for name in ("policy", "ticket")]
    secret = bytes.fromhex(fields.digest("admission"))
    fields.text("checkpoint", optional=True)
    found = policy.read(signed[0], organisation)
    ticket = read_ticket(signed[1], organisation)
    if ticket.role != "device":
        raise Refused("an archivist has no invitation")
    public = keys.public_of(secret)
    if public != ticket.admission_key:
        raise Refused("the secret is not that of the ticket: used, or another")
    return Invitation(organisation, found, ticket, public)

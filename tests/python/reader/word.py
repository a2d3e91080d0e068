"""Word: what the organisation itself says of one device, and the leaf that stands for it in a log."""

from dataclasses import dataclass

from . import envelope
from .entry import read_key
from .envelope import Envelope
from .errors import Malformed, Refused
from .strict_json import load_object


LIMIT = 4_096


@dataclass
class Word:
    """`confirmed`, or `ended` after or from an entry."""

    digest: str
    device: str
    says: str
    after: str | None
    start: str | None

    @property
    def leaf(self) -> bytes:
        return f"testamur-word-v1\n{self.digest}\n".encode()


def read(signed: Envelope, organisation: bytes) -> Word:
    """Reads a word that the organisation's key signed and that names it."""
    fields = load_object(signed.open(envelope.WORD, organisation), LIMIT)
    fields.id("salt")
    named = read_key(fields, "organisation")
    says = fields.choice("says", ("confirmed", "ended"))
    after, start = (fields.digest(name, optional=True) for name in ("after", "from"))
    ends = (after is not None) + (start is not None)
    if ends != (1 if says == "ended" else 0):
        raise Malformed("an end names one entry, a confirmation none")
    device = fields.digest("device")
    if named != organisation:
        raise Refused("in the name of another organisation")
    return Word(signed.digest, device, says, after, start)

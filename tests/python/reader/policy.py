"""Policy: what an organisation asks of its devices, and which logs and cosigners its receipts need."""

import re
from dataclasses import dataclass, field

from . import envelope
from .envelope import Envelope
from .errors import Malformed
from .strict_json import Fields, load_object, version

LIMIT = 64 * 1024
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass
class Log:
    """A log that a policy trusts, its keys as they were written; `size` and `root` only of one that is retired."""

    origin: str
    key: str
    cosigners: list[str]
    quorum: int
    size: int | None = None
    root: str | None = None


@dataclass
class Policy:
    """A policy and the digest of its payload."""

    digest: str
    version: int
    ancestors: list[str]
    name: str
    archive_recipients: list[str]
    witness_recipients: list[str] | None
    slots: int
    logs: list[Log]
    retired: list[Log]
    review: str
    raw: dict = field(repr=False)

    def descends_from(self, other: "Policy") -> bool:
        """From itself too, for whoever asks which is the newest of one line."""
        if self.digest == other.digest:
            return True
        return self.ancestors[: len(other.ancestors) + 1] == other.ancestors + [other.digest]


def read(signed: Envelope, organisation: bytes) -> Policy:
    """Reads a policy that the organisation's key signed."""
    payload = signed.open(envelope.POLICY, organisation)
    fields = load_object(payload, LIMIT)
    version(fields.text("format"), "testamur-policy-v1")
    ancestors = fields.digests("ancestors")
    if len(set(ancestors)) != len(ancestors) or fields.count("version") != len(ancestors):
        raise Malformed("the version is not the number of ancestors, or one is named twice")
    name = fields.text("name")
    if not name.strip() or len(name.encode()) > 200 or CONTROL.search(name):
        raise Malformed("a name that cannot be shown")
    recipients = fields.texts("archive_recipients")
    witnesses = fields.texts("witness_recipients", optional=True)
    slots = fields.count("slots")
    review = fields.choice("review", ("never", "until-delivered", "always"))
    _check_recipients(recipients, witnesses, slots, review)
    for server in fields.objects("servers"):
        url = server.text("url")
        if not url.startswith("https://") or len(url.encode()) > 300:
            raise Malformed("a server without TLS")
        server.digests("pins", optional=True)
    fields.texts("timestamp_roots", optional=True), fields.digests("forms", optional=True)
    fields.flag("keep_after_delivery", optional=True)
    fields.utc("expires", optional=True)
    logs = [_log(one, retired=False) for one in fields.objects("logs")]
    retired = [_log(one, retired=True) for one in fields.objects("retired", optional=True) or []]
    keys = [log.key for log in logs + retired]
    if len(set(keys)) != len(keys):
        raise Malformed("a log that is named or retired twice, or in use too")
    return Policy(signed.digest, len(ancestors), ancestors, name, recipients, witnesses, slots, logs, retired, review,
                  fields.raw)


def _check_recipients(recipients, witnesses, slots, review):
    everyone = recipients + (witnesses or [])
    if not recipients or slots > 8:
        raise Malformed("no archive recipient, or more than 8 slots")
    if set(recipients) & set(witnesses or []):
        raise Malformed("an archive recipient would open what is sealed to the witnesses")
    if len({recipient_kind(one) for one in everyone}) != 1:
        raise Malformed("recipients of two kinds")
    reviewer = 0 if review == "never" else 1
    if max(len(recipients) + reviewer, len(witnesses or [])) > slots:
        raise Malformed("more recipients than slots")


def _log(fields: Fields, retired: bool) -> Log:
    log = Log(
        origin=fields.text("origin"),
        key=fields.text("key"),
        cosigners=fields.texts("cosigners", optional=True) or [],
        quorum=fields.count("quorum", optional=True) or 0,
        size=fields.count("size") if retired else None,
        root=fields.digest("root") if retired else None,
    )
    if not log.origin or log.quorum > len(log.cosigners):
        raise Malformed("a log without origin, or a quorum above the cosigners")
    return log


def recipient_kind(text: str) -> str:
    """`hybrid` (age1pq1 and 1,952 letters) or `classic` (age1 and 58), told by the shape of the text."""
    for kind, shape in (("hybrid", r"age1pq1[a-z0-9]{1952}"), ("classic", r"age1[a-z0-9]{58}")):
        if re.fullmatch(shape, text):
            return kind
    raise Malformed("no age recipient")

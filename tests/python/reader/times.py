"""Time: what bounds each entry of an item, and whether its claims lie inside."""

from dataclasses import dataclass

from . import receipts, story
from .receipts import Held, Receipts
from .strict_json import instant

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"
TOLERANCE = 5 * 60
FIRST_INSTANT = instant("2026-01-01T00:00:00Z")


@dataclass
class Side:
    """A bound: by a quorum of cosigners and whether the entry's own policy names them, or by the server's nearest statement."""

    vouched: tuple[bool, float] | None
    server: float | None

    @property
    def at(self) -> float | None:
        return self.server if self.vouched is None else self.vouched[1]


def _policy(case, digest: str) -> str | None:
    """The policy that an entry names."""
    said = case.chains.details.get(digest)
    return said and said.policy


def _statements(held: Receipts, log: str) -> list[Held]:
    found = [one for one in held.held if one.place.log == log and one.statement.instant >= FIRST_INSTANT]
    return sorted(found, key=lambda one: one.place.index)


def not_before(case, digest: str) -> Side | None:
    """After the largest checkpoint of each log on the path whose root is proven; the latest of them, the own quorum's first, then
    another one's, then a server's."""
    held, largest = case.receipts, {}
    for one in case.chains.path(digest):
        seen = one.seen
        for log in held.counting if seen and seen.size else []:
            if receipts.name(log) == seen.origin and (log, seen.size, bytes.fromhex(seen.root)) in held.proven:
                largest[log] = max(seen.size, largest.get(log, 0))
    sides = []
    for log, size in largest.items():
        before = [one.statement.instant for one in _statements(held, log) if one.place.index < size]
        signed = [one.after for one in held.held if one.place.log == log and one.place.index < size and one.after]

        def said(quorum, signed=signed):
            return max((at for one in signed if (at := quorum.after(one)) is not None and at >= FIRST_INSTANT), default=None)

        sides.append(Side(held.vouched(log, _policy(case, digest), said, min), before[-1] if before else None))
    return max(sides, key=lambda side: (side.vouched or (False, -1), -1 if side.server is None else side.server), default=None)


def not_after(case, digest: str) -> Side | None:
    """The first receipt of each log for the entry or for one that was built on it; of each voucher the earliest instant."""
    seen, server = {}, {}
    for one in case.chains.below(digest):
        for place in case.receipts.noted.get(one, []):
            seen.setdefault(place.log, []).append(place.checkpoint)
            above = [held.statement.instant for held in _statements(case.receipts, place.log)
                     if held.place.index > place.index]
            # In one log the first place counts: a later statement with an earlier time contradicts the log's order.
            if above and place.index <= server.get(place.log, (place.index, 0))[0]:
                server[place.log] = (place.index, above[0])
    vouched = []
    for log, checkpoints in seen.items():
        def said(quorum, checkpoints=checkpoints):
            return min((at for one in checkpoints if (at := quorum.by(one)) is not None and at >= FIRST_INSTANT), default=None)

        vouched.append(case.receipts.vouched(log, _policy(case, digest), said, max))
    best = min((one for one in vouched if one), key=lambda one: (not one[0], one[1]), default=None)
    return Side(best, min((at for _, at in server.values()), default=None)) if seen else None


def answer(case) -> str:
    """Compares each claim of the item's own entries and its records with the bounds of its own entry."""
    own, shown = case.own, story.of(case)
    lowers = [not_before(case, one.digest) for one in own.entries]
    uppers = [not_after(case, one.digest) for one in own.entries]
    lower, upper = lowers[0], None if None in uppers else max(uppers, key=lambda side: (side.at is None, side.at or 0))
    answers = [PASSED if lower and lower.at is not None and upper and upper.at is not None else OPEN]
    if lower and upper and None not in (lower.at, upper.at) and lower.at > upper.at + TOLERANCE:
        answers.append(OPEN)
    for said, low, high in zip(own.details, lowers, uppers):
        if said:
            answers.append(_claim(said.claimed_at, low, high))
    if shown.record:
        # Something imported or entered by hand may be older than anything that was signed about it.
        low = lower if shown.record.method == "captured" else None
        answers.append(_claim(shown.record.claimed_at, low, upper))
        if shown.ended_at:
            answers.append(_claim(shown.ended_at, low, upper))
    elif own.details[0] is None:
        answers.append(OPEN)
    return FAILED if FAILED in answers else OPEN if OPEN in answers else PASSED


def _claim(claimed: str, lower: Side | None, upper: Side | None) -> str:
    at = instant(claimed)
    broken = []
    if upper and upper.at is not None and at > upper.at + TOLERANCE:
        broken.append(upper)
    if lower and lower.at is not None and at < lower.at - TOLERANCE:
        broken.append(lower)
    if not broken:
        return PASSED
    return FAILED if any(side.vouched and side.vouched[0] for side in broken) else OPEN

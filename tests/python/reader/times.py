"""Time: what bounds each entry of an item, and whether its claims lie inside."""

from dataclasses import dataclass

from . import story
from .receipts import Held, Receipts
from .strict_json import instant

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"
TOLERANCE = 5 * 60
FIRST_INSTANT = instant("2026-01-01T00:00:00Z")


@dataclass
class Side:
    """A bound: by a quorum of cosigners, or by the server's nearest custody statement."""

    vouched: float | None
    server: float | None

    @property
    def at(self) -> float | None:
        return self.server if self.vouched is None else self.vouched


def _statements(held: Receipts, origin: str) -> list[Held]:
    found = [one for one in held.held if one.place.origin == origin and one.statement.instant >= FIRST_INSTANT]
    return sorted(found, key=lambda one: one.place.index)


def not_before(case, digest: str) -> Side | None:
    """After the largest checkpoint of each log on the path whose root is proven; the latest of them, a quorum's before a server's."""
    largest: dict[str, int] = {}
    for one in case.chains.path(digest):
        seen = one.seen
        if seen and seen.size and (seen.origin, seen.size, bytes.fromhex(seen.root)) in case.receipts.proven:
            largest[seen.origin] = max(seen.size, largest.get(seen.origin, 0))
    sides = []
    for origin, size in largest.items():
        before = [one.statement.instant for one in _statements(case.receipts, origin) if one.place.index < size]
        signed = [one.after for one in case.receipts.held if one.place.origin == origin and one.place.index < size
                  and one.after is not None and one.after >= FIRST_INSTANT]
        sides.append(Side(max(signed, default=None), before[-1] if before else None))
    return max(sides, key=lambda side: [-1 if at is None else at for at in (side.vouched, side.server)], default=None)


def not_after(case, digest: str) -> Side | None:
    """The first receipt of each log for the entry or for one that was built on it; of each voucher the earliest instant."""
    vouched, server, found = [], {}, False
    for one in case.chains.below(digest):
        for place in case.receipts.noted.get(one, []):
            found = True
            if place.vouched is not None and place.vouched >= FIRST_INSTANT:
                vouched.append(place.vouched)
            above = [held.statement.instant for held in _statements(case.receipts, place.origin)
                     if held.place.index > place.index]
            # In one log the first place counts: a later statement with an earlier time contradicts the log's order.
            if above and place.index <= server.get(place.origin, (place.index, 0))[0]:
                server[place.origin] = (place.index, above[0])
    return Side(min(vouched, default=None), min((at for _, at in server.values()), default=None)) if found else None


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
    return OPEN if all(side.vouched is None for side in broken) else FAILED

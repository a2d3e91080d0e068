"""Signer: whether a device of the given organisation signed an item, before anybody else could have."""

import hashlib

from . import admission
from .entry import Entry
from .errors import Problem

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"


def answer(case, trust, policies: list, policies_known: bool) -> str:
    """The answer about one item."""
    if trust is None:
        return OPEN
    if case.bundle.organisation != trust.organisation:
        return FAILED
    own, chains = case.own, case.chains
    if own is None or not policies or not policies_known:
        return OPEN
    path = chains.path(own.entries[-1].digest)
    genesis = chains.details.get(path[0].digest)
    if genesis is None or genesis.organisation != hashlib.sha256(trust.organisation).hexdigest():
        return OPEN
    known = {one.digest for one in policies}
    named = {said.policy for said in map(chains.details.get, (one.digest for one in path)) if said}
    if named - known:
        return OPEN
    words = [(said, places) for said, places in case.receipts.words if said.device == case.item.device]
    base = _admitted(case, trust.organisation, path, words)
    if base is None or _fork_counts(case, path, base) or _ended(case, path, base, words):
        return OPEN
    return PASSED


def _ticket(case, organisation: bytes, one: Entry):
    """The ticket that admits an entry, or None."""
    said = case.chains.details.get(one.digest)
    try:
        return said and said.organisation and admission.check(one, said, organisation)
    except Problem:
        return None


def _admitted(case, organisation: bytes, path: list[Entry], words) -> int | None:
    """The place on the path from which on the device is the organisation's: its last renewal, or genesis."""
    first = next(n for n, one in enumerate(path) if one.item == case.item.item)
    for place in range(first, 0, -1):
        ticket = _ticket(case, organisation, path[place]) if place < first else None
        if ticket and _used_first(case, organisation, path[place], ticket):
            return place
    if any(said.says == "confirmed" for said, _ in words):
        return 0
    ticket = _ticket(case, organisation, path[0])
    return 0 if ticket and _used_first(case, organisation, path[0], ticket) else None


def _used_first(case, organisation: bytes, one: Entry, ticket) -> bool:
    """Whether no other entry used the ticket, or this one is proven first in its log."""
    rivals = [other for other in case.chains.linked.values() if other.digest != one.digest]
    rivals = [other for other in rivals if (found := _ticket(case, organisation, other)) and found.digest == ticket.digest]
    mine = _index(case, one.digest)
    return all(_first(mine, _index(case, other.digest)) for other in rivals)


def _index(case, digest: str) -> dict[str, int]:
    """The lowest index of an entry's own leaf, in each log."""
    out: dict[str, int] = {}
    for place in case.receipts.noted.get(digest, []):
        out[place.origin] = min(place.index, out.get(place.origin, place.index))
    return out


def _first(mine: dict[str, int], theirs: dict[str, int]) -> bool:
    """A lower index in the same log; where the other is in no log, being noted is enough."""
    if not theirs:
        return bool(mine)
    return any(origin in theirs and mine[origin] < theirs[origin] for origin in mine)


def _fork_counts(case, path: list[Entry], base: int) -> bool:
    """A fork above the base counts if the other branch is first, or if nothing of this branch is noted."""
    places = {one.digest: n for n, one in enumerate(path)}
    for mine, others in case.chains.rivals(path):
        if places[mine] <= base:
            continue
        noted = any(_index(case, one) for one in case.chains.below(mine))
        if not noted or any(_first(_index(case, one), _index(case, mine)) and _index(case, mine) for one in others):
            return True
    return False


def _ended(case, path: list[Entry], base: int, words) -> bool:
    """Whether an end covers an entry of the item, and is proven earlier or nothing tells."""
    for said, places in words:
        if said.says != "ended":
            continue
        digests = [one.digest for one in path]
        mark = said.after or said.start
        if mark not in digests:
            continue
        first = digests.index(mark) + (1 if said.after else 0)
        covered = [one for one in path[first:] if one.item == case.item.item]
        if not covered:
            continue
        if base >= first and not _before(case, places, path[first : base + 1]):
            continue
        if _before(case, places, path[first : path.index(covered[-1]) + 1]):
            return True
    return False


def _before(case, places, entries: list[Entry]) -> bool:
    """Whether the end has a lower index than one of these entries, or no log has either."""
    ends = {place.origin: place.index for place in places}
    indexes = [_index(case, one.digest) for one in entries]
    if not ends and not any(indexes):
        return True
    return any(_first(ends, one) for one in indexes if one)

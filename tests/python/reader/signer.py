"""Signer: whether a device of the given organisation signed an item, before anybody else could have."""

import hashlib

from . import admission
from .entry import Entry
from .errors import Problem

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"


def answer(case, trust, policies: list) -> str:
    """The answer about one item. `policies` are those of the organisation that the bundle names."""
    if trust is None:
        return OPEN
    if case.bundle.organisation != trust.organisation:
        return FAILED
    if case.own is None or not policies or not _policies_here(case, {one.digest for one in [*policies, trust.policy]}):
        return OPEN
    return PASSED if Standing(case, trust.organisation).stands() else OPEN


def _policies_here(case, known: set[str]) -> bool:
    """Whether the policies are here that the item's own entries name, and those of its device without an item."""
    named = [said.policy for said in case.own.details if said]
    for one in case.chains.linked.values():
        said = case.chains.details.get(one.digest)
        if said and one.item is None and one.device == case.item.device:
            named.append(said.policy)
    return set(named) <= known


def _first(mine: dict[str, int], theirs: dict[str, int]) -> bool:
    """A lower index in the same log."""
    return any(origin in theirs and mine[origin] < theirs[origin] for origin in mine)


class Standing:
    """How the organisation stands to the device, as of the entries of one item."""

    def __init__(self, case, organisation: bytes):
        self.case, self.organisation = case, organisation
        self.path = case.chains.path(case.own.entries[-1].digest)
        self.own = [n for n, one in enumerate(self.path) if one in case.own.entries]
        self.renewals = [n for n, one in enumerate(self.path) if n and self._admits(one)]
        self.words = [(said, places) for said, places in case.receipts.words if said.device == case.item.device]

    def stands(self) -> bool:
        """Admitted before the item's first entry, no fork counts, and no end."""
        genesis = self.case.chains.details.get(self.path[0].digest)
        digest = hashlib.sha256(self.organisation).hexdigest()
        if genesis and genesis.organisation != digest:
            return False
        before = [n for n in self.renewals if n < self.own[0]]
        confirmed = any(said.says == "confirmed" for said, _ in self.words)
        if not before and (genesis is None or not (confirmed or self._admits(self.path[0]))):
            return False
        return not any(self._fork_counts(n) for n in self.own) and not self._ended(before[-1] if before else None)

    def _ticket(self, one: Entry):
        """The ticket that admits an entry, or None."""
        said = self.case.chains.details.get(one.digest)
        try:
            return said and said.organisation and admission.check(one, said, self.organisation)
        except Problem:
            return None

    def _admits(self, one: Entry) -> bool:
        """Whether a ticket admits an entry that no other used, or this one first in the ticket's log."""
        ticket = self._ticket(one)
        if not ticket:
            return False
        rivals = [other for other in self.case.chains.linked.values() if other.digest != one.digest]
        rivals = [other for other in rivals if (found := self._ticket(other)) and found.digest == ticket.digest]
        if not rivals:
            return True
        mine = self._index(one.digest).get(ticket.log)
        theirs = [self._index(other.digest).get(ticket.log) for other in rivals]
        noted = ticket.log in self._by(one.digest)
        return noted and all(other is None or (mine is not None and mine < other) for other in theirs)

    def _index(self, digest: str) -> dict[str, int]:
        """The lowest index of an entry's own leaf, in each log."""
        out: dict[str, int] = {}
        for place in self.case.receipts.noted.get(digest, []):
            out[place.origin] = min(place.index, out.get(place.origin, place.index))
        return out

    def _by(self, digest: str) -> dict[str, int]:
        """The lowest index, in each log, of an entry or of one that was built on it: it was signed by then."""
        return self.case.receipts.first_index(digest, self.case.chains)

    def _fork_counts(self, place: int) -> bool:
        """A fork above the last renewal counts if the other branch is first, or if nothing of this branch is noted."""
        places = {one.digest: n for n, one in enumerate(self.path)}
        base = max((n for n in self.renewals if n <= place), default=0)
        for mine, others in self.case.chains.rivals(self.path):
            if not base < places[mine] <= place:
                continue
            branch = [one.digest for one in self.path[places[mine] : place]]
            noted = self._by(self.path[place].digest) or any(self._index(one) for one in branch)
            if not noted or any(_first(self._index(other), self._index(mine)) for other in others):
                return True
        return False

    def _ended(self, renewed: int | None) -> bool:
        """Whether an end covers an entry of the item that its log does not have before the end."""
        digests = [one.digest for one in self.path]
        for said, places in self.words:
            mark = said.after or said.start
            if said.says != "ended" or mark not in digests:
                continue
            first = digests.index(mark) + (1 if said.after else 0)
            ends = {place.origin: place.index for place in places}
            if renewed is not None and renewed >= first and not _first(self._by(digests[renewed]), ends):
                continue
            by = [self._by(digests[n]) for n in self.own if n >= first]
            if any(not one or _first(ends, one) for one in by):
                return True
        return False

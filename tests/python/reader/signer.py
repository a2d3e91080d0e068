"""Signer: whether a device of the given organisation signed an item, before anybody else could have."""

import hashlib

from . import admission, receipts
from .entry import Entry
from .errors import Problem

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"


def answer(case, trust, policies: list) -> str:
    """The answer about one item. `policies` are those of the organisation that the bundle names."""
    if trust is None:
        return OPEN
    if case.bundle.organisation != trust.organisation:
        return FAILED
    if case.own is None or not policies:
        return OPEN
    known = {one.digest for one in [*policies, trust.policy]}
    if not {said.policy for said in case.own.details if said} <= known:
        return OPEN
    if not _device_policies(case.chains, case.item.device) <= known:
        return OPEN
    return PASSED if Standing(case, trust.organisation).stands() else OPEN


def devices(chains, receipts, trust, policies: list) -> str:
    """The answer about all devices that entries here name, whether an item of theirs is told or not."""
    known = {one.digest for one in [*policies, trust.policy]}
    tickets = Tickets(chains, receipts, trust.organisation)
    for device in chains.devices:
        renewed = any(tickets.admits(one) for one in chains.linked.values() if one.device == device and one.seq)
        if not (renewed or _genesis_stands(tickets, device)) or not _device_policies(chains, device) <= known:
            return OPEN
    return PASSED


def _device_policies(chains, device: str) -> set[str]:
    """The policies that the entries of a device without an item name."""
    said = [chains.details.get(one.digest) for one in chains.linked.values() if one.device == device and not one.item]
    return {one.policy for one in said if one}


def _genesis_stands(tickets: "Tickets", device: str) -> bool:
    """Whether genesis is here with its details, names the organisation, and is admitted by its ticket or by a word."""
    said = tickets.chains.details.get(device)
    if said is None or device not in tickets.chains.linked or said.organisation != tickets.digest:
        return False
    words = [one for one, _ in tickets.receipts.words if one.device == device]
    return any(one.says == "confirmed" for one in words) or tickets.admits(tickets.chains.linked[device])


def _first(mine: dict[str, int], theirs: dict[str, int]) -> bool:
    """A lower index in the same log."""
    return any(log in theirs and mine[log] < theirs[log] for log in mine)


class Tickets:
    """Which entries the organisation's tickets admit, and where logs have entries."""

    def __init__(self, chains, receipts, organisation: bytes):
        self.chains, self.receipts, self.organisation = chains, receipts, organisation
        self.digest = hashlib.sha256(organisation).hexdigest()

    def _ticket(self, one: Entry):
        """The ticket that admits an entry, or None."""
        said = self.chains.details.get(one.digest)
        try:
            return said and said.organisation and admission.check(one, said, self.organisation)
        except Problem:
            return None

    def admits(self, one: Entry) -> bool:
        """Whether a ticket admits an entry that no other used, or this one first in the ticket's log."""
        ticket = self._ticket(one)
        if not ticket:
            return False
        rivals = self.users(one)
        if not rivals:
            return True
        mine = {log: index for log, index in self.by(one.digest).items() if receipts.name(log) == ticket.log}
        return bool(mine) and not any(_first(self.index(other.digest), mine) for other in rivals)

    def users(self, one: Entry) -> list[Entry]:
        """Other entries that the ticket of an entry admits too."""
        ticket = self._ticket(one)
        rivals = [other for other in self.chains.linked.values() if other.digest != one.digest]
        return [other for other in rivals if ticket and (found := self._ticket(other)) and found.digest == ticket.digest]

    def index(self, digest: str) -> dict[str, int]:
        """The lowest index of an entry's own leaf, in each log."""
        out: dict[str, int] = {}
        for place in self.receipts.noted.get(digest, []):
            out[place.log] = min(place.index, out.get(place.log, place.index))
        return out

    def by(self, digest: str) -> dict[str, int]:
        """The lowest index, in each log, of an entry or of one that was built on it: it was signed by then."""
        return self.receipts.first_index(digest, self.chains)


class Standing:
    """How the organisation stands to the device, as of the entries of one item."""

    def __init__(self, case, organisation: bytes):
        self.case = case
        self.tickets = Tickets(case.chains, case.receipts, organisation)
        self._index, self._by = self.tickets.index, self.tickets.by
        self.path = case.chains.path(case.own.entries[-1].digest)
        self.own = [n for n, one in enumerate(self.path) if one in case.own.entries]
        self.renewals = [n for n, one in enumerate(self.path) if n and self.tickets.admits(one)]
        self.words = [(said, places) for said, places in case.receipts.words if said.device == case.item.device]

    def stands(self) -> bool:
        """Admitted before the item's first entry, no fork counts, and no end."""
        genesis = self.case.chains.details.get(self.path[0].digest)
        if genesis and genesis.organisation != self.tickets.digest:
            return False
        before = [n for n in self.renewals if n < self.own[0]]
        if not before and not _genesis_stands(self.tickets, self.path[0].digest):
            return False
        if not before and self._settled():
            return False
        return not any(self._fork_counts(n) for n in self.own) and not self._ended(before[-1] if before else None)

    def _settled(self) -> bool:
        """Whether another device of the ticket was confirmed, and this one not, before a log had every entry of the item."""
        genesis = self.path[0]
        confirmed = [(said.device, places) for said, places in self.case.receipts.words if said.says == "confirmed"]
        if any(device == genesis.digest for device, _ in confirmed):
            return False
        rivals = {one.digest for one in self.tickets.users(genesis) if not one.seq}
        for rival in rivals:
            word: dict[str, int] = {}
            for place in [place for device, places in confirmed if device == rival for place in places]:
                word[place.log] = min(place.index, word.get(place.log, place.index))
            if any(device == rival for device, _ in confirmed):
                by = [self._by(self.path[n].digest) for n in self.own]
                if any(not one or _first(word, one) for one in by):
                    return True
        return False

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
            ends = {place.log: place.index for place in places}
            if renewed is not None and renewed >= first and not _first(self._by(digests[renewed]), ends):
                continue
            by = [self._by(digests[n]) for n in self.own if n >= first]
            if any(not one or _first(ends, one) for one in by):
                return True
        return False

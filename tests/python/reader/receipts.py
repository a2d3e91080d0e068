"""Receipts of a bundle: which of them hold, under which policies, and what joins their checkpoints. A log is its key: two keys may
carry one name, and neither speaks for what the other one noted."""

import heapq
from dataclasses import dataclass

from . import custody, policy, tlog, word
from .bundle import Bundle, carried, member
from .chain import Chains
from .errors import Problem
from .policy import Log, Policy
from .strict_json import Fields


# A tree of a log: its size and root.
Tree = tuple[int, bytes]
# Most trees that are looked at to join single checkpoints with the next ones.
STEPS = 2_000_000
# Most proofs that are tried on roots which they do not name: those of trees whose size is a power of two.
TRIES = 100_000


@dataclass
class Place:
    """A leaf that a log proves under the policy's quorum: the log's key as it is written, the index and the checkpoint."""

    log: str
    index: int
    checkpoint: tlog.Checkpoint


@dataclass
class Held:
    """A custody statement that holds, and the checkpoint of its log that it carries."""

    statement: custody.Custody
    place: Place
    after: tlog.Checkpoint | None


@dataclass
class Quorum:
    """Cosigners that a policy names for a log, and how many of them must say so."""

    cosigners: list[tlog.VerifierKey]
    quorum: int

    def by(self, checkpoint: tlog.Checkpoint) -> int | None:
        """By when so many had seen a checkpoint: the q-th smallest time."""
        times = checkpoint.times(self.cosigners)
        return times[self.quorum - 1] if 0 < self.quorum <= len(times) else None

    def after(self, checkpoint: tlog.Checkpoint) -> int | None:
        """After when so many saw a checkpoint: the q-th largest time."""
        times = checkpoint.times(self.cosigners)
        return times[-self.quorum] if 0 < self.quorum <= len(times) else None


def trusted_logs(given: Policy, policies: list[Policy]) -> tuple[list[Log], list[Log]]:
    """Logs in use and retired ones, by the newest policies that descend from the given one."""
    known = {one.digest: one for one in [given, *policies] if one.descends_from(given)}
    newest = [one for one in known.values() if not any(one.digest in other.ancestors for other in known.values())]
    lines = [one.ancestors + [one.digest] for one in newest]
    common = [step[0] for step in zip(*lines) if len(set(step)) == 1]
    parting = known.get(common[-1], given)
    at_parting = {log.key: log for log in parting.logs} if len(newest) > 1 else {}
    logs = {}
    for one in newest:
        for log in one.logs:
            logs.setdefault(log.key, at_parting.get(log.key, log))
    retired = {log.key: log for one in newest for log in one.retired if log.key not in logs}
    return list(logs.values()), list(retired.values())


def name(log: str) -> str:
    """The name of a key as it is written: no name has a `+`."""
    return log.split("+", 1)[0]


def _keys(log: Log) -> tuple[tlog.VerifierKey, list[tlog.VerifierKey]] | None:
    """The keys of a log and its cosigners, where they can be used."""
    try:
        key, cosigners = tlog.verifier_key(log.key), [tlog.verifier_key(one) for one in log.cosigners]
    except Problem:
        return None
    return (key, cosigners) if key.name == log.origin and key.algorithm == tlog.ED25519 else None


class Goals:
    """Trees of a log that others are to meet: two that lead to a third one are one history. The largest one comes first."""

    def __init__(self, joins: "Receipts", origin: str, trees: list[Tree]):
        self.joins, self.origin = joins, origin
        self.led: dict[Tree, int] = {}
        self.known: dict[Tree, int | None] = {}
        for tree in trees:
            new = [tree]
            while new:
                one = new.pop()
                if one not in self.led:
                    self.led[one] = tree[0]
                    new += sorted(joins.next(origin, one))

    def met(self, tree: Tree) -> int | None:
        """The size of the largest goal that leads to a tree to which this one leads too."""
        todo = [tree]
        while todo:
            one = todo[-1]
            below = sorted(self.joins.next(self.origin, one))
            unknown = [] if one in self.known else [other for other in below if other not in self.known]
            if unknown:
                todo += unknown
                continue
            sizes = [self.known[other] for other in below] + [self.led.get(one)]
            self.known[todo.pop()] = max((size for size in sizes if size is not None), default=None)
        return self.known[tree]


class Receipts:
    """All receipts of a bundle that hold by the trusted logs."""

    def __init__(self, bundle: Bundle, chains: Chains, logs: list[Log], retired: list[Log], policies: list[Policy]):
        self.logs: dict[str, list] = {}
        self.counting: dict[str, Quorum] = {}
        self.unusable = False
        for log in [*logs, *retired]:
            found = _keys(log)
            if found:
                self.logs.setdefault(log.origin, []).append((log, *found))
                self.counting[log.key] = Quorum(found[1], log.quorum)
            else:
                self.unusable = True
        self.named = {(one.digest, log.key): Quorum(found[1], log.quorum)
                      for one in policies for log in [*one.logs, *one.retired] if (found := _keys(log))}
        self.proofs: dict[tuple[str, int], list[tuple[int, list[bytes]]]] = {}
        self.steps_from: dict[tuple[str, Tree], set[Tree]] = {}
        self.lasts: dict[tuple[str, Tree], Goals] = {}
        self.steps, self.tries = STEPS, TRIES
        for line in bundle.receipts("receipts/consistency.jsonl", ("origin", "from", "to", "proof")):
            try:
                step = (line.count("to"), [bytes.fromhex(one) for one in line.digests("proof")])
                self.proofs.setdefault((line.text("origin"), line.count("from")), []).append(step)
            except Problem:
                continue
        self.noted: dict[str, list[Place]] = {}
        self.held: list[Held] = []
        self.words: list[tuple[word.Word, list[Place]]] = []
        self.roots: dict[tuple[str, int], set[bytes]] = {}
        for line in bundle.receipts("receipts/noted.jsonl", ("entry", "proof")):
            one = chains.linked.get(line.raw["entry"])
            place, _ = self._place(line, one.envelope.payload) if one else (None, None)
            if place:
                self.noted.setdefault(one.digest, []).append(place)
        for line in bundle.receipts("receipts/delivered.jsonl", ("custody", "proof")):
            self._delivered(line, chains)
        self._words(bundle)
        self._join(chains)

    def _place(self, line: Fields, leaf: bytes) -> tuple[Place | None, tlog.VerifierKey | None]:
        """Where a log has a leaf, and the log's key; nothing where the proof does not hold."""
        try:
            proof = tlog.proof(line.text("proof").encode())
        except Problem:
            return None, None
        for log, key, cosigners in self.logs.get(proof.checkpoint.origin, []):
            try:
                checkpoint = proof.checkpoint.log_signed(key)
            except Problem:
                continue
            retired = log.size is not None
            if proof.holds(tlog.leaf_hash(leaf)) and not (retired and not self._joins_last_root(log, checkpoint)):
                place = self._at(log, proof, cosigners)
                if retired and place:
                    self.roots.setdefault((log.key, log.size), set()).add(bytes.fromhex(log.root))
                return place, key
        return None, None

    def _at(self, log: Log, proof: tlog.Proof, cosigners: list[tlog.VerifierKey]) -> Place | None:
        """The place of a leaf; below the quorum it is the log's word alone, and none."""
        checkpoint = proof.checkpoint
        if len(checkpoint.times(cosigners)) < log.quorum:
            return None
        self.roots.setdefault((log.key, checkpoint.size), set()).add(checkpoint.root)
        return Place(log.key, proof.index, checkpoint)

    def _joins_last_root(self, log: Log, checkpoint: tlog.Checkpoint) -> bool:
        shown, last = (checkpoint.size, checkpoint.root), (log.size, bytes.fromhex(log.root))
        if (log.origin, last) not in self.lasts:
            self.lasts[log.origin, last] = Goals(self, log.origin, [last])
        return shown == last or shown[0] < last[0] and self.lasts[log.origin, last].met(shown) is not None

    def _continues(self, origin: str, older: Tree, newer: Tree) -> bool:
        """Whether a tree is proven to be a prefix of another: both lead to one tree. The smallest is followed first, as long as
        there are steps left."""
        if older[0] >= newer[0]:
            return older == newer
        leads, waiting = {older: {older}, newer: {newer}}, [older, newer]
        while waiting:
            one = heapq.heappop(waiting)
            if len(leads[one]) == 2:
                return True
            if not self.steps:
                return False
            self.steps -= 1
            for following in self.next(origin, one):
                if following not in leads:
                    leads[following] = set()
                    heapq.heappush(waiting, following)
                leads[following] |= leads[one]
        return False

    def next(self, origin: str, tree: Tree) -> set[Tree]:
        """The trees that single proofs lead to from one."""
        if (origin, tree) not in self.steps_from:
            size, first = tree
            proofs = self.proofs.get((origin, size), [])
            if not size & (size - 1):
                proofs = [(to, path) for to, path in proofs if size < to][: self.tries]
                self.tries -= len(proofs)
            self.steps_from[origin, tree] = {(to, root) for to, path in proofs
                                             if (root := tlog.continued(size, first, to, path))}
        return self.steps_from[origin, tree]

    def _delivered(self, line: Fields, chains: Chains):
        """A statement counts that is its log's, and says of no entry here what the entry itself does not say."""
        try:
            signed = carried(line, "custody")
            place, key = self._place(line, signed.payload)
            statement = place and custody.read(signed, key.key, signed.details)
        except Problem:
            return
        if not statement or statement.server != name(place.log):
            return
        for seq, digest in statement.entries:
            one = chains.linked.get(digest)
            if one and (one.seq, one.device, one.item) != (seq, statement.device, statement.item):
                return
        try:
            after = tlog.checkpoint(statement.after.encode()).log_signed(key) if statement.after else None
        except Problem:
            after = None
        self.held.append(Held(statement, place, after))

    def _words(self, bundle: Bundle):
        for line in bundle.lines("organisation/words.jsonl"):
            try:
                said = word.read(member(line, "word"), bundle.organisation)
            except Problem:
                continue
            place, _ = self._place(line, said.leaf) if "proof" in line.raw else (None, None)
            self.words.append((said, [place] if place else []))

    def _join(self, chains: Chains):
        """Which (log, size, root) are proven by a receipt or joined to one, and whether all receipts of a log are."""
        receipts = {(log, size, root) for (log, size), roots in self.roots.items() for root in roots}
        seen = {(one.seen.origin, one.seen.size, bytes.fromhex(one.seen.root)) for one in chains.linked.values()
                if one.seen and one.seen.size}
        trees: dict[str, list[Tree]] = {}
        for log, size, root in sorted(receipts, reverse=True):
            trees.setdefault(log, []).append((size, root))
        goals = {log: Goals(self, name(log), trees[log]) for log in sorted(trees)}
        self.proven = receipts | {
            (log, size, root) for origin, size, root in sorted(seen) for log in goals
            if name(log) == origin and (goals[log].met((size, root)) or 0) >= size}
        # Cosigners sign nothing that does not continue what they signed before.
        sizes = sorted(one for one in self.roots if not self.counting[one[0]].quorum)
        self.torn = any(
            first[0] == second[0] and first[1] > 0
            and not any(self._continues(name(first[0]), (first[1], old), (second[1], new))
                        for old in self.roots[first] for new in self.roots[second])
            for first, second in zip(sizes, sizes[1:]))

    def vouched(self, log: str, policy: str | None, said, stricter) -> tuple[bool, int] | None:
        """The instant that counts for an entry that names this policy, and whether it is its own: whether the quorum that this
        policy names for the log says so too. `said` asks a quorum, `stricter` takes the one of two that says less."""
        at, quorum = said(self.counting[log]), self.named.get((policy, log))
        own = said(quorum) if quorum and at is not None else None
        return None if at is None else (False, at) if own is None else (True, stricter(at, own))

    def first_index(self, digest: str, chains: Chains) -> dict[str, int]:
        """The lowest index, in each log, of an entry or of one that was built on it."""
        out: dict[str, int] = {}
        for one in chains.below(digest):
            for place in self.noted.get(one, []):
                out[place.log] = min(place.index, out.get(place.log, place.index))
        return out


def read_policies(bundle: Bundle, organisation: bytes) -> list[Policy]:
    """The organisation's policies in a bundle; others are a remark."""
    out = []
    for signed in bundle.policies():
        try:
            out.append(policy.read(signed, organisation))
        except Problem:
            continue
    return out

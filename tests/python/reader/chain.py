"""Chains: which entries are linked, their paths, an item as of an entry, and forks."""

from dataclasses import dataclass

from .entry import Details, Entry, Part


@dataclass
class Own:
    """An item as of an entry: its entries in order, and the statements that count, by role."""

    entries: list[Entry]
    details: list[Details | None]
    parts: dict[str, Part]
    finished: bool

    @property
    def told(self) -> bool:
        """Whether the details of every entry are here and say something."""
        return None not in self.details


class Chains:
    """All linked entries of a bundle, by digest."""

    def __init__(self, entries: list[Entry], details: dict[str, Details]):
        self.details = details
        self.devices = {one.device for one in entries}
        self.linked: dict[str, Entry] = {}
        self.children: dict[str, list[str]] = {}
        # One statement may be here with two signatures: the good one must not be hidden.
        waiting = list(entries)
        while True:
            found = [one for one in waiting if one.digest not in self.linked and self._follows(one)]
            if not found:
                break
            for one in found:
                if one.digest not in self.linked:
                    self.linked[one.digest] = one
                    self.children.setdefault(one.prev or "", []).append(one.digest)

    def _follows(self, one: Entry) -> bool:
        if one.seq == 0:
            return one.envelope.signed_by(one.key)
        before = self.linked.get(one.prev)
        return (before is not None and one.seq == before.seq + 1 and one.device == before.device
                and one.envelope.signed_by(before.next_key))

    def path(self, digest: str) -> list[Entry]:
        """From genesis to this entry."""
        out = []
        while digest is not None:
            out.append(self.linked[digest])
            digest = out[-1].prev
        return out[::-1]

    def below(self, digest: str) -> list[str]:
        """Entries whose path holds this one: itself and all that was built on it."""
        out, open_ends = [], [digest]
        while open_ends:
            one = open_ends.pop()
            out.append(one)
            open_ends += self.children.get(one, [])
        return out

    def item(self, item: str, as_of: str) -> Own | None:
        """What the path of an entry says of an item; None if the entry is not linked or names another."""
        if as_of not in self.linked or self.linked[as_of].item != item:
            return None
        entries = []
        for one in self.path(as_of):
            if one.item == item:
                entries.append(one)
                if one.ends:
                    break
        details = [self.details.get(one.digest) for one in entries]
        parts, last = {}, -1
        for place, said in enumerate(details):
            for part in said.parts if said else []:
                late_opening = part.role == "opening" and place > 0
                number = part.number
                if part.role in parts or late_opening or (number is not None and number <= last):
                    continue
                parts[part.role] = part
                last = last if number is None else number
        return Own(entries, details, parts, entries[-1].ends)

    def rivals(self, path: list[Entry]) -> list[tuple[str, list[str]]]:
        """Forks of a path: (the path's own entry there, the others on the same predecessor)."""
        out = []
        for one in path[1:]:
            others = [other for other in self.children.get(one.prev, []) if other != one.digest]
            if others:
                out.append((one.digest, others))
        return out

"""The three ways in which something is not read, by the words of tests/vectors/README.md."""


class Problem(Exception):
    """Base of the three; `outcome` is the word of the expectation."""

    outcome = "problem"


class Malformed(Problem):
    """The bytes are not what they claim to be."""

    outcome = "malformed"


class Unsupported(Problem):
    """A version or a type that this reader does not know."""

    outcome = "unsupported"


class Refused(Problem):
    """Well formed, and a signature, a key or a rule says no."""

    outcome = "refused"

"""A second reader of Testamur's evidence, written from docs/format.md and tests/vectors/README.md.

Where these two were not enough, the Rust source was read for the answer, and the document mended. It shares no code
with the Rust crates. Only the standard library and `cryptography` (Ed25519) are used. Every module is one chapter of
docs/format.md; tests/python/check_vectors.py runs them over tests/vectors.
"""

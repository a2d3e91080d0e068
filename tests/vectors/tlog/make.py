#!/usr/bin/env python3
"""Makes the vectors beside it with a second, independent implementation of RFC 8032, RFC 6962 and C2SP.

Shape of a vector: `name: value` lines, a line `---`, then the bytes as a reader would receive them.
  kind      note | checkpoint | proof | vkey | tile-path
  expect    ok | malformed | unsupported | refused
  key       verifier key of the log          cosigner  verifier key of a witness, any number
  quorum    cosigners wanted                 leaf      leaf hash of the proof, base64
Keys here are made from fixed seeds and worth nothing. Run it in this folder; existing vectors must not change.
"""
import base64, hashlib, struct

# RFC 8032 section 6, shortened.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)

def add(a, b):
    A, B = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    C, E = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = B - A, E - C, E + C, B + A
    return (e * f % P, g * h % P, f * g % P, e * h % P)

def mul(s, p):
    r = (0, 1, 1, 0)
    while s:
        if s & 1:
            r = add(r, p)
        p, s = add(p, p), s >> 1
    return r

GY = 4 * pow(5, P - 2, P) % P
X2 = (GY * GY - 1) * pow(D * GY * GY + 1, P - 2, P) % P
GX = pow(X2, (P + 3) // 8, P)
if (GX * GX - X2) % P:
    GX = GX * I % P
if GX & 1:
    GX = P - GX
G = (GX, GY, 1, GX * GY % P)

def point(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")

def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return a, h[32:]

def public(seed):
    return point(mul(expand(seed)[0], G))

def sign(seed, message):
    a, prefix = expand(seed)
    A = point(mul(a, G))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % Q
    R = point(mul(r, G))
    k = int.from_bytes(hashlib.sha512(R + A + message).digest(), "little") % Q
    return R + ((r + k * a) % Q).to_bytes(32, "little")

b64 = lambda b: base64.b64encode(b).decode()
sha = lambda b: hashlib.sha256(b).digest()

def key_id(name, kind, pub):
    return sha(name.encode() + b"\n" + bytes([kind]) + pub)[:4]

def vkey(name, kind, seed):
    pub = public(seed)
    return f"{name}+{key_id(name, kind, pub).hex()}+{b64(bytes([kind]) + pub)}"

def log_line(name, seed, text):
    return f"\u2014 {name} {b64(key_id(name, 1, public(seed)) + sign(seed, text.encode()))}\n"

def witness_line(name, seed, time, text, signed_time=None):
    signed = time if signed_time is None else signed_time
    sig = sign(seed, f"cosignature/v1\ntime {signed}\n{text}".encode())
    return f"\u2014 {name} {b64(key_id(name, 4, public(seed)) + struct.pack('>Q', time) + sig)}\n"

# RFC 6962 section 2.1, as written there.
leaf = lambda d: sha(b"\0" + d)
node = lambda a, b: sha(b"\1" + a + b)

def half(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k

def mth(d):
    if len(d) == 0:
        return sha(b"")
    if len(d) == 1:
        return leaf(d[0])
    return node(mth(d[:half(len(d))]), mth(d[half(len(d)):]))

def path(m, d):
    if len(d) == 1:
        return []
    k = half(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]

LOG, W1, W2 = sha(b"log"), sha(b"witness 1"), sha(b"witness 2")
NAME, N1, N2 = "log.example/vectors", "witness1.example", "witness2.example"
KEY, C1, C2 = vkey(NAME, 1, LOG), vkey(N1, 4, W1), vkey(N2, 4, W2)
TIME = 1_700_000_000
ENTRIES = [f"entry {i}".encode() for i in range(21)]
INDEX = 13
TEXT = f"{NAME}\n{len(ENTRIES)}\n{b64(mth(ENTRIES))}\n"
LINES = log_line(NAME, LOG, TEXT)
NOTE = TEXT + "\n" + LINES
COSIGNED = NOTE + witness_line(N1, W1, TIME, TEXT) + witness_line(N2, W2, TIME + 5, TEXT)
LEAF = leaf(ENTRIES[INDEX])
PATH = [b64(h) for h in path(INDEX, ENTRIES)]

def proof(index=INDEX, hashes=PATH, note=COSIGNED, extra="", header="c2sp.org/tlog-proof@v1"):
    return f"{header}\n{extra}index {index}\n" + "".join(h + "\n" for h in hashes) + "\n" + note

def write(name, kind, expect, body, *heads):
    body = body if isinstance(body, bytes) else body.encode()
    lines = [f"kind: {kind}", f"expect: {expect}", *heads]
    with open(f"{name}.txt", "wb") as f:
        f.write("".join(line + "\n" for line in lines).encode() + b"---\n" + body)

K, Q1, Q2, L = f"key: {KEY}", [f"cosigner: {C1}", f"cosigner: {C2}", "quorum: 1"], [f"cosigner: {C1}", f"cosigner: {C2}", "quorum: 2"], f"leaf: {b64(LEAF)}"

def note(name, expect, body):
    write(name, "note", expect, body, K)

def checkpoint(name, expect, text, heads=(), lines=None):
    body = text + "\n" + (log_line(NAME, LOG, text) if lines is None else lines)
    write(name, "checkpoint", expect, body, K, *heads)

def prf(name, expect, body, heads=Q2, leaf_line=L):
    write(name, "proof", expect, body, K, leaf_line, *heads)

# -- notes
note("note-good", "ok", NOTE)
poem = "Two lines,\n\na blank one between, and a dash:\n\u2014 not a signature\n"
note("note-with-blank-lines-in-the-text", "ok", poem + "\n" + log_line(NAME, LOG, poem))
note("note-with-a-line-of-an-unknown-key", "ok", NOTE + "\u2014 other.example AAAAAAE=\n")
note("note-empty", "malformed", "")
note("note-without-signature", "malformed", TEXT + "\n")
note("note-without-blank-line", "malformed", TEXT + LINES)
note("note-without-final-newline", "malformed", NOTE[:-1])
note("note-with-trailing-garbage", "malformed", NOTE + "x")
note("note-with-trailing-blank-line", "malformed", NOTE + "\n")
note("note-with-carriage-returns", "malformed", NOTE.replace("\n", "\r\n"))
note("note-with-a-tab", "malformed", NOTE.replace("21\n", "21\t\n"))
note("note-with-a-nul", "malformed", NOTE.replace("21\n", "21\0\n"))
note("note-not-utf8", "malformed", NOTE.encode().replace(b"21\n", b"21\xff\n"))
note("note-with-a-hyphen-for-the-dash", "malformed", NOTE.replace("\u2014", "-"))
note("note-with-two-spaces-after-the-name", "malformed", NOTE.replace("vectors ", "vectors  "))
note("note-with-a-plus-in-a-name", "malformed", NOTE + "\u2014 oth+er AAAAAAE=\n")
note("note-with-a-no-break-space-in-a-name", "malformed", NOTE + "\u2014 oth\u00a0er AAAAAAE=\n")
note("note-with-a-signature-of-four-bytes", "malformed", NOTE + "\u2014 other.example AAAAAA==\n")
note("note-with-url-safe-base64", "malformed", NOTE + "\u2014 other.example AAAAAA-_\n")
note("note-with-unpadded-base64", "malformed", NOTE + "\u2014 other.example AAAAAAE\n")
note("note-with-stray-bits-in-base64", "malformed", NOTE + "\u2014 other.example AAAAAAF=\n")
note("note-with-65-signatures", "malformed", NOTE + "\u2014 other.example AAAAAAE=\n" * 64)
note("note-with-64-signatures", "ok", NOTE + "\u2014 other.example AAAAAAE=\n" * 63)
note("note-signed-by-nobody-known", "refused", TEXT + "\n\u2014 other.example AAAAAAE=\n")
note("note-with-a-changed-text", "refused", NOTE.replace("\n21\n", "\n22\n"))
note("note-with-a-second-line-of-the-key-that-fails", "refused", NOTE + log_line(NAME, LOG, TEXT + "x\n"))
raw = key_id(NAME, 1, public(LOG)) + sign(LOG, TEXT.encode())
note("note-with-a-signature-too-short", "refused", f"{TEXT}\n\u2014 {NAME} {b64(raw[:-1])}\n")
note("note-with-a-signature-too-long", "refused", f"{TEXT}\n\u2014 {NAME} {b64(raw + bytes(1))}\n")
s = int.from_bytes(raw[36:], "little") + Q
note("note-with-a-malleable-signature", "refused", f"{TEXT}\n\u2014 {NAME} {b64(raw[:36] + s.to_bytes(32, 'little'))}\n")

# -- checkpoints
root = b64(mth(ENTRIES))
checkpoint("checkpoint-good", "ok", TEXT)
write("checkpoint-cosigned", "checkpoint", "ok", COSIGNED, K, *Q2)
checkpoint("checkpoint-of-an-empty-tree", "ok", f"{NAME}\n0\n{b64(sha(b''))}\n")
checkpoint("checkpoint-with-extension-lines", "ok", TEXT + "extension one\nextension two\n")
checkpoint("checkpoint-of-the-largest-tree", "ok", f"{NAME}\n9223372036854775807\n{root}\n")
checkpoint("checkpoint-above-the-largest-tree", "malformed", f"{NAME}\n9223372036854775808\n{root}\n")
checkpoint("checkpoint-with-a-leading-zero", "malformed", f"{NAME}\n021\n{root}\n")
checkpoint("checkpoint-with-a-sign", "malformed", f"{NAME}\n+21\n{root}\n")
checkpoint("checkpoint-with-a-space-after-the-size", "malformed", f"{NAME}\n21 \n{root}\n")
checkpoint("checkpoint-with-foreign-digits", "malformed", f"{NAME}\n\u0662\u0661\n{root}\n")
checkpoint("checkpoint-without-root", "malformed", f"{NAME}\n21\n")
checkpoint("checkpoint-with-a-short-root", "malformed", f"{NAME}\n21\n{b64(bytes(31))}\n")
checkpoint("checkpoint-with-a-root-of-33-bytes", "malformed", f"{NAME}\n21\n{b64(bytes(33))}\n")
checkpoint("checkpoint-with-an-empty-extension-line", "malformed", TEXT + "\nafter\n")
checkpoint("checkpoint-of-an-empty-tree-with-a-root", "malformed", f"{NAME}\n0\n{root}\n")
checkpoint("checkpoint-of-another-origin", "refused", f"elsewhere.example\n21\n{root}\n")
write("checkpoint-with-one-cosigner-of-two", "checkpoint", "refused", NOTE + witness_line(N1, W1, TIME, TEXT), K, *Q2)
write("checkpoint-with-one-cosigner-of-one-wanted", "checkpoint", "ok", NOTE + witness_line(N1, W1, TIME, TEXT), K, *Q1)
write("checkpoint-with-one-cosigner-counted-twice", "checkpoint", "refused",
      NOTE + witness_line(N1, W1, TIME, TEXT) + witness_line(N1, W1, TIME + 1, TEXT), K, *Q2)
write("checkpoint-with-a-moved-cosigning-time", "checkpoint", "refused", NOTE + witness_line(N1, W1, TIME - 1, TEXT, TIME), K, *Q1)
write("checkpoint-cosigned-at-zero", "checkpoint", "refused", NOTE + witness_line(N1, W1, 0, TEXT), K, *Q1)
write("checkpoint-cosigned-after-2-to-the-63", "checkpoint", "refused", NOTE + witness_line(N1, W1, 2**63, TEXT), K, *Q1)
write("checkpoint-with-a-cosignature-of-another-checkpoint", "checkpoint", "refused",
      NOTE + witness_line(N1, W1, TIME, TEXT.replace("\n21\n", "\n20\n")), K, *Q1)

# -- proofs
prf("proof-good", "ok", proof())
prf("proof-with-extra", "ok", proof(extra=f"extra {b64(b'anything')}\n"))
prf("proof-of-a-single-leaf", "ok", proof(0, [], (t := f"{NAME}\n1\n{b64(leaf(b'only'))}\n") + "\n" + log_line(NAME, LOG, t)),
    [], f"leaf: {b64(leaf(b'only'))}")
prf("proof-of-another-version", "unsupported", proof(header="c2sp.org/tlog-proof@v2"))
prf("proof-with-empty-extra", "malformed", proof(extra="extra \n"))
prf("proof-with-extra-after-index", "malformed", proof().replace(f"index {INDEX}\n", f"index {INDEX}\nextra AAAA\n"))
prf("proof-with-two-extras", "malformed", proof(extra="extra AAAA\nextra AAAA\n"))
prf("proof-with-extra-not-base64", "malformed", proof(extra="extra A\n"))
prf("proof-without-index", "malformed", proof().replace(f"index {INDEX}\n", ""))
prf("proof-with-a-leading-zero-in-the-index", "malformed", proof("013"))
prf("proof-with-a-negative-index", "malformed", proof("-1"))
prf("proof-with-an-index-outside-the-tree", "malformed", proof(21))
prf("proof-with-a-short-hash", "malformed", proof(hashes=PATH[:-1] + [PATH[-1][:-4]]))
prf("proof-with-65-hashes", "malformed", proof(hashes=PATH[:1] * 65))
prf("proof-with-carriage-returns", "malformed", proof().replace("\n", "\r\n"))
prf("proof-with-two-blank-lines", "malformed", proof(note="\n" + COSIGNED))
prf("proof-without-checkpoint", "malformed", proof(note=""))
prf("proof-with-a-note-that-is-no-checkpoint", "malformed", proof(note="a\nb\n\n" + log_line(NAME, LOG, "a\nb\n")))
prf("proof-with-trailing-garbage", "malformed", proof() + "\n")
prf("proof-of-the-neighbour", "refused", proof(INDEX + 1))
prf("proof-of-another-leaf", "refused", proof(), leaf_line=f"leaf: {b64(leaf(ENTRIES[0]))}")
prf("proof-with-a-hash-missing", "refused", proof(hashes=PATH[:-1]))
prf("proof-with-a-hash-too-many", "refused", proof(hashes=PATH + PATH[:1]))
prf("proof-with-hashes-from-the-root-down", "refused", proof(hashes=PATH[::-1]))
prf("proof-below-the-quorum", "refused", proof(note=NOTE))
prf("proof-by-another-log", "refused", proof(note=TEXT + "\n" + log_line(NAME, W1, TEXT)))

# -- verifier keys
kid, pub = key_id(NAME, 1, public(LOG)).hex(), public(LOG)
write("vkey-good", "vkey", "ok", KEY)
write("vkey-of-a-cosigner", "vkey", "ok", C1)
write("vkey-with-another-id", "vkey", "malformed", KEY.replace(kid, "00000000"))
write("vkey-with-an-upper-case-id", "vkey", "malformed", KEY.replace(kid, kid.upper()))
write("vkey-with-a-newline", "vkey", "malformed", KEY + "\n")
write("vkey-with-an-empty-name", "vkey", "malformed", vkey("", 1, LOG))
write("vkey-with-a-space-in-the-name", "vkey", "malformed", vkey("log example", 1, LOG))
write("vkey-without-key", "vkey", "malformed", f"{NAME}+{kid}+")
write("vkey-of-31-bytes", "vkey", "malformed", f"{NAME}+{kid}+{b64(bytes([1]) + pub[:31])}")
write("vkey-of-33-bytes", "vkey", "malformed", f"{NAME}+{kid}+{b64(bytes([1]) + pub + bytes(1))}")
one = (1).to_bytes(32, "little")
write("vkey-of-small-order", "vkey", "malformed", f"{NAME}+{key_id(NAME, 1, one).hex()}+{b64(bytes([1]) + one)}")
write("vkey-of-another-algorithm", "vkey", "unsupported", f"{NAME}+{key_id(NAME, 6, pub).hex()}+{b64(bytes([6]) + pub)}")
write("vkey-with-a-name-of-256-bytes", "vkey", "malformed", vkey("n" * 256, 1, LOG))

# -- tile paths
for name, expect, body in [
    ("good", "ok", "tile/0/x001/x234/067"), ("partial", "ok", "tile/63/000.p/255"), ("of-entries", "ok", "tile/entries/x001/000.p/1"),
    ("of-the-largest-index", "ok", "tile/0/x036/x028/x797/x018/x963/967"),
    ("above-the-largest-index", "malformed", "tile/0/x036/x028/x797/x018/x963/968"),
    ("with-a-leading-slash", "malformed", "/tile/0/000"), ("with-a-trailing-slash", "malformed", "tile/0/000/"),
    ("with-level-64", "malformed", "tile/64/000"), ("with-a-leading-zero-in-the-level", "malformed", "tile/00/000"),
    ("with-a-signed-level", "malformed", "tile/+1/000"), ("with-width-0", "malformed", "tile/0/000.p/0"),
    ("with-width-256", "malformed", "tile/0/000.p/256"), ("with-a-leading-zero-in-the-width", "malformed", "tile/0/000.p/01"),
    ("with-a-group-of-two-digits", "malformed", "tile/0/67"), ("with-a-group-of-four-digits", "malformed", "tile/0/1067"),
    ("without-an-x", "malformed", "tile/0/001/067"), ("with-an-x-on-the-last-group", "malformed", "tile/0/x001/x067"),
    ("with-a-needless-group", "malformed", "tile/0/x000/067"), ("with-a-signed-group", "malformed", "tile/0/+67"),
    ("with-dots", "malformed", "tile/0/../000"), ("with-two-widths", "malformed", "tile/0/000.p/1.p/1"),
    ("of-data", "malformed", "tile/data/000"), ("too-long", "malformed", "tile/0/" + "x000/" * 40 + "001"),
]:
    write("tile-path-" + name, "tile-path", expect, body)

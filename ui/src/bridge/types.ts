// Generated from src-tauri/src/views/; its mod.rs says how. Not to be edited.

export type ErrorCode = "home-in-use" | "home-unavailable" | "disk-full" | "home-damaged" | "home-unsupported" | "invitation-malformed" | "invitation-unsupported" | "invitation-refused" | "already-joined" | "destroyed" | "no-home" | "source-failed" | "stopped" | "no-recording" | "passphrase-wrong" | "passphrase-short" | "archive-in-use" | "archive-closed" | "archive-damaged" | "archive-unsupported" | "archive-unavailable" | "intake-running" | "shares-too-few" | "shares-faulty" | "shares-foreign" | "key-locked" | "organisation-unreadable" | "organisation-foreign" | "server-unknown" | "source-unreachable" | "path-missing" | "name-taken" | "bundle-refused" | "bundle-unreadable" | "bundle-unsupported" | "policy-unreadable" | "parts-missing" | "bad-request" | "bug";

export type TroubleView = { 
/**
 * What it is.
 */
code: ErrorCode, 
/**
 * The item concerned, hex.
 */
item: string | null, };

export type FindingCode = "signing-key-lost" | "missing" | "set-aside" | "postponed" | "interrupted" | "adopted";

export type FindingView = { 
/**
 * What it is.
 */
code: FindingCode, 
/**
 * How many.
 */
count: number, 
/**
 * The items concerned, hex, where they are known.
 */
items: Array<string>, };

export type HeadView = { 
/**
 * Its sequence number; genesis is 0.
 */
seq: number, 
/**
 * Its digest, hex.
 */
digest: string, };

export type HomeView = { 
/**
 * The organisation's name, as its policy says it.
 */
organisation: string, 
/**
 * Version of the policy in force.
 */
policyVersion: number, 
/**
 * Digest of the genesis entry, hex.
 */
device: string, 
/**
 * True when the server knows the device.
 */
enrolled: boolean, 
/**
 * True when the policy lets whoever unlocks the vault look at what was captured here.
 */
review: boolean, 
/**
 * Items on the chain.
 */
items: number, 
/**
 * Entries in the chain, genesis included.
 */
entries: number, 
/**
 * Entries that the server's log proves.
 */
noted: number, 
/**
 * Items with a delivered receipt over every part.
 */
delivered: number, 
/**
 * Items without one.
 */
undelivered: number, 
/**
 * Sealed parts that the server has not acknowledged.
 */
waitingParts: number, 
/**
 * Their size in bytes.
 */
waitingBytes: number, 
/**
 * The newest entry.
 */
head: HeadView, 
/**
 * What the start found and did, worst first.
 */
findings: Array<FindingView>, };

export type StatusView = { "state": "unjoined", 
/**
 * Largest invitation, in bytes.
 */
invitationLimit: number, } | { "state": "joined" } & HomeView;

export type ItemView = { 
/**
 * The item, hex.
 */
item: string, 
/**
 * The time its first entry claims, RFC 3339 with the device's offset.
 */
claimedAt: string, 
/**
 * True for a live recording.
 */
live: boolean, 
/**
 * True once its record is sealed; false while it goes on.
 */
finished: boolean, 
/**
 * True when it was cut off.
 */
interrupted: boolean, 
/**
 * Sealed parts.
 */
parts: number, 
/**
 * Bytes of them.
 */
bytes: number, 
/**
 * True when the server's log proves every entry of it.
 */
noted: boolean, 
/**
 * True when the server signed that it holds all of it.
 */
delivered: boolean, };

export type PageView = { 
/**
 * The items.
 */
items: Array<ItemView>, 
/**
 * Where the next page begins; none at the end.
 */
next: number | null, };

export type SealedView = { 
/**
 * The item, hex.
 */
item: string, 
/**
 * Media parts that are safe.
 */
parts: number, 
/**
 * Bytes of media in them.
 */
bytes: number, 
/**
 * True when it was cut off: what came until then is safe.
 */
interrupted: boolean, };

export type StepView = { "step": "want", 
/**
 * The job, to be named with the bytes.
 */
job: number, 
/**
 * Where they begin.
 */
offset: number, 
/**
 * How many.
 */
length: number, } | { "step": "done", 
/**
 * The job.
 */
job: number, 
/**
 * The answer.
 */
answer: unknown, } | { "step": "failed", 
/**
 * The job.
 */
job: number, 
/**
 * Why.
 */
trouble: TroubleView, };

export type TakenView = { 
/**
 * Recordings that were ended and sealed by it.
 */
stopped: number, 
/**
 * True when the head of the chain is sealed and leaves first.
 */
sealed: boolean, };

export type SendingCode = "bad-address" | "no-network" | "name-not-found" | "unreachable" | "proxy" | "tls-identity-changed" | "tls-failed" | "interrupted" | "timed-out" | "unauthenticated" | "refused" | "ticket-spent" | "quota" | "too-large" | "rate" | "clock" | "unsupported" | "server-error" | "bad-reply" | "false-receipt" | "log-contradiction" | "parts-left" | "disk" | "enrolment" | "bug";

export type SendingState = "off" | "sending" | "waiting";

export type SendingView = { 
/**
 * What it does now.
 */
state: SendingState, 
/**
 * Bytes of requests since the app was opened.
 */
bytesUp: number, 
/**
 * Bytes of answers since the app was opened.
 */
bytesDown: number, 
/**
 * Parts sent since the app was opened.
 */
partsSent: number, 
/**
 * Seconds until the next look, while it waits.
 */
nextInS: number | null, 
/**
 * Why the last conversation ended early.
 */
trouble: SendingCode | null, };

export type ArchiveView = { "state": "none" } | { "state": "closed" } | { "state": "taking-in" } | { "state": "open", 
/**
 * The organisation's name by its newest policy; none before the first intake.
 */
organisation: string | null, 
/**
 * Items in it.
 */
items: number, 
/**
 * Items with a problem.
 */
problems: number, 
/**
 * Devices that made them: digests of their genesis entries.
 */
devices: Array<string>, };

export type BundleInput = { 
/**
 * The items.
 */
items: Array<string>, 
/**
 * Items whose media stay out.
 */
withholdMedia: Array<string>, 
/**
 * Items whose records stay out.
 */
withholdRecords: Array<string>, 
/**
 * Where to write it.
 */
path: string, 
/**
 * A folder; else a zip.
 */
folder: boolean, };

export type BundleView = { 
/**
 * Items in it.
 */
items: number, 
/**
 * Media in it.
 */
media: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * Media left out on purpose.
 */
withheld: number, 
/**
 * Items of which something is not here.
 */
incomplete: Array<string>, };

export type CaseView = { 
/**
 * Its line of the list.
 */
line: LineView, 
/**
 * Its record; none when none was opened.
 */
record: RecordView | null, 
/**
 * Its media.
 */
media: Array<MediumView>, 
/**
 * Who says what about when.
 */
custody: Array<StepOfCustody>, 
/**
 * Entries beyond those.
 */
entriesLeftOut: number, 
/**
 * Findings about it.
 */
findings: Array<FoundView>, };

export type ChooseFor = "folder" | "file" | "save";

export type FilterInput = { 
/**
 * Beginnings of words, or of an item's id.
 */
words: string, 
/**
 * Of this kind.
 */
kind: KindCode | null, 
/**
 * That came this way.
 */
method: MethodCode | null, 
/**
 * Of this device: digest of its genesis entry.
 */
device: string | null, 
/**
 * Claimed at this instant (RFC 3339) or later.
 */
from: string | null, 
/**
 * Claimed before this instant (RFC 3339).
 */
to: string | null, 
/**
 * With a problem, or without.
 */
problem: boolean | null, 
/**
 * Delivered as a whole, or not.
 */
delivered: boolean | null, };

export type FoundCode = "log-contradiction" | "fork" | "gap" | "key-reused" | "entry-refused" | "foreign-organisation" | "item-claimed-twice" | "part-quarantined" | "part-wrong-bytes" | "part-missing" | "part-lost" | "record-unreadable" | "receipt-refused" | "unknown-log" | "log-unchecked" | "policy-refused" | "malformed" | "unsupported";

export type FoundView = { 
/**
 * What kind of thing.
 */
kind: FoundCode, 
/**
 * Digest or id of what it is about.
 */
subject: string, 
/**
 * The archive's own words, in English.
 */
detail: string, };

export type IntakeInput = { 
/**
 * The organisation's folder.
 */
organisation: string, 
/**
 * Opens its archivist's key, for a server.
 */
passphrase: string | null, 
/**
 * Shares of the archive key.
 */
shares: Array<string>, 
/**
 * Shares of the witness key; none to leave that compartment sealed.
 */
witnessShares: Array<string>, 
/**
 * The server's address; else the folder.
 */
server: string | null, 
/**
 * A carrier's folder or a copied home.
 */
folder: string | null, 
/**
 * `socks5h://host:port`.
 */
proxy: string | null, };

export type IntakeState = "idle" | "running" | "stopping" | "done" | "stopped" | "failed";

export type IntakeView = { 
/**
 * What it does.
 */
state: IntakeState, 
/**
 * New entries so far.
 */
entries: number, 
/**
 * Parts opened and checked so far.
 */
parts: number, 
/**
 * Their sealed bytes.
 */
bytes: number, 
/**
 * Parts that are still wanted.
 */
waiting: number, 
/**
 * Once it is over: items that got something new.
 */
items: number, 
/**
 * Parts set aside.
 */
quarantined: number, 
/**
 * Parts that the source does not have.
 */
missing: number, 
/**
 * Parts that wait for the witness key.
 */
sealed: number, 
/**
 * What was noticed for the first time, the loudest first.
 */
findings: Array<FoundView>, 
/**
 * Findings beyond those.
 */
findingsLeftOut: number, 
/**
 * Why it failed.
 */
trouble: TroubleView | null, };

export type KindCode = "photo" | "video" | "audio" | "document" | "testimony" | "form" | "note" | "official-claim" | "held-head" | "interrupted";

export type LineView = { 
/**
 * The item, hex.
 */
item: string, 
/**
 * Digest of its device's genesis entry.
 */
device: string, 
/**
 * What it is, where its record was opened.
 */
kind: KindCode | null, 
/**
 * How it came, likewise.
 */
method: MethodCode | null, 
/**
 * First words or name; none for what names people.
 */
title: string | null, 
/**
 * The device's clock at its first entry.
 */
claimedAt: string, 
/**
 * True when its record came.
 */
finished: boolean, 
/**
 * True when its recording was cut off.
 */
interrupted: boolean, 
/**
 * True when every entry is signed back to genesis.
 */
linked: boolean, 
/**
 * True when every entry is in a log.
 */
noted: boolean, 
/**
 * True when custody statements cover all of it.
 */
delivered: boolean, 
/**
 * Parts that did not come yet.
 */
wanted: number, 
/**
 * Parts that are no good.
 */
quarantined: number, 
/**
 * Parts that wait for the witness key.
 */
sealed: number, 
/**
 * Plain bytes of the parts held.
 */
bytes: number, 
/**
 * True for items of the witness compartment: they leave in no bundle.
 */
witness: boolean, };

export type LinesView = { 
/**
 * The lines, the newest claim first.
 */
lines: Array<LineView>, 
/**
 * What to ask for the next page with; none at the end.
 */
next: unknown, 
/**
 * Lines that the filter leaves, all pages together.
 */
total: number, };

export type MediumView = { 
/**
 * Its name as it came, safe to show.
 */
name: string | null, 
/**
 * Its media type as it came.
 */
mediaType: string | null, 
/**
 * SHA-256 of the file, where the record states it.
 */
sha256: string | null, 
/**
 * Parts it has.
 */
parts: number, 
/**
 * Bytes that are here.
 */
bytes: number, 
/**
 * True when the recording was cut off.
 */
interrupted: boolean, 
/**
 * Numbers of parts that are not here.
 */
missing: Array<number>, };

export type MethodCode = "captured" | "imported" | "entered";

export type OrganisationView = { 
/**
 * Its name.
 */
name: string, 
/**
 * True when its keys need a passphrase.
 */
locked: boolean, 
/**
 * Shares that the archive key needs.
 */
threshold: number, 
/**
 * Shares there are.
 */
shares: number, 
/**
 * True when it has a witness compartment.
 */
witnesses: boolean, 
/**
 * Servers that its policies name.
 */
servers: Array<string>, };

export type RecordView = { 
/**
 * The device's clock when the capture began.
 */
claimedAt: string, 
/**
 * IANA zone.
 */
zone: string | null, 
/**
 * Degrees north and east, where known.
 */
place: [number, number] | null, 
/**
 * Radius in metres.
 */
accuracyM: number | null, 
/**
 * Where the place comes from, or why it is missing.
 */
placeSource: string, 
/**
 * BCP 47 tag.
 */
language: string | null, 
/**
 * The compartment, where it names one.
 */
compartment: string | null, 
/**
 * Items it is about.
 */
about: Array<string>, 
/**
 * Items it corrects.
 */
supersedes: Array<string>, 
/**
 * Its words: the note, answers, anything else.
 */
rows: Array<RowView>, };

export type StepOfCustody = { "step": "signed", 
/**
 * Number of the entry.
 */
seq: number, 
/**
 * Digest of the entry.
 */
digest: string, 
/**
 * The device's clock.
 */
claimedAt: string, 
/**
 * True when it is signed back to genesis.
 */
linked: boolean, 
/**
 * Origin of the log that has it.
 */
log: string | null, 
/**
 * Its place in the log.
 */
index: number | null, } | { "step": "delivered", 
/**
 * Origin of the server's log.
 */
server: string, 
/**
 * The server's clock.
 */
at: string, 
/**
 * Parts it covers.
 */
parts: number, 
/**
 * The statement's own place in the log.
 */
index: number | null, };

export type RowView = { 
/**
 * The name that the record has for it.
 */
name: string, 
/**
 * The words of the form's question, by language; empty where no form is known.
 */
label: { [key in string]: string }, 
/**
 * Row of a repeat, from 1.
 */
row: number | null, 
/**
 * How it was answered: `value`, `range`, `about`, `unknown`, `refused`, `not-applicable`; `value` outside forms.
 */
state: string, 
/**
 * What was said. Choices carry the form's words.
 */
values: Array<SaidView>, 
/**
 * The person's own words beside it.
 */
words: string | null, };

export type SaidView = { 
/**
 * As the record has it.
 */
text: string, 
/**
 * The words of the choice, by language; empty for anything else.
 */
label: { [key in string]: string }, };

export type AnswerView = { 
/**
 * The question.
 */
question: QuestionCode, 
/**
 * The worst status of its reasons.
 */
status: StatusCode, 
/**
 * The reasons, worst first.
 */
reasons: Array<ReasonView>, };

export type BoundView = { 
/**
 * The instant, RFC 3339, where somebody vouches for one.
 */
at: string | null, 
/**
 * Who says so.
 */
by: VoucherCode, 
/**
 * The log whose checkpoint bounds it.
 */
log: string, 
/**
 * That checkpoint's size.
 */
size: number, 
/**
 * False when only the device names that checkpoint.
 */
proven: boolean, };

export type ItemVerdictView = { 
/**
 * The item, hex.
 */
item: string, 
/**
 * Digest of its device's genesis entry.
 */
device: string, 
/**
 * Names of its media.
 */
media: Array<string>, 
/**
 * What the device's clock said.
 */
claimed: string | null, 
/**
 * Its first entry was signed after this.
 */
notBefore: BoundView | null, 
/**
 * All of it existed by then.
 */
notAfter: BoundView | null, 
/**
 * The five answers for it alone.
 */
answers: Array<AnswerView>, };

export type QuestionCode = "content" | "signer" | "time" | "completeness" | "delivery";

export type ReasonView = { 
/**
 * What the checks came to.
 */
status: StatusCode, 
/**
 * The finding's stable name.
 */
code: VerdictCode, 
/**
 * How many there are.
 */
count: number, 
/**
 * The verifier's words, in English, of the first few.
 */
details: Array<string>, };

export type StatusCode = "passed" | "not-checked" | "failed";

export type VerdictView = { 
/**
 * When it was judged, RFC 3339 in UTC.
 */
judgedAt: string, 
/**
 * The organisation's key, hex.
 */
organisation: string | null, 
/**
 * Its name by its own policy.
 */
name: string | null, 
/**
 * True when the reader's own policy vouches for that key.
 */
trusted: boolean, 
/**
 * The five answers for everything together.
 */
answers: Array<AnswerView>, 
/**
 * One for each item.
 */
items: Array<ItemVerdictView>, 
/**
 * Items beyond those.
 */
itemsLeftOut: number, 
/**
 * Items of which parts are not here, in the archive's own verdicts: nobody withholds them.
 */
incomplete: Array<string>, };

export type VoucherCode = "nobody" | "server" | "cosigner";

export type VerdictCode = "all-parts" | "all-withheld" | "bad-signature" | "bounds-contradict" | "chain" | "claimed-after-noted" | "claimed-before-seen" | "claimed-in-the-future" | "claims-go-back" | "clock-jump" | "commitments" | "consistency" | "consistency-of-nothing" | "cosignature" | "custody-differs" | "custody-in-the-future" | "custody-incomplete" | "custody-signature" | "delivered" | "enrolled" | "enrolled-elsewhere" | "entries-out-of-order" | "entry-twice" | "file-changed" | "file-long" | "file-missing" | "file-short" | "file-twice" | "foreign-entry" | "fork" | "gap" | "interrupted" | "interval" | "key-hint" | "key-reused" | "log-key" | "log-not-trusted" | "log-unknown" | "lower-claimed" | "lower-without-time" | "media-differ" | "media-digest" | "media-order" | "media-size" | "more" | "newer-policy" | "no-content" | "no-entries" | "no-entry" | "no-gap" | "no-genesis" | "no-items" | "no-lower-bound" | "no-policy" | "no-receipts" | "no-upper-bound" | "not-admitted" | "not-delivered" | "not-finished" | "not-joined" | "not-noted" | "opening-differs" | "organisation" | "organisation-unknown" | "other-items" | "other-organisation" | "part-changed" | "part-missing" | "part-not-listed" | "part-size" | "part-twice" | "policy-not-by-organisation" | "quorum" | "receipt-does-not-hold" | "receipt-unreadable" | "receipt-without-entry" | "receipts" | "record-after-entry" | "record-before-entry" | "record-before-seen" | "record-changed" | "record-of-another-item" | "record-unreadable" | "record-version" | "salt-missing" | "seen-after-noted" | "seen-goes-back" | "server-clock" | "server-fork" | "stray-file" | "sums" | "two-histories" | "two-policies" | "unknown-file" | "unlisted-file" | "upper-without-time" | "uptime-goes-back" | "withheld" | "wrong-sequence";

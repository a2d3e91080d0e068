// Generated from desk/src/views/; its mod.rs says how. Not to be edited.

export type ErrorCode = "home-in-use" | "home-unavailable" | "disk-full" | "home-damaged" | "home-unsupported" | "invitation-malformed" | "invitation-unsupported" | "invitation-refused" | "invitation-renews" | "invitation-foreign" | "invitation-other" | "invitation-new" | "invitation-used" | "invitation-spent" | "invitation-log" | "already-joined" | "destroyed" | "no-home" | "source-failed" | "file-empty" | "stopped" | "no-recording" | "vault-locked" | "vault-absent" | "passphrase-wrong" | "passphrase-empty" | "home-exchanged" | "policy-set-back" | "reviewer-exchanged" | "panic-unfinished" | "proxy-refused" | "no-trial" | "trial-server" | "trial-port-taken" | "trial-stays" | "cannot-print" | "form-unfinished" | "form-too-large" | "form-changed" | "no-draft" | "no-witness-compartment" | "no-interview" | "passphrase-short" | "archive-in-use" | "archive-closed" | "archive-damaged" | "archive-unsupported" | "archive-unavailable" | "intake-running" | "shares-too-few" | "shares-faulty" | "shares-foreign" | "folder-empty" | "folder-too-large" | "no-file" | "link-left" | "key-locked" | "key-passphrase-wrong" | "organisation-unreadable" | "organisation-foreign" | "server-unknown" | "source-unreachable" | "path-missing" | "name-taken" | "consent-missing" | "name-found" | "bundle-refused" | "bundle-disk-full" | "bundle-unwritten" | "bundle-unreadable" | "bundle-unsupported" | "policy-unreadable" | "parts-missing" | "cannot-show" | "bad-request" | "bug";

export type TroubleView = { 
/**
 * The code that the window explains.
 */
code: ErrorCode, 
/**
 * The item concerned, hex.
 */
item: string | null, };

export type CodeView = { 
/**
 * For English.
 */
latin: string, 
/**
 * For Kazakh and Russian.
 */
cyrillic: string, };

export type FindingCode = "signing-key-lost" | "new-chain" | "found" | "missing" | "set-aside" | "postponed" | "cut-file" | "interrupted" | "adopted";

export type FindingView = { 
/**
 * Kind of the finding.
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
 * The words of its code that a person compares with the organisation.
 */
code: CodeView, 
/**
 * True when the server knows the device.
 */
enrolled: boolean, 
/**
 * The instant at which its invitation ended, where no server knows the device and its own clock is past that.
 */
admissionEnded: string | null, 
/**
 * True when it belongs to a trial: everything stays on this device.
 */
trial: boolean, 
/**
 * True when a panic has destroyed the keys: nothing can be added or sent.
 */
destroyed: boolean, 
/**
 * The person's preferences.
 */
preferences: PreferencesView, 
/**
 * Changes by new policies that no person has said that they know.
 */
policyChanges: Array<PolicyChangeCode>, 
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
 * Files of which only a piece is sealed, known to the person or not.
 */
pieces: number, 
/**
 * True while receipts are being checked after a start: more may be noted and delivered than is said here.
 */
checking: boolean, 
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
 * Findings and repairs of the start, worst first.
 */
findings: Array<FindingView>, };

export type PolicyChangeCode = "archive" | "witnesses" | "looking" | "review" | "servers" | "logs" | "keeping" | "forms" | "name";

export type RenewedView = { 
/**
 * Number of the entry by which the organisation admitted the device again.
 */
seq: number, 
/**
 * The home after it.
 */
home: StatusView, };

export type StatusView = { "state": "unjoined", 
/**
 * Largest invitation, in bytes.
 */
invitationLimit: number, 
/**
 * True where the app can be tried alone.
 */
trial: boolean, 
/**
 * True where this machine has an archive: then it is an archivist's, and begins there.
 */
archive: boolean, 
/**
 * Preferences chosen in this run.
 */
preferences: PreferencesView, } | { "state": "joined" } & HomeView;

export type FolderFileView = { 
/**
 * Its path in the folder.
 */
name: string, 
/**
 * Its bytes.
 */
size: number, 
/**
 * Why it is not taken in.
 */
left: ErrorCode | null, };

export type FolderView = { 
/**
 * Its files, in order.
 */
files: Array<FolderFileView>, 
/**
 * What in it is not taken in, and why.
 */
left: Array<FolderFileView>, 
/**
 * Links to something in the same folder, which is met by its own name.
 */
links: number, };

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
delivered: boolean, 
/**
 * Its kind, name and remark, where the policy grants review and the vault is open.
 */
readable: ReadableView | null, };

export type PageView = { 
/**
 * The items.
 */
items: Array<ItemView>, 
/**
 * Where the next page begins; none at the end.
 */
next: number | null, 
/**
 * True while names and small pictures of earlier items are still being read into the open vault: ask again.
 */
indexing: boolean, };

export type ReadableView = { 
/**
 * Its kind, as records name it.
 */
kind: string, 
/**
 * The name of its first medium.
 */
name: string | null, 
/**
 * The remark.
 */
note: string | null, 
/**
 * True when there is a small picture of it.
 */
thumbnail: boolean, };

export type SealedView = { 
/**
 * The item, hex.
 */
item: string, 
/**
 * The time its first entry claims, as the list says it; none where that is not known here.
 */
claimedAt: string | null, 
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
interrupted: boolean, 
/**
 * True when the file was changed while it was taken in; its record says so.
 */
changed: boolean, };

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

export type ChangedCode = "vault" | "archive";

export type LockView = "absent" | "locked" | "open";

export type FormNameView = { 
/**
 * Its name for machines.
 */
id: string, 
/**
 * Its edition.
 */
version: number, 
/**
 * SHA-256 of its bytes, hex.
 */
digest: string, 
/**
 * Its title.
 */
title: { [key in string]: string }, };

export type FormView = { 
/**
 * Its id, edition, digest and title.
 */
name: FormNameView, 
/**
 * In the order of the form; what a group or repeat holds follows it.
 */
questions: Array<QuestionView>, };

export type QuestionType = "note" | "text" | "integer" | "decimal" | "select-one" | "select-multiple" | "date" | "when" | "time" | "datetime" | "items" | "point" | "number" | "words" | "truth" | "group" | "repeat";

export type QuestionView = { 
/**
 * Its name for machines.
 */
id: string, 
/**
 * The shape of its answer.
 */
kind: QuestionType, 
/**
 * Its words; none for a calculation that is not shown.
 */
label: { [key in string]: string }, 
/**
 * How to ask; may be empty.
 */
hint: { [key in string]: string }, 
/**
 * True when it must be put to the person.
 */
required: boolean, 
/**
 * The choices, in order.
 */
choices: Array<ChoiceView>, 
/**
 * Position in the form of the group or repeat it stands in.
 */
parent: number | null, 
/**
 * Position in the form of the repeat it stands in, at whatever depth.
 */
repeat: number | null, 
/**
 * Least number, or least number of rows.
 */
min: number | null, 
/**
 * Greatest number, or most rows.
 */
max: number | null, 
/**
 * Most characters.
 */
maxLength: number | null, 
/**
 * Positions in the form of the questions that a calculation reads; none for other questions.
 */
reads: Array<number>, };

export type ChoiceView = { 
/**
 * The code that is recorded.
 */
id: string, 
/**
 * Its words.
 */
label: { [key in string]: string }, };

export type PlaceView = { 
/**
 * Id of the question.
 */
question: string, 
/**
 * Row of the repeat it stands in, from 0.
 */
row: number | null, };

export type CalculatedView = { 
/**
 * Where.
 */
place: PlaceView, 
/**
 * `{"state": "value", "value"}`, `{"state": "range", "range": [from, to]}` with null where open,
 * `{"state": "cannot-tell"}` or `{"state": "not-applicable"}`.
 */
outcome: unknown, };

export type FormFindingView = { 
/**
 * Where.
 */
place: PlaceView, 
/**
 * The check's id, or a key of `docs/forms.md` which the window words.
 */
key: string, 
/**
 * True when it must be mended before the form can be filed.
 */
hinders: boolean, 
/**
 * The check's message; empty for a key which the window words.
 */
message: { [key in string]: string }, 
/**
 * The values that the check read, by question: a state, or a list of states over rows. Never words.
 */
values: Record<string, unknown>, };

export type SheetView = { 
/**
 * The places that apply, in the order of the form; those in a repeat come row by row.
 */
visible: Array<PlaceView>, 
/**
 * Every calculation.
 */
calculated: Array<CalculatedView>, 
/**
 * The first findings, in the order of the form.
 */
findings: Array<FormFindingView>, 
/**
 * How many more findings there are.
 */
findingsLeftOut: number, 
/**
 * Answers to what does not apply now. They hinder filing until they are taken out.
 */
setAside: Array<PlaceView>, 
/**
 * True when nothing hinders filing.
 */
canSave: boolean, };

export type FormDraftView = { 
/**
 * Its name.
 */
id: string, 
/**
 * The form it fills in; none when the draft cannot be read.
 */
form: string | null, 
/**
 * False when it belongs to another edition of its form than this app has.
 */
current: boolean, 
/**
 * Questions with an answer.
 */
answered: number, 
/**
 * Number of the polling station, where that was told.
 */
station: string | null, 
/**
 * Random id or pseudonym of the person it is about, where that was told.
 */
person: string | null, 
/**
 * The place in words, where that was told.
 */
place: string | null, 
/**
 * When it was kept, RFC 3339.
 */
savedAt: string, };

export type FormDraftAnswersView = { 
/**
 * Language of the words in it.
 */
language: string, 
/**
 * By question, as `docs/forms.md` has them.
 */
answers: unknown, 
/**
 * Where in the form the person was, as the window named it; none in drafts of older versions.
 */
at: string | null, };

export type AudioRange = { 
/**
 * The recording.
 */
item: string, 
/**
 * Its beginning, in milliseconds from the recording's own.
 */
from_ms: number, 
/**
 * Its end.
 */
to_ms: number, };

export type Before = { 
/**
 * The person cannot be overheard.
 */
alone: YesNo, 
/**
 * The person can talk here and now without danger.
 */
safe: YesNo, 
/**
 * The person's language, BCP 47.
 */
language: string | null, 
/**
 * Somebody interprets.
 */
interpreter: YesNo, 
/**
 * The person is under 18.
 */
child: YesNo, 
/**
 * A child's guardian is there and agrees.
 */
guardian: YesNo, 
/**
 * Somebody has taken an account from the person already.
 */
heard_before: YesNo, 
/**
 * A short first account; the long form is the exception.
 */
first_account: boolean, 
/**
 * Why the long form all the same.
 */
long_form_reason: string | null, };

export type Card = { 
/**
 * The person's decision.
 */
choice: Choice, 
/**
 * Until when, EDTF; none: until it is withdrawn.
 */
until?: string, 
/**
 * A recording of the person saying so.
 */
voice?: string, };

export type TestimonyChange = { "change": "go-to", 
/**
 * Which.
 */
step: Step, } | { "change": "before", 
/**
 * All of them.
 */
before: Before, } | { "change": "consent", 
/**
 * All of them.
 */
consent: Consent, } | { "change": "ways", 
/**
 * Both.
 */
ways: Ways, } | { "change": "pseudonym", 
/**
 * The new one.
 */
pseudonym: string, } | { "change": "no-identity", 
/**
 * True when the person was asked and would not.
 */
refused: boolean, } | { "change": "lines", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * Language of the words.
 */
language: string | null, 
/**
 * All its lines.
 */
lines: Array<Line>, } | { "change": "when", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * EDTF, or none.
 */
when: string | null, } | { "change": "place", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * In words, or none.
 */
place: string | null, } | { "change": "fact", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * Which fact.
 */
fact: Fact, 
/**
 * The answer to it.
 */
answer: YesNo, } | { "change": "audio", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * All stretches.
 */
audio: Array<AudioRange>, } | { "change": "right", 
/**
 * Which section.
 */
section: SectionKind, } | { "change": "correct", 
/**
 * Which section.
 */
section: SectionKind, 
/**
 * The lines that are added.
 */
lines: Array<Line>, } | { "change": "leave-out", 
/**
 * Which section.
 */
section: SectionKind, } | { "change": "tell-again", 
/**
 * Which section.
 */
section: SectionKind, } | { "change": "sign-off", 
/**
 * How.
 */
sign_off: SignOff, } | { "change": "unsign" };

export type Choice = "yes" | "no" | "later" | "not-asked";

export type Consent = { 
/**
 * The decision on writing it down at all.
 */
written_down: Choice, 
/**
 * The decision on recording the voice.
 */
recorded: Choice, 
/**
 * A child's own assent, beside the guardian's consent.
 */
assent: YesNo, 
/**
 * One card per use; one that is not here was not asked.
 */
uses: Partial<Record<Use, Card>>, 
/**
 * The language in which all this was explained, BCP 47.
 */
language: string | null, 
/**
 * The risks were named.
 */
risks_named: boolean, 
/**
 * How to change one's mind was told.
 */
can_change_told: boolean, 
/**
 * How it was given.
 */
how: How | null, };

export type Correction = { 
/**
 * The words.
 */
lines: Array<Line>, };

export type Draft = { format: string, 
/**
 * The person: 128 random bits.
 */
witness: string, pseudonym: string, identity: IdentityCard, began_at: string, step: Step, before: Before, consent: Consent, 
/**
 * The consent that was filed last.
 */
filed: Filed | null, 
/**
 * Recordings of the interview, in order.
 */
recordings: Array<string>, 
/**
 * Short recordings of the person agreeing.
 */
voice_marks: Array<string>, 
/**
 * In the order in which they are shown; only those that were begun.
 */
sections: Array<Section>, sign_off: SignOff | null, 
/**
 * Fields in which a name of the card stood when they were last compared; no word of it.
 */
named?: Array<string>, 
/**
 * Ways to agree and to close that were chosen.
 */
ways?: Ways, 
/**
 * Voices that began, by the field that they are for, until an answer stands there.
 */
voices?: { [key in string]: BegunVoice }, };

export type Fact = "water" | "food" | "lawyer" | "relatives-told" | "phone-taken" | "footage-erased" | "force";

export type Filed = { item: string, consent: Consent, child: YesNo, guardian: YesNo, };

export type IdentityView = { 
/**
 * The person: 128 random bits.
 */
witness: string, 
/**
 * The name, as the person writes it.
 */
name: string, 
/**
 * Other names.
 */
other_names: string, 
/**
 * Born, EDTF.
 */
birth: string | null, 
/**
 * Telephone, address, who can be asked.
 */
contact: string, 
/**
 * Anything else that says who it is.
 */
remark: string, };

export type TestimonyFinding = { 
/**
 * The field.
 */
field: string, 
/**
 * The key of its text: `not-safe`, `initials`.
 */
key: string, 
/**
 * Names and numbers of the card as they stand there; none where one stood when names were last compared. No record holds them.
 */
words: Array<string>, };

export type How = { "kind": "voice", 
/**
 * The recording.
 */
item: string, } | { "kind": "sign", 
/**
 * The drawing.
 */
strokes: Strokes, } | { "kind": "witnessed", 
/**
 * Who stood by: a role, never a name.
 */
by: string, };

export type Identity = { 
/**
 * The name, as the person writes it.
 */
name: string, 
/**
 * Other names: maiden name, patronymic, what friends say.
 */
other_names: string, 
/**
 * Born, EDTF.
 */
birth: string | null, 
/**
 * Telephone, address, who can be asked.
 */
contact: string, 
/**
 * Anything else that says who it is.
 */
remark: string, };

export type IdentityCard = { "state": "not-asked" } | { "state": "refused" } | { "state": "no-compartment" } | { "state": "sealed", 
/**
 * Its record.
 */
item: string, };

export type Known = "saw" | "heard" | "told" | "inferred" | "not-asked";

export type Line = { 
/**
 * The words.
 */
text: string, 
/**
 * How the person knows.
 */
known: Known, };

export type Missing = { 
/**
 * The field.
 */
field: string, 
/**
 * Which rule.
 */
key: string, };

export type Offer = { 
/**
 * The rule that keeps the cards from being filed, if any.
 */
consent_missing: Missing | null, 
/**
 * True when the consent that is filed is the one on the cards.
 */
consent_filed: boolean, 
/**
 * True when the account may be written down.
 */
may_write: boolean, 
/**
 * True when the account may be recorded.
 */
may_record: boolean, 
/**
 * True when the person may be recorded agreeing.
 */
may_record_voice_mark: boolean, 
/**
 * Sections that are open to be told.
 */
offered: Array<SectionKind>, 
/**
 * The rule that keeps the account from being signed off, if any.
 */
sign_off_missing: Missing | null, 
/**
 * The rule that keeps the account from being filed, if any.
 */
finish_missing: Missing | null, 
/**
 * Findings that a person should look at; none of them stops a step.
 */
findings: Array<TestimonyFinding>, };

export type BegunVoice = { 
/**
 * The recording.
 */
item: string, 
/**
 * When it began.
 */
at: string, };

export type Ways = { 
/**
 * To agree.
 */
consent: WayToAgree | null, 
/**
 * To close.
 */
sign_off: WayToClose | null, };

export type WayToAgree = "voice" | "sign" | "witnessed";

export type WayToClose = "drawn" | "voice" | "agreed-not-signed";

export type Purpose = "voice-mark" | "interview";

export type ReadBack = "not-read" | "right" | "changed" | "left-out";

export type Section = { 
/**
 * Which.
 */
section: SectionKind, 
/**
 * Language of the words, BCP 47; none: the person's language.
 */
language?: string, 
/**
 * Own words as told.
 */
lines: Array<Line>, 
/**
 * When it was, EDTF with local time, as vague as it was told.
 */
when?: string, 
/**
 * Where it was, in words.
 */
place?: string, 
/**
 * Every fact of the list; not asked unless it was.
 */
facts: Record<Fact, YesNo>, 
/**
 * Where in the recordings it is.
 */
audio?: Array<AudioRange>, 
/**
 * The outcome of reading it back.
 */
read_back: ReadBack, 
/**
 * Additions when it was read back, oldest first.
 */
corrections?: Array<Correction>, };

export type SectionKind = "account" | "before" | "taken" | "van" | "station" | "court" | "other";

export type SignOff = { "kind": "drawn", 
/**
 * The drawing.
 */
strokes: Strokes, } | { "kind": "voice", 
/**
 * The recording.
 */
item: string, } | { "kind": "agreed-not-signed" } | { "kind": "stopped" };

export type Step = "before" | "consent" | "who" | "interview" | "read-back" | "sign-off";

export type Strokes = Array<Array<[number, number]>>;

export type Use = "internal-list" | "name-in-public" | "pseudonymous-publication" | "lawyer" | "un-and-regional-bodies" | "court-abroad" | "court-here" | "media" | "research";

export type YesNo = "yes" | "no" | "unknown" | "refused" | "not-asked";

export type ClosingView = { "state": "filed", 
/**
 * The testimony.
 */
filed: FiledView, } | { "state": "open", 
/**
 * How it stands.
 */
interview: InterviewView, };

export type DraftView = { 
/**
 * Its name.
 */
id: string, 
/**
 * When it was saved last, by the device's clock.
 */
savedAt: string, 
/**
 * The person's pseudonym; none when this version cannot read the draft.
 */
pseudonym: string | null, 
/**
 * Where it stands; none when this version cannot read it.
 */
step: Step | null, };

export type FiledView = { 
/**
 * Its item, hex.
 */
item: string, 
/**
 * Six words by language.
 */
words: { [key in string]: Array<string> }, 
/**
 * The person's pseudonym.
 */
pseudonym: string, 
/**
 * True when the draft could not be removed from the vault after filing.
 */
draftLeft: boolean, };

export type InterviewView = { 
/**
 * Its name.
 */
id: string, 
/**
 * All that was said and done, but not who the person is.
 */
draft: Draft, 
/**
 * The steps that are open now, and the rules that hinder others.
 */
offer: Offer, 
/**
 * Why what was asked for last was refused; none when it was done.
 */
refused: Missing | null, 
/**
 * Why it could not be saved: it is in memory only; none when it is safe.
 */
unsaved: TroubleView | null, 
/**
 * True when the organisation has somebody to seal an identity card to.
 */
witnessCompartment: boolean, 
/**
 * True while the names of the identity card are watched for.
 */
namesWatched: boolean, 
/**
 * The recording that was begun by what was asked for; none otherwise.
 */
recording: string | null, };

export type SendingCode = "bad-address" | "proxy-address" | "no-network" | "name-not-found" | "unreachable" | "proxy" | "tls-identity-changed" | "tls-failed" | "interrupted" | "timed-out" | "unauthenticated" | "refused" | "ticket-spent" | "ticket-expired" | "not-admitted" | "ticket-elsewhere" | "organisation-unknown" | "code-needed" | "policy-unknown" | "policy-older" | "log-set-back" | "quota" | "no-room" | "too-large" | "rate" | "clock" | "unsupported" | "server-error" | "bad-reply" | "false-receipt" | "log-contradiction" | "parts-left" | "parts-damaged" | "disk" | "disk-full" | "enrolment" | "bug";

export type SendingState = "off" | "sending" | "waiting";

export type SendingView = { 
/**
 * Off, sending or waiting.
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

export type ScanState = "nothing" | "foreign" | "newer" | "some" | "whole";

export type ScanView = { 
/**
 * The kind of code that the picture showed.
 */
state: ScanState, 
/**
 * Codes read so far.
 */
read: number, 
/**
 * Codes that there are.
 */
total: number, 
/**
 * The invitation's text, once it is whole.
 */
invitation: string | null, };

export type AboutView = { 
/**
 * The app's version.
 */
version: string, 
/**
 * SHA-256 of the running program, hex; none where it cannot be read.
 */
build: string | null, };

export type PreferenceName = "language" | "theme" | "lock-after" | "panic" | "proxy" | "uses" | "tally-words" | "recipients" | "pieces";

export type PreferencesView = { 
/**
 * `kk`, `ru` or `en`.
 */
language: string | null, 
/**
 * `auto`, `light`, `dark` or `sun`.
 */
theme: string | null, 
/**
 * Minutes until the vault is locked.
 */
lockAfter: string | null, 
/**
 * The reach of a panic: `keys` or `everything`.
 */
panic: string | null, 
/**
 * `socks5h://HOST:PORT`.
 */
proxy: string | null, 
/**
 * How often the lens was used, up to the number after which its buttons need no words.
 */
uses: string | null, 
/**
 * `off` where the signs of the count stand without words.
 */
tallyWords: string | null, 
/**
 * `changed` until the person knows that other people can open what is captured.
 */
recipients: string | null, };

export type LookView = { "step": "capturing" } | { "step": "sending", 
/**
 * True when the server's log proves that it exists: its content is still on the way.
 */
noted: boolean, 
/**
 * Why the last attempt ended.
 */
trouble: SendingCode | null, } | { "step": "opening" } | { "step": "taking-in", 
/**
 * Parts opened and checked so far.
 */
parts: number, 
/**
 * Parts that are still wanted.
 */
waiting: number, } | { "step": "ready" };

export type TrialView = { 
/**
 * Folder of its organisation: keys, and the shares in the folder `shares` of it.
 */
organisation: string, 
/**
 * Folder of its server.
 */
server: string, 
/**
 * True while its server answers.
 */
running: boolean, };

export type AllowedView = { 
/**
 * The item.
 */
item: string, 
/**
 * False for an account by a form, which asks no consent.
 */
asked: boolean, 
/**
 * True where a finding of its record says that a name of the witness may stand in it.
 */
named: boolean, 
/**
 * The uses; none without a consent.
 */
uses: Array<Use>, };

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
 * Items that no intake has brought yet.
 */
away: number, 
/**
 * Files that a kill in the middle of a bundle left, by path.
 */
unfinished: Array<string>, 
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
 * The use that it is handed on for; accounts need it.
 */
purpose: Use | null, 
/**
 * Accounts with a finding that they may name their witness, which the archivist has read: they may go as they are.
 */
looked: Array<string>, 
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
 * Bytes of the zip, or of all files of the folder.
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
 * Captured, imported or entered.
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
 * In order, with a problem, or not taken in yet.
 */
wholeness: WholenessCode | null, 
/**
 * Delivered as a whole, or not.
 */
delivered: boolean | null, 
/**
 * With this against its signer.
 */
doubt: DoubtCode | null, 
/**
 * Marked like this by the archivist.
 */
marked: MarkedCode | null, 
/**
 * Only items that the last intake brought something new to.
 */
newest: boolean, 
/**
 * The key that the lines are sorted by.
 */
sort: SortCode, 
/**
 * The smallest first.
 */
ascending: boolean, };

export type FoundCode = "log-contradiction" | "fork" | "gap" | "key-reused" | "entry-refused" | "foreign-organisation" | "item-claimed-twice" | "sealed-to-others" | "part-quarantined" | "part-wrong-bytes" | "part-unnamed" | "part-missing" | "part-lost" | "record-unreadable" | "tiles-differ" | "tiles-unchecked" | "receipt-refused" | "unknown-log" | "log-unchecked" | "policies-part" | "policy-missing" | "policy-refused" | "word-refused" | "malformed" | "unsupported";

export type FoundView = { 
/**
 * Kind of the finding.
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
 * Idle, running or over, and how it ended.
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
 * Against which of the items that it touched something stands.
 */
doubted: Array<DoubtedView>, 
/**
 * New findings, the loudest first.
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

export type KindCode = "photo" | "video" | "audio" | "document" | "testimony" | "form" | "note" | "official-claim" | "held-head" | "interrupted" | "found";

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
 * Its kind, where its record was opened.
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
 * Its heading, in place of `title`; none where a note or a file's name is the title.
 */
heading: HeadingView | null, 
/**
 * Name of its first medium, safe to show, likewise; also where a note is the title.
 */
fileName: string | null, 
/**
 * True when a small picture is kept.
 */
thumbnail: boolean, 
/**
 * The device's clock at its first entry.
 */
claimedAt: string, 
/**
 * Whether it is here and in order.
 */
wholeness: WholenessCode, 
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
witness: boolean, 
/**
 * Doubts about its signer because of its device, the gravest first.
 */
doubts: Array<DoubtCode>, 
/**
 * True when the archivist looked at it.
 */
lookedAt: boolean, 
/**
 * True when the archivist marked it as important.
 */
important: boolean, 
/**
 * The archivist's own words; empty without any.
 */
ownNote: string, 
/**
 * Findings that the device noted in its record.
 */
stoodOut: number, };

export type LinesView = { 
/**
 * The lines, in the order that was asked for.
 */
lines: Array<LineView>, 
/**
 * The cursor to ask for the next page with; none at the end.
 */
next: unknown, 
/**
 * Lines that the filter leaves, all pages together.
 */
total: number, };

export type MarkInput = { 
/**
 * Whether it was looked at.
 */
lookedAt: boolean | null, 
/**
 * Whether it is important.
 */
important: boolean | null, 
/**
 * The archivist's own words, at most 2,000 characters; empty words remove the note.
 */
note: string | null, };

export type MarkedCode = "looked-at" | "not-looked-at" | "important" | "own-note";

export type WholenessCode = "whole" | "problem" | "away";

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
 * When the file was changed last, as its file system said when it was brought in; RFC 3339.
 */
modified: string | null, 
/**
 * True when the file was changed while it was taken in.
 */
changed: boolean, 
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

export type PrintedCode = "printed" | "saved" | "cancelled" | "unknown";

export type PrintedView = { 
/**
 * The outcome.
 */
became: PrintedCode, 
/**
 * Where the file was written, as the system says it.
 */
path: string | null, };

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
 * The record as a document.
 */
document: DocumentView, 
/**
 * Rows beyond the document: a note, or anything that this version of the app does not know.
 */
rows: Array<RowView>, 
/**
 * The statements at its end; none where the end says nothing of its own.
 */
end: EndView | null, 
/**
 * SHA-256 of the record as it was signed, salt and content together.
 */
sha256: string | null, 
/**
 * Items that belong to it, the nearest first.
 */
related: Array<RelatedView>, 
/**
 * Related items beyond those.
 */
relatedLeftOut: number, 
/**
 * Beside a testimony: what its person agreed to and took back, the oldest first.
 */
consents: Array<BesideView>, };

export type SortCode = "claimed" | "title" | "kind" | "bytes" | "device" | "arrived";

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

export type DeviceView = { 
/**
 * Digest of its genesis entry.
 */
device: string, 
/**
 * The words of its code.
 */
code: CodeView, 
/**
 * Its platform class, where its first entry says it here, safe to show.
 */
platform: string | null, 
/**
 * Its clock at its first entry; empty where that is not here.
 */
firstAt: string, 
/**
 * Its clock at its newest entry that says one; empty where there is none.
 */
lastAt: string, 
/**
 * Items that it brought.
 */
items: number, 
/**
 * Entries that are joined to its first one.
 */
entries: number, 
/**
 * How the organisation stands to it now, by the order of the log.
 */
now: StateView, 
/**
 * True when the organisation confirmed it.
 */
confirmed: boolean, 
/**
 * The code of the device whose chain it says that it goes on from.
 */
continues: CodeView | null, 
/**
 * Codes of other devices that used its invitation.
 */
sharesWith: Array<CodeView>, 
/**
 * Numbers of the entries by which the organisation admitted it again.
 */
renewedAt: Array<number>, 
/**
 * From where on the organisation ended it.
 */
ends: Array<EndOfDeviceView>, };

export type DoubtCode = "ended" | "copied-key" | "not-admitted" | "ticket-shared" | "ended-later";

export type DoubtedView = { 
/**
 * The words of the device's code.
 */
code: CodeView, 
/**
 * The doubt.
 */
doubt: DoubtCode, 
/**
 * How many items.
 */
items: number, };

export type EndOfDeviceView = { 
/**
 * Number of the entry that it names; none where that is not here.
 */
seq: number | null, 
/**
 * True when that entry is covered too, and not only those after it.
 */
itself: boolean, 
/**
 * True when a log holds it.
 */
logged: boolean, };

export type StateView = { "state": "unknown" } | { "state": "elsewhere" } | { "state": "not-admitted" } | { "state": "shared" } | { "state": "admitted" } | { "state": "confirmed" } | { "state": "renewed", 
/**
 * By this entry.
 */
seq: number, } | { "state": "ended", 
/**
 * The entry that the end names.
 */
seq: number, 
/**
 * True when that entry is covered too.
 */
itself: boolean, };

export type ChangeCode = "added" | "corrected" | "contradicted";

export type EndView = { 
/**
 * The device's clock at the entry that carries it, where the entry's details are here.
 */
claimedAt: string | null, 
/**
 * When the capture ended, as the closing claims.
 */
endedAt: string | null, 
/**
 * The paths that were added, corrected or contradicted.
 */
later: Array<LaterView>, };

export type LaterView = { 
/**
 * How it stands to the opening.
 */
change: ChangeCode, 
/**
 * The path, as `media/0/name`.
 */
path: string, 
/**
 * The opening's value there.
 */
before: string | null, 
/**
 * The end's value there.
 */
value: string, 
/**
 * Why, where it corrects.
 */
reason: string | null, };

export type BesideView = { 
/**
 * Its item.
 */
item: string, 
/**
 * The device's clock when it was filed.
 */
claimedAt: string, 
/**
 * The consent, or the withdrawal of one.
 */
consent: ConsentView, };

export type ConsentView = { 
/**
 * The person; none in a withdrawal.
 */
witness: string | null, 
/**
 * The item whose every consent ends here.
 */
withdraws: string | null, 
/**
 * The person is under 18.
 */
child: YesNo, 
/**
 * A guardian is there and agrees.
 */
guardian: YesNo, 
/**
 * The cards.
 */
consent: Consent, };

export type DocumentView = { "document": "testimony", 
/**
 * All of it.
 */
testimony: TestimonyView, } | { "document": "consent", 
/**
 * All of it.
 */
consent: ConsentView, } | { "document": "identity", 
/**
 * All of it.
 */
identity: IdentityView, } | { "document": "form", 
/**
 * All of it.
 */
form: FiledForm, } | { "document": "tag", 
/**
 * Its code.
 */
tag: string, 
/**
 * False when the person marked it as not sure.
 */
sure: boolean, } | { "document": "tally", 
/**
 * Its code.
 */
tally: string, 
/**
 * 1 or -1.
 */
step: number, } | { "document": "plain", 
/**
 * False when the record says something that this version of the app does not know.
 */
known: boolean, };

export type FiledFinding = { 
/**
 * The check's message, by language; empty where no form is known.
 */
message: { [key in string]: string }, 
/**
 * Its key.
 */
key: string, 
/**
 * Row of a repeat, from 1.
 */
row: number | null, 
/**
 * The answers that the check read.
 */
values: Array<RowView>, };

export type FiledForm = { 
/**
 * Its title by language; empty where this build does not know the form.
 */
title: { [key in string]: string }, 
/**
 * True when the form is known by its digest.
 */
known: boolean, 
/**
 * Its own name for itself.
 */
id: string, 
/**
 * Its edition, as the record has it.
 */
version: string, 
/**
 * SHA-256 of the form, as the record has it.
 */
sha256: string, 
/**
 * The answers, in groups that stand together.
 */
parts: Array<FiledPart>, 
/**
 * Questions that were not asked.
 */
notAsked: Array<RowView>, 
/**
 * Questions that do not apply by the other answers.
 */
notApplicable: Array<RowView>, 
/**
 * Findings when it was filed.
 */
findings: Array<FiledFinding>, 
/**
 * Answers beyond those shown.
 */
leftOut: number, };

export type FiledPart = { 
/**
 * The part's name, by language; empty where it has none.
 */
label: { [key in string]: string }, 
/**
 * Its answers, in the order of the form.
 */
answers: Array<RowView>, };

export type HeadingView = { "of": "testimony", 
/**
 * The person's pseudonym.
 */
pseudonym: string, } | { "of": "consent", 
/**
 * The person's pseudonym, where it is known.
 */
pseudonym: string | null, } | { "of": "withdrawal", 
/**
 * The person's pseudonym, where it is known.
 */
pseudonym: string | null, } | { "of": "form", 
/**
 * Its title by language; empty where this app does not know the form.
 */
title: { [key in string]: string }, 
/**
 * Its own name for itself.
 */
id: string, 
/**
 * Questions that were put to somebody.
 */
answers: number, 
/**
 * Number of the polling station.
 */
station: string | null, } | { "of": "tag", 
/**
 * Its code.
 */
tag: string, 
/**
 * The item.
 */
about: string | null, } | { "of": "tally", 
/**
 * Its code.
 */
tally: string, 
/**
 * 1 or -1.
 */
step: number, } | { "of": "held" };

export type RelatedView = { 
/**
 * The other item.
 */
item: string, 
/**
 * How one names the other.
 */
relation: RelationCode, 
/**
 * True when the other one's record names this item.
 */
back: boolean, 
/**
 * True when the archive has it; then it can be opened.
 */
here: boolean, 
/**
 * Its kind, where its record was opened.
 */
kind: KindCode | null, 
/**
 * First words or name; none for items that name people.
 */
title: string | null, 
/**
 * Its heading; none where a note or a file's name is the title.
 */
heading: HeadingView | null, 
/**
 * The device's clock at its first entry; empty when the archive does not have it.
 */
claimedAt: string, 
/**
 * True for items of the witness compartment.
 */
witness: boolean, };

export type RelationCode = "consent" | "withdraws" | "supersedes" | "recording" | "voice" | "identity" | "about" | "same-person" | "same-file";

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
 * The words of the repeat that it is a row of.
 */
of: { [key in string]: string }, 
/**
 * Row of a repeat, from 1.
 */
row: number | null, 
/**
 * The type of its question, as `docs/forms.md` names it; empty where no form is known.
 */
kind: string, 
/**
 * How it was answered: `value`, `range`, `about`, `unknown`, `refused`, `none` (said to be none); `value` outside forms.
 */
state: string, 
/**
 * The values that were said. Choices carry the form's words; an open end of a range is empty.
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

export type StoodOutView = { 
/**
 * The field, as the record has it.
 */
field: string, 
/**
 * The section that the field is of.
 */
section: SectionKind | null, 
/**
 * Which finding.
 */
key: string, };

export type TestimonyView = { 
/**
 * The person: 128 random bits.
 */
witness: string, 
/**
 * The person's pseudonym.
 */
pseudonym: string, 
/**
 * The state of the identity card.
 */
identity: IdentityCard, 
/**
 * The record of the consent that it was taken under.
 */
consent: string, 
/**
 * The device's clock when the interview began.
 */
beganAt: string, 
/**
 * And when it was closed.
 */
endedAt: string, 
/**
 * The answers before the interview.
 */
before: Before, 
/**
 * Recordings of the interview.
 */
recordings: Array<string>, 
/**
 * The account.
 */
sections: Array<Section>, 
/**
 * How it was closed.
 */
signOff: SignOff, 
/**
 * The findings when it was closed.
 */
findings: Array<StoodOutView>, };

export type OpensCode = "archive" | "witnesses";

export type ShareCodeView = { 
/**
 * True when there was a code, whatever it is.
 */
seen: boolean, 
/**
 * The share's line.
 */
line: string | null, };

export type ShareStage = "empty" | "begun" | "unknown-word" | "too-many-words" | "check" | "unreadable" | "other-key" | "other-organisation" | "other-set" | "repeated" | "good";

export type ShareView = { 
/**
 * How far it has come.
 */
stage: ShareStage, 
/**
 * Words so far.
 */
words: number, 
/**
 * Number of the word that is not on the list, from 1.
 */
word: number | null, 
/**
 * Words of the list that look like that one, the likeliest first.
 */
near: Array<string>, 
/**
 * Words of the list that begin like the one being typed.
 */
completions: Array<string>, 
/**
 * The set it belongs to, once it is whole.
 */
set: string | null, 
/**
 * Its number in the set, likewise.
 */
index: number | null, 
/**
 * Number of the earlier field that it is the same as or does not fit, from 1.
 */
first: number | null, };

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
 * Size of the checkpoint, in leaves.
 */
size: number, 
/**
 * False when only the device names that checkpoint.
 */
proven: boolean, };

export type FileCode = "whole" | "altered" | "missing" | "withheld";

export type FileView = { 
/**
 * Its path in the bundle.
 */
path: string | null, 
/**
 * Its name as it came, safe to show.
 */
name: string | null, 
/**
 * Its media type as it came.
 */
mediaType: string | null, 
/**
 * When it was changed last, as its file system said when it was brought in; RFC 3339.
 */
modified: string | null, 
/**
 * Its bytes.
 */
size: number | null, 
/**
 * SHA-256 of it as it is, hex.
 */
sha256: string | null, 
/**
 * Where its bytes begin in the zip; none in a folder and in the archive.
 */
offset: number | null, 
/**
 * How it fares.
 */
state: FileCode, };

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
 * Its kind, where its record is disclosed.
 */
kind: KindCode | null, 
/**
 * How it came, likewise.
 */
method: MethodCode | null, 
/**
 * Names of its media.
 */
media: Array<string>, 
/**
 * Its media, and how each fares.
 */
files: Array<FileView>, 
/**
 * Its heading, where its record says more than the name of a file.
 */
heading: HeadingView | null, 
/**
 * Findings that the device noted in its record.
 */
stoodOut: number, 
/**
 * Its note.
 */
note: string | null, 
/**
 * Degrees north and east, where the record says them.
 */
place: [number, number] | null, 
/**
 * Radius in metres.
 */
accuracyM: number | null, 
/**
 * Where the place comes from, or why it is missing.
 */
placeSource: string | null, 
/**
 * The statements at its end, where its record is disclosed and holds no names.
 */
end: EndView | null, 
/**
 * The device's clock when the capture began, or else at the first entry.
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
 * The outcome of the checks.
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
details: Array<string>, 
/**
 * The first few of the items it is about, hex.
 */
items: Array<string>, 
/**
 * Items that it is about, all together.
 */
about: number, 
/**
 * The first few of the files that it is about: their paths in the bundle.
 */
files: Array<string>, };

export type StatusCode = "remark" | "passed" | "not-checked" | "failed";

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
 * Items, all together, for which somebody vouches by when they existed.
 */
dated: number, 
/**
 * The latest of these instants, RFC 3339 in UTC.
 */
latest: string | null, 
/**
 * Items of which parts are not here, in the archive's own verdicts: nobody withholds them.
 */
incomplete: Array<string>, };

export type VoucherCode = "nobody" | "server" | "cosigner";

export type VerdictCode = "all-parts" | "all-withheld" | "bounds-contradict" | "chain" | "changed-while-read" | "claimed-after-noted" | "claimed-after-vouched" | "claimed-before-seen" | "claimed-before-vouched" | "claimed-in-the-future" | "claims-go-back" | "clock-jump" | "commitments" | "confirmed" | "consistency" | "consistency-of-nothing" | "continues" | "copied-key" | "copied-key-unnoted" | "cosignature" | "custody-differs" | "custody-in-the-future" | "custody-incomplete" | "custody-signature" | "custody-withheld" | "delivered" | "details-withheld" | "ended" | "ended-later" | "enrolled" | "enrolled-elsewhere" | "file-changed" | "file-damaged" | "file-long" | "file-missing" | "file-short" | "file-twice" | "files-differ" | "fork" | "interrupted" | "interval" | "key-hint" | "key-reused" | "line-not-of-record" | "lines-shown" | "log-key" | "log-not-trusted" | "log-retired" | "log-unknown" | "lower-claimed" | "lower-without-time" | "media-differ" | "media-digest" | "media-order" | "media-size" | "more" | "named-after" | "newer-policy" | "no-content" | "no-entries" | "no-entry" | "no-gap" | "no-genesis" | "no-items" | "no-lower-bound" | "no-opening" | "no-path" | "no-policy" | "no-receipts" | "no-upper-bound" | "not-admitted" | "not-at-fragments" | "not-delivered" | "not-finished" | "not-joined" | "not-noted" | "opening-contradicted" | "opening-withheld" | "organisation" | "organisation-unknown" | "other-items" | "other-organisation" | "other-print" | "part-again" | "part-changed" | "part-missing" | "part-not-listed" | "part-size" | "pause" | "policy-not-by-organisation" | "policy-unknown" | "quorum" | "quorum-not-followed" | "receipt-does-not-hold" | "receipt-unreadable" | "receipt-without-entry" | "receipts" | "record-after-entry" | "record-before-entry" | "record-changed" | "record-of-another-item" | "record-unreadable" | "record-version" | "renewal-refused" | "renewed" | "salt-missing" | "seen-after-noted" | "seen-goes-back" | "server-clock" | "server-fork" | "stray-file" | "sums" | "ticket-settled" | "ticket-settled-later" | "ticket-shared" | "two-histories" | "two-policies" | "unknown-fields" | "unknown-file" | "unlisted-file" | "unlisted-read" | "unreadable-line" | "unsigned-line" | "upper-without-time" | "uptime-goes-back" | "waiting" | "withheld" | "zip-cut" | "zip-damaged";

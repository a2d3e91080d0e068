// The advice on each finding of a verdict. A finding's words are the text `verdict-CODE`; the compiler demands an entry
// for every code, and office.test.ts demands words for every code and every advice in every language.
import type { AnswerView, ReasonView, StatusCode, VerdictCode } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import type { Names } from "./names";
import { shortly, type Wrong } from "./wrong";
import type { IconName } from "../widgets/icons";

/** Texts `advice-…`; null if there is no next step. */
export const ADVICE = {
  "all-parts": null,
  "all-withheld": "organisation",
  "bounds-contradict": "clocks",
  chain: null,
  "changed-while-read": null,
  "claimed-after-noted": "proven",
  "claimed-after-vouched": "proven",
  "claimed-before-seen": "proven",
  "claimed-before-vouched": "proven",
  "claimed-in-the-future": "clock",
  "claims-go-back": "proven",
  "clock-jump": "proven",
  commitments: null,
  confirmed: null,
  consistency: "log",
  "consistency-of-nothing": null,
  continues: "organisation",
  "copied-key": "fork",
  "copied-key-unnoted": "sync",
  cosignature: "again",
  "custody-differs": "server",
  "custody-in-the-future": "clock",
  "custody-incomplete": "server",
  "custody-signature": "server",
  "custody-withheld": "maker",
  delivered: null,
  "details-withheld": "maker",
  ended: "organisation",
  "ended-later": "organisation",
  enrolled: null,
  "enrolled-elsewhere": "organisation",
  "file-changed": "again",
  "file-damaged": "copy",
  "file-long": "again",
  "file-missing": "again",
  "file-short": "again",
  "file-twice": "again",
  "files-differ": "again",
  fork: "fork",
  interrupted: "person",
  interval: null,
  "key-hint": "again",
  "key-reused": "fork",
  "line-not-of-record": "maker",
  "lines-shown": null,
  "log-key": "organisation",
  "log-not-trusted": "policy",
  "log-retired": "server",
  "log-unknown": "organisation",
  "lower-claimed": "log",
  "lower-without-time": "sync",
  "media-differ": "maker",
  "media-digest": "again",
  "media-order": "maker",
  "media-size": "again",
  more: "together",
  "named-after": null,
  "newer-policy": null,
  "no-content": "maker",
  "no-entries": "maker",
  "no-entry": "again",
  "no-gap": null,
  "no-genesis": "maker",
  "no-items": "maker",
  "no-lower-bound": "earliest",
  "no-opening": "own-entry",
  "no-path": "maker",
  "no-policy": "policy",
  "no-receipts": "sync",
  "no-upper-bound": "sync",
  "not-admitted": "organisation",
  "not-at-fragments": null,
  "not-delivered": "sync",
  "not-finished": "server",
  "not-joined": "maker",
  "not-noted": "sync",
  "opening-contradicted": "opening",
  "opening-withheld": "organisation",
  organisation: null,
  "organisation-unknown": "policy",
  "other-items": null,
  "other-organisation": "foreign",
  "other-print": null,
  "part-again": "fork",
  "part-changed": "again",
  "part-missing": "person",
  "part-not-listed": "maker",
  "part-size": "again",
  pause: "own-entry",
  "policy-not-by-organisation": "distrust",
  "policy-unknown": "maker",
  quorum: "again",
  "quorum-not-followed": "organisation",
  "receipt-does-not-hold": "server",
  "receipt-unreadable": "again",
  "receipt-without-entry": "again",
  receipts: null,
  "record-after-entry": "proven",
  "record-before-entry": "proven",
  "record-changed": "again",
  "record-of-another-item": "again",
  "record-unreadable": "organisation",
  "record-version": "newer",
  "renewal-refused": "organisation",
  renewed: null,
  "salt-missing": "again",
  "seen-after-noted": "alarm",
  "seen-goes-back": "fork",
  "server-clock": "clocks",
  "server-fork": "alarm",
  "stray-file": "distrust",
  sums: null,
  "ticket-settled": "organisation",
  "ticket-settled-later": "organisation",
  "ticket-shared": "organisation",
  "two-histories": "alarm",
  "two-policies": "organisation",
  "unknown-fields": "newer",
  "unknown-file": "newer",
  "unlisted-file": "distrust",
  "unlisted-read": "again",
  "unreadable-line": "again",
  "unsigned-line": "distrust",
  "upper-without-time": "sync",
  "uptime-goes-back": "fork",
  waiting: "maker",
  withheld: "organisation",
  "zip-cut": "copy",
  "zip-damaged": "copy",
} as const satisfies Record<VerdictCode, string | null>;

/** Shapes differ, so that no status depends on colour alone. */
export const STATUS_ICON: Record<StatusCode, IconName> = { remark: "unknown", passed: "check", "not-checked": "unknown", failed: "care" };

/**
 * Files that computers create in a folder that is opened or copied. Only the name decides: their content is not read.
 */
const BY_A_SYSTEM = /(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;

/** Returns true if all of a reason's unlisted files have such a name. */
const ofSystem = ({ code, files, count }: ReasonView): boolean => code === "unlisted-file" && files.length > 0 && files.length >= count && files.every((path) => BY_A_SYSTEM.test(path));

/** Returns the reasons for display: files that a computer created are apart from other files. */
export function toldOf({ reasons }: AnswerView): readonly ReasonView[] {
  return reasons.flatMap((reason) => {
    const made = reason.code === "unlisted-file" ? reason.files.filter((path) => BY_A_SYSTEM.test(path)) : [];
    if (made.length === 0 || ofSystem(reason)) return [reason];
    const others = reason.files.filter((path) => !made.includes(path));
    return [{ ...reason, files: others, count: reason.count - made.length }, { ...reason, files: made, count: made.length, details: [] }];
  });
}

/**
 * Returns the key of a reason's words. In the archive's own verdicts, missing parts were not withheld by a person, and
 * the words say so.
 */
export function wordsOf(reason: ReasonView, incomplete: boolean): string {
  if (incomplete && reason.code === "withheld") return "verdict-not-here";
  if (incomplete && reason.code === "all-withheld") return "verdict-nothing-here";
  if (ofSystem(reason)) return "verdict-unlisted-system";
  return `verdict-${reason.code}`;
}

/** Advice that needs a bundle's maker; the own archive has none, and an intake delivers missing parts. */
const OF_MAKERS: ReadonlySet<string | null> = new Set(["maker", "again", "copy"]);

/** Returns the key of the advice on a reason; null if there is no next step. `own` is true for the own archive. */
export function adviceOf(reason: ReasonView, incomplete: boolean, own = false): string | null {
  if (reason.status === "passed" || ofSystem(reason)) return null;
  if (incomplete && (reason.code === "withheld" || reason.code === "all-withheld")) return "advice-intake";
  const advice: string | null = ADVICE[reason.code];
  if (own && OF_MAKERS.has(advice)) return "advice-intake";
  return advice === null ? null : `advice-${advice}`;
}

/**
 * Returns the words of a status. "Not checked" never stands alone for the time if the latest time of all content is
 * proven.
 */
export function statusOf(texts: Texts, answer: AnswerView, proven: boolean): string {
  return texts.say(answer.question === "time" && answer.status === "not-checked" && proven ? "status-time-partly" : `status-${answer.status}`);
}

/** Returns the status that needs most of the reader's care. */
export function gravest(answers: readonly AnswerView[]): StatusCode {
  return (["failed", "not-checked"] as const).find((status) => answers.some((a) => a.status === status)) ?? "passed";
}

/** Reasons that only say that an earlier creation is not excluded. */
const EARLIEST: readonly VerdictCode[] = ["no-lower-bound", "lower-claimed", "lower-without-time"];

/**
 * Returns true if the only unchecked fact is an earlier creation; the latest time is proven, and there is no failure.
 */
export function onlyEarliest(answers: readonly AnswerView[], proven: boolean): boolean {
  const open = answers.filter((answer) => answer.status === "not-checked");
  return (
    proven &&
    gravest(answers) === "not-checked" &&
    open.every((answer) => answer.question === "time" && answer.reasons.every(({ status, code }) => status !== "not-checked" || EARLIEST.includes(code)))
  );
}

/** Findings short of a failure that are more than a gap: reasons to ask who held the device, shown first. */
const GRAVE: readonly VerdictCode[] = ["ended", "copied-key", "copied-key-unnoted", "not-admitted", "ticket-settled", "ticket-shared"];

/** Returns the names of the answers with one status. */
export function namesWith(texts: Texts, answers: readonly AnswerView[], status: StatusCode): string {
  const those = answers.filter((answer) => answer.status === status);
  return those.map(({ question }) => texts.say(`short-${question}`)).join(", ");
}

/** Most items that one sentence names. */
const NAMED = 3;

/** Returns the warnings that precede any good news; for several items, with the names of the items concerned. */
function careOf(texts: Texts, answers: readonly AnswerView[], incomplete: boolean, names: Names | null): readonly string[] {
  const grave = answers.flatMap(({ reasons }) => reasons.filter(({ status, code }) => status === "not-checked" && GRAVE.includes(code)));
  return inWords(texts, grave, incomplete, names);
}

/** Returns reasons in words, each once; for several items, with the names of the items or files concerned. */
function inWords(texts: Texts, reasons: readonly ReasonView[], incomplete: boolean, names: Names | null, files = false): readonly string[] {
  const told = reasons.map((reason) => {
    const said = texts.say(wordsOf(reason, incomplete));
    const paths = files ? reason.files : [];
    if (!names || (paths.length === 0 && (!names.several || reason.items.length === 0))) return said;
    const all = paths.length > 0 ? paths.map((path) => shortly(names.called(path))) : reason.items.map((item) => names.item(item));
    const things = [...new Set(all)].slice(0, NAMED);
    const more = Math.max(paths.length > 0 ? 0 : reason.about, new Set(all).size) - things.length;
    return texts.say(more > 0 ? "answers-care-more" : "answers-care", { things: things.join(", "), more, said });
  });
  return [...new Set(told)];
}

/** Reasons that only contradict the list of checksums: the items have the bytes that their device sealed. */
const LIST: readonly VerdictCode[] = ["file-changed", "unlisted-read"];

/** Returns a sentence about a changed list of checksums and the files at which it differs, by name. */
function listOf(texts: Texts, answers: readonly AnswerView[], names: Names | null): readonly string[] {
  const off = answers.flatMap(({ reasons }) => reasons).filter(({ status, code }) => status === "not-checked" && LIST.includes(code));
  const paths = [...new Set(off.flatMap(({ files }) => files))];
  if (!names || paths.length === 0) return [];
  const more = Math.max(0, paths.length - NAMED);
  return [texts.say(more > 0 ? "answers-list-more" : "answers-list", { things: paths.slice(0, NAMED).map((path) => shortly(names.file(path))).join(", "), more })];
}

/** Returns a sentence about unlisted files beside a bundle. */
function litterOf(texts: Texts, answers: readonly AnswerView[], names: Names | null): readonly string[] {
  const count = answers.flatMap(({ reasons }) => reasons).reduce((sum, { code, count }) => (code === "unlisted-file" ? sum + count : sum), 0);
  return names && count > 0 ? [texts.say("answers-litter", { count })] : [];
}

const told = (answers: readonly AnswerView[], code: VerdictCode): boolean => answers.some(({ reasons }) => reasons.some((reason) => reason.code === code));

/**
 * Returns the sentences about a zip that ends too early: another organisation, which no cut explains; the whole and the
 * lost items by name. All other failures follow from the cut.
 */
function cutOf(texts: Texts, incomplete: boolean, names: Names, wrong: Wrong | null): readonly string[] {
  const foreign = (wrong?.untold ?? []).filter(({ code }) => code === "other-organisation");
  const named = (key: string, all: readonly string[] = []): readonly string[] => {
    const more = all.length - NAMED;
    if (all.length === 0) return [];
    return [texts.say(more > 0 ? `${key}-more` : key, { things: all.slice(0, NAMED).join(", "), more })];
  };
  return [texts.say("verdict-zip-cut"), ...inWords(texts, foreign, incomplete, names, true), ...named("answers-whole", wrong?.whole), ...named("answers-lost", wrong?.lost), texts.say("advice-copy"), ...wrongIn(texts, wrong?.withoutOwn ?? null)];
}

const wrongIn = (texts: Texts, wrong: Pick<Wrong, "things" | "more"> | null): readonly string[] =>
  wrong ? [texts.say(wrong.more > 0 ? "answers-wrong-more" : "answers-wrong-here", { things: wrong.things.join(", "), more: wrong.more })] : [];

/**
 * Returns the failures. Each begins with the name of its file or item, because the reader looks for that, and no answer
 * is named without the words of its failure.
 */
function brokenOf(texts: Texts, answers: readonly AnswerView[], incomplete: boolean, names: Names | null, wrong: Wrong | null): readonly string[] {
  const failed = answers.flatMap(({ reasons }) => reasons).filter(({ status }) => status === "failed");
  const zip = names !== null && told(answers, "zip-damaged");
  // A zip that contradicts itself is reported once, beside the names of its files.
  const untold = (wrong?.untold ?? failed).filter(({ code }) => !(zip && wrong?.stated && code === "file-damaged"));
  const first = wrong?.listOnly
    ? [texts.say(wrong.more > 0 ? "answers-list-or-more" : "answers-list-or", { things: wrong.things.join(", "), more: wrong.more })]
    : [...(wrong?.stated ? wrongIn(texts, wrong) : []), ...inWords(texts, untold, incomplete, names, true).slice(0, NAMED)];
  return [
    ...first,
    ...(zip ? [texts.say("verdict-zip-damaged")] : []),
    ...(wrong && wrong.others > 0 ? [texts.say(wrong.ofItems ? "answers-others" : "answers-right-items", { count: wrong.others })] : []),
    ...(wrong && wrong.dark > 0 ? [texts.say("answers-dark", { count: wrong.dark })] : []),
  ];
}

interface Summed {
  readonly incomplete: boolean;
  readonly proven: boolean;
  readonly own?: boolean;
  /** True if the record has a finding: then no sentence says that nothing is wrong. */
  readonly noted?: boolean;
  readonly wrong?: Wrong | null;
  /** Names of the items, if the answers are about all of them. */
  readonly names?: Names | null;
}

/**
 * Returns the five answers in sentences: failures first, each answer by its name, so that "not checked" never reads as
 * "wrong", nor an unchecked fact as right.
 */
export function sumOf(texts: Texts, answers: readonly AnswerView[], { incomplete, proven, own = false, noted = false, wrong = null, names = null }: Summed): readonly string[] {
  const named = (status: StatusCode): { names: string } => ({ names: namesWith(texts, answers, status) });
  const { passed, open, failed } = tally(answers);
  const list = listOf(texts, answers, names);
  const litter = litterOf(texts, answers, names);
  const care = [...list, ...(list.length > 0 && failed === 0 ? [texts.say("answers-list-whole")] : []), ...careOf(texts, answers, incomplete, names)];
  if (failed > 0) {
    return [
      ...(names && told(answers, "zip-cut") ? cutOf(texts, incomplete, names, wrong) : brokenOf(texts, answers, incomplete, names, wrong)),
      texts.say("answers-wrong", named("failed")),
      ...care,
      ...(passed > 0 ? [texts.say("answers-right-still", named("passed"))] : []),
      ...(open > 0 ? [texts.say("answers-open", named("not-checked"))] : []),
      ...litter,
    ];
  }
  if (care.length > 0) {
    return [...care, ...(passed > 0 ? [texts.say("answers-right-still", named("passed"))] : []), texts.say("answers-open", named("not-checked")), texts.say("answers-open-why"), ...litter];
  }
  const [none, some] = noted ? ["answers-none-still", "answers-right-still"] : ["answers-none", "answers-right"];
  const right = texts.say(passed === 0 ? none : some, named("passed"));
  if (open === 0) return [right, ...litter];
  const asks = new Set(answers.flatMap(({ reasons }) => reasons.filter(({ status }) => status === "not-checked").map((reason) => adviceOf(reason, incomplete, own))));
  const [advice] = asks;
  // A single advice is given at once.
  const next = asks.size === 1 && advice ? [texts.say(advice)] : [];
  if (onlyEarliest(answers, proven)) return [right, texts.say("answers-earliest"), ...next, ...litter];
  return [right, texts.say("answers-open", named("not-checked")), ...(next.length > 0 ? next : [texts.say("answers-open-why")]), ...litter];
}

/** Returns the number of answers with each status, for a sentence about all five. */
export function tally(answers: readonly AnswerView[]): Record<"passed" | "open" | "failed", number> {
  const count = (status: StatusCode): number => answers.filter((a) => a.status === status).length;
  return { passed: count("passed"), open: count("not-checked"), failed: count("failed") };
}

// The advice on each finding of a verdict. A finding's words stand in the texts under `verdict-CODE`; the compiler demands an
// entry for every code, and office.test.ts demands words for every code and every piece of advice in every language.
import type { AnswerView, ReasonView, StatusCode, VerdictCode } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import type { Names } from "../verdict/names";
import { shortly, type Wrong } from "../verdict/wrong";
import type { IconName } from "../widgets/icons";

/** Texts `advice-…`; null where there is nothing to do. */
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
  "other-organisation": "distrust",
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
  "zip-damaged": "copy",
} as const satisfies Record<VerdictCode, string | null>;

/** Shapes differ, so that no status is told by colour alone. */
export const STATUS_ICON: Record<StatusCode, IconName> = { remark: "unknown", passed: "check", "not-checked": "unknown", failed: "care" };

/**
 * The key of a reason's words. In the archive's own verdicts parts that are not here are not withheld by anybody, and
 * that is said.
 */
export function wordsOf(reason: ReasonView, incomplete: boolean): string {
  if (incomplete && reason.code === "withheld") return "verdict-not-here";
  if (incomplete && reason.code === "all-withheld") return "verdict-nothing-here";
  return `verdict-${reason.code}`;
}

/** Advice to ask a bundle's maker; the own archive has none, and what is missing is taken in. */
const OF_MAKERS: ReadonlySet<string | null> = new Set(["maker", "again", "copy"]);

/** The key of what to do about a reason; null where there is nothing to do. `own` says that it is about the own archive. */
export function adviceOf(reason: ReasonView, incomplete: boolean, own = false): string | null {
  if (reason.status === "passed") return null;
  if (incomplete && (reason.code === "withheld" || reason.code === "all-withheld")) return "advice-intake";
  const advice: string | null = ADVICE[reason.code];
  if (own && OF_MAKERS.has(advice)) return "advice-intake";
  return advice === null ? null : `advice-${advice}`;
}

/** The words of a status. Of the time nobody must read "not checked" alone where it is proven by when all of it existed. */
export function statusOf(texts: Texts, answer: AnswerView, proven: boolean): string {
  return texts.say(answer.question === "time" && answer.status === "not-checked" && proven ? "status-time-partly" : `status-${answer.status}`);
}

/** The status that asks for most of the reader's care. */
export function gravest(answers: readonly AnswerView[]): StatusCode {
  return (["failed", "not-checked"] as const).find((status) => answers.some((a) => a.status === status)) ?? "passed";
}

/** Reasons that say no more than this: that it was not made earlier is not proven. */
const EARLIEST: readonly VerdictCode[] = ["no-lower-bound", "lower-claimed", "lower-without-time"];

/** True when all that was not checked is whether it was made earlier; by when it existed is proven, and nothing is wrong. */
export function onlyEarliest(answers: readonly AnswerView[], proven: boolean): boolean {
  const open = answers.filter((answer) => answer.status === "not-checked");
  return (
    proven &&
    gravest(answers) === "not-checked" &&
    open.every((answer) => answer.question === "time" && answer.reasons.every(({ status, code }) => status !== "not-checked" || EARLIEST.includes(code)))
  );
}

/** Did not fail, and is no mere gap: a reason to ask who held the device, said before anything else. */
const GRAVE: readonly VerdictCode[] = ["ended", "copied-key", "copied-key-unnoted", "not-admitted", "ticket-settled", "ticket-shared"];

/** The answers of one status, by name. */
export function namesWith(texts: Texts, answers: readonly AnswerView[], status: StatusCode): string {
  const those = answers.filter((answer) => answer.status === status);
  return those.map(({ question }) => texts.say(`short-${question}`)).join(", ");
}

/** Items that one sentence names. */
const NAMED = 3;

/** What is to be told before anything is called right; of several items with the names of those that it concerns. */
function careOf(texts: Texts, answers: readonly AnswerView[], incomplete: boolean, names: Names | null): readonly string[] {
  const grave = answers.flatMap(({ reasons }) => reasons.filter(({ status, code }) => status === "not-checked" && GRAVE.includes(code)));
  const told = grave.map((reason) => {
    const said = texts.say(wordsOf(reason, incomplete));
    if (!names?.several || reason.items.length === 0) return said;
    const items = reason.items.slice(0, NAMED).map((item) => names.item(item));
    const more = Math.max(reason.about, reason.items.length) - items.length;
    return texts.say(more > 0 ? "answers-care-more" : "answers-care", { things: items.join(", "), more, said });
  });
  return [...new Set(told)];
}

/** Reasons that say only that the list of checksums is another: what an item shows has the bytes that its device sealed. */
const LIST: readonly VerdictCode[] = ["file-changed", "unlisted-read"];

/** The list of checksums where it was changed, and the files at which it differs, by name. */
function listOf(texts: Texts, answers: readonly AnswerView[], names: Names | null): readonly string[] {
  const off = answers.flatMap(({ reasons }) => reasons).filter(({ status, code }) => status === "not-checked" && LIST.includes(code));
  const paths = [...new Set(off.flatMap(({ files }) => files))];
  if (!names || paths.length === 0) return [];
  const more = Math.max(0, paths.length - NAMED);
  return [texts.say(more > 0 ? "answers-list-more" : "answers-list", { things: paths.slice(0, NAMED).map((path) => shortly(names.file(path))).join(", "), more })];
}

/** Files beside a bundle that nothing lists. */
function litterOf(texts: Texts, answers: readonly AnswerView[], names: Names | null): readonly string[] {
  const count = answers.flatMap(({ reasons }) => reasons).reduce((sum, { code, count }) => (code === "unlisted-file" ? sum + count : sum), 0);
  return names && count > 0 ? [texts.say("answers-litter", { count })] : [];
}

const told = (answers: readonly AnswerView[], code: VerdictCode): boolean => answers.some(({ reasons }) => reasons.some((reason) => reason.code === code));

interface Summed {
  readonly incomplete: boolean;
  readonly proven: boolean;
  readonly own?: boolean;
  readonly wrong?: Wrong | null;
  /** Names of the items, where the answers are about all of them. */
  readonly names?: Names | null;
}

/** The five answers in sentences: what is wrong first, each answer by its name, so that "not checked" is never read as "wrong", and nothing unchecked as right. */
export function sumOf(texts: Texts, answers: readonly AnswerView[], { incomplete, proven, own = false, wrong = null, names = null }: Summed): readonly string[] {
  const named = (status: StatusCode): { names: string } => ({ names: namesWith(texts, answers, status) });
  const { passed, open, failed } = tally(answers);
  const list = listOf(texts, answers, names);
  const litter = litterOf(texts, answers, names);
  const care = [...list, ...(list.length > 0 && failed === 0 ? [texts.say("answers-list-whole")] : []), ...careOf(texts, answers, incomplete, names)];
  if (failed > 0) {
    return [
      // The reader looks for what it is about: a file or an item has its name before any answer.
      ...(wrong ? [texts.say(wrong.more > 0 ? "answers-wrong-more" : "answers-wrong-here", { things: wrong.things.join(", "), more: wrong.more })] : []),
      ...(names && told(answers, "zip-damaged") ? [texts.say("verdict-zip-damaged")] : []),
      ...(wrong && wrong.others > 0 ? [texts.say("answers-others", { count: wrong.others })] : []),
      ...(wrong && wrong.dark > 0 ? [texts.say("answers-dark", { count: wrong.dark })] : []),
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
  const right = texts.say(passed === 0 ? "answers-none" : "answers-right", named("passed"));
  if (open === 0) return [right, ...litter];
  const asks = new Set(answers.flatMap(({ reasons }) => reasons.filter(({ status }) => status === "not-checked").map((reason) => adviceOf(reason, incomplete, own))));
  const [advice] = asks;
  // One thing to do is said at once.
  const next = asks.size === 1 && advice ? [texts.say(advice)] : [];
  if (onlyEarliest(answers, proven)) return [right, texts.say("answers-earliest"), ...next, ...litter];
  return [right, texts.say("answers-open", named("not-checked")), ...(next.length > 0 ? next : [texts.say("answers-open-why")]), ...litter];
}

/** How many answers came to each status, for a sentence about all five. */
export function tally(answers: readonly AnswerView[]): Record<"passed" | "open" | "failed", number> {
  const count = (status: StatusCode): number => answers.filter((a) => a.status === status).length;
  return { passed: count("passed"), open: count("not-checked"), failed: count("failed") };
}

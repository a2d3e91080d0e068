// What each finding of a verdict calls for. Its words stand in the texts under `verdict-CODE`; the compiler demands an
// entry for every code, and office.test.ts demands words for every code and every piece of advice in every language.
import type { AnswerView, ReasonView, StatusCode, VerdictCode } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import type { IconName } from "../widgets/icons";

/** Texts `advice-…`; null where there is nothing to do. */
export const ADVICE = {
  "all-parts": null,
  "all-withheld": "organisation",
  "bounds-contradict": "clocks",
  chain: null,
  "claimed-after-noted": "proven",
  "claimed-after-vouched": "proven",
  "claimed-before-seen": "proven",
  "claimed-in-the-future": "clock",
  "claims-go-back": "proven",
  "clock-jump": "proven",
  commitments: null,
  consistency: "log",
  "consistency-of-nothing": null,
  "copied-key": "fork",
  "copied-key-unnoted": "sync",
  cosignature: "again",
  "custody-differs": "server",
  "custody-in-the-future": "clock",
  "custody-incomplete": "server",
  "custody-signature": "server",
  delivered: null,
  "details-withheld": "maker",
  enrolled: null,
  "enrolled-elsewhere": "organisation",
  "file-changed": "again",
  "file-damaged": "copy",
  "file-long": "again",
  "file-missing": "again",
  "file-short": "again",
  "file-twice": "again",
  fork: "fork",
  interrupted: "person",
  interval: null,
  "key-hint": "again",
  "key-reused": "fork",
  "log-key": "organisation",
  "log-not-trusted": "policy",
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
  "no-lower-bound": "nothing",
  "no-opening": "own-entry",
  "no-path": "maker",
  "no-policy": "policy",
  "no-receipts": "sync",
  "no-upper-bound": "sync",
  "not-admitted": "organisation",
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
  "part-again": "fork",
  "part-changed": "again",
  "part-missing": "person",
  "part-not-listed": "maker",
  "part-size": "again",
  pause: "own-entry",
  "policy-not-by-organisation": "distrust",
  quorum: "again",
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
  "salt-missing": "again",
  "seen-after-noted": "alarm",
  "seen-goes-back": "fork",
  "server-clock": "clocks",
  "server-fork": "alarm",
  "stray-file": "distrust",
  sums: null,
  "ticket-shared": "organisation",
  "two-histories": "alarm",
  "two-policies": "organisation",
  "unknown-file": "newer",
  "unlisted-file": "distrust",
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

/** The key of what to do about a reason; null where there is nothing to do. */
export function adviceOf(reason: ReasonView, incomplete: boolean): string | null {
  if (reason.status === "passed") return null;
  if (incomplete && (reason.code === "withheld" || reason.code === "all-withheld")) return "advice-intake";
  const advice: string | null = ADVICE[reason.code];
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

/** How many answers came to each status, for a sentence about all five. */
export function tally(answers: readonly AnswerView[]): Record<"passed" | "open" | "failed", number> {
  const count = (status: StatusCode): number => answers.filter((a) => a.status === status).length;
  return { passed: count("passed"), open: count("not-checked"), failed: count("failed") };
}

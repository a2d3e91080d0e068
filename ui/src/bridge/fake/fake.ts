// A core in memory, for browser tests and for designing screens. Never part of the app's bundle.
import { type Bridge, Trouble } from "../bridge";
import type { ErrorCode, LineView, StatusView } from "../types";
import { fakeCapture, type FakeCapture, item, quietSending } from "./capture";
import { fakeChanges, type FakeChanges } from "./changes";
import { fakeLocked, type FakeLocked } from "./locked";
import { DOCUMENTS } from "./documents";
import { draft, fakeForms, type FakeForms } from "./forms";
import { fakeMarks, type FakeMarks } from "./marks";
import { fakeSettings, type FakeSettings } from "./settings";
import { fakeTestimony, type FakeTestimony, interview } from "./testimony";
import { device, fakeOffice, type FakeOffice, intake, line, shelf } from "./office";
import { fakeHome, type FakeHome, home, UNJOINED } from "./home";
import { obstruct } from "./obstructed";

export { home, UNJOINED } from "./home";

export interface FakeCore extends Bridge, FakeHome, FakeCapture, FakeChanges, FakeMarks, FakeLocked, FakeSettings, FakeForms, FakeTestimony, FakeOffice {}

export function fake(now: StatusView | Trouble | "silent" = UNJOINED): FakeCore {
  const core = {
    joined: [],
    renewals: [],
    now,
    refusal: null,
    listed: [],
    pushed: new Map(),
    sent: quietSending(),
    full: null,
    room: null,
    folder: null,
    marked: [],
    titles: [],
    stuck: false,
    asksToClose: false,
    closed: false,
    lock: "open",
    deaf: false,
    passphrase: "correct horse",
    set: [],
    unwilling: null,
    seen: [],
    looked: [],
    looks: [],
    lookedAt: [],
    drafts: [],
    filed: [],
    asked: [],
    interviews: [],
    interview: null,
    compartment: true,
    sealedNames: [],
    watched: null,
    watchedLeft: new Map(),
    testimonies: [],
    shelf: shelf(),
  } as unknown as FakeCore;
  return Object.assign(core, fakeHome(core), fakeCapture(core), fakeChanges(core), fakeMarks(core), fakeLocked(core), fakeSettings(core), fakeForms(core), fakeTestimony(core), fakeOffice(core));
}

/**
 * Builds the core in the state of an address:
 * `?state=unjoined|archivist|joined|empty|calm|findings|many|offline|full|trial|destroyed|review`. `silent` never
 * answers, and `error:CODE` answers every call with that trouble; `stuck` and `failing:CODE` do so for every call
 * except the home's state. For the office: `office-none|closed|empty|few|many|loading|running|done|failed|broken|full|unfinished`.
 * One of these shows each screen's empty, loading, error, offline and full-disk state.
 */
export function fakeFromAddress(search: string): FakeCore {
  const state = new URLSearchParams(search).get("state") ?? "unjoined";
  if (state.startsWith("error:")) return fake(new Trouble(state.slice("error:".length) as ErrorCode));
  if (state.startsWith("failing:")) {
    return obstruct(fakeFromAddress("?state=joined"), new Trouble(state.slice("failing:".length) as ErrorCode));
  }
  const calm = { noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0 };
  if (state.startsWith("office-")) return atTheOffice(fake(home(calm)), state.slice("office-".length));
  switch (state) {
    case "joined":
      return Object.assign(fake(home()), {
        listed: Array.from({ length: 7 }, (_, n) => item(n)),
        drafts: [draft(0), draft(1)],
        interviews: [interview(2, { step: "interview" })],
        shelf: shelf(lines(12)),
      });
    case "empty":
      return Object.assign(fake(home({ ...calm, items: 0, entries: 1, noted: 1, delivered: 0 })), {
        lock: "absent",
        shelf: { ...shelf(), state: "open" },
      });
    case "calm":
      return fake(home(calm));
    case "many":
      return Object.assign(fake(home({ items: 10_000 })), {
        listed: Array.from({ length: 10_000 }, (_, n) => item(n)),
        drafts: Array.from({ length: 60 }, (_, n) => draft(n)),
        shelf: shelf(lines(10_000)),
      });
    case "offline":
      return Object.assign(fake(home()), {
        listed: Array.from({ length: 7 }, (_, n) => item(n, { noted: false, delivered: false })),
        sent: quietSending({ trouble: "no-network", nextInS: 40 }),
        lock: "locked",
      });
    case "full":
      return Object.assign(fake(home()), { full: new Trouble("disk-full") });
    case "findings":
      return fake(
        home({
          findings: [
            { code: "set-aside", count: 2, items: [] },
            { code: "interrupted", count: 1, items: ["0f".repeat(16)] },
          ],
        }),
      );
    case "new-rules":
      return fake(home({ policyChanges: ["archive", "looking", "servers", "forms"] }));
    case "stuck":
      return obstruct(fakeFromAddress("?state=joined"), null);
    case "trial":
      return Object.assign(fake(home({ organisation: "Practice organisation", trial: true })), { listed: Array.from({ length: 7 }, (_, n) => item(n)), shelf: shelf(lines(7)) });
    case "archivist":
      return Object.assign(fake({ ...UNJOINED, archive: true } as typeof UNJOINED), { shelf: { ...shelf(lines(12)), state: "closed" } });
    case "destroyed":
      return fake(home({ destroyed: true }));
    case "review":
      return Object.assign(fake(home({ review: true })), { listed: Array.from({ length: 7 }, (_, n) => item(n)), lock: "locked" });
    case "silent":
      return Object.assign(fake("silent"), { stuck: true });
    default:
      return fake();
  }
}

/** Gives a doubt of each kind to one line, and none to the rest. */
const doubtful = (all: LineView[]): LineView[] => {
  const [, ended, later, copied, stranger, shared] = all;
  const marked = new Map([[ended, "ended"], [later, "ended-later"], [copied, "copied-key"], [stranger, "not-admitted"], [shared, "ticket-shared"]] as const);
  return all.map((one) => {
    const doubt = marked.get(one);
    return doubt === undefined ? one : { ...one, quarantined: 0, doubts: [doubt], device: "5a".repeat(32) };
  });
};

const lines = (count: number): LineView[] => Array.from({ length: count }, (_, n) => line(n));

/** Puts the core's archive into the state of an address. */
function atTheOffice(core: FakeCore, state: string): FakeCore {
  core.shelf = shelf(lines(state === "many" ? 10_000 : state === "empty" || state === "none" ? 0 : 12));
  switch (state) {
    case "doubts":
      core.shelf = shelf(doubtful(lines(12)));
      core.shelf.devices = [
        device(),
        device({ device: "5a".repeat(32), code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, items: 3, entries: 9, now: { state: "ended", seq: 6, itself: false }, renewedAt: [4], ends: [{ seq: 2, itself: false, logged: true }, { seq: 6, itself: false, logged: false }] }),
        device({ device: "7b".repeat(32), code: { latin: "hazip-hazip-hazip-hazip-hazip", cyrillic: "хазип-хазип-хазип-хазип-хазип" }, items: 1, entries: 2, platform: null, now: { state: "not-admitted" } }),
      ];
      core.shelf.intakes = [
        intake({
          state: "done",
          entries: 14,
          parts: 21,
          bytes: 12_000_000,
          items: 6,
          doubted: [
            { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended", items: 3 },
            { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended-later", items: 1 },
          ],
        }),
      ];
      break;
    case "documents":
      core.shelf = shelf(DOCUMENTS.map((filed) => filed.line));
      break;
    case "closed":
      core.shelf.state = "closed";
      break;
    case "empty":
      core.shelf.state = "open";
      break;
    case "loading":
      for (const name of ["lines", "case", "judge", "medium", "devices"] as const) core.shelf.stuck.add(name);
      break;
    case "running":
      core.shelf.state = "taking-in";
      core.shelf.intakes = [intake({ state: "running", entries: 1_204, parts: 3_377, bytes: 812_000_000, waiting: 961 })];
      break;
    case "done":
      core.shelf.intakes = [
        intake({
          state: "done",
          entries: 1_204,
          parts: 4_338,
          bytes: 912_000_000,
          items: 310,
          quarantined: 1,
          missing: 4,
          sealed: 6,
          findings: [
            { kind: "part-quarantined", subject: "ab".repeat(32), detail: "it is not an age file" },
            { kind: "gap", subject: "9f".repeat(32), detail: "entries before number 18 are missing" },
          ],
        }),
      ];
      break;
    case "failed":
      core.shelf.intakes = [intake({ state: "failed", parts: 12, trouble: { code: "source-unreachable", item: null } })];
      break;
    case "broken":
      for (const name of ["lines", "judge", "medium"] as const) core.shelf.broken[name] = new Trouble("archive-damaged");
      break;
    case "unfinished":
      core.shelf.unfinished = ["/media/archivist/STICK/bundle-2026-11-24.zip.unfinished"];
      break;
    case "full":
      core.shelf.intakes = [intake({ state: "failed", parts: 12, trouble: { code: "disk-full", item: null } })];
      core.shelf.broken.bundleWrite = new Trouble("bundle-disk-full");
      break;
  }
  return core;
}

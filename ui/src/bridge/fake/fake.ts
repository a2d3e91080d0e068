// A core in memory, for browser tests and for designing screens. Never part of the app's bundle.
import { type Bridge, Trouble } from "../bridge";
import type { ErrorCode, StatusView } from "../types";
import { fakeCapture, type FakeCapture, item, quietSending } from "./capture";
import { fakeLocked, type FakeLocked } from "./locked";
import { draft, fakeForms, type FakeForms } from "./forms";
import { fakeMarks, type FakeMarks } from "./marks";
import { fakeSettings, type FakeSettings } from "./settings";
import { fakeTestimony, type FakeTestimony } from "./testimony";
import { fakeHome, type FakeHome, home, UNJOINED } from "./home";
import { obstruct } from "./obstructed";

export { home, UNJOINED } from "./home";

export interface FakeCore extends Bridge, FakeHome, FakeCapture, FakeMarks, FakeLocked, FakeSettings, FakeForms, FakeTestimony {}

export function fake(now: StatusView | Trouble | "silent" = UNJOINED): FakeCore {
  const core = {
    joined: [],
    now,
    refusal: null,
    listed: [],
    pushed: new Map(),
    sent: quietSending(),
    full: null,
    marked: [],
    stuck: false,
    lock: "absent",
    passphrase: "correct horse",
    set: [],
    unwilling: null,
    seen: [],
    looked: [],
    drafts: [],
    filed: [],
    asked: [],
    interviews: [],
    interview: null,
    compartment: true,
    sealedNames: [],
    watched: null,
    testimonies: [],
  } as unknown as FakeCore;
  return Object.assign(core, fakeHome(core), fakeCapture(core), fakeMarks(core), fakeLocked(core), fakeSettings(core), fakeForms(core), fakeTestimony(core));
}

/**
 * The state that an address asks for: `?state=unjoined|joined|empty|calm|findings|many|offline|full|trial|destroyed|review`. Nothing ever comes
 * from `silent`, and nothing but trouble from `error:CODE`; in `stuck` and `failing:CODE` the home's state still comes and
 * everything else does not. Every screen shows its empty, loading, error, offline and full-disk state by one of these.
 */
export function fakeFromAddress(search: string): FakeCore {
  const state = new URLSearchParams(search).get("state") ?? "unjoined";
  if (state.startsWith("error:")) return fake(new Trouble(state.slice("error:".length) as ErrorCode));
  if (state.startsWith("failing:")) {
    return obstruct(fakeFromAddress("?state=joined"), new Trouble(state.slice("failing:".length) as ErrorCode));
  }
  const calm = { noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0 };
  switch (state) {
    case "joined":
      return Object.assign(fake(home()), {
        listed: Array.from({ length: 7 }, (_, n) => item(n)),
        drafts: [draft(0), draft(1)],
      });
    case "empty":
      return Object.assign(fake(home({ ...calm, items: 0, entries: 1, noted: 1, delivered: 0 })), { lock: "absent" });
    case "calm":
      return fake(home(calm));
    case "many":
      return Object.assign(fake(home({ items: 10_000 })), {
        listed: Array.from({ length: 10_000 }, (_, n) => item(n)),
        drafts: Array.from({ length: 60 }, (_, n) => draft(n)),
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
    case "stuck":
      return obstruct(fakeFromAddress("?state=joined"), null);
    case "trial":
      return fake(home({ organisation: "Trial", trial: true }));
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

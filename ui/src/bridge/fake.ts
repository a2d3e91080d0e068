// A core in memory, for browser tests and for designing screens. Never part of the app's bundle.
import { type Bridge, Trouble } from "./bridge";
import type { ErrorCode, HomeView, StatusView } from "./types";

export const UNJOINED: StatusView = { state: "unjoined", invitationLimit: 524_288 };

/** A home in which everything has a number of its own, so that a test sees numbers that were swapped. */
export function home(change: Partial<HomeView> = {}): StatusView {
  return {
    state: "joined",
    organisation: "Invented Observers",
    policyVersion: 3,
    device: "d3".repeat(32),
    enrolled: true,
    review: false,
    items: 7,
    entries: 64,
    noted: 58,
    delivered: 2,
    undelivered: 5,
    waitingParts: 41,
    waitingBytes: 12_700_000,
    head: { seq: 63, digest: "9f3a11c0".repeat(8) },
    findings: [],
    ...change,
  };
}

export interface FakeCore extends Bridge {
  /** Texts that `join` was called with. */
  readonly joined: string[];
  /** What `status` answers from now on. */
  now: StatusView | Trouble | "silent";
  /** What `join` answers; without it, an unjoined home becomes a joined one. */
  refusal: Trouble | null;
}

export function fake(now: StatusView | Trouble | "silent" = UNJOINED): FakeCore {
  const core: FakeCore = {
    joined: [],
    now,
    refusal: null,
    status() {
      if (core.now === "silent") return new Promise(() => undefined);
      return core.now instanceof Trouble ? Promise.reject(core.now) : Promise.resolve(core.now);
    },
    join(invitation) {
      core.joined.push(invitation);
      if (core.refusal) return Promise.reject(core.refusal);
      core.now = home({ items: 0, entries: 1, noted: 0, delivered: 0, undelivered: 0, waitingParts: 0, waitingBytes: 0, enrolled: false });
      return Promise.resolve(core.now);
    },
  };
  return core;
}

/** The state that an address asks for: `?state=unjoined|joined|calm|findings|silent|error:CODE`. */
export function fakeFromAddress(search: string): FakeCore {
  const state = new URLSearchParams(search).get("state") ?? "unjoined";
  if (state.startsWith("error:")) return fake(new Trouble(state.slice("error:".length) as ErrorCode));
  switch (state) {
    case "joined":
      return fake(home());
    case "calm":
      return fake(home({ noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0 }));
    case "findings":
      return fake(
        home({
          findings: [
            { code: "set-aside", count: 2, items: [] },
            { code: "interrupted", count: 1, items: ["0f".repeat(16)] },
          ],
        }),
      );
    case "silent":
      return fake("silent");
    default:
      return fake();
  }
}

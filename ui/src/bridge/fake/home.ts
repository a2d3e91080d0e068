import { Trouble } from "../bridge";
import type { HomeBridge } from "../home";
import type { HomeView, PreferencesView, StatusView } from "../types";

export const CHOSEN: PreferencesView = { language: null, theme: null, lockAfter: null, panic: null, proxy: null, uses: null, tallyWords: null, recipients: null };

export const UNJOINED: StatusView = { state: "unjoined", invitationLimit: 524_288, trial: true, archive: false, preferences: CHOSEN };

/** Returns a home in which every number differs, so that a test sees swapped numbers. */
export function home(change: Partial<HomeView> = {}): StatusView {
  return {
    state: "joined",
    organisation: "Invented Observers",
    policyVersion: 3,
    device: "d3".repeat(32),
    code: { latin: "tifat-tifat-tifat-tifat-tifat", cyrillic: "тифат-тифат-тифат-тифат-тифат" },
    enrolled: true,
    admissionEnded: null,
    trial: false,
    destroyed: false,
    preferences: CHOSEN,
    policyChanges: [],
    review: false,
    items: 7,
    entries: 64,
    noted: 58,
    delivered: 2,
    undelivered: 5,
    pieces: 0,
    checking: false,
    waitingParts: 41,
    waitingBytes: 12_700_000,
    head: { seq: 63, digest: "9f3a11c0".repeat(8) },
    findings: [],
    ...change,
  };
}

/** The fake home's answers; screens and tests set them. */
export interface FakeHome {
  /** Texts passed to `join`. */
  readonly joined: string[];
  /** Texts passed to `renew`. */
  readonly renewals: string[];
  /** The answer of `status` from now on. */
  now: StatusView | Trouble | "silent";
  /** The refusal of `join` and `renew`; if null, an unjoined home becomes a joined one. */
  refusal: Trouble | null;
}

export function fakeHome(core: FakeHome): HomeBridge {
  return {
    status() {
      if (core.now === "silent") return new Promise(() => undefined);
      return core.now instanceof Error ? Promise.reject(core.now) : Promise.resolve(core.now);
    },
    join(invitation) {
      core.joined.push(invitation);
      if (core.refusal) return Promise.reject(core.refusal);
      core.now = home({ items: 0, entries: 1, noted: 0, delivered: 0, undelivered: 0, waitingParts: 0, waitingBytes: 0, enrolled: false });
      return Promise.resolve(core.now);
    },
    renew(invitation) {
      core.renewals.push(invitation);
      if (core.refusal) return Promise.reject(core.refusal);
      if (core.now === "silent" || core.now instanceof Error || core.now.state !== "joined") return Promise.reject(new Trouble("no-home"));
      const seq = core.now.head.seq + 1;
      core.now = { ...core.now, entries: core.now.entries + 1, head: { ...core.now.head, seq } };
      return Promise.resolve({ seq, home: core.now });
    },
  };
}

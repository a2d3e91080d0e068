import { Trouble } from "../bridge";
import type { SettingsBridge } from "../settings";
import type { LookView, PreferenceName, ScanView, StatusView } from "../types";
import { type FakeHome, home, UNJOINED } from "./home";

/** The fake settings, panic and trial; screens and tests set them. */
export interface FakeSettings extends FakeHome {
  /** Preferences that were set, in order. */
  readonly set: [PreferenceName, string][];
  /** The error of a preference, a trial's beginning or a panic, if they fail. */
  unwilling: Trouble | null;
  /** Answers of `trialLook`, one after the other; the last one repeats. */
  looks: LookView[];
  /** Items passed to `trialLook`, and whether the call was a beginning. */
  readonly lookedAt: [string | null, boolean][];
  /** Answers of `scanLook`, one after the other; the last one repeats. */
  seen: ScanView[];
  /** Pictures passed to `scanLook`: columns and bytes. */
  readonly looked: [number, number][];
}

export function scanned(change: Partial<ScanView> = {}): ScanView {
  return { state: "nothing", read: 0, total: 0, invitation: null, ...change };
}

export function fakeSettings(core: FakeSettings): SettingsBridge {
  const willing = <T>(work: () => T): Promise<T> => (core.unwilling ? Promise.reject(core.unwilling) : Promise.resolve(work()));
  const become = (now: StatusView): StatusView => (core.now = now);
  const onTrial = (): boolean => typeof core.now === "object" && "trial" in core.now && core.now.state === "joined" && core.now.trial;
  return {
    preferenceSet: (name, value) =>
      willing(() => {
        if (name === "proxy" && value !== "" && !/^socks5h:\/\/[^@/\s]+:\d+$/.test(value)) throw new Trouble("proxy-refused");
        core.set.push([name, value]);
        if (core.now instanceof Error || core.now === "silent") return;
        const key = name.replace(/-(.)/g, (_, first: string) => first.toUpperCase());
        core.now = { ...core.now, preferences: { ...core.now.preferences, [key]: value || null } };
      }),
    about: () => Promise.resolve({ version: "0.1.0", build: "5a".repeat(32) }),
    panic: () =>
      willing(() => {
        const everything = core.set.findLast(([name]) => name === "panic")?.[1] === "everything";
        // Preferences are no secret and outlive the keys.
        const { preferences } = core.now instanceof Error || core.now === "silent" ? { preferences: undefined } : core.now;
        return become(everything ? UNJOINED : home({ destroyed: true, ...(preferences ? { preferences } : {}) }));
      }),
    touch: () => Promise.resolve(),
    trialBegin: (name) =>
      willing(() => become(home({ organisation: name, trial: true, items: 0, entries: 1, noted: 1, delivered: 0, undelivered: 0, waitingParts: 0, waitingBytes: 0 }))),
    trial: () =>
      onTrial()
        ? Promise.resolve({ organisation: "/home/observer/trial/organisation", server: "/home/observer/trial/server", running: true })
        : Promise.reject(new Trouble("no-trial")),
    trialLook: (item, begin) =>
      willing(() => {
        if (!onTrial()) throw new Trouble("no-trial");
        core.lookedAt.push([item, begin]);
        return (core.looks.length > 1 ? core.looks.shift() : core.looks[0]) ?? { step: "ready" };
      }),
    trialEnd: () => willing(() => become(UNJOINED)),
    scanBegin: () => Promise.resolve(),
    scanLook(width, luma) {
      core.looked.push([width, luma.length]);
      const next = core.seen.length > 1 ? core.seen.shift() : core.seen[0];
      return Promise.resolve(next ?? scanned());
    },
  };
}

import { Trouble } from "../bridge";
import type { CaptureBridge } from "../capture";
import type { FolderView, ItemView, SealedView, SendingView, StepView } from "../types";

/** Captures in memory, and the errors of calls; screens and tests set them. */
export interface FakeCapture {
  /** Newest first. */
  listed: ItemView[];
  /** Bytes pushed to each recording, by item. */
  readonly pushed: Map<string, Uint8Array[]>;
  /** The answer of `sending`. */
  sent: SendingView;
  /** The error of every write, if writes fail. */
  full: Trouble | null;
  /** The folder that the person chooses, or an error. */
  folder: FolderView | Trouble | null;
  /** Bytes that the disk has room for, if it reports them. */
  room: number | null;
  /** Whether `items` never answers. */
  stuck: boolean;
  /** Whether the page wants to be asked before the window closes, and whether the page closed it. */
  asksToClose: boolean;
  closed: boolean;
}

const RANGE = 1024 * 1024;

export function quietSending(change: Partial<SendingView> = {}): SendingView {
  return { state: "waiting", bytesUp: 0, bytesDown: 0, partsSent: 0, nextInS: 2, trouble: null, ...change };
}

export function item(n: number, change: Partial<ItemView> = {}): ItemView {
  return {
    item: n.toString(16).padStart(32, "0"),
    claimedAt: new Date(Date.UTC(2026, 10, 25, 6, 40) - n * 61_000).toISOString(),
    live: n % 3 === 0,
    finished: true,
    interrupted: n % 17 === 5,
    parts: 1 + (n % 40),
    bytes: 12_000 + n * 977,
    noted: n % 4 !== 0,
    delivered: n % 4 === 2,
    readable: null,
    ...change,
  };
}

export function fakeCapture(core: FakeCapture): CaptureBridge {
  const jobs = new Map<number, { size: number; at: number; changed: boolean }>();
  const sealed = (bytes: number, change: Partial<ItemView>): SealedView => {
    const made = item(core.listed.length + 1, { claimedAt: new Date().toISOString(), bytes, noted: false, delivered: false, interrupted: false, ...change });
    core.listed.unshift(made);
    return { item: made.item, claimedAt: made.claimedAt, parts: 1, bytes, interrupted: false, changed: false };
  };
  const writing = <T>(work: () => T): Promise<T> => (core.full ? Promise.reject(core.full) : Promise.resolve(work()));
  const want = (job: number): StepView => {
    const { size, at, changed } = jobs.get(job) ?? { size: 0, at: 0, changed: false };
    if (at < size) return { step: "want", job, offset: at, length: Math.min(RANGE, size - at) };
    jobs.delete(job);
    return { step: "done", job, answer: { ...sealed(size, { live: false }), changed } };
  };
  return {
    photo: (_name, _type, bytes) => writing(() => sealed(bytes.length, { live: false })),
    recordingBegin: () =>
      writing(() => {
        const { item: id } = sealed(0, { live: true, finished: false });
        core.pushed.set(id, []);
        return id;
      }),
    recordingPush: (id, bytes) =>
      writing(() => {
        core.pushed.get(id)?.push(bytes);
      }),
    recordingFinish: (id, cutOff) =>
      writing(() => {
        const bytes = (core.pushed.get(id) ?? []).reduce((sum, piece) => sum + piece.length, 0);
        const listed = core.listed.find((one) => one.item === id);
        if (!listed) throw new Trouble("no-recording", id);
        Object.assign(listed, { finished: true, bytes, interrupted: cutOff });
        return { item: id, claimedAt: core.listed.find((one) => one.item === id)?.claimedAt ?? null, parts: 1, bytes, interrupted: cutOff, changed: false };
      }),
    async closingAsk(asks) {
      core.asksToClose = asks;
    },
    async closingGo() {
      core.closed = true;
    },
    importBegin: (_name, _type, size) =>
      writing(() => {
        const job = jobs.size + 1;
        jobs.set(job, { size, at: 0, changed: false });
        return want(job);
      }),
    importRoom: () => Promise.resolve(core.room),
    folderChoose: () => (core.folder instanceof Trouble ? Promise.reject(core.folder) : Promise.resolve(core.folder)),
    folderBegin: (place) =>
      writing(() => {
        const job = jobs.size + 1;
        const size = core.folder instanceof Trouble ? 0 : (core.folder?.files[place]?.size ?? 0);
        jobs.set(job, { size, at: 0, changed: false });
        return want(job);
      }),
    folderFeed: (job, _offset, length) =>
      writing(() => {
        const held = jobs.get(job);
        if (held) held.at += length;
        return want(job);
      }),
    lendFeed: (job, bytes) =>
      writing(() => {
        const held = jobs.get(job);
        if (held) held.at += bytes.length;
        return want(job);
      }),
    lendChanged: (job) => {
      const held = jobs.get(job);
      if (held) held.changed = true;
      return Promise.resolve();
    },
    lendStop: (job) => {
      const held = jobs.get(job);
      jobs.delete(job);
      if (!held || held.at === 0) return Promise.resolve({ step: "failed", job, trouble: { code: "source-failed", item: null } });
      return Promise.resolve({ step: "done", job, answer: { ...sealed(held.at, { interrupted: true }), interrupted: true } });
    },
    items(before, limit) {
      if (core.stuck) return new Promise(() => undefined);
      const from = before ?? 0;
      const page = core.listed.slice(from, from + limit);
      return Promise.resolve({ items: page, next: from + limit < core.listed.length ? from + limit : null, indexing: false });
    },
    itemsProgress: (wanted) => Promise.resolve(core.listed.filter((one) => wanted.includes(one.item))),
    thumbnail: () => Promise.resolve(new Uint8Array()),
    sending: () => Promise.resolve(core.sent),
    sendNow: () => Promise.resolve(),
  };
}

import { Trouble } from "../bridge";
import { DOCUMENTS } from "./documents";
import { shares } from "./shares";
import type { OfficeBridge } from "../office";
import pictures from "./pictures.json";
import type {
  AllowedView,
  AnswerView,
  ArchiveView,
  BundleInput,
  CaseView,
  DeviceView,
  FilterInput,
  IntakeInput,
  IntakeView,
  KindCode,
  LineView,
  MarkInput,
  WholenessCode,
  PrintedView,
  QuestionCode,
  ReasonView,
  ShareCodeView,
  VerdictView,
} from "../types";

/** An archive in memory and its errors; screens and tests set them. */
export interface FakeOffice {
  shelf: {
    state: ArchiveView["state"];
    /** The passphrase that opens the archive. */
    passphrase: string;
    lines: LineView[];
    devices: DeviceView[];
    /** Answers of `intake`, one for each call; the last one repeats. */
    intakes: IntakeView[];
    /** The inputs of intakes, bundles and other calls. */
    readonly asked: {
      intakes: IntakeInput[];
      bundles: BundleInput[];
      filters: FilterInput[];
      printed: number;
      papers: string[];
      shown: string[];
      verified: string[];
      thumbnails: string[];
      marks: Array<[string, MarkInput]>;
    };
    /** Answers to pictures of a share's code, one for each picture; the last one repeats. */
    codes: ShareCodeView[];
    printed: PrintedView;
    /** The errors of failing calls, by the call's name. */
    readonly broken: Partial<Record<keyof OfficeBridge, Trouble>>;
    /** Calls that never answer. */
    readonly stuck: Set<keyof OfficeBridge>;
    verdict: VerdictView;
    /** Accounts among the lines, and the uses that their persons agree to. */
    allowed: AllowedView[];
    /** The folder proposed for a bundle; empty for none. */
    documents: string;
    /** Files that a kill in the middle of a bundle left. */
    unfinished: string[];
    /** The path chosen in the system's dialog. */
    chosen: string | null;
    /** The bytes of every medium; null for pictures that differ from item to item. */
    medium: Uint8Array | null;
  };
}

const KINDS: readonly KindCode[] = ["photo", "video", "audio", "testimony", "form", "document"];

const TYPES: Partial<Record<KindCode, string>> = { photo: "image/jpeg", video: "video/webm", audio: "audio/webm" };
const ENDINGS: Partial<Record<KindCode, string>> = { photo: "jpg", video: "webm", audio: "webm", document: "pdf" };

export function line(n: number, change: Partial<LineView> = {}): LineView {
  const kind = KINDS[n % KINDS.length] ?? "photo";
  const file = ENDINGS[kind] === undefined || n % 7 === 6 ? null : `IMG_${2041 + n}.${ENDINGS[kind]}`;
  const title = n % 7 === 6 ? null : n % 2 === 1 ? "У фонтана, люди в форме без знаков" : (file ?? (kind === "form" ? "Задержание, Алматы, 14 человек" : "Duck 34"));
  const made: Omit<LineView, "wholeness"> = {
    item: (n + 1).toString(16).padStart(32, "0"),
    device: "d3".repeat(32),
    kind,
    method: n % 3 === 0 ? "captured" : "imported",
    heading: null,
    title,
    claimedAt: new Date(Date.UTC(2026, 10, 24, 6, 40) - n * 61_000).toISOString(),
    finished: true,
    interrupted: n % 17 === 5,
    linked: true,
    noted: n % 4 !== 3,
    delivered: n % 4 < 2,
    wanted: n % 11 === 4 ? 3 : 0,
    quarantined: n % 23 === 7 ? 1 : 0,
    sealed: n % 7 === 6 ? 2 : 0,
    bytes: 12_000 + n * 97_700,
    witness: n % 7 === 6,
    doubts: [],
    stoodOut: 0,
    fileName: file,
    thumbnail: n % 7 !== 6 && (kind === "photo" || kind === "video"),
    lookedAt: n % 5 === 3,
    important: n % 9 === 2,
    ownNote: n % 13 === 8 ? "Compare with the second device." : "",
    ...change,
  };
  return { ...made, wholeness: change.wholeness ?? wholenessOf(made) };
}

/** Returns what the archive says of such an item (`Summary::wholeness`). */
export function wholenessOf(one: Omit<LineView, "wholeness">): WholenessCode {
  if (one.quarantined > 0 || !one.linked) return "problem";
  if (one.wanted > 0 && one.bytes === 0) return "away";
  return one.wanted > 0 || one.interrupted || !one.finished ? "problem" : "whole";
}

export function device(change: Partial<DeviceView> = {}): DeviceView {
  return {
    device: "d3".repeat(32),
    code: { latin: "tifat-tifat-tifat-tifat-tifat", cyrillic: "тифат-тифат-тифат-тифат-тифат" },
    platform: "linux",
    firstAt: "2026-11-20T09:12:00.000+05:00",
    lastAt: "2026-11-24T11:40:00.000+05:00",
    items: 12,
    entries: 64,
    now: { state: "admitted" },
    confirmed: false,
    continues: null,
    sharesWith: [],
    renewedAt: [],
    ends: [],
    ...change,
  };
}

export function intake(change: Partial<IntakeView> = {}): IntakeView {
  return {
    state: "idle",
    entries: 0,
    parts: 0,
    bytes: 0,
    waiting: 0,
    items: 0,
    quarantined: 0,
    missing: 0,
    sealed: 0,
    doubted: [],
    findings: [],
    findingsLeftOut: 0,
    trouble: null,
    ...change,
  };
}

export function reason(change: Partial<ReasonView> = {}): ReasonView {
  return { status: "passed", code: "commitments", count: 1, details: [], items: [], about: 0, files: [], ...change };
}

function answer(question: QuestionCode, ...reasons: Array<[ReasonView["status"], ReasonView["code"], string]>): AnswerView {
  const status = reasons.some(([s]) => s === "failed") ? "failed" : reasons.some(([s]) => s === "not-checked") ? "not-checked" : "passed";
  return { question, status, reasons: reasons.map(([s, code, text]) => reason({ status: s, code, details: [text] })) };
}

export function verdict(change: Partial<VerdictView> = {}): VerdictView {
  const answers = [
    answer("content", ["passed", "commitments", "3 disclosed parts match what the device committed to"]),
    answer("signer", ["passed", "chain", "device d3d3d3d3: 64 entries in one chain"], ["passed", "organisation", "the one you trust"]),
    answer("time", ["not-checked", "no-lower-bound", "nothing proves that it was not made earlier than claimed"]),
    answer("completeness", ["not-checked", "part-missing", "parts 3 to 4 of this item are stated by no entry"], ["not-checked", "interrupted", "cut off"]),
    answer("delivery", ["passed", "delivered", "noted in the log, and all 3 parts held by the server"]),
  ];
  return {
    judgedAt: "2026-11-25T09:00:00Z",
    organisation: "a7".repeat(32),
    name: "Invented Observers",
    trusted: true,
    answers,
    items: [
      {
        item: (1).toString(16).padStart(32, "0"),
        device: "d3".repeat(32),
        kind: "photo",
        method: "captured",
        media: ["IMG_2041.jpg"],
        files: [{ path: "media/00000000-0-IMG_2041.jpg", name: "IMG_2041.jpg", mediaType: "image/png", modified: "2019-06-09T05:40:00.000+00:00", size: 4_027, sha256: "0f".repeat(32), offset: 120, state: "whole" }],
        heading: null,
        stoodOut: 0,
        note: "У фонтана. Двое в форме без знаков.",
        place: [43.2389, 76.8897],
        accuracyM: 12,
        placeSource: "gnss",
        end: null,
        claimed: "2026-11-24T11:40:00.000+05:00",
        notBefore: null,
        notAfter: { at: "2026-11-24T06:42:10Z", by: "server", log: "log.example.org", size: 128, proven: true },
        answers,
      },
    ],
    itemsLeftOut: 0,
    dated: 1,
    latest: "2026-11-24T06:42:10Z",
    incomplete: [],
    ...change,
  };
}

function matches(one: LineView, filter: FilterInput): boolean {
  const { kind, method, wholeness, delivered, doubt, marked } = filter;
  const marks = { "looked-at": one.lookedAt, "not-looked-at": !one.lookedAt, important: one.important, "own-note": one.ownNote !== "" };
  return (
    `${one.title ?? ""} ${one.fileName ?? ""}`.toLowerCase().includes(filter.words.trim().toLowerCase()) &&
    (kind === null || one.kind === kind) &&
    (method === null || one.method === method) &&
    (filter.device === null || one.device === filter.device) &&
    (wholeness === null || one.wholeness === wholeness) &&
    (delivered === null || one.delivered === delivered) &&
    (doubt === null || one.doubts.includes(doubt)) &&
    (filter.from === null || one.claimedAt >= filter.from) &&
    (filter.to === null || one.claimedAt < filter.to) &&
    (marked === null || marks[marked])
  );
}

/** Sorts lines; those that are equal keep the order of their claims. */
function sorted(lines: readonly LineView[], { sort, ascending }: FilterInput): LineView[] {
  const of = (one: LineView): string | number => {
    switch (sort) {
      case "title":
        return (one.title ?? "\uffff").toLowerCase();
      case "kind":
        return one.kind ?? "\uffff";
      case "bytes":
        return one.bytes;
      case "device":
        return one.device;
      case "arrived":
        return one.item;
      default:
        return one.claimedAt;
    }
  };
  const keyed = lines.map((one) => [of(one), one] as const);
  const way = ascending ? 1 : -1;
  return keyed.sort(([a], [b]) => (a < b ? -way : a > b ? way : 0)).map(([, one]) => one);
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const scenes = { pictures: pictures.pictures.map(bytesOf), small: pictures.small.map(bytesOf) };
const sceneOf = (of: keyof typeof scenes, item: string): Uint8Array => scenes[of][Number.parseInt(item.slice(-6), 16) % scenes[of].length] ?? new Uint8Array();

export function shelf(lines: LineView[] = []): FakeOffice["shelf"] {
  return {
    state: lines.length === 0 ? "none" : "open",
    passphrase: "correct horse battery",
    lines,
    devices: lines.length === 0 ? [] : [device()],
    intakes: [intake()],
    asked: { intakes: [], bundles: [], filters: [], printed: 0, papers: [], shown: [], verified: [], thumbnails: [], marks: [] },
    codes: [{ seen: false, line: null }],
    printed: { became: "saved", path: "/home/me/Documents/report.pdf" },
    broken: {},
    stuck: new Set(),
    verdict: verdict(),
    allowed: [],
    unfinished: [],
    documents: "/home/heron/Documents",
    chosen: null,
    medium: null,
  };
}

export function fakeOffice(core: FakeOffice): OfficeBridge {
  const state = (): ArchiveView =>
    core.shelf.state === "open"
      ? {
          state: "open",
          organisation: core.shelf.lines.length === 0 ? null : "Invented Observers",
          items: core.shelf.lines.length,
          problems: core.shelf.lines.filter((l) => l.wholeness === "problem").length,
          unfinished: core.shelf.unfinished,
          away: core.shelf.lines.filter((l) => l.wholeness === "away").length,
          devices: [...new Set(core.shelf.lines.map((l) => l.device))],
        }
      : { state: core.shelf.state };
  const ask = <T>(name: keyof OfficeBridge, work: () => T): Promise<T> => {
    const broken = core.shelf.broken[name];
    if (core.shelf.stuck.has(name)) return new Promise(() => undefined);
    return broken ? Promise.reject(broken) : Promise.resolve().then(work);
  };
  const find = (item: string): LineView => {
    const one = core.shelf.lines.find((l) => l.item === item);
    if (!one) throw new Trouble("bad-request", item);
    return one;
  };
  // Keeps the last result, so that not every page sorts ten thousand items.
  let last: { asked: string; of: readonly LineView[]; found: LineView[] } | null = null;
  const found = (filter: FilterInput): LineView[] => {
    const asked = JSON.stringify(filter);
    if (last?.asked !== asked || last.of !== core.shelf.lines) {
      last = { asked, of: core.shelf.lines, found: sorted(core.shelf.lines.filter((one) => matches(one, filter)), filter) };
    }
    return last.found;
  };
  const medium = (item: string): Uint8Array => core.shelf.medium ?? sceneOf("pictures", item);
  return {
    archive: () => ask("archive", state),
    archiveOpen: (passphrase, make) =>
      ask("archiveOpen", () => {
        if (!make && passphrase !== core.shelf.passphrase) throw new Trouble("passphrase-wrong");
        core.shelf.state = "open";
        return state();
      }),
    archiveClose: () =>
      ask("archiveClose", () => {
        core.shelf.state = "closed";
        return state();
      }),
    devices: () => ask("devices", () => core.shelf.devices),
    organisation: () =>
      ask("organisation", () => ({
        name: "Invented Observers",
        locked: true,
        threshold: 2,
        shares: 3,
        witnesses: true,
        servers: ["server-one.example.org", "server-two.example.org"],
      })),
    intakeBegin: (input) =>
      ask("intakeBegin", () => {
        core.shelf.asked.intakes.push(input);
        return core.shelf.intakes[0] ?? intake();
      }),
    intake: () => ask("intake", () => (core.shelf.intakes.length > 1 ? core.shelf.intakes.shift() : core.shelf.intakes[0]) ?? intake()),
    intakeStop: () =>
      ask("intakeStop", () => {
        core.shelf.intakes = [intake({ state: "stopping" }), intake({ state: "stopped", parts: 3 })];
        return intake({ state: "stopping" });
      }),
    lines: (filter, after, limit) =>
      ask("lines", () => {
        core.shelf.asked.filters.push(filter);
        const all = found(filter);
        const from = typeof after === "number" ? after : 0;
        return { lines: all.slice(from, from + limit), next: from + limit < all.length ? from + limit : null, total: all.length };
      }),
    found: (filter) => ask("found", () => found(filter).map((one) => one.item)),
    thumbnail: (item) =>
      ask("thumbnail", () => {
        core.shelf.asked.thumbnails.push(item);
        return find(item).thumbnail ? sceneOf("small", item) : new Uint8Array();
      }),
    mark: (item, change) =>
      ask("mark", () => {
        core.shelf.asked.marks.push([item, change]);
        const one = find(item);
        const now = { ...one, lookedAt: change.lookedAt ?? one.lookedAt, important: change.important ?? one.important, ownNote: change.note ?? one.ownNote };
        core.shelf.lines = core.shelf.lines.map((l) => (l === one ? now : l));
        return now;
      }),
    case: (item) =>
      ask("case", (): CaseView => {
        const one = find(item);
        return {
          line: one,
          record: DOCUMENTS.find((filed) => filed.line.item === item)?.record ?? {
            claimedAt: one.claimedAt,
            zone: "Asia/Almaty",
            place: [43.2389, 76.8897],
            accuracyM: 12,
            placeSource: "gnss",
            language: "ru",
            compartment: null,
            about: [],
            supersedes: [],
            document: { document: "plain", known: true },
            rows: [
              { name: "note", label: {}, of: {}, row: null, kind: "", state: "value", values: [{ text: "У фонтана. Двое в форме без знаков.", label: {} }], words: null },
              {
                name: "hurt",
                label: { en: "Is somebody hurt?", ru: "Есть пострадавшие?", kk: "Зардап шеккендер бар ма?" },
                of: {},
                row: null,
                kind: "select-one",
                state: "value",
                values: [{ text: "yes", label: { en: "Yes", ru: "Да", kk: "Иә" } }],
                words: null,
              },
            ],
            end: one.kind === "video" || one.kind === "audio" ? { claimedAt: one.claimedAt, endedAt: one.claimedAt, later: [] } : null,
            sha256: "5c".repeat(32),
            related: [],
            relatedLeftOut: 0,
            consents: [],
          },
          media: one.fileName === null && !one.witness ? [] : [
            { name: one.fileName, mediaType: TYPES[one.kind ?? "photo"] ?? "application/pdf", sha256: "0f".repeat(32), parts: 1, bytes: medium(item).length, interrupted: one.interrupted, modified: null, changed: false, missing: one.wanted > 0 ? [1, 2, 3] : [] },
          ],
          custody: [
            { step: "signed", seq: 17, digest: "9f".repeat(32), claimedAt: one.claimedAt, linked: true, log: one.noted ? "log.example.org" : null, index: one.noted ? 127 : null },
            ...(one.delivered ? [{ step: "delivered" as const, server: "log.example.org", at: "2026-11-24T06:42:10Z", parts: 2, index: 128 }] : []),
          ],
          entriesLeftOut: 0,
          findings: one.quarantined > 0 ? [{ kind: "part-quarantined", subject: "ab".repeat(32), detail: "it is not an age file" }] : [],
        };
      }),
    medium: (item, _medium, offset, length) => ask("medium", () => medium(item).slice(offset, offset + length)),
    judge: (items) =>
      ask("judge", () => {
        const first = core.shelf.verdict.items[0];
        return first ? { ...core.shelf.verdict, items: items.map((item) => ({ ...first, item })), dated: items.length } : core.shelf.verdict;
      }),
    bundleAllowed: (items) => ask("bundleAllowed", () => core.shelf.allowed.filter((one) => items.includes(one.item))),
    bundleDiscard: () =>
      ask("bundleDiscard", () => {
        core.shelf.unfinished = [];
        return state();
      }),
    bundleWrite: (input) =>
      ask("bundleWrite", () => {
        core.shelf.asked.bundles.push(input);
        return { items: input.items.length, media: input.items.length - input.withholdMedia.length, bytes: 48_800_000, withheld: input.withholdMedia.length, incomplete: [] };
      }),
    bundleVerify: (path) =>
      ask("bundleVerify", () => {
        core.shelf.asked.verified.push(path);
        return core.shelf.verdict;
      }),
    bundleMedium: (_file, offset, length) => ask("bundleMedium", () => (core.shelf.medium ?? sceneOf("pictures", "00")).slice(offset, offset + length)),
    bundlePlace: (name) => ask("bundlePlace", () => (core.shelf.documents === "" ? "" : `${core.shelf.documents}/${name}`)),
    bundleShow: (path) =>
      ask("bundleShow", () => {
        core.shelf.asked.shown.push(path);
      }),
    shareCheck: (typed, opens) => ask("shareCheck", () => shares(typed, opens)),
    shareLook: () => ask("shareLook", () => (core.shelf.codes.length > 1 ? core.shelf.codes.shift() : core.shelf.codes[0]) ?? { seen: false, line: null }),
    bundleVerifyBegin: () => ask("bundleVerifyBegin", () => ({ step: "done" as const, job: 1, answer: core.shelf.verdict })),
    choose: () => ask("choose", () => core.shelf.chosen),
    print: (name) =>
      ask("print", () => {
        core.shelf.asked.printed += 1;
        core.shelf.asked.papers.push(name);
        return core.shelf.printed;
      }),
  };
}

import { Trouble } from "../bridge";
import { shares } from "./shares";
import type { OfficeBridge } from "../office";
import type {
  AnswerView,
  ArchiveView,
  BundleInput,
  CaseView,
  FilterInput,
  IntakeInput,
  IntakeView,
  KindCode,
  LineView,
  PrintedCode,
  QuestionCode,
  ReasonView,
  ShareCodeView,
  VerdictView,
} from "../types";

/** An archive in memory, and what goes wrong; screens and tests set it. */
export interface FakeOffice {
  shelf: {
    state: ArchiveView["state"];
    /** The passphrase that opens it. */
    passphrase: string;
    lines: LineView[];
    /** Views of the intake, one for each time it is asked; the last one stays. */
    intakes: IntakeView[];
    /** What intakes were begun with, and bundles. */
    readonly asked: { intakes: IntakeInput[]; bundles: BundleInput[]; filters: FilterInput[]; printed: number; shown: string[]; verified: string[] };
    /** What the camera sees of a share's code, one answer for each picture; the last stays. */
    codes: ShareCodeView[];
    /** What becomes of printing. */
    printed: PrintedCode;
    /** What the question of this name fails with. */
    readonly broken: Partial<Record<keyof OfficeBridge, Trouble>>;
    /** Questions that never answer. */
    readonly stuck: Set<keyof OfficeBridge>;
    verdict: VerdictView;
    /** What the system's dialog gives. */
    chosen: string | null;
    medium: Uint8Array;
  };
}

const KINDS: readonly KindCode[] = ["photo", "video", "audio", "testimony", "form", "document"];

const TYPES: Partial<Record<KindCode, string>> = { video: "video/webm", audio: "audio/webm" };

export function line(n: number, change: Partial<LineView> = {}): LineView {
  return {
    item: (n + 1).toString(16).padStart(32, "0"),
    device: "d3".repeat(32),
    kind: KINDS[n % KINDS.length] ?? "photo",
    method: n % 3 === 0 ? "captured" : "imported",
    title: n % 7 === 6 ? null : n % 2 === 0 ? `IMG_${2041 + n}.jpg` : "У фонтана, люди в форме без знаков",
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
    answer("completeness", ["failed", "gap", "device d3d3d3d3: entry 17, on which entry 18 is built, is missing"], ["not-checked", "interrupted", "cut off"]),
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
        files: [{ path: "media/00000000-0-IMG_2041.jpg", name: "IMG_2041.jpg", mediaType: "image/png", size: PICTURE.length, sha256: "0f".repeat(32), offset: 120, state: "whole" }],
        note: "У фонтана. Двое в форме без знаков.",
        place: [43.2389, 76.8897],
        accuracyM: 12,
        placeSource: "gnss",
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
  const { kind, method, problem, delivered } = filter;
  const trouble = one.interrupted || one.wanted > 0 || one.quarantined > 0;
  return (
    (one.title ?? "").toLowerCase().includes(filter.words.trim().toLowerCase()) &&
    (kind === null || one.kind === kind) &&
    (method === null || one.method === method) &&
    (problem === null || trouble === problem) &&
    (delivered === null || one.delivered === delivered) &&
    (filter.from === null || one.claimedAt >= filter.from) &&
    (filter.to === null || one.claimedAt < filter.to)
  );
}

/** A picture of one colour, as a PNG: what the fake's photos show. */
export const PICTURE = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0,
  0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54, 8, 0xd7, 0x63, 0x98, 0x5a, 0x50, 0, 0, 2, 0xd3, 1, 0x35, 0x15, 0xd8, 0x5a, 0x9c, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44,
  0xae, 0x42, 0x60, 0x82,
]);

export function shelf(lines: LineView[] = []): FakeOffice["shelf"] {
  return {
    state: lines.length === 0 ? "none" : "open",
    passphrase: "correct horse battery",
    lines,
    intakes: [intake()],
    asked: { intakes: [], bundles: [], filters: [], printed: 0, shown: [], verified: [] },
    codes: [{ seen: false, line: null }],
    printed: "saved",
    broken: {},
    stuck: new Set(),
    verdict: verdict(),
    chosen: null,
    medium: PICTURE,
  };
}

export function fakeOffice(core: FakeOffice): OfficeBridge {
  const state = (): ArchiveView =>
    core.shelf.state === "open"
      ? {
          state: "open",
          organisation: core.shelf.lines.length === 0 ? null : "Invented Observers",
          items: core.shelf.lines.length,
          problems: core.shelf.lines.filter((l) => l.interrupted || l.wanted > 0 || l.quarantined > 0).length,
          devices: [...new Set(core.shelf.lines.map((l) => l.device))],
        }
      : { state: core.shelf.state };
  const ask = <T>(name: keyof OfficeBridge, work: () => T): Promise<T> => {
    const broken = core.shelf.broken[name];
    if (core.shelf.stuck.has(name)) return new Promise(() => undefined);
    return broken ? Promise.reject(broken) : Promise.resolve().then(work);
  };
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
        const all = core.shelf.lines.filter((one) => matches(one, filter));
        const from = typeof after === "number" ? after : 0;
        return { lines: all.slice(from, from + limit), next: from + limit < all.length ? from + limit : null, total: all.length };
      }),
    case: (item) =>
      ask("case", (): CaseView => {
        const one = core.shelf.lines.find((l) => l.item === item);
        if (!one) throw new Trouble("bad-request", item);
        return {
          line: one,
          record: {
            claimedAt: one.claimedAt,
            zone: "Asia/Almaty",
            place: [43.2389, 76.8897],
            accuracyM: 12,
            placeSource: "gnss",
            language: "ru",
            compartment: null,
            about: [],
            supersedes: [],
            rows: [
              { name: "note", label: {}, row: null, state: "value", values: [{ text: "У фонтана. Двое в форме без знаков.", label: {} }], words: null },
              {
                name: "hurt",
                label: { en: "Is somebody hurt?", ru: "Есть пострадавшие?", kk: "Зардап шеккендер бар ма?" },
                row: null,
                state: "value",
                values: [{ text: "yes", label: { en: "Yes", ru: "Да", kk: "Иә" } }],
                words: null,
              },
            ],
          },
          media: [
            { name: one.title, mediaType: TYPES[one.kind ?? "photo"] ?? "image/png", sha256: "0f".repeat(32), parts: 1, bytes: core.shelf.medium.length, interrupted: one.interrupted, missing: one.wanted > 0 ? [1, 2, 3] : [] },
          ],
          custody: [
            { step: "signed", seq: 17, digest: "9f".repeat(32), claimedAt: one.claimedAt, linked: true, log: one.noted ? "log.example.org" : null, index: one.noted ? 127 : null },
            ...(one.delivered ? [{ step: "delivered" as const, server: "log.example.org", at: "2026-11-24T06:42:10Z", parts: 2, index: 128 }] : []),
          ],
          entriesLeftOut: 0,
          findings: one.quarantined > 0 ? [{ kind: "part-quarantined", subject: "ab".repeat(32), detail: "it is not an age file" }] : [],
        };
      }),
    medium: (_item, _medium, offset, length) => ask("medium", () => core.shelf.medium.slice(offset, offset + length)),
    judge: (items) =>
      ask("judge", () => {
        const first = core.shelf.verdict.items[0];
        return first ? { ...core.shelf.verdict, items: items.map((item) => ({ ...first, item })), dated: items.length } : core.shelf.verdict;
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
    bundleMedium: (_file, offset, length) => ask("bundleMedium", () => core.shelf.medium.slice(offset, offset + length)),
    bundleShow: (path) =>
      ask("bundleShow", () => {
        core.shelf.asked.shown.push(path);
      }),
    shareCheck: (typed, opens) => ask("shareCheck", () => shares(typed, opens)),
    shareLook: () => ask("shareLook", () => (core.shelf.codes.length > 1 ? core.shelf.codes.shift() : core.shelf.codes[0]) ?? { seen: false, line: null }),
    bundleVerifyBegin: () => ask("bundleVerifyBegin", () => ({ step: "done" as const, job: 1, answer: core.shelf.verdict })),
    choose: () => ask("choose", () => core.shelf.chosen),
    print: () =>
      ask("print", () => {
        core.shelf.asked.printed += 1;
        return core.shelf.printed;
      }),
  };
}

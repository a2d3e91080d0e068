// Forms in memory. Their questions are the real core's (shipped.json is generated from it); a stand-in with a handful
// of rules judges them, for browser tests only.
import { Trouble } from "../bridge";
import type { FormsBridge, WireAnswer, WireAnswers } from "../forms";
import type { CalculatedView, FormDraftView, FormFindingView, FormView, PlaceView, QuestionView, SheetView } from "../types";
import { type FakeCapture, item } from "./capture";
import type { FakeLocked } from "./locked";
import shipped from "./shipped.json";

export interface Filed {
  readonly form: string;
  readonly language: string;
  readonly answers: WireAnswers;
  readonly about: readonly string[];
}

/** Filed and kept forms; screens and tests set and read them. */
export interface FakeForms {
  /** Filed forms, oldest first. */
  readonly filed: Filed[];
  /** Answers that the core evaluated, oldest first. */
  readonly asked: WireAnswers[];
  drafts: Draft[];
}

type Draft = Omit<FormDraftView, "answered" | "station" | "person" | "place"> & { language: string; answers: WireAnswers; at: string | null };

/** Returns a draft as the list shows it. */
export function listed({ id, form, current, savedAt, answers }: Draft): FormDraftView {
  const told = (question: string): string | null => {
    const value = valueOf(answers[question]);
    return typeof value === "string" ? value : null;
  };
  return { id, form, current, answered: Object.keys(answers).length, station: told("station-number"), person: told("mention"), place: told("place"), savedAt };
}

/** Returns an unfinished form of the vault. */
export function draft(n: number): Draft {
  const answers: WireAnswers = n % 2 === 0 ? { place: { value: "at the gate" }, masks: "unknown" } : { valid: { value: 256 } };
  const savedAt = new Date(Date.UTC(2026, 10, 25, 5, 0) - n * 3_600_000).toISOString();
  const form = n % 2 === 0 ? "detention" : "vote-count";
  return { id: (n + 1).toString(16).padStart(32, "d"), form, current: n % 5 !== 4, savedAt, language: "en", answers, at: null };
}

const FORMS = shipped as unknown as FormView[];

type Get = (id: string) => WireAnswer | undefined;

const valueOf = (told: WireAnswer | undefined): unknown => (typeof told === "object" && "value" in told ? told.value : undefined);

/** Tests whether a question applies: yes, no, or cannot tell. */
const is = (id: string, value: string) => (get: Get): boolean | null => {
  const told = valueOf(get(id));
  return told === undefined ? null : told === value;
};

const APPLIES: Readonly<Record<string, (get: Get) => boolean | null>> = {
  "against-all": is("has-against-all", "yes"),
  injuries: is("injured", "yes"),
  medical: is("injured", "yes"),
  cell: is("inside", "cell"),
  "water-first": is("water", "yes"),
  "relatives-when": is("relatives-informed", "yes"),
  "record-time": is("record-made", "yes"),
  "record-copy": is("record-made", "yes"),
  "record-missing": is("record-made", "yes"),
  fine: is("outcome", "fine"),
  "arrest-days": is("outcome", "arrest"),
  "reduced-to": is("outcome", "arrest"),
  release: is("is-released", "yes"),
  "whereabouts-known": is("is-released", "no"),
  "vehicle-details": (get) => {
    const told = valueOf(get("vehicle"));
    return told === undefined ? null : told !== "none";
  },
};

const DATE = /^(?!.*X[^/]*T)(\.\.\/)?[\dX]{4}(-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12]\d|3[01]|XX)(T([01]\d|2[0-3]):[0-5]\d)?)?)?[~?%]?(\/(\.\.|[\dX-]{4,10}(T\d\d:\d\d)?[~?%]?))?$/;

export function fakeForms(core: FakeForms & FakeCapture & FakeLocked): FormsBridge {
  const find = (id: string): FormView => {
    const found = FORMS.find((form) => form.name.id === id);
    if (!found) throw new Trouble("bad-request");
    return found;
  };
  const answer = <T>(work: () => T): Promise<T> =>
    core.stuck ? new Promise(() => undefined) : Promise.resolve().then(work);
  const unlocked = <T>(work: () => T): Promise<T> =>
    answer(() => {
      if (core.lock !== "open") throw new Trouble(core.lock === "absent" ? "vault-absent" : "vault-locked");
      return work();
    });
  return {
    forms: () => answer(() => FORMS.map((form) => form.name)),
    form: (id) => answer(() => find(id)),
    formEvaluate: (id, answers) =>
      answer(() => {
        core.asked.push(answers);
        return judge(find(id), answers);
      }),
    formSave: (id, language, answers, about) =>
      answer(() => {
        if (!judge(find(id), answers).canSave) throw new Trouble("form-unfinished");
        if (core.full) throw core.full;
        core.filed.push({ form: id, language, answers, about });
        const made = item(core.listed.length + 1, { claimedAt: new Date().toISOString(), live: false, noted: false, delivered: false });
        core.listed.unshift(made);
        return { item: made.item, claimedAt: null, parts: 0, bytes: 0, interrupted: false, changed: false };
      }),
    formDrafts: () => unlocked(() => core.drafts.map(listed)),
    formDraftKeep: (draft, form, language, answers, at) =>
      unlocked(() => {
        if (core.full) throw core.full;
        const kept = { id: draft, form, current: true, savedAt: new Date().toISOString(), language, answers, at };
        core.drafts = [kept, ...core.drafts.filter((one) => one.id !== draft)];
      }),
    formDraftResume: (draft) =>
      unlocked(() => {
        const kept = core.drafts.find((one) => one.id === draft);
        if (!kept) throw new Trouble("no-draft");
        return { language: kept.language, answers: kept.answers, at: kept.at };
      }),
    formDraftRemove: (draft) =>
      unlocked(() => {
        core.drafts = core.drafts.filter((one) => one.id !== draft);
      }),
  };
}

const ALONE = {
  kk: "«Ешқайсысы» басқа жауаппен қатар тұр. Қайта қараңыз.",
  ru: "«Ничего» стоит рядом с другим ответом. Посмотрите ещё раз.",
  en: "“None” stands beside another answer. Look again.",
};

/** Returns true if "none" was chosen together with another choice. */
function alone(told: WireAnswer | undefined): boolean {
  const value = valueOf(told);
  return Array.isArray(value) && value.length > 1 && (value.includes("none") || value.includes("nothing"));
}

/** Evaluates a form in place of the real engine. */
function judge(form: FormView, answers: WireAnswers): SheetView {
  const visible: PlaceView[] = [];
  const setAside: PlaceView[] = [];
  const findings: FormFindingView[] = [];
  const calculated: CalculatedView[] = [];
  const visit = (at: number, question: QuestionView, row: number | null, get: Get): void => {
    const place = { question: question.id, row };
    const applies = chain(form, at).map((one) => APPLIES[one.id]?.(get) ?? (APPLIES[one.id] ? null : true));
    const told = get(question.id);
    const here = applies.includes(false) ? false : applies.includes(null) ? null : true;
    if (here === false && told !== undefined) setAside.push(place);
    if (here === true || (here === null && told !== undefined)) visible.push(place);
    if (["number", "words", "truth"].includes(question.kind)) calculated.push({ place, outcome: outcome(question.id, get) });
    const key = told === undefined ? null : fault(question, told);
    if (key) findings.push({ place, key, hinders: true, message: {}, values: {} });
    if (alone(told)) findings.push({ place, key: "alone", hinders: false, message: ALONE, values: {} });
    if (question.id === "checks") sums(place, get, findings);
  };
  form.questions.forEach((question, at) => {
    if (question.repeat !== null) return;
    visit(at, question, null, (id) => answers[id]);
    const told = answers[question.id];
    if (question.kind !== "repeat" || typeof told !== "object" || !("rows" in told)) return;
    told.rows.forEach((row, number) => {
      form.questions.forEach((inner, place) => {
        if (inner.repeat === at) visit(place, inner, number, (id) => row[id] ?? answers[id]);
      });
    });
  });
  return { visible, calculated, findings, findingsLeftOut: 0, setAside, canSave: setAside.length === 0 && !findings.some((f) => f.hinders) };
}

/** Returns a question and the groups around it. */
function chain(form: FormView, at: number): QuestionView[] {
  const question = form.questions[at];
  if (!question) return [];
  return question.parent === null ? [question] : [question, ...chain(form, question.parent)];
}

function fault(question: QuestionView, told: WireAnswer): string | null {
  const value = valueOf(told);
  if (value === undefined) return null;
  if (question.kind === "integer" && !Number.isInteger(value)) return "not-whole";
  if (question.kind === "decimal" && typeof value !== "number") return "not-a-number";
  if (typeof value === "number" && (value < (question.min ?? -Infinity) || value > (question.max ?? Infinity))) return "out-of-range";
  if (question.kind === "text" && [...String(value)].length > (question.maxLength ?? 100_000)) return "too-long";
  if ((question.kind === "date" || question.kind === "when") && !DATE.test(String(value))) return "not-a-date";
  return null;
}

function outcome(id: string, get: Get): unknown {
  const total = (...ids: string[]): number => ids.reduce((sum, one) => sum + Number(valueOf(get(one))), 0);
  const sum = id === "issued" ? total("issued-station", "issued-home", "issued-absentee") : id === "in-boxes" ? total("boxes-stationary", "boxes-mobile") : id === "votes-in-all" ? votes(get) : NaN;
  return Number.isNaN(sum) ? { state: "cannot-tell" } : { state: "value", value: sum };
}

function votes(get: Get): number {
  const told = get("candidates");
  if (typeof told !== "object" || !("rows" in told)) return NaN;
  const against = valueOf(get("has-against-all")) === "no" ? 0 : Number(valueOf(get("against-all")));
  return told.rows.reduce((sum, row) => sum + Number(valueOf(row.votes)), against);
}

function sums(place: PlaceView, get: Get, findings: FormFindingView[]): void {
  const [all, valid] = [votes(get), valueOf(get("valid"))];
  if (Number.isNaN(all) || typeof valid !== "number" || all === valid) return;
  const message = {
    kk: "Дауыстар қосындысы жарамды бюллетеньдерге тең емес. Қайта қараңыз.",
    ru: "Сумма голосов не равна числу действительных. Посмотрите ещё раз.",
    en: "Votes do not add up to the valid ballots. Look again.",
  };
  const values = { "votes-in-all": { state: "value", value: all }, valid: { state: "value", value: valid } };
  findings.push({ place, key: "P01", hinders: false, message, values });
}

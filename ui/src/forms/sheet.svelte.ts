// A form that is being filled in: the input, the core's evaluation, and the state of its draft. Lives as long as the
// window, so that a change of screen loses no input; on the disk only the locked vault keeps it.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { WireAnswers } from "../bridge/forms";
import type { FormFindingView, FormView, PlaceView, SealedView, SheetView } from "../bridge/types";
import { retry } from "../session/retry";
import type { Session } from "../session/session.svelte";
import { type Row, type Typed, blankRow, itemsIn, onScreen, rowsSent, typedFrom, untouched, wires } from "./answers";

/** Whether an unfinished form outlives the app. */
export type Kept = "nothing-yet" | "kept" | "locked" | "absent" | "failed";

/** Milliseconds without a key until the core evaluates, and until the draft is kept. */
const LOOK_MS = 150;
const KEEP_MS = 800;

/** Returns the name of a place within one form. */
export const placeKey = (question: string, row: number | null): string => (row === null ? question : `${question}#${row}`);

export class Sheet {
  readonly id: string;
  readonly form: FormView;
  readonly typed: Typed;
  readonly answers: WireAnswers = $derived.by(() => wires(this.form, this.typed));
  /** The answers with the empty rows, which are only on the screen. */
  readonly shown: WireAnswers = $derived.by(() => onScreen(this.form, this.typed));
  readonly visible: ReadonlySet<string> = $derived.by(() => new Set((this.view?.visible ?? []).map((p) => placeKey(p.question, p.row))));
  /** The last evaluation by the core, with rows in the screen's order; null before the first one. */
  view: SheetView | null = $state.raw(null);
  /** True while the shown evaluation is older than the input. */
  looking = $state(false);
  /** The error of the last evaluation. */
  trouble: Trouble | null = $state.raw(null);
  kept: Kept = $state("nothing-yet");
  keptAt: string | null = $state(null);
  keepTrouble: Trouble | null = $state.raw(null);
  /** True if the draft was kept after a failure, until the next change. */
  keptAgain = $state(false);
  /** The sealed record; from then on the form is finished. */
  sealed: SealedView | null = $state.raw(null);
  /** True if the draft of the sealed form could not be removed. */
  draftLeft = $state(false);
  /** The section on a phone's screen. */
  section = $state(0);
  /** The person's place, by its key; null before the first one. */
  at: string | null;
  /** True until a resumed sheet has opened at the person's last place. */
  toPlace: boolean;
  /** Language of the words in the answers. */
  language: string = $state("");
  /** The row that was removed last. */
  taken: { repeat: string; at: number; row: Row } | null = $state.raw(null);
  readonly #bridge: Bridge;
  #key = 1_000_000;
  #asked = 0;
  #seen = "";
  #inFlight: Promise<void> = Promise.resolve();
  #stored: string = $state("");
  #storedAt: string | null;
  /**
   * True once the vault may hold a draft, including one that it refused, which waits in the core. A lock does not
   * change this.
   */
  #inVault: boolean;
  /** True during a discard: no draft is kept any more. */
  #discarding = false;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, id: string, form: FormView, language: string, answers: WireAnswers | null, at: string | null = null) {
    this.#bridge = bridge;
    this.id = id;
    this.form = form;
    this.language = language;
    const typed = $state(answers ? typedFrom(form, answers) : untouched(form));
    this.typed = typed;
    this.#stored = answers ? JSON.stringify(answers) : "{}";
    this.#inVault = answers !== null;
    if (answers) this.kept = "kept";
    this.toPlace = answers !== null;
    this.at = this.#storedAt = at;
  }

  /** True if there is any answer. */
  get touched(): boolean {
    return Object.keys(this.answers).length > 0;
  }

  /** True if the vault holds all answers. */
  get safe(): boolean {
    return this.kept === "kept" && JSON.stringify(this.answers) === this.#stored;
  }

  /** True if there are answers that could not be kept. */
  get inWindowOnly(): boolean {
    return this.touched && this.sealed === null && (this.kept === "failed" || this.kept === "locked" || this.kept === "absent");
  }

  /** True from the first letter that the vault does not hold until it holds it. */
  get unkept(): boolean {
    return this.touched && this.sealed === null && !this.safe;
  }

  /** True if the last attempt failed, so that it is repeated. */
  get waits(): boolean {
    return this.kept === "failed" && this.sealed === null;
  }

  findingsAt(question: string, row: number | null): FormFindingView[] {
    return (this.view?.findings ?? []).filter((f) => f.place.question === question && f.place.row === row);
  }

  outcomeAt(question: string, row: number | null): unknown {
    return this.view?.calculated.find((c) => c.place.question === question && c.place.row === row)?.outcome ?? null;
  }

  addRow(repeat: string): Row {
    const row = blankRow(this.form, repeat, (this.#key += 1));
    const rows = this.typed.rows[repeat];
    rows?.push(row);
    // "Row 1 was taken out" below a new row 1 would be read as that one.
    if (this.taken?.repeat === repeat && this.taken.at === (rows?.length ?? 0) - 1) this.taken = null;
    const entry = this.typed.entries[repeat];
    if (entry) entry.state = "value";
    return row;
  }

  takeRow(repeat: string, at: number): void {
    const [row] = this.typed.rows[repeat]?.splice(at, 1) ?? [];
    if (row) this.taken = { repeat, at, row };
    const entry = this.typed.entries[repeat];
    // Without rows the answer is not "there were none" yet: the person has to choose that.
    if (entry && this.typed.rows[repeat]?.length === 0) entry.state = "not-asked";
  }

  putBack(): void {
    if (!this.taken) return;
    const { repeat, at, row } = this.taken;
    this.typed.rows[repeat]?.splice(at, 0, row);
    const entry = this.typed.entries[repeat];
    if (entry) entry.state = "value";
    this.taken = null;
  }

  /** Removes an answer to a question that does not apply. */
  takeOut({ question, row }: PlaceView): void {
    const at = this.form.questions.find((q) => q.id === question);
    const repeat = at?.repeat === null || at?.repeat === undefined ? null : this.form.questions[at.repeat];
    const entry = repeat ? this.typed.rows[repeat.id]?.[row ?? 0]?.entries[question] : this.typed.entries[question];
    if (entry) entry.state = "not-asked";
  }

  /** Call it after every possible change of the answers: evaluates and keeps the draft, each after a pause. */
  changed(): void {
    if (this.sealed) return;
    if (JSON.stringify(this.shown) !== this.#seen) {
      this.looking = true;
      clearTimeout(this.#looking);
      this.#looking = setTimeout(() => void this.look(), this.view ? LOOK_MS : 0);
    }
    if (JSON.stringify(this.answers) !== this.#stored) {
      this.keptAgain = false;
      clearTimeout(this.#keeping);
      this.#keeping = setTimeout(() => void this.keep(), KEEP_MS);
    }
  }

  /** Asks the core to evaluate the answers now. */
  async look(): Promise<void> {
    clearTimeout(this.#looking);
    const [turn, answers, shown] = [(this.#asked += 1), this.answers, this.shown];
    const seen = JSON.stringify(shown);
    try {
      // The core also lists the questions of an empty row. Such a row has no part in sums and checks, so take only
      // these questions.
      const blank = seen === JSON.stringify(answers) ? null : await this.#bridge.formEvaluate(this.form.name.id, shown);
      const view = await this.#bridge.formEvaluate(this.form.name.id, answers);
      if (turn !== this.#asked) return;
      [this.view, this.trouble, this.#seen] = [blank ? this.#placed(view, blank, rowsSent(shown)) : view, null, seen];
    } catch (reason) {
      if (turn === this.#asked) this.trouble = Trouble.from(reason);
    }
    if (turn === this.#asked) this.looking = false;
  }

  /** Moves the evaluation's rows to their places on the screen, and adds the questions of the empty rows. */
  #placed(view: SheetView, blank: SheetView, sent: Record<string, number[]>): SheetView {
    const repeatOf = (question: string): string => {
      const at = this.form.questions.find((q) => q.id === question)?.repeat;
      return this.form.questions[at ?? -1]?.id ?? "";
    };
    const place = ({ question, row }: PlaceView): PlaceView => ({ question, row: row === null ? null : (sent[repeatOf(question)]?.[row] ?? row) });
    const empty = blank.visible.filter(({ question, row }) => row !== null && !sent[repeatOf(question)]?.includes(row));
    return {
      ...view,
      visible: [...view.visible.map(place), ...empty],
      calculated: view.calculated.map((one) => ({ ...one, place: place(one.place) })),
      findings: view.findings.map((one) => ({ ...one, place: place(one.place) })),
      setAside: view.setAside.map(place),
    };
  }

  /** Called when the form is left: stores the person's place in a kept draft. */
  rest(): void {
    if (this.kept === "kept" && this.at !== this.#storedAt) void this.keep();
  }

  /** Keeps the draft in the open vault now; if that fails, sets the reason. */
  keep(): Promise<void> {
    clearTimeout(this.#keeping);
    this.#inFlight = this.#inFlight.then(() => this.#keep());
    return this.#inFlight;
  }

  async #keep(): Promise<void> {
    const { answers, at } = this;
    if (this.sealed || this.#discarding || (!this.touched && this.#stored === "{}")) return;
    try {
      await this.#bridge.formDraftKeep(this.id, this.form.name.id, this.language, answers, at);
      this.keptAgain = this.waits;
      [this.kept, this.keptAt, this.keepTrouble, this.#stored] = ["kept", new Date().toISOString(), null, JSON.stringify(answers)];
      [this.#inVault, this.#storedAt] = [true, at];
    } catch (reason) {
      const trouble = Trouble.from(reason);
      if (trouble.code === "vault-locked") [this.kept, this.keepTrouble] = ["locked", null];
      else if (trouble.code === "vault-absent") [this.kept, this.keepTrouble] = ["absent", null];
      // The vault's content is unknown after a failure: write the next input in every case, even if it equals the last
      // draft.
      else [this.kept, this.keepTrouble, this.#inVault, this.#stored] = ["failed", trouble, true, ""];
    }
  }

  /** Seals the form in its present state. Rejects with a `Trouble`; the input then remains. */
  async save(): Promise<SealedView> {
    const answers = this.answers;
    const sealed = await this.#bridge.formSave(this.form.name.id, this.language, answers, itemsIn(this.form, answers));
    clearTimeout(this.#keeping);
    this.sealed = sealed;
    // The record is safe whether or not the draft is removed.
    await this.#remove().catch(() => (this.draftLeft = true));
    return sealed;
  }

  /** Removes the draft from the vault. Rejects with a `Trouble`; the draft is then kept further. */
  async discard(): Promise<void> {
    this.#discarding = true;
    clearTimeout(this.#keeping);
    try {
      await this.#remove();
    } catch (reason) {
      this.#discarding = false;
      throw reason;
    }
  }

  /** Waits for a pending write first, which would otherwise bring the draft back. */
  async #remove(): Promise<void> {
    await this.#inFlight;
    if (this.#inVault) await this.#bridge.formDraftRemove(this.id);
  }

  stop(): void {
    clearTimeout(this.#looking);
    clearTimeout(this.#keeping);
  }
}

/** The forms of one session that are being filled in. */
export class Sheets {
  readonly #session: Session;
  /** The number of closings: a sheet that was being opened during one is dropped. */
  #closings = 0;
  open: Sheet[] = $state.raw([]);
  /** Sheets that were sealed in this run and whose draft could not be removed. */
  readonly left = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    $effect.root(() => {
      $effect(() => {
        if (this.open.some((sheet) => sheet.unkept)) return session.closing.hold("form");
        return undefined;
      });
      $effect(() => (this.open.some((sheet) => sheet.waits) ? retry(() => this.retry()) : undefined));
      session.closing.keeps(() => Promise.all(this.open.filter((sheet) => sheet.unkept).map((sheet) => sheet.keep())));
    });
    session.onClosing(async () => {
      // The vault's keys are about to go: keep all drafts, and drop the sheets from memory.
      const open = this.open;
      this.open = [];
      this.#closings += 1;
      await Promise.allSettled(open.map((sheet) => sheet.keep()));
      for (const sheet of open) sheet.stop();
    });
  }

  /** Opens a new sheet of a form. */
  async begin(form: string): Promise<Sheet> {
    const closings = this.#closings;
    return this.#add(closings, newId(), await this.#session.bridge.form(form), null);
  }

  /**
   * Returns the sheet of that id: from memory, or from a draft in the open vault. Rejects with `no-draft` if there is
   * none.
   */
  async resume(id: string): Promise<Sheet> {
    const here = this.open.find((sheet) => sheet.id === id);
    if (here) return here;
    const { bridge } = this.#session;
    const closings = this.#closings;
    const draft = (await bridge.formDrafts()).find((d) => d.id === id);
    if (!draft?.form) throw new Trouble("no-draft");
    const { language, answers, at } = await bridge.formDraftResume(id);
    const sheet = this.#add(closings, id, await bridge.form(draft.form), { language, answers: answers as WireAnswers, at });
    sheet.keptAt = draft.savedAt;
    return sheet;
  }

  /** Keeps the refused sheets again. Returns true when none is left. */
  async retry(): Promise<boolean> {
    const waiting = this.open.filter((sheet) => sheet.waits);
    await Promise.all(waiting.map((sheet) => sheet.keep()));
    return !waiting.some((sheet) => sheet.waits);
  }

  /** Forgets a sheet and removes its draft. Rejects with a `Trouble`; the sheet then remains. */
  async discard(id: string): Promise<void> {
    const sheet = this.open.find((one) => one.id === id);
    await (sheet ? sheet.discard() : this.#session.bridge.formDraftRemove(id));
    this.forget(id);
  }

  /**
   * Called after a lock of the vault: hides the forms that the vault holds whole. Others stay, because hiding would
   * lose them.
   */
  locked(): void {
    for (const sheet of this.open.filter((one) => one.safe)) this.forget(sheet.id);
  }

  /** Drops a sheet from memory. */
  forget(id: string): void {
    const gone = this.open.find((sheet) => sheet.id === id);
    gone?.stop();
    if (gone?.draftLeft) this.left.add(id);
    this.open = this.open.filter((sheet) => sheet.id !== id);
  }

  #add(closings: number, id: string, form: FormView, draft: { language: string; answers: WireAnswers; at: string | null } | null): Sheet {
    if (closings !== this.#closings) throw new Trouble("vault-locked");
    const { bridge, texts } = this.#session;
    const sheet = new Sheet(bridge, id, form, draft?.language ?? texts.language, draft?.answers ?? null, draft?.at ?? null);
    this.open = [...this.open, sheet];
    return sheet;
  }
}

const known = new WeakMap<Session, Sheets>();

export function sheetsOf(session: Session): Sheets {
  let sheets = known.get(session);
  if (!sheets) known.set(session, (sheets = new Sheets(session)));
  return sheets;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

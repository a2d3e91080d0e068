// A form that is being filled in: what was typed, how the core sees it, and whether an unfinished one is kept. Lives as
// long as the window, so that a change of screen loses nothing; on the disk it is kept in the locked vault or nowhere.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { WireAnswers } from "../bridge/forms";
import type { FormFindingView, FormView, PlaceView, SealedView, SheetView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { type Row, type Typed, blankRow, itemsIn, onScreen, rowsSent, typedFrom, untouched, wires } from "./answers";

/** Whether an unfinished form outlives the app. */
export type Kept = "nothing-yet" | "kept" | "locked" | "absent" | "failed";

/** Milliseconds without a key until the core looks, and until the draft is kept. */
const LOOK_MS = 150;
const KEEP_MS = 800;

/** A place's name within one form. */
export const placeKey = (question: string, row: number | null): string => (row === null ? question : `${question}#${row}`);

export class Sheet {
  readonly id: string;
  readonly form: FormView;
  readonly typed: Typed;
  readonly answers: WireAnswers = $derived.by(() => wires(this.form, this.typed));
  /** With the rows in which nothing stands yet: they are on the screen and nowhere else. */
  readonly shown: WireAnswers = $derived.by(() => onScreen(this.form, this.typed));
  readonly visible: ReadonlySet<string> = $derived.by(() => new Set((this.view?.visible ?? []).map((p) => placeKey(p.question, p.row))));
  /** How the core saw the form last, with rows as the screen counts them; none before the first answer. */
  view: SheetView | null = $state.raw(null);
  /** True while what is shown is not yet how the core sees what is typed. */
  looking = $state(false);
  /** The error of looking, if it failed. */
  trouble: Trouble | null = $state.raw(null);
  kept: Kept = $state("nothing-yet");
  keptAt: string | null = $state(null);
  keepTrouble: Trouble | null = $state.raw(null);
  /** The record that it became; from then on it is done. */
  sealed: SealedView | null = $state.raw(null);
  /** True when the draft of what was sealed could not be removed. */
  draftLeft = $state(false);
  /** The section that a phone shows. */
  section = $state(0);
  /** Where in it the person is, by the key of a place; null before anything was looked at. */
  at: string | null;
  /** True until a sheet taken up from the vault has been opened where it was left. */
  toPlace: boolean;
  /** Language of the words in the answers. */
  language: string = $state("");
  /** The row that was taken out last. */
  taken: { repeat: string; at: number; row: Row } | null = $state.raw(null);
  readonly #bridge: Bridge;
  #key = 1_000_000;
  #asked = 0;
  #seen = "";
  #inFlight: Promise<void> = Promise.resolve();
  #stored: string;
  #storedAt: string | null;
  /** True once the vault may hold something of it: what it refused, too, for that waits in the core. Locking changes nothing about it. */
  #inVault: boolean;
  /** True while it is being discarded: nothing more of it is kept. */
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

  /** True when there is anything in it. */
  get touched(): boolean {
    return Object.keys(this.answers).length > 0;
  }

  /** True when all of it lies in the vault. */
  get safe(): boolean {
    return this.kept === "kept" && JSON.stringify(this.answers) === this.#stored;
  }

  /** True when something was answered and could be kept nowhere. */
  get inWindowOnly(): boolean {
    return this.touched && this.sealed === null && (this.kept === "failed" || this.kept === "locked" || this.kept === "absent");
  }

  findingsAt(question: string, row: number | null): FormFindingView[] {
    return (this.view?.findings ?? []).filter((f) => f.place.question === question && f.place.row === row);
  }

  outcomeAt(question: string, row: number | null): unknown {
    return this.view?.calculated.find((c) => c.place.question === question && c.place.row === row)?.outcome ?? null;
  }

  addRow(repeat: string): Row {
    const row = blankRow(this.form, repeat, (this.#key += 1));
    this.typed.rows[repeat]?.push(row);
    const entry = this.typed.entries[repeat];
    if (entry) entry.state = "value";
    return row;
  }

  takeRow(repeat: string, at: number): void {
    const [row] = this.typed.rows[repeat]?.splice(at, 1) ?? [];
    if (row) this.taken = { repeat, at, row };
    const entry = this.typed.entries[repeat];
    // The last row gone is not yet "there were none": somebody has to say so.
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

  /** Takes out an answer to what does not apply. */
  takeOut({ question, row }: PlaceView): void {
    const at = this.form.questions.find((q) => q.id === question);
    const repeat = at?.repeat === null || at?.repeat === undefined ? null : this.form.questions[at.repeat];
    const entry = repeat ? this.typed.rows[repeat.id]?.[row ?? 0]?.entries[question] : this.typed.entries[question];
    if (entry) entry.state = "not-asked";
  }

  /** To be called whenever the answers may have changed: lets the core look and keeps the draft, each after a pause. */
  changed(): void {
    if (this.sealed) return;
    if (JSON.stringify(this.shown) !== this.#seen) {
      this.looking = true;
      clearTimeout(this.#looking);
      this.#looking = setTimeout(() => void this.look(), this.view ? LOOK_MS : 0);
    }
    if (JSON.stringify(this.answers) !== this.#stored) {
      clearTimeout(this.#keeping);
      this.#keeping = setTimeout(() => void this.keep(), KEEP_MS);
    }
  }

  /** Lets the core look at the answers now. */
  async look(): Promise<void> {
    clearTimeout(this.#looking);
    const [turn, answers, shown] = [(this.#asked += 1), this.answers, this.shown];
    const seen = JSON.stringify(shown);
    try {
      // The core says what is asked in an empty row, too. Nothing else is told of it: it has no part in sums and checks.
      const blank = seen === JSON.stringify(answers) ? null : await this.#bridge.formEvaluate(this.form.name.id, shown);
      const view = await this.#bridge.formEvaluate(this.form.name.id, answers);
      if (turn !== this.#asked) return;
      [this.view, this.trouble, this.#seen] = [blank ? this.#placed(view, blank, rowsSent(shown)) : view, null, seen];
    } catch (reason) {
      if (turn === this.#asked) this.trouble = Trouble.from(reason);
    }
    if (turn === this.#asked) this.looking = false;
  }

  /** How the core sees what was told, with each row where it stands on the screen, and what is asked in the empty rows. */
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

  /** The form is left: of a draft that is kept, where it was left is kept too. */
  rest(): void {
    if (this.kept === "kept" && this.at !== this.#storedAt) void this.keep();
  }

  /** Keeps the draft in the open vault now; without one, says why it is not kept. */
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
      [this.kept, this.keptAt, this.keepTrouble, this.#stored] = ["kept", new Date().toISOString(), null, JSON.stringify(answers)];
      [this.#inVault, this.#storedAt] = [true, at];
    } catch (reason) {
      const trouble = Trouble.from(reason);
      if (trouble.code === "vault-locked") [this.kept, this.keepTrouble] = ["locked", null];
      else if (trouble.code === "vault-absent") [this.kept, this.keepTrouble] = ["absent", null];
      // Which words the vault holds now is not known: whatever is typed next goes there, be it what lay there before.
      else [this.kept, this.keepTrouble, this.#inVault, this.#stored] = ["failed", trouble, true, ""];
    }
  }

  /** Seals the form as it stands. Rejects with a `Trouble`; then everything typed is still here. */
  async save(): Promise<SealedView> {
    const answers = this.answers;
    const sealed = await this.#bridge.formSave(this.form.name.id, this.language, answers, itemsIn(this.form, answers));
    clearTimeout(this.#keeping);
    this.sealed = sealed;
    // The record is safe whatever becomes of the draft.
    await this.#remove().catch(() => (this.draftLeft = true));
    return sealed;
  }

  /** Removes from the vault what that holds of it. Rejects with a `Trouble`; then it goes on being kept. */
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

  /** A write under way would bring the draft back: it lands first. */
  async #remove(): Promise<void> {
    await this.#inFlight;
    if (this.#inVault) await this.#bridge.formDraftRemove(this.id);
  }

  stop(): void {
    clearTimeout(this.#looking);
    clearTimeout(this.#keeping);
  }
}

/** The forms that are being filled in, of one session. */
export class Sheets {
  readonly #session: Session;
  /** How often everything was closed: what was being opened then is not kept. */
  #closings = 0;
  open: Sheet[] = $state.raw([]);
  /** Sheets that were sealed in this run while their draft could not be removed. */
  readonly left = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    $effect.root(() => {
      $effect(() => {
        if (this.open.some((sheet) => sheet.inWindowOnly)) return session.closing.hold("form");
        return undefined;
      });
    });
    session.onClosing(async () => {
      // Keys are about to go: what can still be kept is kept, and nothing stays in memory.
      const open = this.open;
      this.open = [];
      this.#closings += 1;
      await Promise.allSettled(open.map((sheet) => sheet.keep()));
      for (const sheet of open) sheet.stop();
    });
  }

  /** A new sheet of a form. */
  async begin(form: string): Promise<Sheet> {
    const closings = this.#closings;
    return this.#add(closings, newId(), await this.#session.bridge.form(form), null);
  }

  /** The sheet of that name: from memory, or from a draft in the open vault. */
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

  /** Forgets a sheet, and removes its draft where there is one. Rejects with a `Trouble`; then it is still there. */
  async discard(id: string): Promise<void> {
    const sheet = this.open.find((one) => one.id === id);
    await (sheet ? sheet.discard() : this.#session.bridge.formDraftRemove(id));
    this.forget(id);
  }

  /** The vault was locked: a form that lies in it whole is not shown any more. Other forms stay: they are not lost for that. */
  locked(): void {
    for (const sheet of this.open.filter((one) => one.safe)) this.forget(sheet.id);
  }

  /** Lets go of a sheet in memory. */
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

/** The sheets of a session. */
export function sheetsOf(session: Session): Sheets {
  let sheets = known.get(session);
  if (!sheets) known.set(session, (sheets = new Sheets(session)));
  return sheets;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

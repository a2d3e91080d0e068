// The interview on the screen: the core's view of it, changed by one call after the other. Typed words wait here for a
// moment before they go to the core; a kill loses at most that moment. Contains no rule: every refusal is the core's.
import { tick } from "svelte";
import { Trouble } from "../bridge/bridge";
import type { Before, Consent, Draft, FiledView, How, Identity, InterviewView, Missing, SectionKind, Step, TestimonyChange, Ways } from "../bridge/types";
import { retry } from "../session/retry";
import type { Session } from "../session/session.svelte";
import { voiceFirst } from "./open";
import { Sound } from "./sound.svelte";
import { told } from "./words";

/** Longest wait of typed words, in ms. */
const WAIT = 700;

/**
 * Words on the screen that are kept nowhere: an unsealed card, an addition that was not added, a drawn sign that was
 * not set, the six words of a testimony that was just filed.
 */
export interface Loose {
  /** The text `testimony-loose-NAME` asks about these words. */
  readonly name: "card" | "added" | "drawn" | "words";
  /** Keeps the words; returns true if the person can then move on without a loss. */
  readonly keep: () => Promise<boolean>;
  readonly drop: () => void;
}

export class Talk {
  /** The core's last view of the interview. */
  now: InterviewView = $state.raw() as InterviewView;
  /** The error of the last call. */
  trouble: Trouble | null = $state.raw(null);
  /** The reason why the core refused the last request. */
  refused: Missing | null = $state.raw(null);
  /** The field that blocked the last request, marked until it is mended. */
  hindered: string | null = $state(null);
  /** True after a successful save that followed a failed one, until the next change. */
  keptAgain = $state(false);
  filed: FiledView | null = $state.raw(null);
  /** True while the core works on a request. */
  working = $state(false);
  /** True while typed words have not reached the core. */
  waiting = $state(false);
  /** Why the core refused typed words, which are then only on the screen. */
  rejected: Missing | null = $state.raw(null);
  /** Words that would be lost if the person moved on. */
  loose: Loose | null = $state.raw(null);
  /** The step that the person requested while such words existed. */
  wanted: (() => void) | null = $state.raw(null);
  /** The chosen way to agree that is not completed. */
  way: How["kind"] | null = $state(null);
  /** True if the long form was chosen and its required reason is missing. */
  long = $state(false);
  /** The field that the person is being led to. */
  toward: string | null = null;
  readonly session: Session;
  readonly sound: Sound;
  readonly #later = new Map<string, () => TestimonyChange>();
  readonly #refusals = new Map<string, Missing>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;
  /** True if the present trouble is about keeping typed words. */
  #unkept = false;

  constructor(session: Session, now: InterviewView) {
    this.session = session;
    this.now = now;
    this.sound = new Sound(this);
  }

  get draft(): Draft {
    return this.now.draft;
  }

  /** True while the disk refuses the interview, so that the save is repeated. */
  get waits(): boolean {
    return this.now.unsaved !== null && this.filed === null;
  }

  /** The refusal to show. */
  get missing(): Missing | null {
    const missing = this.rejected ?? this.refused;
    return missing && voiceFirst(missing, this.now, this.way);
  }

  /** True if names of a sealed card are no longer searched for, because the interview was resumed. */
  get unwatched(): boolean {
    return this.draft.identity.state === "sealed" && !this.now.namesWatched;
  }

  /** Returns the names and numbers of the card in a section, in the section's spelling. */
  named(kind: SectionKind): readonly string[] {
    return this.now.offer.findings.filter((f) => f.field === `sections.${kind}.lines`).flatMap((f) => f.words);
  }

  /** Returns true if a section has a name of the card, or had one when names were last compared. */
  found(kind: SectionKind): boolean {
    return this.now.offer.findings.some((f) => f.field === `sections.${kind}.lines`);
  }

  /** Returns true if the person must first decide about loose words; `onward` then runs after the decision. */
  held(onward: () => void): boolean {
    if (!this.loose) return false;
    this.wanted = onward;
    return true;
  }

  /** Keeps or drops the loose words, then runs the waiting request. */
  async settle(keep: boolean): Promise<void> {
    const { loose, wanted } = this;
    if (keep && !(await loose?.keep())) return;
    if (!keep) loose?.drop();
    this.letGo();
    wanted?.();
  }

  /** Forgets the loose words and the waiting request. */
  letGo(): void {
    [this.loose, this.wanted] = [null, null];
  }

  /** Calls the core after all earlier calls. Returns true if the core accepted. */
  ask(call: () => Promise<InterviewView>): Promise<boolean> {
    return this.#next(async () => {
      this.#take(await call());
      return this.refused === null;
    });
  }

  /** Changes the interview. Returns true if the core accepted. */
  change(change: TestimonyChange): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange(change));
  }

  /** Changes some of the answers before the interview. Returns true if the core accepted. */
  before(some: Partial<Before>): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange({ change: "before", before: { ...this.draft.before, ...some } }));
  }

  /** Changes some of the consent. Returns true if the core accepted. */
  consent(some: (consent: Consent) => Partial<Consent>): Promise<boolean> {
    return this.ask(() => {
      const { consent } = this.draft;
      return this.session.bridge.testimonyChange({ change: "consent", consent: { ...consent, ...some(consent) } });
    });
  }

  /** Keeps the chosen way to agree or to close, completed or not. Returns true if the core accepted. */
  choose(some: Partial<Ways>): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange({ change: "ways", ways: { consent: null, sign_off: null, ...this.draft.ways, ...some } }));
  }

  /**
   * Schedules a change for typed words: `change` is called after a moment; the last one under a name replaces earlier
   * ones.
   */
  type(name: string, change: () => TestimonyChange): void {
    this.#later.set(name, change);
    this.waiting = true;
    this.keptAgain = false;
    this.#timer ??= setTimeout(() => void this.flush(), WAIT);
  }

  /** Sends the typed words. Returns true if the core took all of them. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const typed = [...this.#later];
    this.#later.clear();
    await Promise.all(typed.map(([name, change]) => this.#hand(name, change)));
    this.waiting = this.#later.size > 0;
    return !this.waiting && this.rejected === null;
  }

  /**
   * Moves to another step after the typed words were sent; returns false if the core refused any of them or the step.
   */
  async go(step: Step): Promise<boolean> {
    if (step !== this.draft.step && this.held(() => void this.go(step))) return false;
    if (!(await this.flush())) return false;
    // The core's refusal names the missing part of the long form.
    if (this.long && !(await this.before({ first_account: false }))) return false;
    await this.sound.stop();
    await this.sound.leave();
    return this.change({ change: "go-to", step });
  }

  /**
   * Files the consent. Ends a voice recording for it first, which belongs to the consent. Returns true if the core
   * accepted.
   */
  async fileConsent(): Promise<boolean> {
    await this.sound.stop();
    await tick();
    return this.#after(() => this.session.bridge.testimonyConsent());
  }

  /** Seals the card and returns true if the core accepted. The caller must drop every word of the card. */
  seal(identity: Identity): Promise<boolean> {
    return this.#after(() => this.session.bridge.testimonyIdentity(identity));
  }

  /** Files the testimony and then sets `filed`. */
  async finish(): Promise<void> {
    if (!(await this.flush())) return;
    await this.sound.stop();
    await this.#next(async () => {
      const closing = await this.session.bridge.testimonyFinish();
      if (closing.state === "open") this.#take(closing.interview);
      else {
        this.filed = closing.filed;
        // Only a person can keep the six words, so they stay on the screen until then.
        this.loose = { name: "words", keep: async () => ((this.wanted = null), false), drop: () => undefined };
      }
      return closing.state === "filed";
    });
  }

  /**
   * Called when another screen opens: sends the typed words to the vault. The core keeps the interview and the names to
   * compare until the lock.
   */
  async aside(): Promise<void> {
    // The sound ends even if the words are refused.
    const ended = this.sound.stop().then(() => this.sound.forget());
    this.sound.forget();
    await Promise.all([ended, this.flush()]);
    if (!this.waits) return;
    const { bridge, closing } = this.session;
    const letGo = closing.hold("testimony");
    retry(async () => {
      const kept = await bridge.vaultKeep();
      if (kept) letGo();
      return kept;
    });
  }

  /** Saves the present interview again after the disk refused it. Returns true if it is saved. */
  async keep(): Promise<boolean> {
    const saving = this.#queue.then(async () => this.#stands(await this.session.bridge.testimonyResume(this.now.id)));
    this.#queue = saving.catch(() => undefined);
    await saving;
    return !this.waits;
  }

  /** Saves and closes the interview. Refused words keep it open, because they are only on the screen. */
  async close(): Promise<void> {
    await this.flush();
    if (this.rejected) return;
    await this.sound.stop();
    await this.#next(async () => {
      await this.session.bridge.testimonyClose();
      return true;
    });
  }

  /** Returns a refusal in the reader's words. */
  said(missing: Missing): string {
    const here = MENDED_AT[missing.key] === this.draft.step ? `${missing.key}-here` : missing.key;
    return this.session.texts.say(`testimony-refused-${KNOWN.has(missing.key) ? here : "other"}`);
  }

  async #hand(name: string, change: () => TestimonyChange): Promise<void> {
    let refusal: Missing | null = null;
    const asked = await this.#next(async () => {
      const view = await this.session.bridge.testimonyChange(change());
      refusal = view.refused;
      // A refusal of typed words is shown at their field and does not replace the answer to a request.
      this.#stands(view);
      // An answered question of the consent is no obstacle any more.
      if (this.refused?.field.startsWith("consent.") && view.offer.consent_missing?.field !== this.refused.field) this.refused = null;
      if (this.refused?.key === "nothing-told" && view.draft.sections.some(told)) this.refused = null;
      return true;
    }, true);
    if (!asked && !this.#later.has(name)) this.#later.set(name, change);
    if (refusal) this.#refusals.set(name, refusal);
    else if (asked) this.#refusals.delete(name);
    this.rejected = [...this.#refusals.values()][0] ?? null;
  }

  async #after(call: () => Promise<InterviewView>): Promise<boolean> {
    if (!(await this.flush())) return false;
    return this.ask(call);
  }

  #stands(view: InterviewView): void {
    this.keptAgain = view.unsaved === null && (this.keptAgain || this.waits);
    this.now = view;
  }

  #take(view: InterviewView): void {
    this.keptAgain = false;
    this.#stands(view);
    this.refused = view.refused;
  }

  /** Queues `work`; `typed` is true for typed words. Their success clears only their own trouble. */
  #next(work: () => Promise<boolean>, typed = false): Promise<boolean> {
    this.#pending += 1;
    this.working = true;
    const done = this.#queue.then(async () => {
      try {
        if (!typed || this.#unkept) this.trouble = null;
        return await work();
      } catch (reason) {
        this.trouble = Trouble.from(reason);
        this.#unkept = typed;
        return false;
      } finally {
        this.#pending -= 1;
        this.working = this.#pending > 0;
      }
    });
    this.#queue = done;
    return done;
  }
}

/** The steps at which a refusal can be mended: its text there is another one (`-here`). */
const MENDED_AT: Readonly<Record<string, Step>> = { "consent-not-filed": "consent", "guardian-needed": "consent", "read-already": "read-back", "not-read-back": "read-back" };

/** Refusals that a person can mend; every other one is a fault of ours. */
const KNOWN: ReadonlySet<string> = new Set([
  "consent-not-filed",
  "need-consent",
  "ask-first",
  "language-needed",
  "risks-needed",
  "change-needed",
  "how-needed",
  "voice-refused",
  "guardian-needed",
  "assent-needed",
  "reason-needed",
  "first-account",
  "read-already",
  "not-read-back",
  "signed",
  "not-signed",
  "nothing-told",
  "too-long",
  "too-many",
  "not-a-date",
  "not-a-language",
  "nothing-drawn",
  "name-needed",
  "pseudonym-needed",
  "identity-sealed",
]);

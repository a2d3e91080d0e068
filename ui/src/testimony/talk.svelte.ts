// The interview on the screen: what the core says of it, one change after the other. Typed words wait here for a moment
// and go to the core by themselves; a kill loses at most that moment. Owns no rule: what is refused, the core refused.
import { tick } from "svelte";
import { Trouble } from "../bridge/bridge";
import type { Before, Consent, Draft, FiledView, How, Identity, InterviewView, Missing, SectionKind, Step, TestimonyChange, Ways } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { Sound } from "./sound.svelte";
import { told } from "./words";

/** Typed words wait at most so long, in ms. */
const WAIT = 700;

/**
 * Words on the screen that nothing keeps: a card that is not sealed, an addition that was not added, a sign that is not set,
 * the six words of a testimony that was just filed.
 */
export interface Loose {
  /** `testimony-loose-NAME` asks about them. */
  readonly name: "card" | "added" | "drawn" | "words";
  /** Keeps them; true when going on loses nothing any more. */
  readonly keep: () => Promise<boolean>;
  readonly drop: () => void;
}

export class Talk {
  /** How the interview stands. */
  now: InterviewView = $state.raw() as InterviewView;
  /** The error of the last thing asked for. */
  trouble: Trouble | null = $state.raw(null);
  /** Why the last thing asked for was refused. */
  refused: Missing | null = $state.raw(null);
  /** The field that stood in the way of what was asked for last, marked until it does no more. */
  hindered: string | null = $state(null);
  /** The testimony that it became. */
  filed: FiledView | null = $state.raw(null);
  /** True while the core works on something that a person asked for. */
  working = $state(false);
  /** True while typed words have not reached the core. */
  waiting = $state(false);
  /** Why typed words were refused: they stand on the screen only. */
  rejected: Missing | null = $state.raw(null);
  /** Words that would be lost by going on. */
  loose: Loose | null = $state.raw(null);
  /** The step that somebody wanted while those words stood there. */
  wanted: (() => void) | null = $state.raw(null);
  /** The way to agree that was chosen and is not gone to its end. */
  way: How["kind"] | null = $state(null);
  /** The long form was chosen, and the reason that it needs is not told. */
  long = $state(false);
  /** The field that somebody is being led to. */
  toward: string | null = null;
  readonly session: Session;
  readonly sound: Sound;
  readonly #later = new Map<string, () => TestimonyChange>();
  readonly #refusals = new Map<string, Missing>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;
  /** True when what went wrong was keeping typed words. */
  #unkept = false;

  constructor(session: Session, now: InterviewView) {
    this.session = session;
    this.now = now;
    this.sound = new Sound(this);
  }

  get draft(): Draft {
    return this.now.draft;
  }

  /** The refusal that stands in the way. */
  get missing(): Missing | null {
    return this.rejected ?? this.refused;
  }

  /** True when names of a card that was sealed are looked for no more: the interview was taken up again. */
  get unwatched(): boolean {
    return this.draft.identity.state === "sealed" && !this.now.namesWatched;
  }

  /** Names and numbers of the card that stand in a section, as they stand there. */
  named(kind: SectionKind): readonly string[] {
    return this.now.offer.findings.filter((f) => f.field === `sections.${kind}.lines`).flatMap((f) => f.words);
  }

  /** True where a name of the card stands in a section, or stood there when names were last compared. */
  found(kind: SectionKind): boolean {
    return this.now.offer.findings.some((f) => f.field === `sections.${kind}.lines`);
  }

  /** True when going on must wait until somebody has said what becomes of the words that nothing keeps. */
  held(onward: () => void): boolean {
    if (!this.loose) return false;
    this.wanted = onward;
    return true;
  }

  /** Keeps the loose words or drops them, and goes on with what was wanted. */
  async settle(keep: boolean): Promise<void> {
    const { loose, wanted } = this;
    if (keep && !(await loose?.keep())) return;
    if (!keep) loose?.drop();
    this.letGo();
    wanted?.();
  }

  /** There is nothing loose any more. */
  letGo(): void {
    [this.loose, this.wanted] = [null, null];
  }

  /** Asks the core, after what was asked before. True when it was done. */
  ask(call: () => Promise<InterviewView>): Promise<boolean> {
    return this.#next(async () => {
      this.#take(await call());
      return this.refused === null;
    });
  }

  /** Changes the interview. True when it was done. */
  change(change: TestimonyChange): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange(change));
  }

  /** Changes some of the answers before the interview. */
  before(some: Partial<Before>): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange({ change: "before", before: { ...this.draft.before, ...some } }));
  }

  /** Changes some of the consent. */
  consent(some: (consent: Consent) => Partial<Consent>): Promise<boolean> {
    return this.ask(() => {
      const { consent } = this.draft;
      return this.session.bridge.testimonyChange({ change: "consent", consent: { ...consent, ...some(consent) } });
    });
  }

  /** Keeps the way that was chosen to agree or to close, gone to its end or not. */
  choose(some: Partial<Ways>): Promise<boolean> {
    return this.ask(() => this.session.bridge.testimonyChange({ change: "ways", ways: { consent: null, sign_off: null, ...this.draft.ways, ...some } }));
  }

  /** Words that are being typed: `change` is asked for when there was no key for a moment, the last under a name wins. */
  type(name: string, change: () => TestimonyChange): void {
    this.#later.set(name, change);
    this.waiting = true;
    this.#timer ??= setTimeout(() => void this.flush(), WAIT);
  }

  /** Hands over what was typed. True when the core took all of it. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const typed = [...this.#later];
    this.#later.clear();
    await Promise.all(typed.map(([name, change]) => this.#hand(name, change)));
    this.waiting = this.#later.size > 0;
    return !this.waiting && this.rejected === null;
  }

  /** To another step; what was typed goes first, and what was not taken of it must be looked at before. */
  async go(step: Step): Promise<boolean> {
    if (step !== this.draft.step && this.held(() => void this.go(step))) return false;
    if (!(await this.flush())) return false;
    // The core says what the long form lacks.
    if (this.long && !(await this.before({ first_account: false }))) return false;
    await this.sound.stop();
    await this.sound.leave();
    return this.change({ change: "go-to", step });
  }

  /** Files the consent; a voice that is being recorded for it ends first, and belongs to it. */
  async fileConsent(): Promise<boolean> {
    await this.sound.stop();
    await tick();
    return this.#after(() => this.session.bridge.testimonyConsent());
  }

  /** Seals the card. The caller lets go of every word of it. */
  seal(identity: Identity): Promise<boolean> {
    return this.#after(() => this.session.bridge.testimonyIdentity(identity));
  }

  /** Files the testimony; then `filed` says what it became. */
  async finish(): Promise<void> {
    if (!(await this.flush())) return;
    await this.sound.stop();
    await this.#next(async () => {
      const closing = await this.session.bridge.testimonyFinish();
      if (closing.state === "open") this.#take(closing.interview);
      else {
        this.filed = closing.filed;
        // Only a person can keep the six words: until then they stay on the screen.
        this.loose = { name: "words", keep: async () => ((this.wanted = null), false), drop: () => undefined };
      }
      return closing.state === "filed";
    });
  }

  /** Another screen was opened: what was typed goes to the vault. The core keeps the interview, and names to compare, until it is locked. */
  async aside(): Promise<void> {
    // Sound ends whatever becomes of the words.
    const ended = this.sound.stop().then(() => this.sound.forget());
    this.sound.forget();
    await Promise.all([ended, this.flush()]);
  }

  /** Lets go of the interview, saved as it stands. Words that were refused stay on the screen, and it with them. */
  async close(): Promise<void> {
    await this.flush();
    if (this.rejected) return;
    await this.sound.stop();
    await this.#next(async () => {
      await this.session.bridge.testimonyClose();
      return true;
    });
  }

  /** A refusal in the reader's words. */
  said(missing: Missing): string {
    const here = MENDED_AT[missing.key] === this.draft.step ? `${missing.key}-here` : missing.key;
    return this.session.texts.say(`testimony-refused-${KNOWN.has(missing.key) ? here : "other"}`);
  }

  async #hand(name: string, change: () => TestimonyChange): Promise<void> {
    let refusal: Missing | null = null;
    const asked = await this.#next(async () => {
      const view = await this.session.bridge.testimonyChange(change());
      refusal = view.refused;
      // Typed words are looked at where they stand; they take nothing from what was asked for by a tap.
      this.now = view;
      // A place of the consent that is answered hinders no more.
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

  #take(view: InterviewView): void {
    this.now = view;
    this.refused = view.refused;
  }

  /** `typed`: nobody asked for it by a tap. Its success clears its own trouble and no other. */
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

/** Steps that a refusal leads to: there it is said in other words (`-here`). */
const MENDED_AT: Readonly<Record<string, Step>> = { "consent-not-filed": "consent", "guardian-needed": "consent", "read-already": "read-back", "not-read-back": "read-back" };

/** Refusals that a person can do something about; the others are a mistake of ours. */
const KNOWN: ReadonlySet<string> = new Set([
  "consent-not-filed",
  "need-consent",
  "ask-first",
  "language-needed",
  "risks-needed",
  "change-needed",
  "how-needed",
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

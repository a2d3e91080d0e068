// This run's memory of its own captures: kind, length, tags. In memory only, and gone with the lock: the disk says
// times and sizes and nothing else. Testimonies are left out on purpose, so that no list shows that a witness has talked.
import type { Bridge } from "../bridge/bridge";
import type { Tag, Tally } from "../bridge/marks";
import type { SealedView, StepView } from "../bridge/types";

export type RunKind = "photo" | "video" | "sound" | "file" | "count" | "tag" | "form";

export interface Known {
  readonly kind: RunKind;
  /** When it was captured or begun. */
  readonly at: string;
  /** Seconds that a recording took; none while it goes on, and for what has no length. */
  readonly seconds: number | null;
  readonly tags: readonly Tag[];
}

/** One tap of the count. */
export interface Tap {
  readonly code: Tally;
  readonly step: 1 | -1;
}

/** Kinds that can be tagged: things seen or heard. */
const TAGGED: readonly RunKind[] = ["photo", "video", "sound", "file"];

export class Run {
  #known: ReadonlyMap<string, Known> = $state.raw(new Map());
  /** Photos, recordings and files that were sealed. */
  captured = $state(0);
  /** Taps of the count that were not undone, oldest first. */
  taps: readonly Tap[] = $state.raw([]);
  /** Recordings that go on, testimonies' too. */
  readonly #live = new Map<string, number>();
  /** Counted up when something is forgotten: what was asked before is not remembered after. */
  #turn = 0;

  /** The memory of an item; nothing after a restart or a lock. */
  of = (item: string): Known | null => this.#known.get(item) ?? null;

  /** True where the person may still say what it shows. */
  taggable = (item: string): boolean => {
    const known = this.of(item);
    return known !== null && TAGGED.includes(known.kind) && !this.#live.has(item);
  };

  /** How many recordings go on. */
  get live(): number {
    return this.#live.size;
  }

  /** Forgets what each item is, at once and for good: the app was locked, or left alone for as long as locks. */
  hide(): void {
    this.#turn += 1;
    this.#known = new Map();
  }

  /** Forgets all of it, how much it was too. */
  forget(): void {
    this.hide();
    this.captured = 0;
    this.taps = [];
  }

  /** `bridge`, of which this run remembers what was sealed through it. */
  watching<B extends Bridge>(bridge: B): B {
    const jobs = new Set<number>();
    return new Proxy(bridge, {
      get: (target, name, self) => {
        const value: unknown = Reflect.get(target, name, self);
        const note = typeof name === "string" ? NOTES[name as keyof Bridge] : undefined;
        if (!note || typeof value !== "function") return value;
        return async (...asked: never[]): Promise<unknown> => {
          const turn = this.#turn;
          // A recording is over once its end is asked for, whatever becomes of that.
          const over = name === "recordingFinish" ? this.#over(asked[0] as unknown as string) : null;
          const given: unknown = await Reflect.apply(value as (...asked: never[]) => unknown, target, asked);
          note({ run: this, fresh: turn === this.#turn, jobs, over }, asked, given);
          return given;
        };
      },
    });
  }

  begun(item: string, kind: "video" | "sound" | null, fresh: boolean): void {
    this.#live.set(item, performance.now());
    if (kind && fresh) this.#set(item, kind);
  }

  /** Seconds that the recording took. */
  #over(item: string): number | null {
    const began = this.#live.get(item);
    this.#live.delete(item);
    // Some engines round their clock, also to before the beginning.
    return began === undefined ? null : Math.max(0, performance.now() - began) / 1000;
  }

  ended({ item, claimedAt }: SealedView, seconds: number | null): void {
    const known = this.of(item);
    if (!known) return;
    this.#put(item, { ...known, at: claimedAt ?? known.at, seconds });
    this.captured += 1;
  }

  /** The length of a recording, by the clock that the person saw while it went on. */
  lasted(item: string, seconds: number): void {
    const known = this.of(item);
    if (known) this.#put(item, { ...known, seconds });
  }

  sealed({ item, claimedAt }: SealedView, kind: RunKind): void {
    this.#set(item, kind, claimedAt ?? undefined);
    if (TAGGED.includes(kind)) this.captured += 1;
  }

  tagged(item: string, tag: Tag): void {
    const known = this.of(item);
    if (known && !known.tags.includes(tag)) this.#put(item, { ...known, tags: [...known.tags, tag] });
  }

  #set(item: string, kind: RunKind, at = new Date().toISOString()): void {
    this.#put(item, { kind, at, seconds: null, tags: [] });
  }

  #put(item: string, known: Known): void {
    this.#known = new Map(this.#known).set(item, known);
  }
}

interface Asked {
  readonly run: Run;
  /** Nothing was forgotten since it was asked. */
  readonly fresh: boolean;
  /** Files that are being brought in. */
  readonly jobs: Set<number>;
  /** Seconds that a recording took which was ended. */
  readonly over: number | null;
}
type Note = (asked: Asked, input: readonly unknown[], answer: unknown) => void;

const sealed =
  (kind: RunKind): Note =>
  ({ run, fresh }, _, answer) => {
    if (fresh) run.sealed(answer as SealedView, kind);
  };
/** A file is known by the job that it was begun as: other files are lent too. */
const file: Note = ({ run, fresh, jobs }, _, answer) => {
  const step = answer as StepView;
  if (step.step === "want" || !jobs.delete(step.job) || step.step !== "done") return;
  if (fresh) run.sealed(step.answer as SealedView, "file");
};

const NOTES: { readonly [name in keyof Bridge]?: Note } = {
  photo: sealed("photo"),
  recordingBegin: ({ run, fresh }, [, mediaType], answer) => run.begun(answer as string, String(mediaType).startsWith("video") ? "video" : "sound", fresh),
  testimonyRecord: ({ run, fresh }, _, answer) => {
    const { recording } = answer as { recording: string | null };
    if (recording !== null) run.begun(recording, null, fresh);
  },
  recordingFinish: ({ run, fresh, over }, _, answer) => {
    if (fresh) run.ended(answer as SealedView, over);
  },
  importBegin: (asked, input, answer) => {
    asked.jobs.add((answer as StepView).job);
    file(asked, input, answer);
  },
  lendFeed: file,
  lendStop: file,
  formSave: sealed("form"),
  tally: sealed("count"),
  tag: (asked, input, answer) => {
    sealed("tag")(asked, input, answer);
    if (asked.fresh) asked.run.tagged(input[0] as string, input[1] as Tag);
  },
};

// This run's memory of its own captures: kind, length, tags. It is only in memory and ends with the lock: the disk has
// only times and sizes. Testimonies are left out on purpose, so that no list shows that a witness has talked.
import type { Bridge } from "../bridge/bridge";
import type { Tag, Tally } from "../bridge/marks";
import type { SealedView, StepView } from "../bridge/types";

export type RunKind = "photo" | "video" | "sound" | "file" | "count" | "tag" | "form";

export interface Known {
  readonly kind: RunKind;
  /** The time of the capture or of its beginning. */
  readonly at: string;
  /** The length of a recording in seconds; null while it runs, and for other kinds. */
  readonly seconds: number | null;
  readonly tags: readonly Tag[];
}

/** One tap of the count. */
export interface Tap {
  readonly code: Tally;
  readonly step: 1 | -1;
}

/** Kinds that can be tagged: sights and sounds. */
const TAGGED: readonly RunKind[] = ["photo", "video", "sound", "file"];

export class Run {
  #known: ReadonlyMap<string, Known> = $state.raw(new Map());
  /** Number of sealed photos, recordings and files. */
  captured = $state(0);
  /** Taps of the count that were not undone, oldest first. */
  taps: readonly Tap[] = $state.raw([]);
  /** Running recordings with their beginnings, including those of testimonies. */
  readonly #live = new Map<string, number>();
  /** Increased at each forgetting: answers to earlier calls are then not remembered. */
  #turn = 0;

  /** Returns the memory of an item; null after a restart or a lock. */
  of = (item: string): Known | null => this.#known.get(item) ?? null;

  /** Returns true if the person may still tag the item. */
  taggable = (item: string): boolean => {
    const known = this.of(item);
    return known !== null && TAGGED.includes(known.kind) && !this.#live.has(item);
  };

  /** The number of running recordings. */
  get live(): number {
    return this.#live.size;
  }

  /**
   * Forgets the kind of every item, at once and for good: the app was locked, or idle for as long as the lock takes.
   */
  hide(): void {
    this.#turn += 1;
    this.#known = new Map();
  }

  /** Forgets everything, including the counts. */
  forget(): void {
    this.hide();
    this.captured = 0;
    this.taps = [];
  }

  /** Wraps `bridge` so that this run remembers the items sealed through it. */
  watching<B extends Bridge>(bridge: B): B {
    const jobs = new Set<number>();
    return new Proxy(bridge, {
      get: (target, name, self) => {
        const value: unknown = Reflect.get(target, name, self);
        const note = typeof name === "string" ? NOTES[name as keyof Bridge] : undefined;
        if (!note || typeof value !== "function") return value;
        return async (...asked: never[]): Promise<unknown> => {
          const turn = this.#turn;
          // A recording is over once its end is requested, whether or not the request succeeds.
          const over = name === "recordingFinish" ? this.#over(asked[0] as unknown as string) : null;
          let given: unknown;
          try {
            given = await Reflect.apply(value as (...asked: never[]) => unknown, target, asked);
          } catch (reason) {
            // The core takes no more bytes of this recording: it is now an ordinary item.
            if (name === "recordingPush") this.#broke(asked[0] as unknown as string);
            throw reason;
          }
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

  /** Returns the length of the recording in seconds. */
  #over(item: string): number | null {
    const began = this.#live.get(item);
    this.#live.delete(item);
    // Some engines round their clock, even to before the beginning.
    return began === undefined ? null : Math.max(0, performance.now() - began) / 1000;
  }

  #broke(item: string): void {
    const seconds = this.#over(item);
    if (seconds !== null) this.lasted(item, seconds);
  }

  ended({ item, claimedAt }: SealedView, seconds: number | null): void {
    const known = this.of(item);
    if (!known) return;
    this.#put(item, { ...known, at: claimedAt ?? known.at, seconds });
    this.captured += 1;
  }

  /** Sets the length of a recording, by the clock that the person saw. */
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
  /** False if the memory was cleared after the call. */
  readonly fresh: boolean;
  /** Jobs of files that are being imported. */
  readonly jobs: Set<number>;
  /** Length of the ended recording, in seconds. */
  readonly over: number | null;
}
type Note = (asked: Asked, input: readonly unknown[], answer: unknown) => void;

const sealed =
  (kind: RunKind): Note =>
  ({ run, fresh }, _, answer) => {
    if (fresh) run.sealed(answer as SealedView, kind);
  };
/** Remembers an imported file by its job, because other files are lent too. */
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
  recordingPush: () => undefined,
  recordingFinish: ({ run, fresh, over }, _, answer) => {
    if (fresh) run.ended(answer as SealedView, over);
  },
  importBegin: (asked, input, answer) => {
    asked.jobs.add((answer as StepView).job);
    file(asked, input, answer);
  },
  folderBegin: (asked, input, answer) => {
    asked.jobs.add((answer as StepView).job);
    file(asked, input, answer);
  },
  folderFeed: file,
  lendFeed: file,
  lendStop: file,
  formSave: sealed("form"),
  tally: sealed("count"),
  tag: (asked, input, answer) => {
    sealed("tag")(asked, input, answer);
    if (asked.fresh) asked.run.tagged(input[0] as string, input[1] as Tag);
  },
};

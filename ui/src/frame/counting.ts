// The home's counts, as the core says them at this moment: the one source of every number about it that a screen shows.
import { Trouble } from "../bridge/bridge";
import type { SendingView } from "../bridge/types";
import type { Session } from "./session.svelte";

/** Time between two looks at how sending goes, in milliseconds. */
const LOOK_MS = 1_000;

/** How counting goes: it waits for its first answer, the last one failed, or the numbers are the core's. */
export type Counting = "asking" | Trouble | null;

/** Counts now, and again whenever sending has done something, until what it gives is called. `tell` hears how that goes. */
export function watchCounts(session: Session, tell: (goes: Counting) => void = () => undefined): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  let counted: string | null = null;

  async function look(): Promise<void> {
    if (document.visibilityState !== "hidden") await count();
    if (!gone) timer = setTimeout(() => void look(), LOOK_MS);
  }

  async function count(): Promise<void> {
    const { home: before, bridge } = session;
    if (before === null || before instanceof Trouble) return;
    if (counted === null) tell("asking");
    try {
      // Asked for first: what is sent between the two is counted next time.
      const sent = done(await bridge.sending());
      if (gone) return;
      // Receipts that are being checked change the numbers without anything being sent.
      const checking = before.state === "joined" && before.checking;
      if (sent === counted && !checking) return tell(null);
      const now = await bridge.status();
      // A state that a panic or the end of a trial set meanwhile is newer.
      if (gone || session.home !== before) return tell(null);
      session.home = now;
      counted = sent;
      tell(null);
    } catch (reason) {
      // The numbers stay as they were.
      if (!gone) tell(Trouble.from(reason));
    }
  }

  void look();
  return () => {
    gone = true;
    clearTimeout(timer);
  };
}

/** The progress of sending as text, without the time until it goes on, which says nothing of it. */
const done = ({ nextInS: _, ...view }: SendingView): string => JSON.stringify(view);

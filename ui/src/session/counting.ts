// Keeps the home's counts up to date: the only source of the numbers that screens show about the home.
import { Trouble } from "../bridge/bridge";
import type { SendingView } from "../bridge/types";
import type { Session } from "./session.svelte";

/** Interval between two requests for the state of sending, in milliseconds. */
const LOOK_MS = 1_000;

/** State of counting: waiting for the first answer, failed, or (null) up to date. */
export type Counting = "asking" | Trouble | null;

/**
 * Counts now, and again whenever sending made progress, until the returned function is called. `tell` receives the
 * state of counting, `heard` the state of sending.
 */
export function watchCounts(session: Session, tell: (goes: Counting) => void = () => undefined, heard: (sending: SendingView) => void = () => undefined): () => void {
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
      // Asked first: items sent between the two requests are then counted next time.
      const sending = await bridge.sending();
      if (gone) return;
      heard(sending);
      const sent = done(sending);
      // The checking of receipts changes the numbers without a transfer.
      const checking = before.state === "joined" && before.checking;
      if (sent === counted && !checking) return tell(null);
      const now = await bridge.status();
      // A panic or the end of a trial set a newer state meanwhile.
      if (gone || session.home !== before) return tell(null);
      session.home = now;
      counted = sent;
      tell(null);
    } catch (reason) {
      // The old numbers stay.
      if (!gone) tell(Trouble.from(reason));
    }
  }

  void look();
  return () => {
    gone = true;
    clearTimeout(timer);
  };
}

/** Returns the progress of sending as text, without the time to the next attempt, which is no progress. */
const done = ({ nextInS: _, ...view }: SendingView): string => JSON.stringify(view);

// Checks that the states of a screen were designed: loading is shown, trouble is explained, no screen is blank.
import { type Fault, nameOf, shows, withinAside } from "./elements";

interface Obstructed {
  readonly unanswered: string[];
  readonly refused: string[];
}

function obstructed(): Obstructed {
  const core = (window as { session?: { bridge: { obstructed?: Obstructed } } }).session?.bridge;
  return core?.obstructed ?? { unanswered: [], refused: [] };
}

/** Returns a fault if a pending call is not shown as loading. */
export function loadingFaults(): Fault[] {
  const { unanswered } = obstructed();
  if (unanswered.length === 0 || visible("[aria-busy=true]").some((one) => one.matches("[role=status]"))) return [];
  return [{ element: "main", what: `waits for ${[...new Set(unanswered)].join(", ")} and no role=status with aria-busy says so` }];
}

/** Returns a fault if a failed call is not explained. */
export function errorFaults(): Fault[] {
  const { refused } = obstructed();
  return refused.length === 0 ? [] : explainedFaults(`after ${[...new Set(refused)].join(", ")} failed`);
}

/** Returns a fault unless the screen explains a trouble in three parts: the event, its meaning, the next step. */
export function explainedFaults(when: string): Fault[] {
  const explained = visible("[role=alert] .explained, .explained[role=alert], [role=status] .explained, .explained:has([role=alert])");
  if (explained.length === 0) return [{ element: "main", what: `nothing explains the trouble ${when}` }];
  return explained.flatMap((one) => {
    const parts = [...one.querySelectorAll(".what, p:has(> .role)")].filter((part) => (part.textContent ?? "").trim() !== "");
    return parts.length >= 3 ? [] : [{ element: nameOf(one), what: `explains ${parts.length} of 3 parts` }];
  });
}

/** Returns a fault for a screen without anything to read or do. */
export function blankFaults(): Fault[] {
  const main = document.querySelector("main");
  const heading = main?.querySelector("h1")?.textContent?.trim() ?? "";
  const words = (main?.textContent ?? "").replace(/\s+/g, " ").trim();
  const controls = main?.querySelectorAll("button, input, select, textarea, summary, a").length ?? 0;
  if (main?.querySelector("[aria-busy=true]")) return [];
  return words.length - heading.length < 20 && controls === 0 ? [{ element: "main", what: `is blank but for "${words}"` }] : [];
}

/** Returns animations that run although the reader asked for less motion. */
export function motionFaults(): Fault[] {
  return document.getAnimations().flatMap((animation) => {
    const target = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
    return animation.playState === "running" ? [{ element: target ? nameOf(target) : "?", what: "moves in spite of reduced motion" }] : [];
  });
}

/**
 * Waits until the page has not changed for `rest` ms; for a page that never rests, such as a clock, at most `most` ms.
 */
export function quiet(rest = 80, most = 1500): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      watch.disconnect();
      clearTimeout(resting);
      clearTimeout(limit);
      requestAnimationFrame(() => resolve());
    };
    let resting = setTimeout(end, rest);
    const limit = setTimeout(end, most);
    const watch = new MutationObserver(() => {
      clearTimeout(resting);
      resting = setTimeout(end, rest);
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

function visible(selector: string): Element[] {
  return [...document.querySelectorAll(selector)].filter((one) => shows(one) && !withinAside(one));
}

/**
 * Returns all content of the window, without addresses that are created anew each time: two states with equal content
 * look equal.
 */
export function stands(): string {
  return document.body.innerHTML.replace(/blob:[^"]*/g, "blob:");
}

// Checks that a hand reaches every acting element: by scrolling down, never sideways, and uncovered.
import { acting, aim, type Fault, nameOf } from "./elements";

/** Returns every acting element that scrolling by hand cannot bring into the window uncovered. */
export function outOfReach(): Fault[] {
  return acting().flatMap((element) => {
    if (element.closest("[aria-hidden=true]")) return [];
    const aimed = aim(element);
    aimed.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    // A list renders only rows near the visible ones.
    if (!aimed.isConnected) return [];
    const what = hindrance(aimed);
    return what === null ? [] : [{ element: nameOf(element), what }];
  });
}

/** Returns the bar's tabs and the hand if any part of them is outside the window, in any scrolled position. */
export function frameOutOfSight(): Fault[] {
  return [...document.querySelectorAll<HTMLElement>(".bar nav button, [data-taken]")].flatMap((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const inside = left >= -0.5 && top >= -0.5 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    return inside ? [] : [{ element: nameOf(one), what: `lies at ${Math.round(left)}–${Math.round(right)}, ${Math.round(top)}–${Math.round(bottom)} in a window of ${innerWidth} x ${innerHeight}` }];
  });
}

function hindrance(aimed: HTMLElement): string | null {
  for (let at = aimed.parentElement; at; at = at.parentElement) {
    if (at.scrollLeft > 0 && !at.matches("[role=region][tabindex='0']")) return "comes into sight by scrolling sideways only";
    if (at.scrollTop > 0 && /hidden|clip/.test(getComputedStyle(at).overflowY)) return "lies where no hand scrolls to";
  }
  const { left, right, top, bottom } = aimed.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (left < -0.5 || right > innerWidth + 0.5 || x < 0 || y < 0 || y > innerHeight) return `lies at ${Math.round(left)}–${Math.round(right)}, ${Math.round(top)}–${Math.round(bottom)} in a window of ${innerWidth} x ${innerHeight}`;
  const hit = document.elementFromPoint(x, y);
  // An opened box or the black over it closes at the next press.
  if (hit?.closest("[data-over], [data-black]")) return null;
  if (!hit || (hit.contains(aimed) && hit !== aimed)) return "is not found where it is drawn";
  const label = aimed.closest("label") ?? (aimed as HTMLInputElement).labels?.[0];
  return aimed.contains(hit) || label?.contains(hit) ? null : `is covered by ${nameOf(hit)}`;
}

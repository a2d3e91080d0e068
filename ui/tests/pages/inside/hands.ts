// The targets of hands: fields to type into, buttons to press, ends to scroll to.
import { acting, nameOf, shows } from "./elements";

type Field = HTMLInputElement | HTMLTextAreaElement;

const NOT_TYPED = /^(checkbox|radio|file|range|date|time|datetime-local|color|button|submit)$/;

/** Returns every field that takes letters or digits, from the top. */
export function fields(): Field[] {
  return acting().filter((one): one is Field => (one instanceof HTMLInputElement && !NOT_TYPED.test(one.type)) || one instanceof HTMLTextAreaElement).filter((one) => !one.readOnly);
}

/** Returns a name that identifies a field later. */
export function placeOf(field: Field): string {
  const question = field.closest("[id]")?.id ?? "";
  return `${question}/${field.id}/${field.name}/${field.getAttribute("aria-label") ?? ""}`;
}

/** Returns the words that a field of this kind takes; null for a field that takes any. */
export function wordsFor(field: Field): string | null {
  // More digits than a day has would be read as a whole date and split into the other fields.
  if (/^(day|month)-/.test(field.name)) return "12";
  const digits = (field instanceof HTMLInputElement && field.type === "number") || /numeric|decimal/.test(field.inputMode);
  const longest = field.maxLength > 0 ? field.maxLength : 100;
  const words = digits ? "1234" : null;
  if (longest < 16) return (words ?? "Ab-1").slice(0, Math.max(2, longest));
  return words;
}

/**
 * Returns every button, from the top; the bar's buttons only if the screen has text that leaving might lose. Other
 * tests cover buttons that are held: the hand and the panic.
 */
export function buttons(): HTMLElement[] {
  const held = "[data-taken], [data-panic], [data-low]";
  return acting().filter((one) => one.matches("button, summary") && !one.closest(held) && (fields().length > 0 || !one.closest(".bar")));
}

/**
 * Returns a button's kind: its words without digits, which change during work. Twenty rows with one button have one
 * kind.
 */
export function kindOf(button: Element): string {
  return nameOf(button).replace(/#\S+/, "").replace(/\d+/g, "#");
}

/** Returns true if the screen's own box, or a list of the same width, is scrolled to that end, or if no box scrolls. */
export function scrolledTo(end: "start" | "end"): boolean {
  const wide = (document.querySelector("main")?.clientWidth ?? 0) * 0.9;
  const boxes = [...document.querySelectorAll("main, main *")].filter((one) => shows(one) && /auto|scroll/.test(getComputedStyle(one).overflowY) && !one.matches("textarea"));
  const long = boxes.filter((one) => one.clientWidth >= wide && one.scrollHeight > one.clientHeight + 1);
  // A list of thousands is longer than one turn of the wheel.
  return long.length === 0 || long.some((one) => (end === "start" ? one.scrollTop <= 1 : one.scrollTop > 0));
}

export { nameOf };

// Where hands go: fields to type into, buttons to press, ends to scroll to.
import { acting, nameOf, shows } from "./elements";

type Field = HTMLInputElement | HTMLTextAreaElement;

const NOT_TYPED = /^(checkbox|radio|file|range|date|time|datetime-local|color|button|submit)$/;

/** Every field that takes letters or digits, from the top. */
export function fields(): Field[] {
  return acting().filter((one): one is Field => (one instanceof HTMLInputElement && !NOT_TYPED.test(one.type)) || one instanceof HTMLTextAreaElement).filter((one) => !one.readOnly);
}

/** A name of a field's own, by which it is known again. */
export function placeOf(field: Field): string {
  const question = field.closest("[id]")?.id ?? "";
  return `${question}/${field.id}/${field.name}/${field.getAttribute("aria-label") ?? ""}`;
}

/** The words that a field of that kind takes; null for a field that takes any. */
export function wordsFor(field: Field): string | null {
  // More digits than a day has are read as a whole date, and go to the fields beside.
  if (/^(day|month)-/.test(field.name)) return "12";
  const digits = (field instanceof HTMLInputElement && field.type === "number") || /numeric|decimal/.test(field.inputMode);
  const longest = field.maxLength > 0 ? field.maxLength : 100;
  const words = digits ? "1234" : null;
  if (longest < 16) return (words ?? "Ab-1").slice(0, Math.max(2, longest));
  return words;
}

/** Every button, from the top; those of the bar where there is text that leaving might lose. Buttons to be held, the hand and a
 *  panic, are tried elsewhere. */
export function buttons(): HTMLElement[] {
  const held = "[data-taken], [data-panic], [data-low]";
  return acting().filter((one) => one.matches("button, summary") && !one.closest(held) && (fields().length > 0 || !one.closest(".bar")));
}

/** A button's kind: its words, with digits left out, which change while one works. Twenty rows with the same button have one kind. */
export function kindOf(button: Element): string {
  return nameOf(button).replace(/#\S+/, "").replace(/\d+/g, "#");
}

/** True when the screen's own box, or a list that is as wide, stands at that end, or there is none that scrolls. */
export function scrolledTo(end: "start" | "end"): boolean {
  const wide = (document.querySelector("main")?.clientWidth ?? 0) * 0.9;
  const boxes = [...document.querySelectorAll("main, main *")].filter((one) => shows(one) && /auto|scroll/.test(getComputedStyle(one).overflowY) && !one.matches("textarea"));
  const long = boxes.filter((one) => one.clientWidth >= wide && one.scrollHeight > one.clientHeight + 1);
  // A list of thousands is longer than one turn of the wheel.
  return long.length === 0 || long.some((one) => (end === "start" ? one.scrollTop <= 1 : one.scrollTop > 0));
}

export { nameOf };

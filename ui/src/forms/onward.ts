// Enter moves from a field of one line to the next field, as on every form. Fields of several lines and controls beside
// an answer keep their Enter.

const QUESTION = "[data-question]";

/** Returns the fields for writing or choosing; of a group of choices, the chosen or the first one. */
function fieldsIn(root: HTMLElement, within: string): HTMLElement[] {
  const seen = new Set<string>();
  const all = root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`${within} :is(input:not([type=file]), textarea)`);
  return [...all].filter((field) => {
    if (field.disabled || field.closest(".states, .about, .tick, [inert]") || !(field.checkVisibility?.() ?? true)) return false;
    if (field.type !== "radio" && field.type !== "checkbox") return true;
    const [first, chosen] = [!seen.has(field.name), root.querySelector<HTMLInputElement>(`[name="${CSS.escape(field.name)}"]:checked`)];
    seen.add(field.name);
    return field.type === "radio" && chosen ? field === chosen : first;
  });
}

/** Returns true if `event` requests the next field. */
export function asksOnward(event: KeyboardEvent, within = QUESTION): boolean {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
  return target instanceof HTMLInputElement && target.type !== "file" && target.closest(within) !== null && target.closest(".states") === null;
}

/** Returns the field after `from` within `root`; null after the last. */
export function fieldAfter(root: HTMLElement, from: HTMLElement, within = QUESTION): HTMLElement | null {
  const fields = fieldsIn(root, within);
  return fields.find((field) => (from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !together(from, field) && !told(from, field)) ?? null;
}

/**
 * Returns true if a whole date in the first field already fills the field beside it; a date without a time still asks
 * for that.
 */
function told(from: HTMLElement, field: HTMLElement): boolean {
  return from.dataset.whole === "true" && (from.closest(".parts")?.contains(field) ?? false) && field.getAttribute("name") !== from.dataset.asks;
}

function together(one: HTMLElement, other: HTMLElement): boolean {
  return one instanceof HTMLInputElement && other instanceof HTMLInputElement && /^(radio|checkbox)$/.test(one.type) && one.name === other.name;
}

/** Returns the field of one question: the first, or the chosen one; null while another state hides it. */
export function fieldOf(question: HTMLElement | null): HTMLElement | null {
  return question ? (fieldsIn(question, ":scope")[0] ?? null) : null;
}

/** The elements that Tab stops at. */
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

/**
 * Returns the target of a Tab key that must skip elements: controls behind an answer, which Shift+Tab reaches, and
 * fields that a whole date has filled. Returns null if the browser's own target is right.
 */
export function pastBehind(root: HTMLElement, event: KeyboardEvent): HTMLElement | null {
  const { target } = event;
  if (event.key !== "Tab" || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return null;
  if (target.matches("[data-behind]") || (target.closest(".states") && !target.matches("[data-say]"))) return null;
  const stops = [...root.querySelectorAll<HTMLElement>(STOPS)].filter((one) => reached(root, one) && !(target.matches("[type=radio]") && together(target, one)));
  const after = stops.filter((one) => (target.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !target.contains(one));
  const to = after.find((one) => !one.matches("[data-behind]") && !told(target, one));
  return to && to !== after[0] ? to : null;
}

/** Returns true if Tab stops at `one`; of a group of radio buttons, only at the chosen or the first. */
function reached(root: HTMLElement, one: HTMLElement): boolean {
  if (one.tabIndex < 0 || (one as HTMLInputElement).disabled || one.closest("[inert]") || !(one.checkVisibility?.() ?? true)) return false;
  if (!(one instanceof HTMLInputElement) || one.type !== "radio") return true;
  const group = [...root.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(one.name)}"]`)];
  return one === (group.find(({ checked }) => checked) ?? group[0]);
}

/** Returns the answer's field for a letter or digit typed on a control behind the answer, or null. */
export function meantFor(event: KeyboardEvent): HTMLInputElement | HTMLTextAreaElement | null {
  const { target } = event;
  if (event.key.length !== 1 || event.key === " " || event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return null;
  // In a list of choices, letters choose.
  if (!target.matches(/\d/.test(event.key) ? "[data-behind]:is(button, select)" : "[data-more]")) return null;
  const field = fieldOf(target.closest<HTMLElement>(QUESTION));
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(field.type)) ? field : null;
}

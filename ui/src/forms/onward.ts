// Enter goes on: from a field of one line to the next field, as on any form. Fields of several lines keep it for themselves,
// and so does what stands beside an answer.

const QUESTION = "[data-question]";

/** Where one writes or chooses; of choices that belong together, the chosen or the first. */
function fieldsIn(root: HTMLElement, within: string): HTMLElement[] {
  const seen = new Set<string>();
  const all = root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`${within} :is(input:not([type=file]), textarea)`);
  return [...all].filter((field) => {
    if (field.disabled || field.closest(".states, .about, .tick, [data-beside-answer]") || !(field.checkVisibility?.() ?? true)) return false;
    if (field.type !== "radio" && field.type !== "checkbox") return true;
    const [first, chosen] = [!seen.has(field.name), root.querySelector<HTMLInputElement>(`[name="${CSS.escape(field.name)}"]:checked`)];
    seen.add(field.name);
    return field.type === "radio" && chosen ? field === chosen : first;
  });
}

/** True when `event` asks to go on. */
export function asksOnward(event: KeyboardEvent, within = QUESTION): boolean {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
  return target instanceof HTMLInputElement && target.type !== "file" && target.closest(within) !== null && target.closest(".states") === null;
}

/** The field after `from` within `root`; none after the last. */
export function fieldAfter(root: HTMLElement, from: HTMLElement, within = QUESTION): HTMLElement | null {
  const fields = fieldsIn(root, within);
  return fields.find((field) => (from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !together(from, field) && !told(from, field)) ?? null;
}

/** True where a whole date in its first field says what the field beside it asks. */
function told(from: HTMLElement, field: HTMLElement): boolean {
  return from.dataset.whole === "true" && (from.closest(".parts")?.contains(field) ?? false);
}

function together(one: HTMLElement, other: HTMLElement): boolean {
  return one instanceof HTMLInputElement && other instanceof HTMLInputElement && /^(radio|checkbox)$/.test(one.type) && one.name === other.name;
}

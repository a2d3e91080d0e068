// Elements of a page, seen from inside it: which show, which act, and what to call them in a report.

/** Something wrong with one element. */
export interface Fault {
  readonly element: string;
  readonly what: string;
}

const ACTING = [
  "a[href]",
  "button",
  "input:not([type=hidden])",
  "select",
  "textarea",
  "summary",
  "[contenteditable=true]",
  "video[controls]",
  "audio[controls]",
  ...["button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "option", "slider", "spinbutton"].map((r) => `[role=${r}]`),
].join(",");

/** A tag with what tells it from others: id, classes, name, and its words. */
export function nameOf(element: Element): string {
  const id = element.id ? `#${element.id}` : "";
  const classes = [...element.classList].filter((name) => !name.startsWith("svelte-")).map((name) => `.${name}`);
  const marks = ["data-screen", "name", "data-action", "data-thumb"].flatMap((key) =>
    element.hasAttribute(key) ? [`[${key}=${element.getAttribute(key)}]`] : [],
  );
  const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 40);
  return `${element.tagName.toLowerCase()}${id}${classes.join("")}${marks.join("")}${words ? ` "${words}"` : ""}`;
}

/** True when a person could see `element`, scrolled to it. */
export function shows(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && element.getClientRects().length > 0;
}

/** True when `element` is there for the screen reader alone, or lies hidden behind its label. */
export function aside(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return style.clipPath === "inset(50%)" || style.opacity === "0" || width <= 1 || height <= 1;
}

/** True when `element` or anything around it is there for the screen reader alone. */
export function withinAside(element: Element): boolean {
  for (let at: Element | null = element; at; at = at.parentElement) if (aside(at)) return true;
  return false;
}

/** Every element that acts and is not switched off. */
export function acting(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(ACTING)].filter(
    (element) => shows(element) && !element.closest("[inert]") && !element.matches(":disabled"),
  );
}

/** Where a person aims to use `element`: itself, or the label that stands for it. */
export function aim(element: HTMLElement): HTMLElement {
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
  return label && aside(element) ? label : element;
}

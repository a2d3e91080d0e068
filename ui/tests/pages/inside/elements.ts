// Elements of a page, seen from inside it: which are visible, which act, and their names in a report.

/** A fault of one element. */
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

/** Returns a tag with its id, classes, name and words. */
export function nameOf(element: Element): string {
  const id = element.id ? `#${element.id}` : "";
  const classes = [...element.classList].filter((name) => !name.startsWith("svelte-")).map((name) => `.${name}`);
  const marks = ["data-screen", "name", "data-action", "data-thumb"].flatMap((key) =>
    element.hasAttribute(key) ? [`[${key}=${element.getAttribute(key)}]`] : [],
  );
  const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 40);
  return `${element.tagName.toLowerCase()}${id}${classes.join("")}${marks.join("")}${words ? ` "${words}"` : ""}`;
}

/** Returns true if a person could see `element` after scrolling to it. */
export function shows(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && element.getClientRects().length > 0;
}

/** Returns true if `element` is only for screen readers, or hidden behind its label. */
export function aside(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return style.clipPath === "inset(50%)" || style.opacity === "0" || width <= 1 || height <= 1;
}

/** Returns true if `element` or an element around it is only for screen readers. */
export function withinAside(element: Element): boolean {
  for (let at: Element | null = element; at; at = at.parentElement) if (aside(at)) return true;
  return false;
}

/** Returns every enabled element that acts. */
export function acting(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(ACTING)].filter(
    (element) => shows(element) && !element.closest("[inert]") && !element.matches(":disabled"),
  );
}

/** Returns the element that a person aims at: `element` itself, or its label. */
export function aim(element: HTMLElement): HTMLElement {
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
  return label && aside(element) ? label : element;
}

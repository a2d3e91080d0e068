// Mounts a component as the window does, and gives tests short words for a person's actions.
import { flushSync, mount, unmount, type Component } from "svelte";

export interface Shown {
  readonly root: HTMLElement;
  /** Returns all text on the screen, with white space folded and isolation marks removed. */
  text(): string;
  find<E extends Element = HTMLElement>(selector: string): E;
  click(selector: string): Promise<void>;
  /** Replaces the text of a field, or chooses an option. */
  fill(selector: string, value: string): Promise<void>;
  /** Waits until promises and effects settle. */
  settle(): Promise<void>;
  /** Waits for an element that is loaded on demand. */
  loaded(selector: string): Promise<void>;
  gone(): Promise<void>;
}

export async function show<P extends Record<string, unknown>>(component: Component<P>, props: P): Promise<Shown> {
  const root = document.createElement("div");
  document.body.append(root);
  const mounted = mount(component, { target: root, props });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) {
      flushSync();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  const find = <E extends Element = HTMLElement>(selector: string): E => {
    const found = root.querySelector<E>(selector);
    if (!found) throw new Error(`no ${selector} on the screen: ${root.textContent}`);
    return found;
  };
  await settle();
  return {
    root,
    find,
    settle,
    async loaded(selector) {
      for (let turn = 0; turn < 200 && !root.querySelector(selector); turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        flushSync();
      }
      find(selector);
      await settle();
    },
    text: () => (root.textContent ?? "").replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ").trim(),
    async click(selector) {
      const pressed = find(selector);
      // Press as a hand does: the reaction to the press must not remove the button from under it.
      for (const kind of ["pointerdown", "pointerup"]) {
        pressed.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true }));
        flushSync();
      }
      if (!pressed.isConnected) throw new Error(`${selector} was gone before the press ended`);
      pressed.click();
      await settle();
    },
    async fill(selector, value) {
      const field = find<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(selector);
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
    },
    async gone() {
      await unmount(mounted);
      root.remove();
    },
  };
}

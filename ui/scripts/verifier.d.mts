/** Largest page, in bytes. */
export const MOST: number;
/** Returns the page with the WebAssembly `module` in it. */
export function page(module: Uint8Array): Promise<string>;

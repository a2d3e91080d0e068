// Runs once before all files of these tests: two files at a time write into the folder of pictures.
import { mkdirSync, rmSync } from "node:fs";
import { SCREENSHOTS } from "./browser";

export function setup(): void {
  // Another run may still write there.
  rmSync(SCREENSHOTS, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  mkdirSync(SCREENSHOTS, { recursive: true });
}

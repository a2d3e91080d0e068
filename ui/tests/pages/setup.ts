// Runs once before all files of these tests: two files at a time write into the folder of pictures.
import { mkdirSync, rmSync } from "node:fs";
import { SCREENSHOTS } from "./browser";

export function setup(): void {
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
}

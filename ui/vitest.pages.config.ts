// Tests of whole pages in Chromium, on the fake core: `npm run pages`. They need Debian's `chromium`.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ["browser"] },
  test: {
    environment: "node",
    include: ["tests/pages/**/*.test.ts"],
    globalSetup: ["tests/pages/setup.ts"],
    // A test waits more than it computes: two files at a time, each with its browser and two tabs.
    fileParallelism: true,
    maxWorkers: 2,
    maxConcurrency: 2,
    // A machine with other work on it takes its time.
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // The fake core is compiled in by `--mode fake` only; the app's bundle does not contain it.
  define: { __FAKE_CORE__: JSON.stringify(mode === "fake") },
  build: {
    target: "es2022",
    // Nothing inlined: the content security policy allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Vitest would take Svelte's server build in Node; the screens are tested as they run in the window.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  // A machine with other work on it takes its time.
  test: { environment: "happy-dom", testTimeout: 20_000, include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "tests/*.test.ts"] },
}));

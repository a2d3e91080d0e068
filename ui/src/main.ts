import { mount } from "svelte";
import App from "./App.svelte";
import type { Bridge } from "./bridge/bridge";
import { choose } from "./texts/texts.svelte";
import "./app.css";

async function core(): Promise<Bridge> {
  if (__FAKE_CORE__) return (await import("./bridge/fake/fake")).fakeFromAddress(location.search);
  return (await import("./bridge/tauri/tauri")).tauri;
}

const target = document.getElementById("app");
if (target) mount(App, { target, props: { bridge: await core(), language: choose(navigator.languages) } });

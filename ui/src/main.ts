import { mount } from "svelte";
import App from "./App.svelte";
import type { Bridge } from "./bridge/bridge";
import type { Session } from "./session/session.svelte";
import { choose } from "./texts/texts.svelte";
import "./app.css";

interface Start {
  bridge: Bridge;
  begin?: (session: Session) => void;
}

async function start(): Promise<Start> {
  if (!__FAKE_CORE__) return { bridge: (await import("./bridge/tauri/tauri")).tauri };
  const { fakeFromAddress } = await import("./bridge/fake/fake");
  const { sessionFromAddress } = await import("./frame/address");
  return { bridge: fakeFromAddress(location.search), begin: (session) => sessionFromAddress(session, location.search) };
}

const target = document.getElementById("app");
if (target) mount(App, { target, props: { ...(await start()), language: choose(navigator.languages) } });

import { mount } from "svelte";
import { choose } from "../texts/texts.svelte";
import Page from "./Page.svelte";
import "../app.css";

const target = document.getElementById("app");
if (target) mount(Page, { target, props: { language: choose(navigator.languages) } });

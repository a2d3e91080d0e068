import type { HomeBridge } from "../home";
import { call } from "./call";

export const home: HomeBridge = {
  status: () => call("status"),
  join: (invitation) => call("join", { invitation }),
  renew: (invitation) => call("renew", { invitation }),
};

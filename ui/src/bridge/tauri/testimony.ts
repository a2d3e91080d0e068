import type { TestimonyBridge } from "../testimony";
import { call } from "./call";

export const testimony: TestimonyBridge = {
  testimonyDrafts: () => call("testimony_drafts"),
  testimonyBegin: (language) => call("testimony_begin", { language }),
  testimonyResume: (id) => call("testimony_resume", { id }),
  testimonyChange: (change) => call("testimony_change", { change }),
  testimonyPseudonym: (language) => call("testimony_pseudonym", { language }),
  testimonyConsent: () => call("testimony_consent"),
  testimonyIdentity: (identity) => call("testimony_identity", { identity }),
  testimonyRecord: (purpose, name, mediaType, field = null) => call("testimony_record", { purpose, field, name, mediaType }),
  testimonyFinish: () => call("testimony_finish"),
  testimonyDelete: (id) => call("testimony_delete", { id }),
  testimonyClose: () => call("testimony_close"),
  testimonyWithdraw: (words) => call("testimony_withdraw", { words }),
};

import type { OfficeBridge } from "../office";
import { call, hand, take } from "./call";

export const office: OfficeBridge = {
  archive: () => call("archive_state"),
  archiveOpen: (passphrase, make) => call("archive_open", { passphrase, make }),
  archiveClose: () => call("archive_close"),
  organisation: (folder) => call("organisation_read", { folder }),
  intakeBegin: (input) => call("intake_begin", { input }),
  intake: () => call("intake_state"),
  intakeStop: () => call("intake_stop"),
  lines: (filter, after, limit) => call("archive_page", { filter, after, limit }),
  found: (filter) => call("archive_found", { filter }),
  thumbnail: (item) => take("archive_thumbnail", { item }),
  mark: (item, change) => call("archive_mark", { item, change }),
  case: (item) => call("archive_item", { item }),
  medium: (item, medium, offset, length) => take("archive_medium", { item, medium, offset, length }),
  judge: (items) => call("archive_judge", { items }),
  bundleWrite: (input) => call("bundle_write", { input }),
  bundleVerify: (path, policy) => call("bundle_verify", { path, policy }),
  bundleVerifyBegin: (size, policy) => call("bundle_verify_begin", { size, policy }),
  bundleMedium: (file, offset, length) => take("bundle_medium", { file, offset, length }),
  bundlePlace: (name) => call("bundle_place", { name }),
  bundleShow: (path) => call("bundle_show", { path }),
  shareCheck: (texts, opens, organisation) => call("share_check", { texts, opens, organisation }),
  shareLook: (width, luma) => hand("share_look", luma, { width: String(width) }),
  choose: (what, name, title) => call("choose", { what, name, title }),
  print: (name) => call("print", { name }),
};

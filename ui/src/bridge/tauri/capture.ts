import type { CaptureBridge } from "../capture";
import { call, hand, take } from "./call";

export const capture: CaptureBridge = {
  photo: (name, mediaType, bytes) => hand("capture_photo", bytes, { name, "media-type": mediaType }),
  recordingBegin: (name, mediaType, about) => call("recording_begin", { name, mediaType, about }),
  recordingPush: (item, bytes) => hand("recording_push", bytes, { item }),
  recordingFinish: (item, cutOff) => call("recording_finish", { item, cutOff }),
  importBegin: (name, mediaType, size, modified) => call("import_begin", { name, mediaType, size, modified }),
  importRoom: () => call("import_room"),
  folderChoose: (title) => call("folder_choose", { title }),
  folderBegin: (place) => call("folder_begin", { place }),
  folderFeed: (job, offset, length) => call("folder_feed", { job, offset, length }),
  closingAsk: (asks) => call("closing_ask", { asks }),
  closingGo: () => call("closing_go"),
  lendFeed: (job, bytes) => hand("lend_feed", bytes, { job: String(job) }),
  lendChanged: (job) => call("lend_changed", { job }),
  lendStop: (job) => call("lend_stop", { job }),
  items: (before, limit) => call("items", { before, limit }),
  itemsProgress: (items) => call("items_progress", { items }),
  thumbnail: (item) => take("thumbnail", { item }),
  sending: () => call("sending"),
  sendNow: () => call("send_now"),
};

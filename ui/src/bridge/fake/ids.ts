// Ids of the documents in memory, by kind.
export const ids = {
  testimony: "33".repeat(16),
  consent: "22".repeat(16),
  recording: "44".repeat(16),
  card: "55".repeat(16),
  withdrawal: "66".repeat(16),
  detention: "88".repeat(16),
  count: "99".repeat(16),
  newer: "aa".repeat(16),
  tag: "bb".repeat(16),
  tally: "cc".repeat(16),
  claim: "dd".repeat(16),
} as const;

/** Limits of the public contract that a client should know before it sends. Bytes unless named otherwise. */
export const bounds = {
  source: 256 * 1024,
  stdin: 256 * 1024,
  requestBody: 1024 * 1024,
  packageZip: 256 * 1024 * 1024,
  packageUnpacked: 1024 * 1024 * 1024,
  packageFiles: 20_000,
  liveMessage: 32 * 1024,
  subscriptionsPerSocket: 64,
  waitSeconds: 60,
  tokensOfUser: 100,
  eventProblems: 26,
  /** Characters. */
  eventDescription: 65_536,
  rejudging: 20_000,
} as const;

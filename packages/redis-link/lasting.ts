/** By default node-redis fails each command after 5 s, by an abort signal and a timer of its own. */
export const NO_TIMEOUT = 0;

/** Options of a connection that reconnects for ever, at most a second apart. */
export const lasting = {
  commandOptions: { timeout: NO_TIMEOUT },
  // With the ping, a peer that vanished without a word is noticed by silence.
  pingInterval: 3_000,
  socket: {
    connectTimeout: 2_000,
    socketTimeout: 10_000,
    reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, 1_000) * (0.5 + Math.random() / 2),
  },
};

export type { LiveHandlers, LivePosition } from './channel-state.ts';
export { LiveClient, type LiveClientOptions, type LiveState } from './live-client.ts';

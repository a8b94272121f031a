export type { LiveHandlers, LivePosition } from './channel-state.ts';
export { LiveClient, type LiveClientOptions, type LiveState, type LiveTransportName } from './live-client.ts';

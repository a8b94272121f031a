export {
  LiveClient,
  type LiveClientOptions,
  type LiveHandlers,
  type LivePosition,
  type LiveState,
} from './live-client.ts';

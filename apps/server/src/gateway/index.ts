export { channelPolicy } from './channels.ts';
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayUser } from './types.ts';

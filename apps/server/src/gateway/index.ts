export { ACCEPT_QUEUE } from './admission.ts';
export { channelPolicy } from './channels.ts';
export { createGateway } from './gateway.ts';
export type { Credentials, Gateway, GatewayUser } from './types.ts';

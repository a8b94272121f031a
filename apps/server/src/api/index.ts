/** HTTP: the public contract, accounts, documents, and the web app's files. */
export { createApp } from './app.ts';
export { type Auth, createAuth } from './auth.ts';
export { buildApi } from './build-api.ts';
export type { Api } from './context.ts';
export { ensureFirstAdmin, howToSignIn, type OneTimePassword, resetPassword } from './first-admin.ts';
export { putPackage } from './put-package.ts';
export { operationRoutes } from './routes/operation.ts';

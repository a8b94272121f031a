/** HTTP: the public contract, accounts, documents, and the web app's files. */
export { type Auth, createAuth } from './auth.ts';
export { buildApi } from './build-api.ts';
export { ensureFirstAdmin, type OneTimePassword, resetFirstAdmin } from './first-admin.ts';
export { putPackage } from './put-package.ts';

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Account, newId, type Store } from '@gavel/store';
import { betterAuth } from 'better-auth';
import { hashPassword } from 'better-auth/crypto';
import { fromNodeHeaders } from 'better-auth/node';
import { username } from 'better-auth/plugins';
import type { Logger } from 'pino';
import { requestToken, type TokenRequest } from '../request-token.ts';

export interface AuthOptions {
  readonly store: Store;
  /** Signs sessions. */
  readonly secret: string;
  readonly signup: 'open' | 'closed';
  /** Stands for the first admin. */
  readonly adminToken: string | undefined;
  readonly log: Logger;
}

interface Request extends TokenRequest {
  readonly headers: IncomingHttpHeaders;
}

export interface Auth {
  /** Whether visitors may make an account. */
  readonly signUpOpen: boolean;
  /**
   * Whose request this is: `Authorization: Bearer`, `?token=` under `/live`, or the session's cookie. null: nobody's.
   * Fails when Postgres is away.
   */
  authenticate(request: Request): Promise<Account | null>;
  /** Sign-up, sign-in and sessions, as better-auth answers them. */
  handle(request: globalThis.Request): Promise<Response>;
}

/** How the address of a client is told to better-auth; never taken from outside. */
export const CLIENT_ADDRESS_HEADER = 'x-gavel-client-address';

export function createAuth({ store, secret, signup, adminToken, log }: AuthOptions): Auth {
  const sessions = createSessions({ store, secret, signup, log });

  async function byToken(token: string): Promise<Account | null> {
    if (adminToken !== undefined && sameToken(token, adminToken)) return store.users.firstAdmin();
    return store.tokens.owner(token);
  }

  async function bySession(headers: IncomingHttpHeaders): Promise<Account | null> {
    if (!headers.cookie?.includes('gavel.session_token=')) return null;
    const query = { disableRefresh: true } as const;
    try {
      const session = await sessions.api.getSession({ headers: fromNodeHeaders(headers), query });
      if (!session) return null;
      const { id, displayUsername, role } = session.user;
      return { id, handle: displayUsername ?? '', role: role === 'admin' ? 'admin' : 'user' };
    } catch (error) {
      // better-auth hides why it could not read the session: a ping that fails too tells that Postgres is away.
      await store.ping();
      throw error;
    }
  }

  return {
    signUpOpen: signup === 'open',
    async authenticate(request) {
      const token = requestToken(request);
      return token === null ? bySession(request.headers) : byToken(token);
    },
    handle: (request) => sessions.handler(request),
  };
}

/** As better-auth keeps it. */
export const hashOfPassword = (password: string): Promise<string> => hashPassword(password);

function createSessions({
  store,
  secret,
  signup,
  log,
}: Pick<AuthOptions, 'store' | 'secret' | 'signup' | 'log'>) {
  return betterAuth({
    appName: 'Gavel',
    basePath: '/api/auth',
    secret,
    database: store.pool,
    // The same address as the page, whatever the host is called; https when a proxy in front of us speaks it.
    trustedOrigins: (request) => {
      const host = request?.headers.get('host');
      return host ? [`http://${host}`, `https://${host}`] : [];
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: signup === 'closed',
      minPasswordLength: 8,
      maxPasswordLength: 128,
    },
    user: {
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: { role: { type: 'string', defaultValue: 'user', input: false } },
    },
    session: {
      expiresIn: 30 * 24 * 3600,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    plugins: [
      username({
        minUsernameLength: 2,
        maxUsernameLength: 32,
        // The contract's Handle has been checked before.
        usernameValidator: () => true,
        schema: { user: { fields: { username: 'handle_key', displayUsername: 'handle' } } },
      }),
    ],
    // Per address. Generous enough for a classroom behind one, slow enough against guessing.
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: {
        '/sign-in/email': { window: 60, max: 60 },
        '/sign-in/username': { window: 60, max: 60 },
        '/sign-up/email': { window: 60, max: 60 },
        '/change-password': { window: 60, max: 60 },
      },
    },
    advanced: {
      cookiePrefix: 'gavel',
      useSecureCookies: false,
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    logger: {
      log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ by: 'better-auth' }, message),
    },
    // What is no refusal of better-auth's is thrown on to us, and not printed.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
  });
}

/** In constant time, whatever the lengths. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

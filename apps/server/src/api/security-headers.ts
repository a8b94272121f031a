import type { Api } from './context.ts';

/** Nothing from outside; styles in attributes are KaTeX's and the editor's. */
const pagePolicy = policy("script-src 'self'");
/** The page of the documentation starts with a script in the page. */
export const docsPolicy = policy("script-src 'self' 'unsafe-inline'");

function policy(scripts: string): string {
  return [
    "default-src 'self'",
    scripts,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function addSecurityHeaders(app: Api): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', pagePolicy);
  });
}

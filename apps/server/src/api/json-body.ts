import type { Api } from './context.ts';
import { ApiError } from './errors.ts';

/** Fastify's own parser would put U+FFFD for every byte that is not UTF-8: what is kept would not be what was sent. */
export function parseJsonStrictly(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decoded(body);
    if (text === null) done(new ApiError('invalid-request', 'the body is not UTF-8: send JSON in UTF-8'));
    // Clients name the type with every call: where nothing is to be sent, that is no fault.
    else if (text === '' && !request.routeOptions.schema?.body) done(null);
    else parse(request, text, done);
  });
}

function decoded(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // It throws for nothing else than bytes that are not UTF-8.
    return null;
  }
}

import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api } from './context.ts';
import { errorTable } from './errors.ts';
import { docsPolicy } from './security-headers.ts';

const introduction =
  'A code judge with live results. Errors are `application/problem+json` (RFC 9457) with a stable `code`. ' +
  'Ids are UUIDv7, times ISO 8601 UTC, durations whole milliseconds, memory whole kibibytes.';

/** Collects the routes that are added after it. */
export async function collectRoutes(app: Api): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gavel',
        version: '1.0.0',
        description: `${introduction}\n\n## Errors\n\n${errorTable()}`,
      },
      tags: [
        'problems',
        'events',
        'submissions',
        'runs',
        'rejudgings',
        'accounts',
        'sessions',
        'operation',
      ].map((name) => ({
        name,
      })),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'gavel.session_token' },
        },
      },
      security: [{ token: [] }, { session: [] }, {}],
    },
    transform: withStreamedBody,
    transformObject: (document) => described(withoutUnused(jsonSchemaTransformObject(document))),
  });
}

/** A body that is read as a stream has no schema to check it by; the document says what it is. */
const withStreamedBody: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route);
  const streamed = schema?.consumes && !schema.body;
  return { schema: streamed ? { ...schema, body: { type: 'string', format: 'binary' } } : schema, url };
};

const meanings: Record<string, string> = {
  200: 'Done: this is the answer',
  201: 'Made: this is how it is kept',
  204: 'Done: there is nothing to tell',
};

/** The generator would say "Default Response" of every success. */
function described(document: object): object {
  return JSON.parse(JSON.stringify(document), (key, value) => {
    if (key !== 'responses') return value;
    for (const [status, response] of Object.entries<{ description: string }>(value)) {
      if (response.description === 'Default Response') response.description = meanings[status] ?? 'Done';
    }
    return value;
  });
}

/** Each schema is there as sent and as received; what the two do not differ in is never referred to. */
function withoutUnused(document: object): object {
  const text = JSON.stringify(document);
  return JSON.parse(text, (key, value) => {
    if (key !== 'schemas') return value;
    const used = Object.entries(value).filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
    return Object.fromEntries(used);
  });
}

/** Of the table of errors: its own style gives each column a quarter of the width, and breaks codes to fit. */
const wholeWords = `
  .introduction-description-heading .markdown { overflow-x: auto; }
  .introduction-description-heading .markdown table { table-layout: auto; }
  .introduction-description-heading .markdown :is(th, td, td code) { word-break: normal; }
  .introduction-description-heading .markdown td code { white-space: nowrap; }
  .introduction-description-heading .markdown td:nth-child(3) { min-width: 12em; }
`;

/** The OpenAPI document, and a page to read it that loads nothing from outside. */
export async function documentRoutes(app: Api): Promise<void> {
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
  await app.register(async (scope) => {
    scope.addHook(
      'onSend',
      async (_request, reply) => void reply.header('content-security-policy', docsPolicy),
    );
    await scope.register(reference, {
      routePrefix: '/api/docs',
      configuration: {
        url: '/api/v1/openapi.json',
        pageTitle: 'Gavel API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
        showDeveloperTools: 'never',
        customCss: wholeWords,
      },
    });
  });
}

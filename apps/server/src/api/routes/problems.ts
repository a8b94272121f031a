import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bounds, Language, Problem, ProblemSummary, Slug, StoredProblem } from '@gavel/contract';
import { type ProblemPackage, readPackageZip } from '@gavel/problem-package';
import type { Account } from '@gavel/store';
import { z } from 'zod';
import { cachedProblems } from '../../cached.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { Guards } from '../guards.ts';
import { tooLarge } from '../large-bodies.ts';
import { putPackage } from '../put-package.ts';
import { problemResponse } from '../respond.ts';

const tags = ['problems'];
const params = z.object({ slug: Slug });

const PackageQuery = z.object({
  hidden: z
    .stringbool()
    .optional()
    .meta({ description: 'kept from all but admins until an event with it begins; left out: as it was' }),
});

export function problemRoutes(app: Api, { store, cached, languages }: RouteContext, guards: Guards): void {
  const reads = cachedProblems(cached, store);
  app.get(
    '/api/v1/languages',
    {
      schema: {
        tags,
        summary: 'Languages that are judged here',
        response: { 200: z.array(Language), ...problemResponse },
      },
    },
    () => languages.list(),
  );

  app.get(
    '/api/v1/problems',
    {
      onRequest: guards.anyone,
      schema: {
        tags,
        summary: 'All problems',
        response: { 200: z.array(ProblemSummary), ...problemResponse },
      },
    },
    async ({ account }) => {
      const problems = await store.problems.list(account?.id ?? null, reads);
      return problems.filter((problem) => maySeeProblem(problem, account));
    },
  );

  app.get(
    '/api/v1/problems/:slug',
    {
      onRequest: guards.anyone,
      schema: { tags, summary: 'One problem', params, response: { 200: Problem, ...problemResponse } },
    },
    async ({ params: { slug }, account }) => {
      const problem = await store.problems.get(slug, account?.id ?? null, reads);
      if (!problem || !maySeeProblem(problem, account))
        throw new ApiError('not-found', `there is no problem "${slug}"`);
      return problem;
    },
  );
}

/** One of an event is kept from others than admins until the event begins. */
const maySeeProblem = (problem: { visibleFrom: string }, account: Account | null): boolean =>
  Date.parse(problem.visibleFrom) <= Date.now() || account?.role === 'admin';

/** In a scope of its own: only here a body may be a stream. */
export function packageRoute(app: Api, context: RouteContext, guards: Guards): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/zip', (_request, body, done) => done(null, body));
  app.put(
    '/api/v1/problems/:slug',
    {
      onRequest: guards.admin,
      bodyLimit: bounds.packageZip,
      schema: {
        tags,
        summary: 'Add or replace a problem (admin)',
        description: 'The body is a problem package (ICPC/Kattis format), `application/zip`.',
        consumes: ['application/zip'],
        params,
        querystring: PackageQuery,
        response: { 200: StoredProblem, 201: StoredProblem, ...problemResponse },
      },
    },
    async ({ params: { slug }, query: { hidden }, body }, reply) => {
      if (!body) throw new ApiError('malformed-body', 'send a problem package as application/zip');
      const folder = await mkdtemp(join(tmpdir(), 'gavel-package-'));
      try {
        const file = join(folder, `${slug}.zip`);
        await pipeline(undisturbed(body as Readable), bounded(bounds.packageZip), createWriteStream(file));
        await using problem = await readPackageZip(file, { tmpDir: folder, name: slug });
        const { created } = await putPackage(context, slug, problem, hidden);
        if (!created) await context.events.problemChanged(slug);
        const { title, tests } = problem;
        const warnings = [...problem.warnings, ...(await unjudged(context, problem))];
        const stored = { slug, title, tests: tests.length, warnings };
        return await reply.code(created ? 201 : 200).send(stored);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
}

/** No fault: workers come and go. */
async function unjudged({ languages }: RouteContext, { comparison }: ProblemPackage) {
  if (comparison.kind === 'tokens' || (await languages.judges(comparison.language))) return [];
  const { main, language } = comparison;
  const message = `no worker here judges ${language}: until one does, submissions end as judge errors`;
  return [{ path: main, message }];
}

/** A body that a pipeline destroys takes its connection along, and with it the answer. */
const undisturbed = (body: Readable) => body.iterator({ destroyOnReturn: false });

function bounded(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= bytes) done(null, chunk);
      else done(tooLarge(bytes));
    },
  });
}

import { z } from 'zod';

/** One fault of a request: `path` names where, e.g. `body.source`, `query.wait`, `path.slug` or `data/secret/3.in`. */
export const Fault = z.object({ path: z.string(), message: z.string() });
export type Fault = z.infer<typeof Fault>;

/** RFC 9457, `application/problem+json`. Clients decide by `code`; `detail` is for people. */
export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    faults: z.array(Fault).optional(),
  })
  .meta({ id: 'ProblemDetails', description: 'RFC 9457 problem details; decide by `code`' });
export type ProblemDetails = z.infer<typeof ProblemDetails>;

import { z } from 'zod';
import { bounds } from './bounds.ts';
import { Id, Slug, Timestamp } from './primitives.ts';

/** public: listed; unlisted: for whoever has the address, and listed to who joined; hidden: a draft only admins see. */
export const EventVisibility = z.enum(['public', 'unlisted', 'hidden']);
export type EventVisibility = z.infer<typeof EventVisibility>;

/** icpc: problems solved, then penalty minutes. points: the sum of the best score for each problem. */
export const Scoring = z.enum(['icpc', 'points']);
export type Scoring = z.infer<typeof Scoring>;

const [EARLIEST, LATEST] = ['2000-01-01T00:00:00.000Z', '2199-12-31T23:59:59.999Z'];

/** ISO 8601 with an offset: a local time without one would mean another moment to each reader. */
const Moment = z.iso
  .datetime({ offset: true, error: 'must be ISO 8601 with an offset, such as 2026-03-29T10:00:00+02:00' })
  .transform((text) => new Date(text).toISOString())
  .refine((utc) => utc >= EARLIEST && utc <= LATEST, 'must be from the year 2000 to 2199')
  .meta({ description: 'ISO 8601 with an offset; kept in UTC' });

const text = (what: string) =>
  z.string().refine((value) => !value.includes('\0') && value.isWellFormed(), `${what} is not text`);

const title = text('the title').trim().min(1, 'the title is empty').max(200);
const problems = z
  .array(Slug)
  .min(1, 'an event has at least one problem')
  .max(bounds.eventProblems, `an event has at most ${bounds.eventProblems} problems`)
  .refine((slugs) => new Set(slugs).size === slugs.length, 'a problem is named twice')
  .meta({ description: 'in the order A, B, C, …' });
const description = text('the description')
  .max(bounds.eventDescription)
  .meta({ description: 'Markdown with math, as statements' });
const freezeMinutes = z
  .int()
  .min(1)
  .max(525_600)
  .nullable()
  .meta({ description: 'how long before the end the standings stop moving for the public; null: never' });

export const NewEvent = z.object({
  title,
  startsAt: Moment,
  endsAt: Moment,
  problems,
  description: description.default(''),
  visibility: EventVisibility.default('public'),
  scoring: Scoring.default('icpc'),
  freezeMinutes: freezeMinutes.default(null),
});
export type NewEvent = z.infer<typeof NewEvent>;

/** What is left out stays as it is. */
export const EventChange = z
  .object({
    title,
    startsAt: Moment,
    endsAt: Moment,
    problems,
    description,
    visibility: EventVisibility,
    scoring: Scoring,
    freezeMinutes,
  })
  .partial();
export type EventChange = z.infer<typeof EventChange>;

export const EventSummary = z
  .object({
    id: Id,
    title: z.string(),
    startsAt: Timestamp,
    endsAt: Timestamp,
    problems: z
      .array(Slug)
      .meta({ description: 'in the order A, B, C, …; empty before the start, but for admins' }),
    visibility: EventVisibility,
    scoring: Scoring,
    freezeMinutes,
    freezeAt: Timestamp.nullable(),
    revealedAt: Timestamp.nullable(),
    joined: z
      .boolean()
      .nullable()
      .meta({ description: 'whether the asking user takes part; null: a visitor' }),
  })
  .meta({ id: 'EventSummary' });
export type EventSummary = z.infer<typeof EventSummary>;

export const EventProblem = z
  .object({ label: z.string().meta({ description: 'A, B, C, …' }), slug: Slug, title: z.string() })
  .meta({ id: 'EventProblem' });
export type EventProblem = z.infer<typeof EventProblem>;

export const EventDetail = EventSummary.extend({
  problemList: z.array(EventProblem).meta({ description: 'as `problems`, with titles' }),
  description: z.string(),
  descriptionHtml: z.string().meta({ description: 'sanitised; math is already rendered (KaTeX)' }),
}).meta({ id: 'Event' });
export type EventDetail = z.infer<typeof EventDetail>;

export const Participant = z
  .object({ id: Id, handle: z.string(), joinedAt: Timestamp })
  .meta({ id: 'Participant' });
export type Participant = z.infer<typeof Participant>;

/** What one participant has done on one problem. */
export const StandingsCell = z
  .object({
    wrong: z.int().meta({ description: 'judged attempts before the first accepted one; CE and JE are none' }),
    pending: z.int().meta({ description: 'attempts whose result is not known yet, or hidden by the freeze' }),
    solvedAt: z.int().nullable().meta({ description: 'whole minutes from the start; null: not solved' }),
    points: z.number().meta({ description: 'the best score' }),
    first: z.boolean().meta({ description: 'the first accepted of all' }),
  })
  .meta({ id: 'StandingsCell' });
export type StandingsCell = z.infer<typeof StandingsCell>;

export const StandingsRow = z
  .object({
    rank: z.int().meta({ description: 'from 1; the same for who is equal' }),
    user: z.object({ id: Id, handle: z.string() }),
    solved: z.int(),
    penalty: z
      .int()
      .meta({ description: 'minutes: of each solved problem, and 20 for each wrong attempt at it' }),
    points: z.number(),
    cells: z
      .array(StandingsCell.nullable())
      .meta({ description: 'in the order of `problems`; null: not tried' }),
  })
  .meta({ id: 'StandingsRow' });
export type StandingsRow = z.infer<typeof StandingsRow>;

export const Standings = z
  .object({
    event: Id,
    scoring: Scoring,
    frozen: z.boolean().meta({ description: 'attempts since `freezeAt` are shown as pending' }),
    problems: z.array(EventProblem),
    rows: z.array(StandingsRow),
  })
  .meta({ id: 'Standings' });
export type Standings = z.infer<typeof Standings>;

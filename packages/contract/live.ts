import { z } from 'zod';
import { Id, Kibibytes, Milliseconds, Verdict } from './primitives.ts';
import { RejudgingState } from './rejudging.ts';

const SubmissionId = { id: Id };

/** What happens on a channel. Everything about a submission goes to `submission:ID` and its author's `user:ID`. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('submission.queued'),
    ...SubmissionId,
    position: z.int().nullable(),
    /** Of one that is judged again: an attempt above all before it. */
    attempt: z.int().optional(),
  }),
  z.object({ type: z.literal('submission.started'), ...SubmissionId, attempt: z.int() }),
  z.object({ type: z.literal('submission.compiled'), ...SubmissionId, ok: z.boolean() }),
  z.object({
    type: z.literal('submission.test'),
    ...SubmissionId,
    index: z.int(),
    total: z.int(),
    verdict: Verdict,
    cpuMs: Milliseconds,
    memoryKiB: Kibibytes,
  }),
  z.object({
    type: z.literal('submission.finished'),
    ...SubmissionId,
    verdict: Verdict,
    score: z.number(),
    cpuMs: Milliseconds,
    memoryKiB: Kibibytes,
  }),
  z.object({ type: z.literal('submission.cancelled'), ...SubmissionId }),
  z.object({
    type: z.literal('submission.rejudged'),
    ...SubmissionId,
    attempt: z.int(),
    verdict: Verdict,
    score: z.number(),
    cpuMs: Milliseconds,
    memoryKiB: Kibibytes,
  }),
  z.object({
    type: z.literal('rejudging.changed'),
    id: Id,
    state: RejudgingState,
    total: z.int(),
    done: z.int(),
  }),
  z.object({ type: z.literal('run.finished'), id: Id }),
  z.object({ type: z.literal('wallet.changed'), coins: z.int() }),
  z.object({ type: z.literal('lucky'), id: Id, coins: z.int(), message: z.string() }),
  z.object({ type: z.literal('announcement'), id: Id, message: z.string(), event: Id.nullable() }),
  z.object({
    type: z.enum(['event.created', 'event.updated', 'event.deleted', 'standings.changed']),
    id: Id,
  }),
  z.object({
    type: z.literal('queue.moved'),
    id: Id,
    position: z.int(),
    /** Estimated until it begins; null: not known, since nobody works or nothing was finished lately. */
    waitMs: Milliseconds.nullable(),
    /** Nothing of its class is judged until an admin resumes the queue. */
    paused: z.boolean().optional(),
  }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

/** `user:me` stands for one's own user channel. */
export const ChannelName = z
  .string()
  .regex(
    /^(all|admin|user:me|(user|submission|run|event):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'not a channel name',
  );
export type ChannelName = z.infer<typeof ChannelName>;

/** A place in a channel's history. The epoch names the life of the offset counter. */
export const StreamPosition = z.object({ epoch: z.string().max(64), offset: z.int().min(0) });
export type StreamPosition = z.infer<typeof StreamPosition>;

export const ClientFrame = z.discriminatedUnion('op', [
  z.object({ op: z.literal('subscribe'), channel: ChannelName, since: StreamPosition.optional() }),
  z.object({ op: z.literal('unsubscribe'), channel: ChannelName }),
  z.object({ op: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

export const ServerFrame = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('subscribed'),
    channel: z.string(),
    epoch: z.string(),
    offset: z.int(),
    recovered: z.boolean(),
  }),
  z.object({
    op: z.literal('message'),
    channel: z.string(),
    epoch: z.string(),
    offset: z.int(),
    /** So many messages right before this one were left out: you were slow, and newer progress says more. */
    skipped: z.int().min(1).optional(),
    event: LiveEvent,
  }),
  z.object({
    op: z.literal('error'),
    code: z.string(),
    message: z.string(),
    channel: z.string().optional(),
  }),
  z.object({ op: z.literal('drain'), afterMs: z.int() }),
  z.object({ op: z.literal('pong') }),
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

/** Subprotocol of the WebSocket at `/live`. */
export const LIVE_SUBPROTOCOL = 'gavel.v1';

/**
 * Codes a gateway closes a socket with. 3000–3499: come back, and recover with `since`.
 * 3500–3999: do not come back before something was changed (sign in, fix the client).
 */
export const closeCodes = {
  draining: 3000,
  slowReader: 3001,
  internal: 3002,
  unauthorized: 3500,
  tooManyFrames: 3501,
  frameTooLarge: 3502,
  tooManyConnections: 3503,
} as const;

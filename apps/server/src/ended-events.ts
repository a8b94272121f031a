import type { Job, LiveEvent, Verdict } from '@gavel/contract';
import type { RejudgingProgress, Store } from '@gavel/store';

export interface ChannelsEvent {
  readonly channels: readonly string[];
  readonly event: LiveEvent;
}

interface EndedSubmission {
  readonly id: string;
  readonly userId: string;
  /** The event in which it counts, or null. */
  readonly eventId: string | null;
  readonly verdict: Verdict;
  readonly score: number;
  readonly cpuMs: number;
  readonly memoryKiB: number;
  /** The author's balance, where the verdict changed it. */
  readonly coins: number | null;
}

/** What is published when a submission has its verdict. */
export function submissionEnded({ userId, eventId, coins, ...figures }: EndedSubmission): ChannelsEvent[] {
  const { id, verdict, score, cpuMs, memoryKiB } = figures;
  const finished: ChannelsEvent = {
    channels: [`submission:${id}`, `user:${userId}`],
    event: { type: 'submission.finished', id, verdict, score, cpuMs, memoryKiB },
  };
  const events = [finished];
  if (coins !== null) events.push({ channels: [`user:${userId}`], event: { type: 'wallet.changed', coins } });
  if (eventId !== null) {
    events.push({ channels: [`event:${eventId}`], event: { type: 'standings.changed', id: eventId } });
  }
  return events;
}

/**
 * The same by the row, for whoever comes after the one that stored it: that one may have been gone before it could say
 * so, and to hear it twice is harmless. None: it has not ended with a verdict.
 */
export async function endedEvents(store: Store, kind: Job['kind'], id: string): Promise<ChannelsEvent[]> {
  if (kind === 'judging') return rejudgingChanged(await store.judgings.progress(id));
  return kind === 'run' ? runEnded(store, id) : readSubmissionEnded(store, id);
}

/** How far a rejudging set is: admins see it grow. */
export function rejudgingChanged(set: RejudgingProgress | null): ChannelsEvent[] {
  return set === null ? [] : [{ channels: ['admin'], event: { type: 'rejudging.changed', ...set } }];
}

async function readSubmissionEnded(store: Store, id: string): Promise<ChannelsEvent[]> {
  const row = await store.submissions.get(id);
  if (row?.state !== 'done' || row.verdict === null) return [];
  const { user, event, verdict, score, cpuMs, memoryKiB } = row;
  const me = verdict === 'AC' ? await store.users.me(user.id) : null;
  return submissionEnded({
    ...{
      id,
      userId: user.id,
      eventId: event,
      verdict,
      score: score ?? 0,
      cpuMs: cpuMs ?? 0,
      memoryKiB: memoryKiB ?? 0,
    },
    coins: me?.coins ?? null,
  });
}

async function runEnded({ runs }: Store, id: string): Promise<ChannelsEvent[]> {
  const [state, userId] = await Promise.all([runs.state(id), runs.owner(id)]);
  if (state !== 'done' || userId === null) return [];
  return [{ channels: [`run:${id}`, `user:${userId}`], event: { type: 'run.finished', id } }];
}

import type { WriteOrder } from './index.ts';

/** A known mistake: the protocol with one of its parts left out. */
type Mistake =
  /** The orders as they are written down everywhere: no writers, no leases. */
  | 'plain'
  /** `begin` takes leases away, but leaves no marker. */
  | 'lease alone'
  /** One marker for all writers: the first to end removes it. */
  | 'one marker'
  /** A marker may expire while its transaction goes on. */
  | 'short marker'
  /** `end` puts the value also where another writer overlapped. */
  | 'careless put'
  /** Readers of one process share a load without asking whether it is still right. */
  | 'careless join'
  /** A Redis that restarted is believed. */
  | 'careless restart'
  /** `clear` leaves the mark of the last writer. */
  | 'careless clear';

export interface Scenario {
  readonly order: WriteOrder;
  readonly mistake?: Mistake;
  readonly writers: number;
  readonly readers: number;
  /** Readers are of one process, and share what they load. */
  readonly oneProcess?: boolean;
  /** The first reader finds a value past its life, and refreshes it. */
  readonly refresher?: boolean;
  /** Any process may die at any step, any transaction be rolled back. */
  readonly failures?: boolean;
  /** Redis may restart once, without the last of what it was told. */
  readonly restart?: boolean;
  /** Redis may not hear a step of a writer, or hear it later; the write is made, and what it owes is cleared some time. */
  readonly deaf?: boolean;
  /** Leases, values and markers of the dead may expire at any time. */
  readonly expiry?: boolean;
}

/** What can be wrong. `uncommitted`: seen before its commit, or though it was rolled back. */
export type Anomaly = 'stale after the answer' | 'old row left' | 'uncommitted';

const NONE = -1;

interface Redis {
  value: number;
  /** The value was not confirmed, and has a short life. */
  provisional: boolean;
  lease: number;
  writers: number[];
  last: number;
}

interface WriterState {
  at: 'begin' | 'write' | 'provide' | 'commit' | 'end' | 'done' | 'dead';
  alone: boolean;
  rolledBack: boolean;
  /** It went on without Redis. */
  away: boolean;
  /** Scripts that it has given up, and Redis may still hear. */
  late: ('begin' | 'provide' | 'end')[];
}

interface ReaderState {
  at: 'get' | 'lease' | 'load' | 'fill' | 'direct' | 'join' | 'done' | 'dead';
  /** How many commits had been answered when it began. */
  floor: number;
  loaded: number;
}

/** Values are numbers: 0 is there at first, n + 1 is what writer n writes. */
export interface State {
  readonly redis: Redis;
  saved: Redis | null;
  restarted: boolean;
  /** Committed values in their order; the last one is the row. */
  history: number[];
  /** How many of them have been answered. */
  answered: number;
  /** The writer whose transaction holds the row. */
  holder: number;
  /** Values written without Redis that are to be cleared. */
  owed: number[];
  readonly writers: WriterState[];
  readonly readers: ReaderState[];
}

export interface Step {
  readonly actor: 'writer' | 'reader' | 'time';
  readonly index: number;
  readonly op: string;
  /** What the actor is answered. */
  readonly saw: string;
  readonly next: State;
  readonly anomaly?: Anomaly;
}

export function initial({ writers, readers, refresher }: Scenario): State {
  return {
    redis: { value: refresher ? 0 : NONE, provisional: false, lease: NONE, writers: [], last: NONE },
    ...{ saved: null, restarted: false, history: [0], answered: 0, holder: NONE, owed: [] },
    writers: Array.from({ length: writers }, () => ({
      ...{ at: 'begin', alone: false, rolledBack: false, away: false, late: [] },
    })),
    readers: Array.from({ length: readers }, (_, index) => ({
      at: refresher && index === 0 ? 'lease' : 'get',
      floor: NONE,
      loaded: NONE,
    })),
  };
}

const copyRedis = (redis: Redis): Redis => ({ ...redis, writers: [...redis.writers] });

const copy = (state: State): State => ({
  ...state,
  redis: copyRedis(state.redis),
  saved: state.saved,
  history: [...state.history],
  owed: [...state.owed],
  writers: state.writers.map((writer) => ({ ...writer, late: [...writer.late] })),
  readers: state.readers.map((reader) => ({ ...reader })),
});

/** Everything that can happen next. */
export function steps(state: State, scenario: Scenario): Step[] {
  const found: Step[] = [];
  const add = (
    actor: Step['actor'],
    index: number,
    op: string,
    change: (next: State) => string,
    anomalous?: (next: State) => Anomaly | undefined,
  ) => {
    const next = copy(state);
    const saw = change(next);
    const anomaly = anomalous?.(next) ?? leftBehind(next);
    found.push({ actor, index, op, saw, next, ...(anomaly && { anomaly }) });
  };
  for (const index of state.writers.keys()) writerSteps(state, scenario, index, add);
  for (const index of state.readers.keys()) readerSteps(state, scenario, index, add);
  timeSteps(state, scenario, add);
  return found;
}

type Add = (
  actor: Step['actor'],
  index: number,
  op: string,
  change: (next: State) => string,
  anomalous?: (next: State) => Anomaly | undefined,
) => void;

function writerSteps(state: State, scenario: Scenario, index: number, add: Add): void {
  const { order, mistake, failures, deaf } = scenario;
  const { at, away, rolledBack } = state.writers[index] as WriterState;
  if (at === 'done' || at === 'dead') return;
  const value = index + 1;
  const step = (op: string, change: (next: State, self: WriterState) => string) =>
    add('writer', index, op, (next) => change(next, next.writers[index] as WriterState));
  const plain = mistake === 'plain';

  if (at === 'begin') {
    if (deaf) {
      step('begin unheard', (_, self) => {
        Object.assign(self, { at: 'write', away: true, late: ['begin'] });
        return 'away';
      });
    }
    if (!plain && order === 'cache-first' && state.redis.writers.length > 0) return;
    step('begin', ({ redis }, self) => {
      self.at = 'write';
      if (!plain) return begin(redis, self, index, scenario);
      if (order === 'cache-first') redis.value = value;
      if (order === 'invalidate-first') redis.value = NONE;
      return 'ok';
    });
  }
  if (at === 'write' && state.holder === NONE) {
    step('write', (next, self) => {
      next.holder = index;
      self.at = !plain && !away && order === 'cache-first' ? 'provide' : 'commit';
      return 'ok';
    });
  }
  if (at === 'provide') {
    if (deaf) {
      step('provide unheard', (_, self) => {
        Object.assign(self, { at: 'commit', away: true, late: [...self.late, 'provide'] });
        return 'away';
      });
    }
    step('provide', ({ redis }, self) => {
      self.at = 'commit';
      // Without it the write is taken back.
      self.rolledBack = !provide(redis, index);
      return String(!self.rolledBack);
    });
  }
  if (at === 'commit' && !rolledBack) {
    step('commit', (next, self) => {
      next.history.push(value);
      next.holder = NONE;
      if (away) next.owed.push(value);
      self.at = away || (plain && order !== 'database-first') ? 'done' : 'end';
      if (away) return 'ok';
      if (self.at === 'done') next.answered = next.history.length;
      return 'ok';
    });
  }
  const mayRollBack = failures || rolledBack;
  if ((at === 'provide' || at === 'commit') && mayRollBack) {
    step('rollback', (next, self) => {
      next.holder = NONE;
      self.rolledBack = true;
      self.at = plain ? 'done' : 'end';
      return 'ok';
    });
  }
  if (at === 'end') {
    const answer = (next: State) => {
      if (!rolledBack) next.answered = Math.max(next.answered, next.history.lastIndexOf(value) + 1);
    };
    if (deaf) {
      step('end unheard', (next, self) => {
        Object.assign(self, { at: 'done', late: [...self.late, 'end'] });
        answer(next);
        return 'away';
      });
    }
    step('end', (next, self) => {
      const { redis } = next;
      self.at = 'done';
      answer(next);
      if (plain) redis.value = value;
      if (plain || mistake === 'lease alone') return 'ok';
      return end(redis, self, index, scenario);
    });
  }
  if (failures) {
    step('die', (next, self) => {
      self.at = 'dead';
      if (next.holder === index) next.holder = NONE;
      return 'dead';
    });
  }
}

function begin(redis: Redis, self: WriterState, index: number, { order, mistake }: Scenario): string {
  const busy = order === 'cache-first' && redis.writers.length > 0;
  if (busy) return 'busy';
  self.alone = redis.writers.length === 0;
  if (order !== 'cache-first') Object.assign(redis, { value: NONE, provisional: false });
  redis.lease = NONE;
  if (mistake !== 'lease alone') redis.writers.push(index);
  redis.last = index;
  return self.alone ? 'alone' : 'among';
}

function provide(redis: Redis, index: number): boolean {
  const believed = redis.writers.includes(index) && redis.last === index;
  if (believed) Object.assign(redis, { value: index + 1, provisional: true });
  return believed;
}

function end(redis: Redis, self: WriterState, index: number, { order, mistake }: Scenario): string {
  const believed = redis.writers.includes(index);
  const overlapped = redis.writers.length !== 1 || redis.last !== index || !self.alone;
  const puts = order !== 'invalidate-first' && !self.rolledBack && !self.away && believed;
  redis.value = puts && (!overlapped || mistake === 'careless put') ? index + 1 : NONE;
  redis.provisional = false;
  redis.writers = mistake === 'one marker' ? [] : redis.writers.filter((each) => each !== index);
  redis.lease = NONE;
  if (redis.last === index || !believed) redis.last = NONE;
  return String(redis.value);
}

function readerSteps(state: State, scenario: Scenario, index: number, add: Add): void {
  const { mistake, oneProcess, failures } = scenario;
  const { at } = state.readers[index] as ReaderState;
  if (at === 'done' || at === 'dead' || at === 'join') return;
  const refreshes = scenario.refresher === true && index === 0;
  const plain = mistake === 'plain';
  const step = (op: string, change: (next: State, self: ReaderState) => number | string) => {
    let returned = NONE;
    const run = (next: State) => {
      const saw = change(next, next.readers[index] as ReaderState);
      if (typeof saw === 'string') return saw;
      returned = saw;
      return String(saw);
    };
    add('reader', index, op, run, (next) =>
      refreshes ? undefined : judged(next, (next.readers[index] as ReaderState).floor, returned),
    );
  };
  const joiners = (next: State) => (oneProcess ? next.readers.filter((reader) => reader.at === 'join') : []);

  if (at === 'get') {
    step('get', (next, self) => {
      if (self.floor === NONE) self.floor = next.answered;
      if (next.redis.value !== NONE) {
        self.at = 'done';
        return next.redis.value;
      }
      const flying = oneProcess && next.readers.some((other) => flies(other, mistake));
      self.at = flying ? 'join' : plain ? 'load' : 'lease';
      return 'miss';
    });
  }
  if (at === 'lease') {
    step('lease', (next, self) => {
      const { redis } = next;
      if (redis.value !== NONE && !refreshes) {
        self.at = 'done';
        for (const joiner of joiners(next)) joiner.at = 'get';
        return redis.value;
      }
      const verdict = redis.writers.length > 0 ? 'writer' : redis.lease !== NONE ? 'wait' : 'lease';
      if (verdict === 'writer') {
        self.at = refreshes ? 'done' : 'direct';
        for (const joiner of joiners(next)) joiner.at = 'direct';
      }
      // Waiting is asking again, or giving up, which is as a writer.
      if (verdict === 'wait' && refreshes) self.at = 'done';
      if (verdict === 'lease') {
        redis.lease = index;
        self.at = 'load';
      }
      return verdict;
    });
  }
  if (at === 'load') {
    step('load', (next, self) => {
      self.loaded = next.history.at(-1) as number;
      self.at = 'fill';
      return 'ok';
    });
  }
  if (at === 'fill') {
    let seen: number[] = [];
    const fill = (next: State) => {
      const self = next.readers[index] as ReaderState;
      const { redis } = next;
      const may = plain || (redis.lease === index && redis.writers.length === 0);
      if (may) Object.assign(redis, { value: self.loaded, provisional: false });
      if (redis.lease === index) redis.lease = NONE;
      self.at = 'done';
      const shared = may || mistake === 'careless join';
      seen = shared ? joiners(next).map((joiner) => joiner.floor) : [];
      for (const joiner of joiners(next)) joiner.at = shared ? 'done' : 'direct';
      return may ? 'filled' : 'refused';
    };
    add('reader', index, 'fill', fill, (next) => {
      const { loaded, floor } = next.readers[index] as ReaderState;
      const floors = refreshes ? [] : [floor, ...seen];
      return floors.map((each) => judged(next, each, loaded)).find(Boolean);
    });
  }
  if (at === 'direct') {
    step('direct', (next, self) => {
      self.at = 'done';
      return next.history.at(-1) as number;
    });
  }
  if (failures) {
    step('die', (next, self) => {
      self.at = 'dead';
      if (oneProcess) for (const reader of next.readers) if (reader.at !== 'done') reader.at = 'dead';
      return 'dead';
    });
  }
}

/** Whether others may still come to what this reader is loading. */
function flies({ at }: ReaderState, mistake: Mistake | undefined): boolean {
  return at === 'lease' || at === 'load' || (mistake === 'careless join' && at === 'fill');
}

function timeSteps(state: State, scenario: Scenario, add: Add): void {
  const { mistake, expiry, restart } = scenario;
  const step = (index: number, op: string, change: (next: State) => void) =>
    add('time', index, op, (next) => {
      change(next);
      return 'ok';
    });
  const { redis } = state;
  if (expiry && redis.lease !== NONE)
    step(0, 'expire lease', ({ redis }) => Object.assign(redis, { lease: NONE }));
  if (expiry && redis.value !== NONE)
    step(0, 'expire value', ({ redis }) => Object.assign(redis, { value: NONE, provisional: false }));
  for (const index of redis.writers) {
    const { at } = state.writers[index] as WriterState;
    // The transaction is bounded well below the life of its marker.
    const outlives = at !== 'dead' && at !== 'done';
    if (!expiry || (outlives && mistake !== 'short marker')) continue;
    step(index, 'expire marker', (next) => {
      next.redis.writers = next.redis.writers.filter((each) => each !== index);
    });
  }
  for (const [index, { late }] of state.writers.entries()) {
    for (const script of late) {
      step(index, `late ${script}`, (next) => {
        const self = next.writers[index] as WriterState;
        self.late = self.late.filter((each) => each !== script);
        if (script === 'begin') begin(next.redis, self, index, scenario);
        if (script === 'provide') provide(next.redis, index);
        if (script === 'end') end(next.redis, self, index, scenario);
      });
    }
  }
  if (state.owed.length > 0) {
    step(0, 'settle', (next) => {
      Object.assign(next.redis, { value: NONE, provisional: false, lease: NONE });
      if (mistake !== 'careless clear') next.redis.last = NONE;
      for (const value of next.owed) {
        next.answered = Math.max(next.answered, next.history.lastIndexOf(value) + 1);
      }
      next.owed = [];
    });
  }
  if (!restart || state.restarted) return;
  if (!state.saved) step(0, 'save', (next) => Object.assign(next, { saved: copyRedis(next.redis) }));
  if (state.saved) {
    const { saved } = state;
    step(0, 'restart', (next) => {
      next.restarted = true;
      Object.assign(next.redis, copyRedis(saved));
      // What is of another reign is not believed; markers are.
      if (mistake !== 'careless restart') {
        Object.assign(next.redis, { value: NONE, provisional: false, lease: NONE, last: NONE });
      }
    });
  }
}

function judged({ history }: State, floor: number, value: number): Anomaly | undefined {
  if (value === NONE) return undefined;
  const place = history.lastIndexOf(value);
  if (place === -1) return 'uncommitted';
  return place + 1 < floor ? 'stale after the answer' : undefined;
}

/** When nothing goes on any more, what is in Redis must be the row. A value that is to be confirmed expires by itself. */
function leftBehind({ redis, writers, readers, history, owed }: State): Anomaly | undefined {
  const over = [...writers, ...readers].every(({ at }) => at === 'done' || at === 'dead');
  if (!over || redis.provisional || owed.length > 0 || redis.value === NONE) return undefined;
  return redis.value === history.at(-1) ? undefined : 'old row left';
}

/** Walks every state that can be reached; gives for each anomaly one way there, and how many states there were. */
export function explore(scenario: Scenario): { states: number; anomalies: Map<Anomaly, string[]> } {
  const start = initial(scenario);
  const cameBy = new Map<string, { from: string; step: string } | null>([[JSON.stringify(start), null]]);
  const anomalies = new Map<Anomaly, string[]>();
  const open: [string, State][] = [[JSON.stringify(start), start]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [key, state] = next;
    for (const step of steps(state, scenario)) {
      const name = `${step.actor} ${step.index}: ${step.op} → ${step.saw}`;
      if (step.anomaly && !anomalies.has(step.anomaly))
        anomalies.set(step.anomaly, [...wayTo(cameBy, key), name]);
      const nextKey = JSON.stringify(step.next);
      if (cameBy.has(nextKey)) continue;
      cameBy.set(nextKey, { from: key, step: name });
      open.push([nextKey, step.next]);
    }
  }
  return { states: cameBy.size, anomalies };
}

function wayTo(cameBy: Map<string, { from: string; step: string } | null>, key: string): string[] {
  const way: string[] = [];
  for (let came = cameBy.get(key); came; came = cameBy.get(came.from)) way.unshift(came.step);
  return way;
}

import type {
  Broadcast,
  Comparison,
  CompileResult,
  EventVisibility,
  LimitName,
  RejudgingSelection,
  Role,
  RunLimits,
  RunStatus,
  Scoring,
  SubmissionState,
  TestResult,
  Verdict,
} from '@gavel/contract';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Kysely, Transaction } from 'kysely';

type Time = ColumnType<Date, Date | string | undefined, Date | string>;
type Json<T extends object> = JSONColumnType<T | null, string | null, string | null>;

/** The tables as the migrations leave them; columns in camel case, as the plugin of the connection gives them. */
export interface Tables {
  user: UserTable;
  account: AccountTable;
  session: { userId: string };
  apiToken: ApiTokenTable;
  blob: BlobTable;
  blobPiece: BlobPieceTable;
  problem: ProblemTable;
  testCase: TestCaseTable;
  submission: SubmissionTable;
  submissionTest: SubmissionTestTable;
  idempotencyKey: IdempotencyKeyTable;
  run: RunTable;
  coinEntry: CoinEntryTable;
  event: EventTable;
  eventProblem: EventProblemTable;
  participant: ParticipantTable;
  broadcast: BroadcastTable;
  rejudging: RejudgingTable;
  judging: JudgingTable;
  pastVerdict: PastVerdictTable;
}

export type Database = Kysely<Tables>;

/** What is done through it is committed together, or not at all. */
export type StoreTransaction = Transaction<Tables>;

interface UserTable {
  id: string;
  handle: string;
  handleKey: string;
  name: string;
  email: string;
  emailVerified: Generated<boolean>;
  role: Generated<Role>;
  createdAt: Time;
  registeredAt: GeneratedAlways<Date>;
}

interface AccountTable {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  password: string | null;
}

interface ApiTokenTable {
  id: string;
  userId: string;
  hash: Buffer;
  name: string;
  createdAt: Time;
}

interface BlobTable {
  sha256: Buffer;
  size: ColumnType<string, number, number>;
  orphanedAt: Date | null;
}

interface BlobPieceTable {
  sha256: Buffer;
  index: number;
  content: Buffer;
}

interface ProblemTable {
  id: string;
  slug: string;
  title: string;
  statementMarkdown: string;
  statementHtml: string;
  timeLimitMs: number;
  memoryLimitKib: number;
  outputLimitBytes: ColumnType<string | null, number | null, number | null>;
  difficulty: number | null;
  author: string | null;
  source: string | null;
  license: string | null;
  comparison: JSONColumnType<Comparison, string | undefined, string>;
  refereeSha256: Buffer | null;
  revision: Generated<number>;
  hidden: Generated<boolean>;
  createdAt: Time;
  updatedAt: Time;
}

interface TestCaseTable {
  problemId: string;
  index: number;
  name: string;
  sample: boolean;
  inputSha256: Buffer;
  answerSha256: Buffer;
  points: number | null;
}

interface SubmissionTable {
  id: string;
  problemId: string;
  userId: string;
  language: string;
  source: string;
  class: Generated<string>;
  eventId: string | null;
  state: Generated<SubmissionState>;
  attempt: Generated<number>;
  verdict: Verdict | null;
  score: number | null;
  cpuMs: number | null;
  memoryKib: number | null;
  totalTests: number | null;
  compile: Json<CompileResult>;
  error: string | null;
  phases: Json<Record<string, number>>;
  createdAt: Time;
  startedAt: Date | null;
  finishedAt: Date | null;
}

interface SubmissionTestTable {
  submissionId: string;
  index: number;
  name: string;
  verdict: Verdict;
  cpuMs: number;
  wallMs: number;
  memoryKib: number;
  points: number | null;
  limit: LimitName | null;
  exitCode: number | null;
  signal: string | null;
  message: string | null;
}

interface IdempotencyKeyTable {
  userId: string;
  key: string;
  requestHash: Buffer;
  submissionId: string;
  createdAt: GeneratedAlways<Date>;
}

interface RunTable {
  id: string;
  userId: string;
  language: string;
  source: string;
  stdin: string;
  limits: JSONColumnType<RunLimits>;
  state: Generated<'queued' | 'running' | 'done'>;
  attempt: Generated<number>;
  status: RunStatus | null;
  limit: LimitName | null;
  exitCode: number | null;
  signal: string | null;
  stdout: string | null;
  stderr: string | null;
  truncated: boolean | null;
  cpuMs: number | null;
  wallMs: number | null;
  memoryKib: number | null;
  compile: Json<CompileResult>;
  error: string | null;
  createdAt: Time;
  startedAt: Date | null;
  finishedAt: Date | null;
}

interface CoinEntryTable {
  id: string;
  userId: string;
  amount: number;
  reason: string;
  problemId: string | null;
  submissionId: string | null;
  createdAt: Time;
}

interface BroadcastTable {
  id: string;
  type: Broadcast['type'];
  authorId: string;
  eventId: string | null;
  coins: number;
  message: string;
  idempotencyKey: string | null;
  requestHash: Buffer | null;
  createdAt: GeneratedAlways<Date>;
  publishedAt: Date | null;
}

interface EventTable {
  id: string;
  title: string;
  descriptionMarkdown: string;
  descriptionHtml: string;
  visibility: EventVisibility;
  scoring: Scoring;
  startsAt: ColumnType<Date, string, string>;
  endsAt: ColumnType<Date, string, string>;
  freezeMinutes: number | null;
  revealedAt: Date | null;
  createdAt: Time;
  updatedAt: Time;
}

interface EventProblemTable {
  eventId: string;
  position: number;
  problemId: string;
}

interface ParticipantTable {
  eventId: string;
  userId: string;
  joinedAt: Time;
}

interface RejudgingTable {
  id: string;
  reason: string;
  selection: JSONColumnType<RejudgingSelection>;
  state: Generated<'open' | 'applied' | 'cancelled'>;
  total: number;
  done: Generated<number>;
  createdBy: string;
  createdAt: Time;
  endedBy: string | null;
  endedAt: Date | null;
}

interface JudgingTable {
  id: string;
  rejudgingId: string;
  submissionId: string;
  baseAttempt: number;
  state: Generated<'queued' | 'running' | 'done' | 'applied' | 'kept' | 'cancelled'>;
  attempt: Generated<number>;
  verdict: Verdict | null;
  score: number | null;
  cpuMs: number | null;
  memoryKib: number | null;
  totalTests: number | null;
  compile: Json<CompileResult>;
  tests: Json<TestResult[]>;
  error: string | null;
  phases: Json<Record<string, number>>;
  oldVerdict: Verdict | null;
  oldScore: number | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

interface PastVerdictTable {
  submissionId: string;
  attempt: number;
  verdict: Verdict;
  score: number | null;
  judgedAt: Date;
  rejudgingId: string | null;
  replacedAt: Date;
}

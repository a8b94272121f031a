/** Source and tests in, verdict out. Knows neither Redis nor Postgres. */
export { JudgeError } from './errors.ts';
export { judge } from './judge.ts';
export { detectLanguages } from './languages/index.ts';
export { runOnce } from './run-once.ts';
export { openJudgeSandbox } from './sandbox.ts';
export type {
  InstalledLanguage,
  JudgeLimits,
  Judgement,
  JudgeRequest,
  JudgeTest,
  Phases,
  RunOnceRequest,
  RunOutcome,
} from './types.ts';

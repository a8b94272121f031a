import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** JSON lines, or readable ones at a terminal. Never logged: tokens, passwords, sources. */
export function createLog(name: string, level: string): Logger {
  const stream = process.stdout.isTTY ? pretty({ ignore: 'pid,hostname', sync: true }) : pino.destination(1);
  return pino({ name, level, redact: ['req.headers.authorization', 'req.headers.cookie'] }, stream);
}

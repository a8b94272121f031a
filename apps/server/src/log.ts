import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** pg hangs its whole client on an error, with the secret by which a query can be cancelled. */
function serializeError(error: Error): unknown {
  const { client, ...told } = pino.stdSerializers.err(error);
  return told;
}

/** JSON lines, or readable ones at a terminal. Never logged: tokens, passwords, sources. */
export function createLog(name: string, level: string): Logger {
  const stream = process.stdout.isTTY ? pretty({ ignore: 'pid,hostname', sync: true }) : pino.destination(1);
  const redact = ['req.headers.authorization', 'req.headers.cookie'];
  return pino({ name, level, redact, serializers: { err: serializeError } }, stream);
}

import type { IncomingMessage } from 'node:http';
import { bounds } from '@gavel/contract';
import type { Api } from './context.ts';
import { ApiError } from './errors.ts';

/** So much of a body that nobody wants is read and dropped, so that its sender lives to read the answer. */
const DROPPED = bounds.packageZip;

/**
 * A refusal reaches its client also when the body was not read. A connection that is closed while bytes of it are on
 * their way is reset, and a reset takes away what the client has not read yet: the answer. So what says its length is
 * refused before it is sent, if the client asks first (`Expect: 100-continue`), and else an answer waits for the body.
 */
export function answerDespiteBodies(app: Api): void {
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const limit = routeOptions.bodyLimit ?? bounds.requestBody;
    if (Number(headers['content-length']) > limit) throw tooLarge(limit);
  });

  const heldBack = new WeakSet<IncomingMessage>();
  app.server.on('checkContinue', (request, response) => {
    heldBack.add(request);
    app.server.emit('request', request, response);
  });
  // Whoever gets here may send: only now the body is wanted.
  app.addHook('preParsing', async ({ raw }, reply) => {
    if (heldBack.delete(raw)) reply.raw.writeContinue();
  });

  app.addHook('onSend', async ({ raw }, reply) => {
    if (raw.complete || !hasBody(raw) || heldBack.has(raw)) return;
    if (!(await dropped(raw))) reply.header('connection', 'close');
  });
}

export function tooLarge(limit: number): ApiError {
  const size = limit < 1024 * 1024 ? `${limit / 1024} KiB` : `${limit / 1024 / 1024} MiB`;
  return new ApiError('too-large', `send less: the body of this call may have ${size}`);
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length']) > 0 || headers['transfer-encoding'] !== undefined;

/** Reads the rest of a body. False: it has more than one reads for nothing, or its sender is gone. */
function dropped(body: IncomingMessage): Promise<boolean> {
  let left = DROPPED;
  return new Promise((resolve) => {
    const end = (whole: boolean) => {
      body.off('data', count).off('end', ended).off('close', gone);
      resolve(whole);
    };
    const count = ({ length }: Buffer) => {
      left -= length;
      if (left < 0) end(false);
    };
    const ended = () => end(true);
    const gone = () => end(false);
    body.on('data', count).on('end', ended).on('close', gone).resume();
    if (body.destroyed) end(false);
  });
}

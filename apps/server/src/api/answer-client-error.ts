import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { endWithProblem } from './end-with-problem.ts';
import { ApiError } from './errors.ts';

/** Answers what never became a request: it is not HTTP, too large, or too slow. The connection ends. */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  // Nobody is left to answer: https://nodejs.org/api/http.html#event-clienterror
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, toApiError(error));
}

function toApiError({ code }: ConnectionError): ApiError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError('headers-too-large', 'send fewer or shorter headers: all may have 16 KiB');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError('request-timeout', 'send the whole request faster');
    default:
      return new ApiError('invalid-request', 'the request is not HTTP/1.1');
  }
}

import { offline } from './errors.ts';
import { readAnswer } from './http.ts';

interface Sending {
  file: Blob;
  type: string;
  /** How much of the file has gone, from 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** Puts a file, and tells of its progress, which `fetch` cannot. Throws as `http` does. */
export async function sendFile<T>(path: string, sending: Sending): Promise<T> {
  sending.signal.throwIfAborted();
  return readAnswer(await put(path, sending), sending.signal);
}

function put(path: string, { file, type, onProgress, signal }: Sending): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', type);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(offline(new Error('the request failed')));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const retryAfter = request.getResponseHeader('retry-after');
  return new Response(request.responseText, {
    status: request.status,
    headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
  });
}

/** Browsers have it: https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror */
const environment = globalThis as { reportError?: (error: unknown) => void };

/** Calls a listener. What it throws is reported as that of any event's listener, and harms neither others nor us. */
export function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    if (environment.reportError) environment.reportError(error);
    else {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

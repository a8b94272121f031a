import { ApiError } from '../api/errors.ts';
import { Icon } from '../ui/Icon.tsx';
import { ErrorNotice } from '../ui/states.tsx';
import { FaultList } from './FaultList.tsx';

/** Where this page knows more than the error: by its code. `http-…` is no answer of Gavel, but of a proxy before it. */
const words: Record<string, string> = {
  offline: 'The connection was lost before the answer came. It does no harm to send the package again.',
  'http-413': 'The proxy in front of Gavel takes no file as large as this.',
};

export function SendFailure({ error }: { error: unknown }) {
  const code = error instanceof ApiError ? error.code : '';
  if (error instanceof ApiError && code === 'package-faults') {
    return (
      <div className="notice notice-error" role="alert">
        <Icon name="alert" />
        <div className="package-faults">
          <p>The package was not stored. What is wrong with it:</p>
          <FaultList faults={error.faults} />
        </div>
      </div>
    );
  }
  const text = words[code];
  return <ErrorNotice error={error} {...(text !== undefined && { text })} />;
}

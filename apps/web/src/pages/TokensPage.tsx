import type { CreatedToken, TokenInfo } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { http } from '../api/http.ts';
import { tokensQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { ConfirmButton } from '../ui/ConfirmButton.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatMoment } from '../ui/format.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import './tokens.css';

export function TokensPage() {
  useTitle('API tokens');
  return (
    <div className="page">
      <div className="page-head">
        <h1>API tokens</h1>
        <p>
          A token lets a program act as you: <code>Authorization: Bearer TOKEN</code>. The calls are described
          in <a href="/api/docs">the API documentation</a>.
        </p>
      </div>
      <RequireSignIn why="Tokens belong to an account.">{() => <Tokens />}</RequireSignIn>
    </div>
  );
}

function Tokens() {
  const tokens = useQuery(tokensQuery);
  return (
    <>
      <NewToken />
      {tokens.isPending && <Skeleton lines={3} height={40} />}
      {tokens.isError && <ErrorNotice error={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && <Empty title="No tokens yet">Name one above and create it.</Empty>}
      {tokens.data && tokens.data.length > 0 && (
        <div className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th>Name</th>
                <th>Created</th>
                <th>
                  <span className="visually-hidden">Delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.data.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function NewToken() {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => http<CreatedToken>('/api/v1/tokens', { method: 'POST', body: { name: name.trim() } }),
    onSuccess: () => {
      setName('');
      return queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    create.mutate();
  }

  return (
    <>
      <form className="token-form" onSubmit={submit}>
        <label className="field">
          <span className="field-name">Name of a new token</span>
          <input
            className="input"
            required
            maxLength={64}
            value={name}
            placeholder="e.g. laptop"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit" className="button button-primary" disabled={create.isPending}>
          Create token
        </button>
      </form>
      {create.isError && <ErrorNotice error={create.error} />}
      {create.data && (
        <div className="notice token-shown" role="status">
          <p>Copy it now: it is shown this once.</p>
          <code>{create.data.token}</code>
          <CopyButton text={create.data.token} label="Copy the token" />
        </div>
      )}
    </>
  );
}

function TokenRow({ token }: { token: TokenInfo }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => http<void>(`/api/v1/tokens/${token.id}`, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  return (
    <tr>
      <td>{token.name}</td>
      <td>{formatMoment(token.createdAt)}</td>
      <td className="numeric">
        {remove.isError && <ErrorNotice error={remove.error} />}
        <ConfirmButton
          label="Delete"
          sure="Really delete"
          about={token.name}
          small
          disabled={remove.isPending}
          onConfirm={remove.mutate}
        />
      </td>
    </tr>
  );
}

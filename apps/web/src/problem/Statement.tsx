import type { Problem } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { meQuery } from '../api/queries.ts';
import { RejudgeForAdmins } from '../rejudge/RejudgeForAdmins.tsx';
import { formatKibibytes, formatLimit } from '../ui/format.ts';
import { SampleBlock } from './SampleBlock.tsx';
import 'katex/dist/katex.min.css';
import './statement.css';

export function Statement({ problem }: { problem: Problem }) {
  const isAdmin = useQuery(meQuery).data?.role === 'admin';
  return (
    <article className="statement">
      <header>
        <h1>{problem.title}</h1>
        <dl className="limits">
          <Limit name="Time" value={formatLimit(problem.timeLimitMs)} />
          <Limit name="Memory" value={formatKibibytes(problem.memoryLimitKiB)} />
          <Limit name="Tests" value={String(problem.tests)} />
          {problem.difficulty !== null && <Limit name="Difficulty" value={`${problem.difficulty} of 10`} />}
        </dl>
        {problem.interactive && <p className="field-hint">Interactive: flush your output after each line.</p>}
        <p className="field-hint">
          Limits are those of C and C++; Python, Java, JavaScript and TypeScript get more.
        </p>
      </header>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitised it when the package was stored */}
      <div className="prose" dangerouslySetInnerHTML={{ __html: problem.statementHtml }} />
      {problem.samples.map((sample, at) => (
        <SampleBlock key={sample.name} sample={sample} number={at + 1} />
      ))}
      <footer className="statement-foot">
        <Credits problem={problem} />
        <Link to="/submissions" search={{ problem: problem.slug }}>
          Your submissions to this problem
        </Link>
        {isAdmin && (
          <Link to="/send-package" search={{ slug: problem.slug }}>
            Replace
          </Link>
        )}
        <RejudgeForAdmins of={{ problem: problem.slug }} title={problem.title} />
      </footer>
    </article>
  );
}

function Limit({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Credits({ problem }: { problem: Problem }) {
  const parts = [problem.author && `By ${problem.author}`, problem.source, problem.license].filter(Boolean);
  return parts.length > 0 ? <span>{parts.join(' · ')}</span> : null;
}

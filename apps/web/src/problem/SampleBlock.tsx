import type { Sample } from '@gavel/contract';
import { CopyButton } from '../ui/CopyButton.tsx';
import './sample.css';

export function SampleBlock({ sample, number }: { sample: Sample; number: number }) {
  return (
    <section className="sample" aria-label={`Sample ${number}`}>
      <SampleText title={`Sample input ${number}`} text={sample.input} />
      <SampleText title={`Sample output ${number}`} text={sample.answer} />
    </section>
  );
}

function SampleText({ title, text }: { title: string; text: string }) {
  return (
    <div className="sample-half">
      <div className="sample-head">
        <h2>{title}</h2>
        <CopyButton text={text} label={`Copy ${title.toLowerCase()}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long sample scrolls, and must do so by keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

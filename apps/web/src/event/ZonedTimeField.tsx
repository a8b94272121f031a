import { useId } from 'react';
import { Icon } from '../ui/Icon.tsx';
import type { LocalTime } from './event-draft.ts';
import { momentsOf, offsetName } from './zoned-time.ts';

const utc = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'UTC', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
});

/** A local time of a zone. Says which moment that is, asks where there are two, and refuses where there is none. */
export function ZonedTimeField(props: {
  label: string;
  zone: string;
  value: LocalTime;
  onChange: (value: LocalTime) => void;
}) {
  const { label, zone, value, onChange } = props;
  const id = useId();
  const moments = momentsOf(value.text, zone);
  const missing = value.text !== '' && moments.length === 0;
  const [moment] = moments;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        type="datetime-local"
        required
        value={value.text}
        aria-invalid={missing}
        aria-describedby={`${id}-told`}
        onChange={({ target }) => {
          target.setCustomValidity('');
          onChange({ text: target.value, later: false });
        }}
      />
      <span id={`${id}-told`}>
        {missing && (
          <span className="field-error" role="alert">
            <Icon name="alert" /> This time does not exist in {zone}: clocks are put forward over it.
          </span>
        )}
        {moment !== undefined && moments.length === 1 && (
          <span className="field-hint">
            {offsetName(moment, zone)}: {utc.format(moment)} UTC
          </span>
        )}
      </span>
      {moments.length === 2 && (
        <fieldset className="twice">
          <legend className="field-hint">Clocks are put back: this time comes twice. Which one?</legend>
          {moments.map((each, at) => (
            <label key={each}>
              <input
                type="radio"
                name={`${id}-which`}
                checked={value.later === (at === 1)}
                onChange={() => onChange({ ...value, later: at === 1 })}
              />
              {at === 0 ? 'The first' : 'The second'}, {offsetName(each, zone)} ({utc.format(each)} UTC)
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

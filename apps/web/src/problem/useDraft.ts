import { useEffect, useEffectEvent, useState } from 'react';
import { draftKey, readDraft, writeDraft } from './drafts.ts';
import { templateFor } from './templates.ts';

/**
 * The source in the editor, kept per problem and language on this device. It starts with `start` when that is given;
 * the draft is lost only once something is typed over it. A tab in the background takes what another one writes, so
 * that going on in it does not lose that.
 */
export function useDraft(slug: string, language: string, start: string | undefined) {
  const key = draftKey(slug, language);
  const [draft, setDraft] = useState(() => ({
    key,
    text: start ?? readDraft(localStorage, slug, language),
    isKept: start === undefined,
  }));
  const readAgain = () => setDraft({ key, text: readDraft(localStorage, slug, language), isKept: true });
  if (draft.key !== key) readAgain();

  const wroteElsewhere = useEffectEvent((event: StorageEvent) => {
    if (event.key === key && draft.isKept && !document.hasFocus()) readAgain();
  });
  useEffect(() => {
    const onStorage = (event: StorageEvent) => wroteElsewhere(event);
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, []);

  function setSource(text: string) {
    setDraft({ key, text, isKept: true });
    writeDraft(localStorage, slug, language, text);
  }

  return { source: draft.text, setSource, reset: () => setSource(templateFor(language)) };
}

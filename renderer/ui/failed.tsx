import { Unplug } from 'lucide-react';
import { Blank } from './blank.tsx';
import { Button } from './button.tsx';
import { UntrustedText } from './untrusted-text.tsx';

/** Stands where something couldn't be read: the reason in the core's own sentence, and a way to try again. */
export function Failed({ what, error, onRetry }: { readonly what: string; readonly error: Error; readonly onRetry: () => void }) {
  return (
    <div role="alert">
      <Blank icon={Unplug} title={what} action={<Button onClick={onRetry}>Try again</Button>}>
        <UntrustedText text={error.message} />
      </Blank>
    </div>
  );
}

import { useLinkState } from '../../api/context.tsx';
import { Notice } from '../../ui/notice.tsx';

/** The pages have a banner of their own for this; the small window has not. */
export function LostNotice() {
  if (useLinkState() !== 'lost') return null;
  return (
    <Notice tone="bad" title="Patchbay isn’t answering">
      This question can’t be answered until it is back. Nothing goes ahead without your yes.
    </Notice>
  );
}

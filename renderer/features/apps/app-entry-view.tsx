import { Tabs } from '@base-ui/react/tabs';
import type { AppEntry } from '../../../contract/models.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Tab, TabList } from '../../ui/tabs.tsx';
import { UntrustedText } from '../../ui/untrusted-text.tsx';

interface AppEntryViewProps {
  readonly entry: AppEntry;
  /** What else to know about this app, as sentences. */
  readonly hints: readonly string[];
  readonly onDone: () => void;
}

/** Where to paste, and what. The text holds the app's key, so it says so. */
export function AppEntryView({ entry, hints, onDone }: AppEntryViewProps) {
  const { whole, inner } = entry.paste;
  const remote = entry.http?.paste ?? null;
  return (
    <>
      <DialogBody>
        <ol className="list-decimal space-y-1 pl-5 text-sm text-ink-soft marker:text-ink-faint">
          {[entry.where, ...hints].map((step) => (
            <li key={step}>
              <UntrustedText text={step} />
            </li>
          ))}
          <li>Save it. The app then shows up here as connected.</li>
        </ol>
        <Tabs.Root defaultValue="whole">
          <TabList label="What to paste">
            <Tab value="whole">{inner === null ? 'The entry' : 'The file is new or empty'}</Tab>
            {inner === null ? null : <Tab value="inner">It already lists servers</Tab>}
            {remote === null ? null : <Tab value="url">The app takes a URL</Tab>}
          </TabList>
          <Tabs.Panel value="whole" keepMounted className="pt-3">
            <Snippet text={whole} takesFocus />
          </Tabs.Panel>
          {inner === null ? null : (
            <Tabs.Panel value="inner" className="pt-3">
              <Snippet text={inner} takesFocus={false} />
            </Tabs.Panel>
          )}
          {remote === null ? null : (
            <Tabs.Panel value="url" className="pt-3">
              <Snippet text={remote.whole} takesFocus={false} />
            </Tabs.Panel>
          )}
        </Tabs.Root>
        <p className="text-xs text-ink-faint">
          The entry holds a key that lets exactly this app in. Treat it like a password, and don’t give it to a second app.
        </p>
      </DialogBody>
      <DialogFooter>
        <Button tone="primary" onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

function Snippet({ text, takesFocus }: { readonly text: string; readonly takesFocus: boolean }) {
  return (
    <div className="relative">
      <CodeBlock label="Entry to paste" text={text} />
      <div className="absolute top-2 right-2">
        <CopyButton text={text} label="Copy the entry" takesFocus={takesFocus} />
      </div>
    </div>
  );
}

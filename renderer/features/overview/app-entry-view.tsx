import { Tabs } from '@base-ui/react/tabs';
import type { AppEntry } from '../../../contract/models.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Tab, TabList } from '../../ui/tabs.tsx';
import { anyPlace, knownPlaces } from './known-places.ts';

/** The whole file, in the app's own word for the list of servers. */
function wholeFile({ command, args, env, json }: AppEntry, listKey: string | undefined): string {
  return listKey === undefined ? json : JSON.stringify({ [listKey]: { patchbay: { command, args, env } } }, null, 2);
}

/** The same for an app that takes a URL instead of a command. */
function urlFile({ url, headers }: NonNullable<AppEntry['http']>, listKey = 'mcpServers'): string {
  return JSON.stringify({ [listKey]: { patchbay: { type: 'http', url, headers } } }, null, 2);
}

/** Only the part inside that list, for a file that already names other servers. */
function innerEntry({ command, args, env }: AppEntry): string {
  return `"patchbay": ${JSON.stringify({ command, args, env }, null, 2)}`;
}

/** Where to paste, and what. The text holds the app's key, so it says so. */
export function AppEntryView({ entry, onDone }: { readonly entry: AppEntry; readonly onDone: () => void }) {
  const place = knownPlaces.find((known) => known.app === entry.app);
  return (
    <>
      <DialogBody>
        <ol className="list-decimal space-y-1 pl-5 text-sm text-ink-soft marker:text-ink-faint">
          <li>{place?.where ?? anyPlace}</li>
          <li>Paste this and save. The app then shows up here as connected.</li>
        </ol>
        <Tabs.Root defaultValue="whole">
          <TabList label="What the file holds now">
            <Tab value="whole">The file is new or empty</Tab>
            <Tab value="inner">It already lists servers</Tab>
            {entry.http === undefined ? null : <Tab value="url">The app takes a URL</Tab>}
          </TabList>
          <Tabs.Panel value="whole" keepMounted className="pt-3">
            <Snippet text={wholeFile(entry, place?.listKey)} takesFocus />
          </Tabs.Panel>
          <Tabs.Panel value="inner" className="pt-3">
            <Snippet text={innerEntry(entry)} takesFocus={false} />
          </Tabs.Panel>
          {entry.http === undefined ? null : (
            <Tabs.Panel value="url" className="pt-3">
              <Snippet text={urlFile(entry.http, place?.listKey)} takesFocus={false} />
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

import { Eye, FilePen, type LucideIcon, MessageCircleWarning, Send, SquareTerminal } from 'lucide-react';

interface FlagWords {
  readonly words: string;
  readonly meaning: string;
  readonly icon: LucideIcon;
}

/** What an entry of the directory says about a server's reach, for a person. */
const known: Readonly<Record<string, FlagWords>> = {
  'reads-private-data': { words: 'Reads private data', meaning: 'Your apps can read things of yours with it.', icon: Eye },
  'sees-untrusted-content': {
    words: 'Sees what strangers write',
    meaning: 'What it brings in may hold instructions that were written to mislead an AI.',
    icon: MessageCircleWarning,
  },
  'can-send-outside': { words: 'Can send things out', meaning: 'What your apps give it can leave this computer.', icon: Send },
  'runs-code': { words: 'Runs code', meaning: 'It runs programs that your apps write.', icon: SquareTerminal },
  'changes-files': { words: 'Changes files', meaning: 'It can write and delete files.', icon: FilePen },
};

/** A flag that this window doesn't know keeps its own name. */
export function flagWords(flag: string): FlagWords {
  return known[flag] ?? { words: flag.replaceAll('-', ' '), meaning: 'The directory says so.', icon: Eye };
}

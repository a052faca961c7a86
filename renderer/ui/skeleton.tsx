/** Grey lines where text will be, in its size, so that nothing jumps when it comes. */
export function Skeleton({ lines, label }: { readonly lines: number; readonly label: string }) {
  return (
    <output aria-label={label} className="block space-y-3 p-5">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} aria-hidden className="flex animate-pulse items-center gap-3">
          <div className="size-8 rounded-lg bg-hover" />
          <div className="flex-1 space-y-2">
            <div className="h-3 w-2/5 rounded bg-hover" />
            <div className="h-2.5 w-3/4 rounded bg-hover" />
          </div>
        </div>
      ))}
    </output>
  );
}

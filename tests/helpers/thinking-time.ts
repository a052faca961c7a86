/** Milliseconds that this thread itself computes while `task` runs: other programs on the machine don't count. */
export async function thinkingTime(task: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await task();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

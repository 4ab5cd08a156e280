/** How long a soak goes on: `--minutes N` of its command line. */
export function minutesOf(usual: number): number {
  const at = process.argv.indexOf("--minutes");
  const minutes = at < 0 ? usual : Number(process.argv[at + 1]);
  if (!(minutes > 0)) throw new Error("--minutes wants a number of minutes");
  return minutes;
}

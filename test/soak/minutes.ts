/** How long a soak goes on: `npm run soak -- NAME --minutes N`, which the script passes on as SOAK_MINUTES. */
export function minutesOf(usual: number): number {
  const minutes = Number(process.env.SOAK_MINUTES ?? usual);
  if (!(minutes > 0)) throw new Error("--minutes wants a number of minutes");
  return minutes;
}

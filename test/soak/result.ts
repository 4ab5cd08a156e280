/** What a soak found, in the form benchmarks print: RESULT soak.<name>.<figure> <value>. */
export function soakResult(name: string, figures: Readonly<Record<string, number>>): void {
  for (const [figure, value] of Object.entries(figures))
    console.log(`RESULT soak.${name}.${figure} ${value}`);
}

/** The lines of a file out of the answer of `read_file`, which numbers them as `cat -n` does. */
export function numberedLines(output: string): string[] {
  return output.split('\n').map((line) => line.replace(/^\s*\d+\t/, ''))
}

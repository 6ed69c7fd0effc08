export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** True once `isTrue` is, false where that takes longer than `ms`. */
export async function until(isTrue: () => boolean, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; await pause(10)) if (isTrue()) return true
  return isTrue()
}

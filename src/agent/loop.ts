import type { StepCall } from './step'

/** What the loop needs of whoever runs it: both keep their outcome in storage before they answer. */
export interface TurnWork {
  /** The step to begin with: 1, the one that was cut off, or the one after the last that was kept. */
  firstStep: number
  maxSteps: number
  /** One model call; answers the tool calls it made. */
  step(step: number): Promise<readonly StepCall[]>
  /** One tool call. A tool's failure is its result; it does not throw. */
  invoke(call: StepCall): Promise<void>
}

/** A turn: model, tools in the order of the calls, model again, until the model calls no tool. */
export async function runTurn(work: TurnWork): Promise<'completed' | 'step_limit'> {
  for (let step = work.firstStep; step <= work.maxSteps; step++) {
    const calls = await work.step(step)
    if (calls.length === 0) return 'completed'
    for (const call of calls) await work.invoke(call)
  }
  return 'step_limit'
}

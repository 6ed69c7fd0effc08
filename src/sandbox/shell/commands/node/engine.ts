import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core'
import wasm from '#quickjs/engine.wasm'

const MEMORY_MAX_BYTES = 32 * 1024 * 1024
const STACK_MAX_BYTES = 512 * 1024

export interface Engine {
  runtime: QuickJSRuntime
  context: QuickJSContext
}

/**
 * An interpreter of JavaScript with a memory of its own: nothing that a script does reaches ours. It is left to the garbage
 * collector whole; taking it apart would fail after a script that ran out of memory.
 */
export async function newEngine(): Promise<Engine> {
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: wasm }))
  const runtime = quickjs.newRuntime()
  runtime.setMemoryLimit(MEMORY_MAX_BYTES)
  runtime.setMaxStackSize(STACK_MAX_BYTES)
  return { runtime, context: runtime.newContext() }
}

declare module '#quickjs/engine.wasm' {
  const module: WebAssembly.Module
  export default module
}

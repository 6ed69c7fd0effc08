/** A file's own text, by vite. */
declare module '*?raw' {
  const text: string
  export default text
}

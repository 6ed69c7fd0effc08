/** A site in a frame. Never allow-same-origin: what an agent wrote must not reach this page, its storage or its cookies. */
export function SealedFrame({ url, title }: { url: string; title: string }) {
  return <iframe class="sealed" src={url} title={title} sandbox="allow-scripts allow-forms allow-popups" />
}

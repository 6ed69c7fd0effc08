/** A page that shows each payload by itself, and then touches everything in it that can be touched. */
export function gallery(payloads: readonly string[]): string {
  return `<!doctype html>
<title>Gallery</title>
<h1>Gallery</h1>
<output></output>
<script>
const payloads = ${JSON.stringify(payloads).replaceAll('<', '\\u003c')}
const touches = ['mouseover', 'pointerenter', 'contextmenu', 'wheel', 'scroll', 'dragstart', 'copy', 'input', 'invalid', 'submit', 'reset', 'click']
const touch = (inside) => {
  for (const element of inside.querySelectorAll('*')) {
    element.focus?.()
    const leads = element.closest?.('a, button, input[type=submit], input[type=image]')
    const isCode = !leads || /^\\s*javascript:/i.test(leads.href ?? leads.formAction ?? leads.form?.action ?? '')
    for (const type of touches) if (isCode || type !== 'click') element.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }))
  }
}
const ofItsOwn = /<(body|meta|base|html|frameset|!doctype|\\?xml)/i
const show = (payload) => {
  if (ofItsOwn.test(payload)) {
    const frame = document.createElement('iframe')
    frame.srcdoc = payload
    document.body.append(frame)
    return
  }
  const box = document.createElement('div')
  document.body.append(box)
  try {
    box.append(document.createRange().createContextualFragment(payload))
    touch(box)
  } catch {}
}
for (const payload of payloads) show(payload)
addEventListener('load', () => { document.querySelector('output').textContent = 'all shown' })
</script>`
}

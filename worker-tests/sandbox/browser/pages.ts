export const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`

const paragraphs = (count: number, word: string) =>
  Array.from(
    { length: count },
    (_, at) => `<p>${word} ${at + 1}. ${'The rain in Spain stays mainly in the plain. '.repeat(6)}</p>`,
  ).join('')

/** Eight long reads by their path. */
export const articles: Record<string, string> = Object.fromEntries(
  Array.from({ length: 8 }, (_, at) => [
    `/articles/${at + 1}`,
    page(
      `Article ${at + 1}`,
      `<h1>Article ${at + 1}</h1><a href="#sources">Sources</a>${paragraphs(60, 'Paragraph')}
      <h2 id="sources">Sources</h2><p>The Needle, 1999.</p><a href="/articles/${((at + 1) % 8) + 1}">Next article</a>`,
    ),
  ]),
)

export const cities = page(
  'Cities',
  `<table><caption>Cities by people</caption><thead><tr><th>City<th>Country<th>People</thead>
  <tr><td><a href="/lyon">Lyon</a><td>France<td>522,000
  <tr><td>Graz<td>Austria<td>298,000
  <tr><td colspan="2">All|together<td>820,000</table>`,
)

/** Every kind of control; what it sends comes back as a list. */
export const survey = page(
  'Survey',
  `<form action="/echo" method="post"><input type="hidden" name="key" value="k1">
  <input name="name" placeholder="Your name" value="Nobody"> <textarea name="note" aria-label="Note">
First line</textarea>
  <select name="color" aria-label="Color"><option value="r">Red<option value="g" selected>Green<option>Blue</select>
  <select name="size" aria-label="Sizes" multiple><option>S<option selected>M<option>L</select>
  <label><input type="checkbox" name="news" checked> News</label> <label><input type="checkbox" name="ads"> Ads</label>
  <label><input type="radio" name="pay" value="card" checked> Card</label> <label><input type="radio" name="pay" value="cash"> Cash</label>
  <input name="locked" value="no" disabled> <fieldset disabled><input name="locked2" value="no"></fieldset>
  <input type="file" name="photo"> <button name="do" value="save">Save</button> <button name="do" value="drop">Drop</button>
  <button type="reset">Start over</button> <button type="button">Magic</button></form>
  <form action="/echo" method="post" enctype="multipart/form-data"><input name="a" aria-label="Part"><input type="file" name="f"><button>Send parts</button></form>`,
)

export const echo = (method: string, entries: [string, string][]) =>
  page(
    'Echo',
    `<p>${method}</p><ul>${entries.map(([name, value]) => `<li>${name} is ${JSON.stringify(value)}</li>`).join('')}</ul>`,
  )

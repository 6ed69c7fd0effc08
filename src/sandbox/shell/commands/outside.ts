import type { Command } from 'just-bash/browser'
import type { Outside } from '../outside'
import { parseOptions } from './options'
import { Failure, type Output, program } from './program'

export function wget(outside: Outside): Command {
  return program('wget', async (run): Promise<Output> => {
    const options = parseOptions(run.args, {
      flags: [
        ...'qcNSvdx',
        'quiet',
        'no-verbose',
        'nv',
        'no-check-certificate',
        'continue',
        'show-progress',
        'spider',
        'content-disposition',
      ],
      values: [
        'O',
        'output-document',
        'P',
        'directory-prefix',
        'T',
        'timeout',
        't',
        'tries',
        'U',
        'user-agent',
        'header',
        'post-data',
        'method',
        'body-data',
        'i',
        'w',
      ],
    })
    if (options.words.length === 0) throw new Failure('missing URL', 1)
    let [out, err]: [Uint8Array, string] = [new Uint8Array(0), '']
    for (const url of options.words.map((word) => (/^\w+:\/\//.test(word) ? word : `http://${word}`))) {
      const body = options.value('post-data', 'body-data')
      const headers = Object.fromEntries(options.values('header').map((line) => line.split(/:\s*(.*)/s).slice(0, 2)))
      const agent = options.value('U', 'user-agent')
      const response = await outside
        .fetch(url, {
          method: options.value('method') ?? (body === undefined ? 'GET' : 'POST'),
          headers: agent === undefined ? headers : { ...headers, 'User-Agent': agent },
          ...(body === undefined ? {} : { body }),
        })
        .catch((error: unknown) => {
          throw new Failure(error instanceof Error ? error.message : String(error), 4)
        })
      if (response.status >= 400)
        return {
          out,
          err: `${err}wget: server returned error: HTTP/1.1 ${response.status} ${response.statusText}\n`,
          code: 8,
        }
      const name = options.value('O', 'output-document') ?? nameOf(response.url)
      const prefix = options.value('P', 'directory-prefix')
      if (name === '-') out = response.body
      else {
        const path = prefix === undefined ? name : `${prefix.replace(/\/$/, '')}/${name}`
        if (prefix !== undefined) await run.context.fs.mkdir(run.path(prefix), { recursive: true })
        await run.write(path, response.body)
        if (!options.has('q', 'quiet')) err += `'${path}' saved [${response.body.length}]\n`
      }
    }
    return { out, err }
  })
}

function nameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) || 'index.html')
}

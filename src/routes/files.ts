import { Hono } from 'hono'
import { AppError, notFound } from '../errors'
import { deleteFile, listFiles, putFile, readFile } from '../wire/files'
import { ConversationParams } from '../wire/ids'
import { requestFilePath } from '../workspace/paths'
import type { HonoEnv, RouteContext } from './context'
import { fileResponse, satisfiableRange } from './file-response'
import { mount, parse } from './mount'
import { receiveUpload } from './receive-upload'
import { sessionsOf } from './sessions'

/** The files of a conversation's workspace. Their bytes flow between the caller and R2, past the session. */
export const files = new Hono<HonoEnv>()

mount(files, listFiles, async ({ params, caller, sessions }) => sessions.of(params.conversation).listFiles(caller))

files.use(readFile.path, async (c, next) => {
  pathOf(c)
  await next()
})

files.get(readFile.path, async (c) => {
  const located = await sessionIn(c).locateFile(c.var.caller, pathOf(c))
  if (!located) throw notFound('file')
  const range = satisfiableRange(c, located.entry)
  const asDownload = c.req.query('download') === '1'
  return fileResponse(c.req.raw, { located, range, bucket: c.env.BLOBS, asDownload })
})

files.put(putFile.path, async (c) => {
  const { session, caller, bucket } = { session: sessionIn(c), caller: c.var.caller, bucket: c.env.BLOBS }
  const upload = receiveUpload(c.req.raw, { session, caller, bucket, path: pathOf(c) })
  // A caller who leaves half-way must not end this before the lease is given back.
  c.executionCtx.waitUntil(upload.then(nothing, nothing))
  const { entry, created } = await upload
  return c.json(entry, created ? 201 : 200)
})

mount(files, deleteFile, ({ params, caller, sessions }) =>
  sessions.of(params.conversation).removeFile(caller, params.path),
)

function nothing(): void {}

function sessionIn(c: RouteContext) {
  const { conversation } = parse(ConversationParams, c.req.param())
  return sessionsOf(c.env).of(conversation)
}

/** From the address itself and decoded once: Hono leaves what it cannot decode, and a name may hold no encoded slash. */
function pathOf(c: RouteContext): string {
  const [, encoded = ''] = /^\/api\/conversations\/[^/]*\/files\/(.+)$/.exec(new URL(c.req.url).pathname) ?? []
  if (/%2f/i.test(encoded))
    throw new AppError('invalid_path', 'A name cannot hold a slash. Separate names with a plain /.')
  return requestFilePath(decoded(encoded))
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    throw new AppError('invalid_path', 'The path is not valid percent-encoded UTF-8. Encode each name on its own.', {
      cause,
    })
  }
}

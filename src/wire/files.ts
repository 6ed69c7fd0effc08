import * as z from 'zod/mini'
import { endpoint, plainEndpoint } from './endpoint'
import { ConversationParams, Id, Time } from './ids'

/** Relative to the workspace's root, with `/` between names: `output/site/index.html`. */
export const FilePath = z.string().check(z.minLength(1), z.maxLength(1024))

export const FileEntry = z.object({
  path: FilePath,
  sizeBytes: z.number(),
  sha256: z.string(),
  type: z.string(),
  modifiedAt: Time,
  origin: z.enum(['upload', 'agent']),
})
export type FileEntry = z.infer<typeof FileEntry>

export const UPLOAD_MAX_FILES = 100
export const UPLOAD_MAX_BYTES = 100_000_000

export const listFiles = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation/files',
  summary: 'Every file of the workspace, by path',
  params: ConversationParams,
  reply: z.object({
    files: z.array(FileEntry),
    uploads: z.object({ count: z.number(), maxFiles: z.number(), maxBytes: z.number() }),
  }),
  errors: ['not_found'],
})
export type FileList = z.infer<typeof listFiles.reply>

const FileParams = z.object({ conversation: Id, path: FilePath })

export const readFile = plainEndpoint({
  method: 'get',
  path: '/api/conversations/:conversation/files/:path{.+}',
  summary: 'The bytes of one file; ETag, ranges, and active types as attachments',
  params: FileParams,
  produces: 'application/octet-stream',
  errors: ['not_found', 'invalid_path', 'range_not_satisfiable'],
})

export const putFile = plainEndpoint({
  method: 'put',
  path: '/api/conversations/:conversation/files/:path{.+}',
  summary: 'Upload one file as the raw body; 201 FileEntry when new, 200 when replaced',
  params: FileParams,
  accepts: 'application/octet-stream',
  produces: 'application/json',
  errors: [
    'not_found',
    'invalid_path',
    'too_large',
    'upload_limit',
    'storage_limit',
    'upload_expired',
    'length_mismatch',
  ],
})

export const deleteFile = endpoint({
  method: 'delete',
  path: '/api/conversations/:conversation/files/:path{.+}',
  summary: 'Remove one file from the workspace',
  params: FileParams,
  reply: z.object({ path: FilePath }),
  errors: ['not_found', 'invalid_path'],
})

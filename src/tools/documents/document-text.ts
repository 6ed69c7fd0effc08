import { type PdfReader, ToolError, type WorkspaceFile } from '../../agent/tool'
import type { DocumentRead } from './document-read'
import { pdfToMarkdown } from './pdf'

/** The document, and what it unpacks to, is held in memory. */
const DOCUMENT_MAX_BYTES = 20_000_000

/** Each is loaded when the first file of its kind is read. */
const officeReaders: Record<string, (bytes: Uint8Array) => Promise<DocumentRead>> = {
  docx: async (bytes) => ({ text: (await import('./docx')).docxToMarkdown(bytes) }),
  xlsx: async (bytes) => (await import('./xlsx')).readXlsx(bytes),
  pptx: async (bytes) => ({ text: (await import('./pptx')).pptxToMarkdown(bytes) }),
}

export function isDocument(path: string): boolean {
  const extension = extensionOf(path)
  return extension === 'pdf' || Object.hasOwn(officeReaders, extension)
}

/** A PDF or office document as Markdown. Throws as `readDocument` does. */
export async function documentText(file: WorkspaceFile, pdf: PdfReader): Promise<string> {
  return (await readDocument(file, pdf)).text
}

/** Throws ToolError where it is too large, damaged or locked. */
export async function readDocument({ entry, bytes }: WorkspaceFile, pdf: PdfReader): Promise<DocumentRead> {
  if (entry.sizeBytes > DOCUMENT_MAX_BYTES) {
    const megabytes = DOCUMENT_MAX_BYTES / 1_000_000
    throw new ToolError(
      `"${entry.path}" is larger than ${megabytes} MB, the most a document may have. Ask for a smaller one.`,
    )
  }
  const content = await bytes()
  const extension = extensionOf(entry.path)
  if (extension === 'pdf') return { text: await pdfToMarkdown(content, pdf) }
  const reader = officeReaders[extension]
  if (!reader) throw new Error(`No reader for ${entry.path}.`)
  if (isLockedOffice(content)) {
    throw new ToolError(
      `"${entry.path}" is locked by a password or of an old format. Ask for an unlocked .${extension}.`,
    )
  }
  try {
    return await reader(content)
  } catch (error) {
    if (error instanceof ToolError) throw error
    throw new ToolError(`"${entry.path}" is damaged, or no .${extension} at all. Ask for the file again.`, {
      cause: error,
    })
  }
}

/** Office wraps encrypted and pre-2007 documents in a Compound File, [MS-CFB] 2.2. */
function isLockedOffice(bytes: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0].every((byte, at) => bytes[at] === byte)
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase()
}
